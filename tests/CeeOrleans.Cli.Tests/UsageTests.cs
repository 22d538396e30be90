namespace CeeOrleans.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    public static TheoryData<string> VerbNames => ["run", "compare", "sweep", "doubt", "staff", "trace", "validate", "show", "schema", "new", "snapshot", "completion"];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task Help_OfEveryVerb_HasAnExample(string verb)
    {
        Said said = await bench.CallAsync(verb, "--help");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("Examples:", said.Out, StringComparison.Ordinal);
        Assert.Contains($"cee {verb}", said.Out[said.Out.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Empty(said.Error);
    }

    [Fact]
    public async Task Help_OfTheCommand_ListsVerbsAndExitCodes()
    {
        Said said = await bench.CallAsync("--help");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.All(VerbNames, v => Assert.Contains($"  {v.Data}", said.Out, StringComparison.Ordinal));
        Assert.Contains("130  interrupted", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoVerb_ShowsHelpOnTheErrorStreamAndFails()
    {
        Said said = await bench.CallAsync();
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Empty(said.Out);
        Assert.Contains("Examples:", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean --replications?", "run", "queue.yaml", "--replicatons", "3")]
    [InlineData("Did you mean --replications?", "run", "--replicatons", "3", "queue.yaml")]
    [InlineData("Did you mean --effective?", "show", "queue.yaml", "--efective")]
    [InlineData("unknown option --strict.", "validate", "queue.yaml", "--strict")]
    [InlineData("Did you mean trace?", "trac", "queue.yaml")]
    [InlineData("Known: run, compare, brief, sweep, doubt, staff, order, recover, trace", "simulate")]
    [InlineData("--replications 1: a whole number from 2 to 10000", "compare", "queue.yaml", "queue.yaml", "--replications", "1")]
    [InlineData("Did you mean --waterfall?", "compare", "queue.yaml", "queue.yaml", "--waterfal")]
    [InlineData("only queue.yaml was named", "compare", "queue.yaml")]
    [InlineData("--replications abc: a whole number", "run", "queue.yaml", "--replications", "abc")]
    [InlineData("--replications 0: a whole number from 1 to 10000", "run", "queue.yaml", "--replications", "0")]
    [InlineData("--seed -1: a whole number", "run", "queue.yaml", "--seed", "-1")]
    [InlineData("--silos 99: a whole number", "run", "queue.yaml", "--silos", "99")]
    [InlineData("'FILE' missing", "run")]
    [InlineData("--importer", "trace", "queue.yaml")]
    [InlineData("'keep' not recognized", "snapshot", "keep")]
    [InlineData("Name the snapshots to delete, or give --expired.", "snapshot", "delete")]
    [InlineData("Only delete takes names of snapshots, or --expired.", "snapshot", "list", "2026-11-24T185000Z-0123456789ab")]
    [InlineData("'tcsh' not recognized", "completion", "tcsh")]
    [InlineData("'other.yaml'", "run", "queue.yaml", "other.yaml")]
    public async Task WrongUsage_ExitsTwoAndSaysWhat(string message, params string[] args)
    {
        Said said = await bench.CallAsync(args);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Empty(said.Out);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.Contains("--help", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", said.Error, StringComparison.Ordinal);
    }
}
