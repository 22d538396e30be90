using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Workload.Tests;

/// <summary>Familiarity, memory and uniformity: equations by hand, switches that change nothing, and what they change.</summary>
public sealed class MechanismTests
{
    private static readonly FamiliarityInput Familiarity = new(1.15, 300, 365, 3, 10);
    private static readonly MemoryInput Memory = new(0.6, 0.2, 0.5, 365);
    private static readonly UniformityInput Uniformity = new(0.06, 0.18, 1, 365);

    /// <summary>Two-sided bound on a share of n independent draws that is broken by luck once in a million times.</summary>
    private static double Bound(double share, long n) => 4.9 * Math.Sqrt(share * (1 - share) / n);

    [Fact]
    public void Disagreement_InsideOneOfficeAndBetweenTwo_IsTheChanceThatWasPutIn()
    {
        const int Pairs = 200_000;
        Uniformity rule = new(Uniformity, 7, 1);
        int same = 0;
        int two = 0;
        for (int i = 0; i < Pairs; i++)
        {
            // A question and a heading of its own each time, so that pairs are independent.
            long question = ((long)i << 16) | (uint)(i % 9_999);
            ushort heading = (ushort)(i % 60_000);
            int office = 2 * (i / 60_000);
            bool first = rule.Decide(question, heading, office, office, 0, (4L * i) << 8);
            same += first != rule.Decide(question, heading, office, office, 0, ((4L * i) + 1) << 8) ? 1 : 0;
            two += first != rule.Decide(question, heading, office + 1, office + 1, 0, ((4L * i) + 2) << 8) ? 1 : 0;
        }

        Assert.InRange(same / (double)Pairs, 0.06 - Bound(0.06, Pairs), 0.06 + Bound(0.06, Pairs));
        Assert.InRange(two / (double)Pairs, 0.18 - Bound(0.18, Pairs), 0.18 + Bound(0.18, Pairs));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.06)]
    [InlineData(0.18)]
    [InlineData(0.4)]
    public void Correlation_OfADisagreement_GivesItBackByTheArcCosine(double disagreement) =>
        Assert.Equal(disagreement, Math.Acos(Plan.Uniformity.Correlation(disagreement)) / Math.PI, 12);

    [Fact]
    public void Disagreement_OfAnImporterOverOffices_IsTheMixtureOfTheFormula()
    {
        // Three offices with shares 1/2, 1/3, 1/6 of an importer's cases.
        int[] officeOf = [0, 0, 0, 1, 1, 2];
        double sameOffice = (1 / 4.0) + (1 / 9.0) + (1 / 36.0);
        double expected = Plan.Uniformity.Expected(Uniformity, sameOffice);
        Uniformity rule = new(Uniformity, 11, 1);
        const int Questions = 12_000;
        double differ = 0;
        double squares = 0;
        for (int q = 0; q < Questions; q++)
        {
            // All ordered pairs of the six places, a place with itself being another case at the same office.
            long question = ((long)q << 16) | 5;
            int d = 0;
            for (int a = 0; a < 6; a++)
            {
                bool first = rule.Decide(question, (ushort)q, officeOf[a], officeOf[a], 0, ((100L * q) + a) << 8);
                for (int b = 0; b < 6; b++)
                {
                    d += first != rule.Decide(question, (ushort)q, officeOf[b], officeOf[b], 0, ((100L * q) + 50 + b) << 8) ? 1 : 0;
                }
            }

            differ += d / 36.0;
            squares += d / 36.0 * (d / 36.0);
        }

        // Pairs of one question share its lean: the error is that of means over questions.
        double mean = differ / Questions;
        double error = 4.9 * Math.Sqrt(((squares / Questions) - (mean * mean)) / Questions);
        Assert.InRange(mean, expected - error, expected + error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Disagreement_InASimulatedYear_IsTheMixtureOverTheOfficesThatDecided(bool centers)
    {
        AccountTotals a = RunWith(i => i with { Uniformity = Uniformity }, centers).Accounts;
        double sameOffice = a.SameOfficeMillionths / 1e6 / a.AmbiguousQuestions;
        double simulated = a.DisagreementMillionths / 1e6 / a.AmbiguousQuestions;

        // A question's own share lies between 0 and 1, so its standard deviation is at most the square root of D(1 − D).
        double expected = Plan.Uniformity.Expected(Uniformity, sameOffice);
        Assert.True(a.AmbiguousQuestions > 300, $"Only {a.AmbiguousQuestions} questions.");
        Assert.InRange(simulated, expected - Bound(expected, a.AmbiguousQuestions), expected + Bound(expected, a.AmbiguousQuestions));
    }

    [Fact]
    public void Habit_OfSomebodyWhoMovedToday_IsThatOfTheOldOffice()
    {
        Uniformity rule = new(Uniformity, 3, 1);
        int agreesWithHome = 0;
        int agreesWithCenter = 0;
        const int Cases = 20_000;
        for (int i = 0; i < Cases; i++)
        {
            long question = ((long)i << 16) | 1;
            bool moved = rule.Decide(question, (ushort)i, office: 9, home: 4, daysAway: 0, (long)i << 8);
            agreesWithHome += moved == rule.Decide(question, (ushort)i, 4, 4, 0, (long)i << 8) ? 1 : 0;
            agreesWithCenter += rule.Decide(question, (ushort)i, 9, 4, ushort.MaxValue, (long)i << 8) == rule.Decide(question, (ushort)i, 9, 9, 0, (long)i << 8) ? 1 : 0;
        }

        Assert.Equal(Cases, agreesWithHome);
        Assert.Equal(Cases, agreesWithCenter);
    }

    [Fact]
    public void Familiarity_AfterAMonthOfWork_IsWhatTheEquationSays()
    {
        int start = SimTime.DayOf(new DateOnly(2015, 10, 1));
        Familiarity desk = new(Familiarity, people: 2, industries: 10, start);
        Assert.Equal((int)Math.Round(1024 * 1.15), desk.FactorOf(3));
        desk.Work(3, 200 * SimTime.Hour);
        Assert.Equal((int)Math.Round(1024 * 1.15), desk.FactorOf(3));
        desk.StartDay(SimTime.DayOf(new DateOnly(2015, 11, 1)));

        // Half of the 31 days have passed in the mean since it was worked.
        double hours = 200 * Math.Pow(2, -15.0 / 365);
        Assert.InRange(desk.FactorOf(3), (1024 * (1 + (0.15 * Math.Exp(-hours / 300)))) - 1, (1024 * (1 + (0.15 * Math.Exp(-hours / 300)))) + 1);
        Assert.Equal((int)Math.Round(1024 * 1.15), desk.FactorOf(4));
        desk.StartDay(SimTime.DayOf(new DateOnly(2035, 11, 1)));
        Assert.Equal((int)Math.Round(1024 * 1.15), desk.FactorOf(3));
    }

    [Fact]
    public void Familiarity_OfManyTeamsInOneIndustry_IsThatOfOneTeam()
    {
        int start = SimTime.DayOf(new DateOnly(2015, 10, 1));
        Familiarity few = new(Familiarity, people: 3, 10, start);
        Familiarity many = new(Familiarity, people: 30, 10, start);
        few.Work(3, 100 * SimTime.Hour);
        many.Work(3, 1_000 * SimTime.Hour);
        few.StartDay(start + 31);
        many.StartDay(start + 31);
        Assert.Equal(few.FactorOf(3), many.FactorOf(3));
    }

    [Fact]
    public void Memory_OfOneCase_IsNoRepeatOfItself()
    {
        QuestionMemory memory = new(365);
        WorkItem review = Item(importer: 5, entry: 1, heading: 8471);
        Assert.False(memory.Knows(review, 0));
        memory.Decide(review, 100);
        WorkItem reply = review with { Id = WorkId.NextStage(review.Id) };
        Assert.False(memory.Knows(reply, 200));
        memory.Decide(reply, 200);
        WorkItem other = Item(5, 2, 8471);
        Assert.True(memory.Knows(other, 200 + (365L * SimTime.Day)));
        Assert.False(memory.Knows(other, 201 + (365L * SimTime.Day)));
        Assert.False(memory.Knows(Item(5, 3, 8472), 300));
        Assert.False(memory.Knows(Item(6, 3, 8471), 300));
        memory.Decide(other, 300);
        Assert.True(memory.Knows(reply, 400));
    }

    [Fact]
    public void Memory_WrittenAndReadBack_KnowsTheSame()
    {
        QuestionMemory memory = new(365);
        memory.Decide(Item(5, 1, 8471), 100);
        memory.Decide(Item(5, 2, 8471), 200);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        memory.Write(writer);
        stream.Position = 0;
        QuestionMemory read = new(365);
        using BinaryReader reader = new(stream);
        read.Read(reader);
        Assert.True(read.Knows(Item(5, 2, 8471), 300));
        Assert.True(read.Knows(Item(5, 3, 8471), 300));
    }

    [Fact]
    public void Mechanisms_AtTheirNeutralValues_ChangeNoWork()
    {
        ReplicationResult off = RunWith(i => i);
        ReplicationResult neutral = RunWith(i => i with { Familiarity = Familiarity with { Unfamiliar = 1 }, Memory = Memory with { Time = 1, Cf28 = 1 }, Uniformity = Uniformity });
        Assert.True(neutral.Accounts.RepeatsOwn > 0, "The small nation should have repeats, or the test tests nothing.");
        Assert.True(neutral.Accounts.AmbiguousSameOffice > 0, "And pairs of decisions.");
        AccountTotals same = neutral.Accounts with
        {
            RepeatsOwn = 0, RepeatsElsewhere = 0, AmbiguousQuestions = 0, DisagreementMillionths = 0, SameOfficeMillionths = 0,
            AmbiguousSameOffice = 0, DisagreementSameOfficeMillionths = 0, AmbiguousTwoOffices = 0, DisagreementTwoOfficesMillionths = 0,
        };
        Assert.Equal(ResultHash.Of(off), ResultHash.Of(neutral with { Accounts = same }));
    }

    [Fact]
    public void Memory_On_TakesHoursAndRequestsAwayAndMoreWhereOneOfficeDecides()
    {
        ReplicationResult portsOff = RunWith(i => i, centers: false);
        ReplicationResult portsOn = RunWith(i => i with { Memory = Memory, Work = i.Work! with { Cf28OnRepeat = Share.Of(Memory.Cf28), Cf28OnRepeatElsewhere = Share.Of(Memory.Cf28Elsewhere) } }, centers: false);
        ReplicationResult centersOn = RunWith(i => i with { Memory = Memory, Work = i.Work! with { Cf28OnRepeat = Share.Of(Memory.Cf28), Cf28OnRepeatElsewhere = Share.Of(Memory.Cf28Elsewhere) } });
        Assert.True(Requests(portsOn) < Requests(portsOff), $"{Requests(portsOn)} requests with memory, {Requests(portsOff)} without");
        Assert.True(portsOn.Accounts.RepeatsElsewhere > 0);
        Assert.True(centersOn.Accounts.RepeatsElsewhere < portsOn.Accounts.RepeatsElsewhere, $"{centersOn.Accounts.RepeatsElsewhere} at Centers, {portsOn.Accounts.RepeatsElsewhere} at ports");
        Assert.True(centersOn.Accounts.RepeatsOwn > portsOn.Accounts.RepeatsOwn, $"{centersOn.Accounts.RepeatsOwn} at Centers, {portsOn.Accounts.RepeatsOwn} at ports");

        static long Requests(ReplicationResult r) => r.Kinds.Where(k => k.Kind == WorkKind.Cf28Issue).Sum(k => k.Arrived);
    }

    [Fact]
    public void Familiarity_On_SlowsUnfamiliarWorkByAtMostItsSize()
    {
        ReplicationResult off = RunWith(i => i);
        ReplicationResult on = RunWith(i => i with { Familiarity = Familiarity with { Unfamiliar = 1.5 } });
        double slower = ImportHours(on) / ImportHours(off);
        Assert.InRange(slower, 1.001, 1.5);

        // Contacts are all answered in both: the same work, only slower.
        static double ImportHours(ReplicationResult r) => r.Kinds.Where(k => k.Kind == WorkKind.Contact).Sum(k => k.ServiceSeconds);
    }

    [Fact]
    public void Strata_OfEachWay_SumToTheNation()
    {
        ReplicationResult r = RunWith(i => i);
        foreach (StratumBy by in Enum.GetValues<StratumBy>())
        {
            StratumTotals[] rows = [.. r.Strata.Where(s => s.By == by)];
            Assert.Equal(3_500, rows.Sum(s => s.Importers));
            Assert.Equal(r.Summaries.Filed, rows.Sum(s => s.Filed));
            Assert.Equal(r.Summaries.ValueCents, rows.Sum(s => s.ValueCents));
            Assert.Equal(r.Accounts.TouchPoints, rows.Sum(s => s.TouchPoints));
            Assert.Equal(r.Accounts.OfficesOfImporters, rows.Sum(s => s.OfficesOfImporters));
            Assert.Equal(r.Accounts.Questions, rows.Sum(s => s.Questions));
            Assert.Equal(r.Accounts.QuestionsExposed, rows.Sum(s => s.QuestionsExposed));
            Assert.Equal(r.Kinds.Where(k => k.Kind == WorkKind.Cf28Issue).Sum(k => k.Finished), rows.Sum(s => s.Cf28s));
            foreach (IGrouping<WorkKind, KindTotals> kind in r.Kinds.Where(k => k.Kind != WorkKind.PartnerReferral).GroupBy(k => k.Kind))
            {
                StratumWork[] work = [.. rows.SelectMany(s => s.Work.Where(w => w.Kind == kind.Key))];
                Assert.Equal(kind.Sum(k => k.Finished), work.Sum(w => w.Finished));
                Assert.Equal(kind.Sum(k => k.Due), work.Sum(w => w.Due));
                Assert.Equal(kind.Sum(k => k.OnTime), work.Sum(w => w.OnTime));
                Assert.Equal(kind.Sum(k => k.WaitSeconds), work.Sum(w => w.WaitSeconds));
                Assert.Equal(kind.Sum(k => k.Lapsed + k.Deemed), work.Sum(w => w.Left));
            }
        }
    }

    [Fact]
    public void Wait_BeforeTheFirstTouch_IsPartlyOnShiftAndNeverMoreThanItIs()
    {
        ReplicationResult r = RunWith(i => i);
        Assert.All(r.Kinds, k => Assert.InRange(k.WaitOnShiftSeconds, 0, k.WaitSeconds));
        Assert.All(r.Kinds, k => Assert.True(k.HandOverSeconds >= 0));
        KindTotals quota = r.Kinds.Where(k => k.Kind == WorkKind.QuotaEntry).MaxBy(k => k.FirstTouched)!;
        Assert.True(quota.WaitSeconds > quota.WaitOnShiftSeconds, "What is seen at the cut waits for the desk to open.");
    }

    private static ReplicationResult RunWith(Func<RunInputs, RunInputs> change, bool centers = true)
    {
        Setup setup = Setup.Compile(change(SmallNation.Inputs(centers) with { Opening = OpeningInput.Empty }));
        return SmallNation.Run(setup, new InlineHost(setup), Opening.Empty(setup));
    }

    private static WorkItem Item(int importer, int entry, ushort heading) => new()
    {
        Id = WorkId.Pack(importer, 0, entry, 0),
        Arose = 0,
        Seen = 0,
        Heading = heading,
        Kind = WorkKind.FullReview,
    };
}
