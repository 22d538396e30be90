using System.Net;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Service.Tests;

/// <summary>Copies of the store: made while it is written to, restored where nobody works, refused when they are not sound.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_copy_made_under_load_holds_whole_accounts_and_a_restored_store_takes_no_old_tag()
    {
        string copy = Path.Combine(folder, "copy.db");
        string ior = Served.Fresh();
        Said before;
        await using (LiveService service = await LiveService.StartAsync(Served.Options(Path.Combine(folder, "one"), new Served.Clock()), Stop))
        {
            using HttpClient client = Served.Client(service.Url, service.OwnerKey);
            await Served.DoAsync(client, ior, new OpenAccount(new AccountProfile("Copied", "", "", "", ""), default, Center: "001"));
            await Served.DoAsync(client, ior, SmallPlan.Entry(1, WorkKind.DocumentReview));
            before = await Served.GetAsync(client, $"/v1/accounts/{ior}");
            string busy = Served.Fresh();
            await Served.DoAsync(client, busy, new OpenAccount(new AccountProfile("Busy", "", "", "", ""), default));
            using CancellationTokenSource enough = new();
            Task<int> load = Task.Run(async () =>
            {
                int done = 0;
                while (!enough.IsCancellationRequested)
                {
                    Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(client, busy, SmallPlan.Entry(100 + done, WorkKind.DocumentReview))).Status);
                    done++;
                }

                return done;
            });
            BackupFacts facts = await SqliteBackup.MakeAsync(Path.Combine(folder, "one", "live.db"), copy, Stop);
            await enough.CancelAsync();
            Assert.InRange(facts.Entries, 1, 1 + await load);
            Assert.Equal(2, facts.Accounts);
            await Assert.ThrowsAsync<IOException>(() => SqliteBackup.MakeAsync(Path.Combine(folder, "one", "live.db"), copy, Stop));
            Assert.Throws<DataFolderException>(() => DataFolder.Take(Path.Combine(folder, "one")));
            (int exit, string said) = await IngestTests.CeeAsync("restore", copy, "--replace", "--data", Path.Combine(folder, "one"));
            Assert.True(exit == 6, said);
            Assert.Contains("in use", said, StringComparison.Ordinal);
        }

        Directory.CreateDirectory(Path.Combine(folder, "two"));
        string store = Path.Combine(folder, "two", "live.db");
        Assert.Null(await SqliteBackup.RestoreAsync(copy, store, Stop));
        await using (LiveService service = await LiveService.StartAsync(Served.Options(Path.Combine(folder, "two"), new Served.Clock()), Stop))
        {
            using HttpClient client = Served.Client(service.Url, service.OwnerKey);
            Said after = await Served.GetAsync(client, $"/v1/accounts/{ior}");
            Assert.Equal(before.Body, after.Body);
            Assert.NotEqual(before.Tag, after.Tag);
            Assert.Equal(HttpStatusCode.PreconditionFailed, (await Served.DoAsync(client, ior, new AssignManager("x"), match: before.Tag)).Status);
            Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(client, ior, new AssignManager("x"), match: after.Tag)).Status);
        }

        string? old = await SqliteBackup.RestoreAsync(copy, store, Stop);
        Assert.True(File.Exists(old));
        Assert.Empty((await new AccountRows(new SqliteDatabase(store)).ByManagerAsync("x", null, 9, Stop)).Items);
        Assert.Single((await new AccountRows(new SqliteDatabase(old!)).ByManagerAsync("x", null, 9, Stop)).Items);
    }

    [Theory]
    [InlineData("newer", "newer than the program")]
    [InlineData("damaged", "damaged")]
    [InlineData("foreign", "no store of live accounts")]
    [InlineData("text", "")]
    public async Task A_copy_that_is_not_sound_is_refused_and_nothing_is_left_of_it(string how, string said)
    {
        string copy = Path.Combine(folder, "copy.db");
        SqliteDatabase made = new(copy);
        if (how != "foreign")
        {
            await made.MigrateAsync(Stop);
        }

        await ExecuteAsync(copy, how switch
        {
            "newer" => "INSERT INTO schema_migration (number, name, checksum) VALUES (9999, 'future', 'x')",
            "foreign" => "CREATE TABLE letters (id INTEGER)",
            _ => "INSERT INTO store_setting (name, value) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT 'n' || i, hex(randomblob(60)) FROM n",
        });
        SqliteConnection.ClearAllPools();
        await ExecuteAsync(copy, "PRAGMA journal_mode = delete");
        switch (how)
        {
            case "damaged":
                byte[] bytes = await File.ReadAllBytesAsync(copy, Stop);
                bytes.AsSpan(bytes.Length - 60_000, 40_000).Fill(0xA5);
                await File.WriteAllBytesAsync(copy, bytes, Stop);
                break;
            case "text":
                await File.WriteAllTextAsync(copy, new string('x', 5_000), Stop);
                break;
        }

        string store = Path.Combine(folder, "live.db");
        StoreRefusedException e = await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteBackup.RestoreAsync(copy, store, Stop));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(["copy.db"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    private static async Task ExecuteAsync(string file, string sql)
    {
        await using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Stop);
        await using SqliteCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
