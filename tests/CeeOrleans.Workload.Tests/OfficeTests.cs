using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>Days at one office, worked out by hand. Times are hours of the first day, a Monday.</summary>
public sealed class OfficeTests
{
    private const double Lunch = 12;
    private static readonly ImmutableArray<(int From, int To)> Shift = [(8 * 3600, 12 * 3600), (45_000, 59_400)];
    private static readonly long Midnight = SimTime.StartOf(PlainQueue.Monday);

    [Fact]
    public void Office_TwoPeopleOneDay_IsWorkedAsByHand()
    {
        Desk desk = new(Inputs(2, hours: 3));
        desk.Run(1, desk.Item(1, 7), desk.Item(2, 7.5), desk.Item(3, 8.25), desk.Item(4, 11), desk.Item(5, 15));
        DeskTotals monday = desk.Totals;
        desk.Run(1);

        // 1 and 2 from eight to eleven; 3 and 4 from eleven, over lunch, to half past two; 5 from three, overnight.
        Assert.Equal([11, 11, 14.5, 14.5, 24 + 9.5], desk.Finished(1, 2, 3, 4, 5));
        Assert.Equal([8, 8, 11, 11, 15], desk.Started(1, 2, 3, 4, 5));
        Assert.Equal([Lunch, Lunch, 16.5], desk.PutBack(3, 4, 5));

        // 13.5 hours of work in 16 hours on shift of two people; the rest of their two days off.
        Assert.Equal((13.5, 2.5, 32), (monday.BusySeconds / 3600.0, monday.IdleSeconds / 3600.0, monday.OffSeconds / 3600.0));
    }

    [Fact]
    public void Office_ServiceThatEndsWithTheShift_IsFinished()
    {
        Desk desk = new(Inputs(1, hours: 4));
        desk.Run(1, desk.Item(1, 8), desk.Item(2, 8.5));
        Assert.Equal([Lunch], desk.Finished(1));
        Assert.Equal([12.5], desk.Started(2));
        Assert.Equal([16.5], desk.Finished(2));
    }

    [Fact]
    public void Office_LowerRankNumber_GoesFirstAndInsideARankWhatIsDueFirst()
    {
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Kinds =
            [
                PlainQueue.Kind(0, Distribution.Constant(3600), rank: Rank.Routine),
                PlainQueue.Kind(1, Distribution.Constant(3600), rank: Rank.Reply) with { Clock = new WorkClock(ClockUnit.BusinessDays, 5) },
                PlainQueue.Kind(2, Distribution.Constant(3600), rank: Rank.Reply) with { Clock = new WorkClock(ClockUnit.BusinessDays, 2) },
            ],
        };
        Desk desk = new(inputs);
        desk.Run(1, desk.Item(1, 1), desk.Item(2, 2, WorkKind.Plain + 1), desk.Item(3, 3, WorkKind.Plain + 2));
        Assert.Equal([11, 10, 9], desk.Finished(1, 2, 3));
    }

    [Fact]
    public void Office_HoldHelp_TakesAPersonFromLesserWorkWhichIsResumed()
    {
        RunInputs inputs = Inputs(1, hours: 1) with { Kinds = [Kind(WorkKind.HoldHelp, 1), Kind(WorkKind.Contact, 4)] };
        Desk desk = new(inputs);
        desk.Run(1, desk.Item(1, 8, WorkKind.Contact), desk.Item(2, 9, WorkKind.HoldHelp));
        Assert.Equal([9], desk.Started(2));
        Assert.Equal([10], desk.Finished(2));
        Assert.Equal([13.5], desk.Finished(1));
        Assert.Equal(9, desk.PutBack(1)[0]);
    }

    [Theory]
    [InlineData(15.5, true)]
    [InlineData(15.75, false)]
    public void Office_ClockOfLaw_RunsOutAtTheDueSecond(double first, bool inTime)
    {
        // Half an hour of work under a clock that runs out as the desk closes on Tuesday: the piece before it leaves
        // exactly that half hour, or half of it.
        RunInputs inputs = Inputs(1, hours: first) with { Kinds = [PlainQueue.Kind(0, Distribution.Constant(3600 * first), rank: Rank.GoodsHeld), Kind(WorkKind.Extension, 0.5) with { Clock = new WorkClock(ClockUnit.CalendarDays, 1) }] };
        Desk desk = new(inputs);
        desk.Run(2, desk.Item(1, 8), desk.Item(2, 8.5, WorkKind.Extension));
        WorkStep end = desk.Steps.Last(s => WorkId.Entry(s.Item.Id) == 2);
        Assert.Equal(Midnight + (24 * 3600) + 59_400, end.Time);
        Assert.Equal(inTime ? (StepKind.Finished, Outcome.Issued) : (StepKind.Left, Outcome.Deemed), (end.Kind, end.Outcome));
        KindTotals total = desk.Kernel.Collect().Kinds.Single(k => k.Kind == WorkKind.Extension);
        Assert.Equal((1, inTime ? 1 : 0, inTime ? 0 : 1), (total.Due, total.OnTime, total.Deemed));
    }

    [Fact]
    public void Office_NobodyInTheRole_PassesWorkAtOnceWithItsDueTime()
    {
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Offices = [PlainQueue.Office(0, 1, "A"), PlainQueue.Office(1, 1, "B")],
            Kinds = [PlainQueue.Kind(0, Distribution.Constant(3600)) with { Clock = new WorkClock(ClockUnit.BusinessDays, 2) }],
        };
        Desk desk = new(inputs);
        RoutedWork passed = Assert.Single(desk.Run(1, desk.Item(1, 9)).Outbox);
        Assert.Equal(1, passed.Office);
        Assert.True(passed.Item.HandedOver);
        Assert.Equal(Midnight + 86_400, passed.Item.Seen);
        Assert.Equal(Midnight + (2 * 86_400) + 59_400, passed.Item.Deadline);
    }

    [Fact]
    public void Office_NobodyInTheRole_PassesAFollowUpWithItsDueTimeToo()
    {
        // The second stage belongs to a role that this office lacks; its clock began here and goes on over there.
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Offices = [PlainQueue.Office(0, 1, "A"), PlainQueue.Office(1, 1, "B")],
            Kinds = [Kind(WorkKind.AdCvdLiquidationEntry, 1) with { Clock = Days(30) }, Kind(WorkKind.AdCvdLiquidationImport, 1) with { Clock = Days(30) }],
        };
        Desk desk = new(inputs);
        AdvanceReport report = desk.Run(1, desk.Item(1, 8, WorkKind.AdCvdLiquidationEntry));
        RoutedWork passed = Assert.Single(report.Outbox);
        Assert.Equal((1, WorkKind.AdCvdLiquidationImport), (passed.Office, passed.Item.Kind));
        Assert.Equal(Midnight + (30 * 86_400) + 59_400, passed.Item.Deadline);
    }

    [Fact]
    public void Office_PassingWorkWithATarget_PassesTheClockOfLaw()
    {
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Offices = [PlainQueue.Office(0, 1, "A"), PlainQueue.Office(1, 1, "B")],
            Kinds = [Kind(WorkKind.AcceleratedProtest, 1) with { Clock = Days(30), Target = Days(5) }],
        };
        Desk desk = new(inputs);
        RoutedWork passed = Assert.Single(desk.Run(1, desk.Item(1, 9, WorkKind.AcceleratedProtest)).Outbox);
        Assert.Equal(Midnight + (30 * 86_400) + 59_400, passed.Item.Deadline);
    }

    [Fact]
    public void Office_LastPersonLongAway_PassesOnlyWhatFallsDueBeforeTheReturn()
    {
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Days = 360,
            Offices = [PlainQueue.Office(1, code: "A"), PlainQueue.Office(1, code: "B")],
            Kinds =
            [
                PlainQueue.Kind(0, Distribution.Constant(3600)) with { Clock = Days(3) },
                PlainQueue.Kind(1, Distribution.Constant(3600)) with { Clock = Days(60) },
            ],
        };
        inputs = inputs with { People = inputs.People with { LeaveBlocks = [10] } };
        Setup setup = Setup.Compile(inputs);
        int person = setup.DesksOf(0).Single(d => d is { Office: 0, Role: Role.ImportSpecialist }).People[0].Person;
        bool[] away = LeaveCalendar.Absences(setup, person, 1, PlainQueue.Monday, 360);
        int day = Array.IndexOf(away, true);
        Desk desk = new(inputs);
        desk.Run(day);
        RoutedWork passed = Assert.Single(desk.Run(1, desk.Item(1, day * 24), desk.Item(2, day * 24, WorkKind.Plain + 1)).Outbox);
        Assert.Equal((1, 1), (passed.Office, WorkId.Entry(passed.Item.Id)));
        Assert.Equal(Midnight + ((day + 3) * 86_400L) + 59_400, passed.Item.Deadline);
    }

    [Fact]
    public void Office_CenterTakesOver_QueuedAndStartedWorkMove()
    {
        RunInputs inputs = Inputs(1, hours: 30) with
        {
            Ports = [new PortInput("2704", "Los Angeles", "CA", 0, Mode.Water, 1, 1, 0)],
            Centers = [new CenterInput("001", "PHC", "Pharmaceuticals", "New York", 0, [new TakeOverPhase(PlainQueue.Monday + 1, null, Eligibility.AllAccounts)], [new StaffInput(Role.ImportSpecialist, 1)])],
        };
        Desk desk = new(inputs);
        ImmutableArray<RoutedWork> moved = desk.Run(2, desk.Item(1, 8), desk.Item(2, 9) with { Center = 0 }, desk.Item(3, 9)).Outbox;
        Assert.Equal([2], moved.Select(w => WorkId.Entry(w.Item.Id)));
        Assert.All(moved, w => Assert.Equal((1, true, Midnight + (2 * 86_400)), (w.Office, w.Item.HandedOver, w.Item.Seen)));

        Desk started = new(inputs);
        moved = started.Run(2, started.Item(1, 8) with { Center = 0 }, started.Item(2, 9)).Outbox;
        Assert.Equal([1], moved.Select(w => WorkId.Entry(w.Item.Id)));
        Assert.Equal([32], started.Started(2));
    }

    [Fact]
    public void Office_WindowOutOfTurn_IsRefused()
    {
        Desk desk = new(Inputs(1, hours: 1));
        desk.Run(1);
        Assert.Throws<OutOfTurnException>(() => desk.Kernel.Advance(new AdvanceOrder(0, 0, Midnight + 86_400, [])));
        Assert.Throws<OutOfTurnException>(() => desk.Kernel.Advance(new AdvanceOrder(0, 2, Midnight + 86_400, [])));
    }

    [Fact]
    public void Office_SnapshotInTheMiddle_GoesOnAsIfNothingHadHappened()
    {
        RunInputs whole = Inputs(3, hours: 1) with
        {
            Days = 20,
            Sources = [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(3600 * 0.9))],
            Kinds = [PlainQueue.Kind(0, Distribution.Lognormal(7 * 3600 / 4.0, 2)) with { Clock = Days(2) }],
        };
        List<WorkItem> all = [];
        Setup setup = Setup.Compile(whole);
        KindTotals expected = PlainQueue.Run(setup, new InlineHost(setup) { Sent = o => all.AddRange(o.Inbox) }).Kinds.Single();

        Desk first = new(whole with { Days = 10, Sources = [] });
        long middle = first.Setup.End;
        first.Run(10, [.. all.Where(i => i.Seen < middle)]);
        byte[] state = first.Kernel.Snapshot();
        Desk second = new(whole with { Days = 10, StartDay = whole.StartDay + 10, Sources = [] }, state);
        second.Run(10, [.. all.Where(i => i.Seen >= middle)]);
        KindTotals a = first.Kernel.Collect().Kinds.Single();
        KindTotals b = second.Kernel.Collect().Kinds.Single();

        Assert.True(a.OpenAtEnd > 3, "Nothing was open in the middle.");
        Assert.Equal(a.OpenAtEnd, b.OpenAtStart);
        Assert.Equal(expected.OpenAtEnd, b.OpenAtEnd);
        Assert.Equal(expected.Finished, a.Finished + b.Finished);
        Assert.Equal(expected.ServiceSeconds, a.ServiceSeconds + b.ServiceSeconds);
        Assert.Equal(expected.WaitSeconds, a.WaitSeconds + b.WaitSeconds);
        Assert.Equal(expected.FirstTouched, a.FirstTouched + b.FirstTouched);
        Assert.Equal(expected.OpenSeconds, a.OpenSeconds + b.OpenSeconds);
        Assert.Equal(expected.OnTime, a.OnTime + b.OnTime);
    }

    [Fact]
    public void Windows_OfTwelveHours_ChangeNothingWhenWorkIsSeenAtTheBoundary()
    {
        // Every arrival falls on a full hour, as does every end of service and of a shift: at noon, where a window of
        // twelve hours ends, all of them happen in one second.
        RunInputs inputs = Inputs(1, hours: 1) with
        {
            Days = 28,
            Sources = [new SourceInput(0, WorkKind.Plain, Distribution.Constant(3600 * 4))],
            Kinds = [PlainQueue.Kind(0, Distribution.Constant(3600)) with { Clock = Days(1) }],
        };
        string day = HashOf(inputs);
        Assert.Equal(day, HashOf(inputs with { WindowHours = 12 }));
        Assert.Equal(day, HashOf(inputs with { WindowHours = 4 }));
        inputs = inputs with { People = new PeopleInput(), Offices = [PlainQueue.Office(2)] };
        Assert.Equal(HashOf(inputs), HashOf(inputs with { WindowHours = 12 }));
        Assert.Equal(HashOf(inputs), HashOf(inputs with { WindowHours = 4 }));

        static string HashOf(RunInputs inputs)
        {
            Setup setup = Setup.Compile(inputs);
            return ResultHash.Of(PlainQueue.Run(setup, new InlineHost(setup)));
        }
    }

    [Fact]
    public async Task GivenBacklog_InAPlainQueue_IsOpenFromTheFirstMoment()
    {
        RunInputs inputs = Inputs(2, hours: 1) with
        {
            Days = 7,
            Opening = new OpeningInput(OpeningKind.Given, [new BacklogRow("Q", WorkKind.Plain, 30, 40)]),
        };
        Setup setup = Setup.Compile(inputs);
        RunPlan plan = new(setup, new InlineHost(setup), 1);
        Opening opening = await plan.ProjectOpeningAsync(TestContext.Current.CancellationToken);
        ReplicationResult result = await new RunPlan(setup, new InlineHost(setup), 1).RunAsync("w", opening, TestContext.Current.CancellationToken);
        Assert.Equal(40, result.Kinds.Single().Finished);
    }

    [Fact]
    public void Office_NewPerson_TakesLongerAtTheirPaceAndKeepsWhatWasDoneOvernight()
    {
        // Half pace on the first day: one hour of work takes two, the next seven hours of work do not fit into the day
        // (six hours left, three of work), and go on at the pace of the second day.
        RunInputs inputs = Inputs(0, hours: 1);
        inputs = inputs with
        {
            Kinds = [PlainQueue.Kind(0, Distribution.Constant(3600)), PlainQueue.Kind(1, Distribution.Constant(5 * 3600))],
            Offices = [inputs.Offices[0] with { Staff = [] }],
            People = inputs.People with { OverTime = new PeopleOverTimeInput { On = true, RampStart = .5, RampDays = 2, Classes = [new HiringClassInput(PlainQueue.Monday, Role.ImportSpecialist, 1)] } },
        };
        Desk desk = new(inputs);
        desk.Run(2, desk.Item(1, 8), desk.Item(2, 8.5, WorkKind.Plain + 1));
        Assert.Equal([8, 10], [.. desk.Started(1), .. desk.Started(2)]);
        double monday = 16.5 - 10 - 0.5;             // the lunch break is off shift
        double left = 5 - (monday / 2);              // at half pace
        Assert.Equal([10, 24 + 8 + (left / 0.75)], [.. desk.Finished(1), .. desk.Finished(2)], (a, b) => Math.Abs(a - b) < 3 / 3600.0);
        Assert.Equal(1, desk.Totals.People);
    }

    private static RunInputs Inputs(int people, double hours) =>
        PlainQueue.Inputs(60, 5, [PlainQueue.Office(people)], [], [PlainQueue.Kind(0, Distribution.Constant(hours * 3600))]) with { People = new PeopleInput { Shift = Shift } };

    private static WorkClock Days(int days) => new(ClockUnit.CalendarDays, days);

    private static KindInput Kind(WorkKind kind, double hours)
    {
        WorkRule rule = WorkRules.For(kind);
        return new KindInput { Kind = kind, Name = rule.Name, Role = rule.Role, Rank = rule.Rank, Service = Distribution.Constant(hours * 3600), Clock = new WorkClock(ClockUnit.BusinessDays, 10) };
    }

    /// <summary>The first office of a setup, told day by day what to do, and what it told of each item.</summary>
    private sealed class Desk
    {
        private int window;
        private long until;

        public Desk(RunInputs inputs, byte[]? state = null)
        {
            Setup = Setup.Compile(inputs);
            Kernel = new OfficeKernel(Setup, 0, 1, state);
            until = Setup.Start;
            Kernel.Watch(0, Steps.Add);
        }

        public Setup Setup { get; }

        public OfficeKernel Kernel { get; }

        public List<WorkStep> Steps { get; } = [];

        public DeskTotals Totals => Kernel.Collect().Desks.Single(d => d.Role == Role.ImportSpecialist);

        public WorkItem Item(int number, double hour, WorkKind kind = WorkKind.Plain) => new()
        {
            Id = WorkId.Pack(0, 0, number, 0),
            Arose = Midnight + (long)(hour * 3600),
            Seen = Midnight + (long)(hour * 3600),
            Kind = kind,
            Entries = 1,
            Center = -1,
            FiledDay = PlainQueue.Monday,
        };

        public AdvanceReport Run(int days, params WorkItem[] inbox) =>
            Kernel.Advance(new AdvanceOrder(0, window++, until += days * 86_400L, [.. inbox]));

        public double[] Finished(params int[] numbers) => Hours(StepKind.Finished, numbers);

        public double[] Started(params int[] numbers) => Hours(StepKind.Started, numbers);

        public double[] PutBack(params int[] numbers) => Hours(StepKind.PutBack, numbers);

        private double[] Hours(StepKind kind, int[] numbers) =>
            [.. numbers.Select(n => (Steps.First(s => s.Kind == kind && WorkId.Entry(s.Item.Id) == n).Time - Midnight) / 3600.0)];
    }
}
