using System.Text.Json;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Cli.Tests;

public sealed class StaffVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Staff_PlainQueue_TableStatementAndFolder()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--years", "3", "--search-years", "2");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        Assert.Contains("desk (desk)", said.Out, StringComparison.Ordinal);
        Assert.Contains("The plan takes ", said.Out, StringComparison.Ordinal);
        Assert.Contains("of 3 fresh years", said.Out, StringComparison.Ordinal);
        Assert.Contains("can cost less than", said.Out, StringComparison.Ordinal);
        string folder = bench.Files.Single(f => f.StartsWith("runs/staffing-queue-", StringComparison.Ordinal) && f.Count(c => c == '/') == 1);
        foreach (string file in new[] { "report.html", "staffing.json", "desks.csv", "desks.parquet", "targets.csv", "years.csv", "charts/alone-desk-import.png", "charts/alone-desk-import.csv" })
        {
            Assert.Contains($"{folder}/{file}", bench.Files);
        }
    }

    [Fact]
    public async Task Staff_Json_HasStableNamesAndASecondCallGivesTheSameBytes()
    {
        string[] call = ["staff", "queue.yaml", "--years", "2", "--search-years", "2", "--json"];
        Said first = await bench.CallAsync(call);
        Said second = await bench.CallAsync(call);
        Assert.Equal(first.Out, second.Out);
        using JsonDocument document = JsonDocument.Parse(first.Out);
        JsonElement root = document.RootElement;
        Assert.Equal(
            ["scenario", "scenarioHash", "dataHash", "modelVersion", "seed", "commandLine", "office", "role", "statement", "cost", "certificate", "search", "desks", "targets", "floors", "draws", "worlds", "unprotected", "files"],
            root.EnumerateObject().Select(p => p.Name));
        JsonElement desk = Assert.Single(root.GetProperty("desks").EnumerateArray());
        Assert.Equal("import specialist", desk.GetProperty("role").GetString());
        Assert.Equal(3, desk.GetProperty("today").GetInt32());
        Assert.True(desk.GetProperty("answer").GetInt32() >= desk.GetProperty("neededByLoad").GetInt32());
        Assert.Equal("cee staff queue.yaml --years 2 --search-years 2", root.GetProperty("commandLine").GetString());
    }

    [Fact]
    public async Task Staff_KindWithoutTarget_IsRefusedWithTheLinesToAdd_UnlessTold()
    {
        RunInputs inputs = Samples.Queue();
        inputs = inputs with { Kinds = [.. inputs.Kinds, new KindInput { Kind = WorkKind.Plain + 1, Name = "letter, late", Role = Role.ImportSpecialist, Rank = Rank.Pool, Service = Distribution.Exponential(60), Clock = default }] };
        bench.Scenarios["two.yaml"] = Samples.Valid(inputs);
        Said refused = await bench.CallAsync("staff", "two.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, refused.Code);
        Assert.Contains("one kind of work has neither a target nor the word unprotected: letter, late.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("- { measure: coverage, kind: \"letter, late\", at least: 95 % }", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--leave-unprotected", refused.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);

        Said told = await bench.CallAsync("staff", "two.yaml", "--leave-unprotected", "--years", "1", "--search-years", "1");
        Assert.True(told.Code == ExitCode.Ok, told.Error);
        Assert.Contains("Left unprotected: letter, late.", told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_KindThatAFileCallsUnprotected_IsNotRefused_ButReferenceDataDoNotCount()
    {
        RunInputs inputs = Samples.Queue();
        inputs = inputs with { Kinds = [.. inputs.Kinds, new KindInput { Kind = WorkKind.Plain + 1, Name = "letter", Role = Role.ImportSpecialist, Rank = Rank.Pool, Service = Distribution.Exponential(60), Clock = default }] };
        LoadedScenario valid = Samples.Valid(inputs);
        EffectiveValue said = new("queue.kinds.letter.unprotected", "yes", "two.yaml:9", "", "", "");
        bench.Scenarios["file.yaml"] = valid with { Effective = [.. valid.Effective, said] };
        bench.Scenarios["data.yaml"] = valid with { Effective = [.. valid.Effective, said with { Mark = "A", Origin = "reference data" }] };
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("staff", "file.yaml", "--years", "1", "--search-years", "1")).Code);
        Assert.Equal(ExitCode.ScenarioInvalid, (await bench.CallAsync("staff", "data.yaml", "--years", "1", "--search-years", "1")).Code);
    }

    [Fact]
    public async Task Staff_WithoutAnyTarget_IsRefusedEvenWhenTold()
    {
        bench.Scenarios["none.yaml"] = Samples.Valid(Samples.Queue() with { Targets = [] });
        Said said = await bench.CallAsync("staff", "none.yaml", "--leave-unprotected");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("customer", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_TargetThatCannotBeMet_TellsTheNearestThatCan()
    {
        RunInputs inputs = Samples.Queue();
        bench.Scenarios["hard.yaml"] = Samples.Valid(inputs with
        {
            Kinds = [inputs.Kinds[0] with { Service = Distribution.Lognormal(30_000, 3) }],
            Targets = [inputs.Targets[0] with { AtLeast = 0.999 }],
            Sources = [inputs.Sources[0] with { Between = Distribution.Exponential(9_000) }],
        });
        Said said = await bench.CallAsync("staff", "hard.yaml", "--years", "1", "--search-years", "2");
        Assert.Equal(ExitCode.TargetMissed, said.Code);
        Assert.Contains("cannot be met by any number of people", said.Error, StringComparison.Ordinal);
        Assert.Matches(@"on time: customer at desk: 99\.90 % asked, \d\d(\.\d+)? % reached with \d+ import specialists in the worst year of 2; at least: \d\d(\.\d)? % can be\.", said.Error);
        Assert.DoesNotContain(bench.Files, f => f.StartsWith("runs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_AsItStands_SearchesNobodyAndTakesAPartOfANameAloud()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--as-it-stands", "--office", "des", "--years", "2");
        Assert.Contains("cee: --office des is taken as desk (desk).", said.Error, StringComparison.Ordinal);
        Assert.Contains("as it stands has 3 import specialists", said.Out, StringComparison.Ordinal);
        Assert.Contains("(targets of their own work, the other desk as it is): ", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, ExitCode.Ok)]
    [InlineData(1, ExitCode.TargetMissed)]
    public async Task Staff_AsItStands_ExitCodeSaysWhetherThePeopleMeetTheTargetsAsOftenAsAsked(int people, int code)
    {
        RunInputs inputs = Samples.Queue();
        bench.Scenarios["asked.yaml"] = Samples.Valid(inputs with { Offices = [inputs.Offices[0] with { Staff = [new StaffInput(Role.ImportSpecialist, people)] }] });
        Said said = await bench.CallAsync("staff", "asked.yaml", "--as-it-stands", "--years", "2");
        Assert.True(said.Code == code, said.Error);
        Assert.Equal(code != ExitCode.Ok, said.Error.Contains("of 2 fresh years; 95 % of years were asked for (--sure)", StringComparison.Ordinal));
        Assert.Contains(bench.Files, f => f.EndsWith("/staffing.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_UnknownOffice_NamesTheNearest()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--office", "dask");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("--office dask: no such office. Did you mean desk?", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Staff_OneRole_IsSearchedAloneAndSaid()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--role", "import", "--years", "2", "--search-years", "2");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        Assert.Contains("It met every target of import specialists' work in ", said.Out, StringComparison.Ordinal);
        Assert.Contains("Entry specialists stay as they are", said.Out, StringComparison.Ordinal);
        Assert.Contains("Targets of import specialists' work: on time at least ", said.Out, StringComparison.Ordinal);

        Said none = await bench.CallAsync("staff", "queue.yaml", "--role", "entry");
        Assert.Equal(ExitCode.Usage, none.Code);
        Assert.Contains("no targets for work of entry specialists", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_Table_IsExplainedAndTheSearchTellsItsAnswerBeforeItIsTried()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--years", "2", "--search-years", "2");
        Assert.Contains("cee: the search asks for ", said.Error, StringComparison.Ordinal);
        Assert.Contains("by search: fewest that met the desk's targets in every one of the 2 years of the search", said.Out, StringComparison.Ordinal);
        Assert.Matches(@"Why \d+ import specialists: \d+ met the targets of their work in each of the 2 years of the search; ", said.Out);
    }

    [Fact]
    public async Task Staff_WorldsOfAPlainQueue_AreWrongUsage()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--worlds", "8");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("no marked assumptions", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_OtherImportersOfAPlainQueue_AreWrongUsage()
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", "--draws", "2");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("--draws: a plain queue has no importers", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_PeopleWhoComeAndGo_AreRefused()
    {
        RunInputs inputs = Samples.Queue();
        bench.Scenarios["moving.yaml"] = Samples.Valid(inputs with { People = inputs.People with { OverTime = new PeopleOverTimeInput { On = true } } });
        Said said = await bench.CallAsync("staff", "moving.yaml");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("come and go", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_Interrupted_Says130AndLeavesNoFolder()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        Said said = await bench.CallAsync(stop.Token, "staff", "queue.yaml");
        Assert.Equal(ExitCode.Interrupted, said.Code);
        Assert.Contains("the same command goes on", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Files, f => f.StartsWith("runs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--years", "0")]
    [InlineData("--search-years", "101")]
    [InlineData("--sure", "100")]
    [InlineData("--worlds", "-1")]
    [InlineData("--worlds", "1")]
    [InlineData("--draws", "201")]
    [InlineData("--seed", "many")]
    [InlineData("--role", "officer")]
    public async Task Staff_WrongOption_IsUsage(string option, string value)
    {
        Said said = await bench.CallAsync("staff", "queue.yaml", option, value);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(option, said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Staff_FolderWithOtherFiles_IsNotOverwritten()
    {
        Directory.CreateDirectory(bench.PathOf("mine"));
        await File.WriteAllTextAsync(bench.PathOf("mine/letter.txt"), "dear", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("staff", "queue.yaml", "--out", "mine");
        Assert.Equal(ExitCode.Conflict, said.Code);
    }
}
