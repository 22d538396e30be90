using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>
/// A hundredth of the nation: the same digits however it is run, the same luck in every scenario, and the count of
/// summaries inside its band.
/// </summary>
public sealed class NationTests
{
    private static readonly Setup Setup = Setup.Compile(SmallNation.Inputs(centers: true));
    private static readonly Lazy<string> Hash = new(() => ResultHash.Of(SmallNation.Run(Setup, new InlineHost(Setup))));

    [Fact]
    public void Run_ShuffledOnTwoThreads_HasTheSameHash() =>
        Assert.Equal(Hash.Value, ResultHash.Of(SmallNation.Run(Setup, new InlineHost(Setup) { Shuffle = 11, Threads = 2 })));

    [Theory]
    [InlineData(12)]
    [InlineData(4)]
    public void Run_InShorterWindows_HasTheSameHash(int hours)
    {
        Setup half = Setup.Compile(SmallNation.Inputs(centers: true) with { WindowHours = hours });
        Assert.Equal(Hash.Value, ResultHash.Of(SmallNation.Run(half, new InlineHost(half), SmallNation.OpeningOf(half))));
    }

    [Fact]
    public void Run_FromAnOpeningThatWasWrittenAndRead_HasTheSameHash()
    {
        using MemoryStream file = new();
        SmallNation.Opening.Write(file);
        file.Position = 0;
        Assert.Equal(Hash.Value, ResultHash.Of(SmallNation.Run(Setup, new InlineHost(Setup), Opening.Read(file))));
    }

    [Fact]
    public void Run_UnderAnotherSeedOrReplication_HasAnotherHash()
    {
        Setup other = Setup.Compile(SmallNation.Inputs(centers: true, seed: 2017));
        Assert.NotEqual(Hash.Value, ResultHash.Of(SmallNation.Run(other, new InlineHost(other), SmallNation.OpeningOf(other))));
        Assert.NotEqual(Hash.Value, ResultHash.Of(SmallNation.Run(Setup, new InlineHost(Setup), replication: 2) with { Replication = 1 }));
    }

    [Fact]
    public void Project_InManyCallsOrInOne_IsTheSame()
    {
        int paged = 0;
        for (int i = 0; i < 400; i++)
        {
            ProjectBatch[] parts = [.. Pages(i, 100)];
            ProjectBatch[] large = [.. Pages(i, ProjectOrder.MaxCandidates)];
            paged += parts.Length > 3 * large.Length ? 1 : 0;
            Assert.Equal(large.SelectMany(p => p.Work).OrderBy(w => w.Item.Id), parts.SelectMany(p => p.Work).OrderBy(w => w.Item.Id));
            Assert.Equal(large.Sum(p => p.Tally.Lines), parts.Sum(p => p.Tally.Lines));
            Assert.Equal(ByPort(large), ByPort(parts));
        }

        Assert.True(paged > 10, $"Only {paged} importers have more than 300 candidates.");

        static IEnumerable<(ushort Port, int Filed, long ValueCents, int Exams)> ByPort(ProjectBatch[] batches) =>
            batches.SelectMany(b => b.Ports).GroupBy(p => p.Port).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(p => p.Filed), g.Sum(p => p.ValueCents), g.Sum(p => p.Exams)));

        static IEnumerable<ProjectBatch> Pages(int importer, int count)
        {
            for (int first = 0; first >= 0;)
            {
                ProjectBatch batch = Projector.Project(Setup, ImporterProfile.Create(Setup.Inputs.Seed, importer), new ProjectOrder(Setup.Hash, 0, 1, first, count, Setup.Start));
                yield return batch;
                first = batch.Next;
            }
        }
    }

    [Fact]
    public void Project_ProtestsKeptFromEarlier_AreAllThatComesOfBefore()
    {
        long before = Setup.Start - (730L * SimTime.Day);
        int more = 0;
        for (int i = 0; i < 400; i++)
        {
            ProjectOrder order = new(Setup.Hash, -2, 0, 0, ProjectOrder.MaxCandidates, Setup.Start);
            ImmutableArray<RoutedWork> all = Of(i, order with { KeepFrom = before, KeepProtestsFrom = before });
            ImmutableArray<RoutedWork> kept = Of(i, order with { KeepProtestsFrom = before });
            Assert.Equal(all.Where(w => w.Item.Seen >= Setup.Start || w.Item.Kind == WorkKind.ProtestIntake), kept);
            more += kept.Length - Of(i, order).Length;
        }

        Assert.True(more > 0);

        static ImmutableArray<RoutedWork> Of(int importer, ProjectOrder order) => Projector.Project(Setup, ImporterProfile.Create(Setup.Inputs.Seed, importer), order).Work;
    }

    [Fact]
    public void Volume_ATenthMore_AddsEntriesAndMovesNone()
    {
        Setup more = Setup.Compile(SmallNation.Inputs(centers: true, volume: 363_000));
        long before = 0;
        long after = 0;
        for (int i = 0; i < Setup.Importers; i++)
        {
            IReadOnlyList<DrawnEntry> few = Drawn(Setup, i);
            HashSet<DrawnEntry> many = [.. Drawn(more, i)];
            Assert.All(few, e => Assert.Contains(e, many));
            before += few.Count;
            after += many.Count;
        }

        Assert.InRange(after / (double)before, 1.09, 1.11);
    }

    [Fact]
    public void Centers_OnOrOff_ChangeOnlyWhichOfficeSeesTheWork()
    {
        Setup ports = Setup.Compile(SmallNation.Inputs(centers: false));
        int moved = 0;
        for (int i = 0; i < Setup.Importers; i++)
        {
            Assert.Equal(Drawn(ports, i), Drawn(Setup, i));
            ImmutableArray<RoutedWork> without = Work(ports, i);
            ImmutableArray<RoutedWork> with = Work(Setup, i);
            Assert.Equal(without.Select(w => w.Item), with.Select(w => w.Item));
            moved += without.Zip(with).Count(w => w.First.Office != w.Second.Office);
        }

        Assert.True(moved > 10_000, "The Centers took over next to nothing.");
    }

    [Fact]
    public void Scenario_AgainstItselfUnderOtherNames_DiffersByNothing()
    {
        RunInputs inputs = SmallNation.Inputs(centers: false);
        inputs = inputs with { Offices = [.. inputs.Offices.Select(o => o with { Name = "Office of " + o.Name })], Name = "other" };
        Setup named = Setup.Compile(inputs);
        Setup plain = Setup.Compile(SmallNation.Inputs(centers: false));
        Opening opening = SmallNation.OpeningOf(plain);
        Assert.Equal(ResultHash.Of(SmallNation.Run(plain, new InlineHost(plain), opening)), ResultHash.Of(SmallNation.Run(named, new InlineHost(named), opening)));
    }

    [Fact]
    public void Summaries_OverIndependentYears_LieInsideTheirBand()
    {
        // Each replication's count against the band that the setup states for it, and their mean against the expected
        // one: false alarm 1e-4 together, eleven comparisons, swings being close to normal in a year's sum.
        double[] counts = [.. Enumerable.Range(1, 10).Select(r => (double)Enumerable.Range(0, Setup.Importers).Sum(i => (long)Drawn(Setup, i, r).Count))];
        double z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (1e-4 / 11 / 2));
        Assert.All(counts, n => Assert.True(Math.Abs(n - Setup.ExpectedSummaries) < z * Setup.ExpectedSummariesSd, $"{n} against {Setup.ExpectedSummaries} ± {z * Setup.ExpectedSummariesSd}"));
        Assert.True(Math.Abs(counts.Average() - Setup.ExpectedSummaries) < z * Setup.ExpectedSummariesSd / Math.Sqrt(10), $"{counts.Average()} against {Setup.ExpectedSummaries}");
        Assert.InRange(Setup.ExpectedSummaries / 330_000, 0.99, 1.01);
    }

    /// <summary>
    /// The totals of one small run, kept as text so that a change of behaviour is seen and has to be meant. They prove
    /// nothing by themselves. UPDATE_GOLDEN=1 writes the file anew.
    /// </summary>
    [Fact]
    public void SmallNation_MainTotals_AreThoseOfTheGoldenFile()
    {
        string path = Path.Combine(Repository.Root, "tests", "CeeOrleans.Workload.Tests", "Golden", "small-nation.txt");
        string text = Totals(SmallNation.Run(Setup, new InlineHost(Setup)));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Totals(ReplicationResult r)
    {
        StringBuilder text = new();
        CultureInfo c = CultureInfo.InvariantCulture;
        text.Append("# seed 2016, replication 1, SmallNation.Inputs(centers: true), stationary opening.\n");
        text.Append("# Written by NationTests with UPDATE_GOLDEN=1; whole numbers only.\n");
        text.Append(c, $"summaries filed {r.Summaries.Filed} touched {r.Summaries.Touched} value {r.Summaries.ValueCents} cents lines {r.Summaries.Lines}\n");
        text.Append(c, $"work items {r.WorkItems} decisions {r.Decisions}\n");
        text.Append(c, $"accounts touched {r.Accounts.ImportersTouched} touch points {r.Accounts.TouchPoints} questions {r.Accounts.Questions} exposed {r.Accounts.QuestionsExposed}\n");
        text.Append(c, $"suspended stock {r.AdCvd.OpeningStock} + {r.AdCvd.Suspended} - {r.AdCvd.Released} = {r.AdCvd.ClosingStock}\n");
        text.Append(c, $"staff seconds busy {r.Desks.Sum(d => d.BusySeconds)} idle {r.Desks.Sum(d => d.IdleSeconds)} off {r.Desks.Sum(d => d.OffSeconds)}\n");
        foreach (IGrouping<WorkKind, KindTotals> k in r.Kinds.GroupBy(k => k.Kind).OrderBy(k => k.Key))
        {
            text.Append(c, $"{k.Key}: start {k.Sum(x => x.OpenAtStart)} arrived {k.Sum(x => x.Arrived)} finished {k.Sum(x => x.Finished)} lapsed {k.Sum(x => x.Lapsed)} deemed {k.Sum(x => x.Deemed)} end {k.Sum(x => x.OpenAtEnd)} due {k.Sum(x => x.Due)} on time {k.Sum(x => x.OnTime)}\n");
        }

        return text.ToString();
    }

    private static IReadOnlyList<DrawnEntry> Drawn(Setup setup, int importer, int replication = 1) =>
        Projector.Draw(setup, ImporterProfile.Create(setup.Inputs.Seed, importer), 0, replication);

    private static ImmutableArray<RoutedWork> Work(Setup setup, int importer) =>
        Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, importer), new ProjectOrder(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start)).Work;
}
