using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Service.Tests;

/// <summary>
/// Kills the service under load, starts it again, and asks: is everything that was acknowledged there, once, and in the audit log, whose
/// chain is whole? On PostgreSQL the server too is stopped as if the power had failed, in the middle of every round. Two rounds here;
/// <c>CEE_CRASH_ROUNDS</c> sets another number.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Workers = 8;
    private const int AcknowledgedARound = 150;

    private readonly string folder = Directory.CreateTempSubdirectory("cee-crash-").FullName;

    /// <summary>Null for the embedded store.</summary>
    private OwnPostgreSql? server;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Service_KilledUnderLoad_LosesNothingAcknowledgedAndDoesNothingTwice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Kills with a signal.");
        await RunAsync();
    }

    [Fact]
    public async Task Service_KilledUnderLoadOnAPostgreSqlThatStopsInTheMiddle_LosesNothingAcknowledgedAndDoesNothingTwice()
    {
        Assert.SkipWhen(OwnPostgreSql.Programs is null, OwnPostgreSql.Absent);
        await using OwnPostgreSql own = await OwnPostgreSql.StartAsync();
        server = own;
        await RunAsync();
    }

    private async Task RunAsync()
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("CEE_CRASH_ROUNDS") ?? "2", CultureInfo.InvariantCulture);
        ConcurrentDictionary<string, Sent> sent = new();
        string[] iors = [.. Enumerable.Range(0, Workers).Select(w => $"88-{w:0000000}00")];
        for (int round = 0; round < rounds; round++)
        {
            await RoundAsync(round, iors, sent);
            await AuditedAsync(sent);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round + 1} of {rounds} on {(server is null ? "SQLite" : "PostgreSQL")}: {sent.Values.Count(s => s.Answer is not null)} commands acknowledged, {sent.Values.Count(s => s.Answer is null)} cut off");
        }

        // At last: every command again, then every account holds each of its entries once, and its work is in one list.
        await using (ServeProcess process = Start())
        {
            using HttpClient client = await process.ReadyAsync();
            foreach (Sent s in sent.Values)
            {
                Said again = await Served.DoAsync(client, s.Ior, s.Command, s.Id);
                Assert.True(again.Status == HttpStatusCode.OK, again.Body);
                Assert.True(s.Answer is null || s.Answer == again.Body, $"{s.Answer} became {again.Body}");
            }

            Dictionary<string, int> listed = await ListedAsync(client);
            foreach (string ior in iors)
            {
                JsonElement account = (await Served.GetAsync(client, $"/v1/accounts/{ior}")).Json;
                int filed = sent.Values.Count(s => s.Ior == ior);
                Assert.Equal(filed, account.GetProperty("entries").GetProperty("filed").GetInt32());
                Assert.Equal(filed, account.GetProperty("openItems").GetInt32());
                Assert.Equal(filed, listed.GetValueOrDefault(ior));
            }
        }

        await AuditedAsync(sent);
        Assert.Equal(rounds + 1, Records().Count(r => r.Act == AuditAct.Start));
    }

    /// <summary>The chain is whole as the kill left it, and holds every acknowledged command: that it was wanted, and that it was done.</summary>
    private async Task AuditedAsync(ConcurrentDictionary<string, Sent> sent)
    {
        AuditAnchor[] anchors = [.. await new AuditAnchorRows(server is null ? new SqliteDatabase(Path.Combine(folder, "live.db")) : new PostgreSqlDatabase(server.ConnectionString + ";Pooling=false")).AllAsync(TestContext.Current.CancellationToken)];
        AuditReport report = Assert.Single(AuditVerifier.Check(AuditFolder.Of(folder), anchors));
        Assert.Null(report.Broken);
        Assert.True(report.Anchors > 0);
        HashSet<long> intents = [];
        HashSet<string> done = [];
        foreach (AuditRecord record in Records())
        {
            if (record.Act == AuditAct.Intent)
            {
                intents.Add(record.Sequence);
            }
            else if (record is { Act: AuditAct.Outcome, Status: (int)HttpStatusCode.OK, Result: "done" })
            {
                Assert.Contains(record.Of, intents);
                done.UnionWith(record.Ids);
            }
        }

        Assert.Empty(sent.Values.Where(s => s.Answer is not null).Select(s => s.Id).Except(done));
    }

    private IEnumerable<AuditRecord> Records() => AuditReader.Read(AuditFolder.Of(folder), new AuditFilter()).Select(r => r.Record);

    private async Task RoundAsync(int round, string[] iors, ConcurrentDictionary<string, Sent> sent)
    {
        await using ServeProcess process = Start();
        using HttpClient client = await process.ReadyAsync();
        int day = SimTime.DayOf(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)) - 1;
        int acknowledged = 0;
        TaskCompletionSource half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] load =
        [
            .. Enumerable.Range(0, Workers).Select(async w =>
            {
                await InsistAsync(client, iors[w], new OpenAccount(new AccountProfile($"Worker {w}", "", "", "", ""), default), $"open{w}");
                for (int i = 0; ; i++)
                {
                    Sent s = new($"r{round}w{w}i{i}", iors[w], new FileEntry(EntryNumber.Of($"K{w}{round % 10}", (round * 100_000) + i), PortCode.Parse("2704"), 8471, 1, 100, day, [WorkKind.DocumentReview]));
                    sent[s.Id] = s;
                    Said said = await InsistAsync(client, s.Ior, s.Command, s.Id);
                    Assert.True(said.Status == HttpStatusCode.OK, said.Body);
                    sent[s.Id] = s with { Answer = said.Body };
                    switch (Interlocked.Increment(ref acknowledged))
                    {
                        case AcknowledgedARound / 2:
                            half.SetResult();
                            break;
                        case AcknowledgedARound when server is null:
                        case AcknowledgedARound * 2:
                            enough.TrySetResult();
                            break;
                    }
                }
            }),
        ];
        Task broken = Task.WhenAny(load);
        if (server is { } own && await Task.WhenAny(half.Task, broken) == half.Task)
        {
            await own.StopImmediatelyAsync();
            await own.StartAgainAsync();
        }

        await Task.WhenAny(enough.Task, broken);
        await process.KillAsync();
        foreach (Task worker in load)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => worker);
        }

        Assert.True(acknowledged >= AcknowledgedARound);
    }

    private static async Task<Dictionary<string, int>> ListedAsync(HttpClient client)
    {
        Dictionary<string, int> listed = [];
        HashSet<(string, int)> seen = [];
        string? next = null;
        string office = "";
        do
        {
            // The accounts have no Center, so the port's service office has all of it.
            office = office.Length > 0 ? office : (await Served.GetAsync(client, "/v1/accounts/88-000000000")).Json.GetProperty("items")[0].GetProperty("office").GetString()!;
            Said page = await Served.GetAsync(client, $"/v1/offices/{office}/work?role=entrySpecialist&limit=500{(next is null ? "" : $"&cursor={next}")}");
            foreach (JsonElement item in page.Json.GetProperty("items").EnumerateArray())
            {
                string ior = item.GetProperty("account").GetString()!;
                Assert.True(seen.Add((ior, item.GetProperty("case").GetInt32())));
                listed[ior] = listed.GetValueOrDefault(ior) + 1;
            }

            next = page.Json.GetProperty("next").GetString();
        }
        while (next is not null);
        return listed;
    }

    private ServeProcess Start() => server is null
        ? ServeProcess.Start(folder)
        : ServeProcess.Start(folder, ("CEE_DATABASE__KIND", "postgresql"), ("CEE_DATABASE__CONNECTIONSTRING", server.ConnectionString));

    /// <summary>While the server of the database is away the outcome is unknown, and the same command is sent again. The embedded store is never away.</summary>
    private async Task<Said> InsistAsync(HttpClient client, string ior, AccountCommand command, string id)
    {
        Said said;
        do
        {
            said = await Served.DoAsync(client, ior, command, id);
        }
        while (said.Status == HttpStatusCode.ServiceUnavailable && server is not null);
        return said;
    }

    private sealed record Sent(string Id, string Ior, AccountCommand Command, string? Answer = null);
}
