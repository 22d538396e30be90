using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Workload.Tests;

/// <summary>Officers stationed at Centers, trainings of the trade, and what goes first.</summary>
public sealed class AgencyAndTrainingTests
{
    [Fact]
    public void Referrals_WithOfficersAtTheCenter_AreWorkedThereAndNotWaitedFor()
    {
        ReplicationResult outside = Run(i => i);
        ReplicationResult stationed = Run(i => i with { People = i.People with { AgencyOfficersPerCenter = 1 } });
        Assert.Equal(Referrals(outside).Sum(k => k.Arrived), Referrals(stationed).Sum(k => k.Arrived));
        Assert.Equal(0, Referrals(outside).Sum(k => k.ServiceSeconds));
        Assert.True(Referrals(stationed).Sum(k => k.ServiceSeconds) > 0);
        Assert.True(Mean(stationed) < Mean(outside), $"{Mean(stationed)} s with officers, {Mean(outside)} s without");
        Assert.All(stationed.Desks.Where(d => d.Role == Role.PartnerAgencyOfficer), d => Assert.Equal(1, d.People));
        Assert.Equal(10, stationed.Desks.Count(d => d.Role == Role.PartnerAgencyOfficer));

        static IEnumerable<KindTotals> Referrals(ReplicationResult r) => r.Kinds.Where(k => k.Kind == WorkKind.PartnerReferral);
        static double Mean(ReplicationResult r) => Referrals(r).Sum(k => k.SojournSeconds) / (double)Referrals(r).Sum(k => k.Finished);
    }

    [Fact]
    public void Trainings_CostStaffHoursAndTakeContactsAndErrorsAway()
    {
        ReplicationResult none = Run(Trained(null));
        ReplicationResult some = Run(Trained(new TradeTrainingInput(200, 20, 0.5, 365)));
        Assert.Equal(0, Sum(none, WorkKind.TradeTraining, k => k.Arrived));

        // 200 events of 20 importers are more than all small ones: each of them goes once a year.
        Assert.InRange(Sum(some, WorkKind.TradeTraining, k => k.Arrived), 60, 260);
        Assert.True(Sum(some, WorkKind.Contact, k => k.Arrived) < Sum(none, WorkKind.Contact, k => k.Arrived));
        Assert.Equal(none.Summaries.Filed, some.Summaries.Filed);
        Assert.Equal(Sum(none, WorkKind.DocumentReview, k => k.Arrived), Sum(some, WorkKind.DocumentReview, k => k.Arrived));

        static long Sum(ReplicationResult r, WorkKind kind, Func<KindTotals, long> of) => r.Kinds.Where(k => k.Kind == kind).Sum(of);
        static Func<RunInputs, RunInputs> Trained(TradeTrainingInput? training) => i => i with
        {
            Rates = i.Rates! with { Training = training },
            Work = i.Work! with { TrainedAdverse = Share.Of(0.5) },
            Kinds = [.. i.Kinds, new KindInput { Kind = WorkKind.TradeTraining, Name = "training event", Role = Role.ImportSpecialist, Rank = Rank.Routine, Service = Randomness.Distribution.Lognormal(8 * 3600, 0.3), Clock = new WorkClock(ClockUnit.BusinessDays, 60) }],
        };
    }

    [Fact]
    public void Trainings_ThatChangeNothing_MoveOnlyTheirOwnHours()
    {
        // A training without effect leaves every other piece of work as it was.
        Setup setup = Setup.Compile(SmallNation.Inputs(centers: true));
        Setup trained = Setup.Compile(SmallNation.Inputs(centers: true) with { Rates = SmallNation.Inputs(centers: true).Rates! with { Training = new TradeTrainingInput(200, 20, 1, 365) } });
        for (int importer = 0; importer < 400; importer++)
        {
            ImporterProfile profile = ImporterProfile.Create(2016, importer);
            ProjectOrder order = new(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, 0);
            RoutedWork[] plain = [.. Projector.Project(setup, profile, order).Work];
            RoutedWork[] after = [.. Projector.Project(trained, profile, order).Work.Where(w => w.Item.Kind != WorkKind.TradeTraining).Select(w => w with { Item = w.Item with { Flags = w.Item.Flags & ~AccountFlags.Trained } })];
            Assert.Equal(plain, after);
        }
    }

    [Fact]
    public void TrustedFirst_ShortensTheirWaitsAtTheExpenseOfOthers()
    {
        // Few people, so that there is a queue to be first in.
        ReplicationResult alike = Run(i => Short(i));
        ReplicationResult first = Run(i => Short(i) with { Routing = i.Routing with { TrustedFirst = true } });
        Assert.True(WaitOf(first, 2) < WaitOf(alike, 2), $"trusted {WaitOf(first, 2)} s, {WaitOf(alike, 2)} s before");
        Assert.True(WaitOf(first, 0) >= WaitOf(alike, 0), $"others {WaitOf(first, 0)} s, {WaitOf(alike, 0)} s before");

        static RunInputs Short(RunInputs i) => i with { People = i.People with { ImportSpecialists = 10 } };
        static double WaitOf(ReplicationResult r, int trader)
        {
            StratumWork[] rows = [.. r.Strata.Where(s => s.By == StratumBy.Trader && s.Index == trader).SelectMany(s => s.Work.Where(w => w.Kind is WorkKind.Cf28Reply or WorkKind.Contact or WorkKind.CorrectionReview or WorkKind.Protest))];
            return rows.Sum(w => w.WaitSeconds) / (double)rows.Sum(w => w.FirstTouched);
        }
    }

    private static ReplicationResult Run(Func<RunInputs, RunInputs> change)
    {
        Setup setup = Setup.Compile(change(SmallNation.Inputs(centers: true) with { Opening = OpeningInput.Empty }));
        return SmallNation.Run(setup, new InlineHost(setup), Opening.Empty(setup));
    }
}
