using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace CeeOrleans.Grains.Storage;

/// <summary>The store can't be used as it is: newer than the program, changed by hand, or not durable.</summary>
public sealed class StoreRefusedException(string message) : Exception(message);

/// <summary>
/// The database of the live world: SQLite in a file, or PostgreSQL. Knows how to connect, to bring the schema up to the
/// program's, and to check that what is acknowledged survives a loss of power. Safe for many callers at once.
/// </summary>
public abstract class LiveDatabase
{
    /// <summary>One writer at a time, first come first served; null where the database sees to it itself.</summary>
    private readonly SemaphoreSlim? gate;

    private protected LiveDatabase(string connectionString, bool oneWriter)
    {
        ConnectionString = connectionString;
        gate = oneWriter ? new SemaphoreSlim(1, 1) : null;
    }

    public string ConnectionString { get; }

    /// <summary>The name by which Orleans' storage provider knows the driver.</summary>
    internal abstract string Invariant { get; }

    /// <summary>Folder of the migrations inside this assembly.</summary>
    private protected abstract string Dialect { get; }

    private protected abstract DbProviderFactory Factory { get; }

    /// <summary>Takes a lock that keeps other programs from migrating at the same time, held until the transaction ends.</summary>
    private protected abstract string BeginMigration { get; }

    /// <summary>Accounts whose names have words that begin with those asked for: @words and @after are given.</summary>
    internal abstract string SelectByName { get; }

    /// <summary>Key and payload of every account with its parts, ascending by key: @service is given.</summary>
    internal abstract string SelectStates { get; }

    /// <summary>A transaction that reads the store as of one moment, and keeps nobody from writing.</summary>
    internal abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Rows derived anew from the states, inside a transaction.</summary>
    internal abstract string Rebuild { get; }

    /// <summary>The text that the query for names expects, from words of letters and digits.</summary>
    internal abstract string WordsAsQuery(IEnumerable<string> words);

    /// <summary>Whether an error of the driver says that a unique key is taken.</summary>
    public abstract bool IsTaken(Exception e);

    public async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        DbConnection connection = Factory.CreateConnection() ?? throw new InvalidOperationException($"{Factory} makes no connections.");
        try
        {
            connection.ConnectionString = ConnectionString;
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            Opened(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for its turn to write. What it returns ends the turn.</summary>
    internal async ValueTask<WriteTurn> TurnAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (gate is not null)
        {
            await gate.WaitAsync(cancellation).ConfigureAwait(false);
        }

        return new WriteTurn(this, gate);
    }

    /// <summary>A connection was opened, or taken from the pool.</summary>
    private protected virtual void Opened(DbConnection connection)
    {
    }

    /// <summary>A turn has ended; called after the next writer was let in.</summary>
    internal virtual void Written()
    {
    }

    /// <summary>Waits until the database does nothing by itself any more; call it when no writer is left.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>
    /// Brings the schema up to this program's, and checks that it is. Forward only; every migration is a transaction of its own.
    /// </summary>
    /// <exception cref="StoreRefusedException">The store is newer than the program, or a migration was changed after it was applied.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await OpenAsync(cancellation).ConfigureAwait(false);
        await PrepareAsync(connection, cancellation).ConfigureAwait(false);
        ImmutableArray<Migration> known = Migrations(Dialect);
        await ExecuteAsync(connection, BeginMigration, cancellation).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)", cancellation).ConfigureAwait(false);
            List<Migration> applied = [];
            await using (DbCommand read = Command(connection, "SELECT number, name, checksum FROM schema_migration ORDER BY number"))
            await using (DbDataReader reader = await read.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    applied.Add(new Migration(reader.GetInt32(0), reader.GetString(1), "", reader.GetString(2)));
                }
            }

            foreach (Migration a in applied)
            {
                Migration? same = known.FirstOrDefault(k => k.Number == a.Number);
                if (same is null)
                {
                    throw new StoreRefusedException($"The store has migration {a.Number} ({a.Name}), and this program knows migrations up to {known[^1].Number}: the store is newer than the program. Start it with the newer program.");
                }

                if (same.Checksum != a.Checksum)
                {
                    throw new StoreRefusedException($"Migration {a.Number} ({a.Name}) was applied to the store with other contents than this program has. Nothing was changed.");
                }
            }

            foreach (Migration next in known.Where(k => applied.All(a => a.Number != k.Number)))
            {
                await ExecuteAsync(connection, next.Sql, cancellation).ConfigureAwait(false);
                await using DbCommand note = Command(connection, "INSERT INTO schema_migration (number, name, checksum) VALUES (@number, @name, @checksum)", ("number", next.Number), ("name", next.Name), ("checksum", next.Checksum));
                await note.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            await ExecuteAsync(connection, "COMMIT", cancellation).ConfigureAwait(false);
        }
        catch
        {
            await ExecuteAsync(connection, "ROLLBACK", CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Checks that an acknowledged write survives a loss of power.</summary>
    /// <exception cref="StoreRefusedException">It need not; says which setting.</exception>
    public abstract Task CheckDurabilityAsync(CancellationToken cancellation);

    private protected virtual Task PrepareAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    internal static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this assembly; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    internal static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using DbCommand command = Command(connection, sql);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }

    internal static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using DbCommand command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The migrations of this assembly, ascending. Their checksum does not depend on how lines end.</summary>
    internal static ImmutableArray<Migration> Migrations(string dialect)
    {
        string prefix = $"Sql.{dialect}.";
        List<Migration> found = [];
        foreach (string name in typeof(LiveDatabase).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream stream = typeof(LiveDatabase).Assembly.GetManifestResourceStream(name)!;
            using StreamReader reader = new(stream, Encoding.UTF8);
            string sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            string file = name[prefix.Length..^".sql".Length];
            found.Add(new Migration(int.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture), file, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        return [.. found];
    }
}

/// <summary>One step of the schema.</summary>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum);

/// <summary>A turn to write; disposing it ends the turn.</summary>
internal readonly struct WriteTurn(LiveDatabase database, SemaphoreSlim? gate) : IDisposable
{
    public void Dispose()
    {
        gate?.Release();
        database.Written();
    }
}
