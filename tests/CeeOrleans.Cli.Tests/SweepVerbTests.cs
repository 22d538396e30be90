using System.Text.Json;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Tests;

public sealed class SweepVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Sweep_TwoPoints_ShowsTheTableAndWritesTheFolder()
    {
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=2,3");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("2 points; 0 are finished, 2 to run", said.Error, StringComparison.Ordinal);
        Assert.Contains("queue.servers", said.Out, StringComparison.Ordinal);
        string folder = Assert.Single(bench.Files, f => f.StartsWith("runs/sweep-queue-", StringComparison.Ordinal) && f.Count(c => c == '/') == 1);
        foreach (string file in new[] { "report.html", "points.csv", "points.parquet", "measures.csv", "measures.parquet", "sweep.json" })
        {
            Assert.Contains($"{folder}/{file}", bench.Files);
        }
    }

    [Fact]
    public async Task Sweep_Json_IsSweepJsonButForThePaths_AndHasNoClock()
    {
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=2,3", "--measure", "wait mean of customer", "--json", "--out", "here");
        using JsonDocument printed = JsonDocument.Parse(said.Out);
        using JsonDocument kept = JsonDocument.Parse(await File.ReadAllTextAsync(bench.PathOf("here/sweep.json"), TestContext.Current.CancellationToken));
        Assert.Equal(printed.RootElement.GetProperty("points").ToString(), kept.RootElement.GetProperty("points").ToString());
        Assert.Equal(2, printed.RootElement.GetProperty("points").GetArrayLength());
        Assert.Equal("wait mean", printed.RootElement.GetProperty("points")[0].GetProperty("measures")[0].GetProperty("name").GetString());
        Assert.False(printed.RootElement.TryGetProperty("seconds", out _));
        Assert.Equal("cee sweep queue.yaml --vary queue.servers=2,3 --measure 'wait mean of customer'", printed.RootElement.GetProperty("commandLine").GetString());
    }

    [Fact]
    public async Task Sweep_EverythingWrongOnTheCommandLine_IsSaidAtOnce()
    {
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.serverz=1,2", "--vary", "queue.servers=3..1:1", "--measure", "wait maen", "--vary", "nothing");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("did you mean queue.servers?", said.Error, StringComparison.Ordinal);
        Assert.Contains("reversed", said.Error, StringComparison.Ordinal);
        Assert.Contains("wait mean", said.Error, StringComparison.Ordinal);
        Assert.Contains("no = between", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
        Assert.Empty(bench.Files);
    }

    [Theory]
    [InlineData("--vary", "seed=1..1001:1")]
    [InlineData("--memory", "4")]
    [InlineData("--memory", "-1 GB")]
    [InlineData("--replications", "0")]
    public async Task Sweep_WrongOption_IsUsage(string option, string value)
    {
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=2,3", option, value);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Null(bench.Inputs);
    }

    [Fact]
    public async Task Sweep_TooManyPoints_SaysHowManyAndHowManyAreAllowed()
    {
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=1..50:1", "--vary", "seed=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("50 × 21 = 1,050 points; 1,000 are allowed", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_PointThatIsNotValid_EndsBeforeAnythingRuns()
    {
        bench.OnOverride = (scenario, overrides) => overrides[0].Value.StartsWith('3') ? Samples.Invalid(new ScenarioError("override", 1, 1, "queue.servers: too many")) : scenario;
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=2,3");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("at queue.servers = 3 people: queue.servers: too many", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
    }

    [Fact]
    public async Task Sweep_Interrupted_SaysWhatIsKept()
    {
        using CancellationTokenSource stop = new();
        bench.OnRun = async (_, _, cancellation) =>
        {
            // Two points may run side by side, and the token of one hears of the stop a moment after the other called it.
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("not reached");
        };
        Said said = await bench.CallAsync(stop.Token, "sweep", "queue.yaml", "--vary", "queue.servers=2,3");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("0 of 2 points are finished and kept", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Files, f => f.StartsWith("runs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sweep_ScenarioWithErrors_RunsNothing()
    {
        Said said = await bench.CallAsync("sweep", "none.yaml", "--vary", "queue.servers=2,3");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("none.yaml:1:1: no such file", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_FolderWithOtherFiles_IsLeftAlone()
    {
        Directory.CreateDirectory(bench.PathOf("mine"));
        await File.WriteAllTextAsync(bench.PathOf("mine/thesis.txt"), "x", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("sweep", "queue.yaml", "--vary", "queue.servers=2,3", "--out", "mine");
        Assert.Equal(ExitCode.Conflict, said.Code);
        Assert.Contains("mine/thesis.txt", bench.Files);
    }
}
