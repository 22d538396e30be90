using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Grains.Storage;

/// <summary>What a backup holds.</summary>
/// <param name="Accounts">Stored accounts.</param>
/// <param name="Entries">Rows of the ledger.</param>
public sealed record BackupFacts(long Accounts, long Entries, long Bytes);

/// <summary>
/// Copies of the embedded store: one file, consistent as of one moment, made by SQLite's own backup while the service goes on
/// writing. A copy appears under its name only when it is whole, checked and on the disk.
/// </summary>
public static class SqliteBackup
{
    /// <param name="database">The store.</param>
    /// <param name="file">The copy; it must not be there.</param>
    /// <exception cref="StoreRefusedException">The copy is not sound.</exception>
    /// <exception cref="IOException">The copy can't be written, or is there already.</exception>
    public static async Task<BackupFacts> MakeAsync(string database, string file, CancellationToken cancellation)
    {
        if (File.Exists(file))
        {
            throw new IOException($"{file} is there already.");
        }

        string part = file + ".part";
        Remove(part);
        try
        {
            await CopyAsync(database, part, cancellation).ConfigureAwait(false);
            BackupFacts facts;
            SqliteConnection copy = await OpenAsync(part, SqliteOpenMode.ReadWrite, cancellation).ConfigureAwait(false);
            await using (copy.ConfigureAwait(false))
            {
                // A copy is one file: it has no log of its own.
                await LiveDatabase.ScalarAsync(copy, "PRAGMA journal_mode = delete", cancellation).ConfigureAwait(false);
                await CheckAsync(copy, file, cancellation).ConfigureAwait(false);
                facts = new BackupFacts(
                    await CountAsync(copy, "SELECT count(*) FROM grain_state WHERE type = 'account' AND payload IS NOT NULL", cancellation).ConfigureAwait(false),
                    await CountAsync(copy, "SELECT count(*) FROM ledger WHERE kind = 1", cancellation).ConfigureAwait(false),
                    0);
            }

            Flush(part);
            File.Move(part, file);
            return facts with { Bytes = new FileInfo(file).Length };
        }
        finally
        {
            Remove(part);
        }
    }

    /// <summary>
    /// Puts a copy in the place of a store that nobody uses. The store gets this program's schema and a new epoch, so that tags
    /// of versions which were handed out after the copy was made do not fit any more.
    /// </summary>
    /// <param name="database">The store; the caller holds its folder. A store that is there is kept beside it under the name that is returned.</param>
    /// <returns>Where the store that was there is now; null when there was none.</returns>
    /// <exception cref="StoreRefusedException">The copy is none, not sound, or of a newer program. Nothing was changed.</exception>
    public static async Task<string?> RestoreAsync(string file, string database, CancellationToken cancellation)
    {
        string part = database + ".restoring";
        Remove(part);
        try
        {
            await CopyAsync(file, part, cancellation).ConfigureAwait(false);
            SqliteConnection copy = await OpenAsync(part, SqliteOpenMode.ReadWrite, cancellation).ConfigureAwait(false);
            await using (copy.ConfigureAwait(false))
            {
                await CheckAsync(copy, file, cancellation).ConfigureAwait(false);
            }

            SqliteDatabase restored = new(part);
            await restored.MigrateAsync(cancellation).ConfigureAwait(false);
            DbConnection connection = await restored.OpenAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                DbCommand epoch = LiveDatabase.Command(
                    connection,
                    "INSERT INTO store_setting (name, value) VALUES ('epoch', @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    ("value", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))));
                await using (epoch.ConfigureAwait(false))
                {
                    await epoch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                }

                // The audit log does not come with the copy: its anchors are those of the folder.
                await LiveDatabase.ExecuteAsync(connection, "DELETE FROM audit_anchor", cancellation).ConfigureAwait(false);
                await new AuditAnchorRows(restored).AddAsync(await AnchorsAsync(database, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                await LiveDatabase.ScalarAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)", cancellation).ConfigureAwait(false);
            }

            SqliteConnection.ClearPool(new SqliteConnection(restored.ConnectionString));
            Flush(part);
            return await ReplaceAsync(part, database, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Remove(part);
        }
    }

    /// <summary>The anchors of a store that is replaced; none where it can't be read any more.</summary>
    private static async Task<ImmutableArray<AuditAnchor>> AnchorsAsync(string database, CancellationToken cancellation)
    {
        try
        {
            return File.Exists(database) ? await new AuditAnchorRows(new SqliteDatabase(database)).AllAsync(cancellation).ConfigureAwait(false) : [];
        }
        catch (SqliteException)
        {
            return [];
        }
    }

    private static async Task<string?> ReplaceAsync(string part, string database, CancellationToken cancellation)
    {
        string? before = null;
        if (File.Exists(database))
        {
            // Connections of this process that wait to be used again would go on reading the store that was there.
            SqliteConnection.ClearPool(new SqliteConnection(new SqliteDatabase(database).ConnectionString));

            // What its log holds goes into the file first, so that the file alone is the store.
            SqliteConnection old = await OpenAsync(database, SqliteOpenMode.ReadWrite, cancellation).ConfigureAwait(false);
            await using (old.ConfigureAwait(false))
            {
                await LiveDatabase.ScalarAsync(old, "PRAGMA wal_checkpoint(TRUNCATE)", cancellation).ConfigureAwait(false);
            }

            before = $"{database}.before-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
            File.Move(database, before);
        }

        Remove(database);
        File.Move(part, database);
        return before;
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        SqliteConnection source = await OpenAsync(from, SqliteOpenMode.ReadOnly, cancellation).ConfigureAwait(false);
        SqliteConnection target = await OpenAsync(to, SqliteOpenMode.ReadWriteCreate, cancellation).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        await using (target.ConfigureAwait(false))
        {
            try
            {
                source.BackupDatabase(target);
            }
            catch (SqliteException e)
            {
                throw new StoreRefusedException($"{from} can't be copied: {e.Message}");
            }
        }
    }

    private static async Task CheckAsync(SqliteConnection copy, string name, CancellationToken cancellation)
    {
        try
        {
            string said = Convert.ToString(await LiveDatabase.ScalarAsync(copy, "PRAGMA integrity_check", cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) ?? "";
            if (said != "ok")
            {
                throw new StoreRefusedException($"{name} is damaged: {said}");
            }

            if (await CountAsync(copy, "SELECT count(*) FROM sqlite_schema WHERE name IN ('schema_migration', 'grain_state', 'ledger')", cancellation).ConfigureAwait(false) != 3)
            {
                throw new StoreRefusedException($"{name} is no store of live accounts.");
            }
        }
        catch (SqliteException e)
        {
            throw new StoreRefusedException($"{name} is damaged: {e.Message}");
        }
    }

    private static async Task<long> CountAsync(SqliteConnection connection, string sql, CancellationToken cancellation) =>
        Convert.ToInt64(await LiveDatabase.ScalarAsync(connection, sql, cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);

    private static async Task<SqliteConnection> OpenAsync(string file, SqliteOpenMode mode, CancellationToken cancellation)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch (SqliteException e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new StoreRefusedException($"{file} can't be opened: {e.Message}");
        }
    }

    private static void Flush(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static void Remove(string file)
    {
        foreach (string end in new[] { "", "-wal", "-shm", "-journal" })
        {
            File.Delete(file + end);
        }
    }
}
