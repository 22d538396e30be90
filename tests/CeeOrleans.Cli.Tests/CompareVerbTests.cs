using System.Text.Json;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Tests;

public sealed class CompareVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public CompareVerbTests()
    {
        bench.Scenarios["fast.yaml"] = Samples.Valid(Samples.Queue() with { Name = "A fast queue", ScenarioHash = new string('e', 64) });
        bench.Scenarios["third.yaml"] = Samples.Valid(Samples.Queue() with { Name = "A third queue", ScenarioHash = new string('f', 64) });
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Compare_TwoPlans_WritesAFolderUnderRunsAndAnswersFirst()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml");
        Assert.Equal(ExitCode.Ok, said.Code);
        string folder = Assert.Single(bench.Files, f => f.StartsWith("runs/comparisons/queue-vs-fast-", StringComparison.Ordinal) && !f.EndsWith("json", StringComparison.Ordinal) && !f.EndsWith("html", StringComparison.Ordinal));
        Assert.Contains(folder + "/comparison.json", bench.Files);
        Assert.Contains(folder + "/report.html", bench.Files);
        Assert.StartsWith("A  queue.yaml: A queue", said.Out, StringComparison.Ordinal);
        Assert.Contains("luck shared", said.Out, StringComparison.Ordinal);
        Assert.Contains("Report: " + folder, said.Out.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', said.Out);
        Assert.Empty(said.Error);
    }

    [Fact]
    public async Task Compare_Defaults_TenReplicationsOfThePlansOwnSeedAndThreads()
    {
        await bench.CallAsync("compare", "queue.yaml", "fast.yaml");
        Assert.All(bench.Compared!.Plans, p => Assert.Equal((10, 7UL), (p.Inputs.Replications, p.Inputs.Seed)));
        Assert.Equal((0, false), (bench.Options!.Silos, bench.Options.Fresh));
        Assert.Equal(["clocked work on time: customer"], bench.Compared.Measures.Select(m => m.Label));
    }

    [Fact]
    public async Task Compare_Overrides_ReachEveryPlanAndTheCommandLine()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--seed", "9", "--replications", "4", "--silos", "2", "--fresh", "--measure", "wait p90: customer", "--json", "--out", "here");
        Assert.All(bench.Compared!.Plans, p => Assert.Equal((4, 9UL), (p.Inputs.Replications, p.Inputs.Seed)));
        Assert.Equal((2, true), (bench.Options!.Silos, bench.Options.Fresh));
        using JsonDocument document = JsonDocument.Parse(said.Out);
        Assert.Equal("cee compare queue.yaml fast.yaml --replications 4 --seed 9 --measure 'wait p90: customer'", document.RootElement.GetProperty("commandLine").GetString());
        Assert.True(File.Exists(bench.PathOf("here/comparison.json")));
    }

    [Fact]
    public async Task Compare_Json_PrintsOneDocumentWithStableNames()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "third.yaml", "--json");
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement root = document.RootElement;
        string[] names = ["plans", "dataHash", "modelVersion", "seed", "replications", "commandLine", "warnings", "answer", "comparisons", "best", "waterfalls", "notes", "seconds", "peakMemoryMb", "files"];
        Assert.Equal(names, root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["A", "B", "C"], root.GetProperty("plans").EnumerateArray().Select(p => p.GetProperty("plan").GetString()));
        Assert.Equal(2, root.GetProperty("comparisons").GetArrayLength());
        JsonElement measure = root.GetProperty("comparisons")[0].GetProperty("measures")[0];
        Assert.Empty(new[] { "name", "office", "role", "kind", "unit", "pairs", "a", "b", "difference", "low", "high", "confidence", "verdict", "varianceReduction" }.Except(measure.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(["factor", "low", "high", "k", "bound", "correlation", "why"], measure.GetProperty("varianceReduction").EnumerateObject().Select(p => p.Name));
        Assert.Equal("every plan may be best", root.GetProperty("best")[0].GetProperty("statement").GetString()!.Split(": ")[2].Split('.')[0]);
    }

    [Fact]
    public async Task Compare_BrokenFiles_TellsEveryErrorOfAllFilesAndRunsNothing()
    {
        bench.Scenarios["bad.yaml"] = Samples.Invalid(new ScenarioError("bad.yaml", 3, 7, "unknown key \"sed\""), new ScenarioError("base.yaml", 1, 1, "is empty"));
        bench.Scenarios["worse.yaml"] = Samples.Invalid(new ScenarioError("worse.yaml", 9, 1, "\"-3 people\" is negative"), new ScenarioError("base.yaml", 1, 1, "is empty"));
        Said said = await bench.CallAsync("compare", "bad.yaml", "queue.yaml", "worse.yaml", "missing.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("bad.yaml:3:7: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("worse.yaml:9:1: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("missing.yaml:1:1: no such file", said.Error, StringComparison.Ordinal);
        Assert.Contains("4 errors", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
        Assert.Empty(bench.Files);
    }

    [Theory]
    [InlineData("horizons differ")]
    [InlineData("seeds differ (7 and 8)")]
    [InlineData("plain queue and the other a nation")]
    public async Task Compare_PlansThatCannotBePaired_RefusesWithTheReason(string reason)
    {
        RunInputs other = Samples.Queue() with { ScenarioHash = new string('e', 64) };
        bench.Scenarios["other.yaml"] = Samples.Valid(reason[0] switch
        {
            'h' => other with { StartDay = other.StartDay + 1 },
            's' => other with { Seed = 8 },
            _ => other with { Population = Samples.Population() },
        });
        Said said = await bench.CallAsync("compare", "queue.yaml", "other.yaml");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(reason, said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Compare_SeedsDiffer_OneSeedForAllPairsThem()
    {
        bench.Scenarios["other.yaml"] = Samples.Valid(Samples.Queue() with { Seed = 8, ScenarioHash = new string('e', 64) });
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("compare", "queue.yaml", "other.yaml", "--seed", "7")).Code);
    }

    [Fact]
    public async Task Compare_OpeningsDiffer_WarnsAndGoesOn()
    {
        bench.Scenarios["other.yaml"] = Samples.Valid(Samples.Queue() with { Opening = OpeningInput.Stationary, ScenarioHash = new string('e', 64) });
        Said said = await bench.CallAsync("compare", "queue.yaml", "other.yaml");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("warning: queue.yaml and other.yaml open differently", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_WithItself_WarnsThatEverythingIsZero()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "queue.yaml");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("the same scenario", said.Error, StringComparison.Ordinal);
        Assert.Contains("exactly zero", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coverag", "Did you mean \"coverage\"?")]
    [InlineData("zzzzzz", "Known: ")]
    [InlineData("people", "Known: ")]
    public async Task Compare_MeasureThatNobodyCanBeRankedBy_SaysWhich(string name, string hint)
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--measure", name);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(hint, said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
    }

    [Fact]
    public async Task Compare_MoreThanTwentyPlans_IsWrongUsage()
    {
        Said said = await bench.CallAsync(["compare", .. Enumerable.Repeat("queue.yaml", 21)]);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Null(bench.Compared);
    }

    [Fact]
    public async Task Compare_WaterfallOfThree_IsWrongUsage()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "third.yaml", "--waterfall");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("two plans", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_WaterfallOfAQueue_SaysThatNothingCanBeSwitchedOff()
    {
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--waterfall");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("no mechanism", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Waterfall_SwitchesMechanismsOnOneByOne()
    {
        SwingInput swings = new(0.04, 0.8, 0.08, 0.7, 0.12, 0.7, 0.1, 0.7);
        bench.Scenarios["queue.yaml"] = Samples.Valid(Samples.Queue() with { Swings = swings });
        bench.Scenarios["fast.yaml"] = Samples.Valid(Samples.Queue() with { Swings = swings, ScenarioHash = new string('e', 64) });
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--waterfall", "--json");
        Assert.True(said.Code == ExitCode.Ok, said.Error);

        // Two mechanisms: first both off, then one; the plans as they are close the list.
        Assert.Equal(
            ["queue.yaml: 4", "fast.yaml: 4", "queue.yaml: 1", "fast.yaml: 1"],
            bench.LoadedWith.Select(l => $"{l.Path}: {l.Overrides.Count}"));
        Assert.Equal([Mechanism.Base, Mechanism.All[1].Name], bench.Compared!.Waterfall.Select(w => w.Added));
        Assert.Equal(Mechanism.All[2].Name, bench.Compared.LastStep.Name);
        Assert.All(bench.Compared.Waterfall, w => Assert.Equal(10, w.A.Replications));
    }

    [Fact]
    public async Task Compare_OutHoldsOtherFiles_RefusesBeforeItRuns()
    {
        Directory.CreateDirectory(bench.PathOf("thesis"));
        await File.WriteAllTextAsync(bench.PathOf("thesis/chapter.tex"), "", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--out", "thesis");
        Assert.Equal(ExitCode.Conflict, said.Code);
        Assert.Contains("those of a comparison", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
        Assert.Equal(["thesis", "thesis/chapter.tex"], bench.Files);
    }

    [Fact]
    public async Task Compare_Twice_ReplacesTheEarlierComparison()
    {
        await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--out", "here");
        await File.WriteAllTextAsync(bench.PathOf("here/stale.csv"), "", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("compare", "queue.yaml", "fast.yaml", "--out", "here")).Code);
        Assert.Equal(["here", "here/comparison.json", "here/report.html"], bench.Files);
    }

    [Fact]
    public async Task Compare_Interrupted_SaysHowFarItIsAndThatItGoesOn()
    {
        using CancellationTokenSource source = new();
        bench.OnCompare = async (_, _, cancellation) =>
        {
            await source.CancelAsync();
            throw new ComparisonInterruptedException(7, 20, cancellation);
        };
        Said said = await bench.CallAsync(source.Token, "compare", "queue.yaml", "fast.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("7 of 20 replications are finished and kept", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Compare_InterruptedWhileTheReportIsWritten_LeavesNoHalfFolder()
    {
        using CancellationTokenSource source = new();
        bench.OnWrite = async (_, cancellation) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        Said said = await bench.CallAsync(source.Token, "compare", "queue.yaml", "fast.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("goes on from there", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Compare_BrokenLaw_TellsTheNumbersAndKeepsNothing()
    {
        bench.OnCompare = (_, _, _) => throw new BrokenLawException([new LawCheck("items in = items out", false, "101 ≠ 100")]);
        Said said = await bench.CallAsync("compare", "queue.yaml", "fast.yaml");
        Assert.Equal(ExitCode.Failure, said.Code);
        Assert.Contains("items in = items out: 101 ≠ 100", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Compare_HorizonsDiffer_NamesBoth()
    {
        bench.Scenarios["other.yaml"] = Samples.Valid(Samples.Queue() with { Days = 31 });
        Said said = await bench.CallAsync("compare", "queue.yaml", "other.yaml");
        Assert.Contains(FormattableString.Invariant($"{SimTime.DateOf(Samples.Start):yyyy-MM-dd}, 30 days"), said.Error, StringComparison.Ordinal);
        Assert.Contains("31 days", said.Error, StringComparison.Ordinal);
    }
}
