using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>What became of a world.</summary>
public enum WorldFate : byte
{
    /// <summary>The baseline meets every fit row.</summary>
    Kept = 1,

    /// <summary>No value inside its range lets a free parameter meet its fit row.</summary>
    Unsolvable = 2,

    /// <summary>Simulated, and a fit row is missed.</summary>
    Missed = 3,

    /// <summary>The values contradict each other.</summary>
    Contradictory = 4,
}

/// <summary>One fit row in one world.</summary>
/// <param name="Simulated">What the baseline has, scaled so that the base scenario has the published value.</param>
public sealed record WorldFit(string Id, double Published, double Simulated, bool Holds);

/// <summary>One world of the sample.</summary>
/// <param name="Index">0-based row of the sample.</param>
/// <param name="Values">The assumptions and, once solved, the free parameters.</param>
/// <param name="Why">What is wrong with it; empty when it is kept.</param>
/// <param name="Measures">Of the scenario, one per measure of the plan; empty when it is not kept.</param>
/// <param name="Rival">Of the rival; empty without one.</param>
/// <param name="Runs">Baseline runs that it took.</param>
public sealed record SampledWorld(
    int Index,
    ImmutableSortedDictionary<string, PathValue> Values,
    WorldFate Fate,
    string Why,
    ImmutableArray<WorldFit> Fits,
    ImmutableArray<double> Measures,
    ImmutableArray<double> Rival,
    int Runs)
{
    public bool Kept => Fate == WorldFate.Kept;

    /// <summary>What the decision turns on, where <see cref="DoubtOptions.Decision"/> names it.</summary>
    public double? Asked { get; init; }

    /// <summary>What the decision turns on: what was asked, else the first measure or its difference to the rival. Of kept worlds only.</summary>
    public double Decision => Asked ?? (Rival.IsEmpty ? Measures[0] : Measures[0] - Rival[0]);
}

/// <summary>What one measure is and might be.</summary>
/// <param name="Base">In the scenario as it stands.</param>
/// <param name="Low">Lower end of the middle nine tenths of the kept worlds.</param>
/// <param name="LuckLow">Lower end of the luck interval of the base; null with one replication.</param>
public sealed record Knowledge(MeasureChoice Measure, string Unit, double Base, double Low, double Median, double High, double? LuckLow, double? LuckHigh);

/// <summary>An assumption and what it does to the decision: its rank correlation over the kept worlds, and its ends alone.</summary>
/// <param name="Correlation">Spearman's, over the kept worlds; with other strong inputs taken out where it was chosen.</param>
/// <param name="Told">True when chance would not do as well.</param>
/// <param name="AtLow">Decision value with this assumption at its low end alone, fits solved again; NaN when not run or not compatible.</param>
/// <param name="AtHigh">At its high end.</param>
/// <param name="LowFate">Why <paramref name="AtLow"/> has no value; empty when it has one or was not run.</param>
public sealed record Turner(Assumption Assumption, double Correlation, bool Told, double AtLow, double AtHigh, string LowFate, string HighFate)
{
    /// <summary>The world at the low end; null when it was not run.</summary>
    public SampledWorld? LowWorld { get; init; }

    /// <summary>The world at the high end; null when it was not run.</summary>
    public SampledWorld? HighWorld { get; init; }

    /// <summary>True when one of its ends alone turns a difference the other way.</summary>
    public bool Turns(double atBase) => (double.IsFinite(AtLow) && Math.Sign(AtLow) != Math.Sign(atBase)) || (double.IsFinite(AtHigh) && Math.Sign(AtHigh) != Math.Sign(atBase));
}

/// <summary>What a doubt found.</summary>
/// <param name="BaseFits">The fit rows in the base run of the baseline, against what was published: the luck that is common to all worlds.</param>
/// <param name="RivalKnowledge">Of the rival; empty without one.</param>
/// <param name="Wins">Share of kept worlds in which the scenario is better than the rival, per measure; NaN without a rival or direction.</param>
/// <param name="Turners">Strongest first.</param>
/// <param name="DecisionBase">The decision value in the scenario as it stands: the first measure, or its difference to the rival.</param>
/// <param name="ChanceCorrelation">What the largest of as many unrelated inputs passes by chance in one case of twenty.</param>
/// <param name="Ran">Runs carried out now, those from the store not counted.</param>
public sealed record DoubtResult(
    DoubtPlan Plan,
    ImmutableArray<SampledWorld?> Worlds,
    ImmutableArray<WorldFit> BaseFits,
    ImmutableArray<Knowledge> Knowledge,
    ImmutableArray<Knowledge> RivalKnowledge,
    ImmutableArray<Knowledge> Difference,
    ImmutableArray<double> Wins,
    ImmutableArray<Turner> Turners,
    double DecisionBase,
    double ChanceCorrelation,
    int Ran)
{
    /// <summary>Least share of worlds that must be compatible, else the ranges contradict the published facts.</summary>
    public const double LeastKept = 1.0 / 3;

    public bool Partial => Worlds.Any(w => w is null);

    public IEnumerable<SampledWorld> Kept => Worlds.Where(w => w is { Kept: true }).Select(w => w!);

    public double KeptShare => (double)Kept.Count() / Worlds.Length;

    /// <summary>95 % interval of the share of compatible worlds in which the scenario is better, as if worlds were drawn independently; a space-filling sample is a little surer.</summary>
    public (double Low, double High) WinsInterval(int measure)
    {
        int worlds = Kept.Count(w => w.Rival.Length > measure && double.IsFinite(w.Measures[measure] - w.Rival[measure]));
        return TrialShare.Interval((int)Math.Round(Wins[measure] * worlds), worlds);
    }

    public bool Inconsistent => !Partial && KeptShare < LeastKept;
}

/// <summary>Where a doubt is.</summary>
/// <param name="Phase">"base runs", "worlds", "ends".</param>
/// <param name="Fraction">0 to 1.</param>
public sealed record DoubtProgress(string Phase, int Done, int Of, int Kept, double Fraction);

/// <summary>How a doubt is carried out.</summary>
public sealed record DoubtOptions
{
    public SweepOptions Sweep { get; init; } = new();

    /// <summary>Assumptions whose two ends are run alone, 0 to 50.</summary>
    public int Ends { get; init; } = 6;

    /// <summary>Assumptions that are run alone at their ends in any case, by path; unknown ones are passed over.</summary>
    public ImmutableArray<string> Always { get; init; } = [];

    /// <summary>What the decision turns on, of a world of the scenario; null for the first measure, or its difference to the rival.</summary>
    public Func<RunInputs, RunResult, double>? Decision { get; init; }
}

/// <summary>
/// The knowledge interval (trust, section 2): a space-filling sample over all marked assumptions on common luck; at each
/// point the free parameters of the fit rows are solved again, first by arithmetic and once more from what was simulated;
/// worlds whose baseline then misses a fit row are not worlds that the published facts allow, and are left out. Then the
/// assumptions that explain the answer, and the strongest of them alone, at both ends.
/// </summary>
public sealed class DoubtService(WorldRun runWorld, PointRun runBase)
{
    /// <summary>
    /// How far a solved value may lie outside its range, as a ratio: the catalogue calls the range no limit, and it was drawn
    /// around the value that the scenario's other inputs gave.
    /// </summary>
    private const double Margin = 1.15;

    /// <summary>Shown and no test: whether people finish the document reviews that the fit row counts as they arrive.</summary>
    public const string DocumentsDone = "document-reviews-done";

    private int ran;

    /// <summary>The whole doubt. Cancelling ends it; every finished run is in the store, and a second call goes on from there.</summary>
    /// <exception cref="BrokenLawException">A law did not hold in a world.</exception>
    public async Task<DoubtResult> RunAsync(DoubtPlan plan, DoubtOptions options, IProgress<DoubtProgress>? progress, CancellationToken cancellation)
    {
        RunOptions run = options.Sweep.Run with { Silos = 0, Reuse = true };
        int bases = 1 + (plan.Baseline == plan.Scenario ? 0 : 1) + (plan.Rival is null ? 0 : 1);
        progress?.Report(new DoubtProgress("base runs", 0, bases, 0, 0));
        RunResult atBase = await BaseAsync(plan.Scenario.Inputs, run, cancellation).ConfigureAwait(false);
        RunResult baseline = plan.Baseline == plan.Scenario ? atBase : await BaseAsync(plan.Baseline.Inputs, run, cancellation).ConfigureAwait(false);
        progress?.Report(new DoubtProgress("base runs", bases - 1, bases, 0, 0.04));
        RunResult? rival = plan.Rival is null ? null : Same(plan.Rival.Inputs, plan.Baseline.Inputs) ? baseline : await BaseAsync(plan.Rival.Inputs, run, cancellation).ConfigureAwait(false);
        MeasureTable table = MeasureTable.From(atBase);
        MeasureTable? rivalTable = rival is null ? null : MeasureTable.From(rival);
        FitCompass compass = new(plan, baseline);

        double need = MemoryNeed.OfRun(plan.Scenario.Inputs, 0);
        int sideBySide = MemoryNeed.SideBySide(need, options.Sweep.MemoryMb, options.Sweep.Processors, plan.Sample.Length);
        RunOptions each = run with { Threads = sideBySide > 1 ? Math.Max(1, options.Sweep.Processors / sideBySide) : null };
        SampledWorld?[] worlds = new SampledWorld?[plan.Sample.Length];
        int done = 0;
        double ends = 2.0 * (options.Ends + options.Always.Length);
        await ManyAsync(worlds.Length, sideBySide, async i =>
        {
            worlds[i] = await WorldAsync(plan, options, compass, i, plan.ValuesAt(plan.Sample[i]), each, cancellation).ConfigureAwait(false);
            int now = Interlocked.Increment(ref done);
            progress?.Report(new DoubtProgress("worlds", now, worlds.Length, worlds.Count(w => w is { Kept: true }), 0.05 + (0.95 * now / (worlds.Length + ends))));
        }, cancellation).ConfigureAwait(false);

        SampledWorld[] kept = [.. worlds.Where(w => w is { Kept: true }).Select(w => w!)];
        DoubtResult result = new(
            plan,
            [.. worlds],
            compass.BaseFits,
            [.. plan.Measures.Select((m, k) => Of(m, k, table, atBase, kept, w => w.Measures))],
            rival is null ? [] : [.. plan.Measures.Select((m, k) => Of(m, k, rivalTable!, rival, kept, w => w.Rival))],
            rival is null ? [] : [.. plan.Measures.Select((m, k) => Gap(m, k, table, atBase, rivalTable!, rival, kept))],
            rival is null ? [] : [.. plan.Measures.Select((m, k) => Wins(m, kept, w => w.Measures[k], w => w.Rival[k]))],
            [],
            options.Decision?.Invoke(plan.Scenario.Inputs, atBase) ?? Decision(plan, atBase, table, rival, rivalTable),
            RankStatistics.Threshold(kept.Length, plan.Assumptions.Length),
            ran);
        if (result.Partial)
        {
            return result;
        }

        ImmutableArray<(Assumption Assumption, double Correlation, bool Told)> ranked = Rank(plan, kept, compass.Arithmetic);
        Turner[] turners = [.. ranked.Select(r => new Turner(r.Assumption, r.Correlation, r.Told, double.NaN, double.NaN, "", ""))];
        int alone = Math.Min(options.Ends, turners.Length);
        Turner[] always = [.. turners.Skip(alone).Where(t => options.Always.Contains(t.Assumption.Path))];
        turners = [.. turners.Take(alone), .. always, .. turners.Skip(alone).Except(always)];
        alone += always.Length;
        SampledWorld[] at = new SampledWorld[2 * alone];
        done = 0;
        await ManyAsync(at.Length, sideBySide, async i =>
        {
            Assumption assumption = turners[i / 2].Assumption;
            at[i] = await WorldAsync(plan, options, compass, -1 - i, plan.ValuesWith(assumption, i % 2 == 0 ? assumption.Low : assumption.High), each, cancellation).ConfigureAwait(false);
            int now = Interlocked.Increment(ref done);
            progress?.Report(new DoubtProgress("ends", now, at.Length, kept.Length, 0.05 + (0.95 * (worlds.Length + now) / (worlds.Length + ends))));
        }, cancellation).ConfigureAwait(false);
        for (int i = 0; i < alone; i++)
        {
            SampledWorld low = at[2 * i];
            SampledWorld high = at[(2 * i) + 1];
            turners[i] = turners[i] with
            {
                AtLow = low.Kept ? low.Decision : double.NaN,
                AtHigh = high.Kept ? high.Decision : double.NaN,
                LowFate = low.Why,
                HighFate = high.Why,
                LowWorld = low,
                HighWorld = high,
            };
        }

        // Those that were run alone stand by what they did, which owes nothing to chance; then the others by their correlation.
        ImmutableArray<Turner> order =
        [
            .. turners.Take(alone).OrderByDescending(t => Swing(t, result.DecisionBase)).ThenByDescending(t => Math.Abs(t.Correlation)),
            .. turners.Skip(alone).OrderByDescending(t => Math.Abs(t.Correlation)).ThenBy(t => t.Assumption.Path, StringComparer.Ordinal),
        ];
        return result with { Turners = order, Ran = ran };
    }

    /// <summary>How far the decision value goes between the ends of an assumption; an end that no world allows counts as the base.</summary>
    private static double Swing(Turner t, double atBase)
    {
        double low = double.IsFinite(t.AtLow) ? t.AtLow : atBase;
        double high = double.IsFinite(t.AtHigh) ? t.AtHigh : atBase;
        return Math.Max(Math.Max(low, high), atBase) - Math.Min(Math.Min(low, high), atBase);
    }

    private static bool Same(RunInputs a, RunInputs b) => Setup.HashOf(a) == Setup.HashOf(b);

    private async Task<RunResult> BaseAsync(RunInputs inputs, RunOptions run, CancellationToken cancellation)
    {
        // The opening is needed by every world; where only it was thrown away, the base is run again for it.
        bool opening = inputs.Opening.Kind != OpeningKind.Stationary || (new RunStore(run.CacheFolder) is var store && store.HasOpening(inputs) && (CalmTwin.Of(inputs) is not { } calm || store.HasOpening(calm)));
        RunResult result = await runBase(inputs, run with { Reuse = opening }, null, cancellation).ConfigureAwait(false);
        if (result.Partial)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        Count(result);
        return result;
    }

    /// <summary>A run that took no time came from the store.</summary>
    private void Count(RunResult result)
    {
        if (result.Seconds.PerReplication.Any(s => s > 0))
        {
            Interlocked.Increment(ref ran);
        }
    }

    private async Task<SampledWorld> WorldAsync(DoubtPlan plan, DoubtOptions options, FitCompass compass, int index, Dictionary<string, PathValue> values, RunOptions run, CancellationToken cancellation)
    {
        FitSolution solution = compass.Arithmetic.Solve(plan.Numbers(values));
        Dictionary<string, double> solved = new()
        {
            [FitArithmetic.Cf28Path] = solution.Cf28,
            [FitArithmetic.ProtestPath] = solution.Protest,
            [FitArithmetic.YieldPath] = solution.Yield,
        };
        if (Outside(solved) is { } outside)
        {
            return new SampledWorld(index, values.ToImmutableSortedDictionary(StringComparer.Ordinal), WorldFate.Unsolvable, outside, [], [], [], 0);
        }

        ImmutableArray<WorldFit> fits = [];
        RunResult baseline;
        for (int attempt = 1; ; attempt++)
        {
            foreach ((string path, double number) in solved)
            {
                (double low, double high, _) = DoubtPlan.Ranges[path];
                values[path] = FitCompass.Value(path, Math.Clamp(number, low / Margin, high * Margin));
            }

            LoadedScenario loaded = plan.Baseline.Read(DoubtPlan.Overrides(plan.Baseline, values));
            if (loaded.Inputs is null)
            {
                return new SampledWorld(index, values.ToImmutableSortedDictionary(StringComparer.Ordinal), WorldFate.Contradictory, loaded.Errors[0].Message, [], [], [], attempt - 1);
            }

            baseline = await runWorld(plan.Baseline.Inputs, loaded.Inputs, run, cancellation).ConfigureAwait(false);
            Count(baseline);
            fits = compass.Fits(baseline);
            if (fits.All(f => f.Holds) || attempt == 2)
            {
                break;
            }

            solved = compass.Correct(baseline, plan.Numbers(values), solved);
            if (Outside(solved) is { } beyond)
            {
                return new SampledWorld(index, values.ToImmutableSortedDictionary(StringComparer.Ordinal), WorldFate.Unsolvable, beyond, fits, [], [], attempt);
            }
        }

        ImmutableSortedDictionary<string, PathValue> all = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (fits.FirstOrDefault(f => !f.Holds) is { } missed)
        {
            string why = string.Create(CultureInfo.InvariantCulture, $"{missed.Id}: {missed.Simulated:#,0} where {missed.Published:#,0} was published");
            return new SampledWorld(index, all, WorldFate.Missed, why, fits, [], [], 2);
        }

        (ImmutableArray<double> measures, string problem, double? asked) = await MeasuresAsync(plan, plan.Scenario, baseline, values, options.Decision, run, cancellation).ConfigureAwait(false);
        ImmutableArray<double> rival = [];
        if (problem.Length == 0 && plan.Rival is not null)
        {
            (rival, problem, _) = await MeasuresAsync(plan, plan.Rival, baseline, values, null, run, cancellation).ConfigureAwait(false);
        }

        return problem.Length > 0
            ? new SampledWorld(index, all, WorldFate.Contradictory, problem, fits, [], [], 2)
            : new SampledWorld(index, all, WorldFate.Kept, "", fits, measures, rival, 2) { Asked = asked };
    }

    /// <param name="baseline">The run of the baseline in this world, which is not made again for a scenario that is the baseline.</param>
    private async Task<(ImmutableArray<double> Values, string Problem, double? Asked)> MeasuresAsync(DoubtPlan plan, DoubtScenario scenario, RunResult baseline, Dictionary<string, PathValue> values, Func<RunInputs, RunResult, double>? decision, RunOptions run, CancellationToken cancellation)
    {
        RunResult result = baseline;
        if (scenario != plan.Baseline)
        {
            LoadedScenario loaded = scenario.Read(DoubtPlan.Overrides(scenario, values));
            if (loaded.Inputs is null)
            {
                return ([], loaded.Errors[0].Message, null);
            }

            result = await runWorld(scenario.Inputs, loaded.Inputs, run, cancellation).ConfigureAwait(false);
            Count(result);
        }

        MeasureTable table = MeasureTable.From(result);
        return ([.. plan.Measures.Select(m => WorldMeasures.Value(m, result, table))], "", decision?.Invoke(result.Inputs, result));
    }

    /// <summary>The first solved value outside its range, in words; null when all are inside.</summary>
    private static string? Outside(Dictionary<string, double> solved)
    {
        foreach ((string path, double number) in solved.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            (double low, double high, string text) = DoubtPlan.Ranges[path];
            if (!(number >= low / Margin && number <= high * Margin))
            {
                string value = path == FitArithmetic.YieldPath
                    ? (double.IsFinite(number) ? number.ToString("0.#", CultureInfo.InvariantCulture) : "without bound")
                    : double.IsFinite(number) ? (number * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "more than everything";
                return $"{path} would have to be {value}; its range is {text}";
            }
        }

        return null;
    }

    private static async Task ManyAsync(int count, int sideBySide, Func<int, Task> work, CancellationToken cancellation)
    {
        int next = -1;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] workers =
        [
            .. Enumerable.Range(0, Math.Min(sideBySide, Math.Max(1, count))).Select(_ => Task.Run(
                async () =>
                {
                    for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                    {
                        stop.Token.ThrowIfCancellationRequested();
                        try
                        {
                            await work(i).ConfigureAwait(false);
                        }
                        catch
                        {
                            await stop.CancelAsync().ConfigureAwait(false);
                            throw;
                        }
                    }
                },
                CancellationToken.None)),
        ];
        Task all = Task.WhenAll(workers);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A failure comes before the cancellations that it caused.
        if (workers.FirstOrDefault(w => w.IsFaulted)?.Exception?.InnerException is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        await all.ConfigureAwait(false);
    }

    private static Knowledge Of(MeasureChoice measure, int k, MeasureTable table, RunResult atBase, SampledWorld[] kept, Func<SampledWorld, ImmutableArray<double>> values)
    {
        double[] all = [.. kept.Select(w => values(w)[k]).Where(double.IsFinite)];
        (double low, double high) = RankStatistics.Interval(all);
        Measure? m = measure.In(table);
        return new Knowledge(measure, m?.Unit ?? "", WorldMeasures.Value(measure, atBase, table), low, RankStatistics.Quantile(all, 0.5), high, m?.Low, m?.High);
    }

    private static Knowledge Gap(MeasureChoice measure, int k, MeasureTable table, RunResult atBase, MeasureTable rivalTable, RunResult rival, SampledWorld[] kept)
    {
        double[] all = [.. kept.Select(w => w.Measures[k] - w.Rival[k]).Where(double.IsFinite)];
        (double low, double high) = RankStatistics.Interval(all);
        Measure? a = measure.In(table);
        Measure? b = measure.In(rivalTable);
        Estimate luck = a is null || b is null ? default : LuckInterval.Of([.. a.PerReplication.Zip(b.PerReplication, (x, y) => x - y)], MeasureScale.Amount);
        return new Knowledge(measure, a?.Unit ?? "", WorldMeasures.Value(measure, atBase, table) - WorldMeasures.Value(measure, rival, rivalTable), low, RankStatistics.Quantile(all, 0.5), high, luck.Low, luck.High);
    }

    private static double Wins(MeasureChoice measure, SampledWorld[] kept, Func<SampledWorld, double> a, Func<SampledWorld, double> b)
    {
        double[] gaps = [.. kept.Select(w => a(w) - b(w)).Where(double.IsFinite)];
        return gaps.Length == 0 ? double.NaN : (double)gaps.Count(g => measure.LessIsBetter ? g < 0 : g > 0) / gaps.Length;
    }

    private static double Decision(DoubtPlan plan, RunResult atBase, MeasureTable table, RunResult? rival, MeasureTable? rivalTable)
    {
        double value = WorldMeasures.Value(plan.Measures[0], atBase, table);
        return rival is null ? value : value - WorldMeasures.Value(plan.Measures[0], rival, rivalTable!);
    }

    /// <summary>
    /// Whom to run alone first: inputs that the worlds tell from chance, then those that by arithmetic leave people most or
    /// least time for the pool. 64 worlds cannot order 170 inputs by their correlations alone.
    /// </summary>
    private static ImmutableArray<(Assumption, double, bool)> Rank(DoubtPlan plan, SampledWorld[] kept, FitArithmetic arithmetic)
    {
        double Lever(Assumption a)
        {
            double low = arithmetic.Solve(plan.Numbers(plan.ValuesWith(a, a.Low))).Coverage;
            double high = arithmetic.Solve(plan.Numbers(plan.ValuesWith(a, a.High))).Coverage;
            return Math.Round(Math.Abs(high - low), 6);
        }

        double[] decision = [.. kept.Select(w => w.Decision)];
        double[][] columns = [.. plan.Assumptions.Select(a => kept.Select(w => w.Values[a.Path].Number).ToArray())];
        List<(int Input, double Correlation)> chosen = kept.Length < 8 ? [] : RankStatistics.Forward(columns, decision, 12);
        return
        [
            .. chosen.Select(c => (plan.Assumptions[c.Input], c.Correlation, true)),
            .. Enumerable.Range(0, columns.Length).Where(k => !chosen.Any(c => c.Input == k))
                .Select(k => (plan.Assumptions[k], RankStatistics.Spearman(columns[k], decision), false))
                .OrderByDescending(x => Lever(x.Item1)).ThenByDescending(x => Math.Abs(x.Item2)).ThenBy(x => x.Item1.Path, StringComparer.Ordinal),
        ];
    }
}
