using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>A declared target against what was found.</summary>
/// <param name="Measure">"on time: CF-28 reply read".</param>
/// <param name="AtLeast">Share asked for, 0 to 1.</param>
/// <param name="Value">Mean over replications of the share reached; NaN when nothing fell due.</param>
/// <param name="MetIn">Replications that reached it; one in which nothing fell due counts as met.</param>
/// <param name="Replications">Replications in all.</param>
public sealed record TargetOutcome(string Measure, double AtLeast, double Value, int MetIn, int Replications)
{
    /// <summary>Whether the mean over replications reaches it. Where nothing fell due, nothing was missed.</summary>
    public bool Met => double.IsNaN(Value) || Value >= AtLeast;

    /// <summary>Least share of years that reach it, with 95 % confidence.</summary>
    public double YearsAtLeast => TrialShare.AtLeast(MetIn, Replications);

    /// <summary>Evaluates every target that the scenario declares, in its order.</summary>
    /// <exception cref="ArgumentException">A target names a measure that does not exist; the reader of scenarios lets none through.</exception>
    public static ImmutableArray<TargetOutcome> Evaluate(RunResult run) =>
        [.. run.Inputs.Targets.Select(t => Evaluate(run, t))];

    private static TargetOutcome Evaluate(RunResult run, TargetInput target)
    {
        double[] values = [.. run.Replications.Select(r => Reached(r, target))];
        string kind = run.Inputs.Kinds.FirstOrDefault(k => k.Kind == target.Kind)?.Name ?? target.Kind.ToString();
        return new TargetOutcome(
            target.Kind == WorkKind.None ? target.Measure : $"{target.Measure}: {kind}",
            target.AtLeast,
            LuckInterval.Of(values, MeasureScale.Share).Mean,
            values.Count(v => double.IsNaN(v) || v >= target.AtLeast),
            values.Length);
    }

    private static double Reached(ReplicationResult replication, TargetInput target)
    {
        IEnumerable<KindTotals> rows = replication.Kinds.Where(k => k.Kind == target.Kind);
        (long part, long whole) = target.Measure switch
        {
            "on time" => (rows.Sum(k => k.OnTime), rows.Sum(k => k.Due)),
            "coverage" => (rows.Sum(k => k.Opened), rows.Sum(k => k.Opened + k.Lapsed)),
            _ => throw new ArgumentException($"Unknown measure \"{target.Measure}\" in a target; known: on time, coverage.", nameof(target)),
        };
        return whole == 0 ? double.NaN : (double)part / whole;
    }
}
