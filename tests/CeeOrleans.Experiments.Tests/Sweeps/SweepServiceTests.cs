using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Grids, the store, interruption and resumption, with an engine that runs nothing.</summary>
public sealed class SweepServiceTests : IDisposable
{
    private static readonly RunResult Sample = SampleRun.Queue(2);
    private static readonly ImmutableArray<MeasureChoice> Headline = MeasureChoice.Headline(Sample.Inputs);
    private readonly string folder = Directory.CreateTempSubdirectory("cee-sweep-").FullName;
    private readonly ConcurrentQueue<string> ran = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_EveryPointOnce_AndTheSecondCallRunsNothing()
    {
        SweepPlan plan = Grid(8, 5);
        SweepResult first = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.False(first.Partial);
        Assert.Equal(40, first.Ran);
        Assert.Equal(40, ran.Distinct().Count());
        SweepResult second = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.Equal(0, second.Ran);
        Assert.Equal(40, ran.Count);
        Assert.Equal(Table(first), Table(second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(39)]
    public async Task Run_InterruptedAndResumed_RepeatsNothingAndGivesTheSameTable(int after)
    {
        SweepPlan plan = Grid(8, 5);
        using CancellationTokenSource stop = new();
        using SemaphoreSlim turn = new(1);
        int finished = 0;
        PointRun engine = async (inputs, options, progress, cancellation) =>
        {
            // One at a time: who comes second waits until every token that hangs on this one is cancelled too.
            await turn.WaitAsync(TestContext.Current.CancellationToken);
            if (++finished > after)
            {
                await stop.CancelAsync();
            }

            turn.Release();

            return await Engine()(inputs, options, progress, cancellation);
        };
        SweepResult? partial = null;
        try
        {
            partial = await SweepService.RunAsync(plan, Headline, Options, engine, null, stop.Token);
        }
        catch (OperationCanceledException)
        {
        }

        Assert.True(partial is null || partial.Partial);
        SweepOutlook left = SweepService.Look(plan, Options);
        Assert.Equal(ran.Count, left.Stored);
        Assert.InRange(left.Stored, after, after + Options.Processors);
        SweepResult resumed = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.Equal(40 - left.Stored, resumed.Ran);
        Assert.Equal(40, ran.Count);
        Assert.Equal(40, ran.Distinct().Count());

        string other = Directory.CreateTempSubdirectory("cee-sweep-").FullName;
        try
        {
            SweepResult whole = await SweepService.RunAsync(plan, Headline, Options with { Run = new RunOptions { CacheFolder = other } }, Engine(), null, TestContext.Current.CancellationToken);
            Assert.Equal(Table(whole), Table(resumed));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public async Task Run_PointsWithTheSameSetup_AreOneRun()
    {
        SweepPlan plan = Make([new SweepAxis("replications", [new PathValue("1", 1), new PathValue("2", 2), new PathValue("3", 3)])], hash: _ => "same");
        SweepResult result = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.Equal(1, result.Ran);
        Assert.Equal(3, result.Finished.Count());
        Assert.Equal(2, SweepService.Look(Make(plan.Axes, hash: _ => "other"), Options).Stored);
    }

    [Fact]
    public async Task Run_TwoGridsThatOverlap_ShareTheirPoints()
    {
        await SweepService.RunAsync(Grid(4, 1), Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        SweepResult wider = await SweepService.RunAsync(Grid(6, 1), Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.Equal(2, wider.Ran);
    }

    [Fact]
    public async Task Run_Fresh_IgnoresTheStore()
    {
        SweepPlan plan = Grid(3, 1);
        await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        SweepOptions fresh = Options with { Run = Options.Run with { Fresh = true } };
        Assert.Equal(0, SweepService.Look(plan, fresh).Stored);
        Assert.Equal(3, (await SweepService.RunAsync(plan, Headline, fresh, Engine(), null, TestContext.Current.CancellationToken)).Ran);
    }

    [Fact]
    public async Task Run_DamagedReplication_IsRunAgain()
    {
        SweepPlan plan = Grid(3, 1);
        SweepResult first = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        string file = Directory.GetFiles(folder, "1.bin", SearchOption.AllDirectories)[0];
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        SweepResult second = await SweepService.RunAsync(plan, Headline, Options, Engine(), null, TestContext.Current.CancellationToken);
        Assert.Equal(1, second.Ran);
        Assert.Equal(Table(first), Table(second));
    }

    [Fact]
    public async Task Run_BrokenLaw_EndsTheSweepAndKeepsWhatWasFinished()
    {
        SweepPlan plan = Grid(10, 1);
        int calls = 0;
        PointRun engine = (inputs, options, progress, cancellation) => Interlocked.Increment(ref calls) == 4
            ? throw new BrokenLawException([new LawCheck("items", false, "1 = 2")])
            : Engine()(inputs, options, progress, cancellation);
        await Assert.ThrowsAsync<BrokenLawException>(() => SweepService.RunAsync(plan, Headline, Options, engine, null, TestContext.Current.CancellationToken));
        Assert.InRange(SweepService.Look(plan, Options).Stored, 1, 9);
    }

    [Fact]
    public async Task Progress_NeverGoesBack_AndEndsAtOne()
    {
        List<SweepProgress> seen = [];
        await SweepService.RunAsync(Grid(4, 2), Headline, Options with { Processors = 1 }, Engine(), new Ear(seen), TestContext.Current.CancellationToken);
        Assert.Equal(seen.Select(p => p.Fraction).Order(), seen.Select(p => p.Fraction));
        Assert.Equal(1, seen[^1].Fraction, 9);
        Assert.Equal(8, seen[^1].Finished);
    }

    [Fact]
    public void StoredReplication_ComesBackToTheDigit()
    {
        RunStore store = new(folder);
        store.Keep("x", Sample.Replications[0]);
        Assert.Equal(ResultHash.Of([Sample.Replications[0]]), ResultHash.Of([store.FindReplication("x", Sample.Replications[0].Replication)!]));
    }

    [Theory]
    [InlineData(1_000, 30_000, 2, 40, 2)]
    [InlineData(1_000, 2_000, 2, 40, 1)]
    [InlineData(5_000, 2_000, 8, 40, 1)]
    [InlineData(40, 30_000, 8, 3, 3)]
    [InlineData(40, 30_000, 8, 0, 1)]
    public void SideBySide_AsManyAsMemoryAndProcessorsHold_NeverNone(double need, double budget, int processors, int runs, int expected) =>
        Assert.Equal(expected, MemoryNeed.SideBySide(need, budget, processors, runs));

    [Fact]
    public void MemoryNeed_OfTheNation_IsWhatWasMeasured() =>
        Assert.InRange(MemoryNeed.OfRun(SampleRun.National(1).Inputs with { Population = SampleRun.National(1).Inputs.Population! with { Importers = 350_000 } }, 1), 2_000, 2_300);

    [Fact]
    public void Make_PointsThatAreNotValid_AreNamedAllAtOnce()
    {
        LoadedScenario scenario = new(Sample.Inputs, [], []);
        ImmutableArray<SweepAxis> axes = [new SweepAxis("a", [new PathValue("1", 1), new PathValue("2", 2), new PathValue("3", 3)])];
        (SweepPlan? plan, ImmutableArray<string> errors) = SweepPlan.Make(
            scenario,
            axes,
            overrides => overrides[0].Value == "1" ? scenario : new LoadedScenario(null, [], [new ScenarioError(ScenarioLoader.OverrideFile, 1, 1, "a: too much")]),
            i => i);
        Assert.Null(plan);
        Assert.Equal(["at a = 2 and 1 more: a: too much"], errors);
    }

    [Fact]
    public void Complete_OneShareOfAWhole_TheOthersMakeRoomInProportion()
    {
        ImmutableArray<EffectiveValue> effective = [.. new[] { ("tier 1", "15 %"), ("tier 2", "77 %"), ("tier 3", "8 %") }.Select(x => new EffectiveValue("population.tier share." + x.Item1, x.Item2, "", "", "", ""))];
        ImmutableArray<ScenarioOverride> all = Wholes.Complete(new LoadedScenario(null, effective, []), [new ScenarioOverride("population.tier share.tier 1", "32 %")]);
        Assert.Equal(["32 %", "61.6 %", "6.4 %"], all.Select(o => o.Value));
    }

    private SweepOptions Options => new() { Run = new RunOptions { CacheFolder = folder }, MemoryMb = 100_000, Processors = 4 };

    /// <summary>Keeps each replication as the real one does, after a look at the token.</summary>
    private PointRun Engine() => (inputs, options, _, cancellation) =>
    {
        cancellation.ThrowIfCancellationRequested();
        string hash = Setup.HashOf(inputs);
        ran.Enqueue(hash);
        RunStore store = new(options.CacheFolder);
        foreach (ReplicationResult r in Replications(inputs))
        {
            store.Keep(hash, r);
        }

        return Task.FromResult(Sample with { Inputs = inputs, Replications = [.. Replications(inputs)], ResultHash = ResultHash.Of([.. Replications(inputs)]) });
    };

    /// <summary>Other digits for other inputs.</summary>
    private static IEnumerable<ReplicationResult> Replications(RunInputs inputs) =>
        Sample.Replications.Select(r => r with { Decisions = int.Parse(inputs.ScenarioHash.AsSpan(0, 6), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) });

    private static SweepPlan Grid(int a, int b) => Make(
        [
            new SweepAxis("a", [.. Enumerable.Range(1, a).Select(i => new PathValue($"{i}", i))]),
            new SweepAxis("b", [.. Enumerable.Range(1, b).Select(i => new PathValue($"{i} %", i / 100.0))]),
        ],
        overrides => string.Join('|', overrides.Select(o => o.Value)));

    private static SweepPlan Make(ImmutableArray<SweepAxis> axes, Func<IReadOnlyList<ScenarioOverride>, string> hash)
    {
        LoadedScenario scenario = new(Sample.Inputs, [], []);
        return SweepPlan.Make(
            scenario,
            axes,
            overrides => scenario with { Inputs = Sample.Inputs with { ScenarioHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(hash(overrides)))) } },
            i => i with { Replications = 2 }).Plan!;
    }

    private static string Table(SweepResult result) => string.Join('\n', result.Outcomes.Select(o => $"{o!.Point.Label(result.Plan.Axes)}: {o.ResultHash} {string.Join(' ', o.Chosen.Select(m => $"{m?.Mean:R} {m?.Low:R} {m?.High:R}"))}"));

    private sealed class Ear(List<SweepProgress> into) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => into.Add(value);
    }
}
