using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Comparisons;

/// <summary>
/// A comparison as one JSON document: <c>comparison.json</c>, and what <c>cee compare --json</c> prints. Field names are
/// read by others: add, never rename. A number that does not exist or is infinite is null; the text beside it says why.
/// </summary>
internal sealed record ComparisonDocument
{
    /// <summary>The file that makes a folder the folder of a comparison.</summary>
    public const string FileName = "comparison.json";

    public required IReadOnlyList<PlanFields> Plans { get; init; }

    public required string DataHash { get; init; }

    public required string ModelVersion { get; init; }

    public required ulong Seed { get; init; }

    public required int Replications { get; init; }

    public required string CommandLine { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The answer in sentences.</summary>
    public required IReadOnlyList<string> Answer { get; init; }

    public required IReadOnlyList<PairFields> Comparisons { get; init; }

    public required IReadOnlyList<ContestFields> Best { get; init; }

    public required IReadOnlyList<WaterfallFields> Waterfalls { get; init; }

    /// <summary>What is not in the document, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required SecondFields Seconds { get; init; }

    public required double PeakMemoryMb { get; init; }

    /// <summary>Paths by what they are: "report", "folder", …</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Describes a comparison.</summary>
    /// <param name="total">Seconds from the start of the process.</param>
    public static ComparisonDocument From(Comparison comparison, double total, double report, double peakMemoryMb, IReadOnlyDictionary<string, string> files) => new()
    {
        Plans = [.. comparison.Plans.Select(PlanFields.From)],
        DataHash = comparison.Plans[0].Inputs.DataHash,
        ModelVersion = RunResult.ModelVersion,
        Seed = comparison.Seed,
        Replications = comparison.Replications,
        CommandLine = comparison.CommandLine,
        Warnings = comparison.Warnings,
        Answer = [.. comparison.Pairs.SelectMany(Reports.Charts.ComparisonWords.Sentences), .. comparison.Contests.Select(Reports.Charts.ComparisonWords.Statement)],
        Comparisons = [.. comparison.Pairs.Select(PairFields.From)],
        Best = [.. comparison.Contests.Select(ContestFields.From)],
        Waterfalls = [.. comparison.Waterfalls.Select(WaterfallFields.From)],
        Notes = [comparison.LuckNote, MeasureTable.KnowledgeNote],
        Seconds = new SecondFields(Math.Round(comparison.Seconds, 3), Math.Round(report, 3), Math.Round(total, 3)),
        PeakMemoryMb = Math.Round(peakMemoryMb, 1),
        Files = files,
    };

    public string ToJson() => JsonText.Of(this);

    private static double? Number(double? value) => value is { } v && double.IsFinite(v) ? v : null;

    /// <param name="FromStore">Replications that were not run anew.</param>
    /// <param name="SecondsPerReplication">Of those that were.</param>
    internal sealed record PlanFields(string Plan, string File, string Scenario, string ScenarioHash, string ResultHash, int FromStore, IReadOnlyList<double> SecondsPerReplication, double SecondsOpening, IReadOnlyList<TargetFields> Targets)
    {
        public static PlanFields From(PlanOutcome plan) => new(
            plan.Label,
            plan.File,
            plan.Inputs.Name,
            plan.Inputs.ScenarioHash,
            plan.ResultHash,
            plan.FromStore,
            [.. plan.Seconds.PerReplication.Select(s => Math.Round(s, 3))],
            Math.Round(plan.Seconds.Opening, 3),
            [.. plan.Targets.Select(t => new TargetFields(t.Measure, t.Met, Number(t.Value), t.AtLeast, t.MetIn))]);
    }

    internal sealed record TargetFields(string Measure, bool Met, double? Value, double AtLeast, int MetIn);

    /// <param name="Identical">Whether every difference is exactly zero.</param>
    internal sealed record PairFields(string A, string B, bool Identical, IReadOnlyList<MeasureFields> Measures, IReadOnlyList<string> OfficesOnlyInA, IReadOnlyList<string> OfficesOnlyInB, IReadOnlyList<WaitingFields> Waiting, IReadOnlyList<AffectedFields> Affected)
    {
        public static PairFields From(PlanPair pair) => new(
            pair.A.Label,
            pair.B.Label,
            pair.Identical,
            [.. pair.Measures.Select(MeasureFields.From)],
            pair.OfficesOnlyInA,
            pair.OfficesOnlyInB,
            [.. pair.Waiting.Select(w => new WaitingFields(w.Cause.Text(), w.Kind, w.ItemDays.A.Mean, w.ItemDays.B.Mean, w.ItemDays.Difference.Mean, Number(w.ItemDays.Difference.Low), Number(w.ItemDays.Difference.High)))],
            [.. pair.Affected.Select(g => new AffectedFields(g.Dimension, g.Code, g.Name, g.Effect.Text(), [.. g.Rows.Select(r => new AffectedMeasureFields(r.Measure, r.Unit, Number(r.Estimate.A.Mean), Number(r.Estimate.B.Mean), Number(r.Estimate.Difference.Mean), Number(r.Estimate.Difference.Low), Number(r.Estimate.Difference.High), r.Verdict.Text()))]))]);
    }

    /// <param name="Difference">B − A, mean over the pairs.</param>
    /// <param name="Low">Lower end of its interval.</param>
    internal sealed record MeasureFields(string Name, string Office, string Role, string Kind, string Unit, int Pairs, ValueFields A, ValueFields B, double? Difference, double? Low, double? High, double? Confidence, string Verdict, ReductionFields VarianceReduction)
    {
        public static MeasureFields From(ComparedMeasure m)
        {
            PairedEstimate e = m.Estimate;
            VarianceReduction v = e.Reduction;
            return new MeasureFields(
                m.Name,
                m.Office,
                m.Role,
                m.Kind,
                m.Unit,
                e.Pairs,
                ValueFields.From(e.A),
                ValueFields.From(e.B),
                Number(e.Difference.Mean),
                Number(e.Difference.Low),
                Number(e.Difference.High),
                e.Difference.Low is null ? null : LuckInterval.Confidence,
                m.Verdict.Text(),
                new ReductionFields(Number(v.Factor), Number(v.Low), Number(v.High), Number(v.Ratio), Number(v.Bound), Number(v.Correlation), double.IsInfinity(v.Factor) ? "the difference is the same in every pair: the factor is infinite" : v.Why));
        }
    }

    internal sealed record ValueFields(double? Mean, double? Low, double? High)
    {
        public static ValueFields From(Estimate e) => new(Number(e.Mean), Number(e.Low), Number(e.High));
    }

    /// <param name="K">Larger standard deviation over the smaller.</param>
    /// <param name="Bound">(1 + k²)/(k − 1)²; null for k = 1, where there is none.</param>
    internal sealed record ReductionFields(double? Factor, double? Low, double? High, double? K, double? Bound, double? Correlation, string Why);

    internal sealed record WaitingFields(string WaitsFor, string Kind, double ItemDaysA, double ItemDaysB, double Difference, double? Low, double? High);

    internal sealed record AffectedFields(string Dimension, string Code, string Name, string Effect, IReadOnlyList<AffectedMeasureFields> Measures);

    internal sealed record AffectedMeasureFields(string Measure, string Unit, double? A, double? B, double? Difference, double? Low, double? High, string Verdict);

    /// <param name="LeaderWithin">Most by which another plan can be better than the leader.</param>
    internal sealed record ContestFields(string Measure, string Unit, double Confidence, string Leader, double LeaderWithin, double Indifference, bool Decided, long? ReplicationsForZone, IReadOnlyList<ContenderFields> Plans, string Statement)
    {
        public static ContestFields From(Contest c) => new(
            c.Measure.Label,
            c.Unit,
            c.Confidence,
            c.Leader,
            c.LeaderWithin,
            c.Indifference,
            c.Decided,
            c.ReplicationsForZone,
            [.. c.Plans.Select(p => new ContenderFields(p.Label, Number(p.Value.Mean), Number(p.Value.Low), Number(p.Value.High), p.MayBeBest, p.WorseThan))],
            Reports.Charts.ComparisonWords.Statement(c));
    }

    internal sealed record ContenderFields(string Plan, double? Mean, double? Low, double? High, bool MayBeBest, string WorseThan);

    internal sealed record WaterfallFields(string Measure, string Unit, IReadOnlyList<StepFields> Steps, double? Difference, double? Low, double? High)
    {
        public static WaterfallFields From(Waterfall w) => new(
            w.Measure,
            w.Unit,
            [.. w.Bars.Select(b => new StepFields(b.Name, Number(b.Step.Mean), Number(b.Step.Low), Number(b.Step.High), Number(b.Reached.Mean), Number(b.BreakEven)))],
            Number(w.Total.Mean),
            Number(w.Total.Low),
            Number(w.Total.High));
    }

    /// <param name="BreakEvenTimes">How many times its size the step would have to be for the whole difference to vanish; null where no size does.</param>
    internal sealed record StepFields(string Step, double? Adds, double? Low, double? High, double? DifferenceSoFar, double? BreakEvenTimes);

    internal sealed record SecondFields(double Runs, double Report, double Total);
}
