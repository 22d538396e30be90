using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Service.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Tests;

/// <summary>One trace covers the request, the grain and the store, and reaches a collector.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-trace-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_command_is_one_trace_from_the_request_over_the_grain_to_the_store_and_is_sent_to_the_collector()
    {
        ActivityTraceId trace = ActivityTraceId.CreateRandom();
        ActivitySpanId caller = ActivitySpanId.CreateRandom();
        ConcurrentBag<Activity> seen = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                if (a.TraceId == trace)
                {
                    seen.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await using Collector collector = await Collector.StartAsync();
        LiveServiceOptions options = Served.Options(folder, new Served.Clock()) with { Telemetry = new TelemetryOptions { Endpoint = new Uri(collector.Url), OverHttp = true, Name = "cee-under-test" } };
        await using (LiveService service = await LiveService.StartAsync(options, Stop))
        {
            using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
            owner.DefaultRequestHeaders.Add("traceparent", $"00-{trace.ToHexString()}-{caller.ToHexString()}-01");
            Assert.Equal(HttpStatusCode.Created, (await Served.DoAsync(owner, Served.Fresh(), new OpenAccount(new AccountProfile("Ann", "", "", "", ""), default))).Status);
        }

        // The write belongs to the call of the grain, that to the request, and that to whoever asked.
        Activity write = Assert.Single(seen, a => a.OperationName == "write account");
        string[] above = [.. Above(write, seen).Select(a => a.Source.Name)];
        Assert.Equal("Microsoft.AspNetCore", above[^1]);
        Assert.Contains("Microsoft.Orleans.Application", above);
        Assert.Equal(caller, Above(write, seen).Last().ParentSpanId);
        Assert.Contains(seen, a => a.OperationName == "read account");

        // Sent before the service is gone, under its name.
        string sent = Encoding.Latin1.GetString([.. collector.Bodies.SelectMany(b => b)]);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(trace.ToHexString())), sent, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(write.SpanId.ToHexString())), sent, StringComparison.Ordinal);
        Assert.Contains("write account", sent, StringComparison.Ordinal);
        Assert.Contains("cee-under-test", sent, StringComparison.Ordinal);
    }

    private static List<Activity> Above(Activity activity, IEnumerable<Activity> all)
    {
        List<Activity> above = [];
        for (Activity a = activity; all.FirstOrDefault(o => o.SpanId == a.ParentSpanId) is { } parent; a = parent)
        {
            above.Add(parent);
        }

        return above;
    }

    /// <summary>Takes what is sent over OTLP and keeps the bytes of the traces.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Collector(WebApplication app) => this.app = app;

        public ConcurrentQueue<byte[]> Bodies { get; } = new();

        public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
            Collector made = new(builder.Build());
            made.app.Run(async context =>
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                if (context.Request.Path == "/v1/traces")
                {
                    made.Bodies.Enqueue(body.ToArray());
                }

                context.Response.ContentType = "application/x-protobuf";
            });
            await made.app.StartAsync(Stop);
            return made;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
