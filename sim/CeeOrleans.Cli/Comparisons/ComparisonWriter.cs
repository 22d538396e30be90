using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Reports;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Comparisons;

/// <summary>Writes the report of a comparison.</summary>
internal sealed class ComparisonWriter : IComparisonWriter
{
    public Task<IReadOnlyDictionary<string, string>> WriteAsync(Comparison comparison, ImmutableArray<ImmutableArray<EffectiveValue>> effective, string folder, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            ComparisonReport.Write(new ComparisonInput(comparison, effective), folder, cancellation).Files.ToDictionary(f => f.Key, f => Path.GetRelativePath(folder, f.Value)));
}
