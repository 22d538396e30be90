using System.Collections.Immutable;
using CeeOrleans.Service.Access;

namespace CeeOrleans.Service.Snapshots;

/// <summary>Who may take a snapshot of the live accounts, and how long it is kept. Snapshots are confidential.</summary>
public sealed record SnapshotSettings
{
    /// <summary>Who may take one, start a run on the live accounts, and delete one. Default: planner and administrator.</summary>
    public ImmutableArray<ServiceRole> Takers { get; init; } = [ServiceRole.Planner, ServiceRole.Administrator];

    /// <summary>Days that one is to be kept, at least 1. Default 30. Older ones are named as such and deleted when somebody says so, never by themselves.</summary>
    public int KeepDays { get; init; } = 30;

    /// <summary>Snapshots that are kept at most. Default 20. Then no further one is taken until some are deleted.</summary>
    public int MostKept { get; init; } = 20;
}
