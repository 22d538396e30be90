using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Tests;

/// <summary>A run that starts from a snapshot has every open item once, at one office, as old as it was.</summary>
public sealed class LiveBacklogTests
{
    /// <summary>Five years after the horizon begins: the moment of a snapshot is laid on the start, wherever that is.</summary>
    private static readonly long AsOf = SimTime.StartOf(SimTime.DayOf(new DateOnly(2020, 11, 24))) + (9 * SimTime.Hour);

    [Fact]
    public void Items_AreOneEach_AtTheirOffice_AndAsOldAsTheyWere()
    {
        Setup setup = Setup.Compile(Inputs(
            Item(1, WorkKind.DocumentReview, "2704", daysOld: 3),
            Item(2, WorkKind.Protest, "001", daysOld: 40),
            Item(3, WorkKind.Contact, "nobody", daysOld: 1)));
        ImmutableArray<RoutedWork> work = GivenBacklog.Of(setup);
        Assert.Equal(["2704", "001", "003"], work.Select(w => setup.Offices[w.Office].Code));
        Assert.Equal([3, 40, 1], work.Select(w => (int)((setup.Start - w.Item.Seen) / SimTime.Day)));
        Assert.Equal(3, work.Select(w => w.Item.Id).Distinct().Count());
        Assert.All(work, w => Assert.Equal((2, 8471, true), (w.Item.Center, w.Item.Heading, (w.Item.Flags & AccountFlags.Trusted) != 0)));
        Assert.All(work, w => Assert.True(GivenBacklog.Has(w.Item)));
    }

    [Fact]
    public void Item_AtACenterThatStaysClosed_GoesToTheOfficeOfItsPort()
    {
        RunInputs inputs = SmallNation.Inputs(centers: false) with { Opening = OpeningInput.Of(Snapshot(Item(1, WorkKind.Protest, "001", daysOld: 2))) };
        Setup setup = Setup.Compile(inputs);
        Assert.Equal("2704", setup.Offices[Assert.Single(GivenBacklog.Of(setup)).Office].Code);
    }

    [Fact]
    public void Item_ThatWaitsOutside_ComesWhenItsWaitIsOver_AndIsNotOpenAtADeskBefore()
    {
        SnapshotItem waits = Item(1, WorkKind.ProtestIntake, "2704", daysOld: 10) with { Kind = WorkKind.Cf28Reply, State = CaseState.Outside, Wait = WaitCause.Importer };
        Setup setup = Setup.Compile(Inputs(waits, waits with { Number = 2, Seen = AsOf - (10_000L * SimTime.Day) }));
        ImmutableArray<RoutedWork> work = GivenBacklog.Of(setup);
        long longest = setup.Inputs.Work!.Cf28Reply.Quantiles[^1];
        Assert.InRange(work[0].Item.Seen, setup.Start, setup.NextCut(setup.Start + longest));
        Assert.Equal(setup.NextCut(setup.Start), work[1].Item.Seen);
        Assert.All(work, w => Assert.False(GivenBacklog.Has(w.Item)));
    }

    [Fact]
    public async Task Run_CountsDownWhatWasOpen_AndHoldsTheLaws()
    {
        SnapshotItem[] items = [.. Enumerable.Range(1, 60).Select(n => Item(n, n % 2 == 0 ? WorkKind.DocumentReview : WorkKind.Contact, n % 3 == 0 ? "001" : "4601", daysOld: n % 20))];
        Setup setup = Setup.Compile(Inputs(items) with { Days = 60 });
        InlineHost host = new(setup) { Threads = 2 };
        Opening opening = await new RunPlan(setup, host, 0).ProjectOpeningAsync(TestContext.Current.CancellationToken);
        ReplicationResult result = await new RunPlan(setup, host, 1).RunAsync("w", opening, TestContext.Current.CancellationToken);
        Assert.Equal(60, result.Opening.Sum(o => o.Items));
        Assert.All(result.Laws, l => Assert.True(l.Held, l.Detail));
    }

    [Fact]
    public void Cells_OfFewImporters_AreHidden_AndNoneWhereNothingIsLive()
    {
        RunInputs inputs = SmallNation.Inputs(centers: true);
        SnapshotAccount[] accounts = [.. Enumerable.Range(0, 3).Select(a => Account(a, a == 0
            ? [Item(1, WorkKind.DocumentReview, "2704", 1), Item(2, WorkKind.DocumentReview, "2704", 2), Item(3, WorkKind.Protest, "2704", 1)]
            : [Item(1, WorkKind.DocumentReview, "2704", 1)]))];
        SmallCells cells = new(inputs with { Opening = OpeningInput.Of(new LiveSnapshot(new SnapshotFacts(AsOf, new string('a', 64), 3, 5), [.. accounts])) });
        Assert.True(cells.Shows("2704", WorkKind.DocumentReview) && cells.Shows("2704", WorkKind.None) && cells.Shows("", WorkKind.DocumentReview));
        Assert.False(cells.Shows("2704", WorkKind.Protest) || cells.Shows("", WorkKind.Protest) || cells.Shows("4601", WorkKind.None));
        Assert.True(new SmallCells(inputs).Shows("4601", WorkKind.Protest));
    }

    private static RunInputs Inputs(params SnapshotItem[] items) => SmallNation.Inputs(centers: true) with { Opening = OpeningInput.Of(Snapshot(items)) };

    private static LiveSnapshot Snapshot(params SnapshotItem[] items) => new(new SnapshotFacts(AsOf, new string('a', 64), 1, items.Length), [Account(0, items)]);

    private static SnapshotAccount Account(int number, SnapshotItem[] items) => new()
    {
        Ior = $"77-{number:0000000}00",
        Center = "003",
        Membership = new Membership(3, true),
        Items = [.. items],
    };

    private static SnapshotItem Item(int number, WorkKind kind, string office, int daysOld) =>
        new(number, kind, CaseState.Queued, office, "2704", 8471, AsOf - (daysOld * (long)SimTime.Day), AsOf + SimTime.Day, 0, SimTime.DayOf(AsOf) - daysOld - 1, 900, 1, 17, false, WaitCause.None);
}
