using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Service.Demo;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// A snapshot of a nation over HTTP while look-ups and commands come in at fixed times, each timed from when it was to come; then
/// two more of a state that stands still, which must have the same hash.
/// </summary>
internal static class SnapshotBenchmark
{
    private const int LooksASecond = 200;
    private const int CommandsASecond = 50;

    public static async Task RunAsync(string cache)
    {
        Directory.CreateDirectory(cache);
        LiveNation live = LiveNation.Load();
        string filled = Path.Combine(cache, "nation-2016-10.db");
        (long accounts, long items) = await live.FillAsync(filled);
        string folder = Directory.CreateTempSubdirectory("cee-snapshot-bench-").FullName;
        File.Copy(filled, Path.Combine(folder, "live.db"));
        await using (LiveService service = await LiveService.StartAsync(new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = live.Book, Time = new Standing() }, CancellationToken.None))
        {
            await service.FirstScan;
            using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(service.Url), Timeout = TimeSpan.FromMinutes(10) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.OwnerKey);
            Machine.Say($"{accounts:#,0} accounts, {items:#,0} open items");
            await UnderLoadAsync(client, service.Grains, null, TimeSpan.FromSeconds(5), "not counted, while the program gets warm");
            await UnderLoadAsync(client, service.Grains, null, TimeSpan.FromSeconds(10), "quiet");
            await UnderLoadAsync(client, service.Grains, () => TakeAsync(client, folder), TimeSpan.Zero, "while a snapshot is taken");
            string one = await TakeAsync(client, folder);
            string two = await TakeAsync(client, folder);
            Console.WriteLine(one == two ? $"two snapshots of one state: the same hash, {one}" : throw new InvalidOperationException($"Two snapshots of one state have the hashes {one} and {two}."));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> TakeAsync(HttpClient client, string folder)
    {
        Timing timing = default;
        JsonElement said = default;
        timing = await Machine.TimeAsync(async () =>
        {
            using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/snapshots", UriKind.Relative), null);
            said = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(said.GetRawText());
            }
        });
        Machine.Say($"a snapshot of {said.GetProperty("accounts").GetInt64():#,0} accounts and {said.GetProperty("items").GetInt64():#,0} open items, {said.GetProperty("bytes").GetInt64() / 1e6:0} MB: {timing}");
        string file = Path.Combine(folder, "snapshots", said.GetProperty("id").GetString() + ".snapshot");
        Stopwatch watch = Stopwatch.StartNew();
        using (FileStream stream = File.OpenRead(file))
        {
            SnapshotFile.Read(stream);
        }

        Machine.Say($"    read again and checked in {watch.Elapsed.TotalSeconds:0.0} s");
        File.Delete(file);
        return said.GetProperty("hash").GetString()!;
    }

    /// <summary>Look-ups and commands until the work is done and the time is over.</summary>
    private static async Task UnderLoadAsync(HttpClient client, IGrainFactory grains, Func<Task>? work, TimeSpan least, string when)
    {
        using CancellationTokenSource enough = new();
        Task<double[]> looking = OpenLoop.RunAsync(LooksASecond, async i =>
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"/v1/accounts/{Importer(i, 7919)}", UriKind.Relative));
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }, enough.Token);
        int day = SimTime.DayOf(LiveNation.Now.ToUnixTimeSeconds()) - 1;
        Task<double[]> sending = OpenLoop.RunAsync(CommandsASecond, async i =>
        {
            IAccountGrain account = grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse(Importer(i, 104_729))));
            FileEntry entry = new(EntryNumber.Of("EN9", Interlocked.Increment(ref serial)), PortCode.Parse("2704"), 8471, 3, 1_234_500, day, []);
            AnswerMessage answer = (await account.DoAsync([new CommandMessage($"s{serial}/{i}", "bench", CommandJson.Write(entry))]))[0];
            _ = answer.Done ? true : throw new InvalidOperationException(answer.Reason);
        }, enough.Token);
        await Task.WhenAll(work?.Invoke() ?? Task.CompletedTask, Task.Delay(least));
        await enough.CancelAsync();
        Machine.Say($"{when}: look-ups over HTTP at {LooksASecond}/s: {OpenLoop.Summary(await looking)}");
        Machine.Say($"{when}: filings at {CommandsASecond}/s: {OpenLoop.Summary(await sending)}");
    }

    private static int serial;

    /// <summary>An importer, each a different one: mostly small, as importers are.</summary>
    private static string Importer(int i, int step) => DemoNation.NumberOf((int)((long)i * step % 350_000)).Text;

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => LiveNation.Now;
    }
}
