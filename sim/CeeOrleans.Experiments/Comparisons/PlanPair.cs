using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>Time of one kind of waiting under two plans.</summary>
/// <param name="Kind">Name of the kind of work; empty for all kinds together.</param>
/// <param name="ItemDays">Item-days inside the horizon.</param>
public sealed record ComparedWaiting(WaitFor Cause, string Kind, PairedEstimate ItemDays);

/// <summary>Two plans, number by number.</summary>
public sealed record PlanPair
{
    public required PlanOutcome A { get; init; }

    public required PlanOutcome B { get; init; }

    /// <summary>Every measure that both plans have, in the order of <see cref="MeasureTable"/>; the nation first.</summary>
    public required ImmutableArray<ComparedMeasure> Measures { get; init; }

    /// <summary>Offices that do work in one of the plans only, by code; their measures have no pair.</summary>
    public required ImmutableArray<string> OfficesOnlyInA { get; init; }

    /// <summary>As <see cref="OfficesOnlyInA"/>.</summary>
    public required ImmutableArray<string> OfficesOnlyInB { get; init; }

    public required ImmutableArray<ComparedWaiting> Waiting { get; init; }

    public required ImmutableArray<AffectedGroup> Affected { get; init; }

    /// <summary>Whether every number is the same in every replication.</summary>
    public bool Identical => Measures.All(m => m.Estimate.Identical) && Waiting.All(w => w.ItemDays.Identical) && OfficesOnlyInA.IsEmpty && OfficesOnlyInB.IsEmpty;

    /// <summary>A national measure, or null when the plans do not share it.</summary>
    public ComparedMeasure? Find(string name, string role = "", string kind = "") =>
        Measures.FirstOrDefault(m => m.Name == name && m.Office == MeasureTable.Everywhere && m.Role == role && m.Kind == kind);

    /// <summary>Compares two plans that ran the same replications. Cost: one pass over their measures.</summary>
    /// <exception cref="ArgumentException">The plans ran different numbers of replications.</exception>
    public static PlanPair Of(PlanOutcome a, PlanOutcome b)
    {
        if (a.Measures.Replications != b.Measures.Replications)
        {
            throw new ArgumentException($"{a.Label} ran {a.Measures.Replications} replications and {b.Label} {b.Measures.Replications}.", nameof(b));
        }

        ImmutableArray<ComparedMeasure> measures =
        [
            .. from m in a.Measures.Rows
               let other = b.Measures.Find(m.Name, m.Office, m.Role, m.Kind)
               where other is not null
               select new ComparedMeasure(m.Name, m.Office, m.Role, m.Kind, m.Unit, m.Scale, m.PerReplication, other.PerReplication),
        ];
        return new PlanPair
        {
            A = a,
            B = b,
            Measures = measures,
            OfficesOnlyInA = OnlyIn(a, b),
            OfficesOnlyInB = OnlyIn(b, a),
            Waiting = WaitingOf(a, b),
            Affected = WhoGains.Of(a, b, measures),
        };
    }

    /// <summary>An office works when something arrived there.</summary>
    private static ImmutableArray<string> OnlyIn(PlanOutcome one, PlanOutcome other)
    {
        HashSet<string> there = [.. Working(other)];
        return [.. Working(one).Where(o => !there.Contains(o))];

        static IEnumerable<string> Working(PlanOutcome plan) =>
            plan.Measures.Rows.Where(m => m.Name == MeasureNames.Arrived && m.Office != MeasureTable.Everywhere).Select(m => m.Office);
    }

    /// <summary>A cause that one plan does not have took no time there.</summary>
    private static ImmutableArray<ComparedWaiting> WaitingOf(PlanOutcome a, PlanOutcome b)
    {
        double[] none = new double[a.Measures.Replications];
        Dictionary<(WaitFor, string), WaitingPart> inB = b.Waiting.ToDictionary(w => (w.Cause, w.Kind));
        HashSet<(WaitFor, string)> inA = [.. a.Waiting.Select(w => (w.Cause, w.Kind))];
        return
        [
            .. a.Waiting.Select(w => new ComparedWaiting(w.Cause, w.Kind, PairedEstimate.Of(w.ItemDays.AsSpan(), inB.TryGetValue((w.Cause, w.Kind), out WaitingPart? other) ? other.ItemDays.AsSpan() : none))),
            .. b.Waiting.Where(w => !inA.Contains((w.Cause, w.Kind))).Select(w => new ComparedWaiting(w.Cause, w.Kind, PairedEstimate.Of(none, w.ItemDays.AsSpan()))),
        ];
    }
}
