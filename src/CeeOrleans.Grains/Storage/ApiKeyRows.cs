using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;

namespace CeeOrleans.Grains.Storage;

/// <summary>A key of the API, without its secret.</summary>
/// <param name="Id">Names the key where its secret must not be named.</param>
/// <param name="Name">Who holds it: the actor of its commands.</param>
/// <param name="Scope">Importer numbers or office codes it is limited to; empty where the role needs none.</param>
/// <param name="Expires">UTC seconds.</param>
public sealed record ApiKeyRow(string Id, string Name, string Role, ImmutableArray<string> Scope, long Created, long Expires);

/// <summary>Keys of the API in the store, by the SHA-256 of their secrets. Safe for many callers.</summary>
public sealed class ApiKeyRows(LiveDatabase database)
{
    /// <summary>The key with this secret, unless it expired or was revoked.</summary>
    /// <param name="now">UTC seconds.</param>
    public Task<ApiKeyRow?> FindAsync(ReadOnlyMemory<byte> secret, long now, CancellationToken cancellation) =>
        FindByHashAsync(SHA256.HashData(secret.Span), now, cancellation);

    /// <summary>The key whose secret has this SHA-256, unless it expired or was revoked.</summary>
    /// <param name="now">UTC seconds.</param>
    public async Task<ApiKeyRow?> FindByHashAsync(byte[] hash, long now, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(
            connection,
            "SELECT id, name, role, scope, created, expires FROM api_key WHERE hash = @hash AND revoked = 0 AND expires > @now",
            ("hash", hash),
            ("now", now));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? new ApiKeyRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), [.. reader.GetString(3).Split('\n', StringSplitOptions.RemoveEmptyEntries)], reader.GetInt64(4), reader.GetInt64(5))
            : null;
    }

    public async Task AddAsync(ApiKeyRow key, ReadOnlyMemory<byte> secret, CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(
            connection,
            "INSERT INTO api_key (hash, id, name, role, scope, created, expires) VALUES (@hash, @id, @name, @role, @scope, @created, @expires)",
            ("hash", SHA256.HashData(secret.Span)),
            ("id", key.Id),
            ("name", key.Name),
            ("role", key.Role),
            ("scope", string.Join('\n', key.Scope)),
            ("created", key.Created),
            ("expires", key.Expires));
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <returns>Whether there was such a key that was not revoked yet.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, "UPDATE api_key SET revoked = 1 WHERE id = @id AND revoked = 0", ("id", id));
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
    }

    /// <summary>The epoch of the store: made at random when it is first asked for, the same ever after.</summary>
    public async Task<string> EpochAsync(CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using (DbCommand command = LiveDatabase.Command(connection, "INSERT INTO store_setting (name, value) VALUES ('epoch', @value) ON CONFLICT (name) DO NOTHING", ("value", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)))))
        {
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return (string)(await LiveDatabase.ScalarAsync(connection, "SELECT value FROM store_setting WHERE name = 'epoch'", cancellation).ConfigureAwait(false))!;
    }
}
