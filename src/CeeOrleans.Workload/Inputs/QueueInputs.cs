using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Inputs;

/// <summary>A plain stream of work into one office.</summary>
/// <param name="Office">Index into <see cref="RunInputs.Offices"/>.</param>
/// <param name="Between">Seconds between arrivals.</param>
/// <param name="Batch">Items that arrive together, 1 or more.</param>
/// <param name="AtCut">True when the office sees an arrival only after the next daily cut.</param>
public sealed record SourceInput(int Office, WorkKind Kind, Distribution Between, int Batch = 1, bool AtCut = false)
{
    /// <summary>
    /// Relative arrival rate by hour of the UTC day, 24 values with mean 1, or empty for a steady one. Only with
    /// exponential gaps.
    /// </summary>
    public ImmutableArray<double> Rate { get; init; } = [];
}

/// <summary>Plain queues: with this probability an item goes on as another kind.</summary>
/// <param name="Office">Index of the office it goes to; another office sees it after the next cut.</param>
public sealed record PlainNext(WorkKind Kind, int Office, double Probability);
