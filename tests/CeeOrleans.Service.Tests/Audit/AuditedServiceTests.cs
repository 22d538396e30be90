using System.Net;
using System.Text;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests.Audit;

/// <summary>The service and its audit log: everything that is seen and done is in it first, and what can't be recorded is neither.</summary>
public sealed class AuditedServiceTests : IAsyncLifetime
{
    private const string Ior = "77-000000100";

    private readonly string folder = Directory.CreateTempSubdirectory("cee-audited-").FullName;
    private readonly Chain disk = new();
    private readonly Served.Clock time = new();
    private readonly Served.Counting source = new();
    private LiveService service = null!;
    private HttpClient owner = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Log => AuditFolder.Of(folder);

    public ValueTask InitializeAsync() => StartAsync(disk.Options);

    public async ValueTask DisposeAsync()
    {
        disk.Full = false;
        owner.Dispose();
        await service.DisposeAsync();
        disk.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Look_IsRecordedBeforeItIsAnswered_WithWhoHowWhatAndOutcome()
    {
        await OpenedAsync();
        HttpClient auditor = await KeyAsync("auditor", "Ann");
        Said page = await Served.GetAsync(auditor, $"/v1/accounts/{Ior}");
        using HttpRequestMessage again = new(HttpMethod.Get, $"/v1/accounts/{Ior}");
        again.Headers.TryAddWithoutValidation("If-None-Match", page.Tag);
        again.Headers.TryAddWithoutValidation("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
        Assert.Equal(HttpStatusCode.NotModified, (await auditor.SendAsync(again, Stop)).StatusCode);
        await Served.GetAsync(auditor, "/v1/accounts/77-999999900");
        AuditRecord[] found = [.. Records().Where(r => r.Actor == "Ann")];
        Assert.Equal([200, 304, 404], found.Select(r => r.Status));
        Assert.Equal([Ior, Ior, "77-999999900"], found.Select(r => r.Account));
        Assert.All(found, r => Assert.Equal((AuditAct.Answer, "auditor", "GET", "/v1/accounts/{ior}"), (r.Act, r.Role, r.Verb, r.Route)));
        Assert.All(found, r => Assert.True(r.Key is { Length: 16 } && r.Request is { Length: > 0 } && r.At.StartsWith("2016-02-01T", StringComparison.Ordinal)));
        Assert.Equal("0123456789abcdef0123456789abcdef", found[1].Trace);
    }

    [Fact]
    public async Task List_IsRecordedWithTheAccountsThatItShowed()
    {
        await OpenedAsync();
        await Served.DoAsync(owner, Ior, SmallPlan.Entry(1, WorkKind.FullReview));
        foreach (string path in new[] { "/v1/accounts?center=001", "/v1/offices/2704/work", "/accounts?by=name&q=Owner", "/offices/2704/work" })
        {
            Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(owner, path)).Status);
            Assert.Equal(Ior, Assert.Single(Records()[^1].Accounts));
        }

        time.Seconds += 300L * 86_400;
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(owner, "/v1/overdue?office=2704")).Status);
        Assert.Equal([Ior], Records()[^1].Accounts);
    }

    [Fact]
    public async Task Command_HasAnIntentBeforeAndAnOutcomeAfter_AndNoContents()
    {
        await OpenedAsync();
        await Served.DoAsync(owner, Ior, SmallPlan.Entry(1, WorkKind.FullReview), "first");
        await Served.DoAsync(owner, Ior, new TakeCase(99), "second");
        AuditRecord[] found = [.. Records().Where(r => r.Ids.Contains("first") || r.Ids.Contains("second"))];
        Assert.Equal([AuditAct.Intent, AuditAct.Outcome, AuditAct.Intent, AuditAct.Outcome], found.Select(r => r.Act));
        Assert.Equal([0, 200, 0, 404], found.Select(r => r.Status));
        Assert.Equal([null, "done", null, "notThere"], found.Select(r => r.Result));
        Assert.Equal([0, found[0].Sequence, 0, found[2].Sequence], found.Select(r => r.Of));
        Assert.Equal(["file entry", "file entry", "take case", "take case"], found.Select(r => r.Command));
        string all = string.Concat(Directory.GetFiles(Log, "*.jsonl").Select(Read));
        foreach (string secret in new[] { SmallPlan.Entry(1).Entry.ToString(), "Owner of", service.OwnerKey, service.StartToken })
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        }

        // Four digits turn up by luck in hashes, marks and times of day; a heading would stand as a word of its own.
        Assert.DoesNotMatch("(?<![0-9A-Za-z.])8471(?![0-9A-Za-z])", all);
    }

    [Fact]
    public async Task Refusals_AreRecorded_AlsoThoseThatReachNoAccount()
    {
        await OpenedAsync();
        HttpClient importer = await KeyAsync("importer", "Trader", Ior);
        await Served.GetAsync(importer, "/v1/accounts/77-000000200");
        await Served.DoAsync(importer, "77-000000200", new OpenInquiry("Q", PortCode.Parse("2704")), "other");
        await Served.DoAsync(importer, Ior, new TakeCase(1), "mayNot");
        await Served.SendAsync(importer, Ior, "{}"u8.ToArray(), "broken");
        await Served.GetAsync(importer, "/v1/accounts?center=001");
        await Served.GetAsync(Served.Client(service.Url, null), $"/v1/accounts/{Ior}");
        await Served.GetAsync(Served.Client(service.Url, "cee_" + new string('0', 64)), $"/v1/accounts/{Ior}");
        AuditRecord[] found = [.. Records().Where(r => r.Actor == "Trader" || r.Status == 401)];
        Assert.Equal([404, 404, 403, 400, 403, 401, 401], found.Select(r => r.Status));
        Assert.All(found, r => Assert.Equal(AuditAct.Answer, r.Act));
        Assert.All(found.Where(r => r.Status == 401), r => Assert.Null(r.Key));
        Assert.Equal("take case", found[2].Command);
    }

    [Fact]
    public async Task Keys_AndSessions_AreRecorded()
    {
        HttpClient made = await KeyAsync("auditor", "Ann");
        AuditRecord[] pair = [.. Records().Where(r => r.Route == "/v1/keys")];
        Assert.Equal([AuditAct.Intent, AuditAct.Outcome], pair.Select(r => r.Act));
        string id = pair[1].About!;
        await owner.DeleteAsync($"/v1/keys/{id}", Stop);
        Assert.Equal([(AuditAct.Intent, id), (AuditAct.Outcome, id)], Records().Where(r => r.Verb == "DELETE").Select(r => (r.Act, r.About!)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Served.GetAsync(made, "/v1/overdue")).Status);
        foreach ((string key, string result, string? who) in new[] { (service.OwnerKey, "done", "owner"), ("cee_" + new string('0', 64), "wrong key", null) })
        {
            using FormUrlEncodedContent form = new([KeyValuePair.Create("key", key)]);
            using HttpRequestMessage request = new(HttpMethod.Post, "/sign-in") { Content = form };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {service.OwnerKey}"); // so that the form needs no token
            using HttpResponseMessage said = await Served.Client(service.Url, null).SendAsync(request, Stop);
            AuditRecord last = Records()[^1];
            Assert.Equal(("/sign-in", result), (last.Route, last.Result));
            Assert.True(who is null || last.Actor == who);
        }
    }

    [Fact]
    public async Task Ingest_RecordsEveryLineAsIntentAndOutcome()
    {
        await OpenedAsync();
        string entry = Encoding.UTF8.GetString(CeeOrleans.Contracts.Live.CommandJson.Write(SmallPlan.Entry(5)));
        string file = $"{entry[..^1]},\"ior\":\"{Ior}\",\"id\":\"good\"}}\n{{\"command\":\"take case\",\"case\":9,\"ior\":\"{Ior}\",\"id\":\"bad\"}}\nnonsense\n";
        using StringContent body = new(file, Encoding.UTF8, "application/x-ndjson");
        Said said = await Said.OfAsync(await owner.PostAsync("/v1/ingest", body, Stop));
        Assert.Contains("\"kept\":1", said.Body, StringComparison.Ordinal);
        AuditRecord[] found = [.. Records().Where(r => r.Route == "/v1/ingest")];
        Assert.Equal([AuditAct.Intent, AuditAct.Intent, AuditAct.Outcome, AuditAct.Outcome], found.Select(r => r.Act));
        Assert.Equal(["good", "bad"], found[1].Ids);
        Assert.Equal(["bad"], found[2].Refused);
        Assert.Equal((Ior, found[1].Sequence, "partly refused"), (found[2].Account, found[2].Of, found[2].Result));
        Assert.Equal((200, found[0].Sequence), (found[3].Status, found[3].Of));
    }

    [Fact]
    public async Task Clock_ThatClosesACase_IsRecordedToo()
    {
        await OpenedAsync();
        await Served.DoAsync(owner, Ior, SmallPlan.Entry(1, WorkKind.FullReview));
        time.Seconds += 200L * 86_400;
        await service.DisposeAsync();
        await StartAsync(disk.Options);
        await service.FirstScan;
        AuditRecord[] found = [.. Records().Where(r => r.Verb == "clock")];
        Assert.Equal([AuditAct.Intent, AuditAct.Outcome], found.Select(r => r.Act));
        Assert.All(found, r => Assert.Equal((Ior, "expire case"), (r.Account, r.Command)));
    }

    [Fact]
    public async Task Log_ThatCantBeWritten_LetsNothingOfAnAccountOutAndNothingIn()
    {
        await OpenedAsync();
        string tag = (await Served.GetAsync(owner, $"/v1/accounts/{Ior}")).Tag!;
        string never = "77-000000700";
        disk.Full = true;
        foreach (string path in new[] { $"/v1/accounts/{Ior}", "/v1/accounts?center=001", "/v1/offices/2704/work", $"/accounts/{Ior}", "/accounts?by=name&q=Owner", "/v1/audit" })
        {
            Said said = await Served.GetAsync(owner, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, said.Status);
            Assert.Null(said.Tag);
            Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal) ? "application/problem+json" : "text/html", said.Type);
            Assert.Contains("audit log", said.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("Owner of", said.Body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Served.DoAsync(owner, Ior, SmallPlan.Entry(1), "x")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Served.DoAsync(owner, never, new OpenInquiry("Q", PortCode.Parse("2704")), "y")).Status);
        using StringContent body = new("""{"name":"x","role":"auditor","days":1}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await owner.PostAsync("/v1/keys", body, Stop)).StatusCode);
        Said ready = await Served.GetAsync(owner, "/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"audit":"failing"}"""), (ready.Status, ready.Body));

        disk.Full = false;
        Assert.Equal(tag, (await Served.GetAsync(owner, $"/v1/accounts/{Ior}")).Tag);
        Assert.DoesNotContain(never, source.Asked.Keys);
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(owner, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(owner, Ior, SmallPlan.Entry(1), "x")).Status);
        Assert.DoesNotContain(Records(), r => r.Ids.Contains("y"));
        Assert.Null(Check().Broken);
    }

    [Fact]
    public async Task Outcome_ThatCantBeWritten_IsUnknownToTheCaller_AndTheSameCommandAgainGetsItsAnswer()
    {
        await OpenedAsync();
        FileEntry entry = SmallPlan.Entry(1);
        disk.Room = 600; // an intent, and not its outcome
        Said first = await Served.DoAsync(owner, Ior, entry, "once");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.Status);
        Assert.Contains("Idempotency-Key", first.Body, StringComparison.Ordinal);
        disk.Room = null;
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(owner, Ior, entry, "once")).Status);
        Assert.Equal(1, (await Served.GetAsync(owner, $"/v1/accounts/{Ior}")).Json.GetProperty("entries").GetProperty("filed").GetInt32());
        Assert.Equal([AuditAct.Intent, AuditAct.Intent, AuditAct.Outcome], Records().Where(r => r.Ids.Contains("once")).Select(r => r.Act));
        Assert.Equal(1, Check().Open);
        await service.DisposeAsync();
        await StartAsync(disk.Options);
        Assert.Single(Records(), r => r.Act == AuditAct.Unknown);
        Assert.Equal(0, Check().Open);
    }

    [Fact]
    public async Task Log_IsReadInPages_ByAccountHolderAndTime_AndReadingItIsRecorded()
    {
        await OpenedAsync();
        HttpClient ann = await KeyAsync("auditor", "Ann");
        for (int i = 0; i < 5; i++)
        {
            await Served.GetAsync(ann, $"/v1/accounts/{Ior}");
        }

        time.Seconds += 3_600;
        await Served.GetAsync(owner, $"/v1/accounts/{Ior}");
        List<long> seen = [];
        string? next = "";
        while (next is not null)
        {
            JsonElement page = (await Served.GetAsync(ann, $"/v1/audit?who=Ann&account={Ior}&limit=2{(next.Length > 0 ? "&cursor=" + next : "")}")).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("seq").GetInt64()));
            next = page.GetProperty("next").GetString();
        }

        // Five looks, and then the pages that showed them.
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Equal(Records().Where(r => r.Actor == "Ann" && r.Route == "/v1/accounts/{ior}").Select(r => r.Sequence), seen.Take(5));
        Assert.Contains(Records(), r => r.Route == "/v1/audit" && r.Accounts.Contains(Ior));
        JsonElement late = (await Served.GetAsync(ann, "/v1/audit?who=owner&since=2016-02-01T00:00:00Z&until=2017-01-01")).Json;
        Assert.NotEqual(0, late.GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await Served.GetAsync(ann, $"/v1/audit?who=owner&since={DateTimeOffset.FromUnixTimeSeconds(time.Seconds):yyyy-MM-ddTHH:mm:ssZ}")).Json.GetProperty("items").GetArrayLength());
        foreach (string wrong in new[] { "cursor=x", "cursor=0", "limit=0", "since=yesterday", "account=none", "until=x" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await Served.GetAsync(ann, "/v1/audit?" + wrong)).Status);
        }
    }

    [Fact]
    public async Task Stop_AnchorsTheEndInTheStore_SoThatACutIsFound()
    {
        await OpenedAsync();
        await service.DisposeAsync();
        AuditAnchor[] anchors = [.. await new AuditAnchorRows(new SqliteDatabase(Path.Combine(folder, "live.db"))).AllAsync(Stop)];
        Assert.Equal(Check().Last, anchors[^1].Sequence);
        Chain.Rewrite(AuditSegment.All(Log)[^1].Path, l => l.RemoveAt(l.Count - 1));
        Assert.NotNull(Assert.Single(AuditVerifier.Check(Log, anchors)).Broken);
        await StartAsync(disk.Options);
        Assert.Contains("is broken", service.AuditWarning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_IsSaidAtTheStartAndByHealth_AndNothingIsRecorded()
    {
        Assert.Equal("""{"audit":"on"}""", (await Served.GetAsync(owner, "/health/ready")).Body);
        Assert.Null(service.AuditWarning);
        await service.DisposeAsync();
        int before = Records().Length;
        await StartAsync(disk.Options with { Off = true });
        Assert.Equal(HttpStatusCode.Created, (await Served.DoAsync(owner, "77-000000300", new OpenAccount(new AccountProfile("x", "", "", "", ""), default))).Status);
        Assert.Contains("OFF", service.AuditWarning, StringComparison.Ordinal);
        Assert.Equal("""{"audit":"off"}""", (await Served.GetAsync(owner, "/health/ready")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await Served.GetAsync(owner, "/v1/audit")).Status);
        Assert.Equal(before, Records().Length);
    }

    private static string Read(string path)
    {
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private async ValueTask StartAsync(AuditOptions audit)
    {
        service = await LiveService.StartAsync(Served.Options(folder, time, source) with { Audit = audit }, Stop);
        owner = Served.Client(service.Url, service.OwnerKey);
    }

    private AuditRecord[] Records() => [.. AuditReader.Read(Log, new AuditFilter()).Select(r => r.Record)];

    private AuditReport Check() => Assert.Single(AuditVerifier.Check(Log, []));

    private async Task OpenedAsync() =>
        Assert.Equal(HttpStatusCode.Created, (await Served.DoAsync(owner, Ior, new OpenAccount(new AccountProfile($"Owner of {Ior}", "", "", "", ""), new Membership(2, true), Center: "001"))).Status);

    private async Task<HttpClient> KeyAsync(string role, string name, params string[] scope)
    {
        using StringContent body = new(JsonSerializer.Serialize(new { name, role, scope, days = 1 }));
        Said made = await Said.OfAsync(await owner.PostAsync("/v1/keys", body, Stop));
        return Served.Client(service.Url, made.Json.GetProperty("key").GetString());
    }
}
