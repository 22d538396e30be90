using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;

namespace CeeOrleans.Cli.Comparisons;

/// <summary>Compares in this process. All plans share one host, which lives as long as the process.</summary>
internal sealed class Comparer(Func<RunOptions, IRunHostFactory> hosts) : IComparer
{
    public Task<Comparison> CompareAsync(ComparisonRequest request, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation) =>
        ComparisonService.RunAsync(request, options, hosts(options), progress, cancellation);
}
