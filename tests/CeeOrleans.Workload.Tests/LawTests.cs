using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>Every law of conservation is broken on purpose, by one unit, and the run is seen to end with its name.</summary>
public sealed class LawTests
{
    private static readonly Setup Nation = Setup.Compile(SmallNation.Inputs(centers: true) with { Days = 60 });

    /// <summary>Two offices: what the first finishes goes to the second, and a third without people passes on what it gets.</summary>
    private static readonly Setup Plain = Setup.Compile(PlainQueue.Inputs(
        28,
        9,
        [PlainQueue.Office(2, code: "A"), PlainQueue.Office(2, code: "B"), PlainQueue.Office(0, code: "C")],
        [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(7_200)), new SourceInput(2, WorkKind.Plain, Distribution.Exponential(14_400))],
        [PlainQueue.Kind(0, Distribution.Exponential(3_600)) with { Next = [new PlainNext(WorkKind.Plain + 1, 1, 0.5)] }, PlainQueue.Kind(1, Distribution.Exponential(3_600))])
        with { People = new PeopleInput { Shift = [(28_800, 61_200)] } });

    [Fact]
    public void Run_LeftAlone_HoldsEveryLaw()
    {
        Assert.All(PlainQueue.Run(Plain, new InlineHost(Plain)).Laws, law => Assert.True(law.Held));
        ImmutableArray<LawCheck> laws = RunNation(new InlineHost(Nation)).Laws;
        Assert.All(laws, law => Assert.True(law.Held));
        Assert.Equal(laws.Select(l => l.Name).Order(), AllNames().Order());
    }

    [Fact]
    public void Finished_OneTooMany_BreaksTheWorkItems() =>
        Breaks("work items: start + arrived + received = finished + lapsed + deemed + withdrawn + passed + end", FirstKind(k => k with { Finished = k.Finished + 1 }));

    [Fact]
    public void Sojourn_OneSecondTooLong_BreaksLittlesLaw() =>
        Breaks("Little: integral of the number open = sum of times inside the horizon", FirstKind(k => k with { SojournSeconds = k.SojournSeconds + 1 }));

    [Fact]
    public void Idle_OneSecondTooLong_BreaksTheStaffSeconds() =>
        Breaks("staff seconds: busy + idle + off = people × horizon", FirstDesk(d => d with { IdleSeconds = d.IdleSeconds + 1 }));

    [Fact]
    public void Service_OneSecondTooLong_BreaksServiceGiven() =>
        Breaks("service: given to work = busy", FirstKind(k => k with { ServiceSeconds = k.ServiceSeconds + 1 }));

    [Fact]
    public void OnTime_MoreThanDue_BreaksTheCohort() =>
        Breaks("cohorts: on time is part of due", FirstKind(k => k with { OnTime = k.Due + 1 }));

    [Fact]
    public void HandedOver_LostOnTheWay_BreaksTheHandOver()
    {
        bool lost = false;
        InlineHost host = new(Plain)
        {
            Reported = report =>
            {
                if (lost || !report.Outbox.Any(w => w.Item.HandedOver))
                {
                    return report;
                }

                lost = true;
                return report with { Outbox = report.Outbox.Remove(report.Outbox.First(w => w.Item.HandedOver)) };
            },
        };
        Sees("hand-over: opening in transit + passed = received + in transit", () => PlainQueue.Run(Plain, host));
        Assert.True(lost);
    }

    [Fact]
    public void Received_CountedAsArrived_BreaksTheDelivery() =>
        Breaks("delivery: what the plan delivered is what offices received", FirstKind(k => k with { Received = k.Received + 1, Arrived = k.Arrived - 1 }));

    [Fact]
    public void Delivered_ButNotTakenIn_BreaksTheArrivals()
    {
        bool dropped = false;
        InlineHost host = new(Plain)
        {
            Ordered = order =>
            {
                if (dropped || order.Inbox.IsEmpty)
                {
                    return order;
                }

                dropped = true;
                return order with { Inbox = order.Inbox.RemoveAt(0) };
            },
        };
        Sees("delivery: what arrived holds what the plan delivered", () => PlainQueue.Run(Plain, host));
    }

    [Fact]
    public void Filed_OneTooManyOrAPortTooFew_BreaksTheSummaries()
    {
        Sees("summaries: filed = untouched + touched", () => RunNation(new InlineHost(Nation) { Batch = Once(b => b.Tally.Filed > 0, b => b with { Tally = b.Tally with { Filed = b.Tally.Filed + 1 } }) }));
        Sees("summaries: filed = untouched + touched", () => RunNation(new InlineHost(Nation) { Batch = Once(b => !b.Ports.IsEmpty, b => b with { Ports = b.Ports.RemoveAt(0) }) }));
    }

    [Fact]
    public void Released_ButNotLiquidated_BreaksTheStock()
    {
        Sees("AD/CVD stock: opening + suspended = released + closing", () => RunNation(new InlineHost(Nation) { Batch = Once(_ => true, b => b with { Tally = b.Tally with { Released = b.Tally.Released + 1 } }) }));
        Sees("AD/CVD stock: never below nothing", () => RunNation(new InlineHost(Nation) { Batch = Once(_ => true, b => b with { Tally = b.Tally with { OpeningStock = -1_000_000 } }) }));
    }

    private static IEnumerable<string> AllNames() =>
    [
        "summaries: filed = untouched + touched",
        "work items: start + arrived + received = finished + lapsed + deemed + withdrawn + passed + end",
        "Little: integral of the number open = sum of times inside the horizon",
        "staff seconds: busy + idle + off = people × horizon",
        "service: given to work = busy",
        "cohorts: on time is part of due",
        "hand-over: opening in transit + passed = received + in transit",
        "delivery: what the plan delivered is what offices received",
        "delivery: what arrived holds what the plan delivered",
        "AD/CVD stock: opening + suspended = released + closing",
        "AD/CVD stock: never below nothing",
    ];

    private static ReplicationResult RunNation(InlineHost host) => SmallNation.Run(Nation, host, Opening.Empty(Nation));

    private static void Breaks(string law, Func<OfficeReport, OfficeReport> tamper) =>
        Sees(law, () => PlainQueue.Run(Plain, new InlineHost(Plain) { Collected = tamper }));

    private static void Sees(string law, Action run)
    {
        BrokenLawException broken = Assert.Throws<BrokenLawException>(run);
        Assert.Contains(law, broken.Broken.Select(l => l.Name));
        Assert.Contains(law, broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.Broken, l => l.Held);
    }

    private static Func<OfficeReport, OfficeReport> FirstKind(Func<KindTotals, KindTotals> change) =>
        report => report.Office == 0 ? report with { Kinds = report.Kinds.SetItem(0, change(report.Kinds[0])) } : report;

    private static Func<OfficeReport, OfficeReport> FirstDesk(Func<DeskTotals, DeskTotals> change) =>
        report => report.Office == 0 ? report with { Desks = report.Desks.SetItem(0, change(report.Desks[0])) } : report;

    private static Func<ProjectBatch, ProjectBatch> Once(Predicate<ProjectBatch> when, Func<ProjectBatch, ProjectBatch> change)
    {
        bool done = false;
        return batch =>
        {
            if (done || !when(batch))
            {
                return batch;
            }

            done = true;
            return change(batch);
        };
    }
}
