using System.Collections.Concurrent;
using CeeOrleans.Experiments;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Runs;

/// <summary>
/// Runs on threads or silos of this process. What it started lives as long as the process: to stop silos would
/// deactivate 350,000 grains, one by one, only to exit.
/// </summary>
internal sealed class RunEngine(Func<RunOptions, IRunHostFactory> hosts) : IRunEngine
{
    private readonly ConcurrentDictionary<(int Silos, int? Threads), IRunHostFactory> started = new();

    public Task<RunResult> RunAsync(RunInputs inputs, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation) =>
        RunService.RunAsync(inputs, options, started.GetOrAdd((options.Silos, options.Threads), _ => hosts(options)), progress, cancellation);
}
