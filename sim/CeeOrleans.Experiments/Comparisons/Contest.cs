using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>A measure that plans are ranked by.</summary>
/// <param name="Kind">Name of the kind of work; empty for all.</param>
/// <param name="Role">Empty for all.</param>
public sealed record ContestMeasure(string Name, string Kind = "", string Role = "")
{
    /// <summary>"coverage", "wait p90: contact".</summary>
    public string Label => Name + (Role.Length > 0 ? $", {Role}s" : "") + (Kind.Length > 0 ? $": {Kind}" : "");

    /// <summary>Every label that a scenario's plans can be ranked by: measures that have a good and a bad side.</summary>
    public static ImmutableArray<ContestMeasure> Known(RunInputs inputs)
    {
        string[] byKind = [MeasureNames.OnTime, MeasureNames.Coverage, MeasureNames.WaitMean, MeasureNames.WaitP50, MeasureNames.WaitP90, MeasureNames.WaitP95, MeasureNames.SojournMean, MeasureNames.OpenAge, MeasureNames.OpenAgeP95, MeasureNames.OpenAtEnd, MeasureNames.Deemed];
        string[] onlyByKind = [MeasureNames.WaitMean, MeasureNames.WaitP50, MeasureNames.WaitP90, MeasureNames.WaitP95, MeasureNames.SojournMean];
        IEnumerable<string> names = typeof(MeasureNames).GetFields().Select(f => (string)f.GetValue(null)!).Where(n => MeasureSense.Of(n) != Sense.Neutral).Order(StringComparer.Ordinal);
        return
        [
            .. names.Except(onlyByKind).Select(n => new ContestMeasure(n)),
            .. byKind.SelectMany(n => inputs.Kinds.Select(k => new ContestMeasure(n, k.Name))),
        ];
    }

    /// <summary>
    /// What plans are ranked by unless told: the measures of the targets that any of them declares, in order, at most
    /// ten; with none declared, clocked work on time and coverage.
    /// </summary>
    public static ImmutableArray<ContestMeasure> Declared(IEnumerable<RunInputs> plans)
    {
        List<ContestMeasure> found = [];
        foreach (RunInputs inputs in plans)
        {
            foreach (TargetInput target in inputs.Targets)
            {
                string kind = inputs.Kinds.FirstOrDefault(k => k.Kind == target.Kind)?.Name ?? (target.Kind == WorkKind.None ? "" : target.Kind.ToString());
                found.Add(new ContestMeasure(target.Measure == "coverage" ? MeasureNames.Coverage : MeasureNames.OnTime, kind));
            }
        }

        return found.Count > 0 ? [.. found.Distinct().Take(Contest.MostMeasures)] : [new(MeasureNames.OnTime), new(MeasureNames.Coverage)];
    }
}

/// <summary>One plan in a contest.</summary>
/// <param name="Value">Mean over the replications in which every plan has a value, with its own luck interval.</param>
/// <param name="MayBeBest">False when the plan is worse than another, beyond luck.</param>
/// <param name="WorseThan">Label of the plan that shows it, the clearest; empty when it may be best.</param>
public sealed record Contender(string Label, string File, Estimate Value, bool MayBeBest, string WorseThan);

/// <summary>
/// Which of up to twenty plans may be best by one measure, and how far behind the best the leader can be.
/// </summary>
/// <remarks>
/// A plan stays when it is not worse than any other by more than t·s/√n of their paired differences, t one-sided at
/// α / (plans − 1): with chance 1 − α the best plan is among those that stay (the screening step of Nelson, Swann,
/// Goldsman and Song 2001, Operations Research 49, 950-963, with paired variances, which common luck allows). The same
/// inequalities bound how much better any other plan can be than the one with the best mean: at most the largest
/// x̄(other) − x̄(leader) + t·s/√n, or 0. Where that bound is within the indifference zone, the leader is best or makes
/// no difference that matters (Nelson and Matejcik 1995, Management Science 41, 1935-1945). α is shared out over the
/// measures of a comparison.
/// </remarks>
public sealed record Contest
{
    /// <summary>Most measures that plans are ranked by.</summary>
    public const int MostMeasures = 10;

    /// <summary>Most plans in one comparison.</summary>
    public const int MostPlans = 20;

    public required ContestMeasure Measure { get; init; }

    public required string Unit { get; init; }

    public required Sense Sense { get; init; }

    /// <summary>Replications in which every plan has a value.</summary>
    public required int Replications { get; init; }

    /// <summary>Chance that all that is said about this measure holds, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>In the order of the command line.</summary>
    public required ImmutableArray<Contender> Plans { get; init; }

    /// <summary>Label of the plan with the best mean; the first among equals.</summary>
    public required string Leader { get; init; }

    /// <summary>Most by which another plan can be better than the leader, in the unit; 0 or more.</summary>
    public required double LeaderWithin { get; init; }

    /// <summary>Difference that does not matter, in the unit.</summary>
    public required double Indifference { get; init; }

    /// <summary>Replications that would bring the bound inside the zone if spreads stay as they are; null when it is inside already.</summary>
    public required long? ReplicationsForZone { get; init; }

    /// <summary>Whether the leader is best, or within what does not matter of the best.</summary>
    public bool Decided => LeaderWithin <= Indifference;

    /// <summary>The contest of plans by one measure; null when a plan has no such measure, or fewer than two replications have it in all plans.</summary>
    /// <param name="plans">Two or more that ran the same replications.</param>
    /// <param name="alpha">Chance that what is said is wrong, above 0 and below 1.</param>
    public static Contest? Of(ContestMeasure measure, IReadOnlyList<PlanOutcome> plans, double alpha)
    {
        Measure?[] found = [.. plans.Select(p => p.Measures.Find(measure.Name, role: measure.Role, kind: measure.Kind))];
        if (plans.Count < 2 || found.Any(m => m is null))
        {
            return null;
        }

        int[] there = [.. Enumerable.Range(0, found[0]!.PerReplication.Length).Where(r => found.All(m => double.IsFinite(m!.PerReplication[r])))];
        if (there.Length < 2)
        {
            return null;
        }

        double[][] values = [.. found.Select(m => there.Select(r => m!.PerReplication[r]).ToArray())];
        return Of(measure, found[0]!.Unit, found[0]!.Scale, MeasureSense.Of(measure.Name), [.. plans.Select(p => (p.Label, p.File))], values, alpha);
    }

    /// <summary>The contest of values.</summary>
    /// <param name="plans">Label and file of each plan, two or more.</param>
    /// <param name="values">By plan one value per replication, two or more, all finite.</param>
    /// <param name="alpha">Chance that what is said is wrong, above 0 and below 1.</param>
    public static Contest Of(ContestMeasure measure, string unit, MeasureScale scale, Sense sense, ImmutableArray<(string Label, string File)> plans, double[][] values, double alpha)
    {
        int k = values.Length;
        int n = values[0].Length;
        double sign = sense == Sense.LowerIsBetter ? -1 : 1;
        double t = StudentQuantile.Upper(n - 1, alpha / (k - 1));
        (double Lead, double Error)[,] pairs = new (double, double)[k, k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                double[] lead = [.. Enumerable.Range(0, n).Select(r => sign * (values[j][r] - values[i][r]))];
                pairs[i, j] = (lead.Average(), Math.Sqrt(VarianceReduction.Variance(lead) / n));
            }
        }

        double[] means = [.. values.Select(v => v.Average())];
        int leader = Enumerable.Range(0, k).MaxBy(i => sign * means[i]);
        List<Contender> contenders = [];
        for (int i = 0; i < k; i++)
        {
            int[] better = [.. Enumerable.Range(0, k).Where(j => j != i && pairs[i, j].Lead > t * pairs[i, j].Error)];
            string worseThan = better.Length == 0 ? "" : plans[better.MaxBy(j => pairs[i, j].Lead - (t * pairs[i, j].Error))].Label;
            contenders.Add(new Contender(plans[i].Label, plans[i].File, LuckInterval.Of(values[i], scale), better.Length == 0, worseThan));
        }

        double within = 0;
        double zone = IndifferenceZone.Of(unit, means[leader]);
        long? needed = null;
        for (int j = 0; j < k; j++)
        {
            if (j == leader)
            {
                continue;
            }

            (double lead, double error) = pairs[leader, j];
            double reach = lead + (t * error);
            within = Math.Max(within, reach);

            // The gap of the means stays, the error shrinks with the root of n.
            if (reach > zone && zone - lead > 0)
            {
                double more = Math.Ceiling(n * Math.Pow(t * error / (zone - lead), 2));
                needed = Math.Max(needed ?? 0, more < 1e9 ? (long)more : 1_000_000_000);
            }
        }

        return new Contest
        {
            Measure = measure,
            Unit = unit,
            Sense = sense,
            Replications = n,
            Confidence = 1 - alpha,
            Plans = [.. contenders],
            Leader = plans[leader].Label,
            LeaderWithin = within,
            Indifference = zone,
            ReplicationsForZone = needed,
        };
    }
}
