using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using Orleans.Concurrency;

namespace CeeOrleans.Contracts.Live;

/// <summary>
/// The account of an importer in the live world: the live face of the importer grain. Key: <c>live/number</c>
/// (<see cref="GrainKeys.LiveImporter"/>). Only what is durable is ever shown.
/// </summary>
[GrainInterfaceType("cee.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>The account as its page shows it. Costs no I/O once the account was used.</summary>
    [Alias("look")]
    ValueTask<AccountPage> LookAsync();

    /// <summary>
    /// Decides commands one after the other and writes what they did at once. An answer means that it is durable; an
    /// exception means that the outcome is unknown, and the same commands may be sent again.
    /// </summary>
    /// <param name="commands">1 to <see cref="CommandMessage.MostInBatch"/>.</param>
    [Alias("do")]
    ValueTask<ImmutableArray<AnswerMessage>> DoAsync(ImmutableArray<CommandMessage> commands);
}

/// <summary>An account as it is shown. Immutable; one object for every look at one version.</summary>
/// <param name="Version">0 when there is no such account.</param>
/// <param name="Json">The page as UTF-8 JSON; empty when there is no such account.</param>
/// <param name="Offices">Codes of the offices that may see it: its Center, and those that have open cases of it.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.account-page")]
public sealed record AccountPage([property: Id(0)] long Version, [property: Id(1)] byte[] Json, [property: Id(2)] ImmutableArray<string> Offices)
{
    public static AccountPage None { get; } = new(0, [], []);

    public bool Exists => Version > 0;
}

/// <summary>A command on its way to an account.</summary>
/// <param name="Id">Identity, the same for every repeat.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Body">As <see cref="CommandJson"/> writes it.</param>
/// <param name="IfVersion">The version that the asker saw; 0 for any.</param>
/// <param name="At">When it happened, UTC seconds; 0 for now. Never in the future.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.command")]
public sealed record CommandMessage([property: Id(0)] string Id, [property: Id(1)] string Actor, [property: Id(2)] byte[] Body, [property: Id(3)] long IfVersion = 0, [property: Id(4)] long At = 0)
{
    /// <summary>Commands in one call.</summary>
    public const int MostInBatch = 1_000;
}

/// <summary>What became of a command.</summary>
/// <param name="Repeated">It was answered before, or what it brings had happened; the answer says what came of it then.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.answer")]
public sealed record AnswerMessage(
    [property: Id(0)] string CommandId,
    [property: Id(1)] Refusal Refusal,
    [property: Id(2)] string? Reason,
    [property: Id(3)] long Version,
    [property: Id(4)] int? Case,
    [property: Id(5)] long At,
    [property: Id(6)] bool Repeated = false)
{
    public bool Done => Refusal == Refusal.None;
}
