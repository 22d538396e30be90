using CeeOrleans.Domain.Calendars;

namespace CeeOrleans.Domain.Routing;

/// <summary>Which accounts a Center takes once it is open; a scenario input.</summary>
public enum Eligibility : byte
{
    /// <summary>No account: everything stays at the ports' offices.</summary>
    Nobody = 0,

    /// <summary>Accounts that applied to the test.</summary>
    Applied = 1,

    /// <summary>Trusted traders under the scenario's definition.</summary>
    TrustedTraders = 2,

    /// <summary>Every account of the industry.</summary>
    AllAccounts = 3,
}

/// <summary>What happens to work that is open at the old office when a Center takes an account over.</summary>
public enum BacklogRule : byte
{
    Stays = 0,
    Moves = 1,
}

/// <summary>From a date on, at some ports or at all, a Center takes eligible accounts of its industry.</summary>
/// <param name="FromDay">First local day (days since 1970-01-01) on which new work goes to the Center.</param>
/// <param name="Ports">Indices of the ports of this phase; null means every port.</param>
/// <param name="Eligibility">Who is taken in this phase.</param>
public sealed record TakeOverPhase(int FromDay, IReadOnlySet<int>? Ports, Eligibility Eligibility);

/// <summary>What routing needs to know of an account. Everything else about it does not matter here.</summary>
/// <param name="Center">Index of the Center the account is assigned to; -1 when it has none.</param>
public readonly record struct AccountTraits(int Center, bool Trusted, bool Applied);

/// <summary>
/// Which office does the post-release work of an account that arrived at a port, on a date? The port's own office
/// (its service office, or itself), unless the account's Center has taken over. Pure; cost: the few phases of one
/// Center.
/// </summary>
public sealed class RoutingTable
{
    private readonly int[] officeOfPort;
    private readonly int[] officeOfCenter;
    private readonly TakeOverPhase[][] phases;

    /// <param name="officeOfPort">Office index for each port.</param>
    /// <param name="officeOfCenter">Office index for each Center; -1 when the scenario has no such office.</param>
    /// <param name="phases">Phases of each Center, ascending by date.</param>
    public RoutingTable(IReadOnlyList<int> officeOfPort, IReadOnlyList<int> officeOfCenter, IReadOnlyList<IReadOnlyList<TakeOverPhase>> phases)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(phases.Count, officeOfCenter.Count);
        this.officeOfPort = [.. officeOfPort];
        this.officeOfCenter = [.. officeOfCenter];
        this.phases = [.. phases.Select(p => p.OrderBy(x => x.FromDay).ToArray())];
        ChangeDays = [.. this.phases.SelectMany(p => p).Select(p => p.FromDay).Distinct().Order()];
    }

    /// <summary>Every day on which routing changes, ascending: known before the first window.</summary>
    public IReadOnlyList<int> ChangeDays { get; }

    /// <summary>The office that would do the work if there were no Centers.</summary>
    public int PortOffice(int port) => officeOfPort[port];

    /// <summary>The office that does the work of this account at this port when it arises on this day.</summary>
    public int OfficeFor(AccountTraits account, int port, int day)
    {
        if (account.Center >= 0 && officeOfCenter[account.Center] >= 0)
        {
            foreach (TakeOverPhase phase in phases[account.Center])
            {
                if (phase.FromDay > day)
                {
                    break;
                }

                if ((phase.Ports is null || phase.Ports.Contains(port)) && IsEligible(account, phase.Eligibility))
                {
                    return officeOfCenter[account.Center];
                }
            }
        }

        return officeOfPort[port];
    }

    /// <summary>Whether a rule takes an account.</summary>
    public static bool IsEligible(AccountTraits account, Eligibility rule) => rule switch
    {
        Eligibility.Nobody => false,
        Eligibility.Applied => account.Applied,
        Eligibility.TrustedTraders => account.Trusted,
        Eligibility.AllAccounts => true,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown eligibility rule."),
    };
}
