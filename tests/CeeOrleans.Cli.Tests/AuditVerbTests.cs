using System.Text.Json;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Cli.Tests;

/// <summary><c>cee audit</c> on a chain that a service left behind.</summary>
public sealed class AuditVerbTests : IDisposable
{
    private readonly Bench bench = new();

    private string Audit => Path.Combine(bench.Folder, "live", "audit");

    private string Segment => Assert.Single(Directory.GetFiles(Audit, "*.jsonl"));

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Verify_OfAWholeChain_SaysHowFarItReachesAndExitsZero()
    {
        await WrittenAsync();
        Said said = await bench.CallAsync("audit", "verify", "--data", "live");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("records 1 to 6 in 1 segments are whole", said.Out, StringComparison.Ordinal);
        Assert.Contains("holds no store", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfASpoiltChain_NamesFileLineFoundAndExpectedAndExitsOne()
    {
        await WrittenAsync();
        string[] lines = await File.ReadAllLinesAsync(Segment, TestContext.Current.CancellationToken);
        lines[2] = lines[2].Replace("\"status\":200", "\"status\":403", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Segment, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("audit", "verify", "--data", "live");
        Assert.Equal(ExitCode.Failure, said.Code);
        Assert.Matches($"broken at {Path.GetFileName(Segment)} line 3: found bytes with the hash [0-9a-f]{{64}}; expected those with the hash [0-9a-f]{{64}}", said.Error);
        Said json = await bench.CallAsync("audit", "verify", "--data", "live", "--json");
        Assert.Equal(3, JsonDocument.Parse(json.Out).RootElement[0].GetProperty("broken").GetProperty("line").GetInt32());
        Assert.Equal(ExitCode.Failure, (await bench.CallAsync("audit", "anchor", "--data", "live")).Code);
    }

    [Fact]
    public async Task Anchor_KeptElsewhere_FindsATailThatWasCutOff()
    {
        await WrittenAsync();
        Said anchor = await bench.CallAsync("audit", "anchor", "--data", "live");
        Assert.Equal(ExitCode.Ok, anchor.Code);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "kept.jsonl"), anchor.Out, TestContext.Current.CancellationToken);
        string[] check = ["audit", "verify", "--data", "live", "--anchors", "kept.jsonl"];
        Assert.Contains("1 anchors fit", (await bench.CallAsync(check)).Out, StringComparison.Ordinal);
        await File.WriteAllLinesAsync(Segment, (await File.ReadAllLinesAsync(Segment, TestContext.Current.CancellationToken))[..^1], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("audit", "verify", "--data", "live")).Code);
        Said cut = await bench.CallAsync(check);
        Assert.Equal(ExitCode.Failure, cut.Code);
        Assert.Contains("after record 5; expected record 6, anchored at", cut.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"chain":"a","sequence":0,"hash":"x","at":1}""")]
    public async Task Anchors_ThatAreNone_AreNamedByTheirLine(string line)
    {
        await WrittenAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "kept.jsonl"), "\n" + line + "\n", TestContext.Current.CancellationToken);
        Said said = await bench.CallAsync("audit", "verify", "--data", "live", "--anchors", "kept.jsonl");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("line 2", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_FiltersByAccountHolderAndTime_AsATableAndAsLines_AndLeavesANote()
    {
        await WrittenAsync();
        Said table = await bench.CallAsync("audit", "show", "--data", "live", "--account", "77-000000100");
        Assert.Equal(ExitCode.Ok, table.Code);
        Assert.Contains("Ann (k1)", table.Out, StringComparison.Ordinal);
        Assert.Contains("GET /v1/accounts/{ior}", table.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Bob", table.Out, StringComparison.Ordinal);
        Said lines = await bench.CallAsync("audit", "show", "--data", "live", "--who", "Bob", "--json");
        JsonElement record = JsonDocument.Parse(Assert.Single(lines.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("77-000000200", record.GetProperty("account").GetString());
        Assert.Contains((await File.ReadAllLinesAsync(Segment, TestContext.Current.CancellationToken))[3], lines.Out, StringComparison.Ordinal);
        Assert.Empty((await bench.CallAsync("audit", "show", "--data", "live", "--json", "--since", "2999-01-01")).Out);
        Said latest = await bench.CallAsync("audit", "show", "--data", "live", "--json", "--limit", "2");
        Assert.Equal(2, latest.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("latest 2 of 6", latest.Error, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(Audit, "inbox"), "*.note").Length);
    }

    [Theory]
    [InlineData(ExitCode.NotFound, "holds no audit log", "verify", "--data", "nothing")]
    [InlineData(ExitCode.NotFound, "holds no audit log", "show", "--data", "nothing")]
    [InlineData(ExitCode.NotFound, "holds no audit log", "anchor", "--data", "nothing")]
    [InlineData(ExitCode.Usage, "--account", "show", "--data", "live", "--account", "12")]
    [InlineData(ExitCode.Usage, "--since", "show", "--data", "live", "--since", "yesterday")]
    [InlineData(ExitCode.Usage, "cee audit show --help", "show", "--data", "live", "--limit", "0")]
    [InlineData(ExitCode.Usage, "Did you mean verify?", "verfy")]
    public async Task WrongCalls_AreToldWhatIsWrong(int code, string message, params string[] args)
    {
        await WrittenAsync();
        Said said = await bench.CallAsync(["audit", .. args]);
        Assert.Equal(code, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_IsNotedBeforeItIsMade_AndNotMadeWhereItCantBe()
    {
        SqliteDatabase database = new(Path.Combine(Directory.CreateDirectory(Path.Combine(bench.Folder, "live")).FullName, "live.db"));
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, (await bench.CallAsync("backup", "monday.db", "--data", "live")).Code);
        string note = Assert.Single(Directory.GetFiles(Path.Combine(Audit, "inbox"), "*.note"));
        Assert.Contains("monday.db", await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Directory.Delete(Audit, recursive: true);
        await File.WriteAllTextAsync(Audit, "in the way", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Conflict, (await bench.CallAsync("backup", "tuesday.db", "--data", "live")).Code);
        Assert.False(File.Exists(Path.Combine(bench.Folder, "tuesday.db")));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static AuditRecord Look(string? key, string? actor, string account) =>
        new() { Act = AuditAct.Answer, Key = key, Actor = actor, Role = "auditor", Verb = "GET", Route = "/v1/accounts/{ior}", Account = account, Status = 200 };

    /// <summary>A segment, its start, a look of Ann, one of Bob, one of nobody, its stop.</summary>
    private async Task WrittenAsync()
    {
        AuditLog log = await AuditLog.OpenAsync(Audit, new AuditOptions(), TimeProvider.System, []);
        await log.AppendAsync(Look("k1", "Ann", "77-000000100"));
        await log.AppendAsync(Look("k2", "Bob", "77-000000200"));
        await log.AppendAsync(Look(null, null, "77-000000300"));
        await log.DisposeAsync();
    }
}
