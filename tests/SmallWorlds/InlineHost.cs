using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Testing;

/// <summary>
/// The plan's host without actors: it calls the kernel and the projector, and shows what passes by, so that a test can
/// record it, reorder it or spoil it. What is not set does nothing.
/// </summary>
internal sealed class InlineHost(Setup setup) : IRunHost
{
    private readonly ConcurrentDictionary<(string World, int Office), OfficeKernel> offices = new();
    private readonly ImporterProfile[] profiles = [.. Enumerable.Range(0, setup.Importers).Select(i => ImporterProfile.Create(setup.Inputs.Seed, i))];

    /// <summary>Threads that project and advance.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of a shuffle of shards, offices and inboxes; null keeps the natural order.</summary>
    public int? Shuffle { get; init; }

    public Action<int, OfficeKernel>? Opened { get; init; }

    public Action<AdvanceOrder>? Sent { get; init; }

    public Func<ProjectBatch, ProjectBatch> Batch { get; init; } = static b => b;

    public Func<AdvanceReport, AdvanceReport> Reported { get; init; } = static r => r;

    public Func<AdvanceOrder, AdvanceOrder> Ordered { get; init; } = static o => o;

    public Func<OfficeReport, OfficeReport> Collected { get; init; } = static r => r;

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation)
    {
        OfficeKernel kernel = new(setup, office, world.Replication, state);
        Opened?.Invoke(office, kernel);
        offices[(world.Id, office)] = kernel;
        return Task.CompletedTask;
    }

    public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation };
        Parallel.ForEach(Mixed(Enumerable.Range(0, Shards.Count)), options, shard =>
        {
            List<ProjectBatch> batches = [];
            foreach (int i in Shards.Importers(shard, setup.Importers))
            {
                for (ProjectOrder o = order; ;)
                {
                    ProjectBatch batch = Projector.Project(setup, profiles[i], o);
                    batches.Add(Batch(batch));
                    if (batch.Next < 0)
                    {
                        break;
                    }

                    o = o with { First = batch.Next };
                }
            }

            accept(shard, batches);
        });
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        AdvanceReport[] reports = new AdvanceReport[orders.Length];
        ParallelOptions options = new() { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation };
        Parallel.ForEach(Mixed(Enumerable.Range(0, orders.Length)), options, i =>
        {
            AdvanceOrder order = Ordered(orders[i] with { Inbox = [.. Mixed(orders[i].Inbox)] });
            Sent?.Invoke(order);
            reports[i] = Reported(offices[(world.Id, order.Office)].Advance(order));
        });
        return Task.FromResult(ImmutableArray.Create(reports));
    }

    public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) =>
        Task.FromResult(Collected(offices[(world.Id, office)].Collect()));

    public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) =>
        Task.FromResult(offices[(world.Id, office)].Snapshot());

    public Task CloseAsync(World world, CancellationToken cancellation)
    {
        foreach ((string World, int Office) id in offices.Keys.Where(k => k.World == world.Id))
        {
            offices.TryRemove(id, out _);
        }

        return Task.CompletedTask;
    }

    private IEnumerable<T> Mixed<T>(IEnumerable<T> items)
    {
        if (Shuffle is not { } seed)
        {
            return items;
        }

        T[] array = [.. items];
        new Random(seed).Shuffle(array);
        return array;
    }
}
