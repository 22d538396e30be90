using System.Collections.Immutable;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>A nation with a Center beside the ten, which handles a part of what one of them did.</summary>
public sealed class NewCenterTests
{
    /// <summary>Place of the Center that loses goods, and of the one that gets them.</summary>
    private const int From = 3;
    private const int To = 10;

    private static readonly Setup Ten = Setup.Compile(SmallNation.Inputs(centers: true));
    private static readonly Setup Eleven = Setup.Compile(Inputs());

    [Fact]
    public void NewCenter_ImportersTradeInWhatTheyDid_AndOnlyWhoHandlesMovedGoodsIsAnother()
    {
        int moved = 0;
        for (int i = 0; i < Ten.Importers; i++)
        {
            ImporterShape before = ImporterProfile.Create(Ten.Inputs.Seed, i).Shape(Ten);
            ImporterShape after = ImporterProfile.Create(Eleven.Inputs.Seed, i).Shape(Eleven);
            Assert.Equal((before.Industry, before.Size, before.Flags), (after.Industry, after.Size, after.Flags));
            Assert.Equal(before.Headings, after.Headings);
            Assert.Equal(before.Ports, after.Ports);
            bool hasMoved = after.Headings.Any(h => IsMoved(h));
            Assert.True(after.Center == before.Center || hasMoved, $"Importer {i} changed its Center and has no goods that were moved.");
            if (after.Headings.All(h => IsMoved(h)))
            {
                Assert.Equal((From, To), (before.Center, after.Center));
                moved++;
            }
        }

        Assert.True(moved > 100, "Next to nobody imports the moved goods only.");
    }

    [Fact]
    public void NewCenter_WorkOfItsAccounts_IsTheSameWorkAtItsOwnOffice()
    {
        int there = 0;
        for (int i = 0; i < Ten.Importers; i++)
        {
            ImporterShape shape = ImporterProfile.Create(Eleven.Inputs.Seed, i).Shape(Eleven);
            ImmutableArray<RoutedWork> before = Work(Ten, i);
            ImmutableArray<RoutedWork> after = Work(Eleven, i);
            Assert.Equal(before.Select(w => w.Item with { Center = 0 }), after.Select(w => w.Item with { Center = 0 }));
            Assert.All(after, w => Assert.Equal(shape.Center, w.Item.Center));
            foreach ((RoutedWork a, RoutedWork b) in before.Zip(after))
            {
                bool atCenter = a.Office >= Ten.Inputs.Offices.Length;
                Assert.Equal(atCenter ? Eleven.Inputs.Offices.Length + shape.Center : a.Office, b.Office);
                there += b.Office == Eleven.Inputs.Offices.Length + To ? 1 : 0;
            }
        }

        Assert.True(there > 500, "The new Center has next to no work.");
    }

    [Fact]
    public void NewCenter_Run_HoldsEveryLawAndCountsItsAccounts()
    {
        Opening opening = SmallNation.OpeningOf(Eleven);
        ReplicationResult r = SmallNation.Run(Eleven, new InlineHost(Eleven), opening);
        Assert.All(r.Laws, law => Assert.True(law.Held, $"{law.Name}: {law.Detail}"));
        Assert.Equal([.. Enumerable.Range(0, 11), -1], r.Industries.Select(i => i.Center));
        Assert.Equal(Eleven.Importers, r.Industries.Sum(i => i.Importers));
        Assert.True(r.Industries[To].AccountsTaken > 100);
        Assert.Equal(r.Industries[To].Importers, r.Industries[To].AccountsTaken);
        Assert.Equal(Enumerable.Range(0, 12), r.Strata.Where(s => s.By == StratumBy.Industry).Select(s => s.Index));
        Assert.True(r.Desks.Where(d => d.Office == Eleven.Inputs.Offices.Length + To).Sum(d => d.People) > 0);
        Assert.Equal(ResultHash.Of(r), ResultHash.Of(SmallNation.Run(Eleven, new InlineHost(Eleven) { Shuffle = 7, Threads = 2 }, opening)));
    }

    private static bool IsMoved(int heading) => heading / 100 % 10 == From && heading < 5_000;

    private static RunInputs Inputs()
    {
        RunInputs ten = SmallNation.Inputs(centers: true);
        return ten with
        {
            ScenarioHash = new string('e', 64),
            Centers = ten.Centers.Add(new CenterInput("011", "NEW", "New Center", "", 0, [new TakeOverPhase(ten.StartDay - 2000, null, Eligibility.AllAccounts)], [])),
            CenterOfHeading = [.. ten.CenterOfHeading.Select((c, h) => c >= 0 && IsMoved(h) ? (sbyte)To : c)],
            IndustryOfHeading = ten.CenterOfHeading,
        };
    }

    private static ImmutableArray<RoutedWork> Work(Setup setup, int importer) =>
        Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, importer), new ProjectOrder(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start)).Work;
}
