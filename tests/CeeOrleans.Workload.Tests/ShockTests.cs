using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>A hundredth of the nation under surges and shocks: they add or move what they say, and no other luck.</summary>
public sealed class ShockTests
{
    private const int LosAngeles = 0;
    private const int LongBeach = 1;
    private static readonly int From = SimTime.DayOf(new DateOnly(2016, 1, 15));
    private static readonly int Until = SimTime.DayOf(new DateOnly(2016, 3, 1));
    private static readonly Setup Calm = Setup.Compile(SmallNation.Inputs(centers: true));
    private static readonly ImmutableArray<ushort> Metals = [.. Calm.Inputs.TariffHeadings.Where(h => h / 100 is 72 or 73)];
    private static readonly Lazy<ReplicationResult> CalmRun = new(() => SmallNation.Run(Calm, new InlineHost(Calm) { Threads = 2 }));

    private static Setup With(ShockInput shocks) => Setup.Compile(SmallNation.Inputs(centers: true) with { Shocks = shocks });

    private static ReplicationResult Run(Setup setup) => SmallNation.Run(setup, new InlineHost(setup) { Threads = 2 });

    [Fact]
    public void Shocks_OfFactorOneOrNoEntries_HaveTheHashOfNone()
    {
        Setup nothing = With(new ShockInput
        {
            Volumes = [new VolumeSurge(From, Until, 1)],
            Tariffs = [new TariffChange(From, Metals, 1, 1, 90)],
            Bursts = [new MessageBurst(From, Until, 1)],
            DeMinimis = [new SmallEntries(From, 0, 5_000)],
        });
        Assert.Equal(ResultHash.Of(CalmRun.Value), ResultHash.Of(Run(nothing)));
    }

    [Fact]
    public void TariffChange_AddsCorrectionsAndProtestsOfItsHeadings_AndMovesNothing()
    {
        Setup surge = With(new ShockInput { Tariffs = [new TariffChange(From, Metals, 4, 3, 60)] });
        int corrections = 0;
        int protests = 0;
        int early = 0;
        int late = 0;
        for (int i = 0; i < Calm.Importers; i++)
        {
            for (int year = -2; year <= 0; year++)
            {
                HashSet<WorkItem> before = [.. Work(Calm, i, year)];
                List<WorkItem> after = Work(surge, i, year);
                Assert.Empty(before.Except(after));
                foreach (WorkItem more in after.Where(w => !before.Contains(w)))
                {
                    int day = SimTime.DayOf(more.Arose);
                    Assert.Contains(more.Heading, Metals);
                    Assert.True(more.Seen >= SimTime.StartOf(From));
                    corrections += more.Kind == WorkKind.CorrectionFirstLook ? 1 : 0;
                    protests += more.Kind is WorkKind.ProtestIntake or WorkKind.AcceleratedProtest or WorkKind.ExclusionProtest ? 1 : 0;
                    early += day < From + 60 ? 1 : 0;
                    late += day >= From + 60 && day < From + 120 ? 1 : 0;
                }
            }
        }

        Assert.True(corrections > 20, $"{corrections} corrections came in the wave.");
        Assert.True(protests > 0, "No protest came in the wave.");
        Assert.True(early > late, $"{early} in the first half-life, {late} in the second.");
    }

    [Fact]
    public void Burst_MultipliesTheMessagesOfItsSpan_AndKeepsTheOthers()
    {
        Setup burst = With(new ShockInput { Bursts = [new MessageBurst(From, Until, 5)] });
        int usual = 0;
        int more = 0;
        for (int i = 0; i < Calm.Importers; i++)
        {
            List<WorkItem> before = Messages(Calm, i);
            List<WorkItem> after = Messages(burst, i);
            Assert.Empty(before.Except(after));
            usual += before.Count(m => SimTime.DayOf(m.Arose) >= From && SimTime.DayOf(m.Arose) < Until);
            foreach (WorkItem m in after.Except(before))
            {
                Assert.InRange(SimTime.DayOf(m.Arose), From, Until);
                more++;
            }
        }

        // 160 messages a year, 46 of 366 days: about 20 usual and 80 more; Poisson, five standard deviations.
        Assert.InRange(more, 4 * 20 - 45, 4 * 20 + 45);
        Assert.True(more > usual);
        ReplicationResult run = Run(burst);
        Assert.All(run.Laws, l => Assert.True(l.Held, l.Detail));
        Assert.True(run.AdCvd.Released > CalmRun.Value.AdCvd.Released, "The burst lifted nothing.");
    }

    [Fact]
    public void DeMinimis_AddsSmallEntriesFromItsDay_AndMovesNone()
    {
        Setup more = With(new ShockInput { DeMinimis = [new SmallEntries(From, 16_500, 5_000)] });
        long added = 0;
        long cents = 0;
        long usual = 0;
        for (int i = 0; i < Calm.Importers; i++)
        {
            HashSet<DrawnEntry> before = [.. Drawn(Calm, i)];
            List<DrawnEntry> after = Drawn(more, i);
            Assert.Empty(before.Except(after));
            usual += before.Count(e => e.Day >= From);
            foreach (DrawnEntry e in after.Where(e => !before.Contains(e)))
            {
                Assert.True(e.Day >= From);
                added++;
                cents += e.ValueCents;
            }
        }

        // A twentieth more of what comes from that day on, thinned one by one: five standard deviations. High swings meet
        // the end of the envelope, which takes up to three per cent of them.
        double expected = usual * 16_500 / 330_000.0;
        Assert.InRange(added, (0.97 * expected) - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        Assert.InRange(cents / (double)added, 4_500, 5_500);
        Assert.InRange(more.ExpectedSummaries / Calm.ExpectedSummaries, 1 + (0.05 * 0.65), 1 + (0.05 * 0.78));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void VolumeSurge_AddsEntriesLikeTheUsualOnesOnItsDays_AndMovesNone(bool besideDeMinimis)
    {
        ShockInput small = besideDeMinimis ? new ShockInput { DeMinimis = [new SmallEntries(From, 16_500, 5_000)] } : ShockInput.None;
        Setup without = With(small);
        Setup surge = With(small with { Volumes = [new VolumeSurge(From, Until, 1.2)] });
        long usual = 0;
        double usualCents = 0;
        long added = 0;
        double addedCents = 0;
        HashSet<int> days = [];
        HashSet<int> ports = [];
        for (int i = 0; i < Calm.Importers; i++)
        {
            HashSet<DrawnEntry> before = [.. Drawn(without, i)];
            List<DrawnEntry> after = Drawn(surge, i);
            Assert.Empty(before.Except(after));
            foreach (DrawnEntry e in after.Where(e => !before.Contains(e)))
            {
                Assert.InRange(e.Day, From, Until - 1);
                added++;
                addedCents += e.ValueCents;
                days.Add(e.Day);
                ports.Add(e.Port);
            }

            foreach (DrawnEntry e in Drawn(Calm, i).Where(e => e.Day >= From && e.Day < Until))
            {
                usual++;
                usualCents += e.ValueCents;
            }
        }

        // A fifth more of what comes on those days, thinned one by one: five standard deviations. High swings meet the end
        // of the envelope, which takes up to three per cent of them, and of those above the small ones more.
        double expected = 0.2 * usual;
        Assert.InRange(added, ((besideDeMinimis ? 0.9 : 0.97) * expected) - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        Assert.InRange(days.Count, (int)(0.95 * (Until - From)), Until - From);
        Assert.Equal(Calm.Inputs.Ports.Length, ports.Count);

        // Values have cv 1.5 within an importer and more between them: within a sixth.
        Assert.InRange(addedCents / added / (usualCents / usual), 1 / 1.17, 1.17);
        if (!besideDeMinimis)
        {
            Assert.Equal(1 + (0.2 * usual / Calm.ExpectedSummaries), surge.ExpectedSummaries / Calm.ExpectedSummaries, 0.01);
            ReplicationResult run = Run(surge);
            Assert.Equal(CalmRun.Value.Summaries.Filed + added, run.Summaries.Filed);
            Assert.All(run.Laws, l => Assert.True(l.Held, l.Detail));
        }
    }

    public static TheoryData<string> KindsOfShocks => [.. OneOfEach.Keys];

    [Theory]
    [MemberData(nameof(KindsOfShocks))]
    public void Opening_IsTheSameWithAndWithoutAShock_ButForCorrectionsOfEarlierEntries(string kind)
    {
        Opening calm = SmallNation.Opening;
        Opening shocked = SmallNation.OpeningOf(With(OneOfEach[kind]));
        if (kind != "tariff change")
        {
            Assert.Equal(Bytes(calm), Bytes(shocked));
            return;
        }

        // Entries of the years before are corrected and protested in the wave: that work is on its way at the start.
        Assert.Equal(calm.Offices.Select(o => Convert.ToHexString(o ?? [])), shocked.Offices.Select(o => Convert.ToHexString(o ?? [])));
        Assert.Empty(calm.Coming.Except(shocked.Coming));
        Assert.NotEmpty(shocked.Coming.Except(calm.Coming));
        Assert.All(shocked.Coming.Except(calm.Coming), w => Assert.True(w.Item.Seen >= SimTime.StartOf(From) && Metals.Contains(w.Item.Heading)));
    }

    private static readonly Dictionary<string, ShockInput> OneOfEach = new()
    {
        ["volume surge"] = new ShockInput { Volumes = [new VolumeSurge(From, Until, 1.2)] },
        ["tariff change"] = new ShockInput { Tariffs = [new TariffChange(From, Metals, 4, 3, 60)] },
        ["AD/CVD burst"] = new ShockInput { Bursts = [new MessageBurst(From, Until, 5)] },
        ["de minimis"] = new ShockInput { DeMinimis = [new SmallEntries(From, 16_500, 5_000)] },
        ["port closed"] = new ShockInput { Ports = [new PortClosure(From, Until, LosAngeles, LongBeach)] },
        ["site lost"] = new ShockInput { Sites = [new SiteLoss(From, From + 14, Calm.Offices.Length - 1)] },
    };

    private static byte[] Bytes(Opening opening)
    {
        using MemoryStream stream = new();
        opening.Write(stream);
        return stream.ToArray();
    }

    [Fact]
    public void PortClosed_ItsCargoComesInAtTheOther_AndNothingElseChanges()
    {
        Setup closed = With(new ShockInput { Ports = [new PortClosure(From, Until, LosAngeles, LongBeach)] });
        int moved = 0;
        for (int i = 0; i < Calm.Importers; i++)
        {
            List<DrawnEntry> before = Drawn(Calm, i);
            List<DrawnEntry> after = Drawn(closed, i);
            Assert.Equal(before.Count, after.Count);
            for (int e = 0; e < before.Count; e++)
            {
                bool diverted = before[e].Port == LosAngeles && before[e].Day >= From && before[e].Day < Until;
                Assert.Equal(diverted ? before[e] with { Port = LongBeach } : before[e], after[e]);
                moved += diverted ? 1 : 0;
            }
        }

        ReplicationResult run = Run(closed);
        Assert.True(moved > 1_000);
        Assert.Equal(CalmRun.Value.Ports[LosAngeles].Filed - moved, run.Ports[LosAngeles].Filed);
        Assert.Equal(CalmRun.Value.Ports[LongBeach].Filed + moved, run.Ports[LongBeach].Filed);
        Assert.Equal(CalmRun.Value.Summaries.ValueCents, run.Summaries.ValueCents);
        Assert.All(run.Laws, l => Assert.True(l.Held, l.Detail));
    }

    [Fact]
    public void SiteLost_ServesNothing_AndItsClockedWorkGoesToCover()
    {
        int center = Calm.Offices.Length - 1;
        Setup lost = With(new ShockInput { Sites = [new SiteLoss(From, From + 14, center)] });
        ReplicationResult run = Run(lost);
        int week = (From + 6 - Calm.Inputs.StartDay) / 7;
        long Busy(ReplicationResult r) => r.Weeks.Where(w => w.Office == center && w.Week == week).Sum(w => w.BusySeconds);
        long Passed(ReplicationResult r) => r.Kinds.Where(k => k.Office == center).Sum(k => k.Passed);
        Assert.True(Busy(CalmRun.Value) > 0);
        Assert.True(SimTime.StartOf(Calm.Inputs.StartDay + (week * 7)) + Calm.Inputs.CutSecond >= SimTime.StartOf(From));
        Assert.Equal(0, Busy(run));
        Assert.True(Passed(run) > Passed(CalmRun.Value), "Nothing was passed on.");
        Assert.All(run.Laws, l => Assert.True(l.Held, l.Detail));
    }

    [Fact]
    public async Task Opening_GivenBacklog_IsCountedDownUntilItIsGone()
    {
        ImmutableArray<BacklogRow> rows = [new("2704", WorkKind.Contact, 1, 40), new("4601", WorkKind.DocumentReview, 3, 25)];
        Setup setup = Setup.Compile(SmallNation.Inputs(centers: false) with { Opening = new OpeningInput(OpeningKind.Given, rows) });
        InlineHost host = new(setup) { Threads = 2 };
        Opening opening = await new RunPlan(setup, host, 1).ProjectOpeningAsync(TestContext.Current.CancellationToken);
        ReplicationResult run = await new RunPlan(setup, host, 1).RunAsync("w", opening, TestContext.Current.CancellationToken);
        OpeningTotals contacts = Assert.Single(run.Opening, o => o.Kind == WorkKind.Contact);
        OpeningTotals reviews = Assert.Single(run.Opening, o => o.Kind == WorkKind.DocumentReview);
        Assert.Equal((0, 40L, 0L), (contacts.Office, contacts.Items, contacts.Left));
        Assert.Equal((1, 25L, 0L), (reviews.Office, reviews.Items, reviews.Left));
        Assert.All([contacts, reviews], o => Assert.InRange(o.AllGoneDay, Math.Max(o.MostGoneDay, setup.Inputs.StartDay), setup.Inputs.StartDay + 366));
        int weeksOpen = run.Weeks.Count(w => w.Office == 0 && w.Role == Role.ImportSpecialist && w.OpeningLeft > 0);
        Assert.InRange(contacts.AllGoneDay - setup.Inputs.StartDay, weeksOpen * 7, (weeksOpen + 1) * 7);
        Assert.Empty(CalmRun.Value.Opening.Where(o => o.Left > o.Items || (o.Left == 0) != (o.AllGoneDay > 0)));
        Assert.Equal(CalmRun.Value.Kinds.Sum(k => k.OpenAtStart), CalmRun.Value.Opening.Sum(o => o.Items));
    }

    private static List<DrawnEntry> Drawn(Setup setup, int importer) => [.. Projector.Draw(setup, ImporterProfile.Create(setup.Inputs.Seed, importer), 0, 1)];

    private static List<WorkItem> Messages(Setup setup, int importer) => [.. Work(setup, importer, 0).Where(w => w.Kind == WorkKind.AdCvdMessage)];

    private static List<WorkItem> Work(Setup setup, int importer, int year)
    {
        List<WorkItem> work = [];
        ImporterProfile profile = ImporterProfile.Create(setup.Inputs.Seed, importer);
        for (int first = 0; first >= 0;)
        {
            ProjectBatch batch = Projector.Project(setup, profile, new ProjectOrder(setup.Hash, year, 1, first, ProjectOrder.MaxCandidates, setup.Start));
            work.AddRange(batch.Work.Select(w => w.Item));
            first = batch.Next;
        }

        return work;
    }
}
