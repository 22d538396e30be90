using System.Text.Json;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Tests;

/// <summary>validate, show, schema, new, completion.</summary>
public sealed class ScenarioVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Validate_GoodAndBad_TellsBothAndExitsThree()
    {
        bench.Scenarios["bad.yaml"] = Samples.Invalid(new ScenarioError("bad.yaml", 2, 1, "unknown key"));
        Said said = await bench.CallAsync("validate", "queue.yaml", "bad.yaml", "missing.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Equal("queue.yaml: ok", said.Out.Trim());
        Assert.Contains("bad.yaml:2:1: unknown key", said.Error, StringComparison.Ordinal);
        Assert.Contains("missing.yaml:1:1: no such file", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_WithoutEffective_LeavesOutReferenceData()
    {
        Said said = await bench.CallAsync("show", "queue.yaml");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("queue.yaml:1", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("document review", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Effective_GivesOriginMarkAndSource()
    {
        Said said = await bench.CallAsync("show", "queue.yaml", "--effective");
        string row = Assert.Single(said.Out.Split('\n'), l => l.Contains("rates.document review", StringComparison.Ordinal));
        Assert.Contains("reference data", row, StringComparison.Ordinal);
        Assert.Contains("GAO-05-663", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Of_TellsAllThatIsKnownOfTheValuesWithTheseWords()
    {
        Said said = await bench.CallAsync("show", "queue.yaml", "--of", "Document Review");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.StartsWith("rates.document review\nvalue: 10 %\n", said.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("\nsource: GAO-05-663", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("horizon", said.Out, StringComparison.Ordinal);

        Said none = await bench.CallAsync("show", "queue.yaml", "--of", "document reveiw");
        Assert.Equal(ExitCode.NotFound, none.Code);
        Assert.Contains("Did you mean document review?", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_EffectiveJson_IsOneDocument()
    {
        Said said = await bench.CallAsync("show", "queue.yaml", "--effective", "--json");
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement value = document.RootElement.GetProperty("values")[1];
        Assert.Equal(["path", "value", "origin", "mark", "source", "range"], value.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Schema_IsJsonOnTheOutput()
    {
        Said said = await bench.CallAsync("schema");
        Assert.Equal(ExitCode.Ok, said.Code);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        Assert.True(document.RootElement.TryGetProperty("$schema", out _));
    }

    [Fact]
    public async Task New_WritesAFileThatExtendsTheBase()
    {
        Ship("national-cees");
        Said said = await bench.CallAsync("new", "plans/my-plan");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Equal("plans/my-plan.yaml", said.Out.Trim());
        string text = await File.ReadAllTextAsync(bench.PathOf("plans/my-plan.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("\nextends: ../scenarios/national-cees.yaml", "\n" + text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("name: my-plan", text, StringComparison.Ordinal);
        Assert.Contains("description: 'Begins as national-cees", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_FromAFile_ExtendsIt()
    {
        await File.WriteAllTextAsync(bench.PathOf("2024 base.yaml"), "name: base\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("new", "my-plan.yaml", "--from", "2024 base.yaml")).Code);
        Assert.Contains("extends: '2024 base.yaml'", await File.ReadAllTextAsync(bench.PathOf("my-plan.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_FileExists_RefusesAndChangesNothing()
    {
        Ship("national-cees");
        await File.WriteAllTextAsync(bench.PathOf("my-plan.yaml"), "precious", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("new", "my-plan");
        Assert.Equal(ExitCode.Conflict, said.Code);
        Assert.Contains("not overwritten", said.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(bench.PathOf("my-plan.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task New_UnknownBase_NamesTheNearest()
    {
        Ship("national-cees");
        Said said = await bench.CallAsync("new", "my-plan", "--from", "national-ces");
        Assert.Equal(ExitCode.NotFound, said.Code);
        Assert.Contains("Did you mean national-cees?", said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.PathOf("my-plan.yaml")));
    }

    [Fact]
    public async Task New_UnknownBase_SaysWhereItLookedAndWhatThereIs()
    {
        Ship("mine");
        Said said = await bench.CallAsync("new", "my-plan", "--from", "zzzzzzzzzz");
        Assert.Equal(ExitCode.NotFound, said.Code);
        Assert.Contains(bench.Folder, said.Error, StringComparison.Ordinal);
        Assert.Contains("mine", said.Error, StringComparison.Ordinal);
        Assert.Contains("national-cees", said.Error, StringComparison.Ordinal); // shipped with the program
        Assert.Contains("--from PATH/zzzzzzzzzz.yaml", said.Error, StringComparison.Ordinal);
        Said path = await bench.CallAsync("new", "my-plan", "--from", "there/smoke.yaml");
        Assert.Contains($"there is no file {bench.PathOf("there/smoke.yaml")}", path.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_OutsideTheRepository_FindsWhatIsShippedWithTheProgram()
    {
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("new", "my-plan", "--from", "smoke")).Code);
        Assert.Contains("scenarios/smoke.yaml", await File.ReadAllTextAsync(bench.PathOf("my-plan.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _cee cee")]
    [InlineData("zsh", "#compdef cee")]
    [InlineData("fish", "complete -c cee")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Completion_ScriptHoldsVerbsAndAsksTheCommand(string shell, string mark)
    {
        Said said = await bench.CallAsync("completion", shell);
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains(mark, said.Out, StringComparison.Ordinal);
        Assert.Contains("[suggest:", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("@VERBS@", said.Out, StringComparison.Ordinal);
        Assert.All(UsageTests.VerbNames, v => Assert.Contains(v.Data, said.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SuggestDirective_GivesVerbsAndOptions()
    {
        Said verbs = await bench.CallAsync("[suggest:0]", "");
        Assert.All(UsageTests.VerbNames, v => Assert.Contains(v.Data, verbs.Out.Split('\n').Select(l => l.Trim())));
        Said options = await bench.CallAsync("[suggest:16]", "run x.yaml --rep");
        Assert.Equal("--replications", options.Out.Trim());
    }

    private void Ship(string name)
    {
        Directory.CreateDirectory(bench.PathOf("scenarios"));
        File.WriteAllText(bench.PathOf($"scenarios/{name}.yaml"), $"name: {name}\n");
    }
}
