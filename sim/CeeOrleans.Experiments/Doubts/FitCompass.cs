using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>
/// The fit rows against the base run of the baseline. A fit holds in expectation, while a run has its own swings; since
/// all worlds have the same luck, the base run shows what luck does to each row, and a world is held against it.
/// Counts are taken for each summary filed, but for protests, which stem from the years before: those the common opening
/// has at the published number, and a world moves them only by its decisions of the year, for which 5 % are allowed.
/// </summary>
internal sealed class FitCompass
{
    private readonly double national;
    private readonly double filed;
    private readonly double[] rates;
    private readonly ImmutableArray<FitRow> rows;
    private readonly double calibration;

    public FitCompass(DoubtPlan plan, RunResult baseline)
    {
        Arithmetic = new FitArithmetic(baseline, plan.BaseNumber);
        national = DoubtPlan.PublishedValue("summaries");
        rows =
        [
            new FitRow("cf28", "CF-28 issued", DoubtPlan.PublishedValue("cf28"), 0.02),
            new FitRow("protests", "protests filed", DoubtPlan.PublishedValue("protests"), 0.05),
            new FitRow("found", "dollars found by import specialists", DoubtPlan.PublishedValue("found"), 0.02),
            new FitRow("document-reviews", "document reviews, at least", DoubtPlan.PublishedValue("document-reviews"), 0.02),
            new FitRow(DoubtService.DocumentsDone, "document reviews that people finish", DoubtPlan.PublishedValue("document-reviews"), double.PositiveInfinity),
        ];
        filed = Filed(baseline);
        rates = RatesOf(baseline);
        double share = plan.BaseNumber("rates.selected") * WorldMeasures.Coverage(baseline);
        calibration = rates[2] * Filed(baseline) / (plan.BaseNumber("money.yield limit") * (1 - Math.Pow(1 - share, plan.BaseNumber(FitArithmetic.YieldPath))));
        Counts = [.. rates.Select(r => r * Filed(baseline))];
        BaseFits = [.. rows.Select((row, i) => new WorldFit(row.Id, row.Published, rates[i] * national, Math.Abs((rates[i] * national / row.Published) - 1) <= row.Tolerance || row.Id.StartsWith("document-reviews", StringComparison.Ordinal)))];
    }

    public FitArithmetic Arithmetic { get; }

    public ImmutableArray<WorldFit> BaseFits { get; }

    private double[] Counts { get; }

    /// <summary>A solved parameter as a scenario writes it, with six digits.</summary>
    public static PathValue Value(string path, double number)
    {
        ScenarioPath input = ScenarioPath.Find(path, queue: false, out _)!;
        return input.At(path == FitArithmetic.YieldPath ? "1" : "1 %", double.Parse(number.ToString("E5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    public ImmutableArray<WorldFit> Fits(RunResult run)
    {
        double[] here = RatesOf(run);
        return
        [
            .. rows.Select((row, i) =>
            {
                if (row.Id is "document-reviews" or DoubtService.DocumentsDone)
                {
                    double reviews = here[i] * national;
                    return new WorldFit(row.Id, row.Published, reviews, row.Id == DoubtService.DocumentsDone || reviews >= row.Published * (1 - row.Tolerance));
                }

                // A count of a small population has luck of its own beside the common one: two standard errors are allowed.
                double ratio = here[i] / rates[i];
                double chance = row.Id == "found" ? 0 : 2 / Math.Sqrt(Math.Max(1, Counts[i]));
                return new WorldFit(row.Id, row.Published, ratio * row.Published, Math.Abs(ratio - 1) <= row.Tolerance + chance);
            }),
        ];
    }

    /// <summary>The parameters once more, from what was simulated with the first ones.</summary>
    public Dictionary<string, double> Correct(RunResult run, Func<string, double> value, Dictionary<string, double> solved)
    {
        double[] here = RatesOf(run);
        double limit = value("money.yield limit");
        double used = value(FitArithmetic.YieldPath);
        double reach = here[2] * Filed(run) / (limit * calibration);
        double share = reach is > 0 and < 1 ? 1 - Math.Pow(1 - reach, 1 / used) : value("rates.selected");
        return new Dictionary<string, double>(solved)
        {
            [FitArithmetic.Cf28Path] = here[0] <= 0 ? double.PositiveInfinity : value(FitArithmetic.Cf28Path) * rates[0] / here[0],
            [FitArithmetic.YieldPath] = FitArithmetic.YieldFor(rates[2] * Filed(run) / calibration, limit, share),
        };
    }

    private static double Filed(RunResult run) => run.Replications.Average(r => (double)r.Summaries.Filed);

    private double[] RatesOf(RunResult run)
    {
        double all = run.Replications.Sum(r => (double)r.Summaries.Filed);
        double Of(WorkKind kind) => run.Replications.Sum(r => r.Kinds.Where(k => k.Kind == kind).Sum(k => (double)k.Arrived)) / all;

        double done = run.Replications.Sum(r => r.Kinds.Where(k => k.Kind == WorkKind.DocumentReview).Sum(k => (double)k.Finished)) / all;
        return [Of(WorkKind.Cf28Issue), Of(WorkKind.ProtestIntake) * all / (filed * run.Replications.Length), run.Replications.Sum(r => r.Kinds.Sum(k => k.YieldFoundCents / 100.0)) / all, Of(WorkKind.DocumentReview), done];
    }
}
