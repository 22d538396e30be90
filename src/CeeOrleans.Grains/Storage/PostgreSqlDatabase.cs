using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace CeeOrleans.Grains.Storage;

/// <summary>The store of a production: PostgreSQL 15 or newer, any number of silos.</summary>
public sealed class PostgreSqlDatabase : LiveDatabase
{
    /// <summary>PostgreSQL 15.</summary>
    private const int LeastVersion = 150_000;

    /// <summary>Any number that no other program on the server uses: "cee" and 1.</summary>
    private const long MigrationLock = 0x636565_0001;

    /// <param name="connectionString">Of Npgsql.</param>
    public PostgreSqlDatabase(string connectionString)
        : base(connectionString, oneWriter: false)
    {
    }

    internal override string Invariant => "Npgsql";

    private protected override string Dialect => "PostgreSql";

    private protected override DbProviderFactory Factory => NpgsqlFactory.Instance;

    private protected override string BeginMigration => string.Create(CultureInfo.InvariantCulture, $"BEGIN; SELECT pg_advisory_xact_lock({MigrationLock})");

    internal override string SelectByName => """
        SELECT ior, name, company, manager, center, trusted, version FROM account
        WHERE words @@ to_tsquery('simple', @words) AND ior > @after ORDER BY ior LIMIT @limit
        """;

    internal override string SelectStates => """
        SELECT key, payload || COALESCE((SELECT convert_to(string_agg(chr(10) || '[' || kind || ',' || number || ',' || content || ']', ''), 'UTF8') FROM account_part WHERE account = substr(grain_state.key, 6)), ''::bytea)
        FROM grain_state WHERE service = @service AND type = 'account' AND n0 = 0 AND n1 = 0 AND payload IS NOT NULL ORDER BY key
        """;

    internal override string Rebuild => """
        DELETE FROM open_item;
        DELETE FROM account;
        SELECT derive_account(convert_from(substr(payload, position('\x0A'::bytea in payload) + 1), 'UTF8')::jsonb
            || COALESCE((SELECT jsonb_build_object('cases', jsonb_agg(c)) FROM account_part AS p, jsonb_array_elements(p.content::jsonb) AS c WHERE p.account = substr(key, 6) AND p.kind = 1 HAVING count(*) > 0), '{}'))
        FROM grain_state WHERE type = 'account' AND payload IS NOT NULL ORDER BY key;
        """;

    internal override string WordsAsQuery(IEnumerable<string> words) => string.Join(" & ", words.Select(w => $"{w}:*"));

    internal override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);

    public override bool IsTaken(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override async Task CheckDurabilityAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await OpenAsync(cancellation).ConfigureAwait(false);
        int version = int.Parse(await SettingAsync(connection, "server_version_num", cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
        if (version < LeastVersion)
        {
            throw new StoreRefusedException($"PostgreSQL {version / 10_000} is too old; 15 or newer is needed.");
        }

        foreach ((string setting, string[] allowed) in new[] { ("synchronous_commit", new[] { "on", "remote_apply", "remote_write" }), ("fsync", ["on"]), ("full_page_writes", ["on"]) })
        {
            string value = await SettingAsync(connection, setting, cancellation).ConfigureAwait(false);
            if (!allowed.Contains(value))
            {
                throw new StoreRefusedException($"PostgreSQL has {setting}={value}; an acknowledged command could be lost with the power. It must be {allowed[0]}.");
            }
        }
    }

    private static async Task<string> SettingAsync(DbConnection connection, string name, CancellationToken cancellation)
    {
        await using DbCommand command = Command(connection, "SELECT current_setting(@name)", ("name", name));
        return Convert.ToString(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) ?? "";
    }
}
