using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// Writes of many grains in one transaction of SQLite: the disk is asked once for all that wait. A grain goes on when the
/// transaction that holds its write is durable, as if it had written alone. Of writers that wait, the one whose turn comes
/// writes for all; a write that the schema refuses fails alone, any other failure fails all of its transaction.
/// Safe for many callers at once.
/// </summary>
internal sealed class GroupCommit(SqliteDatabase database)
{
    /// <summary>Writes in one transaction: 10 to 100 ms of work, which is what the next one waits.</summary>
    public const int MostInGroup = 512;

    /// <summary>The statement by which Orleans' provider writes too; the migrations hold that one.</summary>
    private const string Upsert = """
        INSERT INTO grain_state (service, type, n0, n1, key, version, payload)
        SELECT @service, @type, 0, 0, @key, 1, @payload
        WHERE @version IS NULL OR EXISTS (SELECT 1 FROM grain_state WHERE service = @service AND type = @type AND n0 = 0 AND n1 = 0 AND key = @key)
        ON CONFLICT (service, type, n0, n1, key) DO UPDATE SET version = grain_state.version + 1, payload = excluded.payload WHERE grain_state.version = @version
        RETURNING version
        """;

    private readonly ConcurrentQueue<StateWrite> waiting = new();

    /// <summary>Transactions so far; for tests.</summary>
    internal long Groups { get; private set; }

    /// <returns>The new version, or null when another writer was first.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before its turn: nothing was changed.</exception>
    public async Task<int?> WriteAsync(StateWrite write, CancellationToken cancellation)
    {
        waiting.Enqueue(write);
        try
        {
            using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
            while (write.IsWaiting)
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (write.TryWithdraw())
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // Another one writes it already: it is carried out.
        }

        return await write.Outcome.Task.ConfigureAwait(false);
    }

    /// <summary>One transaction of what waits. Whoever calls it has the turn.</summary>
    private void Write()
    {
        List<StateWrite> group = [];
        while (group.Count < MostInGroup && waiting.TryDequeue(out StateWrite? next))
        {
            if (next.TryTake())
            {
                group.Add(next);
            }
        }

        List<(StateWrite Write, int? Version, Exception? Refused)> done = [];
        try
        {
            using SqliteConnection connection = database.Open();
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            using SqliteCommand command = Prepare(connection, transaction);
            foreach (StateWrite write in group)
            {
                try
                {
                    done.Add((write, Execute(command, write), null));
                }
                catch (SqliteException e) when (database.IsTaken(e))
                {
                    // SQLite has undone this statement and what its triggers did, and nothing else.
                    done.Add((write, null, e));
                }
            }

            transaction.Commit();
            Groups++;
        }
        catch (Exception e)
        {
            foreach (StateWrite write in group)
            {
                write.Outcome.TrySetException(e);
            }

            return;
        }

        foreach ((StateWrite write, int? version, Exception? refused) in done)
        {
            if (refused is null)
            {
                write.Outcome.TrySetResult(version);
            }
            else
            {
                write.Outcome.TrySetException(refused);
            }
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = Upsert;
        command.Transaction = transaction;
        command.Parameters.Add("@service", SqliteType.Text);
        command.Parameters.Add("@type", SqliteType.Text);
        command.Parameters.Add("@key", SqliteType.Text);
        command.Parameters.Add("@version", SqliteType.Integer);
        command.Parameters.Add("@payload", SqliteType.Blob);
        return command;
    }

    private static int? Execute(SqliteCommand command, StateWrite write)
    {
        command.Parameters[0].Value = write.Service;
        command.Parameters[1].Value = write.Type;
        command.Parameters[2].Value = write.Key;
        command.Parameters[3].Value = write.Version is { } version ? version : DBNull.Value;
        command.Parameters[4].Value = write.Payload;
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? reader.GetInt32(0) : null;
    }
}

/// <summary>A write on its way.</summary>
/// <param name="Version">The version that the writer read; null for none.</param>
internal sealed record StateWrite(string Service, string Type, string Key, int? Version, byte[] Payload)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int state = Waiting;

    public TaskCompletionSource<int?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWaiting => Volatile.Read(ref state) == Waiting;

    public bool TryTake() => Interlocked.CompareExchange(ref state, Taken, Waiting) == Waiting;

    public bool TryWithdraw() => Interlocked.CompareExchange(ref state, Withdrawn, Waiting) == Waiting;
}
