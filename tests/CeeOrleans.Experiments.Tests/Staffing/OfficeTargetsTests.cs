using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class OfficeTargetsTests
{
    private static readonly RunInputs Inputs = FourDesks.Inputs(new(2, 2), new(2, 2)) with
    {
        Targets =
        [
            new TargetInput("on time", FourDesks.First, 0.95),
            new TargetInput("on time", FourDesks.Referred, 0.9),
            new TargetInput("coverage", FourDesks.FromElsewhere, 0.8),
        ],
    };

    [Fact]
    public void A_target_is_met_on_the_offices_own_cohort_and_by_a_share_of_nothing()
    {
        OfficeTargets targets = new(Inputs);
        ImmutableArray<TargetReach> reached = targets.Reached(Report(new KindTotals(0, FourDesks.First) { Due = 100, OnTime = 94 }));

        Assert.False(reached[0].Met);
        Assert.Equal(-0.01, reached[0].Slack, 9);
        Assert.True(reached[1].Met);
        Assert.True(double.IsNaN(reached[1].Share));
        Assert.True(targets.Met(Report(new KindTotals(0, FourDesks.First) { Due = 100, OnTime = 95 })));
    }

    [Fact]
    public void A_desk_answers_for_its_own_targets_only()
    {
        OfficeReport report = Report(new KindTotals(0, FourDesks.First) { Due = 100, OnTime = 0 });
        Assert.True(new OfficeTargets(Inputs).Met(report, Role.ImportSpecialist));
        Assert.False(new OfficeTargets(Inputs).Met(report, Role.EntrySpecialist));
    }

    [Fact]
    public void From_a_borrowed_opening_what_the_pool_grew_by_counts_as_lapsed()
    {
        OfficeReport report = Report(new KindTotals(0, FourDesks.FromElsewhere) { Opened = 90, Lapsed = 0, OpenAtStart = 5, OpenAtEnd = 35 });
        Assert.True(new OfficeTargets(Inputs).Met(report));
        Assert.False(new OfficeTargets(Inputs).Met(report, borrowed: BorrowedOpening.Unknown));

        // What grew with the people whose opening it is, too, is the year's luck and no debt.
        Assert.True(new OfficeTargets(Inputs).Met(report, borrowed: new BorrowedOpening(report)));
    }

    [Fact]
    public void Hours_alone_count_work_with_a_clock_whole_where_the_pool_comes_after_it()
    {
        // 100 referred of 1 h came in, and 50 of the pool of 2 h at 80 %: 180 h; two people were here for 200 h together.
        OfficeReport report = Report(
            new KindTotals(0, FourDesks.Referred) { Arrived = 90, Received = 15, Passed = 5, Due = 60, Finished = 80, ServiceSeconds = 80 * 3600 },
            new KindTotals(0, FourDesks.FromElsewhere) { Arrived = 50, Opened = 20, Lapsed = 5, Finished = 25, ServiceSeconds = 50 * 3600 });
        RunInputs stationary = Inputs with { Opening = OpeningInput.Stationary };
        Assert.Equal(1.8, new OfficeTargets(stationary).FluidPeople(report, Role.ImportSpecialist), 9);
        Assert.Equal(0, new OfficeTargets(stationary).FluidPeople(report, Role.EntrySpecialist));

        // Without a promise about the pool, nine in ten of the referred: 90 h.
        RunInputs clocks = stationary with { Targets = [.. stationary.Targets.Take(2)] };
        Assert.Equal(0.9, new OfficeTargets(clocks).FluidPeople(report, Role.ImportSpecialist), 9);

        // From an empty opening only what fell due must be done inside the year: 0.9 · 60 + 0.8 · 25 · 2 = 94 h.
        Assert.Equal(0.94, new OfficeTargets(Inputs).FluidPeople(report, Role.ImportSpecialist), 9);
    }

    [Fact]
    public void Hours_opened_beyond_a_coverage_are_told_in_people_and_missing_ones_below_zero()
    {
        // 80 % of the pool of 2 h; two people were here for 200 h together, so 100 h are a person.
        KindTotals pool = new(0, FourDesks.FromElsewhere) { Opened = 90, Lapsed = 10, Finished = 90, ServiceSeconds = 180 * 3600 };
        OfficeTargets targets = new(Inputs);
        Assert.Equal(0.2, targets.SparePeople(Report(pool), Role.ImportSpecialist, null)!.Value, 9);
        Assert.Equal(-0.6, targets.SparePeople(Report(pool with { Opened = 50, Lapsed = 50 }), Role.ImportSpecialist, null)!.Value, 9);

        // No coverage promised, no such work, nobody at the desk.
        Assert.Null(targets.SparePeople(Report(pool), Role.EntrySpecialist, null));
        Assert.Null(new OfficeTargets(Inputs, [.. Inputs.Targets.Take(2)]).SparePeople(Report(pool), Role.ImportSpecialist, null));
        Assert.Null(targets.SparePeople(Report(), Role.ImportSpecialist, null));
        Assert.Null(targets.SparePeople(new OfficeReport(0, [], [pool], [], 0, 0), Role.ImportSpecialist, null));
    }

    [Fact]
    public void A_store_that_cannot_be_read_counts_as_empty()
    {
        string folder = Directory.CreateTempSubdirectory("staffing-store-").FullName;
        StaffingStore store = new(folder, fresh: false);
        store.Keep("a question", new SearchedYear(3, [new DeskNeed(0, Role.ImportSpecialist, 4, 5, 3.2, [new TargetReach("on time", FourDesks.First, 0.9, 0, 0)])]));
        SearchedYear? found = store.Find<SearchedYear>("a question");
        Assert.Equal(4, found!.Desks[0].Need);
        Assert.Null(store.Find<SearchedYear>("another question"));
        Assert.Null(new StaffingStore(folder, fresh: true).Find<SearchedYear>("a question"));
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "{ \"Replication\": 3, \"Desks\": [ { ");
        }

        Assert.Null(store.Find<SearchedYear>("a question"));
        Directory.Delete(folder, recursive: true);
    }

    private static OfficeReport Report(params KindTotals[] kinds) =>
        new(0, [new DeskTotals(0, Role.ImportSpecialist, 2, 100 * 3600, 100 * 3600, 0, 0)], [.. kinds], [], 0, 0);
}
