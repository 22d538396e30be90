using System.Collections.Immutable;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>Importers that ask for another Center than the one their predominant goods give.</summary>
public sealed class AppealTests
{
    private static readonly Setup None = Setup.Compile(SmallNation.Inputs(centers: true));
    private static readonly Setup All = Setup.Compile(Inputs(appeal: 1, granted: 1));

    [Fact]
    public void Appeals_AllGranted_GiveEachImporterOfSeveralCentersItsSecond_AndTouchNobodyElse()
    {
        int moved = 0;
        for (int i = 0; i < None.Importers; i++)
        {
            ImporterShape before = Shape(None, i);
            ImporterShape after = Shape(All, i);
            Assert.Equal((before.Industry, before.Size, before.Flags, before.Company), (after.Industry, after.Size, after.Flags, after.Company));
            Assert.Equal(before.Headings, after.Headings);
            Assert.Equal(before.Ports, after.Ports);
            Assert.Equal(before.Center, after.Assignment.Predominant);

            long[] entries = new long[None.Inputs.Centers.Length];
            for (int h = 0, edge = 0; h < after.Headings.Length; h++)
            {
                int until = h == after.Headings.Length - 1 ? 65536 : after.HeadingEdges[h];
                entries[None.Inputs.CenterOfHeading[after.Headings[h]]] += until - edge;
                edge = until;
            }

            int[] order = [.. Enumerable.Range(0, entries.Length).Where(c => entries[c] > 0).OrderByDescending(c => entries[c]).ThenBy(c => c)];
            Assert.Equal(order.Length > 1 ? order[1] : order[0], after.Center);
            Assert.Equal(order.Length > 1, after.Assignment.Appealed);
            moved += order.Length > 1 ? 1 : 0;
        }

        Assert.True(moved > 500, "Next to nobody has goods of two Centers.");
    }

    [Fact]
    public void Appeals_GrantedOrNot_MoveNoOtherDraw()
    {
        int moved = 0;
        for (int i = 0; i < None.Importers; i++)
        {
            ImmutableArray<RoutedWork> before = Work(None, i);
            ImmutableArray<RoutedWork> after = Work(All, i);
            Assert.Equal(before.Select(w => w.Item with { Center = 0 }), after.Select(w => w.Item with { Center = 0 }));
            Assert.All(after, w => Assert.Equal(Shape(All, i).Center, w.Item.Center));
            moved += before.Zip(after).Count(w => w.First.Office != w.Second.Office);
        }

        Assert.True(moved > 1_000, "Next to no work followed its account.");
    }

    [Fact]
    public void Appeals_OfALargerShare_AreThoseOfASmallerOne_AndMore()
    {
        Setup few = Setup.Compile(Inputs(appeal: 0.1, granted: 0.5));
        Setup many = Setup.Compile(Inputs(appeal: 0.3, granted: 0.5));
        int able = 0;
        int fewAppeal = 0;
        int manyAppeal = 0;
        int manyGranted = 0;
        for (int i = 0; i < None.Importers; i++)
        {
            AccountAssignment one = Shape(few, i).Assignment;
            AccountAssignment other = Shape(many, i).Assignment;
            able += Shape(All, i).Assignment.Appealed ? 1 : 0;
            fewAppeal += one.Appealed ? 1 : 0;
            manyAppeal += other.Appealed ? 1 : 0;
            manyGranted += other.Granted ? 1 : 0;
            Assert.True(!one.Appealed || other == one, $"Importer {i} appeals at a tenth and not, or with another answer, at three tenths.");
        }

        // Counts against binomials, each within five standard deviations: false alarm below 1e-5 together.
        Near(0.1 * able, Math.Sqrt(able * 0.1 * 0.9), fewAppeal);
        Near(0.3 * able, Math.Sqrt(able * 0.3 * 0.7), manyAppeal);
        Near(0.5 * manyAppeal, Math.Sqrt(manyAppeal * 0.25), manyGranted);

        static void Near(double expected, double sd, int count) => Assert.InRange(count, expected - (5 * sd), expected + (5 * sd));
    }

    [Fact]
    public void Appeals_Run_HoldsEveryLaw_CountsThem_AndLeavesMoreDecisionsOffIndustry()
    {
        ReplicationResult none = SmallNation.Run(None, new InlineHost(None));
        ReplicationResult all = SmallNation.Run(All, new InlineHost(All), SmallNation.OpeningOf(All));
        Assert.All(all.Laws, law => Assert.True(law.Held, $"{law.Name}: {law.Detail}"));
        Assert.All(none.Industries, i => Assert.Equal((0L, 0L), (i.Appealed, i.AppealsGranted)));
        Assert.Equal(none.Summaries, all.Summaries);
        Assert.Equal(none.Industries.Sum(i => i.Importers), all.Industries.Sum(i => i.Importers));
        Assert.All(all.Industries.Where(i => i.Center >= 0), i => Assert.True(i.Appealed > 0 && i.Appealed == i.AppealsGranted));
        double OffIndustry(ReplicationResult r) => r.Accounts.OffIndustryDecisions / (double)r.Accounts.CenterDecisions;
        Assert.True(OffIndustry(all) > OffIndustry(none) + 0.1);
    }

    [Fact]
    public void Appeals_OfNobody_LeaveEveryDigit()
    {
        Setup said = Setup.Compile(Inputs(appeal: 0, granted: 0.9));
        Assert.Equal(ResultHash.Of(SmallNation.Run(None, new InlineHost(None))), ResultHash.Of(SmallNation.Run(said, new InlineHost(said))));
    }

    [Fact]
    public void Appeals_Refused_ChangeTheCountAndNothingElse()
    {
        Setup refused = Setup.Compile(Inputs(appeal: 0.2, granted: 0));
        ReplicationResult none = SmallNation.Run(None, new InlineHost(None));
        ReplicationResult some = SmallNation.Run(refused, new InlineHost(refused));
        Assert.True(some.Industries.Sum(i => i.Appealed) > 0);
        Assert.Equal(0, some.Industries.Sum(i => i.AppealsGranted));
        Assert.NotEqual(ResultHash.Of(none), ResultHash.Of(some));
        Assert.Equal(ResultHash.Of(none), ResultHash.Of(some with { Industries = [.. some.Industries.Select(i => i with { Appealed = 0 })] }));
    }

    private static RunInputs Inputs(double appeal, double granted)
    {
        RunInputs inputs = SmallNation.Inputs(centers: true);
        return inputs with { Routing = inputs.Routing with { AppealShare = appeal, AppealsGranted = granted } };
    }

    private static ImporterShape Shape(Setup setup, int importer) => ImporterProfile.Create(setup.Inputs.Seed, importer).Shape(setup);

    private static ImmutableArray<RoutedWork> Work(Setup setup, int importer) =>
        Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, importer), new ProjectOrder(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start)).Work;
}
