using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Tests;

/// <summary>The accounts of a snapshot as the importers of a run: each is what its account says, and enters what it entered.</summary>
public sealed class LivePopulationTests
{
    private const int Many = 300;

    /// <summary>389 days and nine hours after the first of the month twelve months before.</summary>
    private static readonly long AsOf = SimTime.StartOf(SimTime.DayOf(new DateOnly(2020, 11, 24))) + (9 * SimTime.Hour);

    private static readonly double Yearly = 365 / 389.375;

    private static readonly string[] Ports = ["2704", "2709", "2720", "2809", "3001", "2304", "3901", "3801", "4601", "4701", "5201", "1703"];

    private static readonly Lazy<LiveSnapshot> World = new(() => Snapshot([.. Enumerable.Range(0, Many).Select(Sample)]));

    private static readonly Lazy<(Opening Opening, string Hash)> Run = new(() =>
    {
        Setup setup = Setup.Compile(Inputs(World.Value));
        InlineHost host = new(setup);
        Opening opening = SmallNation.OpeningOf(setup);
        ReplicationResult result = SmallNation.Run(setup, host, opening);
        Assert.All(result.Laws, l => Assert.True(l.Held, l.Detail));
        return (opening, ResultHash.Of(result));
    });

    [Fact]
    public void Shape_HasSizePortsHeadingsAndMembershipOfItsAccount()
    {
        ImporterShape shape = Shape(Account(0, new SnapshotCell(2704, 8412, 600, 1), new SnapshotCell(4601, 7306, 100, 1), new SnapshotCell(4601, 8412, 300, 1)) with
        {
            Industry = "005",
            Center = "005",
            Membership = new Membership(3, true),
            Applied = true,
        });
        Assert.Equal(Math.Round(1_000_000 * Yearly) / 1000, shape.Size);
        Assert.Equal([0, 8], shape.Ports.Select(p => (int)p));
        Assert.Equal([39_322, 65_535], shape.PortEdges.Select(e => (int)e));
        Assert.Equal([8412, 7306], shape.Headings.Select(h => (int)h));
        Assert.Equal([58_982, 65_535], shape.HeadingEdges.Select(e => (int)e));
        Assert.Equal(6_554 / 65_536.0, shape.AdCvdShare);
        Assert.Equal((4, 4, new Membership(3, true)), (shape.Industry, shape.Center, shape.Membership));
        Assert.Equal(AccountFlags.Ctpat | AccountFlags.Isa | AccountFlags.Trusted | AccountFlags.Applied, shape.Flags);
    }

    [Fact]
    public void Company_IsTheFirstOfItsNumbers_WhereverTheyStand()
    {
        string?[] owners = ["b", null, "a", "b", "b"];
        Setup setup = Setup.Compile(Inputs(Snapshot([.. owners.Select((o, i) => Account(i, new SnapshotCell(2704, 8412, 5, 1)) with { Company = o })])));
        Assert.Equal([(0, 3), (1, 1), (2, 1), (0, 3), (0, 3)], Shapes(setup).Select(s => (s.Company, s.CompanySize)));
    }

    [Theory]
    [InlineData("005", "005", 4)] // by its entries, and so it is under the plan
    [InlineData("009", "005", 8)] // somebody decided
    [InlineData("777", "005", 4)] // the plan has no such Center
    [InlineData(null, "005", 4)]
    [InlineData(null, null, 4)]
    public void Center_IsThatOfThePlan_UnlessSomebodyDecided_AndRoutingOfItsItemsAgrees(string? center, string? industry, int expected)
    {
        SnapshotAccount account = Account(0, new SnapshotCell(2704, 6110, 10, 900), new SnapshotCell(2704, 8412, 20, 100)) with { Center = center, Industry = industry };
        Setup setup = Setup.Compile(Inputs(Snapshot(account)));
        ImporterShape shape = Assert.Single(Shapes(setup));
        Assert.Equal((expected, 4), (shape.Center, shape.Industry));
        Assert.Equal(shape.Traits, new LiveOffices(setup.Inputs).TraitsOf(account));
        RunInputs byValue = setup.Inputs with { Routing = setup.Inputs.Routing with { Basis = AssignmentBasis.Value } };
        Assert.Equal(expected == 4 ? 1 : expected, Assert.Single(Shapes(Setup.Compile(byValue))).Center);
    }

    [Fact]
    public void Cells_ThatThePlanDoesNotKnow_AreDealtOutOverTheOthers_AndCounted()
    {
        SnapshotAccount some = Account(0, new SnapshotCell(0, 0, 50, 1), new SnapshotCell(2704, 8471, 30, 1), new SnapshotCell(4601, 8412, 10, 1), new SnapshotCell(9999, 8412, 10, 1));
        SnapshotAccount none = Account(1, new SnapshotCell(0, 0, 7, 1)) with { Industry = "002", Center = "777" };
        LiveSnapshot snapshot = Snapshot(some, none, Account(2));
        RunInputs inputs = Inputs(snapshot);
        ImporterShape[] shapes = Shapes(Setup.Compile(inputs));
        Assert.Equal(Math.Round(100_000 * Yearly) / 1000, shapes[0].Size);
        Assert.Equal([0, 8], shapes[0].Ports.Select(p => (int)p));
        Assert.Equal([49_152, 65_535], shapes[0].PortEdges.Select(e => (int)e));
        Assert.Equal([8412], shapes[0].Headings.Select(h => (int)h));
        Assert.Single(shapes[1].Ports);
        Assert.Equal(1, inputs.CenterOfHeading[Assert.Single(shapes[1].Headings)]);
        LiveVolume volume = LiveVolume.Of(snapshot, inputs.Ports, inputs.TariffHeadings, inputs.Centers);
        Assert.Equal((1, 107L, 67L, 87L, 1), (volume.Idle, volume.Entries, volume.PortUnknown, volume.HeadingUnknown, volume.CenterUnknown));
        Assert.Equal(shapes.Sum(s => s.Size), volume.SummariesPerYear);
    }

    [Fact]
    public void Account_ThatEnteredNothing_IsAnImporterAndDoesNothing()
    {
        Setup setup = Setup.Compile(Inputs(Snapshot(Account(0) with { Items = [Item(1)] }, Account(1, new SnapshotCell(2704, 8412, 400, 1)))));
        Assert.Equal(2, setup.Importers);
        Assert.Equal((0, 0), (Shapes(setup)[0].Size, Shapes(setup)[0].Ports.Length));
        ProjectBatch idle = Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, 0), Order(setup));
        Assert.Equal((0, -1), (idle.Tally.Filed, idle.Next));
        Assert.Empty(idle.Work);
        Assert.NotEmpty(Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, 1), Order(setup)).Work);
    }

    [Fact]
    public void Snapshot_InWhichNobodyEnteredAnything_IsNoPopulation() =>
        Assert.Throws<ArgumentException>(() => Setup.Compile(Inputs(Snapshot(Account(0), Account(1)))));

    [Fact]
    public void Entries_OfEveryAccount_AreThoseItEntered_WithinLuck_AtItsPortsAndUnderItsHeadings()
    {
        Setup setup = Setup.Compile(Inputs(World.Value) with { Swings = SwingInput.Off });
        double expected = 0;
        long filed = 0;
        for (int i = 0; i < Many; i++)
        {
            SnapshotAccount account = World.Value.Accounts[i];
            IReadOnlyList<DrawnEntry> drawn = Projector.Draw(setup, ImporterProfile.Create(setup.Inputs.Seed, i), 0, 1);
            double mean = account.Volume.Sum(c => c.Entries) * Yearly;

            // Chance is at most that of a Poisson count: false alarm below 1e-6 for all accounts together.
            Assert.True(Math.Abs(drawn.Count - mean) < 12 + (6 * Math.Sqrt(mean)), $"importer {i}: {drawn.Count} against {mean}");
            Assert.Subset(account.Volume.Select(c => c.Port.ToString("0000")).ToHashSet(), drawn.Select(d => setup.Inputs.Ports[d.Port].Code).ToHashSet());
            Assert.Subset(account.Volume.Select(c => c.Heading).ToHashSet(), drawn.Select(d => (int)d.Heading).ToHashSet());
            expected += mean;
            filed += drawn.Count;
        }

        Assert.True(Math.Abs(filed - expected) < 5 * Math.Sqrt(expected), $"{filed} against {expected}");
        Assert.InRange(setup.ExpectedSummaries / expected, 0.999, 1.001);
    }

    [Fact]
    public void Summaries_ThatThePlanGives_ChangeTheVolumeAndNobodysClass()
    {
        Setup own = Setup.Compile(Inputs(World.Value));
        Setup twice = Setup.Compile(Inputs(World.Value) with { Population = Inputs(World.Value).Population! with { SummariesPerYear = own.Inputs.Population!.SummariesPerYear * 2 } });
        Assert.InRange(twice.ExpectedSummaries / own.ExpectedSummaries, 1.9, 2.0);
        ImporterProfile first = ImporterProfile.Create(own.Inputs.Seed, 0);
        Assert.Equal(Projector.Project(own, first, Order(own)).Tally.AccountClass, Projector.Project(twice, first, Order(twice)).Tally.AccountClass);
    }

    [Fact]
    public void Counts_ThatTheNationHasOnce_AreAsManyAsTheAccountsArePartOfIt()
    {
        Setup setup = Setup.Compile(Inputs(World.Value));
        double share = setup.Inputs.Population!.SummariesPerYear / setup.Inputs.Population.ReferenceSummariesPerYear;
        ProjectBatch[] year = [.. Enumerable.Range(0, Many).Select(i => Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, i), Order(setup)))];
        double contacts = year.Sum(b => b.Work.Count(w => w.Item.Kind == WorkKind.Contact));
        Assert.InRange(contacts, (1_400 * share) - 80, (1_400 * share) + 80);
    }

    [Fact]
    public void Run_OnAStationaryOpening_HasTheSameHashTwice_AndHoweverItIsRun()
    {
        Setup setup = Setup.Compile(Inputs(World.Value));
        Assert.Equal(Run.Value.Hash, ResultHash.Of(SmallNation.Run(setup, new InlineHost(setup) { Shuffle = 3, Threads = 2 }, SmallNation.OpeningOf(setup))));
    }

    [Fact]
    public async Task Opening_OfTheSameSnapshot_HasEveryItemAtItsOwnImporter()
    {
        LiveSnapshot snapshot = Snapshot([.. Enumerable.Range(0, 40).Select(i => Sample(i) with { Items = [.. Enumerable.Range(1, i % 4).Select(Item)] })]);
        Setup setup = Setup.Compile(Inputs(snapshot) with { Opening = OpeningInput.Of(snapshot), Days = 60 });
        ImmutableArray<RoutedWork> work = GivenBacklog.Of(setup);
        Assert.Equal(Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat(i, i % 4)), work.Select(w => WorkId.Importer(w.Item.Id)));
        ImporterShape[] shapes = Shapes(setup);
        Assert.All(work, w =>
        {
            ImporterShape importer = shapes[WorkId.Importer(w.Item.Id)];
            Assert.Equal((importer.Center, importer.Flags), (w.Item.Center, w.Item.Flags));
        });
        InlineHost host = new(setup) { Threads = 2 };
        Opening opening = await new RunPlan(setup, host, 0).ProjectOpeningAsync(TestContext.Current.CancellationToken);
        ReplicationResult result = await new RunPlan(setup, host, 1).RunAsync("w", opening, TestContext.Current.CancellationToken);
        Assert.Equal(work.Length, result.Opening.Sum(o => o.Items));
        Assert.All(result.Laws, l => Assert.True(l.Held, l.Detail));
    }

    [Fact]
    public void Importers_OfTwoSnapshots_ShareNoActivation_AndNoneIsInTheSpotlight()
    {
        Setup one = Setup.Compile(Inputs(World.Value));
        Setup other = Setup.Compile(Inputs(World.Value with { Facts = World.Value.Facts with { Hash = new string('e', 64) } }));
        Assert.NotEqual(one.PopulationKey, other.PopulationKey);
        Assert.Equal(-1, one.Spotlight);
    }

    [Fact]
    public void Ports_OfFewImporters_AreHidden()
    {
        SnapshotCell at = new(2704, 8412, 3, 1);
        SmallCells cells = new(Inputs(Snapshot(Account(0, at), Account(1, at, new SnapshotCell(4601, 8412, 9, 1)), Account(2, at, at with { Heading = 8413 }), Account(3, new SnapshotCell(4601, 8412, 9, 1), new SnapshotCell(4601, 8413, 9, 1)))));
        Assert.True(cells.ShowsPort(0));
        Assert.False(cells.ShowsPort(8) || cells.ShowsPort(1));
        Assert.True(new SmallCells(SmallNation.Inputs(centers: true)).ShowsPort(1));
    }

    [Fact]
    public void Offices_OfFewImporters_AreHidden()
    {
        SnapshotCell west = new(2704, 8412, 3, 1);
        SnapshotCell east = new(4601, 8412, 3, 1);
        LiveSnapshot snapshot = Snapshot(Account(0, west), Account(1, west, east), Account(2, west), Account(3, new SnapshotCell(4601, 6110, 3, 1)));
        SmallCells centers = new(Inputs(snapshot));
        Assert.True(centers.ShowsOffice("005"));
        Assert.False(centers.ShowsOffice("002") || centers.ShowsOffice("2704"));
        RunInputs without = Inputs(snapshot);
        SmallCells ports = new(without with { Centers = [.. without.Centers.Select(c => c with { Phases = [] })] });
        Assert.True(ports.ShowsOffice("2704"));
        Assert.False(ports.ShowsOffice("4601"));
        Assert.True(new SmallCells(SmallNation.Inputs(centers: true)).ShowsOffice("4601"));
    }

    private static ImporterShape Shape(SnapshotAccount account) => Assert.Single(Shapes(Setup.Compile(Inputs(Snapshot(account)))));

    private static ImporterShape[] Shapes(Setup setup) =>
        [.. Enumerable.Range(0, setup.Importers).Select(i => ImporterShape.Build(setup, KeyedRandom.Key(setup.Inputs.Seed, 0), i))];

    private static ProjectOrder Order(Setup setup) => new(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start);

    private static RunInputs Inputs(LiveSnapshot snapshot)
    {
        RunInputs inputs = SmallNation.Inputs(centers: true);
        return inputs with
        {
            Population = inputs.Population! with
            {
                Snapshot = snapshot,
                Importers = snapshot.Accounts.Length,
                SummariesPerYear = LiveVolume.Of(snapshot, inputs.Ports, inputs.TariffHeadings, inputs.Centers).SummariesPerYear,
            },
        };
    }

    private static LiveSnapshot Snapshot(params SnapshotAccount[] accounts) =>
        new(new SnapshotFacts(AsOf, new string('a', 64), accounts.Length, accounts.Sum(a => a.Items.Length)), [.. accounts]);

    /// <summary>From 15,000 entries down to a few, at one to five ports and under one to three headings.</summary>
    private static SnapshotAccount Sample(int number)
    {
        long entries = (15_000 / (number + 1)) + (number % 9) + 1;
        var cells = from port in Enumerable.Range(0, 1 + (number % 5)).Select(p => int.Parse(Ports[((number * 7) + (p * 5)) % 12]))
                    from heading in Enumerable.Range(0, 1 + (number % 3)).Select(h => (((number * 13) + h) % 90 * 100) + 101 + (number % 19))
                    orderby port, heading
                    select new SnapshotCell(port, heading, Math.Max(1, entries / ((1 + (number % 5)) * (1 + (number % 3)))), 1_000);
        return Account(number, [.. cells]) with { Membership = new Membership(number % 4, number % 8 == 3), Company = number % 6 == 0 ? $"C{number / 12}" : null };
    }

    private static SnapshotAccount Account(int number, params SnapshotCell[] cells) => new() { Ior = $"77-{number:0000000}00", Volume = [.. cells] };

    private static SnapshotItem Item(int number) =>
        new(number, WorkKind.DocumentReview, CaseState.Queued, "2704", "2704", 8412, AsOf - (3L * SimTime.Day), AsOf + SimTime.Day, 0, SimTime.DayOf(AsOf) - 4, 900, 1, 17, false, WaitCause.None);
}
