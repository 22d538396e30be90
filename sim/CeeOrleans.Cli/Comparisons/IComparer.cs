using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Comparisons;

/// <summary>Carries out a comparison.</summary>
internal interface IComparer
{
    /// <param name="progress">Called often and from any thread; must return at once.</param>
    /// <exception cref="ComparisonInterruptedException">Cancelled; finished replications are kept in the store.</exception>
    /// <exception cref="Workload.Plan.BrokenLawException">A law of conservation did not hold.</exception>
    Task<Comparison> CompareAsync(ComparisonRequest request, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation);
}

/// <summary>Writes what a planner reads of a comparison.</summary>
internal interface IComparisonWriter
{
    /// <summary>Writes the report, its charts, CSV and Parquet into a folder that exists and is empty.</summary>
    /// <param name="effective">The values of each plan with their origins.</param>
    /// <returns>Path inside the folder by what it is: "report" → "report.html".</returns>
    Task<IReadOnlyDictionary<string, string>> WriteAsync(Comparison comparison, ImmutableArray<ImmutableArray<EffectiveValue>> effective, string folder, CancellationToken cancellation);
}
