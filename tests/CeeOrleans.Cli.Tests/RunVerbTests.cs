using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Tests;

public sealed class RunVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Run_ValidScenario_WritesFolderAndAnswersFirst()
    {
        Said said = await bench.CallAsync("run", "queue.yaml");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Equal(["runs", "runs/queue-01234567", "runs/queue-01234567/report.html", "runs/queue-01234567/run.json"], bench.Files);
        Assert.StartsWith("A queue: 98.0 % of clocked work on time, 1 of 1 targets met.", said.Out, StringComparison.Ordinal);
        Assert.Contains("Report: runs/queue-01234567/report.html", said.Out.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains("95 % luck interval", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', said.Out);
        Assert.Empty(said.Error);
    }

    [Fact]
    public async Task Run_Json_PrintsOneDocumentWithTheNamesOfTheDesign()
    {
        Said said = await bench.CallAsync("run", "queue.yaml", "--json");
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement root = document.RootElement;
        string[] names = ["scenario", "scenarioHash", "dataHash", "modelVersion", "seed", "replications", "resultHash", "counts", "seconds", "peakMemoryMb", "silos", "measures", "targets", "laws", "files"];
        Assert.Empty(names.Except(Names(root)));
        Assert.Equal(["importers", "ports", "centers", "entrySummaries", "workItems", "decisions"], Names(root.GetProperty("counts")));
        Assert.Equal(["start", "opening", "project", "advance", "report", "total", "perReplication"], Names(root.GetProperty("seconds")));
        Assert.Empty(new[] { "name", "office", "role", "unit", "mean", "low", "high", "confidence" }.Except(Names(root.GetProperty("measures")[0])));
        Assert.Empty(new[] { "measure", "met", "value" }.Except(Names(root.GetProperty("targets")[0])));
        Assert.Empty(new[] { "name", "held" }.Except(Names(root.GetProperty("laws")[0])));
        Assert.Equal(2, root.GetProperty("seconds").GetProperty("perReplication").GetArrayLength());
        Assert.Equal(12.5, root.GetProperty("seconds").GetProperty("total").GetDouble());
        Assert.True(File.Exists(bench.PathOf(root.GetProperty("files").GetProperty("report").GetString()!)));
    }

    [Fact]
    public async Task Run_Json_IsRunJsonButForThePaths()
    {
        Said said = await bench.CallAsync("run", "queue.yaml", "--json", "--out", "here");
        using JsonDocument printed = JsonDocument.Parse(said.Out);
        using JsonDocument kept = JsonDocument.Parse(await File.ReadAllTextAsync(bench.PathOf("here/run.json"), TestContext.Current.CancellationToken));
        Assert.Equal(Names(printed.RootElement), Names(kept.RootElement));
        Assert.Equal(printed.RootElement.GetProperty("measures").ToString(), kept.RootElement.GetProperty("measures").ToString());
        Assert.Equal("report.html", kept.RootElement.GetProperty("files").GetProperty("report").GetString());
    }

    [Fact]
    public async Task Run_Overrides_ReachTheEngineTheFolderAndTheCommandLine()
    {
        Said said = await bench.CallAsync("run", "queue.yaml", "--seed", "18446744073709551615", "--replications", "3", "--silos", "2", "--fresh", "--json");
        Assert.Equal(ulong.MaxValue, bench.Inputs!.Seed);
        Assert.Equal(3, bench.Inputs.Replications);
        Assert.Equal(2, bench.Options!.Silos);
        Assert.True(bench.Options.Fresh);
        Assert.Contains("runs/queue-01234567-seed18446744073709551615-x3", bench.Files);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        Assert.Equal("cee run queue.yaml --replications 3 --seed 18446744073709551615 --silos 2", document.RootElement.GetProperty("commandLine").GetString());
    }

    [Fact]
    public async Task Run_BrokenScenario_TellsEveryErrorAndLeavesNothing()
    {
        bench.Scenarios["bad.yaml"] = Samples.Invalid(new ScenarioError("bad.yaml", 3, 7, "unknown key \"sed\"; did you mean \"seed\"?"), new ScenarioError("bad.yaml", 9, 1, "\"-3 people\" is negative"));
        Said said = await bench.CallAsync("run", "bad.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("bad.yaml:3:7: unknown key", said.Error, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:9:1: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("2 errors", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Out);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_EngineFails_OneLineAndNoFolder()
    {
        bench.OnRun = (_, _, _) => throw new InvalidOperationException("the office is on fire\nsecond line");
        Said said = await bench.CallAsync("run", "queue.yaml");
        Assert.Equal(ExitCode.Failure, said.Code);
        Assert.Equal("cee: the office is on fire (set CEE_DEBUG=1 for details)", said.Error.Trim());
        Assert.Empty(bench.Files);

        bench.Environment["CEE_DEBUG"] = "1";
        Assert.Contains(" at ", (await bench.CallAsync("run", "queue.yaml")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ReportFails_NoFolderNotEvenRuns()
    {
        bench.OnWrite = async (folder, cancellation) =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "half.html"), "<html>", cancellation);
            throw new IOException("disk full");
        };
        Said said = await bench.CallAsync("run", "queue.yaml");
        Assert.Equal(ExitCode.Failure, said.Code);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_ReportFails_EarlierRunStays()
    {
        await bench.CallAsync("run", "queue.yaml");
        string[] before = [.. bench.Files];
        bench.OnWrite = (_, _) => throw new IOException("disk full");
        Assert.Equal(ExitCode.Failure, (await bench.CallAsync("run", "queue.yaml")).Code);
        Assert.Equal(before, bench.Files);
    }

    [Fact]
    public async Task Run_Twice_ReplacesTheEarlierRun()
    {
        await bench.CallAsync("run", "queue.yaml");
        await File.WriteAllTextAsync(bench.PathOf("runs/queue-01234567/stale.csv"), "", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("run", "queue.yaml")).Code);
        Assert.Equal(["runs", "runs/queue-01234567", "runs/queue-01234567/report.html", "runs/queue-01234567/run.json"], bench.Files);
    }

    [Fact]
    public async Task Run_OutHoldsOtherFiles_RefusesBeforeItRuns()
    {
        Directory.CreateDirectory(bench.PathOf("thesis"));
        await File.WriteAllTextAsync(bench.PathOf("thesis/chapter.tex"), "", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("run", "queue.yaml", "--out", "thesis");
        Assert.Equal(ExitCode.Conflict, said.Code);
        Assert.Null(bench.Inputs);
        Assert.Equal(["thesis", "thesis/chapter.tex"], bench.Files);
    }

    [Fact]
    public async Task Run_TargetMissed_ExitsFourWithTheReportKept()
    {
        bench.OnRun = (inputs, _, _) => Task.FromResult(Samples.Result(inputs, onTime: 90));
        Said said = await bench.CallAsync("run", "queue.yaml");
        Assert.Equal(ExitCode.TargetMissed, said.Code);
        Assert.Contains("Target missed: on time: customer reached 90.0 %, asked 95.0 %.", said.Out, StringComparison.Ordinal);
        Assert.Contains("runs/queue-01234567/report.html", bench.Files);
    }

    [Fact]
    public async Task Run_BrokenLaw_TellsTheNumbersAndKeepsNothing()
    {
        bench.OnRun = (_, _, _) => throw new BrokenLawException([new LawCheck("items in = items out", false, "101 ≠ 100")]);
        Said said = await bench.CallAsync("run", "queue.yaml");
        Assert.Equal(ExitCode.Failure, said.Code);
        Assert.Contains("items in = items out: 101 ≠ 100", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_EnforceFloors_RefusesAPlanBelowOneAndSaysWhereTheFloorStands()
    {
        bench.OnRun = (_, _, _) => throw new FloorBrokenException([new StatutoryFloor(Role.ImportSpecialist, 984, 912, (new DateOnly(2013, 6, 3), 930), "GAO-07-529")]);
        Said said = await bench.CallAsync("run", "queue.yaml", "--enforce-floors");
        Assert.Equal(ExitCode.TargetMissed, said.Code);
        Assert.True(bench.Options!.EnforceFloors);
        Assert.Contains("import specialists: 930 on board on 2013-06-03, at the least 912; the floor is 984 (6 USC 212 and 215; GAO-07-529)", said.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was run", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_Interrupted_KeepsFinishedReplicationsMarkedPartial()
    {
        using CancellationTokenSource source = new();
        bench.OnRun = async (inputs, _, cancellation) =>
        {
            await source.CancelAsync();
            return cancellation.IsCancellationRequested ? Samples.Result(inputs with { Replications = 5 }, finished: 2) : Samples.Result(inputs);
        };
        Said said = await bench.CallAsync(source.Token, "run", "queue.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("2 of 5 replications are kept in runs", said.Error, StringComparison.Ordinal);
        Assert.Equal(["runs", "runs/queue-01234567-partial", "runs/queue-01234567-partial/run.json"], bench.Files);
        using JsonDocument kept = JsonDocument.Parse(await File.ReadAllTextAsync(bench.PathOf("runs/queue-01234567-partial/run.json"), TestContext.Current.CancellationToken));
        Assert.True(kept.RootElement.GetProperty("partial").GetBoolean());
        Assert.Equal(2, kept.RootElement.GetProperty("replications").GetInt32());
    }

    [Fact]
    public async Task Run_InterruptedWithNothingFinished_LeavesNothing()
    {
        using CancellationTokenSource source = new();
        bench.OnRun = async (inputs, _, cancellation) =>
        {
            source.CancelAfter(20);
            await Task.Delay(Timeout.Infinite, cancellation);
            return Samples.Result(inputs);
        };
        Said said = await bench.CallAsync(source.Token, "run", "queue.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("nothing was kept", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_InterruptedEngineDoesNotListen_StopsWithinTwoSeconds()
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim gate = new();
        bench.OnRun = async (inputs, _, _) =>
        {
            source.CancelAfter(20);
            await Task.Run(gate.Wait, CancellationToken.None);
            return Samples.Result(inputs);
        };
        Stopwatch watch = Stopwatch.StartNew();
        Said said = await bench.CallAsync(source.Token, "run", "queue.yaml");
        gate.Set();
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Run_InterruptedWhileTheReportIsWritten_KeepsTheNumbers()
    {
        using CancellationTokenSource source = new();
        bench.OnWrite = async (_, cancellation) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        Said said = await bench.CallAsync(source.Token, "run", "queue.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Equal(["runs", "runs/queue-01234567-partial", "runs/queue-01234567-partial/run.json"], bench.Files);
    }

    private static ImmutableArray<string> Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
