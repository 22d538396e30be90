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
/// Runs a plan through grains. Walks the 512 shards, a few at a time, with at most two thousand calls in flight whatever
/// the machine, so the silo is never flooded and never idle. References to importers are kept across replications. When
/// a call fails the others are still waited for: what is repeated never meets what went wrong.
/// </summary>
public sealed class GrainRunHost(IGrainFactory grains, Setup setup) : IRunHost
{
    /// <summary>Shards walked at once.</summary>
    private static readonly int ShardsAtOnce = Math.Clamp(Environment.ProcessorCount, 2, 16);

    /// <summary>Calls in flight for each of them.</summary>
    private static readonly int CallsOfShard = 2_000 / ShardsAtOnce;

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
        ExceptionDispatchInfo? failure = null;
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
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        failure?.Throw();
        return refusal is null ? ImmutableCollectionsMarshal.AsImmutableArray(reports) : throw new OutOfTurnException(refusal);
    }

    public async Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).CollectAsync().ConfigureAwait(false)).Value;

    public async Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => (await Office(world, office).SnapshotAsync().ConfigureAwait(false)).Value;

    /// <summary>
    /// Closes what can be reached. An office in a silo that went is gone with it; a complaint about it would hide why the
    /// world ended and would leave the offices after it active.
    /// </summary>
    public async Task CloseAsync(World world, CancellationToken cancellation)
    {
        ValueTask[] calls = [.. Enumerable.Range(0, setup.Offices.Length).Select(o => Office(world, o).CloseAsync())];
        foreach (ValueTask call in calls)
        {
            try
            {
                await call.ConfigureAwait(false);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
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
        int started = 0;
        int taken = 0;
        try
        {
            while (taken < numbers.Length)
            {
                for (; started < numbers.Length && started - taken < CallsOfShard; started++)
                {
                    calls[started] = Importer(numbers[started]).ProjectAsync(first);
                }

                int number = numbers[taken];
                ProjectBatch batch = (await calls[taken++].ConfigureAwait(false)).Value;
                batches.Add(batch);
                while (batch.Next >= 0)
                {
                    batch = (await Importer(number).ProjectAsync(new Immutable<ProjectOrder>(order with { First = batch.Next })).ConfigureAwait(false)).Value;
                    batches.Add(batch);
                }
            }
        }
        catch
        {
            Task rest = Task.WhenAll(calls[taken..started].Select(c => c.AsTask()));
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
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
