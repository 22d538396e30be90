using System.Diagnostics;
using System.Globalization;
using CeeOrleans.Contracts;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Scenarios;
using CeeOrleans.Scenarios.Names;
using CeeOrleans.Service.Demo;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Benchmarks;

/// <summary>The synthetic nation as a live world of October 2016, under the rules of a shipped scenario.</summary>
internal sealed class LiveNation
{
    /// <summary>Monday 2016-10-03, 15:00 UTC.</summary>
    public static readonly DateTimeOffset Now = new(2016, 10, 3, 15, 0, 0, TimeSpan.Zero);

    private LiveNation(RunInputs inputs)
    {
        Inputs = inputs;
        Book = Rulebooks.Of(inputs);
        Setup = Setup.Compile(inputs);
        Nation = new DemoNation(Setup, Book, ProfileOf, Now.ToUnixTimeSeconds());
    }

    public RunInputs Inputs { get; }

    public Setup Setup { get; }

    public Rulebook Book { get; }

    public DemoNation Nation { get; }

    public static LiveNation Load()
    {
        LoadedScenario loaded = ScenarioLoader.Load(Repository.Scenario("national-cees.yaml"), null, [new ScenarioOverride("horizon.start", "2016-10-01")]);
        return new LiveNation(loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors)));
    }

    /// <summary>
    /// A store with every importer in it, made once and kept. The fast way: no grain is asked, and the disk only at the end; rows are
    /// derived by the triggers as always.
    /// </summary>
    /// <returns>Its accounts and open items.</returns>
    public async Task<(long Accounts, long Items)> FillAsync(string file)
    {
        if (!File.Exists(file))
        {
            Stopwatch watch = Stopwatch.StartNew();
            string part = file + ".part";
            File.Delete(part);
            await new SqliteDatabase(part).MigrateAsync(CancellationToken.None);
            await using (SqliteConnection connection = new(new SqliteDatabase(part).ConnectionString))
            {
                await connection.OpenAsync();
                Execute(connection, "PRAGMA synchronous = off; BEGIN IMMEDIATE");
                using SqliteCommand insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO grain_state (service, type, n0, n1, key, version, payload) VALUES ('cee', 'account', 0, 0, @key, 1, @payload)";
                SqliteParameter key = insert.Parameters.Add("@key", SqliteType.Text);
                SqliteParameter payload = insert.Parameters.Add("@payload", SqliteType.Blob);
                foreach (Account account in Nation.All().AsParallel().AsOrdered())
                {
                    key.Value = GrainKeys.LiveImporter(account.Number);
                    payload.Value = AccountFormat.Write(new AccountRecord { Account = account, Effects = new AccountEffects { Touched = [.. account.Cases.Keys] }, Trusted = Book.Trusted.Includes(account.Membership) });
                    insert.ExecuteNonQuery();
                }

                Execute(connection, "COMMIT");
                Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            }

            SqliteConnection.ClearAllPools();
            File.Move(part, file);
            Machine.Say($"a store with the nation was filled in {watch.Elapsed.TotalSeconds:0} s, {new FileInfo(file).Length / 1e6:0} MB");
        }

        await using SqliteConnection filled = new(new SqliteDatabase(file).ConnectionString);
        await filled.OpenAsync();
        return (Count(filled, "SELECT count(*) FROM account"), Count(filled, "SELECT count(*) FROM open_item"));
    }

    private AccountProfile ProfileOf(int importer)
    {
        ImporterName n = ImporterNames.For(Inputs.Seed, importer);
        return new AccountProfile(n.Name, n.Street, n.City, n.State, n.Zip);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Count(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
