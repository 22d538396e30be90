using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using CeeOrleans.Service.Hosting;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// A national day into an embedded store that holds the nation, over HTTP: the answer comes when all of it is durable. Then the same
/// file is sent again, and must change nothing.
/// </summary>
internal static class IngestBenchmark
{
    /// <param name="events">132,000 for a national day.</param>
    /// <param name="cache">Where the store with the nation is kept.</param>
    public static async Task RunAsync(int events, string cache)
    {
        Directory.CreateDirectory(cache);
        LiveNation live = LiveNation.Load();
        string filled = Path.Combine(cache, "nation-2016-10.db");
        await live.FillAsync(filled);
        (byte[] file, NationalDay day) = NationalDay.Make(live, events);
        Console.WriteLine($"a day of {string.Join(", ", day.Counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value:#,0} {c.Key}"))}; {file.Length / 1e6:0} MB");
        string folder = Directory.CreateTempSubdirectory("cee-ingest-bench-").FullName;
        File.Copy(filled, Path.Combine(folder, "live.db"));
        await using (LiveService service = await LiveService.StartAsync(new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = live.Book, Time = new Standing() }, CancellationToken.None))
        {
            await service.FirstScan;
            using HttpClient client = new() { BaseAddress = new Uri(service.Url), Timeout = TimeSpan.FromMinutes(30) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.OwnerKey);
            await SendAsync(client, file, events, "a day");
            string after = await SnapshotAsync(client);
            await SendAsync(client, file, events, "the same day again");
            string again = await SnapshotAsync(client);
            Console.WriteLine(after == again
                ? "the same day again changed nothing: a snapshot before and one after have the same hash"
                : throw new InvalidOperationException($"The same day again changed the accounts: a snapshot before has {after}, one after {again}."));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task SendAsync(HttpClient client, byte[] file, int events, string how)
    {
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        using ByteArrayContent body = new(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/ingest", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        string[] said = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        Machine.Say($"{how}: {watch.Elapsed.TotalSeconds:0.0} s wall, {used:0.0} s processor, {events / watch.Elapsed.TotalSeconds:#,0} lines/s; {said[^1]}");
        using JsonDocument counts = JsonDocument.Parse(said[^1]);
        if (counts.RootElement.GetProperty("kept").GetInt64() != events)
        {
            throw new InvalidOperationException($"Lines were not kept: {string.Join(Environment.NewLine, said.Take(5))}");
        }
    }

    private static async Task<string> SnapshotAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/snapshots", UriKind.Relative), null);
        return JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).RootElement.GetProperty("hash").GetString()!;
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => LiveNation.Now;
    }
}
