using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Inputs;

/// <summary>Time, clock and target of one kind of work.</summary>
public sealed record KindInput
{
    public required WorkKind Kind { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public required Rank Rank { get; init; }

    /// <summary>Case seconds: hands-on time, before the direct share.</summary>
    public required Distribution Service { get; init; }

    public required WorkClock Clock { get; init; }

    /// <summary>The planner's own target where it differs from the clock.</summary>
    public WorkClock? Target { get; init; }

    /// <summary>True when nothing in the scenario protects this work by target or floor.</summary>
    public bool Unprotected { get; init; }

    /// <summary>Plain queues: takes a busy person from work of a lower rank, which is resumed later.</summary>
    public bool Preempts { get; init; }

    /// <summary>Plain queues: what an item becomes when finished, with probabilities; the rest leaves.</summary>
    public ImmutableArray<PlainNext> Next { get; init; } = [];
}
