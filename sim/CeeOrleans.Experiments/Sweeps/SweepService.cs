using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Sweeps;

/// <summary>Carries out one run, and keeps every replication it finishes in the store of the options.</summary>
public delegate Task<RunResult> PointRun(RunInputs inputs, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation);

/// <summary>How a sweep is carried out; nothing here changes a digit.</summary>
public sealed record SweepOptions
{
    public RunOptions Run { get; init; } = new();

    /// <summary>Memory that runs may take together, MB.</summary>
    public double MemoryMb { get; init; } = MemoryNeed.Budget();

    public int Processors { get; init; } = Environment.ProcessorCount;
}

/// <summary>What a sweep has before it and how it will go about it.</summary>
/// <param name="Points">Points of the grid.</param>
/// <param name="Stored">Of those, points whose replications are all in the store or whose setup another point has.</param>
/// <param name="Openings">Openings that must be made first: stationary ones that the store lacks.</param>
/// <param name="SideBySide">Runs at a time.</param>
public sealed record SweepOutlook(int Points, int Stored, int Openings, int SideBySide);

/// <summary>Where a sweep is.</summary>
/// <param name="Finished">Points finished, those from the store included.</param>
/// <param name="Fraction">Of the work that had to be done, 0 to 1.</param>
/// <param name="Entries">Entry summaries drawn so far.</param>
/// <param name="SimulatedDay">Of the run that spoke last.</param>
/// <param name="Opening">True when that run makes its opening.</param>
public sealed record SweepProgress(int Finished, int Points, double Fraction, long Entries, int SimulatedDay, bool Opening);

/// <summary>What a point found.</summary>
/// <param name="Chosen">One per measure that was asked for; null where the run has none of that name.</param>
/// <param name="Nation">Every measure over all offices.</param>
/// <param name="TargetsMet">Of the scenario's targets, those met on average.</param>
public sealed record PointOutcome(SweepPoint Point, ImmutableArray<Measure?> Chosen, ImmutableArray<Measure> Nation, int TargetsMet, string ResultHash);

/// <summary>What a sweep found.</summary>
/// <param name="Outcomes">One per point; null where it was interrupted before.</param>
/// <param name="Ran">Runs that were carried out now.</param>
public sealed record SweepResult(SweepPlan Plan, ImmutableArray<MeasureChoice> Measures, ImmutableArray<PointOutcome?> Outcomes, int Ran)
{
    public bool Partial => Outcomes.Any(o => o is null);

    public IEnumerable<PointOutcome> Finished => Outcomes.Where(o => o is not null).Select(o => o!);
}

/// <summary>
/// Runs the points of a grid, side by side as memory allows. Every finished replication is in the store by the hash of
/// scenario, data, model version and seed, so no run is ever made twice: not by two points, and not by a second call
/// after an interruption. What is kept in memory is the measures, not the runs.
/// </summary>
public static class SweepService
{
    /// <summary>What is before a sweep. Cost: looks for the files of each point.</summary>
    public static SweepOutlook Look(SweepPlan plan, SweepOptions options)
    {
        RunStore store = new(options.Run.CacheFolder);
        List<SweepPoint> missing = [.. plan.Distinct.Where(p => options.Run.Fresh || !Kept(store, p))];
        int openings = missing.Count(p => p.Inputs.Opening.Kind == OpeningKind.Stationary && (options.Run.Fresh || !store.HasOpening(p.Inputs)));
        double need = plan.Points.Max(p => MemoryNeed.OfRun(p.Inputs, options.Run.Silos));
        return new SweepOutlook(plan.Points.Length, plan.Points.Length - missing.Count, openings, MemoryNeed.SideBySide(need, options.MemoryMb, options.Processors, missing.Count));
    }

    /// <summary>Whether all replications of a point are stored, and with shocks those of its twin.</summary>
    private static bool Kept(RunStore store, SweepPoint point)
    {
        string? calm = CalmTwin.Of(point.Inputs) is { } twin ? Setup.HashOf(twin) : null;
        return Enumerable.Range(1, point.Inputs.Replications).All(r => store.HasReplication(point.SetupHash, r) && (calm is null || store.HasReplication(calm, r)));
    }

    /// <summary>
    /// All points. Cancelling ends it within a window of simulated time; what was finished is returned and kept.
    /// </summary>
    /// <param name="plan">The grid.</param>
    /// <param name="measures">What the table shows, one or more.</param>
    /// <param name="run">Carries out one run.</param>
    /// <param name="progress">May be called from any thread.</param>
    /// <exception cref="BrokenLawException">A law did not hold at a point; the others under way are given up.</exception>
    public static async Task<SweepResult> RunAsync(
        SweepPlan plan,
        ImmutableArray<MeasureChoice> measures,
        SweepOptions options,
        PointRun run,
        IProgress<SweepProgress>? progress,
        CancellationToken cancellation)
    {
        SweepOutlook outlook = Look(plan, options);
        RunOptions each = options.Run with { Reuse = true, Threads = options.Run.Threads ?? (outlook.SideBySide > 1 ? Math.Max(1, options.Processors / outlook.SideBySide) : null) };
        ILookup<string, SweepPoint> bySetup = plan.Points.ToLookup(p => p.SetupHash);
        PointOutcome?[] outcomes = new PointOutcome?[plan.Points.Length];
        List<SweepPoint> missing = [];
        foreach (SweepPoint point in plan.Distinct)
        {
            cancellation.ThrowIfCancellationRequested();
            if (RunService.Stored(point.Inputs, each) is { } stored)
            {
                Keep(point, stored);
            }
            else
            {
                missing.Add(point);
            }
        }

        Tracker tracker = new(plan, missing, outcomes, progress);
        int next = -1;
        int ran = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        async Task WorkAsync()
        {
            for (int i = Interlocked.Increment(ref next); i < missing.Count; i = Interlocked.Increment(ref next))
            {
                stop.Token.ThrowIfCancellationRequested();
                SweepPoint point = missing[i];
                RunResult result = await run(point.Inputs, each, tracker.Of(i), stop.Token).ConfigureAwait(false);
                if (result.Partial || result.Replications.Length < point.Inputs.Replications)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    throw new InvalidOperationException($"The run at {point.Label(plan.Axes)} ended early.");
                }

                Interlocked.Increment(ref ran);
                Keep(point, result);
                tracker.Finish(i);
            }
        }

        Task[] workers = [.. Enumerable.Range(0, outlook.SideBySide).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
        try
        {
            // The first failure ends the others: a broken law makes every table that holds it worthless.
            foreach (Task worker in workers)
            {
                await (await Task.WhenAny(workers.Where(w => !w.IsCompletedSuccessfully).DefaultIfEmpty(worker)).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            // What the others finish on their way out is kept, so that the count after an interruption is exact.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new SweepResult(plan, measures, [.. outcomes], ran);

        void Keep(SweepPoint point, RunResult result)
        {
            MeasureTable table = MeasureTable.From(result);
            ImmutableArray<Measure?> chosen = [.. measures.Select(m => m.In(table))];
            ImmutableArray<Measure> nation = [.. table.Rows.Where(m => m.Office == MeasureTable.Everywhere)];
            int met = TargetOutcome.Evaluate(result).Count(t => t.Met);
            foreach (SweepPoint same in bySetup[point.SetupHash])
            {
                outcomes[same.Index] = new PointOutcome(same, chosen, nation, met, result.ResultHash);
            }
        }
    }

    /// <summary>Adds up the runs under way. An opening weighs as much as two replications.</summary>
    private sealed class Tracker(SweepPlan plan, List<SweepPoint> missing, PointOutcome?[] outcomes, IProgress<SweepProgress>? progress)
    {
        private readonly Lock gate = new();
        private readonly double[] done = new double[missing.Count];
        private readonly long[] entries = new long[missing.Count];

        public Part Of(int run) => new(this, run);

        public void Finish(int run)
        {
            lock (gate)
            {
                done[run] = 1;
                Tell(0, false);
            }
        }

        private void Report(int run, RunProgress p)
        {
            lock (gate)
            {
                done[run] = Math.Max(done[run], Math.Min(p.Fraction, 1));
                entries[run] = Math.Max(entries[run], p.Entries);
                Tell(p.SimulatedDay, p.Phase == "opening");
            }
        }

        private void Tell(int day, bool opening)
        {
            double whole = missing.Sum(Weight);
            double part = missing.Select((p, i) => Weight(p) * done[i]).Sum();
            progress?.Report(new SweepProgress(outcomes.Count(o => o is not null), plan.Points.Length, whole == 0 ? 1 : part / whole, entries.Sum(), day, opening));
        }

        private static double Weight(SweepPoint p) => p.Inputs.Replications + (p.Inputs.Opening.Kind == OpeningKind.Stationary ? 2 : 0);

        public sealed class Part(Tracker tracker, int run) : IProgress<RunProgress>
        {
            public void Report(RunProgress value) => tracker.Report(run, value);
        }
    }
}
