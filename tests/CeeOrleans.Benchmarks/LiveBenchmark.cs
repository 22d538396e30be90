using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Headers;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Benchmarks;

/// <summary>The live world on SQLite, every command durable before it is answered.</summary>
internal static class LiveBenchmark
{
    private static readonly ImporterNumber Largest = ImporterNumber.Parse("99-999999900");
    private static int commands;

    public static async Task RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("cee-live-bench-").FullName;
        await using (LiveService service = await LiveService.StartAsync(new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = SmallPlan.Book, Time = new Standing(), Source = new LargestImporter(), Limits = new ServiceLimits { RequestsASecond = 0 } }, CancellationToken.None))
        {
            await LargestAsync(service.Grains);
            await WorkListAsync(service.Grains, new AccountRows(new SqliteDatabase(Path.Combine(folder, "live.db"))));
            await LookAsync(service.Grains);
            await HttpAsync(service);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task LargestAsync(IGrainFactory grains)
    {
        Account whole = new LargestImporter().Find(Largest)!;
        List<double> written = [];
        for (int i = 0; i < 60; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            AccountFormat.Write(new AccountRecord { Account = whole });
            written.Add(watch.Elapsed.TotalMilliseconds);
        }

        Print($"the stored form of the largest importer, {AccountFormat.Write(new AccountRecord { Account = whole }).Length:#,0} bytes, made anew", written.Skip(10));
        IAccountGrain largest = Grain(grains, Largest.Text);
        List<double> times = [];
        for (int i = 0; i < 2_000; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            AnswerMessage answer = await DoAsync(largest, SmallPlan.Entry(1_000_000 + i) with { Heading = 8471 });
            times.Add(watch.Elapsed.TotalMilliseconds);
            Require(answer);
        }

        Print("a filing of the largest importer after ten years", times.Skip(20));
    }

    private static async Task WorkListAsync(IGrainFactory grains, AccountRows rows)
    {
        const int Accounts = 1_000;
        const int Each = 100;
        PortCode port = PortCode.Parse("2704");
        int day = SimTime.DayOf(SmallPlan.Monday) - 5;
        await Parallel.ForEachAsync(Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            IAccountGrain account = Grain(grains, $"66-{i:0000000}00");
            await DoAsync(account, new OpenAccount(new AccountProfile($"Bench {i}", "", "", "", ""), default));
            CommandMessage[] batch = [.. Enumerable.Range(0, Each).Select(n => Message(new OpenWork($"W{n}", WorkKind.AdCvdReview, port, 8471, day - (n % 30))))];
            foreach (AnswerMessage answer in await account.DoAsync([.. batch]))
            {
                Require(answer);
            }
        });
        List<double> pages = [];
        string? cursor = null;
        for (int i = 0; i < 200; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            cursor = (await rows.WorkAsync("2704", Role.ImportSpecialist, cursor, 50, CancellationToken.None)).Next;
            pages.Add(watch.Elapsed.TotalMilliseconds);
        }

        Print("a page of 50 of 100,000 open items", pages.Skip(5));
        List<double> takes = [];
        for (int i = 0; i < 300; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Require(await DoAsync(Grain(grains, $"66-{i:0000000}00"), new TakeCase(1)));
            takes.Add(watch.Elapsed.TotalMilliseconds);
        }

        Print("a take", takes.Skip(20));
    }

    /// <summary>Look-ups against calls of a grain that answers with what it holds, in pairs, who goes first changing.</summary>
    private static async Task LookAsync(IGrainFactory grains)
    {
        const int Pairs = 5;
        IAccountGrain[] all = [.. Enumerable.Range(0, 512).Select(i => Grain(grains, $"66-{i:0000000}00"))];
        IRunGrain[] empty = [.. Enumerable.Range(0, 512).Select(i => grains.GetGrain<IRunGrain>($"bench-{i}"))];
        List<double> looks = [];
        List<double> nothings = [];
        for (int pair = 0; pair <= Pairs; pair++)
        {
            (double look, double nothing) = (0, 0);
            foreach (bool looking in pair % 2 == 0 ? new[] { true, false } : [false, true])
            {
                if (looking)
                {
                    look = await RateAsync(i => all[i].LookAsync().AsTask());
                }
                else
                {
                    nothing = await RateAsync(i => empty[i].StatusAsync().AsTask());
                }
            }

            if (pair > 0) // the first is not counted
            {
                looks.Add(look);
                nothings.Add(nothing);
            }
        }

        double[] ratios = [.. looks.Zip(nothings, (l, n) => l / n).Order()];
        Console.WriteLine($"look-ups in process, 512 at once: median {looks.Order().ElementAt(Pairs / 2):#,0}/s; a grain that answers with what it holds: {nothings.Order().ElementAt(Pairs / 2):#,0}/s; median ratio of {Pairs} pairs {ratios[Pairs / 2]:0 %} ({ratios[0]:0 %} to {ratios[^1]:0 %})");

        static async Task<double> RateAsync(Func<int, Task> call)
        {
            long calls = 0;
            Stopwatch watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 512).Select(async i =>
            {
                while (watch.Elapsed.TotalSeconds < 2)
                {
                    for (int n = 0; n < 20; n++)
                    {
                        await call(i);
                    }

                    Interlocked.Add(ref calls, 20);
                }
            }));
            return calls / watch.Elapsed.TotalSeconds;
        }
    }

    private static async Task HttpAsync(LiveService service)
    {
        const int ASecond = 500;
        using HttpClient client = new() { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.OwnerKey);
        async Task OneAsync(int i)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"/v1/accounts/66-{i * 31 % 1000:0000000}00", UriKind.Relative));
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }

        await OpenLoop.RunAsync(ASecond, OneAsync, TimeSpan.FromSeconds(5)); // not counted, while the program gets warm
        Print($"look-ups over HTTP at {ASecond}/s, an audit record durable before each answer", await OpenLoop.RunAsync(ASecond, OneAsync, TimeSpan.FromSeconds(20)));
    }

    private static IAccountGrain Grain(IGrainFactory grains, string ior) => grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse(ior)));

    private static CommandMessage Message(AccountCommand command) => new($"b{Interlocked.Increment(ref commands)}", "bench", CommandJson.Write(command));

    private static async Task<AnswerMessage> DoAsync(IAccountGrain account, AccountCommand command) => (await account.DoAsync([Message(command)]))[0];

    private static void Require(AnswerMessage answer)
    {
        if (!answer.Done)
        {
            throw new InvalidOperationException(answer.Reason);
        }
    }

    private static void Print(string what, IEnumerable<double> times) => Console.WriteLine($"{what}: {OpenLoop.Summary(times)}");

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(SmallPlan.Monday);
    }

    /// <summary>The largest importer as it is after ten years; everybody else has to be opened.</summary>
    private sealed class LargestImporter : IAccountSource
    {
        public Account? Find(ImporterNumber number) => number != Largest ? null : new Account
        {
            Number = Largest,
            Version = 5_000_000,
            Opened = SmallPlan.Monday - (3_650L * SimTime.Day),
            Profile = new AccountProfile("The largest importer", "1 Main St", "Reno", "NV", "89501"),
            Center = new AccountCenter("001", AssignmentReason.Decision, SmallPlan.Monday),
            Filed = 4_000_000,
            NextCase = 1_200_001,
            Totals =
            [
                .. from month in Enumerable.Range(541, Account.MonthsKept)
                   from port in Enumerable.Range(0, 60).Select(p => 101 + (p * 83))
                   from heading in Enumerable.Range(0, 8).Select(h => 407 + (h * 1117))
                   select new MonthTotal(month, port, heading, 70 + (heading % 9), 180, 487_879_000 + heading),
            ],
            Unliquidated = [.. Enumerable.Range(2300, 160).Select(w => new WeekCount(w, 7_700))],
            Cases = Enumerable.Range(1_195_501, 4_500).Select(n => new Case
            {
                Number = n,
                Kind = n % 8 == 0 ? WorkKind.FullReview : WorkKind.DocumentReview,
                State = CaseState.Queued,
                Subject = EntryNumber.Of("EN2", n).ToString(),
                Office = "001",
                Port = "2704",
                Heading = 8471,
                Seen = SmallPlan.Monday - n,
                Due = SmallPlan.Monday + (30L * SimTime.Day),
                Expires = SimTime.Never,
                FiledDay = SimTime.DayOf(SmallPlan.Monday) - 20,
                ValueDollars = 69_697,
                RiskRank = n % 65_536,
            }).ToImmutableSortedDictionary(c => c.Number, c => c),
        };
    }
}
