using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Runs;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Grains.Tests;

/// <summary>A result is a function of scenario, data, seed and model version; of nothing else.</summary>
public sealed class SameDigitsTests(Cluster cluster)
{
    private static readonly Lazy<Task<string>> Oracle = new(async () =>
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        return await HashAsync(setup, new InlineRunHost(setup, threads: 1));
    });

    [Fact]
    public async Task Grains_InTwoSilos_GiveTheDigitsOfTheInlineOracle()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        cluster.Silos.Register(setup);
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new GrainRunHost(cluster.Silos.Grains, setup)));
    }

    [Fact]
    public async Task Grains_InOneSilo_GiveTheDigitsOfTheInlineOracle()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        await using CeeSilos one = await CeeSilos.StartAsync(1, TestContext.Current.CancellationToken);
        one.Register(setup);
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new GrainRunHost(one.Grains, setup)));
    }

    [Fact]
    public async Task Windows_OfTwelveHours_GiveTheSameDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(windowHours: 12));
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new InlineRunHost(setup)));
    }

    [Fact]
    public async Task Windows_OfTwelveHours_InGrains_GiveTheSameDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(windowHours: 12));
        await using CeeSilos two = await CeeSilos.StartAsync(2, TestContext.Current.CancellationToken);
        two.Register(setup);
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new GrainRunHost(two.Grains, setup)));
    }

    [Theory]
    [InlineData("""
        new centers: { "011": { abbreviation: G&F, name: Garments & Footwear, city: New York, zone: America/New_York } }
        moved headings: [ { chapters: [61, 62, 64], to: G&F } ]
        """)]
    [InlineData("appeals: { share: 30 %, granted: 60 % }")]
    public async Task Plan_WithAnEleventhCenterOrWithAppeals_GivesTheSameDigitsInlineAndInGrains(string more)
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(more: more));
        cluster.Silos.Register(setup);
        string inline = await HashAsync(setup, new InlineRunHost(setup));
        Assert.Equal(inline, await HashAsync(setup, new GrainRunHost(cluster.Silos.Grains, setup)));
        Assert.NotEqual(await Oracle.Value, inline);
    }

    [Fact]
    public async Task Messages_InAnyOrder_GiveTheSameDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new ShufflingHost(new InlineRunHost(setup))));
    }

    [Fact]
    public async Task PlainQueue_OfAYear_GivesTheSameDigitsInlineAndInGrains()
    {
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            365,
            1,
            [PlainQueue.Office(1)],
            [new SourceInput(0, PlainQueue.Kind(0, Distribution.Exponential(600)).Kind, Distribution.Exponential(750))],
            [PlainQueue.Kind(0, Distribution.Exponential(600))]));
        cluster.Silos.Register(setup);
        Assert.Equal(await HashAsync(setup, new InlineRunHost(setup)), await HashAsync(setup, new GrainRunHost(cluster.Silos.Grains, setup)));
    }

    [Fact]
    public async Task Importers_ThatAreLiveAccounts_GiveTheSameDigitsInlineAndInGrains()
    {
        RunInputs inputs = SmallNation.Inputs();
        SnapshotAccount[] accounts =
        [
            .. Enumerable.Range(0, 200).Select(i => new SnapshotAccount
            {
                Ior = $"77-{i:0000000}00",
                Membership = new Membership(i % 4, i % 8 == 3),
                Volume = i % 10 == 9 ? [] : [new SnapshotCell(2704, 8471, 1 + (20_000 / (i + 1)), 1), new SnapshotCell(4601, 6110, 1 + (i % 30), 1)],
            }),
        ];
        LiveSnapshot snapshot = new(new SnapshotFacts(1_454_338_800, new string('a', 64), 200, 0), [.. accounts]);
        Setup setup = Setup.Compile(inputs with
        {
            ScenarioHash = new string('9', 64),
            Population = inputs.Population! with { Snapshot = snapshot, Importers = 200, SummariesPerYear = LiveVolume.Of(snapshot, inputs.Ports, inputs.TariffHeadings, inputs.Centers).SummariesPerYear },
        });
        cluster.Silos.Register(setup);
        string inline = await HashAsync(setup, new InlineRunHost(setup));
        Assert.Equal(inline, await HashAsync(setup, new GrainRunHost(cluster.Silos.Grains, setup)));
        Assert.NotEqual(await Oracle.Value, inline);
    }

    [Fact]
    public async Task Threads_Many_GiveTheSameDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        Assert.Equal(await Oracle.Value, await HashAsync(setup, new InlineRunHost(setup, threads: 4)));
    }

    [Fact]
    public async Task Seed_Another_GivesOtherDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(seed: 7));
        Assert.NotEqual(await Oracle.Value, await HashAsync(setup, new InlineRunHost(setup)));
    }

    [Fact]
    public async Task Opening_WrittenAndReadBack_GivesTheSameDigits()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        InlineRunHost host = new(setup);
        Opening opening = await RunService.OpenAsync(setup, host, TestContext.Current.CancellationToken);
        using MemoryStream stream = new();
        opening.Write(stream);
        stream.Position = 0;
        ReplicationResult result = await new RunPlan(setup, host, 1).RunAsync(Cluster.Fresh(), Opening.Read(stream), TestContext.Current.CancellationToken);
        Assert.Equal(await Oracle.Value, ResultHash.Of(result));
    }

    [Fact]
    public async Task Silo_KilledHalfWay_TheReplicationIsRepeatedWithTheSameDigits()
    {
        RunInputs inputs = SmallNation.Inputs();
        await using CeeSilos three = await CeeSilos.StartAsync(3, TestContext.Current.CancellationToken);
        await using KillingHosts hosts = new(three);
        string folder = Directory.CreateTempSubdirectory("cee-kill-").FullName;
        try
        {
            RunResult result = await RunService.RunAsync(inputs, new RunOptions { Silos = 3, CacheFolder = folder }, hosts, null, TestContext.Current.CancellationToken);
            Assert.True(hosts.Killed);
            Assert.Equal(2, three.Count);
            Assert.Equal(await Oracle.Value, ResultHash.Of(result.Replications[0]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> HashAsync(Setup setup, IRunHost host)
    {
        Opening opening = await RunService.OpenAsync(setup, host, TestContext.Current.CancellationToken);
        ReplicationResult result = await new RunPlan(setup, host, 1).RunAsync(Cluster.Fresh(), opening, TestContext.Current.CancellationToken);
        return ResultHash.Of(result);
    }

    /// <summary>Delivers shards, inboxes and offices in an order that nobody promised: always the wrong way round.</summary>
    private sealed class ShufflingHost(IRunHost inner) : IRunHost
    {
        public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) => inner.OpenAsync(world, office, state, cancellation);

        public async Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation)
        {
            IReadOnlyList<ProjectBatch>[] shards = new IReadOnlyList<ProjectBatch>[Shards.Count];
            await inner.ProjectAsync(order, (shard, batches) => shards[shard] = batches, cancellation);
            for (int shard = Shards.Count - 1; shard >= 0; shard--)
            {
                accept(shard, [.. shards[shard].Reverse()]);
            }
        }

        public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
        {
            ImmutableArray<AdvanceOrder> turned = [.. orders.Reverse().Select(o => o with { Inbox = [.. o.Inbox.Reverse()] })];
            ImmutableArray<AdvanceReport> reports = await inner.AdvanceAsync(world, turned, cancellation);
            return [.. reports.Reverse()];
        }

        public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => inner.CollectAsync(world, office, cancellation);

        public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

        public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);
    }

    /// <summary>Ends one of its silos in the middle of the first replication.</summary>
    private sealed class KillingHosts(CeeSilos silos) : IRunHostFactory
    {
        public bool Killed { get; private set; }

        public int Silos => silos.Count;

        public Task WarmAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation)
        {
            silos.Register(setup);
            return Task.FromResult<IRunHost>(new KillingHost(this, silos, new GrainRunHost(silos.Grains, setup)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class KillingHost(KillingHosts owner, CeeSilos silos, IRunHost inner) : IRunHost
        {
            public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) => inner.OpenAsync(world, office, state, cancellation);

            public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation) => inner.ProjectAsync(order, accept, cancellation);

            public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
            {
                if (world.Replication == 1 && orders[0].Window == 180 && !owner.Killed)
                {
                    owner.Killed = true;
                    await silos.KillAsync(2);
                }

                return await inner.AdvanceAsync(world, orders, cancellation);
            }

            public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => inner.CollectAsync(world, office, cancellation);

            public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

            public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);
        }
    }
}
