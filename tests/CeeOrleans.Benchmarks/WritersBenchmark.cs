using System.Diagnostics;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// Commands of one, 4 and 64 accounts at once, in turn, on SQLite and, where <see cref="Variable"/> names an empty database, on
/// PostgreSQL: more writers must not be slower than one.
/// </summary>
internal static class WritersBenchmark
{
    /// <summary>A connection string of Npgsql.</summary>
    public const string Variable = "CEE_BENCH_POSTGRES";

    private static readonly int[] AtOnce = [1, 4, 64];
    private static int commands;

    /// <param name="rounds">How often each number is measured for <paramref name="seconds"/>.</param>
    public static async Task RunAsync(int rounds, int seconds)
    {
        string folder = Directory.CreateTempSubdirectory("cee-writers-bench-").FullName;
        await StoreAsync("SQLite", Path.Combine(folder, "sqlite"), null, rounds, seconds);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server)
        {
            await StoreAsync("PostgreSQL", Path.Combine(folder, "postgresql"), new PostgreSqlDatabase(server), rounds, seconds);
        }
        else
        {
            Console.WriteLine($"PostgreSQL: not measured; {Variable} names none");
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task StoreAsync(string name, string data, PostgreSqlDatabase? database, int rounds, int seconds)
    {
        LiveServiceOptions options = new() { Url = "http://127.0.0.1:0", DataFolder = data, Book = SmallPlan.Book, Database = database };
        await using LiveService service = await LiveService.StartAsync(options, CancellationToken.None);
        IAccountGrain[] accounts = [.. Enumerable.Range(0, AtOnce[^1]).Select(i => service.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse($"55-{i:0000000}00"))))];
        await Task.WhenAll(accounts.Select(a => DoAsync(a, new OpenAccount(new AccountProfile("Bench", "", "", "", ""), default, Center: "001"))));
        List<double>[] rates = [.. AtOnce.Select(_ => new List<double>())];
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < AtOnce.Length; i++)
            {
                int which = (i + round) % AtOnce.Length;
                double rate = await RateAsync(accounts[..AtOnce[which]], seconds);
                if (round > 0) // the first is not counted
                {
                    rates[which].Add(rate);
                }
            }
        }

        Console.WriteLine($"{name}, commands/s, each durable before its answer: {string.Join("; ", AtOnce.Select((n, i) => $"{n} at once median {rates[i].Order().ElementAt(rounds / 2):#,0} ({rates[i].Min():#,0} to {rates[i].Max():#,0})"))}");
    }

    private static async Task<double> RateAsync(IAccountGrain[] writers, int seconds)
    {
        long done = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(writers.Select(async a =>
        {
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                await DoAsync(a, SmallPlan.Entry(Interlocked.Increment(ref commands)));
                Interlocked.Increment(ref done);
            }
        }));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static async Task DoAsync(IAccountGrain account, AccountCommand command)
    {
        AnswerMessage answer = (await account.DoAsync([new CommandMessage($"w{Interlocked.Increment(ref commands)}", "bench", CommandJson.Write(command))]))[0];
        _ = answer.Done ? true : throw new InvalidOperationException(answer.Reason);
    }
}
