using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace CeeOrleans.Service.Tests.Audit;

/// <summary>Anchors in the store, segments that are old enough to go, notes of other commands.</summary>
public sealed class AuditKeeperTests : IAsyncLifetime
{
    private const int Day = 86_400;

    private readonly Chain chain = new();
    private readonly string store = Directory.CreateTempSubdirectory("cee-anchors-").FullName;
    private AuditAnchorRows rows = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        SqliteDatabase database = new(Path.Combine(store, "live.db"));
        await database.MigrateAsync(Stop);
        rows = new AuditAnchorRows(database);
    }

    public ValueTask DisposeAsync()
    {
        chain.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(store, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Head_IsAnchoredWhenItMoved_AndSealsStayWhenHeadsGo()
    {
        AuditLog log = await chain.OpenAsync();
        AuditKeeper keeper = Keeper(log, 30);
        await keeper.OnceAsync();
        await keeper.OnceAsync();
        Assert.Single(await rows.AllAsync(Stop));
        await log.AppendAsync(Chain.Look("a"));
        await keeper.OnceAsync();
        Assert.Equal(2, (await rows.AllAsync(Stop)).Length);
        chain.Time.Seconds += Day;
        await log.AppendAsync(Chain.Look("b"));
        await keeper.OnceAsync();
        AuditAnchor[] anchors = [.. await rows.AllAsync(Stop)];
        Assert.Equal([true, false], anchors.Select(a => a.Seal));
        Assert.Equal(log.Head, new AuditHead(anchors[^1].Sequence, anchors[^1].Hash));
        await log.DisposeAsync();
        AuditReport report = chain.Check(anchors);
        Assert.Equal((null, 2), (report.Broken, report.Anchors));
    }

    [Fact]
    public async Task Segments_OlderThanTheyAreKept_GoWhole_AndTheChainIsStillWhole()
    {
        AuditLog log = await chain.OpenAsync();
        AuditKeeper keeper = Keeper(log, 3);
        for (int day = 0; day < 8; day++)
        {
            await log.AppendAsync(Chain.Look($"day {day}"));
            await keeper.OnceAsync();
            chain.Time.Seconds += Day;
        }

        Assert.Equal("day 3", chain.Records().First(r => r.Act == AuditAct.Answer).Account);
        AuditReport report = chain.Check([.. await rows.AllAsync(Stop)]);
        Assert.Null(report.Broken);
        Assert.True(report.First > 1);
        await log.DisposeAsync();

        // One more file gone is not what the chain says.
        File.Delete(chain.Files[0]);
        AuditBreak broken = chain.Check([.. await rows.AllAsync(Stop)]).Broken!;
        Assert.Contains("were removed", broken.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removal_ThatEndedHalfWay_IsFinishedTheNextTime_AndWholeMeanwhile()
    {
        AuditLog log = await chain.OpenAsync();
        for (int day = 0; day < 6; day++)
        {
            await log.AppendAsync(Chain.Look($"day {day}"));
            chain.Time.Seconds += Day;
        }

        (string Path, byte[] Bytes)[] before = [.. chain.Files.Select(f => (f, File.ReadAllBytes(f)))];
        await Keeper(log, 2).OnceAsync();
        int left = chain.Files.Length;
        Assert.True(left < before.Length - 1);

        // As if the process had ended after the first file was gone.
        foreach ((string path, byte[] bytes) in before.Skip(1).Where(f => !File.Exists(f.Path)))
        {
            await File.WriteAllBytesAsync(path, bytes, Stop);
        }

        Assert.Null(chain.Check([.. await rows.AllAsync(Stop)]).Broken);
        await Keeper(log, 2).OnceAsync();
        Assert.Equal(left, chain.Files.Length);
        Assert.Null(chain.Check([.. await rows.AllAsync(Stop)]).Broken);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Records_AreKeptForEver_WhenAskedTo()
    {
        AuditLog log = await chain.OpenAsync();
        await log.AppendAsync(Chain.Look("old"));
        chain.Time.Seconds += 36_500L * Day;
        await log.AppendAsync(Chain.Look("new"));
        await Keeper(log, 0).OnceAsync();
        await log.DisposeAsync();
        Assert.Contains(chain.Records(), r => r.Account == "old");
    }

    [Fact]
    public async Task Notes_OfOtherCommands_ComeIntoTheChainOnce()
    {
        AuditInbox.Leave(chain.Folder, "backup", "monday.db");
        string inbox = Path.Combine(chain.Folder, "inbox");
        await File.WriteAllTextAsync(Path.Combine(inbox, "zzz.note"), "nonsense", Stop);
        AuditLog log = await chain.OpenAsync();
        await Keeper(log, 1).OnceAsync();
        await Keeper(log, 1).OnceAsync();
        await log.DisposeAsync();
        AuditRecord[] noted = [.. chain.Records().Where(r => r.Act == AuditAct.Noted)];
        Assert.Equal(["backup", null], noted.Select(r => r.Verb));
        Assert.Equal("monday.db", noted[0].About);
        Assert.Empty(Directory.GetFiles(inbox));
    }

    private AuditKeeper Keeper(AuditLog log, int days) => new(log, rows, new AuditOptions { KeepDays = days }, chain.Time, NullLogger<AuditKeeper>.Instance);
}
