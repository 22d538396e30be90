using System.Collections.Immutable;
using System.Runtime;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// Years of a plan that are run whole and recorded, so that offices can be run again alone; what was found about a year is stored.
/// One recorded year is held at a time: 1.5 GB for the nation.
/// </summary>
/// <param name="options">Cache folder, fresh or not, threads.</param>
public sealed class RecordedYears(RunOptions options)
{
    /// <summary>Part of a year's work that is the run; the rest are replays.</summary>
    private const double RunShare = 0.5;

    private readonly StaffingStore store = new(options.CacheFolder, options.Fresh);
    private readonly RunStore runs = new(options.CacheFolder);
    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount };

    /// <summary>Years of one plan, one after the other: those of the store, and the others by a full run that is recorded.</summary>
    /// <param name="inputs">The plan.</param>
    /// <param name="question">What is asked of a replication: with the inputs the key under which its answer is stored.</param>
    /// <param name="first">First replication.</param>
    /// <param name="desks">Desks whose offices are recorded.</param>
    /// <param name="tell">Told the phase, the year and the part of it that is done.</param>
    /// <param name="look">Answers for one year that was run.</param>
    /// <param name="learn">Told every answer, stored or new, in the order of years.</param>
    /// <param name="partly">When cancelled, the years that are finished are returned, if there is one.</param>
    public async Task<ImmutableArray<T>> OfAsync<T>(
        RunInputs inputs,
        Func<int, string> question,
        int first,
        int count,
        ImmutableArray<DeskName> desks,
        Action<string, int, double> tell,
        Func<Setup, int, RecordingHost, T> look,
        Action<T> learn,
        CancellationToken cancellation,
        bool partly = false)
        where T : class
    {
        string hash = Setup.HashOf(inputs);
        Setup? setup = null;
        Opening? opening = null;
        RecordingHost? host = null;
        List<T> years = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                int at = i;
                int replication = first + i;
                tell("", i, 0);
                string key = FormattableString.Invariant($"{hash}|{question(replication)}|{replication}");
                if (store.Find<T>(key) is not { } found)
                {
                    if (setup is null || host is null || opening is null)
                    {
                        setup = Setup.Compile(inputs);
                        host = new RecordingHost(new InlineRunHost(setup, options.Threads), desks.Select(d => d.Office));
                        opening = options.Fresh ? null : runs.FindOpening(setup);
                        if (opening is null)
                        {
                            tell(", opening", i, 0);
                            opening = await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
                            runs.Keep(setup, opening);
                        }
                    }

                    host.Clear();
                    ReplicationResult result = await new RunPlan(setup, host, replication, p => tell("", at, RunShare * p.Fraction)).RunAsync($"{hash[..12]}-{replication}-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
                    runs.Keep(setup, result);
                    found = store.Keep(key, look(setup, replication, host));
                    host.Clear();

                    // A year's rows die together: collected here, they do not make the next year's peak higher.
                    GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                }

                learn(found);
                years.Add(found);
            }
        }
        catch (OperationCanceledException) when (partly && years.Count > 0)
        {
            return [.. years];
        }

        return [.. years];
    }

    /// <summary>Every recorded office once, the one with the most work first so that threads end together.</summary>
    public void Each(RecordingHost host, Action<int> work)
    {
        int[] offices = [.. host.Records.Values.OrderByDescending(r => r.Items).ThenBy(r => r.Office).Select(r => r.Office)];
        int next = -1;
        try
        {
            Parallel.For(0, Math.Min(offices.Length, parallel.MaxDegreeOfParallelism), parallel, _ =>
            {
                for (int i = Interlocked.Increment(ref next); i < offices.Length; i = Interlocked.Increment(ref next))
                {
                    work(offices[i]);
                }
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.All(e => e is OperationCanceledException))
        {
            throw several.InnerExceptions[0];
        }
    }
}
