using System.Data.Common;
using CeeOrleans.Grains.Storage;
using Npgsql;

namespace CeeOrleans.Storage.Tests;

/// <summary>Stores that must not be used: of a newer program, changed by hand, or able to lose what was acknowledged.</summary>
public sealed class RefusedStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-refused-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Store_OfANewerProgram_IsRefusedAndLeftAsItIs()
    {
        LiveDatabase database = await MigratedAsync();
        await ExecuteAsync(database, "INSERT INTO schema_migration (number, name, checksum) VALUES (9999, '9999-future', 'x')");
        StoreRefusedException e = await Assert.ThrowsAsync<StoreRefusedException>(() => database.MigrateAsync(Stop));
        Assert.Contains("newer than the program", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_WhoseMigrationWasChanged_IsRefused()
    {
        LiveDatabase database = await MigratedAsync();
        await ExecuteAsync(database, "UPDATE schema_migration SET checksum = 'other'");
        StoreRefusedException e = await Assert.ThrowsAsync<StoreRefusedException>(() => database.MigrateAsync(Stop));
        Assert.Contains("other contents", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_ThatIsNoDatabase_IsRefused()
    {
        string file = Path.Combine(folder, "text.db");
        await File.WriteAllTextAsync(file, "This is a letter and no database, and long enough to be looked at as one.", Stop);
        await Assert.ThrowsAnyAsync<DbException>(() => new SqliteDatabase(file).MigrateAsync(Stop));
    }

    [Theory]
    [InlineData(0, "wal", "synchronous=0")]
    [InlineData(1, "wal", "synchronous=1")]
    [InlineData(2, "memory", "journal_mode=memory")]
    [InlineData(2, "off", "journal_mode=off")]
    public void Sqlite_ThatMayLoseACommit_IsRefused(long synchronous, string journal, string said) =>
        Assert.Contains(said, Assert.Throws<StoreRefusedException>(() => SqliteDatabase.Require(synchronous, journal)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("off")]
    [InlineData("local")]
    public async Task PostgreSql_ThatMayLoseACommit_IsRefused(string value)
    {
        Assert.SkipWhen(PostgreSqlStore.Server is null, $"Not run: no PostgreSQL here. Set {PostgreSqlStore.Variable} to a connection string, or let .ci/run do it.");
        string name = $"cee_{Guid.NewGuid():N}";
        string connection = await PostgreSqlStore.CreateAsync(name);
        try
        {
            await new PostgreSqlDatabase(connection).CheckDurabilityAsync(Stop);
            await using (NpgsqlConnection server = new(PostgreSqlStore.Server))
            {
                await server.OpenAsync(Stop);
                await using NpgsqlCommand command = new($"ALTER DATABASE {name} SET synchronous_commit = {value}", server);
                await command.ExecuteNonQueryAsync(Stop);
            }

            NpgsqlConnection.ClearAllPools();
            StoreRefusedException e = await Assert.ThrowsAsync<StoreRefusedException>(() => new PostgreSqlDatabase(connection).CheckDurabilityAsync(Stop));
            Assert.Contains($"synchronous_commit={value}", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            await PostgreSqlStore.DropAsync(name);
        }
    }

    private async Task<LiveDatabase> MigratedAsync()
    {
        SqliteDatabase database = new(Path.Combine(folder, $"{Guid.NewGuid():N}.db"));
        await database.MigrateAsync(Stop);
        await database.CheckDurabilityAsync(Stop);
        return database;
    }

    private static async Task ExecuteAsync(LiveDatabase database, string sql)
    {
        await using DbConnection connection = await database.OpenAsync(Stop);
        await LiveDatabase.ExecuteAsync(connection, sql, Stop);
    }
}
