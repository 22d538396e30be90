using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using CeeOrleans.Contracts;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;

namespace CeeOrleans.Grains.Runs;

/// <summary>
/// Runs a plan through grains. Walks the 512 shards, a few at a time, with at most <see cref="CallsInFlight"/> calls
/// under way in all: enough that no processor waits, few enough that no silo is flooded and that what is in flight stays
/// in the caches. Offices of a window run all at once; a nation has some 350.
/// </summary>
/// <param name="grains">Of any silo or client.</param>
/// <param name="setup">Known to every silo: see <see cref="Hosting.SetupRegistry"/>.</param>
/// <param name="importers">References shared with other runs; null makes its own.</param>
/// <param name="runId">See <see cref="RunId"/>; null makes one.</param>
public sealed class GrainRunHost(IGrainFactory grains, Setup setup, ImporterReferences? importers = null, string? runId = null) : IRunHost
{
    /// <summary>
    /// Importer calls under way at once, over all shards. Measured on two cores: 64 leave processors idle, 512 to 4,096
    /// are alike, at 2 µs a call.
    /// </summary>
    public const int CallsInFlight = 1_024;

    /// <summary>Shards walked at once: their ends, where a large importer is read page by page, overlap.</summary>
    private static readonly int ShardsAtOnce = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    private readonly ImporterReferences.Importers importers = (importers ?? new ImporterReferences(grains)).Of(setup.PopulationKey, setup.Importers);
    private readonly ConcurrentDictionary<string, IOfficeGrain[]> worlds = new(StringComparer.Ordinal);
    private readonly RunReporter reporter = new(grains, setup, runId ?? $"{setup.Hash[..12]}-{Guid.NewGuid():N}");
    private bool over;

    /// <summary>Key of the <see cref="IRunGrain"/> that knows where this run is, and by which it can be stopped.</summary>
    public string RunId => reporter.RunId;

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) =>
        Office(world, office).OpenAsync(new Immutable<World>(world), office, new Immutable<byte[]?>(state)).AsTask();

    public async Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation)
    {
        reporter.Tell("project", order.Replication, setup.Start);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Shards.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnce, CancellationToken = cancellation },
            async (shard, stop) =>
            {
                List<ProjectBatch> batches = await ShardAsync(shard, order, stop).ConfigureAwait(false);
                reporter.Drew(batches);
                accept(shard, batches);
            }).ConfigureAwait(false);
    }

    public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        reporter.Tell(world.Replication == 0 ? "opening" : "advance", world.Replication, orders[0].Until);
        ValueTask<Immutable<AdvanceReply>>[] calls = new ValueTask<Immutable<AdvanceReply>>[orders.Length];

        // The office with the most to do first, so that the threads end together.
        foreach (int i in Enumerable.Range(0, orders.Length).OrderByDescending(i => orders[i].Inbox.Length))
        {
            calls[i] = Office(world, orders[i].Office).AdvanceAsync(new Immutable<AdvanceOrder>(orders[i]));
        }

        // Every call is waited for, also after one failed: the replication may be repeated at once, and must not find
        // the silos still busy with the world that is given up.
        AdvanceReport[] reports = new AdvanceReport[orders.Length];
        string? refusal = null;
        Exception? failure = null;
        for (int i = 0; i < calls.Length; i++)
        {
            try
            {
                AdvanceReply reply = (await calls[i].ConfigureAwait(false)).Value;
                refusal ??= reply.Refusal;
                reports[i] = reply.Report!;
            }
            catch (Exception e)
            {
                failure ??= e;
            }
        }

        if (refusal is not null)
        {
            throw new OutOfTurnException(refusal);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        over = world.Replication == setup.Inputs.Replications && orders[0].Until >= setup.End;
        return ImmutableCollectionsMarshal.AsImmutableArray(reports);
    }

    public async Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).CollectAsync().ConfigureAwait(false)).Value;

    public async Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).SnapshotAsync().ConfigureAwait(false)).Value;

    /// <summary>
    /// Empties and deactivates all offices of the world. Never fails: an office that can't be reached went with its silo,
    /// and what ended the world must not be hidden by how it was cleared away. No later world has the same keys.
    /// </summary>
    public async Task CloseAsync(World world, CancellationToken cancellation)
    {
        if (!worlds.TryRemove(world.Id, out IOfficeGrain[]? offices))
        {
            return;
        }

        if (over)
        {
            await reporter.FinishAsync().ConfigureAwait(false);
        }

        ValueTask[] calls = new ValueTask[offices.Length];
        for (int o = 0; o < calls.Length; o++)
        {
            calls[o] = offices[o].CloseAsync();
        }

        foreach (ValueTask call in calls)
        {
            try
            {
                await call.ConfigureAwait(false);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                Trace.TraceWarning($"An office of world {world.Id} was not closed: {e.Message}");
            }
        }
    }

    private async Task<List<ProjectBatch>> ShardAsync(int shard, ProjectOrder order, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Immutable<ProjectOrder> first = new(order);
        int[] numbers = [.. Shards.Importers(shard, setup.Importers)];
        ValueTask<Immutable<ProjectBatch>>[] calls = new ValueTask<Immutable<ProjectBatch>>[numbers.Length];
        List<ProjectBatch> batches = new(numbers.Length + 16);
        int window = Math.Max(1, CallsInFlight / ShardsAtOnce);
        int sent = 0;
        int taken = 0;
        try
        {
            while (taken < numbers.Length)
            {
                for (; sent < numbers.Length && sent < taken + window; sent++)
                {
                    calls[sent] = importers[numbers[sent]].ProjectAsync(first);
                }

                int number = numbers[taken];
                ProjectBatch batch = (await calls[taken++].ConfigureAwait(false)).Value;
                batches.Add(batch);
                while (batch.Next >= 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    batch = (await importers[number].ProjectAsync(new Immutable<ProjectOrder>(order with { First = batch.Next })).ConfigureAwait(false)).Value;
                    batches.Add(batch);
                }
            }
        }
        catch
        {
            // As in AdvanceAsync: what is repeated must not meet what went wrong.
            Task rest = Task.WhenAll(calls[taken..sent].Select(c => c.AsTask()));
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return batches;
    }

    private IOfficeGrain Office(World world, int office) => worlds.GetOrAdd(world.Id, OfficesOf)[office];

    private IOfficeGrain[] OfficesOf(string world)
    {
        IOfficeGrain[] offices = new IOfficeGrain[setup.Offices.Length];
        for (int o = 0; o < offices.Length; o++)
        {
            string key = GrainKeys.Office(world, setup.Offices[o].Code);
            offices[o] = setup.Offices[o].Kind == OfficeKind.Center ? grains.GetGrain<ICeeGrain>(key) : grains.GetGrain<IPortGrain>(key);
        }

        return offices;
    }
}
