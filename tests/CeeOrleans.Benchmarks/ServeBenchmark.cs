using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CeeOrleans.Service.Demo;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// <c>cee serve --demo</c> as a process of its own: how soon its first look-up is answered, and how look-ups fare while a run of the
/// nation that it started is under way, which is timed against the same run with nobody asking and against <c>cee run</c>.
/// </summary>
internal static class ServeBenchmark
{
    private const string Scenario = "national-cees";
    private const int ASecond = 100;

    /// <param name="rounds">How often the three runs are timed, one after the other; each has a seed of its own and makes its opening.</param>
    public static async Task RunAsync(int rounds)
    {
        string cee = Path.Combine(Repository.Root, "sim", "CeeOrleans.Cli", "bin", "Release", "net10.0", "cee.dll");
        if (!File.Exists(cee))
        {
            throw new InvalidOperationException($"{cee} is not there; build the solution with -c Release first.");
        }

        string folder = Directory.CreateTempSubdirectory("cee-serve-bench-").FullName;
        for (int start = 0; start < 5; start++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            using Served once = await Served.StartAsync(cee, Path.Combine(folder, "live"), watch);
            Machine.Say($"cee serve --demo{(start == 0 ? " in a new folder" : "")}: first look-up answered {once.First.TotalSeconds:0.00} s after the command");
        }

        List<double> alone = [];
        List<double> quiet = [];
        List<double> asked = [];
        List<double> probes = [];
        int seed = 1_000;
        using (Served served = await Served.StartAsync(cee, Path.Combine(folder, "live"), Stopwatch.StartNew()))
        {
            Machine.Say($"look-ups at {ASecond}/s with nothing else to do: {OpenLoop.Summary(await OpenLoop.RunAsync(ASecond, served.LookAsync, TimeSpan.FromSeconds(15)))}");
            for (int round = 0; round < rounds; round++)
            {
                alone.Add(await AloneAsync(cee, folder, ++seed));
                quiet.Add(await served.RunAsync(++seed));
                using CancellationTokenSource over = new();
                Task<double[]> looking = OpenLoop.RunAsync(ASecond, served.LookAsync, over.Token);
                asked.Add(await served.RunAsync(++seed));
                await over.CancelAsync();
                double[] times = await looking;
                probes.AddRange(times);
                Machine.Say($"round {round + 1}: cee run alone {alone[^1]:0.0} s; started by the service {quiet[^1]:0.0} s; with look-ups at {ASecond}/s {asked[^1]:0.0} s; look-ups {OpenLoop.Summary(times)}");
            }
        }

        Machine.Say($"all look-ups while a run was under way: {OpenLoop.Summary(probes)}");
        Machine.Say($"median of {rounds}: the run with look-ups takes {Median(asked) / Median(alone):0.00} times what cee run takes alone, and {Median(asked) / Median(quiet):0.00} times what it takes when nobody asks");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Seconds of a run with nothing beside it.</summary>
    private static async Task<double> AloneAsync(string cee, string folder, int seed)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ProcessStartInfo start = new("dotnet", [cee, "run", Repository.Scenario(Scenario), "--seed", $"{seed}", "--out", Path.Combine(folder, $"alone-{seed}")]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process run = Process.Start(start)!;
        Task said = Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        await said;
        return run.ExitCode is 0 or 4 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"cee run ended with {run.ExitCode}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>A service that runs, and a client with its owner's key.</summary>
    private sealed class Served : IDisposable
    {
        private readonly Process process;
        private readonly HttpClient client;

        private Served(Process process, HttpClient client, TimeSpan first) => (this.process, this.client, First) = (process, client, first);

        /// <summary>From the command to the first answer.</summary>
        public TimeSpan First { get; }

        public static async Task<Served> StartAsync(string cee, string data, Stopwatch watch)
        {
            ProcessStartInfo start = new("dotnet", [cee, "serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", data]) { WorkingDirectory = Repository.Root, RedirectStandardError = true };
            Process process = Process.Start(start)!;
            while (!(await process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("cee serve ended.")).StartsWith("cee: serving", StringComparison.Ordinal))
            {
            }

            _ = process.StandardError.ReadToEndAsync();
            string[] key = await File.ReadAllLinesAsync(Path.Combine(data, "owner.key"));
            HttpClient client = new() { BaseAddress = new Uri(key[0]) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key[1]);
            using HttpResponseMessage first = await client.GetAsync(new Uri($"/v1/accounts/{DemoNation.NumberOf(1).Text}", UriKind.Relative));
            first.EnsureSuccessStatusCode();
            return new Served(process, client, watch.Elapsed);
        }

        /// <summary>A look-up of an account that nobody has looked up before.</summary>
        public async Task LookAsync(int i)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"/v1/accounts/{DemoNation.NumberOf((int)((long)i * 7919 % 350_000)).Text}", UriKind.Relative));
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }

        /// <summary>Seconds of a run, from asking for it to its report. A few entries fewer each time, so that nothing of it is in the store.</summary>
        public async Task<double> RunAsync(int seed)
        {
            Stopwatch watch = Stopwatch.StartNew();
            using HttpRequestMessage ask = new(HttpMethod.Post, "/v1/runs");
            ask.Headers.Add("Idempotency-Key", $"bench-{seed}");
            ask.Content = JsonContent.Create(new { scenario = Scenario, changes = new Dictionary<string, string> { ["population.summaries"] = $"{33_000_000 - (seed * 100)} per year" } });
            using HttpResponseMessage taken = await client.SendAsync(ask);
            JsonElement run = await JsonAsync(taken);
            while (run.GetProperty("state").GetString() is "waiting" or "running")
            {
                await Task.Delay(200);
                using HttpResponseMessage now = await client.GetAsync(new Uri($"/v1/runs/{run.GetProperty("id").GetString()}", UriKind.Relative));
                run = await JsonAsync(now);
            }

            return run.GetProperty("state").GetString() == "done" ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException(run.GetRawText());
        }

        public void Dispose()
        {
            client.Dispose();
            using Process stop = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            process.WaitForExit();
            process.Dispose();
        }

        private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
        {
            string body = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement : throw new InvalidOperationException(body);
        }
    }
}
