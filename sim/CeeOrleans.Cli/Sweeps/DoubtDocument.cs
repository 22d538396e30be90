using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Sweeps;

/// <summary>What <c>cee doubt --json</c> prints and <c>doubt.json</c> holds; without a clock, so a second call gives the same bytes.</summary>
internal sealed record DoubtDocument(
    string Scenario,
    string ScenarioHash,
    string? Against,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    int Replications,
    string CommandLine,
    DoubtDocument.CountRow Worlds,
    bool Inconsistent,
    IReadOnlyList<DoubtDocument.IntervalRow> Measures,
    IReadOnlyList<DoubtDocument.FitRow> Fits,
    IReadOnlyList<DoubtDocument.AssumptionRow> Assumptions,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a doubt.</summary>
    public const string File = "doubt.json";

    public static DoubtDocument From(DoubtResult doubt, string command, IReadOnlyDictionary<string, string> files) => new(
        doubt.Plan.Scenario.Inputs.Name,
        doubt.Plan.Scenario.Inputs.ScenarioHash,
        doubt.Plan.Rival?.Inputs.Name,
        doubt.Plan.Scenario.Inputs.DataHash,
        RunResult.ModelVersion,
        doubt.Plan.Scenario.Inputs.Seed,
        doubt.Plan.Scenario.Inputs.Replications,
        command,
        new CountRow(
            doubt.Worlds.Length,
            doubt.Kept.Count(),
            doubt.Worlds.Count(w => w is { Fate: WorldFate.Unsolvable }),
            doubt.Worlds.Count(w => w is { Fate: WorldFate.Missed }),
            doubt.Worlds.Count(w => w is { Fate: WorldFate.Contradictory })),
        doubt.Inconsistent,
        [
            .. doubt.Knowledge.Select((k, i) => new IntervalRow(
                k.Measure.Label,
                k.Unit,
                Finite(k.Base),
                k.LuckLow,
                k.LuckHigh,
                Finite(k.Low),
                Finite(k.Median),
                Finite(k.High),
                doubt.Difference.IsEmpty ? null : Finite(doubt.Difference[i].Base),
                doubt.Difference.IsEmpty ? null : Finite(doubt.Difference[i].Low),
                doubt.Difference.IsEmpty ? null : Finite(doubt.Difference[i].High),
                doubt.Wins.IsEmpty ? null : Finite(doubt.Wins[i]))),
        ],
        [.. doubt.BaseFits.Select(f => new FitRow(f.Id, f.Published, Finite(f.Simulated)))],
        [.. doubt.Turners.Select((t, i) => new AssumptionRow(i + 1, t.Assumption.Path, t.Assumption.Mark, t.Assumption.Value.Text, t.Assumption.Low.Text, t.Assumption.High.Text, t.Correlation, t.Told, Finite(t.AtLow), Finite(t.AtHigh), doubt.Plan.Rival is null ? null : t.Turns(doubt.DecisionBase)))],
        files);

    public string ToJson() => JsonText.Of(this);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    internal sealed record CountRow(int Sampled, int Kept, int NoSolution, int FitMissed, int Contradictory);

    internal sealed record IntervalRow(string Measure, string Unit, double? Base, double? LuckLow, double? LuckHigh, double? KnowledgeLow, double? KnowledgeMedian, double? KnowledgeHigh, double? Difference, double? DifferenceLow, double? DifferenceHigh, double? BetterShare);

    internal sealed record FitRow(string Id, double Published, double? BaseRun);

    internal sealed record AssumptionRow(int Rank, string Path, string Mark, string Value, string Low, string High, double RankCorrelation, bool ToldFromChance, double? AtLow, double? AtHigh, bool? Turns);
}
