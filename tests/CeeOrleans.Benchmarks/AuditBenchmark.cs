using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// Look-ups over HTTP with key check and ETag, with an audit record durable before each answer and without, against a bare endpoint
/// that returns the same bytes; each in turn, asked by wrk. Before that the log by itself.
/// </summary>
internal static partial class AuditBenchmark
{
    private const string Ior = "66-000000100";
    private const int AtOnce = 256;

    /// <param name="seconds">Of each measurement.</param>
    /// <param name="rounds">How often all are measured, one after the other.</param>
    public static async Task RunAsync(int rounds, int seconds)
    {
        await AppendAsync();
        string folder = Directory.CreateTempSubdirectory("cee-audit-bench-").FullName;
        await using (LiveService on = await StartAsync(Path.Combine(folder, "on"), off: false))
        await using (LiveService off = await StartAsync(Path.Combine(folder, "off"), off: true))
        {
            byte[] page = await OpenedAsync(on);
            await OpenedAsync(off);
            await using WebApplication bare = await BareAsync(page);
            (string Name, string Url, string Key)[] sides =
            [
                ("bare endpoint", $"{bare.Urls.First()}/{Ior}", ""),
                ("look-ups, audit off", $"{off.Url}/v1/accounts/{Ior}", off.OwnerKey),
                ("look-ups, audit on", $"{on.Url}/v1/accounts/{Ior}", on.OwnerKey),
            ];
            Console.WriteLine($"{page.Length:#,0} bytes an answer, {AtOnce} connections of wrk on this machine");
            List<double>[] rates = [[], [], []];
            for (int round = 0; round <= rounds; round++)
            {
                for (int i = 0; i < sides.Length; i++)
                {
                    int side = (i + round) % sides.Length;
                    double rate = await WrkAsync(sides[side].Url, sides[side].Key, seconds);
                    if (round > 0) // the first is not counted
                    {
                        rates[side].Add(rate);
                    }
                }
            }

            double whole = Median(rates[0]);
            for (int i = 0; i < sides.Length; i++)
            {
                Console.WriteLine($"{sides[i].Name}: median {Median(rates[i]):#,0}/s, {Median(rates[i]) / whole:0 %} of the bare endpoint ({string.Join(", ", rates[i].Select(r => $"{r:#,0}"))})");
            }
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The log without a service: requests that wait for their record, so many at once.</summary>
    private static async Task AppendAsync()
    {
        foreach (int at in new[] { 1, 16, AtOnce })
        {
            string folder = Directory.CreateTempSubdirectory("cee-audit-bench-").FullName;
            AuditLog log = await AuditLog.OpenAsync(folder, new AuditOptions(), TimeProvider.System, []);
            long appended = 0;
            Stopwatch watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, at).Select(async _ =>
            {
                while (watch.Elapsed.TotalSeconds < 2)
                {
                    await log.AppendAsync(new AuditRecord());
                    Interlocked.Increment(ref appended);
                }
            }));
            Console.WriteLine($"the log alone, {at} at once: {appended / watch.Elapsed.TotalSeconds:#,0} durable records/s");
            await log.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<LiveService> StartAsync(string folder, bool off) => LiveService.StartAsync(
        new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = SmallPlan.Book, Limits = new ServiceLimits { RequestsASecond = 0 }, Audit = new AuditOptions { Off = off } },
        CancellationToken.None);

    /// <summary>An account with a name and a Center, and its page.</summary>
    private static async Task<byte[]> OpenedAsync(LiveService service)
    {
        IAccountGrain account = service.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse(Ior)));
        AnswerMessage answer = (await account.DoAsync([new CommandMessage("open", "bench", CommandJson.Write(new OpenAccount(new AccountProfile("Bench", "1 Main St", "Reno", "NV", "89501"), default, Center: "001")))]))[0];
        if (!answer.Done)
        {
            throw new InvalidOperationException(answer.Reason);
        }

        using HttpClient client = new() { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.OwnerKey);
        return await client.GetByteArrayAsync(new Uri($"/v1/accounts/{Ior}", UriKind.Relative));
    }

    private static async Task<WebApplication> BareAsync(byte[] page)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapGet("/{ior}", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page);
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<double> WrkAsync(string url, string key, int seconds)
    {
        List<string> arguments = ["-t1", FormattableString.Invariant($"-c{AtOnce}"), FormattableString.Invariant($"-d{seconds}s"), url];
        if (key.Length > 0)
        {
            arguments.InsertRange(0, ["-H", $"Authorization: Bearer {key}"]);
        }

        using Process wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("wrk does not start.");
        string said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return said.Contains("Non-2xx", StringComparison.Ordinal)
            ? throw new InvalidOperationException(said)
            : double.Parse(Rate().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();
}
