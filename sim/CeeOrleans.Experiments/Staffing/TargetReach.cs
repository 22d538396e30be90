using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>What one office reached of one target in one year, on its own cohort.</summary>
/// <param name="Part">On time, or opened.</param>
/// <param name="Whole">Fell due, or opened and lapsed; 0 when there was nothing.</param>
public sealed record TargetReach(string Measure, WorkKind Kind, double AtLeast, long Part, long Whole)
{
    /// <summary>NaN when nothing fell due.</summary>
    public double Share => Whole == 0 ? double.NaN : (double)Part / Whole;

    /// <summary>Where nothing fell due, nothing was missed.</summary>
    public bool Met => Whole == 0 || Share >= AtLeast;

    /// <summary>By how much it is met, in shares; negative when it is missed.</summary>
    public double Slack => Whole == 0 ? 1 - AtLeast : Share - AtLeast;
}

/// <summary>
/// A year that began from the opening of another plan, or of the same office with other people. What a pool grows by in it,
/// beyond what it grew by in the year of the plan that lent the opening, counts as lapsed: it will, once the pool is as old as
/// its cut-off. Without that a pool that was nearly empty flatters fewer people.
/// </summary>
/// <param name="lender">The same year with the people whose opening it is; null where that was not run: any growth counts.</param>
public sealed class BorrowedOpening(OfficeReport? lender)
{
    /// <summary>Of a plan that was not run in this year.</summary>
    public static BorrowedOpening Unknown { get; } = new(null);

    /// <summary>Items that count as lapsed beside those that did, 0 or more.</summary>
    public long Lapsing(KindTotals row)
    {
        KindTotals? own = lender?.Kinds.FirstOrDefault(k => k.Kind == row.Kind);
        return Math.Max(0, row.OpenAtEnd - row.OpenAtStart - (own is null ? 0 : own.OpenAtEnd - own.OpenAtStart));
    }
}

/// <summary>The targets of a plan, as one office meets them.</summary>
/// <param name="targets">Those that are judged.</param>
public sealed class OfficeTargets(RunInputs inputs, ImmutableArray<TargetInput> targets)
{
    private readonly OpeningKind opening = inputs.Opening.Kind;
    private readonly Dictionary<WorkKind, Role> roles = inputs.Kinds.ToDictionary(k => k.Kind, k => k.Role);

    /// <summary>All targets of a scenario.</summary>
    public OfficeTargets(RunInputs inputs)
        : this(inputs, inputs.Targets)
    {
    }

    /// <summary>Role whose people do a kind of work.</summary>
    public Role RoleOf(WorkKind kind) => roles[kind];

    /// <param name="report">Of one year.</param>
    /// <param name="role">Targets of one desk only; null for both.</param>
    /// <param name="borrowed">Where the year began from an opening that is not of these people; null where it did not.</param>
    public ImmutableArray<TargetReach> Reached(OfficeReport report, Role? role = null, BorrowedOpening? borrowed = null)
    {
        var reached = ImmutableArray.CreateBuilder<TargetReach>();
        foreach (TargetInput target in targets)
        {
            if (role is not null && roles[target.Kind] != role)
            {
                continue;
            }

            KindTotals? row = null;
            foreach (KindTotals kind in report.Kinds)
            {
                row = kind.Kind == target.Kind ? kind : row;
            }

            (long part, long whole) = (target.Measure, row) switch
            {
                (_, null) => (0L, 0L),
                ("on time", _) => (row.OnTime, row.Due),
                ("coverage", _) => (row.Opened, row.Opened + row.Lapsed + (borrowed?.Lapsing(row) ?? 0)),
                _ => throw new ArgumentException($"Unknown measure \"{target.Measure}\" in a target; known: on time, coverage.", nameof(report)),
            };
            reached.Add(new TargetReach(target.Measure, target.Kind, target.AtLeast, part, whole));
        }

        return reached.ToImmutable();
    }

    /// <summary>Whether all of them are met.</summary>
    public bool Met(OfficeReport report, Role? role = null, BorrowedOpening? borrowed = null) => Reached(report, role, borrowed).All(t => t.Met);

    /// <summary>
    /// The hours of items that a desk opened beyond what its coverage asks, in people; below 0 where it opened too few. A hint where
    /// to look next, not an answer: hours that stood idle are not in it, nor clocks, and of several targets the worst is taken.
    /// </summary>
    /// <returns>Not whole; null for a desk without a target of coverage, or without people or work.</returns>
    public double? SparePeople(OfficeReport report, Role role, BorrowedOpening? borrowed)
    {
        if (report.Desks.FirstOrDefault(d => d.Role == role) is not { PresentSeconds: > 0 } desk)
        {
            return null;
        }

        double? least = null;
        foreach (TargetReach reached in Reached(report, role, borrowed).Where(t => t.Measure == "coverage"))
        {
            if (report.Kinds.FirstOrDefault(k => k.Kind == reached.Kind) is { Finished: > 0 } row)
            {
                double people = (reached.Part - (reached.AtLeast * reached.Whole)) * row.ServiceSeconds / row.Finished * desk.People / desk.PresentSeconds;
                least = Math.Min(least ?? people, people);
            }
        }

        return least;
    }

    /// <summary>
    /// People that the promised work of the year needs if no hour is lost by waiting: hours over the hours of a person. From a
    /// stationary opening the hours of what came in, because what a year carries over its end it also carries in; from any
    /// other those of what fell due. Each kind counts by the share promised, but for work with a clock at a desk that also
    /// promises coverage: it counts whole, because the pool is worked only when nothing with a clock waits.
    /// </summary>
    /// <returns>Not whole; 0 for a desk without people or work.</returns>
    public double FluidPeople(OfficeReport report, Role role)
    {
        DeskTotals? desk = report.Desks.FirstOrDefault(d => d.Role == role);
        if (desk is null || desk.People == 0 || desk.PresentSeconds == 0)
        {
            return 0;
        }

        TargetInput[] own = [.. targets.Where(t => roles[t.Kind] == role)];
        bool stationary = opening == OpeningKind.Stationary;
        bool whole = stationary && own.Any(t => t.Measure == "coverage");
        double seconds = 0;
        foreach (TargetInput target in own)
        {
            if (report.Kinds.FirstOrDefault(k => k.Kind == target.Kind) is { Finished: > 0 } row)
            {
                bool pool = target.Measure == "coverage";
                long items = stationary ? row.Arrived + row.Received - row.Passed : pool ? row.Opened + row.Lapsed : row.Due;
                seconds += (whole && !pool ? 1 : target.AtLeast) * items * row.ServiceSeconds / row.Finished;
            }
        }

        return seconds * desk.People / desk.PresentSeconds;
    }
}
