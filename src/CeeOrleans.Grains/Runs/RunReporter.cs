using CeeOrleans.Contracts;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Grains.Runs;

/// <summary>
/// Tells the run grain where a run is, and learns from its answer whether somebody asked to stop. One call is under way
/// at most and nobody waits for it, so the board costs nothing, and a run whose board was lost with a silo goes on.
/// Called from one thread at a time.
/// </summary>
internal sealed class RunReporter(IGrainFactory grains, Setup setup, string runId)
{
    private readonly IRunGrain board = grains.GetGrain<IRunGrain>(runId);
    private Task<RunStatus> last = Task.FromResult(new RunStatus("", 0, "", 0, 0, 0, false, false));
    private long entries;

    public string RunId => runId;

    /// <summary>Entry summaries drawn; may be called from several threads.</summary>
    public void Drew(IReadOnlyList<ProjectBatch> batches)
    {
        long filed = 0;
        foreach (ProjectBatch batch in batches)
        {
            filed += batch.Tally.Filed;
        }

        Interlocked.Add(ref entries, filed);
    }

    /// <param name="time">Simulated time.</param>
    /// <exception cref="OperationCanceledException">Somebody asked the run to stop, and the answer to an earlier report said so.</exception>
    public void Tell(string phase, int replication, long time)
    {
        if (!last.IsCompleted)
        {
            return;
        }

        RunStatus? known = last.IsCompletedSuccessfully ? last.Result : null;
        if (known?.CancelRequested == true)
        {
            Watch(board.FinishAsync("interrupted").AsTask());
            throw new OperationCanceledException("Somebody asked the run to stop.");
        }

        // A board that knows no scenario is new, or stands in another silo than the one that was lost.
        last = (known?.Scenario.Length == 0
            ? board.StartAsync(setup.Inputs.Name, setup.Inputs.Replications)
            : board.ReportAsync(phase, replication, Fraction(replication, time), Interlocked.Read(ref entries))).AsTask();
        Watch(last);
    }

    /// <summary>The last window of the last replication is over.</summary>
    public async Task FinishAsync()
    {
        // Two calls may arrive in either order; the last word is "finished".
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await board.FinishAsync("finished").ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // The run is done whether the board says so or not.
        }
    }

    private double Fraction(int replication, long time) => replication == 0
        ? 0
        : Math.Clamp((replication - 1 + ((time - setup.Start) / (double)(setup.End - setup.Start))) / setup.Inputs.Replications, 0, 1);

    /// <summary>Looks at what went wrong, so that nobody finds it unobserved.</summary>
    private static void Watch(Task call) =>
        call.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
