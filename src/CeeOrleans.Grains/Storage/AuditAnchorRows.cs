using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;

namespace CeeOrleans.Grains.Storage;

/// <summary>What an audit chain said at a moment.</summary>
/// <param name="Chain">Name of the chain.</param>
/// <param name="Sequence">A record of it.</param>
/// <param name="Hash">SHA-256 of that record, hexadecimal.</param>
/// <param name="At">When it was noted, UTC seconds.</param>
/// <param name="Seal">Whether the record seals a segment.</param>
public sealed record AuditAnchor(string Chain, long Sequence, string Hash, long At, bool Seal = false);

/// <summary>Anchors of audit chains in the store. One anchor vouches for every record before it. Safe for many callers.</summary>
public sealed class AuditAnchorRows(LiveDatabase database)
{
    /// <summary>Number of the migration that made the table.</summary>
    private const int Migration = 4;

    /// <summary>Adds anchors. Those of heads before the last seal are not needed any more and go.</summary>
    public async Task AddAsync(IReadOnlyList<AuditAnchor> anchors, CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        foreach (AuditAnchor anchor in anchors)
        {
            await using DbCommand insert = LiveDatabase.Command(
                connection,
                "INSERT INTO audit_anchor (chain, sequence, hash, at, seal) VALUES (@chain, @sequence, @hash, @at, @seal) ON CONFLICT (chain, sequence) DO NOTHING",
                ("chain", anchor.Chain),
                ("sequence", anchor.Sequence),
                ("hash", anchor.Hash),
                ("at", anchor.At),
                ("seal", anchor.Seal ? 1 : 0));
            insert.Transaction = transaction;
            await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        foreach (AuditAnchor seal in anchors.Where(a => a.Seal))
        {
            await using DbCommand delete = LiveDatabase.Command(connection, "DELETE FROM audit_anchor WHERE chain = @chain AND seal = 0 AND sequence < @sequence", ("chain", seal.Chain), ("sequence", seal.Sequence));
            delete.Transaction = transaction;
            await delete.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>All anchors, by chain and sequence; none of a store that is older than they are.</summary>
    public async Task<ImmutableArray<AuditAnchor>> AllAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        object? has = await LiveDatabase.ScalarAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM schema_migration WHERE number = {Migration}"), cancellation).ConfigureAwait(false);
        if (Convert.ToInt64(has, CultureInfo.InvariantCulture) == 0)
        {
            return [];
        }

        await using DbCommand command = LiveDatabase.Command(connection, "SELECT chain, sequence, hash, at, seal FROM audit_anchor ORDER BY chain, sequence");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var found = ImmutableArray.CreateBuilder<AuditAnchor>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(new AuditAnchor(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), Convert.ToInt64(reader.GetValue(4), CultureInfo.InvariantCulture) == 1));
        }

        return found.ToImmutable();
    }
}
