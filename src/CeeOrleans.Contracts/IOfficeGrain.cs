using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;

namespace CeeOrleans.Contracts;

/// <summary>
/// An office in one world of a run. Key: <c>world/code</c> (<see cref="GrainKeys.Office"/>). Every call is short; the run
/// host drives it window by window.
/// </summary>
[GrainInterfaceType("cee.office")]
public interface IOfficeGrain : IGrainWithStringKey
{
    /// <summary>Opens the office for a replication, from a snapshot or empty.</summary>
    [Alias("open")]
    ValueTask OpenAsync(Immutable<World> world, int office, Immutable<byte[]?> state);

    /// <summary>Runs to the end of a window, or says why not: an office that is not at the window before refuses.</summary>
    [Alias("advance")]
    ValueTask<Immutable<AdvanceReply>> AdvanceAsync(Immutable<AdvanceOrder> order);

    [Alias("collect")]
    ValueTask<Immutable<OfficeReport>> CollectAsync();

    [Alias("snapshot")]
    ValueTask<Immutable<byte[]>> SnapshotAsync();

    /// <summary>Empties the office and lets it go.</summary>
    [Alias("close")]
    ValueTask CloseAsync();
}

/// <summary>A port, or a service office at a port.</summary>
[GrainInterfaceType("cee.port")]
public interface IPortGrain : IOfficeGrain;

/// <summary>A Center of Excellence and Expertise.</summary>
[GrainInterfaceType("cee.center")]
public interface ICeeGrain : IOfficeGrain;

/// <summary>What an office answers to an order: its report, or a refusal.</summary>
/// <param name="Report">Null when refused.</param>
/// <param name="Refusal">Why; null when it ran.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.advance-reply")]
public sealed record AdvanceReply([property: Id(0)] AdvanceReport? Report, [property: Id(1)] string? Refusal);
