using System.Text.Json;
using CeeOrleans.Cli.Briefs;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Tests;

public sealed class BriefVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public BriefVerbTests()
    {
        bench.Scenarios["plan.yaml"] = Samples.Valid(Samples.Queue() with { ScenarioHash = new string('e', 64), Name = "The plan" });
        bench.Scenarios["floor.yaml"] = Samples.Valid(Samples.Queue() with { ScenarioHash = new string('f', 64), Name = "The floor" });
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Brief_TwoPlans_LeavesOnePageAndAnswersFirst()
    {
        Said said = await bench.CallAsync("brief", "queue.yaml", "plan.yaml");

        Assert.True(said.Code == ExitCode.Ok, said.Error);
        string report = Assert.Single(bench.Files, f => f.EndsWith("report.html", StringComparison.Ordinal));
        Assert.StartsWith("runs/brief-plan-", report, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(bench.PathOf(report), TestContext.Current.CancellationToken);
        Assert.Contains("The page that decides", page, StringComparison.Ordinal);
        Assert.Contains("cee doubt plan.yaml --against queue.yaml", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Contains("clocked work on time", said.Out, StringComparison.Ordinal);
        Assert.Contains("Report: runs/brief-plan-", said.Out.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.True(bench.Options!.Reuse);
    }

    [Fact]
    public async Task Brief_AFloorPlan_IsAThirdColumn()
    {
        Said said = await bench.CallAsync("brief", "queue.yaml", "plan.yaml", "--floor", "floor.yaml", "--replications", "2", "--json");

        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement root = document.RootElement;
        Assert.Equal(["today", "plan", "floor plan"], root.GetProperty("plans").EnumerateArray().Select(p => p.GetProperty("title").GetString()));
        Assert.Equal(2, root.GetProperty("replications").GetInt32());
        Assert.All(root.GetProperty("page").EnumerateArray(), l => Assert.Equal(3, l.GetProperty("cells").GetArrayLength()));
        Assert.Equal("cee brief queue.yaml plan.yaml --floor floor.yaml --replications 2", root.GetProperty("commandLine").GetString());
    }

    [Fact]
    public async Task Brief_BrokenFiles_TellsEveryErrorAndRunsNothing()
    {
        bench.Scenarios["bad.yaml"] = Samples.Invalid(new ScenarioError("bad.yaml", 3, 7, "unknown key \"sed\""));
        Said said = await bench.CallAsync("brief", "queue.yaml", "bad.yaml", "--floor", "missing.yaml", "--expansion", "gone.yaml");

        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("bad.yaml:3:7: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("missing.yaml:1:1: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("gone.yaml:1:1: ", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
        Assert.Empty(bench.Files);
    }

    [Theory]
    [InlineData("850")]
    [InlineData("1000..850:50")]
    [InlineData("850..1000")]
    [InlineData("")]
    public async Task Brief_ARangeOfPeopleThatIsNone_IsWrongUsage(string range)
    {
        Said said = await bench.CallAsync("brief", "queue.yaml", "plan.yaml", "--people", range);

        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("--people", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
    }

    [Fact]
    public async Task Brief_Recovering_HasTheWeeksOfTodayAndPlan_AndAChartOfEach()
    {
        await File.WriteAllTextAsync(bench.PathOf("more.yaml"), $"name: More people\nextends: {Repository.Scenario("smoke")}\nrates: {{ selected: 2.5 % }}\n", TestContext.Current.CancellationToken);
        Said said = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), "brief", Repository.Scenario("smoke"), "more.yaml", "--replications", "2", "--recover", "0,2", "--out", "here", "--json");

        Assert.True(said.Code == ExitCode.Ok, said.Error);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement[] lines = [.. document.RootElement.GetProperty("page").EnumerateArray().Where(l => l.GetProperty("group").GetString() == "Reserve")];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, l => Assert.StartsWith("weeks after 10 % more entries from ", l.GetProperty("measure").GetString(), StringComparison.Ordinal));
        Assert.All(lines, l => Assert.Matches("none|week|–", l.GetProperty("cells")[0].GetString()));
        Assert.Contains("here/charts/reserve-1.png", bench.Files);
        Assert.Contains("here/charts/reserve-2.png", bench.Files);
        Assert.EndsWith("--replications 2 --recover 0,2", document.RootElement.GetProperty("commandLine").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ten", "--recover ten: whole numbers of people")]
    [InlineData("0,25", "--recover: queue.yaml: A plain queue has neither entries nor specialists")]
    public async Task Brief_ReserveThatCantBeAsked_IsWrongUsage(string people, string message)
    {
        Said said = await bench.CallAsync("brief", "queue.yaml", "plan.yaml", "--recover", people);

        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Compared);
    }

    [Fact]
    public async Task Brief_SeedsDiffer_RefusesWithTheReason()
    {
        bench.Scenarios["other.yaml"] = Samples.Valid(Samples.Queue() with { Seed = 8, ScenarioHash = new string('d', 64) });
        Said said = await bench.CallAsync("brief", "queue.yaml", "other.yaml");

        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("seeds differ (7 and 8)", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brief_OutHoldsOtherFiles_RefusesBeforeItRuns()
    {
        Directory.CreateDirectory(bench.PathOf("thesis"));
        await File.WriteAllTextAsync(bench.PathOf("thesis/chapter.tex"), "", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("brief", "queue.yaml", "plan.yaml", "--out", "thesis");

        Assert.Equal(ExitCode.Conflict, said.Code);
        Assert.Null(bench.Compared);
    }

    [Fact]
    public void StoredDoubt_BrokenOrForeignDocuments_ArePassedOver()
    {
        string runs = bench.PathOf("runs");
        foreach ((string name, string text) in new[] { ("doubt-a", "{"), ("doubt-b", "[]"), ("doubt-c", "null"), ("doubt-d", "{\"scenarioHash\":\"x\"}"), ("doubt-e", "") })
        {
            Directory.CreateDirectory(Path.Combine(runs, name));
            File.WriteAllText(Path.Combine(runs, name, "doubt.json"), text);
        }

        Assert.Null(StoredDoubt.Find(runs, Samples.Queue(), Samples.Queue(), "coverage"));
        Assert.Null(StoredDoubt.Find(bench.PathOf("nowhere"), Samples.Queue(), Samples.Queue(), "coverage"));
    }
}
