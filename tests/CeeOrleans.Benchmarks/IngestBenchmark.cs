using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// A national day into the embedded store over HTTP: 132,000 filings on 60,000 accounts, a tenth of them with a document review.
/// Every account files once; the rest is skewed, so that few accounts file most of it. The answer comes when all of it is durable;
/// then the same file is sent again.
/// </summary>
internal static class IngestBenchmark
{
    /// <param name="events">132,000 for a national day; five accounts for every eleven.</param>
    public static async Task RunAsync(int events)
    {
        string folder = Directory.CreateTempSubdirectory("cee-ingest-bench-").FullName;
        byte[] day = Day(events, events * 5 / 11);
        await using (LiveService service = await LiveService.StartAsync(new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = SmallPlan.Book, Time = new Standing(), Source = new Importers() }, CancellationToken.None))
        {
            using HttpClient client = new() { BaseAddress = new Uri(service.Url), Timeout = TimeSpan.FromMinutes(30) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.OwnerKey);
            foreach (string how in new[] { "a day", "the same day again" })
            {
                TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
                Stopwatch watch = Stopwatch.StartNew();
                using ByteArrayContent body = new(day);
                body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/ingest", UriKind.Relative), body);
                response.EnsureSuccessStatusCode();
                string said = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
                double used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
                Console.WriteLine($"{how} of {events:#,0} commands, {day.Length / 1e6:0} MB: {watch.Elapsed.TotalSeconds:0.0} s, {events / watch.Elapsed.TotalSeconds:#,0} commands/s, {used:0.0} s of processor time; {said}");
            }
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] Day(int events, int accounts)
    {
        StringBuilder day = new(events * 300);
        for (int i = 0; i < events; i++)
        {
            // The cube of a uniform number: a tenth of the accounts file half of what comes on top.
            double u = unchecked((uint)((ulong)i * 0x9E3779B97F4A7C15UL >> 32)) / 4294967296.0;
            int account = i < accounts ? i : (int)(accounts * u * u * u);
            FileEntry entry = SmallPlan.Entry(i, i % 10 == 0 ? [WorkKind.DocumentReview] : []);
            day.Append(CultureInfo.InvariantCulture, $"{{\"ior\":\"55-{account:0000000}00\",{Encoding.UTF8.GetString(CommandJson.Write(entry))[1..]}\n");
        }

        return Encoding.UTF8.GetBytes(day.ToString());
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(SmallPlan.Monday);
    }

    /// <summary>Every number of the day is open.</summary>
    private sealed class Importers : IAccountSource
    {
        public Account? Find(ImporterNumber number) => new()
        {
            Number = number,
            Version = 1,
            Opened = SmallPlan.Monday - 1,
            Profile = new AccountProfile($"Importer {number.Text}", "1 Main St", "Reno", "NV", "89501"),
            Center = new AccountCenter("001", AssignmentReason.Decision, SmallPlan.Monday - 1),
        };
    }
}
