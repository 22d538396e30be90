using System.Diagnostics;
using System.Net;
using CeeOrleans.Service.Hosting;

namespace CeeOrleans.Service.Tests;

/// <summary>The Orleans Dashboard: off, on and not allowed, on and allowed.</summary>
public sealed class DashboardTests(Served served) : IDisposable
{
    private static readonly string[] Paths = ["/dashboard/", "/dashboard/index.min.js", "/dashboard/DashboardCounters", "/dashboard/ClusterStats", "/dashboard/GrainTypes", "/dashboard/TopGrainMethods", "/dashboard/GrainState?grainId=x&grainType=y", "/dashboard/Trace"];

    private readonly string folder = Directory.CreateTempSubdirectory("cee-dashboard-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Off_as_it_is_by_default_there_is_nothing()
    {
        foreach (string path in Paths.Prepend("/dashboard"))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Served.GetAsync(served.Owner, path)).Status);
        }

        Assert.DoesNotContain(served.Endpoints, e => e.Contains("dashboard", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task On_it_is_for_the_administrator_and_nobody_else_reaches_a_grain()
    {
        // Every request carries the trace, and so does every call of a grain that follows from it.
        ActivityTraceId trace = ActivityTraceId.CreateRandom();
        int calls = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => _ = a.TraceId == trace && a.Source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal) ? Interlocked.Increment(ref calls) : 0,
        };
        ActivitySource.AddActivityListener(listener);
        LiveServiceOptions options = Served.Options(folder, TimeProvider.System) with { Dashboard = true, Telemetry = new TelemetryOptions { Endpoint = new Uri("http://127.0.0.1:9"), OverHttp = true } };
        await using LiveService service = await LiveService.StartAsync(options, Stop);
        using HttpClient owner = Client(service, service.OwnerKey, trace);
        foreach ((string role, string scope) in new[] { ("importer", "\"77-000000100\""), ("specialist", "\"001\""), ("manager", "\"001\""), ("planner", ""), ("auditor", "") })
        {
            using HttpClient client = Client(service, await KeyAsync(owner, role, scope), trace);
            foreach (string path in Paths.Prepend("/dashboard"))
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await Served.GetAsync(client, path)).Status);
            }
        }

        using HttpClient nobody = Client(service, null, trace);
        foreach (string path in Paths)
        {
            Assert.Contains((await Served.GetAsync(nobody, path)).Status, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
        }

        Assert.Equal(0, calls);

        foreach (string path in Paths.SkipLast(2))
        {
            Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(owner, path)).Status);
        }

        Said counters = await Served.GetAsync(owner, "/dashboard/DashboardCounters");

        // It counts on its own clock, so the first look may come before the first count.
        Assert.InRange(counters.Json.GetProperty("totalActiveHostCount").GetInt32(), 0, 1);
        Assert.True(calls > 0);

        // What a grain holds and what the process logs is not shown: a look at an account is written down elsewhere.
        Assert.Equal(HttpStatusCode.NotFound, (await Served.GetAsync(owner, "/dashboard/GrainState?grainId=x&grainType=y")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Served.GetAsync(owner, "/dashboard/Trace")).Status);
    }

    private static HttpClient Client(LiveService service, string? key, ActivityTraceId trace)
    {
        HttpClient client = Served.Client(service.Url, key);
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        return client;
    }

    private static async Task<string> KeyAsync(HttpClient owner, string role, string scope)
    {
        using StringContent body = new($$"""{"name":"{{role}}","role":"{{role}}","scope":[{{scope}}],"days":1}""");
        using HttpResponseMessage made = await owner.PostAsync("/v1/keys", body, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await Said.OfAsync(made)).Json.GetProperty("key").GetString()!;
    }
}
