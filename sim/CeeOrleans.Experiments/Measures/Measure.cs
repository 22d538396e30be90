using System.Collections.Immutable;

namespace CeeOrleans.Experiments.Measures;

/// <summary>One number that a run found, for one office, role and kind.</summary>
/// <param name="Name">Stable name, see <see cref="MeasureNames"/>.</param>
/// <param name="Office">Code of the office; <see cref="MeasureTable.Everywhere"/> for the sum over all.</param>
/// <param name="Role">"import specialist" and so on; empty when it is over all roles.</param>
/// <param name="Kind">Name of the kind of work; empty when it is over all kinds.</param>
/// <param name="Unit">"share", "ratio", "items", "dollars", "hours", "days", "people", "per importer".</param>
/// <param name="PerReplication">Value of each replication, in their order; NaN where there is none (a share of nothing).</param>
public sealed record Measure(string Name, string Office, string Role, string Kind, string Unit, MeasureScale Scale, ImmutableArray<double> PerReplication)
{
    private readonly Estimate estimate = LuckInterval.Of(PerReplication.AsSpan(), Scale);

    /// <summary>Mean over replications; NaN when no replication has a value.</summary>
    public double Mean => estimate.Mean;

    /// <summary>Lower end of the luck interval; null with fewer than two replications.</summary>
    public double? Low => estimate.Low;

    /// <summary>Upper end of the luck interval; null with fewer than two replications.</summary>
    public double? High => estimate.High;

    /// <summary>Confidence of the interval, 0.95; null when there is none.</summary>
    public double? Confidence => Low is null ? null : LuckInterval.Confidence;
}
