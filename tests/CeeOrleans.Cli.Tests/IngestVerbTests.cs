using CeeOrleans.Contracts.Live;

namespace CeeOrleans.Cli.Tests;

/// <summary>What <c>cee ingest</c> does without a service.</summary>
public sealed class IngestVerbTests : IDisposable
{
    private readonly Bench bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Ingest_Help_ShowsTwoLinesAndNamesEveryCommand()
    {
        Said said = await bench.CallAsync("ingest", "--help");
        Assert.Equal(2, said.Out.Split('\n').Count(l => l.StartsWith("  {\"ior\"", StringComparison.Ordinal)));
        Assert.All(CommandJson.Names, n => Assert.Contains(n, said.Out, StringComparison.Ordinal));
        Assert.Contains("cee ingest --example", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("day.jsonl", "--example")]
    [InlineData("day.csv", "--example", "csv")]
    public async Task Ingest_Example_IsInForm(string file, params string[] example)
    {
        Said shown = await bench.CallAsync(["ingest", .. example]);
        Assert.Equal(ExitCode.Ok, shown.Code);
        await File.WriteAllTextAsync(bench.PathOf(file), shown.Out, Stop);
        Said said = await bench.CallAsync("ingest", file, "--dry-run");
        Assert.True(said.Code == ExitCode.Ok, said.Out);
        Assert.EndsWith("in form, 0 would be rejected", said.Out.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_DryRun_SaysWhatWouldBeRejectedAndNeedsNoService()
    {
        await File.WriteAllLinesAsync(bench.PathOf("day.jsonl"), ["{\"ior\":\"12-3456789AB\",\"command\":\"take case\",\"case\":1}", "", "no line", "{\"ior\":\"12-3456789AB\",\"command\":\"tak case\"}"], Stop);
        Said said = await bench.CallAsync("ingest", "day.jsonl", "--dry-run");
        Assert.Equal(ExitCode.Conflict, said.Code);
        string[] lines = said.Out.ReplaceLineEndings("\n").Trim().Split('\n');
        Assert.Equal("line 3: This is no JSON object on one line.", lines[0]);
        Assert.StartsWith("line 4: There is no command", lines[1], StringComparison.Ordinal);
        Assert.Equal("1 in form, 2 would be rejected", lines[2]);
        Assert.Contains("nothing was sent", said.Error, StringComparison.Ordinal);
        Assert.Equal(["day.jsonl"], bench.Files);
        await File.WriteAllTextAsync(bench.PathOf("day.csv"), "ior;command\nx;y\n", Stop);
        Assert.Equal(ExitCode.Usage, (await bench.CallAsync("ingest", "day.csv", "--dry-run")).Code);
    }

    [Theory]
    [InlineData("FILE is missing", "ingest")]
    [InlineData("prints a file and takes none", "ingest", "day.jsonl", "--example")]
    [InlineData("'xml' not recognized", "ingest", "--example", "xml")]
    public async Task Ingest_WrongUsage_IsTold(string word, params string[] args)
    {
        Said said = await bench.CallAsync(args);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(word, said.Error, StringComparison.Ordinal);
    }
}
