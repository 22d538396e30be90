using System.Net;
using System.Text;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Planner;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>Runs of scenarios, started by the service as child processes.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-runs-").FullName;
    private LiveService service = null!;
    private HttpClient owner = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_IsStarted_Watched_AndLeavesAReport_ThatASecondServiceStillHas()
    {
        Said asked = await AskAsync("""{"scenario":"mm1","title":"A <queue>","changes":{"replications":"2"}}""", "one");
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        string id = asked.Json.GetProperty("id").GetString()!;
        Assert.Equal(id, (await AskAsync("""{"scenario":"mm1","title":"A <queue>","changes":{"replications":"2"}}""", "one")).Json.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync("""{"scenario":"mm1","title":"Other"}""", "one")).Status);
        string[] events = await WatchAsync(id);
        Assert.Equal("over", events[^1]);
        Said done = await Served.GetAsync(owner, $"/v1/runs/{id}");
        Assert.Equal(("done", 1), (done.Json.GetProperty("state").GetString(), done.Json.GetProperty("fraction").GetInt32()));
        Assert.Equal(2, (await Served.GetAsync(owner, $"/v1/runs/{id}/result")).Json.GetProperty("replications").GetInt32());
        Said report = await Served.GetAsync(owner, $"/runs/{id}/report");
        Assert.Contains("A &lt;queue&gt;", report.Body, StringComparison.Ordinal);

        Said other = await AskAsync("""{"scenario":"mm1","title":"Other"}""", "two");
        string second = other.Json.GetProperty("id").GetString()!;
        await WatchAsync(second);
        Said compared = await AskAsync($$"""{"compare":["{{id}}","{{second}}"]}""", "three");
        await WatchAsync(compared.Json.GetProperty("id").GetString()!);
        Said comparison = await Served.GetAsync(owner, $"/v1/runs/{compared.Json.GetProperty("id").GetString()}");
        Assert.Equal(("done", null), (comparison.Json.GetProperty("state").GetString(), comparison.Json.GetProperty("error").GetString()));
        Assert.Contains("B, Other against A, A &lt;queue&gt;", (await Served.GetAsync(owner, $"/runs/{compared.Json.GetProperty("id").GetString()}/report")).Body, StringComparison.Ordinal);
        string page = (await Served.GetAsync(owner, $"/runs/{compared.Json.GetProperty("id").GetString()}")).Body;
        Assert.Contains($"href=\"/runs/{id}\">A &lt;queue&gt;</a>", page, StringComparison.Ordinal);
        Assert.Contains("Compare them again", page, StringComparison.Ordinal);

        owner.Dispose();
        await service.DisposeAsync();
        await StartAsync();
        Assert.Equal(3, (await Served.GetAsync(owner, "/v1/runs")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(owner, $"/runs/{id}/report")).Status);
    }

    [Fact]
    public async Task Run_Cancelled_Ends_AndTheNextOneIsLetIn()
    {
        string first = (await AskAsync("""{"scenario":"smoke","changes":{"replications":"100"}}""", "long")).Json.GetProperty("id").GetString()!;
        Said waiting = await AskAsync("""{"scenario":"mm1"}""", "waits");
        Assert.Equal(("waiting", 0), (waiting.Json.GetProperty("state").GetString(), waiting.Json.GetProperty("before").GetInt32()));
        Said behind = await AskAsync("""{"scenario":"mm1"}""", "behind");
        Assert.Equal(1, behind.Json.GetProperty("before").GetInt32());
        using HttpResponseMessage gone = await owner.DeleteAsync($"/v1/runs/{behind.Json.GetProperty("id").GetString()}", Stop);
        using HttpResponseMessage cancelled = await owner.DeleteAsync($"/v1/runs/{first}", Stop);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await WatchAsync(first);
        Said over = await Served.GetAsync(owner, $"/v1/runs/{first}");
        Assert.Equal(("cancelled", "Cancelled by owner."), (over.Json.GetProperty("state").GetString(), over.Json.GetProperty("error").GetString()));
        string next = waiting.Json.GetProperty("id").GetString()!;
        await WatchAsync(next);
        Assert.Equal("done", (await Served.GetAsync(owner, $"/v1/runs/{next}")).Json.GetProperty("state").GetString());
        Assert.Equal("cancelled", (await Served.GetAsync(owner, $"/v1/runs/{behind.Json.GetProperty("id").GetString()}")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Run_OnTheLiveAccounts_TakesASnapshotFirst_SaysAsOfWhen_AndHidesCellsOfFewImporters()
    {
        for (int i = 0; i < 4; i++)
        {
            string ior = Served.Fresh();
            await Served.DoAsync(owner, ior, new OpenAccount(new AccountProfile("Confidential Imports", "", "", "", ""), default));
            WorkKind[] kinds = i == 0 ? [WorkKind.DocumentReview, WorkKind.FullReview] : [WorkKind.DocumentReview];
            Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(owner, ior, SmallPlan.Entry(Served.Serial(), kinds))).Status);
        }

        string id = (await AskAsync("""{"scenario":"smoke","title":"From today","changes":{"opening":"live","replications":"1"}}""", "live")).Json.GetProperty("id").GetString()!;
        await WatchAsync(id);
        Said done = await Served.GetAsync(owner, $"/v1/runs/{id}");
        Assert.Equal(("done", null), (done.Json.GetProperty("state").GetString(), done.Json.GetProperty("error").GetString()));
        JsonElement kept = Assert.Single((await Served.GetAsync(owner, "/v1/snapshots")).Json.GetProperty("items").EnumerateArray());
        string hash = kept.GetProperty("hash").GetString()!;
        Assert.Equal($"as of 2016-02-01T15:00:00Z, snapshot {hash}, 4 accounts, 5 open items", done.Json.GetProperty("snapshot").GetString());
        JsonElement snapshot = (await Served.GetAsync(owner, $"/v1/runs/{id}/result")).Json.GetProperty("snapshot");
        Assert.Equal((hash, 4, 5), (snapshot.GetProperty("hash").GetString(), snapshot.GetProperty("accounts").GetInt32(), snapshot.GetProperty("items").GetInt32()));
        string report = (await Served.GetAsync(owner, $"/runs/{id}/report")).Body;
        Assert.Contains($"as of 2016-02-01T15:00:00Z, snapshot {hash}, 4 accounts, 5 open items", report, StringComparison.Ordinal);
        Assert.Contains("1 row is not shown: fewer than 3 importers", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Confidential", report, StringComparison.Ordinal);
        Assert.Contains(hash, (await Served.GetAsync(owner, $"/runs/{id}")).Body, StringComparison.Ordinal);
        JsonElement[] recorded = [.. (await Served.GetAsync(owner, "/v1/audit?limit=500")).Json.GetProperty("items").EnumerateArray()];
        Assert.Contains(recorded, r => Of(r, "verb") == "POST" && Of(r, "route") == "/v1/runs" && Of(r, "act") == "outcome" && Of(r, "about") == id);
        JsonElement noted = Assert.Single(recorded, r => Of(r, "verb") == "snapshot");
        Assert.Equal(("noted", $"run {id}"), (Of(noted, "act"), Of(noted, "about")));
        Assert.False(string.IsNullOrEmpty(Of(noted, "actor")));
        static string? Of(JsonElement record, string name) => record.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

        string second = (await AskAsync("""{"scenario":"smoke","title":"Empty","changes":{"replications":"1"}}""", "empty")).Json.GetProperty("id").GetString()!;
        await WatchAsync(second);
        string compared = (await AskAsync($$"""{"compare":["{{id}}","{{second}}"]}""", "both")).Json.GetProperty("id").GetString()!;
        await WatchAsync(compared);
        Said over = await Served.GetAsync(owner, $"/v1/runs/{compared}");
        Assert.Equal(("done", null), (over.Json.GetProperty("state").GetString(), over.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Run_WhoseImportersAreTheLiveAccounts_TakesOneSnapshotForThemAndForWhatIsOpen_AndNamesNone()
    {
        List<string> numbers = [];
        for (int i = 0; i < 4; i++)
        {
            numbers.Add(Served.Fresh());
            await Served.DoAsync(owner, numbers[i], new OpenAccount(new AccountProfile("Confidential Imports", "", "", "", ""), default));
            for (int n = 0; n < 25; n++)
            {
                Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(owner, numbers[i], SmallPlan.Entry(Served.Serial(), WorkKind.DocumentReview))).Status);
            }
        }

        string id = (await AskAsync("""{"scenario":"smoke","title":"Ours","changes":{"opening":"live","population":"live","replications":"1"}}""", "both")).Json.GetProperty("id").GetString()!;
        await WatchAsync(id);
        Said done = await Served.GetAsync(owner, $"/v1/runs/{id}");
        Assert.Equal(("done", null), (done.Json.GetProperty("state").GetString(), done.Json.GetProperty("error").GetString()));
        Assert.Single((await Served.GetAsync(owner, "/v1/snapshots")).Json.GetProperty("items").EnumerateArray());
        Said result = await Served.GetAsync(owner, $"/v1/runs/{id}/result");
        Assert.Equal(4, result.Json.GetProperty("counts").GetProperty("importers").GetInt32());
        string report = (await Served.GetAsync(owner, $"/runs/{id}/report")).Body;
        Assert.Contains("Its importers are the live accounts, and it starts from what is open in them, as of 2016-02-01T15:00:00Z", report, StringComparison.Ordinal);
        Assert.Contains("The importers are real", report, StringComparison.Ordinal);
        Assert.All(numbers.Append("Confidential"), secret => Assert.DoesNotContain(secret, report + result.Body, StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Path.Combine(Served.Planner(folder).Folder, id, "result"), "*.csv", SearchOption.AllDirectories), f => Assert.DoesNotContain(numbers[0], File.ReadAllText(f), StringComparison.Ordinal));

        string more = (await AskAsync("""{"scenario":"smoke","title":"Twice","changes":{"opening":"stationary","population":"live","population.summaries":"200 per year","replications":"1"}}""", "more")).Json.GetProperty("id").GetString()!;
        await WatchAsync(more);
        Said second = await Served.GetAsync(owner, $"/v1/runs/{more}");
        Assert.Equal(("done", null), (second.Json.GetProperty("state").GetString(), second.Json.GetProperty("error").GetString()));
        Assert.Contains("Its importers are the live accounts as of", (await Served.GetAsync(owner, $"/runs/{more}/report")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("""{"scenario":"mm1","changes":{"population":"live"}}""", "queue")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync("""{"scenario":"smoke","title":"Plain","changes":{"population":"synthetic"}}""", "plain")).Status);
    }

    [Fact]
    public async Task Run_OnTheLiveAccounts_IsNotForThoseWhoMayTakeNoSnapshot_AndFailsWhereNoneFits()
    {
        owner.Dispose();
        await service.DisposeAsync();
        SnapshotSettings settings = new() { Takers = [ServiceRole.Administrator], MostKept = 1 };
        service = await LiveService.StartAsync(Served.Options(folder, new Served.Clock()) with { Parts = [new PlannerPart(Served.Planner(folder) with { MostADay = 2 })], Snapshots = settings }, Stop);
        owner = Served.Client(service.Url, service.OwnerKey);
        using StringContent body = new("""{"name":"p","role":"planner"}""");
        using HttpClient planner = Served.Client(service.Url, (await Said.OfAsync(await owner.PostAsync("/v1/keys", body, Stop))).Json.GetProperty("key").GetString());
        Said refused = await AskAsync("""{"scenario":"smoke","changes":{"opening":"live"}}""", "live", planner);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("this key may not", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await Said.OfAsync(await owner.PostAsync("/v1/snapshots", null, Stop))).Status);
        string id = (await AskAsync("""{"scenario":"smoke","changes":{"opening":"live"}}""", "live")).Json.GetProperty("id").GetString()!;
        await WatchAsync(id);
        Said failed = await Served.GetAsync(owner, $"/v1/runs/{id}");
        Assert.Equal("failed", failed.Json.GetProperty("state").GetString());
        Assert.Contains("cee snapshot delete", failed.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("""{"scenario":"mm1","changes":{"opening":"live"}}""", "queue")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync("""{"scenario":"mm1"}""", "two")).Status);
        Said third = await AskAsync("""{"scenario":"mm1","title":"Third"}""", "three");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.Status);
        Assert.Contains("2 runs within 24 hours", third.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_HasABoundForEachCaller()
    {
        List<Said> asked = [];
        for (int i = 0; i < 6; i++)
        {
            asked.Add(await AskAsync("""{"scenario":"smoke","changes":{"replications":"100"}}""", $"q{i}"));
        }

        Assert.Equal(5, asked.Count(a => a.Status == HttpStatusCode.Accepted));
        Assert.Equal(HttpStatusCode.TooManyRequests, asked[5].Status);
        Assert.Contains("Wait for one, or cancel one", asked[5].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"scenario":"../secret"}""")]
    [InlineData("""{"scenario":"/etc/passwd"}""")]
    [InlineData("""{"scenario":"mm1.yaml"}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"extends":"/etc/passwd"}}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"population.summaries":"1\nextends: /etc/passwd"}}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"population.summaries":"!!int 3"}}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"population.summaries":"36 M"}}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"people.import specialists":"-1 people"}}""")]
    [InlineData("""{"scenario":"national-cees","changes":{"replications":"101"}}""")]
    [InlineData("""{"scenario":"mm1","changes":{"population.summaries":"36 M per year"}}""")]
    [InlineData("""{"scenario":"mm1","changes":{"replications":null}}""")]
    [InlineData("""{"scenario":"mm1","more":1}""")]
    [InlineData("""{"compare":["a"]}""")]
    [InlineData("""{"compare":["a",null]}""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{""")]
    public async Task Plan_ThatIsWrong_IsToldAndNotRun(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(body, "x")).Status);
        Assert.Equal(0, (await Served.GetAsync(owner, "/v1/runs")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Scenario_ThatReachesOutOfItsFolder_IsNotOffered()
    {
        string shelf = Directory.CreateDirectory(Path.Combine(folder, "shelf")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "outside.yaml"), "name: Outside\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(shelf, "reaches.yaml"), "name: Reaches\nextends: ../outside.yaml\n", Stop);
        File.CreateSymbolicLink(Path.Combine(shelf, "linked.yaml"), Path.Combine(folder, "outside.yaml"));
        File.Copy(Repository.Scenario("mm1.yaml"), Path.Combine(shelf, "mm1.yaml"));
        Planner.Plans.ScenarioShelf shown = new(Served.Planner(folder) with { Scenarios = shelf });
        Assert.Equal(["mm1"], shown.List().Select(s => s.Name));
        Assert.NotEmpty(shown.Check("reaches", new Dictionary<string, string>()).Errors);
    }

    [Fact]
    public async Task Form_WithWrongValues_ShowsEachErrorAtItsField_AndKeepsWhatWasSaid()
    {
        using FormUrlEncodedContent form = new([new("title", "Mine"), new("population-summaries", "lots"), new("people-import-specialists", "950 people"), new("eligibility", "all accounts"), new("replications", "0")]);
        Said shown = await Said.OfAsync(await owner.PostAsync("/plans/national-cees", form, Stop));
        Assert.Equal(HttpStatusCode.BadRequest, shown.Status);
        Assert.Contains("id=\"population-summaries-error\"", shown.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"950 people\"", shown.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("people-import-specialists-error", shown.Body, StringComparison.Ordinal);
        using FormUrlEncodedContent number = new([new("title", "Mine"), new("replications", "0")]);
        Assert.Contains("id=\"replications-error\"", (await Said.OfAsync(await owner.PostAsync("/plans/national-cees", number, Stop))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("population-summaries", "-5", "Entry summaries</a>: A number above 0 with its unit is allowed, for example 36 M per year.")]
    [InlineData("population-growth", "-5", "Growth of summaries</a>: A percentage with its unit is allowed, for example 2 % per year.")]
    [InlineData("people-import-specialists", "lots", "Import specialists</a>: &quot;lots&quot; is no number")]
    [InlineData("replications", "many", "Replications</a>: A whole number from 1 to 100 is allowed.")]
    public async Task Form_SaysWhatIsAllowedThere_ByTheLabelOfTheField(string field, string value, string told)
    {
        using FormUrlEncodedContent form = new([new("title", "Mine"), new(field, value)]);
        string page = (await Said.OfAsync(await owner.PostAsync("/plans/national-cees", form, Stop))).Body;
        Assert.Contains(told, page, StringComparison.Ordinal);
        Assert.DoesNotContain("people.import", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatTheServiceLeft_SaysSo_AndIsStartedAgainWithItsInputs()
    {
        string id = (await AskAsync("""{"scenario":"smoke","title":"Long one","changes":{"replications":"100"}}""", "long")).Json.GetProperty("id").GetString()!;
        string waits = (await AskAsync("""{"scenario":"mm1"}""", "waits")).Json.GetProperty("id").GetString()!;
        owner.Dispose();
        await service.DisposeAsync();
        await StartAsync();
        string page = (await Served.GetAsync(owner, $"/runs/{id}")).Body;
        Assert.Contains("The service was stopped while it ran.", page, StringComparison.Ordinal);
        Assert.Contains("The service was stopped while it waited.", (await Served.GetAsync(owner, $"/runs/{waits}")).Body, StringComparison.Ordinal);
        Assert.Contains($"href=\"/plans/smoke?from={id}\">Start again with the same inputs</a>", page, StringComparison.Ordinal);
        string form = (await Served.GetAsync(owner, $"/plans/smoke?from={id}")).Body;
        Assert.Contains("value=\"Long one\"", form, StringComparison.Ordinal);
        Assert.Contains("name=\"replications\" value=\"100\"", form, StringComparison.Ordinal);
        Assert.DoesNotContain("Long one", (await Served.GetAsync(owner, $"/plans/mm1?from={id}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plans_OfTheNationComeFirst_AndPlainQueuesStandUnderAHeadingOfTheirOwn()
    {
        string page = (await Served.GetAsync(owner, "/plans")).Body;
        int queues = page.IndexOf("<h2>Plain queues</h2>", StringComparison.Ordinal);
        Assert.True(queues > page.IndexOf("Volume surge", StringComparison.Ordinal));
        Assert.True(page.IndexOf("National, ports", StringComparison.Ordinal) < page.IndexOf("AD/CVD burst", StringComparison.Ordinal));
        foreach (string title in new[] { "M/M/1", "M/D/1", "M/G/1", "M/M/5", "M/M/infinity" })
        {
            Assert.True(queues < page.IndexOf($">{title}</a>", StringComparison.Ordinal), title);
        }
    }

    [Fact]
    public async Task Run_OfAnotherPlanner_IsSeenAndNotCancelled()
    {
        string id = (await AskAsync("""{"scenario":"smoke","changes":{"replications":"100"}}""", "long")).Json.GetProperty("id").GetString()!;
        using StringContent body = new("""{"name":"p","role":"planner"}""");
        using HttpClient planner = Served.Client(service.Url, (await Said.OfAsync(await owner.PostAsync("/v1/keys", body, Stop))).Json.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(planner, $"/v1/runs/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await planner.DeleteAsync($"/v1/runs/{id}", Stop)).StatusCode);
        Assert.Equal("running", (await Served.GetAsync(owner, $"/v1/runs/{id}")).Json.GetProperty("state").GetString());
    }

    private async Task StartAsync()
    {
        service = await LiveService.StartAsync(Served.Options(folder, new Served.Clock()) with { Parts = [new PlannerPart(Served.Planner(folder))] }, Stop);
        owner = Served.Client(service.Url, service.OwnerKey);
    }

    private async Task<Said> AskAsync(string json, string idempotency, HttpClient? by = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/runs") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotency);
        return await Said.OfAsync(await (by ?? owner).SendAsync(request, Stop));
    }

    /// <summary>Watches a run until it is over; the names of what was told.</summary>
    private async Task<string[]> WatchAsync(string id)
    {
        await using Stream stream = await owner.GetStreamAsync($"/runs/{id}/events", Stop);
        List<string> told = [];
        await foreach (System.Net.ServerSentEvents.SseItem<string> item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync(Stop))
        {
            Assert.Equal(id, JsonDocument.Parse(item.Data).RootElement.GetProperty("id").GetString());
            told.Add(item.EventType);
        }

        return [.. told];
    }
}
