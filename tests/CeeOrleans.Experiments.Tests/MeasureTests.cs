using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class MeasureTests
{
    private const int Office = 0;
    private const string Code = "2704";

    /// <summary>Two replications with two rows of work each at one office, in numbers that divide well.</summary>
    private static RunResult Run()
    {
        RunResult run = SampleRun.National(2, centers: false);
        ReplicationResult One(ReplicationResult r, long late) => r with
        {
            Kinds =
            [
                new KindTotals(Office, WorkKind.Contact) { Arrived = 100, Finished = 90, Due = 80, OnTime = 80 - late, OpenAtEnd = 10, OpenAgeSeconds = 10 * 2 * 86_400, ServiceSeconds = 300, WaitSeconds = 80 * 7_200, FirstTouched = 80 },
                new KindTotals(Office, WorkKind.FullReview) { Arrived = 50, Opened = 30, Finished = 30, Lapsed = 10, OpenAtEnd = 10, OpenAgeSeconds = 10 * 4 * 86_400, ServiceSeconds = 100, YieldFoundCents = 900_00, YieldForgoneCents = 100_00 },
                new KindTotals(1, WorkKind.Cf28Issue) { Arrived = 20, Finished = 20, Due = 20, OnTime = 20, ServiceSeconds = 600, Deemed = 1, DeemedValueDollars = 70 },
            ],
            Desks = [new DeskTotals(Office, Role.ImportSpecialist, 2, 60, 40, 100, 30) { ClockedArrivedSeconds = 110, PersonDays = 2 * 365, CapacitySeconds = 100 }, new DeskTotals(1, Role.ImportSpecialist, 1, 30, 70, 100, 30) { ClockedArrivedSeconds = 40, PersonDays = 365, CapacitySeconds = 100 }],
            Accounts = new AccountTotals { ImportersTouched = 4, TouchPoints = 10, OfficesOfImporters = 9, ImportersDecided = 6, Questions = 8, QuestionsExposed = 2, HoldDaysShortened = 5 },
            Ports = [new PortTotals(0) { Exams = 3, ExamDelaySeconds = 25 * 86_400 }],
        };
        return run with
        {
            Inputs = run.Inputs with { Days = 365, Money = run.Inputs.Money with { HoldDayDollars = 800, Cf28Dollars = 500, PositionDollarsPerYear = 150_000 } },
            Replications = [One(run.Replications[0], 0), One(run.Replications[1], 8)],
        };
    }

    [Fact]
    public void The_nation_by_hand()
    {
        MeasureTable m = MeasureTable.From(Run());

        // Clocked: contacts and CF-28s; (80 + 20)/100, then (72 + 20)/100. The pool does not count.
        Assert.Equal([1.0, 0.92], m.Find(MeasureNames.OnTime)!.PerReplication);
        Assert.Equal(0.75, m.Mean(MeasureNames.Coverage));
        Assert.Equal(900, m.Mean(MeasureNames.RevenueFound));
        Assert.Equal(100, m.Mean(MeasureNames.RevenueForgone));
        Assert.Equal(3, m.Mean(MeasureNames.OpenAge));
        Assert.Equal(20, m.Mean(MeasureNames.OpenAtEnd));
        Assert.Equal(0.45, m.Mean(MeasureNames.Utilisation, role: "import specialist"), 12);
        Assert.Equal(0.75, m.Mean(MeasureNames.ClockedLoad, role: "import specialist"), 12);
        Assert.Equal(2.5, m.Mean(MeasureNames.TouchPoints));
        Assert.Equal(1.5, m.Mean(MeasureNames.OfficesPerImporter));
        Assert.Equal(0.25, m.Mean(MeasureNames.Exposure));
        Assert.Equal(20, m.Mean(MeasureNames.HoldDays));
        Assert.Equal(16_000, m.Mean(MeasureNames.HoldCost));
        Assert.Equal(10_000, m.Mean(MeasureNames.Cf28Cost));
        Assert.Equal(450_000, m.Mean(MeasureNames.PositionCost));
        Assert.Equal(1, m.Mean(MeasureNames.Deemed));
        Assert.Equal(70, m.Mean(MeasureNames.DeemedValue));

        // Contacts and the pool are unprotected in the sample.
        Assert.Equal(150, m.Mean(MeasureNames.UnprotectedItems));
        Assert.Equal(0.4, m.Mean(MeasureNames.UnprotectedShare), 12);
    }

    [Fact]
    public void One_office_and_one_kind_by_hand()
    {
        MeasureTable m = MeasureTable.From(Run());

        Assert.Equal([1.0, 0.9], m.Find(MeasureNames.OnTime, Code)!.PerReplication);
        Assert.Equal(0.6, m.Mean(MeasureNames.Utilisation, Code, "import specialist"), 12);
        Assert.Equal(1.1, m.Mean(MeasureNames.ClockedLoad, Code, "import specialist"), 12);
        Assert.Equal(2, m.Mean(MeasureNames.WaitMean, kind: "contact"));
        Assert.Equal(2, m.Mean(MeasureNames.OpenAge, kind: "contact"));
        Assert.Equal([1.0, 0.9], m.Find(MeasureNames.OnTime, kind: "contact")!.PerReplication);
        Assert.True(double.IsNaN(m.Mean(MeasureNames.OnTime, kind: "full review (the pool)")));
    }

    [Fact]
    public void Appeals_are_measures_only_of_a_plan_that_has_them()
    {
        RunResult run = SampleRun.National(1);
        Assert.DoesNotContain(MeasureTable.From(run).Rows, r => r.Name is MeasureNames.Appealed or MeasureNames.AppealsGranted);

        RunResult appealed = run with
        {
            Inputs = run.Inputs with { Routing = run.Inputs.Routing with { AppealShare = 0.02 } },
            Replications = [run.Replications[0] with { Industries = [.. run.Replications[0].Industries.Select(i => i.Center == 4 ? i with { Appealed = 90, AppealsGranted = 40 } : i.Center == 6 ? i with { Appealed = 10 } : i)] }],
        };
        MeasureTable m = MeasureTable.From(appealed);
        Assert.Equal((100, 40), (m.Mean(MeasureNames.Appealed), m.Mean(MeasureNames.AppealsGranted)));
        Assert.Equal((90, 40), (m.Mean(MeasureNames.Appealed, "005"), m.Mean(MeasureNames.AppealsGranted, "005")));
        Assert.Equal((0, 0), (m.Mean(MeasureNames.Appealed, "001"), m.Mean(MeasureNames.AppealsGranted, "007")));
    }

    [Fact]
    public void Intervals_need_two_replications_and_say_so()
    {
        MeasureTable one = MeasureTable.From(SampleRun.National(1));
        MeasureTable three = MeasureTable.From(SampleRun.National(3));

        Assert.All(one.Rows, r => Assert.Null(r.Low));
        Assert.All(one.Rows, r => Assert.Null(r.Confidence));
        Assert.Contains("--replications 10", one.LuckNote, StringComparison.Ordinal);
        Assert.All(three.Rows.Where(r => r.PerReplication.All(double.IsFinite)), r => Assert.Equal(0.95, r.Confidence));
        Assert.Contains("not computed", MeasureTable.KnowledgeNote, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_measure_has_one_place_and_every_name_is_known()
    {
        MeasureTable m = MeasureTable.From(SampleRun.National(2));
        ImmutableHashSet<string> names = [.. typeof(MeasureNames).GetFields().Select(f => (string)f.GetValue(null)!)];

        Assert.Equal(m.Rows.Length, m.Rows.Select(r => (r.Name, r.Office, r.Role, r.Kind)).Distinct().Count());
        Assert.All(m.Rows, r => Assert.Contains(r.Name, names));
    }

    [Fact]
    public void A_run_without_replications_has_no_measures() =>
        Assert.Throws<ArgumentException>(() => MeasureTable.From(SampleRun.National(1) with { Replications = [] }));

    [Fact]
    public void Targets_by_hand()
    {
        RunResult run = Run();
        run = run with
        {
            Inputs = run.Inputs with
            {
                Targets = [new TargetInput("on time", WorkKind.Contact, 0.95), new TargetInput("on time", WorkKind.Contact, 0.96), new TargetInput("coverage", WorkKind.FullReview, 0.7), new TargetInput("on time", WorkKind.HoldHelp, 1)],
            },
        };

        ImmutableArray<TargetOutcome> t = TargetOutcome.Evaluate(run);

        Assert.Equal("on time: contact", t[0].Measure);
        Assert.Equal(0.95, t[0].Value, 12);
        Assert.True(t[0].Met);
        Assert.Equal(1, t[0].MetIn);
        Assert.False(t[1].Met);
        Assert.True(t[2].Met);

        // Nothing of that kind fell due: nothing was missed.
        Assert.True(double.IsNaN(t[3].Value));
        Assert.True(t[3].Met);
        Assert.Equal(2, t[3].MetIn);
    }
}
