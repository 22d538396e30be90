using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CeeOrleans.Contracts;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;

namespace CeeOrleans.Grains.Runs;

/// <summary>
/// Runs a plan through grains. Walks the 512 shards, a few at a time, with all calls of a shard in flight: some two
/// thousand, so the silo is never flooded and never idle. References to importers are kept across replications.
/// </summary>
public sealed class GrainRunHost(IGrainFactory grains, Setup setup) : IRunHost
{
    /// <summary>Shards walked at once.</summary>
    private static readonly int ShardsAtOnce = Math.Max(2, Environment.ProcessorCount);

    private readonly IImporterGrain?[] importers = new IImporterGrain?[setup.Importers];

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) =>
        Office(world, office).OpenAsync(new Immutable<World>(world), office, new Immutable<byte[]?>(state)).AsTask();

    public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, Shards.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnce, CancellationToken = cancellation },
            async (shard, stop) => accept(shard, await ShardAsync(shard, order, stop).ConfigureAwait(false)));

    public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ValueTask<Immutable<AdvanceReply>>[] calls = new ValueTask<Immutable<AdvanceReply>>[orders.Length];

        // The office with the most to do first, so that the threads end together.
        foreach (int i in Enumerable.Range(0, orders.Length).OrderByDescending(i => orders[i].Inbox.Length))
        {
            calls[i] = Office(world, orders[i].Office).AdvanceAsync(new Immutable<AdvanceOrder>(orders[i]));
        }

        AdvanceReport[] reports = new AdvanceReport[orders.Length];
        string? refusal = null;
        for (int i = 0; i < calls.Length; i++)
        {
            AdvanceReply reply = (await calls[i].ConfigureAwait(false)).Value;
            refusal ??= reply.Refusal;
            reports[i] = reply.Report!;
        }

        return refusal is null ? ImmutableCollectionsMarshal.AsImmutableArray(reports) : throw new OutOfTurnException(refusal);
    }

    public async Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).CollectAsync().ConfigureAwait(false)).Value;

    public async Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).SnapshotAsync().ConfigureAwait(false)).Value;

    public async Task CloseAsync(World world, CancellationToken cancellation)
    {
        for (int o = 0; o < setup.Offices.Length; o++)
        {
            await Office(world, o).CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task<List<ProjectBatch>> ShardAsync(int shard, ProjectOrder order, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Immutable<ProjectOrder> first = new(order);
        int[] numbers = [.. Shards.Importers(shard, setup.Importers)];
        ValueTask<Immutable<ProjectBatch>>[] calls = new ValueTask<Immutable<ProjectBatch>>[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            calls[i] = Importer(numbers[i]).ProjectAsync(first);
        }

        List<ProjectBatch> batches = new(numbers.Length + 16);
        for (int i = 0; i < numbers.Length; i++)
        {
            ProjectBatch batch = (await calls[i].ConfigureAwait(false)).Value;
            batches.Add(batch);
            while (batch.Next >= 0)
            {
                batch = (await Importer(numbers[i]).ProjectAsync(new Immutable<ProjectOrder>(order with { First = batch.Next })).ConfigureAwait(false)).Value;
                batches.Add(batch);
            }
        }

        return batches;
    }

    private IImporterGrain Importer(int number) => importers[number] ??= grains.GetGrain<IImporterGrain>(GrainKeys.Importer(setup.PopulationKey, number));

    private IOfficeGrain Office(World world, int office)
    {
        string key = GrainKeys.Office(world.Id, setup.Offices[office].Code);
        return setup.Offices[office].Kind == OfficeKind.Center ? grains.GetGrain<ICeeGrain>(key) : grains.GetGrain<IPortGrain>(key);
    }
}
