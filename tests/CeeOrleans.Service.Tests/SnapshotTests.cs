using System.Net;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Service.Tests;

/// <summary>Snapshots over HTTP and by the command: confidential, the same for the same state, deleted only when somebody says so.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-snapshots-").FullName;
    private readonly Served.Clock clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "live");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Snapshot_IsTheOwnersFile_SaysItsHashAndCounts_AndIsDeletedOnDemand()
    {
        await using LiveService service = await StartAsync();
        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        string ior = await FiledAsync(owner);
        Said taken = await TakeAsync(owner);
        Assert.Equal(HttpStatusCode.Created, taken.Status);
        Assert.Equal((1, 1, false), (taken.Json.GetProperty("accounts").GetInt32(), taken.Json.GetProperty("items").GetInt32(), taken.Json.GetProperty("expired").GetBoolean()));
        Assert.DoesNotContain(ior, taken.Body, StringComparison.Ordinal);
        string id = taken.Json.GetProperty("id").GetString()!;
        string file = Path.Combine(Data, "snapshots", id + ".snapshot");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }

        using (FileStream stream = File.OpenRead(file))
        {
            LiveSnapshot snapshot = SnapshotFile.Read(stream);
            Assert.Equal((ior, taken.Json.GetProperty("hash").GetString()), (snapshot.Accounts.Single().Ior, snapshot.Facts.Hash));
        }

        Assert.Contains(AuditReader.Read(AuditFolder.Of(Data), new AuditFilter()), r => r.Record.Act == AuditAct.Outcome && r.Record.Route == "/v1/snapshots" && r.Record.About == id);
        clock.Seconds += 60;
        Said again = await TakeAsync(owner);
        Assert.NotEqual(id, again.Json.GetProperty("id").GetString());
        Assert.Equal(taken.Json.GetProperty("hash").GetString(), again.Json.GetProperty("hash").GetString());

        await FiledAsync(owner);
        clock.Seconds += 40 * SimTime.Day;
        Assert.NotEqual(taken.Json.GetProperty("hash").GetString(), (await TakeAsync(owner)).Json.GetProperty("hash").GetString());
        Said list = await Served.GetAsync(owner, "/v1/snapshots");
        Assert.Equal([false, true, true], list.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("expired").GetBoolean()));
        Assert.True(File.Exists(file));
        using HttpResponseMessage deleted = await owner.DeleteAsync($"/v1/snapshots/{id}", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.False(File.Exists(file));
        foreach (string other in new[] { id, "..%2F..%2Flive", "..%2Fowner" })
        {
            using HttpResponseMessage none = await owner.DeleteAsync($"/v1/snapshots/{other}", Stop);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [Fact]
    public async Task Snapshots_AreTakenByWhomTheSettingsName_AndNoMoreThanTheyAllow()
    {
        await using LiveService service = await StartAsync(new SnapshotSettings { Takers = [ServiceRole.Administrator], MostKept = 1 });
        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        using StringContent body = new("""{"name":"planner","role":"planner"}""");
        using HttpResponseMessage key = await owner.PostAsync("/v1/keys", body, Stop);
        using HttpClient planner = Served.Client(service.Url, JsonDocument.Parse(await key.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await TakeAsync(planner)).Status);
        Assert.Equal(HttpStatusCode.Created, (await TakeAsync(owner)).Status);
        clock.Seconds += 1;
        Said full = await TakeAsync(owner);
        Assert.Equal(HttpStatusCode.Conflict, full.Status);
        Assert.Contains("cee snapshot delete", full.Body, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(Data, "snapshots")));
    }

    [Fact]
    public async Task Store_ThatContradictsItself_GivesNoSnapshot_AndTellsAPlannerOfNoAccount()
    {
        await using LiveService service = await StartAsync();
        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        string ior = await FiledAsync(owner);
        await using (Microsoft.Data.Sqlite.SqliteConnection store = new($"Data Source={Path.Combine(Data, "live.db")}"))
        {
            await store.OpenAsync(Stop);
            using Microsoft.Data.Sqlite.SqliteCommand command = store.CreateCommand();
            command.CommandText = "UPDATE open_item SET office = '999'";
            await command.ExecuteNonQueryAsync(Stop);
        }

        Said refused = await TakeAsync(owner);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.DoesNotContain(ior, refused.Body, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(Data, "snapshots")));
    }

    [Fact]
    public async Task Command_TakesListsAndDeletes_WhereAServiceRunsAndWhereNone()
    {
        string hash;
        await using (LiveService service = await StartAsync())
        {
            using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
            await FiledAsync(owner);
            (int exit, string said) = await IngestTests.CeeAsync("snapshot", "take", "--data", Data);
            Assert.True(exit == 0, said);
            Assert.Contains("as of 2016-02-01T15:00:00Z, snapshot ", said, StringComparison.Ordinal);
            Assert.Contains("taking a snapshot of all accounts", said, StringComparison.Ordinal);
            Assert.Contains("1 accounts, 1 open items", said, StringComparison.Ordinal);
            Assert.True(File.Exists(said.Split('\n')[0]), said);
            hash = said.Split(", snapshot ")[1][..64];
        }

        // Nobody serves now, and it is another year by the machine's clock: the account entered nothing in thirteen months.
        (int taken, string offline) = await IngestTests.CeeAsync("snapshot", "take", "--data", Data);
        Assert.True(taken == 0, offline);
        Assert.Contains("taking a snapshot of all accounts", offline, StringComparison.Ordinal);
        Assert.Contains("1 accounts, 1 open items", offline, StringComparison.Ordinal);
        Assert.Contains("1 snapshot is older than they are to be kept", offline, StringComparison.Ordinal);
        (int listed, string list) = await IngestTests.CeeAsync("snapshot", "list", "--data", Data);
        Assert.True(listed == 0, list);
        Assert.Contains($"2016-02-01T150000Z-{hash[..12]}  as of 2016-02-01T15:00:00Z", list, StringComparison.Ordinal);
        (int none, string unknown) = await IngestTests.CeeAsync("snapshot", "delete", "2016-02-01T150000Z-none", "--data", Data);
        Assert.True(none == 5, unknown);
        Assert.Contains(hash[..12], unknown, StringComparison.Ordinal);
        (int expired, string gone) = await IngestTests.CeeAsync("snapshot", "delete", "--expired", "--data", Data);
        Assert.True(expired == 0, gone);
        Assert.Contains("1 deleted, 1 kept", gone, StringComparison.Ordinal);
        Assert.Contains($"deleted 2016-02-01T150000Z-{hash[..12]}", gone, StringComparison.Ordinal);

        // What was done without the service waits for its log.
        string[] notes = [.. Directory.GetFiles(Path.Combine(AuditFolder.Of(Data), "inbox"), "*.note").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        Assert.Equal(2, notes.Length);
        Assert.Contains("snapshot take", notes[0], StringComparison.Ordinal);
        Assert.Contains("snapshot delete", notes[1], StringComparison.Ordinal);
        Assert.Contains(hash[..12], notes[1], StringComparison.Ordinal);
    }

    private Task<LiveService> StartAsync(SnapshotSettings? settings = null) =>
        LiveService.StartAsync(Served.Options(Data, clock) with { Snapshots = settings ?? new SnapshotSettings() }, Stop);

    private static async Task<Said> TakeAsync(HttpClient client) => await Said.OfAsync(await client.PostAsync("/v1/snapshots", null, Stop));

    /// <summary>An account with one entry and one open item.</summary>
    private static async Task<string> FiledAsync(HttpClient client)
    {
        string ior = Served.Fresh();
        await Served.DoAsync(client, ior, new OpenAccount(new AccountProfile("Confidential Imports", "", "", "", ""), new Membership(2, true), Center: "001"));
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(client, ior, SmallPlan.Entry(Served.Serial(), WorkKind.DocumentReview))).Status);
        return ior;
    }
}
