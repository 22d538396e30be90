using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;

namespace CeeOrleans.Grains.Storage;

/// <summary>An open case as lists show it.</summary>
/// <param name="Due">UTC seconds; <see cref="long.MaxValue"/> for never.</param>
/// <param name="Expires">When the law or its cut-off takes it away; <see cref="long.MaxValue"/> for never.</param>
/// <param name="AnswerBy">Until when somebody outside may answer; 0 when no day is set.</param>
public sealed record OpenItem(string Account, int Number, WorkKind Kind, Role Role, Rank Rank, CaseState State, string Subject, string Office, string Port, int Heading, long Due, long Expires, long AnswerBy, string? Assignee);

/// <summary>An account as lists show it.</summary>
public sealed record AccountRow(string Ior, string Name, string? Company, string? Manager, string? Center, bool Trusted, long Version);

/// <summary>Part of a list.</summary>
/// <param name="Next">Where the next part begins; null at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? Next);

/// <summary>
/// The rows beside the states: what the ledger knows about a command, work lists, look-ups. Reads only; they are written with
/// the states. A page costs a range of an index. Safe for many callers at once.
/// </summary>
public sealed class AccountRows(LiveDatabase database) : IWorkLists
{
    /// <summary>Rows in a page by default, and at most.</summary>
    public const int DefaultLimit = 50;

    public const int MostInPage = 500;

    /// <summary>Words of a name that count.</summary>
    private const int MostWords = 8;

    private const string ItemColumns = "account, number, kind, role, rank, state, subject, office, port, heading, due, expires, answer_by, assignee";
    private const string AccountColumns = "ior, name, company, manager, center, trusted, version";

    private const string SelectPast = """
        SELECT a.refusal, a.reason, a.version, a.number, a.at,
            k.account, k.at, k.filed_day, k.port, k.heading, k.lines, k.cents, k.number, k.content,
            e.account, e.at, e.filed_day, e.port, e.heading, e.lines, e.cents, e.number, e.content
        FROM (SELECT 1) AS one
        LEFT JOIN answer AS a ON a.account = @account AND a.command = @command
        LEFT JOIN ledger AS k ON k.kind = @kind AND k.key = @key
        LEFT JOIN ledger AS e ON e.kind = 1 AND e.key = @entry
        """;

    /// <summary>What the ledger says about each command, in their order. Cost: one statement a command.</summary>
    public async Task<ImmutableArray<PastFacts>> PastAsync(ImporterNumber account, IReadOnlyList<CommandEnvelope> commands, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        var past = ImmutableArray.CreateBuilder<PastFacts>(commands.Count);
        foreach (CommandEnvelope asked in commands)
        {
            NaturalKey? key = asked.Command.Key;
            await using DbCommand command = LiveDatabase.Command(
                connection,
                SelectPast,
                ("account", account.Text),
                ("command", asked.Id),
                ("kind", (int)(key?.Kind ?? 0)),
                ("key", key is { } k ? LedgerRow.KeyOf(account, k) : ""),
                ("entry", asked.Command.AboutEntry ?? ""));
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            Answer? answer = reader.IsDBNull(0) ? null : new Answer(asked.Id, (Refusal)reader.GetInt32(0), TextOrNull(reader, 1), reader.GetInt64(2), NumberOrNull(reader, 3), reader.GetInt64(4));
            past.Add(new PastFacts(
                answer,
                reader.IsDBNull(5) ? null : ReadLedger(reader, 5, key!.Value.Kind, key.Value.Number),
                reader.IsDBNull(14) ? null : ReadLedger(reader, 14, LedgerKind.Entry, asked.Command.AboutEntry!)));
        }

        return past.MoveToImmutable();
    }

    /// <summary>What is stored is always there.</summary>
    public double Gathered => 1;

    public async Task<Page<OpenItem>> WorkAsync(string office, Role role, string? cursor, int limit, CancellationToken cancellation)
    {
        WorkPlace after = WorkPlace.AtDesk(cursor);
        const string sql = $"SELECT {ItemColumns} FROM open_item WHERE office = @office AND role = @role AND state <> 3 AND (rank, due, account, number) > (@rank, @due, @account, @number) ORDER BY rank, due, account, number LIMIT @limit";
        return await ItemsAsync(
            sql,
            limit,
            WorkPlace.AfterAtDesk,
            cancellation,
            ("office", office),
            ("role", (int)role),
            ("rank", after.Rank),
            ("due", after.Due),
            ("account", after.Account),
            ("number", after.Number)).ConfigureAwait(false);
    }

    public async Task<Page<OpenItem>> OverdueAsync(string? office, long now, string? cursor, int limit, CancellationToken cancellation)
    {
        WorkPlace after = WorkPlace.AmongLate(cursor);
        const string sql = $"SELECT {ItemColumns} FROM open_item WHERE state <> 3 AND due < @now AND (due, account, number) > (@due, @account, @number) AND (@all = 1 OR office = @office) ORDER BY due, account, number LIMIT @limit";
        return await ItemsAsync(
            sql,
            limit,
            WorkPlace.AfterAmongLate,
            cancellation,
            ("now", now),
            ("due", after.Due),
            ("account", after.Account),
            ("number", after.Number),
            ("all", office is null ? 1 : 0),
            ("office", office ?? "")).ConfigureAwait(false);
    }

    /// <summary>Open items whose clock of law or cut-off is over: the due scan closes them.</summary>
    public async Task<ImmutableArray<OpenItem>> ExpiredAsync(long now, int limit, CancellationToken cancellation) =>
        (await ItemsAsync($"SELECT {ItemColumns} FROM open_item WHERE state <> 3 AND expires <= @now ORDER BY expires LIMIT @limit", limit, _ => "", cancellation, ("now", now)).ConfigureAwait(false)).Items;

    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    public Task<Page<AccountRow>> ByCenterAsync(string center, string? cursor, int limit, CancellationToken cancellation) =>
        AccountsAsync($"SELECT {AccountColumns} FROM account WHERE center = @value AND ior > @after ORDER BY ior LIMIT @limit", 'c', cursor, limit, ("value", center), cancellation);

    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    public Task<Page<AccountRow>> ByManagerAsync(string manager, string? cursor, int limit, CancellationToken cancellation) =>
        AccountsAsync($"SELECT {AccountColumns} FROM account WHERE manager = @value AND ior > @after ORDER BY ior LIMIT @limit", 'm', cursor, limit, ("value", manager), cancellation);

    /// <summary>Accounts whose name has, for each word given, a word that begins with it.</summary>
    /// <param name="text">At least one letter or digit; words after the eighth do not count.</param>
    /// <exception cref="FormatException">No word, or the cursor is none of this list.</exception>
    public Task<Page<AccountRow>> ByNameAsync(string text, string? cursor, int limit, CancellationToken cancellation)
    {
        string[] words = [.. Words(text).Take(MostWords)];
        return words.Length == 0
            ? throw new FormatException("A name has at least one letter or digit.")
            : AccountsAsync(database.SelectByName, 'n', cursor, limit, ("words", database.WordsAsQuery(words)), cancellation);
    }

    /// <summary>The last importer number before the page that a cursor names; empty for the first page.</summary>
    /// <param name="list">c, m or n: by Center, manager or name.</param>
    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    public static string PlaceOf(char list, string? cursor) => Cursor.Read(cursor, list, [""])[0];

    /// <summary>The cursor of the page after an importer number.</summary>
    /// <param name="list">As for <see cref="PlaceOf"/>.</param>
    public static string CursorAfter(char list, string ior) => Cursor.Make(list, ior);

    /// <summary>The row of an account, or null.</summary>
    public async Task<AccountRow?> FindAsync(string ior, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, $"SELECT {AccountColumns} FROM account WHERE ior = @ior", ("ior", ior));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? ReadAccount(reader) : null;
    }

    /// <summary>Derives the rows of all accounts and open items anew from the states; the ledger and closed items stay.</summary>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, database.Rebuild);
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets answers of before a moment.</summary>
    /// <param name="before">UTC seconds.</param>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAnswersAsync(long before, CancellationToken cancellation)
    {
        using WriteTurn turn = await database.TurnAsync(cancellation).ConfigureAwait(false);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, "DELETE FROM answer WHERE at < @before", ("before", before));
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<Page<OpenItem>> ItemsAsync(string sql, int limit, Func<OpenItem, string> next, CancellationToken cancellation, params (string, object?)[] values)
    {
        int wanted = Math.Clamp(limit, 1, MostInPage);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, sql, [.. values, ("limit", wanted + 1)]);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<OpenItem> items = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            items.Add(new OpenItem(
                reader.GetString(0),
                reader.GetInt32(1),
                (WorkKind)reader.GetInt32(2),
                (Role)reader.GetInt32(3),
                (Rank)reader.GetInt32(4),
                (CaseState)reader.GetInt32(5),
                reader.GetString(6),
                reader.GetString(7),
                reader.GetString(8),
                reader.GetInt32(9),
                reader.GetInt64(10),
                reader.GetInt64(11),
                reader.GetInt64(12),
                TextOrNull(reader, 13)));
        }

        return Cut(items, wanted, next);
    }

    private async Task<Page<AccountRow>> AccountsAsync(string sql, char list, string? cursor, int limit, (string, object?) value, CancellationToken cancellation)
    {
        if (value.Item2 is string text && text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FormatException("A value has no null character."); // no text of PostgreSQL can hold one
        }

        int wanted = Math.Clamp(limit, 1, MostInPage);
        string[] after = Cursor.Read(cursor, list, [""]);
        await using DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using DbCommand command = LiveDatabase.Command(connection, sql, value, ("after", after[0]), ("limit", wanted + 1));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<AccountRow> rows = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(ReadAccount(reader));
        }

        return Cut(rows, wanted, r => Cursor.Make(list, r.Ior));
    }

    private static Page<T> Cut<T>(List<T> found, int wanted, Func<T, string> next) => found.Count > wanted
        ? new Page<T>([.. found.Take(wanted)], next(found[wanted - 1]))
        : new Page<T>([.. found], null);

    private static AccountRow ReadAccount(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), TextOrNull(reader, 2), TextOrNull(reader, 3), TextOrNull(reader, 4), reader.GetInt32(5) == 1, reader.GetInt64(6));

    private static LedgerRow ReadLedger(DbDataReader reader, int at, LedgerKind kind, string number) => new(
        kind,
        number,
        reader.GetString(at),
        reader.GetInt64(at + 1),
        reader.GetInt32(at + 2),
        reader.GetString(at + 3),
        reader.GetInt32(at + 4),
        reader.GetInt32(at + 5),
        reader.GetInt64(at + 6),
        NumberOrNull(reader, at + 7),
        reader.GetString(at + 8));

    private static string? TextOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static int? NumberOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    private static IEnumerable<string> Words(string text)
    {
        StringBuilder word = new();
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}

/// <summary>Where a list goes on: a letter for the list and the last row's place, as text that survives a URL.</summary>
internal static class Cursor
{
    private const int MostCharacters = 400;

    public static string Make(char list, params ReadOnlySpan<string> parts) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(list + string.Join('\n', parts!))).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <param name="first">The place before all rows.</param>
    /// <exception cref="FormatException">Not made by <see cref="Make"/> for this list.</exception>
    public static string[] Read(string? cursor, char list, string[] first)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return first;
        }

        if (cursor.Length > MostCharacters)
        {
            throw new FormatException("The cursor is too long; take it from the page before.");
        }

        try
        {
            string base64 = cursor.Replace('-', '+').Replace('_', '/');
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64 + new string('=', (4 - (base64.Length % 4)) % 4)));
            string[] parts = text.Length > 0 && text[0] == list ? text[1..].Split('\n') : [];
            return parts.Length == first.Length && !text.Contains('\0', StringComparison.Ordinal) ? parts : throw new FormatException("The cursor is of another list; take it from the page before.");
        }
        catch (Exception e) when (e is ArgumentException)
        {
            throw new FormatException("The cursor is broken; take it from the page before.", e);
        }
    }

    public static int Int(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new FormatException("The cursor is broken; take it from the page before.");

    public static long Long(string part) => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new FormatException("The cursor is broken; take it from the page before.");
}
