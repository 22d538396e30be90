using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>How a run with a stopping rule ended.</summary>
/// <param name="Replications">In the result.</param>
/// <param name="Most">That the scenario allows.</param>
/// <param name="Partial">Interrupted before the rule or the most was reached.</param>
public sealed record StoppingOutcome(int Replications, int Most, bool Partial, ImmutableArray<Precision> Measures)
{
    /// <summary>Whether every declared measure is known well enough.</summary>
    public bool Reached => Measures.All(m => m.Reached);

    /// <summary>One or two sentences for a report.</summary>
    public string Sentence
    {
        get
        {
            string together = Measures.Length == 1 ? "at 95 %" : string.Create(CultureInfo.InvariantCulture, $"at 95 % for all {Measures.Length} together (Bonferroni)");
            string known = string.Join(", ", Measures.Select(Known));
            string looks = $"Looks were after {string.Join(", ", StoppingRule.Looks.Where(n => n <= Replications))} replications.";
            return Partial ? string.Create(CultureInfo.InvariantCulture, $"Interrupted after {Replications} of at most {Most} replications, before the stopping rule had its say: {known}.")
                : Reached && Replications < Most ? string.Create(CultureInfo.InvariantCulture, $"Stopped by itself after {Replications} of at most {Most} replications: {known}, {together}. {looks}")
                : Reached ? string.Create(CultureInfo.InvariantCulture, $"All {Most} replications were run: {known}, {together}.")
                : string.Create(CultureInfo.InvariantCulture, $"All {Most} replications were run and not every measure is known as well as asked: {known}, {together}. Allow more, or ask for less.");
        }
    }

    /// <summary>The outcome of a run; null where the number of replications was fixed.</summary>
    public static StoppingOutcome? Of(RunResult run, MeasureTable measures) =>
        StoppingRule.Of(run.Inputs) is { } rule ? new StoppingOutcome(run.Replications.Length, run.Inputs.Replications, run.Partial, rule.At(measures)) : null;

    private static string Known(Precision m) => m.Unit.Length == 0 ? $"{m.Measure} is not in this run"
        : double.IsInfinity(m.HalfWidth) ? $"{m.Measure} has no interval (asked ± {Size(m.Wanted, m.Unit)})"
        : $"{m.Measure} ± {Size(m.HalfWidth, m.Unit)} (asked {Size(m.Wanted, m.Unit)})";

    private static string Size(double size, string unit) => unit == "share"
        ? string.Create(CultureInfo.InvariantCulture, $"{size * 100:0.##} points")
        : string.Create(CultureInfo.InvariantCulture, $"{(size >= 100 ? Math.Round(size).ToString("#,0", CultureInfo.InvariantCulture) : size.ToString("G3", CultureInfo.InvariantCulture))} {unit}");
}
