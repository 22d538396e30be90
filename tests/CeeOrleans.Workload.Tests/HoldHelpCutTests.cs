using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>Hold help may cross between offices more often than once a day; nothing else does.</summary>
public sealed class HoldHelpCutTests
{
    private static readonly RunInputs Daily = SmallNation.Inputs(centers: true);
    private static readonly Setup Setup = Setup.Compile(Daily with { HoldHelpCutHours = 4 });

    [Fact]
    public void HoldHelpIsSeenAtEveryFourthHourAndOtherWorkAtTheDailyCut()
    {
        Setup daily = Setup.Compile(Daily);
        HashSet<long> hours = [];
        SmallNation.Run(Setup, new InlineHost(Setup)
        {
            Batch = batch =>
            {
                foreach (RoutedWork work in batch.Work)
                {
                    Assert.Equal(work.Item.Kind == WorkKind.HoldHelp ? Setup.NextCut(work.Item.Arose, WorkKind.HoldHelp) : daily.NextCut(work.Item.Arose), work.Item.Seen);
                    if (work.Item.Kind == WorkKind.HoldHelp)
                    {
                        Assert.InRange(work.Item.Seen - work.Item.Arose, 0, 4 * 3600 - 1);
                        hours.Add((work.Item.Seen - Daily.CutSecond) % 86_400 / 3600);
                    }
                }

                return batch;
            },
        }, SmallNation.OpeningOf(Setup));

        Assert.All(hours, h => Assert.Equal(0, h % 4));
        Assert.True(hours.Count > 1, "All hold help crossed at the daily cut.");
    }

    [Fact]
    public void WindowsStillChangeNothing()
    {
        string Hash(int hours)
        {
            Setup setup = Setup.Compile(Daily with { HoldHelpCutHours = 8, WindowHours = hours });
            return ResultHash.Of(SmallNation.Run(setup, new InlineHost(setup), SmallNation.OpeningOf(setup)));
        }

        string whole = Hash(24);
        Assert.Equal(whole, Hash(8));
        Assert.Equal(whole, Hash(4));
        Assert.NotEqual(whole, ResultHash.Of(SmallNation.Run(Setup, new InlineHost(Setup), SmallNation.OpeningOf(Setup))));
    }

    [Fact]
    public void NextCut_CountsFromTheDailyCutAlsoBeforeTheYearOneNineSevenZero()
    {
        long cut = Daily.CutSecond;
        Assert.Equal(cut, Setup.NextCut(cut, WorkKind.HoldHelp));
        Assert.Equal(cut + (4 * 3600), Setup.NextCut(cut + 1, WorkKind.HoldHelp));
        Assert.Equal(cut - (4 * 3600), Setup.NextCut(cut - (8 * 3600) + 1, WorkKind.HoldHelp));
        Assert.Equal(cut - (40 * 3600), Setup.NextCut(cut - (43 * 3600), WorkKind.HoldHelp));
        Assert.Equal(cut + 86_400, Setup.NextCut(cut + 1, WorkKind.Contact));
    }

    [Fact]
    public void TheSameHoldHelpIsAskedForAndIsDoneSooner()
    {
        (long often, double soon) = Asked(Setup);
        (long once, double late) = Asked(Setup.Compile(Daily));

        // What arises in the last hours of the horizon is seen inside it with one cut and after it with the other.
        Assert.InRange(often - once, -3, 3);
        Assert.InRange(late - soon, 4 * 3600, 24 * 3600);
    }

    /// <summary>Requests for help, and mean seconds from a request to its answer: on the way to the desk, and at the desk.</summary>
    private static (long Count, double Seconds) Asked(Setup setup)
    {
        List<double> onTheWay = [];
        ReplicationResult result = SmallNation.Run(setup, new InlineHost(setup)
        {
            Batch = batch =>
            {
                onTheWay.AddRange(batch.Work.Where(w => w.Item.Kind == WorkKind.HoldHelp && w.Item.Seen < setup.End).Select(w => (double)(w.Item.Seen - w.Item.Arose)));
                return batch;
            },
        }, SmallNation.OpeningOf(setup));
        KindTotals[] rows = [.. result.Kinds.Where(k => k.Kind == WorkKind.HoldHelp)];
        return (rows.Sum(k => k.Arrived), onTheWay.Average() + (rows.Sum(k => (double)k.SojournSeconds) / rows.Sum(k => k.Finished)));
    }
}
