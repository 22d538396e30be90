using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli.Staffing;

/// <summary>What the command line of <c>cee staff</c> asks.</summary>
internal sealed record StaffRequest(string File, string? Office, string? Role, bool AsItStands, int? Years, int? SearchYears, int? Sure, int? Worlds, int? Draws, bool LeaveUnprotected, ulong? Seed, bool Fresh, string? Out, bool Json)
{
    /// <summary>The command that gives the same digits again.</summary>
    public string Repeat => new CommandText("staff", File)
        .With("--office", Office)
        .With("--role", Role)
        .With("--as-it-stands", AsItStands)
        .With("--years", Years)
        .With("--search-years", SearchYears)
        .With("--sure", Sure)
        .With("--worlds", Worlds)
        .With("--draws", Draws)
        .With("--leave-unprotected", LeaveUnprotected)
        .With("--seed", Seed)
        .ToString();
}
