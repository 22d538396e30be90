using CeeOrleans.Contracts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;

namespace CeeOrleans.Grains.Tests;

/// <summary>Worlds, setups and populations through the run host, in two silos.</summary>
public sealed class WorldTests(Cluster cluster)
{
    [Fact]
    public async Task Office_NotOpen_IsOutOfTurnForWhoeverAsks_WhicheverSiloItIsIn()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        IRunHost host = cluster.Silos.HostFor(setup);
        World world = new(Cluster.Fresh(), setup.Hash, 1);
        for (int office = 0; office < setup.Offices.Length; office++)
        {
            OutOfTurnException e = await Assert.ThrowsAsync<OutOfTurnException>(() => host.CollectAsync(world, office, TestContext.Current.CancellationToken));
            Assert.Contains($"Office {world.Id}/{setup.Offices[office].Code} is not open", e.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<OutOfTurnException>(() => host.SnapshotAsync(world, office, TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<OutOfTurnException>(() => host.AdvanceAsync(world, [new AdvanceOrder(office, 0, setup.Start, [])], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Close_OfAWorld_EmptiesItsOfficesAndTouchesNoOther()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        IRunHost host = cluster.Silos.HostFor(setup);
        World closed = new(Cluster.Fresh(), setup.Hash, 1);
        World kept = new(Cluster.Fresh(), setup.Hash, 1);
        await host.OpenAsync(closed, 0, null, TestContext.Current.CancellationToken);
        await host.OpenAsync(kept, 0, null, TestContext.Current.CancellationToken);
        await host.CloseAsync(closed, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<OutOfTurnException>(() => host.CollectAsync(closed, 0, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await host.CollectAsync(kept, 0, TestContext.Current.CancellationToken)).Office);
        await host.CloseAsync(kept, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Office_OfAForgottenSetup_CannotBeOpened_AndTheErrorNamesIt()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(seed: 31));
        IRunHost host = cluster.Silos.HostFor(setup);
        World world = new(Cluster.Fresh(), setup.Hash, 1);
        cluster.Silos.Forget(setup);
        UnknownSetupException e = await Assert.ThrowsAsync<UnknownSetupException>(() => host.OpenAsync(world, 0, null, TestContext.Current.CancellationToken));
        Assert.Contains(setup.Hash, e.Message, StringComparison.Ordinal);
        await host.CloseAsync(world, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Importer_Warm_AnswersEachSetupAsAColdOneWould_AndIsNotMadeTwice()
    {
        // Same population, other assumptions: a warm importer must keep nothing of the first setup.
        Setup first = Setup.Compile(SmallNation.Inputs(seed: 32));
        Setup second = Setup.Compile(SmallNation.Inputs(seed: 32, summaries: "660 k per year"));
        Assert.Equal(first.PopulationKey, second.PopulationKey);
        Assert.NotEqual(first.Hash, second.Hash);
        cluster.Silos.Register(first);
        cluster.Silos.Register(second);
        string population = Cluster.Fresh();
        bool differ = false;
        for (int number = 0; number < 50; number++)
        {
            IImporterGrain importer = cluster.Silos.Grains.GetGrain<IImporterGrain>(GrainKeys.Importer(population, number));
            foreach (Setup setup in new[] { first, second, first })
            {
                ProjectOrder order = new(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start);
                ProjectBatch found = (await importer.ProjectAsync(new Immutable<ProjectOrder>(order))).Value;
                ProjectBatch cold = Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, number), order);
                Assert.Equal(cold.Tally, found.Tally);
                Assert.Equal(cold.Work, found.Work);
                differ |= setup == second && found.Tally != Projector.Project(first, ImporterProfile.Create(first.Inputs.Seed, number), order with { SetupHash = first.Hash }).Tally;
            }
        }

        Assert.True(differ, "The two setups ask for the same work, so nothing was shown.");
    }

    [Fact]
    public async Task Shards_AreDeliveredWholeAndInOrder_EachOnce()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        IRunHost host = cluster.Silos.HostFor(setup);
        IReadOnlyList<ProjectBatch>?[] shards = new IReadOnlyList<ProjectBatch>?[Shards.Count];
        await host.ProjectAsync(
            new ProjectOrder(setup.Hash, 0, 1, 0, 100, setup.Start),
            (shard, batches) => Assert.Null(Interlocked.Exchange(ref shards[shard], batches)),
            TestContext.Current.CancellationToken);
        for (int shard = 0; shard < shards.Length; shard++)
        {
            IReadOnlyList<ProjectBatch> batches = shards[shard]!;
            Assert.Equal(Shards.Importers(shard, setup.Importers), batches.Select(b => b.Importer).Distinct());

            // Pages of a hundred candidates: only the last one of an importer ends it, and pages go up.
            for (int i = 0; i < batches.Count; i++)
            {
                bool last = i == batches.Count - 1 || batches[i + 1].Importer != batches[i].Importer;
                Assert.Equal(last, batches[i].Next < 0);
                Assert.True(last || batches[i + 1].Next < 0 || batches[i + 1].Next > batches[i].Next);
            }
        }

        Assert.Contains(shards, s => s!.Count > Shards.Importers(0, setup.Importers).Count());
    }

    [Fact]
    public async Task Projection_Cancelled_EndsAtOnce()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int delivered = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Silos.HostFor(setup).ProjectAsync(
            new ProjectOrder(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start),
            (_, _) =>
            {
                Interlocked.Increment(ref delivered);
                stop.Cancel();
            },
            stop.Token));
        Assert.InRange(delivered, 1, Shards.Count / 2);
    }
}
