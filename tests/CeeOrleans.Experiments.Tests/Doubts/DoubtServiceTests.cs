using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>The knowledge interval on a world of one equation, where the truth is known.</summary>
public sealed class DoubtServiceTests
{
    private const string Known = "kinds.full review.minutes";
    private const string Idle = "work.protest granted";
    private static readonly RunResult Sample = SampleRun.National(replications: 1, centers: false);

    private static readonly LoadedScenario Scenario = new(
        Sample.Inputs with { Opening = OpeningInput.Empty },
        [.. InputCatalogue.Load().All.Select(i => new EffectiveValue(i.Path, i.Value, "reference data", i.Mark, i.Source, ""))],
        []);

    private readonly ConcurrentQueue<string> ran = new();

    [Fact]
    public async Task Interval_OfAKnownFunction_IsTheMiddleNineTenthsOfItsDistribution()
    {
        // Coverage of the toy is u itself, 0 to 1 over the range of one input: its middle nine tenths are 0.05 to 0.95, and a
        // Latin sample of 64 meets them within two slices.
        DoubtResult doubt = await RunAsync(Plan(64), World(u => u));
        Assert.Equal(64, doubt.Kept.Count());
        Assert.InRange(doubt.Knowledge[0].Low, 0.05 - (2.0 / 64), 0.05 + (2.0 / 64));
        Assert.InRange(doubt.Knowledge[0].High, 0.95 - (2.0 / 64), 0.95 + (2.0 / 64));
        Assert.InRange(doubt.Knowledge[0].Median, 0.5 - (2.0 / 64), 0.5 + (2.0 / 64));
    }

    [Fact]
    public async Task Ranking_OfAKnownFunction_NamesItsInputFirst_AndItsEndsAreTheEndsOfTheFunction()
    {
        DoubtResult doubt = await RunAsync(Plan(32), World(u => 0.2 + (0.5 * u)));
        Assert.Equal(Known, doubt.Turners[0].Assumption.Path);
        Assert.True(doubt.Turners[0].Told);
        Assert.Equal(1, doubt.Turners[0].Correlation, 6);
        Assert.Equal(0.2, doubt.Turners[0].AtLow, 3);
        Assert.Equal(0.7, doubt.Turners[0].AtHigh, 3);
        Assert.False(doubt.Turners.Single(t => t.Assumption.Path == Idle).Told);
    }

    [Fact]
    public async Task Rival_ThatIsBetterInAQuarterOfTheWorlds_WinsThere_AndTheInputThatTurnsItIsNamed()
    {
        DoubtPlan plan = Plan(64, rival: true);
        DoubtResult doubt = await RunAsync(plan, (scenario, world, options, cancellation) =>
            World(scenario.Name == "rival" ? _ => 0.75 : u => u)(scenario, world, options, cancellation));
        Assert.InRange(doubt.Wins[0], 0.25 - (2.0 / 64), 0.25 + (2.0 / 64));
        Turner first = doubt.Turners[0];
        Assert.Equal(Known, first.Assumption.Path);
        Assert.Equal(-0.75, first.AtLow, 3);
        Assert.Equal(0.25, first.AtHigh, 3);
        Assert.True(first.Turns(-0.25));
        Assert.False(doubt.Turners.Single(t => t.Assumption.Path == Idle).Turns(-0.25));
    }

    [Fact]
    public async Task World_WhoseFirstSolutionMisses_IsSolvedOnceMoreFromWhatWasSimulated()
    {
        // The toy sends CF-28 in proportion to the solved share, a tenth more than arithmetic thinks.
        DoubtResult doubt = await RunAsync(Plan(16), World(u => 0.5, cf28: p => 1.1 * p / 0.1058));
        Assert.Equal(16, doubt.Kept.Count());
        Assert.All(doubt.Kept, w => Assert.Equal(0.1058 / 1.1, w.Values[FitArithmetic.Cf28Path].Number, 3));
        Assert.All(doubt.Kept, w => Assert.InRange(w.Fits[0].Simulated, 0.99 * w.Fits[0].Published, 1.01 * w.Fits[0].Published));
    }

    [Fact]
    public async Task Worlds_ThatMissAFitWhateverIsSolved_AreLeftOut_AndFewerThanAThirdIsInconsistent()
    {
        DoubtResult doubt = await RunAsync(Plan(16), World(u => u, cf28: _ => 1.5));
        Assert.Empty(doubt.Kept);
        Assert.True(doubt.Inconsistent);
        Assert.All(doubt.Worlds, w => Assert.NotEqual("", w!.Why));
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            Plan(16),
            async (scenario, world, options, cancellation) =>
            {
                await stop.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                return await World(u => u)(scenario, world, options, cancellation);
            },
            stop.Token));
    }

    [Fact]
    public void Plan_OfTheNation_VariesEveryMarkedInputWithARange()
    {
        DoubtPlan plan = DoubtPlan.Make(Readable(Scenario), null, [new MeasureChoice(MeasureNames.Coverage)], 8);
        HashSet<string> covered = [.. plan.Assumptions.Select(a => a.Path), .. plan.LeftOut.Select(l => l.Path)];
        foreach (CatalogueInput input in InputCatalogue.Load().All)
        {
            bool marked = input.Mark is "A" or "D" or "X" || input.Mark.StartsWith('M');
            Assert.Equal(marked, covered.Contains(input.Path));
        }

        Assert.InRange(plan.Assumptions.Length, 150, 200);
        Assert.Equal(2, plan.LeftOut.Count(l => l.Path.StartsWith("appeals.", StringComparison.Ordinal) && l.Why == "means nothing while appeals.share is off"));
        Assert.All(plan.LeftOut.Where(l => l.Why == "has no range"), l => Assert.Equal("", InputCatalogue.Load().Find(l.Path)!.Low));
    }

    [Fact]
    public void Values_SharesOfAWhole_SumToOne_AndAPartIsNoMoreThanItsWhole()
    {
        DoubtPlan plan = DoubtPlan.Make(Readable(Scenario), null, [new MeasureChoice(MeasureNames.Coverage)], 32);
        foreach (double[] u in plan.Sample)
        {
            Dictionary<string, PathValue> values = plan.ValuesAt(u);
            foreach (string whole in new[] { "population.entry share", "population.importer share", "population.tier share", "rates.exam cause" })
            {
                Assert.Equal(1, values.Where(v => v.Key.StartsWith(whole + ".", StringComparison.Ordinal)).Sum(v => v.Value.Number), 6);
            }

            Assert.True(values["rates.hold help"].Number <= values["rates.determination"].Number);
            Assert.True(values["rates.referred"].Number * values["rates.document review"].Number <= values["rates.selected"].Number);
            Assert.True(values["rates.document review"].Number * 33e6 >= 3e6);
        }
    }

    [Fact]
    public void Assumption_AtTheMiddle_IsTheScenariosValue_AndTheEndsAreTheRange()
    {
        DoubtPlan plan = DoubtPlan.Make(Readable(Scenario), null, [new MeasureChoice(MeasureNames.Coverage)], 8);
        foreach (Assumption a in plan.Assumptions)
        {
            Assert.Equal(a.Low.Number, a.At(0).Number, a.Low.Number * 1e-9);
            Assert.Equal(a.High.Number, a.At(1).Number, Math.Abs(a.High.Number) * 1e-9);
            if (a.Value.Number > a.Low.Number && a.Value.Number < a.High.Number)
            {
                Assert.Equal(a.Value.Number, a.At(0.5).Number, Math.Abs(a.Value.Number) * 1e-9);
            }
        }
    }

    [Fact]
    public void Key_OfAWorld_HangsOnBothSetups()
    {
        RunInputs other = Sample.Inputs with { ScenarioHash = new string('1', 64) };
        Assert.NotEqual(WorldRunner.KeyOf(Sample.Inputs, other), WorldRunner.KeyOf(other, other));
        Assert.NotEqual(WorldRunner.KeyOf(Sample.Inputs, other), WorldRunner.KeyOf(Sample.Inputs, Sample.Inputs));
    }

    /// <summary>One input that matters, one that does not.</summary>
    private static DoubtPlan Plan(int points, bool rival = false)
    {
        DoubtScenario scenario = Readable(Scenario);
        DoubtPlan full = DoubtPlan.Make(scenario, null, [new MeasureChoice(MeasureNames.Coverage)], points);
        ImmutableArray<Assumption> two = [.. full.Assumptions.Where(a => a.Path is Known or Idle)];
        return full with
        {
            Assumptions = two,
            Sample = LatinSample.Draw(1, points, two.Length),
            Rival = rival ? Readable(Scenario with { Inputs = Scenario.Inputs! with { Name = "rival", ScenarioHash = new string('2', 64) } }) : null,
        };
    }

    /// <summary>A scenario that carries what was laid over it in its description, for the toy to read.</summary>
    private static DoubtScenario Readable(LoadedScenario loaded) => new(loaded, overrides =>
        loaded with { Inputs = loaded.Inputs! with { Description = string.Join('\n', overrides.Select(o => $"{o.Path}\t{o.Value}")), ScenarioHash = Setup.HashOf(loaded.Inputs! with { ScenarioHash = string.Join('|', overrides) }) } });

    /// <param name="coverage">Of the place of the known input in its range, 0 to 1.</param>
    /// <param name="cf28">CF-28 against the base, of the share solved.</param>
    private WorldRun World(Func<double, double> coverage, Func<double, double>? cf28 = null) => (_, world, _, cancellation) =>
    {
        cancellation.ThrowIfCancellationRequested();
        ran.Enqueue(world.ScenarioHash);
        Dictionary<string, string> values = world.Description.Split('\n').Where(l => l.Contains('\t', StringComparison.Ordinal)).Select(l => l.Split('\t')).ToDictionary(l => l[0], l => l[1]);
        double u = values.TryGetValue(Known, out string? text) ? PlaceOf(text) : 0.5;
        _ = ScenarioPath.Find(FitArithmetic.Cf28Path, false, out _)!.TryRead(values.GetValueOrDefault(FitArithmetic.Cf28Path, "10.58 %"), out PathValue p, out _);
        return Task.FromResult(Toy(world, coverage(u), cf28?.Invoke(p.Number) ?? 1));
    };

    private static double PlaceOf(string text)
    {
        Assumption known = DoubtPlan.Make(Readable(Scenario), null, [new MeasureChoice(MeasureNames.Coverage)], 8).Assumptions.Single(a => a.Path == Known);
        _ = ScenarioPath.Find(Known, false, out _)!.TryRead(text, out PathValue value, out _);
        return value.Number <= known.Value.Number
            ? 0.5 * Math.Log(value.Number / known.Low.Number) / Math.Log(known.Value.Number / known.Low.Number)
            : 0.5 + (0.5 * Math.Log(value.Number / known.Value.Number) / Math.Log(known.High.Number / known.Value.Number));
    }

    /// <summary>A result that has the coverage, and everything that the fits look at as in the base.</summary>
    private static RunResult Toy(RunInputs inputs, double coverage, double cf28)
    {
        const long Pool = 1_000_000;
        ReplicationResult first = Sample.Replications[0];
        return Sample with
        {
            Inputs = inputs,
            Seconds = new RunSeconds { PerReplication = [1] },
            Replications =
            [
                first with
                {
                    Summaries = first.Summaries with { Filed = 33_000_000 },
                    Kinds =
                    [
                        new KindTotals(0, WorkKind.FullReview) { Arrived = Pool, Opened = (long)Math.Round(Pool * coverage), Lapsed = Pool - (long)Math.Round(Pool * coverage), YieldFoundCents = 16_800_000_000 },
                        new KindTotals(0, WorkKind.Cf28Issue) { Arrived = (long)Math.Round(60_000 * cf28) },
                        new KindTotals(0, WorkKind.ProtestIntake) { Arrived = 45_000 },
                        new KindTotals(0, WorkKind.DocumentReview) { Arrived = 3_300_000, Finished = 3_300_000 },
                    ],
                },
            ],
        };
    }

    private async Task<DoubtResult> RunAsync(DoubtPlan plan, WorldRun world, CancellationToken? cancellation = null)
    {
        DoubtService service = new(world, (inputs, _, _, _) => Task.FromResult(Toy(inputs, inputs.Name == "rival" ? 0.75 : 0.5, 1)));
        string folder = Directory.CreateTempSubdirectory("cee-doubt-").FullName;
        try
        {
            return await service.RunAsync(plan, new DoubtOptions { Ends = 2, Sweep = new SweepOptions { Run = new RunOptions { CacheFolder = folder }, MemoryMb = 100_000, Processors = 4 } }, null, cancellation ?? TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
