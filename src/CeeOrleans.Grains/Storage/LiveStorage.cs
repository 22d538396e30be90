using System.Diagnostics;
using System.Globalization;
using CeeOrleans.Contracts;
using Orleans.Storage;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// The storage of live accounts: Orleans' ADO.NET provider over the product's own schema; where the database wants one writer
/// at a time, writers share transactions (<see cref="GroupCommit"/>). Keys outside <c>live</c> are answered without any I/O: a population has 350,000 of them. A
/// call that is cancelled before its turn changes nothing; one whose turn has come is carried out.
/// </summary>
/// <param name="store">Orleans' provider.</param>
/// <param name="service">The cluster's service, part of every key.</param>
public sealed class LiveStorage(IGrainStorage store, LiveDatabase database, string service) : IGrainStorage
{
    /// <summary>Name of the source of activities: one for each read and write, where somebody listens.</summary>
    public const string ActivitySourceName = "CeeOrleans.Store";

    private static readonly AccountSerializer Serializer = new();
    private static readonly ActivitySource Activities = new(ActivitySourceName);

    private readonly GroupCommit? group = database is SqliteDatabase sqlite ? new GroupCommit(sqlite) : null;

    /// <summary>Name of this storage among the services.</summary>
    public const string Name = "accounts";

    /// <summary>Name of Orleans' provider below it.</summary>
    internal const string ProviderName = "accounts-provider";

    /// <summary>Name of the state of an account.</summary>
    public const string AccountState = "account";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!GrainKeys.IsLive(grainId.Key.ToString()!))
        {
            grainState.RecordExists = false;
            grainState.ETag = null!;
            return;
        }

        using Activity? activity = Activities.StartActivity("read account", ActivityKind.Client);
        await store.ReadStateAsync(stateName, grainId, grainState).ConfigureAwait(false);

        // A cleared state has a version but nothing to read.
        grainState.RecordExists &= grainState.State is not AccountRecord { Account: null };
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        RequireLive(grainId);
        using Activity? activity = Activities.StartActivity("write account", ActivityKind.Client);
        if (group is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.WriteStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
            return;
        }

        int? read = string.IsNullOrEmpty(grainState.ETag) ? null : int.Parse(grainState.ETag, CultureInfo.InvariantCulture);
        StateWrite write = new(service, stateName, grainId.Key.ToString()!, read, Serializer.Serialize(grainState.State).ToArray());
        int? written = await group.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        grainState.ETag = written is { } version
            ? version.ToString(CultureInfo.InvariantCulture)
            : throw new InconsistentStateException($"{grainId} was written by another one since version {grainState.ETag ?? "none"}.", "another", grainState.ETag);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        RequireLive(grainId);
        using WriteTurn turn = await database.TurnAsync(cancellationToken).ConfigureAwait(false);
        await store.ClearStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
    }

    /// <summary>Transactions that writers shared; for tests.</summary>
    internal long Groups => group?.Groups ?? 0;

    private static void RequireLive(GrainId grainId)
    {
        if (!GrainKeys.IsLive(grainId.Key.ToString()!))
        {
            throw new InvalidOperationException($"{grainId} is not of the live world and stores nothing.");
        }
    }
}
