using CeeOrleans.Contracts;

namespace CeeOrleans.Grains.Runs;

/// <summary>The board of one run. Holds no work, only where it is and whether it should stop.</summary>
[GrainType("run")]
public sealed class RunGrain(IGrainContext context) : IGrainBase, IRunGrain
{
    private RunStatus status = new("", 0, "", 0, 0, 0, false, false);

    public IGrainContext GrainContext { get; } = context;

    public ValueTask<RunStatus> StartAsync(string scenario, int replications)
    {
        if (status.Scenario.Length == 0)
        {
            // Somebody may have asked to stop before it began.
            status = status with { Scenario = scenario, Replications = replications, Phase = "start" };
        }

        return ValueTask.FromResult(status);
    }

    public ValueTask<RunStatus> ReportAsync(string phase, int replication, double fraction, long entries)
    {
        status = status with { Phase = phase, Replication = replication, Fraction = fraction, Entries = entries };
        return ValueTask.FromResult(status);
    }

    public ValueTask FinishAsync(string outcome)
    {
        status = status with { Phase = outcome, Finished = true };
        return ValueTask.CompletedTask;
    }

    public ValueTask<RunStatus> StatusAsync() => ValueTask.FromResult(status);

    public ValueTask CancelAsync()
    {
        status = status with { CancelRequested = true };
        return ValueTask.CompletedTask;
    }
}
