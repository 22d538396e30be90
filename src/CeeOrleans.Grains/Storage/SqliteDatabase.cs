using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// The embedded store: one file, one program. Writes go one after the other; readers do not wait for them. What is committed
/// stands in the log (WAL) first; it is copied into the file beside the writers, not by the one whose commit fills the log, who
/// would answer for it with five times its own time.
/// </summary>
public sealed class SqliteDatabase : LiveDatabase
{
    /// <summary>The value of <c>PRAGMA synchronous</c> with which every commit reaches the disk.</summary>
    internal const long Full = 2;

    private const int Constraint = 19;

    /// <summary>Bytes of the log from which on it is copied into the file. With more, the disk is busy with one copy so long that everybody waits for it; with less, writers wait more often for the end of one.</summary>
    private const long LongLog = 6 << 20;

    /// <summary>Milliseconds between two attempts: a reader that stays long keeps the log from being emptied.</summary>
    private const long BetweenCopies = 250;

    private readonly string log;
    private readonly Lock gate = new();
    private Task copying = Task.CompletedTask;
    private long copied = -BetweenCopies;

    /// <param name="path">The file; it is made when it is not there.</param>
    public SqliteDatabase(string path)
        : base(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ToString(), oneWriter: true) => log = path + "-wal";

    internal override string Invariant => "System.Data.SQLite";

    private protected override string Dialect => "Sqlite";

    private protected override DbProviderFactory Factory => SqliteFactory.Instance;

    private protected override string BeginMigration => "BEGIN IMMEDIATE";

    internal override string SelectByName => """
        SELECT a.ior, a.name, a.company, a.manager, a.center, a.trusted, a.version FROM account_name JOIN account AS a ON a.id = account_name.rowid
        WHERE account_name MATCH @words AND a.ior > @after ORDER BY a.ior LIMIT @limit
        """;

    internal override string SelectStates => """
        SELECT key, CASE WHEN EXISTS (SELECT 1 FROM account_part WHERE account = substr(grain_state.key, 6))
            THEN CAST(payload || (SELECT group_concat(char(10) || '[' || kind || ',' || number || ',' || content || ']', '') FROM account_part WHERE account = substr(grain_state.key, 6)) AS BLOB)
            ELSE payload END
        FROM grain_state WHERE service = @service AND type = 'account' AND n0 = 0 AND n1 = 0 AND payload IS NOT NULL ORDER BY key
        """;

    internal override string Rebuild => """
        DELETE FROM open_item;
        DELETE FROM account;
        INSERT INTO account_change (head)
        SELECT CASE WHEN EXISTS (SELECT 1 FROM account_part WHERE account = ior)
            THEN json_set(line, '$.cases', json((SELECT json_group_array(json(c.value)) FROM account_part AS p, json_each(p.content) AS c WHERE p.account = ior AND p.kind = 1)))
            ELSE line END
        FROM (SELECT substr(key, 6) AS ior, CAST(substr(payload, instr(payload, x'0A') + 1) AS TEXT) AS line FROM grain_state WHERE type = 'account' AND payload IS NOT NULL) ORDER BY ior;
        """;

    internal override string WordsAsQuery(IEnumerable<string> words) => string.Join(' ', words.Select(w => $"\"{w}\"*"));

    internal override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public override bool IsTaken(Exception e) => e is SqliteException { SqliteErrorCode: Constraint };

    public override async Task CheckDurabilityAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await OpenAsync(cancellation).ConfigureAwait(false);
        long synchronous = Convert.ToInt64(await ScalarAsync(connection, "PRAGMA synchronous", cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
        string journal = Convert.ToString(await ScalarAsync(connection, "PRAGMA journal_mode", cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) ?? "";
        Require(synchronous, journal);
    }

    /// <exception cref="StoreRefusedException">A commit may be lost with these settings.</exception>
    internal static void Require(long synchronous, string journal)
    {
        if (synchronous < Full)
        {
            throw new StoreRefusedException($"SQLite has synchronous={synchronous}; an acknowledged command could be lost with the power. It must be 2 (FULL).");
        }

        if (journal != "wal")
        {
            throw new StoreRefusedException($"SQLite has journal_mode={journal}; it must be wal, which needs a local disk.");
        }
    }

    private protected override void Opened(DbConnection connection) => CopyNothing((SqliteConnection)connection);

    /// <summary>A connection for a transaction of its own.</summary>
    internal SqliteConnection Open()
    {
        SqliteConnection connection = new(ConnectionString);
        connection.Open();
        CopyNothing(connection);
        return connection;
    }

    private static void CopyNothing(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint = 0";
        command.ExecuteNonQuery();
    }

    internal override void Written()
    {
        lock (gate)
        {
            if (copying.IsCompleted && Environment.TickCount64 - copied >= BetweenCopies && new FileInfo(log) is { Exists: true, Length: >= LongLog })
            {
                copying = Task.Run(CopyLogAsync);
            }
        }
    }

    public override Task SettleAsync()
    {
        lock (gate)
        {
            return copying;
        }
    }

    /// <summary>Copies the log beside readers and writers, and then, in a turn of its own, the little that came meanwhile, so that the log starts anew.</summary>
    private async Task CopyLogAsync()
    {
        try
        {
            DbConnection connection = await OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await ScalarAsync(connection, "PRAGMA wal_checkpoint(PASSIVE)", CancellationToken.None).ConfigureAwait(false);
                using WriteTurn turn = await TurnAsync(CancellationToken.None).ConfigureAwait(false);
                await ScalarAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)", CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (SqliteException)
        {
            // The log stays as it is and loses nothing; a later write tries again, and meets what is wrong itself.
        }
        finally
        {
            Volatile.Write(ref copied, Environment.TickCount64);
        }
    }

    private protected override async Task PrepareAsync(DbConnection connection, CancellationToken cancellation) =>
        await ScalarAsync(connection, "PRAGMA journal_mode = wal", cancellation).ConfigureAwait(false);
}
