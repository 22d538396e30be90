using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments.Hosts;

/// <summary>
/// The inline oracle: threads that call the functions, as many as processors. No Orleans; what runs here and what runs
/// in grains is the same program, so their digits must agree. Profiles are kept across replications, as activations are.
/// </summary>
public sealed class InlineRunHost : IRunHost
{
    private readonly Setup setup;
    private readonly ImporterProfile?[] profiles;
    private readonly ConcurrentDictionary<(string World, int Office), OfficeKernel> offices = new();
    private readonly ParallelOptions parallel;

    public InlineRunHost(Setup setup, int? threads = null)
    {
        this.setup = setup;
        profiles = new ImporterProfile?[setup.Importers];
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };
    }

    /// <summary>An importer whose work is told step by step; see <see cref="OfficeKernel.Watch"/>. Called from several threads.</summary>
    public (int Importer, Action<WorkStep> Listener)? Watch { get; init; }

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation)
    {
        OfficeKernel kernel = new(setup, office, world.Replication, state);
        if (Watch is { } watch)
        {
            kernel.Watch(watch.Importer, watch.Listener);
        }

        offices[(world.Id, office)] = kernel;
        return Task.CompletedTask;
    }

    public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = parallel.MaxDegreeOfParallelism, CancellationToken = cancellation };
        return Task.Run(
            () => Parallel.For(0, Shards.Count, options, shard =>
            {
                List<ProjectBatch> batches = new((setup.Importers / Shards.Count) + 1);
                foreach (int number in Shards.Importers(shard, setup.Importers))
                {
                    ImporterProfile profile = profiles[number] ??= ImporterProfile.Create(setup.Inputs.Seed, number);
                    for (ProjectOrder next = order; ;)
                    {
                        ProjectBatch batch = Projector.Project(setup, profile, next);
                        batches.Add(batch);
                        if (batch.Next < 0)
                        {
                            break;
                        }

                        next = next with { First = batch.Next };
                    }
                }

                accept(shard, batches);
            }),
            cancellation);
    }

    public Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        AdvanceReport[] reports = new AdvanceReport[orders.Length];

        // The office with the most to do first, so that the threads end together.
        int[] order = [.. Enumerable.Range(0, orders.Length).OrderByDescending(i => orders[i].Inbox.Length)];
        int next = -1;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < order.Length; i = Interlocked.Increment(ref next))
            {
                AdvanceOrder one = orders[order[i]];
                reports[order[i]] = Office(world, one.Office).Advance(one);
            }
        }

        if (orders.Length == 1 || parallel.MaxDegreeOfParallelism == 1)
        {
            Work();
        }
        else
        {
            Parallel.For(0, Math.Min(parallel.MaxDegreeOfParallelism, orders.Length), parallel, _ => Work());
        }

        return Task.FromResult(ImmutableCollectionsMarshal.AsImmutableArray(reports));
    }

    public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => Task.FromResult(Office(world, office).Collect());

    public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => Task.FromResult(Office(world, office).Snapshot());

    public Task CloseAsync(World world, CancellationToken cancellation)
    {
        for (int office = 0; office < setup.Offices.Length; office++)
        {
            offices.TryRemove((world.Id, office), out _);
        }

        return Task.CompletedTask;
    }

    /// <summary>An office that was never opened refuses, as a grain does.</summary>
    private OfficeKernel Office(World world, int office) => offices.TryGetValue((world.Id, office), out OfficeKernel? kernel)
        ? kernel
        : throw new OutOfTurnException($"Office {setup.Offices[office].Code} is not open in world {world.Id}.");
}

/// <summary>Hosts runs inline.</summary>
/// <param name="threads">Threads of each run; null for one a processor.</param>
public sealed class InlineRunHostFactory(int? threads = null) : IRunHostFactory
{
    public int Silos => 0;

    public Task WarmAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation) => Task.FromResult<IRunHost>(new InlineRunHost(setup, threads));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
