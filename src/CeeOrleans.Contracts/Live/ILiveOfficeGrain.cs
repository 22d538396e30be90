using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using Orleans.Concurrency;

namespace CeeOrleans.Contracts.Live;

/// <summary>
/// An office in the live world: the live face of port and Center grains. It owns no case; its work list is read from the rows
/// that are written with the accounts.
/// </summary>
[GrainInterfaceType("cee.live-office")]
public interface ILiveOfficeGrain : IGrainWithStringKey
{
    /// <summary>Open work of a role in the order of its desk.</summary>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="limit">1 to 500.</param>
    [Alias("work")]
    [AlwaysInterleave]
    ValueTask<WorkPage> WorkAsync(Role role, string? cursor, int limit);
}

/// <summary>A port, or a service office at a port, in the live world.</summary>
[GrainInterfaceType("cee.live-port")]
public interface ILivePortGrain : ILiveOfficeGrain;

/// <summary>A Center in the live world.</summary>
[GrainInterfaceType("cee.live-center")]
public interface ILiveCeeGrain : ILiveOfficeGrain;

/// <summary>Part of a work list.</summary>
/// <param name="Next">Where the next part begins; null at the end.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.work-page")]
public sealed record WorkPage([property: Id(0)] ImmutableArray<WorkRow> Items, [property: Id(1)] string? Next);

/// <summary>An open case in a work list.</summary>
/// <param name="Kind">Number of the kind of work.</param>
/// <param name="Due">UTC seconds; <see cref="long.MaxValue"/> for never.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.work-row")]
public sealed record WorkRow(
    [property: Id(0)] string Account,
    [property: Id(1)] int Number,
    [property: Id(2)] byte Kind,
    [property: Id(3)] string Subject,
    [property: Id(4)] string Port,
    [property: Id(5)] int Heading,
    [property: Id(6)] long Due,
    [property: Id(7)] string? Assignee);
