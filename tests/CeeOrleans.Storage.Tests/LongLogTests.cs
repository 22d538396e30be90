using System.Data.Common;
using System.Globalization;
using CeeOrleans.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Storage.Tests;

/// <summary>The log of the embedded store is copied into its file beside the writers, and starts anew.</summary>
public sealed class LongLogTests : IDisposable
{
    private const int Bytes = 1 << 20;
    private readonly string folder = Directory.CreateTempSubdirectory("cee-log-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "live.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_log_that_gets_long_is_emptied_beside_the_writers_and_nothing_is_lost()
    {
        SqliteDatabase database = await OpenAsync();
        await WriteAsync(database, 0, 40);
        await database.SettleAsync();
        Assert.InRange(new FileInfo(File + "-wal").Length, 0, 39 * Bytes);
        Assert.InRange(new FileInfo(File).Length, 10 * Bytes, long.MaxValue);
        Assert.Equal(40, await CountAsync(database));
    }

    [Fact]
    public async Task A_reader_that_stays_keeps_the_log_and_what_it_sees_and_stops_no_writer()
    {
        SqliteDatabase database = await OpenAsync();
        await WriteAsync(database, 0, 1);
        await using DbConnection connection = await database.OpenAsync(Stop);
        await using (DbTransaction asOf = await database.BeginReadAsync(connection, Stop))
        {
            Assert.Equal(1L, await LiveDatabase.ScalarAsync(connection, "SELECT COUNT(*) FROM grain_state", Stop));
            await WriteAsync(database, 1, 40);
            await database.SettleAsync();
            Assert.Equal(1L, await LiveDatabase.ScalarAsync(connection, "SELECT COUNT(*) FROM grain_state", Stop));
        }

        Assert.Equal(41, await CountAsync(database));
    }

    private async Task<SqliteDatabase> OpenAsync()
    {
        SqliteDatabase database = new(File);
        await database.MigrateAsync(Stop);
        return database;
    }

    private static async Task WriteAsync(SqliteDatabase database, int from, int count)
    {
        GroupCommit commit = new(database);
        for (int i = from; i < from + count; i++)
        {
            Assert.Equal(1, await commit.WriteAsync(new StateWrite("cee", "other", $"k{i}", null, new byte[Bytes]), Stop));
        }
    }

    private static async Task<long> CountAsync(SqliteDatabase database)
    {
        await using DbConnection connection = await database.OpenAsync(Stop);
        return Convert.ToInt64(await LiveDatabase.ScalarAsync(connection, $"SELECT COUNT(*) FROM grain_state WHERE length(payload) = {Bytes}", Stop), CultureInfo.InvariantCulture);
    }
}
