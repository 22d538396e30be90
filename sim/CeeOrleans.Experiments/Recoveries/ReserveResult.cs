using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Recoveries;

/// <summary>Weeks from the shock until all is well again, over replications.</summary>
/// <param name="PerReplication">Weeks of each; to the end of the horizon where it did not come before.</param>
/// <param name="Reached">Share of replications in which it came.</param>
public sealed record ReserveWeeks(ImmutableArray<double> PerReplication, double Reached)
{
    /// <summary>Mean with its luck interval, which ends at 0: no time is negative.</summary>
    public Estimate Estimate { get; } = LuckInterval.Of(PerReplication.AsSpan(), MeasureScale.Amount) is { Low: { } low } luck ? luck with { Low = Math.Max(0, low) } : new Estimate(PerReplication.DefaultIfEmpty(double.NaN).Average(), null, null);

    /// <summary>True when some replication did not get there, so that the mean is a lower bound.</summary>
    public bool IsBound => Reached < 1;

    /// <summary>True when no replication was in trouble.</summary>
    public bool IsNone => PerReplication.All(w => w == 0);

    /// <summary>Whether fewer weeks than another's, on the same luck, are more than luck; true where one replication cannot tell.</summary>
    public bool IsBelow(ReserveWeeks other) =>
        PerReplication.Length < 2 || PairedEstimate.Of(other.PerReplication.AsSpan(), PerReplication.AsSpan(), MeasureScale.Amount).Difference.High is not >= 0;
}

/// <summary>One office, or the nation, at one number of people.</summary>
/// <param name="Office">By index; null for the nation.</param>
/// <param name="Reviews">Until reviews are opened as today's people open them without the shock; null where there are none.</param>
/// <param name="Clocks">Until clocks are met as today's people meet them without the shock; null where there are none.</param>
public sealed record ReserveOffice(int? Office, ReserveWeeks? Reviews, ReserveWeeks? Clocks)
{
    public ReserveWeeks? Of(RecoveryOf what) => what == RecoveryOf.Clocks ? Clocks : Reviews;
}

/// <summary>What so many more people do.</summary>
/// <param name="Offices">Those with clocked work or reviews, by index.</param>
/// <param name="Same">The nation against the same people without the shock: what the shock does to a staffing, whatever its level.</param>
public sealed record ReserveRow(int Added, int People, ReserveOffice Nation, ImmutableArray<ReserveOffice> Offices, ReserveOffice Same, string ResultHash)
{
    /// <summary>The office that takes longest; null when none is in trouble.</summary>
    public ReserveOffice? Slowest(RecoveryOf what) =>
        Offices.Where(o => o.Of(what) is { IsNone: false }).MaxBy(o => o.Of(what)!.Estimate.Mean);
}

/// <summary>Time to recover against people added.</summary>
/// <param name="Rows">In the order of the plan; today's people first. Empty after an interruption.</param>
public sealed record ReserveResult(ReservePlan Plan, ImmutableArray<ReserveRow> Rows, ImmutableArray<OfficeLabel> Offices, Recovery Recovery, int Ran)
{
    public bool Partial => Rows.IsEmpty;

    /// <summary>Weeks from the shock to the end of the horizon.</summary>
    public int WeeksLeft => (Plan.Sweep.Points[0].Inputs.Days / 7) - Recovery.ShockWeek;

    public int Replications => Plan.Sweep.Points[0].Inputs.Replications;
}
