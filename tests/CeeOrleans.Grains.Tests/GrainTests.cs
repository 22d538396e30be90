using System.Collections.Immutable;
using CeeOrleans.Contracts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Runs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Orleans.Concurrency;

namespace CeeOrleans.Grains.Tests;

public sealed class GrainTests(Cluster cluster)
{
    private static readonly Setup Setup = Setup.Compile(SmallNation.Inputs());

    [Fact]
    public async Task Office_NeverOpened_RefusesToAdvance()
    {
        IOfficeGrain office = cluster.Silos.Grains.GetGrain<IPortGrain>(GrainKeys.Office(Cluster.Fresh(), "2704"));
        AdvanceReply reply = (await office.AdvanceAsync(new Immutable<AdvanceOrder>(new AdvanceOrder(0, 0, Setup.Start, [])))).Value;
        Assert.Null(reply.Report);
        Assert.Contains("is not open here", reply.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Office_AskedForTheSameWindowTwice_RefusesTheSecondTime()
    {
        cluster.Silos.Register(Setup);
        World world = new(Cluster.Fresh(), Setup.Hash, 1);
        IOfficeGrain office = cluster.Silos.Grains.GetGrain<IPortGrain>(GrainKeys.Office(world.Id, Setup.Offices[0].Code));
        await office.OpenAsync(new Immutable<World>(world), 0, new Immutable<byte[]?>(null));
        Immutable<AdvanceOrder> order = new(new AdvanceOrder(0, 0, Setup.Start + 86_400, []));
        Assert.NotNull((await office.AdvanceAsync(order)).Value.Report);
        Assert.Contains("is at window 1 and was asked for window 0", (await office.AdvanceAsync(order)).Value.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Office_Closed_IsEmptyAndRefuses()
    {
        cluster.Silos.Register(Setup);
        World world = new(Cluster.Fresh(), Setup.Hash, 1);
        IOfficeGrain office = cluster.Silos.Grains.GetGrain<IPortGrain>(GrainKeys.Office(world.Id, Setup.Offices[0].Code));
        await office.OpenAsync(new Immutable<World>(world), 0, new Immutable<byte[]?>(null));
        await office.CloseAsync();
        Assert.NotNull((await office.AdvanceAsync(new Immutable<AdvanceOrder>(new AdvanceOrder(0, 0, Setup.Start + 86_400, [])))).Value.Refusal);
    }

    [Fact]
    public async Task Importers_WithASetupNobodyRegistered_SaySoFromEitherSilo()
    {
        // Thirty of one population stand in both silos, so that the refusal crosses for some of them.
        string population = Cluster.Fresh();
        for (int number = 0; number < 30; number++)
        {
            IImporterGrain importer = cluster.Silos.Grains.GetGrain<IImporterGrain>(GrainKeys.Importer(population, number));
            UnknownSetupException e = await Assert.ThrowsAsync<UnknownSetupException>(async () => await importer.ProjectAsync(new Immutable<ProjectOrder>(new ProjectOrder("nobody", 0, 1, 0, 10, 0))));
            Assert.Contains("is not known to this silo", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Offices_Lost_RefuseToReportFromEitherSilo()
    {
        for (int n = 0; n < 30; n++)
        {
            IOfficeGrain office = cluster.Silos.Grains.GetGrain<ICeeGrain>(GrainKeys.Office(Cluster.Fresh(), "001"));
            await Assert.ThrowsAsync<OutOfTurnException>(async () => await office.CollectAsync());
            await Assert.ThrowsAsync<OutOfTurnException>(async () => await office.SnapshotAsync());
        }
    }

    [Fact]
    public async Task Host_OfAWorldNotOpened_ThrowsOutOfTurn_AndClosesIt()
    {
        cluster.Silos.Register(Setup);
        GrainRunHost host = new(cluster.Silos.Grains, Setup);
        World world = new(Cluster.Fresh(), Setup.Hash, 1);
        ImmutableArray<AdvanceOrder> orders = [.. Setup.Offices.Select((_, o) => new AdvanceOrder(o, 0, Setup.Start + 86_400, []))];
        await Assert.ThrowsAsync<OutOfTurnException>(() => host.AdvanceAsync(world, orders, TestContext.Current.CancellationToken));
        await host.CloseAsync(world, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Importer_InAnySilo_ReturnsWhatTheFunctionReturns()
    {
        // Whichever silo an importer is in, its batch crosses or does not cross; all of them are compared whole.
        cluster.Silos.Register(Setup);
        ProjectOrder order = new(Setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, Setup.Start);
        string population = Cluster.Fresh();
        for (int number = 0; number < 200; number++)
        {
            ProjectBatch found = (await cluster.Silos.Grains.GetGrain<IImporterGrain>(GrainKeys.Importer(population, number)).ProjectAsync(new Immutable<ProjectOrder>(order))).Value;
            ProjectBatch expected = Projector.Project(Setup, ImporterProfile.Create(Setup.Inputs.Seed, number), order);
            Assert.Equal(expected.Importer, found.Importer);
            Assert.Equal(expected.Next, found.Next);
            Assert.Equal(expected.Tally, found.Tally);
            Assert.Equal(expected.Work, found.Work);
            Assert.Equal(expected.Ports, found.Ports);
        }
    }

    [Fact]
    public async Task Run_StartedTwice_KeepsItsFirstDescription_AndACancelIsSeenByTheDriver()
    {
        IRunGrain run = cluster.Silos.Grains.GetGrain<IRunGrain>(Cluster.Fresh());
        await run.StartAsync("first", 10);
        Assert.Equal("first", (await run.StartAsync("second", 5)).Scenario);
        Assert.False((await run.ReportAsync("advance", 3, 0.25, 1000)).CancelRequested);
        await run.CancelAsync();
        RunStatus status = await run.ReportAsync("advance", 4, 0.3, 1200);
        Assert.True(status.CancelRequested);
        await run.FinishAsync("interrupted");
        Assert.Equal(("interrupted", true), ((await run.StatusAsync()).Phase, (await run.StatusAsync()).Finished));
    }

    [Fact]
    public async Task Run_ThroughGrains_IsOnItsBoard()
    {
        cluster.Silos.Register(Setup);
        GrainRunHost host = new(cluster.Silos.Grains, Setup);
        ReplicationResult result = await new RunPlan(Setup, host, 1).RunAsync(Cluster.Fresh(), Opening.Empty(Setup), TestContext.Current.CancellationToken);
        RunStatus status = await cluster.Silos.Grains.GetGrain<IRunGrain>(host.RunId).StatusAsync();
        Assert.Equal((Setup.Inputs.Name, 1, "finished", true), (status.Scenario, status.Replications, status.Phase, status.Finished));
        Assert.Equal(result.Summaries.Filed, status.Entries);
        Assert.InRange(status.Fraction, 0.5, 1);
    }

    [Fact]
    public async Task Run_CancelledOnItsBoard_Stops()
    {
        cluster.Silos.Register(Setup);
        GrainRunHost host = new(cluster.Silos.Grains, Setup);
        IRunGrain board = cluster.Silos.Grains.GetGrain<IRunGrain>(host.RunId);
        await board.CancelAsync();
        World world = new(Cluster.Fresh(), Setup.Hash, 1);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new RunPlan(Setup, host, 1).RunAsync(world.Id, Opening.Empty(Setup), TestContext.Current.CancellationToken));

        // What it had opened is closed.
        await Assert.ThrowsAsync<OutOfTurnException>(() => host.CollectAsync(world, 0, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("/7")]
    [InlineData("population/seven")]
    [InlineData("population/-7")]
    public void ImporterNumber_OfAWrongKey_IsRefused(string key) => Assert.Throws<FormatException>(() => GrainKeys.ImporterNumber(key));

    [Fact]
    public void ImporterNumber_OfAKey_IsTheNumber() => Assert.Equal(350_000, GrainKeys.ImporterNumber(GrainKeys.Importer("a/b", 350_000)));

    [Fact]
    public async Task Placement_OfImporters_GivesEachOfTwoSilosAQuarterOrMore()
    {
        cluster.Silos.Register(Setup);
        IReadOnlyList<long> before = cluster.Silos.ActiveImporters;
        string population = Cluster.Fresh();
        ProjectOrder order = new(Setup.Hash, 0, 1, 0, 1, Setup.Start);
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => cluster.Silos.Grains.GetGrain<IImporterGrain>(GrainKeys.Importer(population, i)).ProjectAsync(new Immutable<ProjectOrder>(order)).AsTask()));
        ImmutableArray<long> grown = [.. cluster.Silos.ActiveImporters.Select((n, i) => n - before[i])];
        Assert.All(grown, n => Assert.True(n >= 500, $"{grown[0]} and {grown[1]} of 2,000"));
    }
}
