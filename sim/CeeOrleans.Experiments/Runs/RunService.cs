using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// Runs a scenario: compiles it, finds or makes its opening, runs the replications one after the other, and keeps each
/// one. A replication whose office was lost is closed and repeated under the same keys. A scenario with shocks is run
/// without them too, year of luck by year of luck: the twin that its recovery is measured against.
/// </summary>
public static class RunService
{
    /// <summary>How often one replication is tried before the run fails.</summary>
    public const int Attempts = 3;

    /// <summary>
    /// The whole run; with a <see cref="StoppingRule"/> it ends at the look that finds every declared measure known well
    /// enough. Cancelling ends it within a window of simulated time: what was finished is returned as a partial
    /// result; with nothing finished the task is cancelled. With <see cref="RunOptions.Reuse"/> replications come from the
    /// store where they are there; <see cref="RunSeconds.PerReplication"/> then has the seconds of those that were run.
    /// </summary>
    /// <param name="inputs">A valid scenario.</param>
    /// <param name="options">How to carry it out; changes no digit.</param>
    /// <param name="hosts">Where. Stays open for further runs.</param>
    /// <param name="progress">May be called from any thread.</param>
    /// <exception cref="BrokenLawException">A law of conservation did not hold.</exception>
    /// <exception cref="FloorBrokenException">The options ask for statutory floors, and the plan falls below one; nothing was run.</exception>
    public static async Task<RunResult> RunAsync(RunInputs inputs, RunOptions options, IRunHostFactory hosts, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch total = Stopwatch.StartNew();
        progress?.Report(new RunProgress("start", 0, 0, 0, inputs.StartDay));
        bool reuse = options.Reuse && !options.Fresh;
        RunStore store = new(options.CacheFolder);

        // With stored replications there may be nothing to run, and then no silo has to start.
        Task warming = reuse ? Task.CompletedTask : Task.Run(() => hosts.WarmAsync(cancellation), cancellation);
        Setup setup = Setup.Compile(inputs);
        if (options.EnforceFloors && inputs.Population is not null)
        {
            StatutoryFloor[] broken = [.. StatutoryFloor.Check([.. Enumerable.Range(1, inputs.Replications).Select(setup.StaffingOf)]).Where(f => !f.Kept)];
            if (broken.Length > 0)
            {
                throw new FloorBrokenException(broken);
            }
        }

        SortedDictionary<int, ReplicationResult> stored = reuse ? Stored(store, setup.Hash, inputs.Replications) : [];
        TwinRuns? twin = TwinRuns.Of(inputs, options, store);
        bool Whole(int r) => stored.ContainsKey(r) && (twin is null || twin.Has(r));
        var rule = StoppingRule.Of(inputs);
        bool Enough(int replications) => rule is not null && rule.IsLook(replications) && rule.At(MeasureTable.From(
            Result(inputs, hosts, setup, First(stored, replications), twin, [], partial: false, new RunSeconds()))).All(m => m.Reached);

        // Years that are stored from the first on may be enough.
        int last = StoppingRule.Looks.Where(n => Enumerable.Range(1, n).All(Whole)).FirstOrDefault(Enough, inputs.Replications);
        int missing = Enumerable.Range(1, last).Sum(r => (stored.ContainsKey(r) ? 0 : 1) + (twin is null || twin.Has(r) ? 0 : 1));
        if (missing == 0)
        {
            return Result(inputs, hosts, setup, First(stored, last), twin, [], partial: false, new RunSeconds { Start = total.Elapsed.TotalSeconds, Total = total.Elapsed.TotalSeconds });
        }

        await warming.ConfigureAwait(false);
        MeteredHost host = new(await hosts.StartAsync(setup, cancellation).ConfigureAwait(false));
        double started = total.Elapsed.TotalSeconds;

        // The opening weighs as much as the draws of three entry-years and one year of work: about two replications.
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        Opening? opening = options.Fresh ? null : store.FindOpening(setup);
        double openingShare = opening is null && stationary ? 2.0 / (2 + missing) : 0;
        if (opening is null)
        {
            opening = await OpenAsync(setup, host, openingShare, progress, cancellation).ConfigureAwait(false);
            store.Keep(setup, opening);
        }

        double opened = total.Elapsed.TotalSeconds;
        host.Reset();
        List<double> seconds = [];
        bool partial = false;
        long drawn = 0;
        int ran = 0;
        try
        {
            for (int r = 1; r <= last; r++)
            {
                if (Enough(r - 1))
                {
                    last = r - 1;
                    break;
                }

                int replication = r;
                long before = drawn;
                void Tell(PlanProgress p)
                {
                    drawn = before + p.Entries;
                    double fraction = openingShare + ((1 - openingShare) * (ran + (p.Fraction * 0.98)) / missing);
                    progress?.Report(new RunProgress(p.Phase, replication, fraction, drawn, SimTime.DayOf(p.Time)));
                }

                if (!stored.ContainsKey(r))
                {
                    Stopwatch one = Stopwatch.StartNew();
                    ReplicationResult result = await RepeatAsync(setup, host, replication, opening, Tell, cancellation).ConfigureAwait(false);
                    stored[r] = result;
                    seconds.Add(one.Elapsed.TotalSeconds);
                    store.Keep(setup, result);
                    ran++;
                    Tidy();
                }

                if (twin is not null && !twin.Has(r))
                {
                    before = drawn;
                    await twin.RunAsync(r, setup, opening, Tell, cancellation).ConfigureAwait(false);
                    ran++;
                    Tidy();
                }
            }
        }
        catch (OperationCanceledException) when (stored.Keys.Any(Whole))
        {
            partial = true;
        }

        RunSeconds spent = new()
        {
            Start = started,
            Opening = opened - started,
            Project = host.ProjectSeconds,
            Advance = host.AdvanceSeconds,
            Total = total.Elapsed.TotalSeconds,
        };
        return Result(inputs, hosts, setup, [.. First(stored, last).Where(r => Whole(r.Replication))], twin, seconds, partial, spent);
    }

    /// <summary>
    /// A replication's rows and messages die together: collected here, and the holes closed that they leave, they do not
    /// make the next one's peak higher.
    /// </summary>
    private static void Tidy()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
    }

    private static ImmutableArray<ReplicationResult> First(SortedDictionary<int, ReplicationResult> results, int last) => [.. results.Where(r => r.Key <= last).Select(r => r.Value)];

    private static RunResult Result(RunInputs inputs, IRunHostFactory hosts, Setup setup, ImmutableArray<ReplicationResult> done, TwinRuns? twin, List<double> seconds, bool partial, RunSeconds spent) => new()
    {
        Inputs = inputs,
        Offices = setup.Offices,
        Replications = done,
        CalmWeeks = twin?.Weeks(done) ?? [],
        ResultHash = ResultHash.Of(done),
        ExpectedSummaries = setup.ExpectedSummaries,
        ExpectedSummariesSd = setup.ExpectedSummariesSd,
        Partial = partial,
        Seconds = spent with { PerReplication = [.. seconds] },
        Silos = hosts.Silos,
        Spotlight = Spotlight.Of(setup),
        Expansion = setup.Expansion(),
    };

    /// <summary>The replications that are in the store, by number.</summary>
    internal static SortedDictionary<int, ReplicationResult> Stored(RunStore store, string setupHash, int replications)
    {
        SortedDictionary<int, ReplicationResult> found = [];
        for (int r = 1; r <= replications; r++)
        {
            if (store.FindReplication(setupHash, r) is { } result)
            {
                found[r] = result;
            }
        }

        return found;
    }

    /// <summary>
    /// A run whose replications are all in the store, and with shocks its twin's too, without compiling or starting anything;
    /// null when one is missing. What only a compiled setup knows is left out: the expected number of summaries and the spotlight.
    /// </summary>
    public static RunResult? Stored(RunInputs inputs, RunOptions options)
    {
        if (options.Fresh)
        {
            return null;
        }

        RunStore store = new(options.CacheFolder);
        string hash = Setup.HashOf(inputs);
        List<ReplicationResult> found = [];
        string? calm = CalmTwin.Of(inputs) is { } twin ? Setup.HashOf(twin) : null;
        List<ImmutableArray<WeekRow>> weeks = [];
        for (int r = 1; r <= inputs.Replications; r++)
        {
            if (calm is not null)
            {
                if (store.FindReplication(calm, r) is not { } without)
                {
                    return null;
                }

                weeks.Add(without.Weeks);
            }

            if (store.FindReplication(hash, r) is not { } one)
            {
                return null;
            }

            found.Add(one);
        }

        return new RunResult
        {
            Inputs = inputs,
            Offices = Setup.OfficesOf(inputs),
            Replications = [.. found],
            CalmWeeks = [.. weeks],
            ResultHash = ResultHash.Of(found),
            ExpectedSummaries = 0,
            ExpectedSummariesSd = 0,
            Seconds = new RunSeconds { PerReplication = [.. found.Select(_ => 0.0)] },
            Silos = 0,
        };
    }

    /// <summary>The opening of a scenario: empty, given, or the end of the two years before.</summary>
    public static Task<Opening> OpenAsync(Setup setup, IRunHost host, CancellationToken cancellation) => OpenAsync(setup, host, 0, null, cancellation);

    private static async Task<Opening> OpenAsync(Setup setup, IRunHost host, double share, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        void Tell(PlanProgress p) => progress?.Report(new RunProgress("opening", 0, share * p.Fraction, p.Entries, SimTime.DayOf(p.Time)));
        switch (setup.Inputs.Opening.Kind)
        {
            case OpeningKind.Stationary:
                return await WithRepeats(attempt => new RunPlan(setup, host, 0, Tell).RunOpeningAsync(WorldId(setup, 0, attempt), cancellation)).ConfigureAwait(false);
            case OpeningKind.Given:
                return await WithRepeats(_ => new RunPlan(setup, host, 1, Tell).ProjectOpeningAsync(cancellation)).ConfigureAwait(false);
            default:
                return Opening.Empty(setup);
        }
    }

    internal static Task<ReplicationResult> RepeatAsync(Setup setup, IRunHost host, int replication, Opening opening, Action<PlanProgress> progress, CancellationToken cancellation) =>
        WithRepeats(attempt => new RunPlan(setup, host, replication, progress).RunAsync(WorldId(setup, replication, attempt), opening, cancellation));

    /// <summary>
    /// The unit of recovery is the replication: an office that was lost, or a silo that went, ends the world, and the
    /// same keys give the same digits in the next one. A broken law or a cancelled run is never repeated.
    /// </summary>
    private static async Task<T> WithRepeats<T>(Func<int, Task<T>> work)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work(attempt).ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < Attempts && e is not (BrokenLawException or OperationCanceledException))
            {
                Trace.TraceWarning($"A replication is repeated: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    /// <summary>Unique per execution, so that worlds never meet.</summary>
    private static string WorldId(Setup setup, int replication, int attempt) => $"{setup.Hash[..12]}-{replication}-{attempt}-{Guid.NewGuid():N}";

    /// <summary>Adds up the seconds that the host spends, by phase.</summary>
    private sealed class MeteredHost(IRunHost inner) : IRunHost
    {
        public double ProjectSeconds { get; private set; }

        public double AdvanceSeconds { get; private set; }

        public void Reset() => (ProjectSeconds, AdvanceSeconds) = (0, 0);

        public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) => inner.OpenAsync(world, office, state, cancellation);

        public async Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation)
        {
            Stopwatch watch = Stopwatch.StartNew();
            await inner.ProjectAsync(order, accept, cancellation).ConfigureAwait(false);
            ProjectSeconds += watch.Elapsed.TotalSeconds;
        }

        public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
        {
            Stopwatch watch = Stopwatch.StartNew();
            ImmutableArray<AdvanceReport> reports = await inner.AdvanceAsync(world, orders, cancellation).ConfigureAwait(false);
            AdvanceSeconds += watch.Elapsed.TotalSeconds;
            return reports;
        }

        public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => inner.CollectAsync(world, office, cancellation);

        public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

        public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);
    }
}
