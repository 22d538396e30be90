using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Grains.Live;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// Writes the live world as of one moment, in one read transaction: commands go on meanwhile, and none of theirs is in it. The
/// rows of open items are held against the states from which they were derived: where an item is in one and not in the other,
/// or at two offices, there is no snapshot. Cost: 25 µs an account, 100 bytes of memory an open item.
/// </summary>
/// <param name="book">By its headings an account has an industry.</param>
/// <param name="source">Accounts that are there without being stored; null for none. A stored account counts as it is stored.</param>
public sealed class SnapshotRows(LiveDatabase database, Rulebook book, IAccountSource? source)
{
    /// <summary>An open item as its row says.</summary>
    private readonly record struct ItemRow(string Account, int Number, int Kind, string Office);

    /// <param name="stream">Empty, and one that can be set back; stays open.</param>
    /// <param name="asOf">UTC seconds. Decides which months count and is no part of the hash.</param>
    /// <exception cref="SnapshotException">The store contradicts itself; says where.</exception>
    /// <exception cref="StoredStateException">A stored account can't be read.</exception>
    public async Task<SnapshotFacts> WriteAsync(Stream stream, long asOf, CancellationToken cancellation)
    {
        DbConnection connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            DbTransaction transaction = await database.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                List<ItemRow> rows = await ItemsAsync(connection, transaction, cancellation).ConfigureAwait(false);
                using SnapshotWriter writer = new(stream);
                int next = 0;
                using IEnumerator<Account> others = (source?.All() ?? []).GetEnumerator();
                bool more = others.MoveNext();
                DbCommand read = LiveDatabase.Command(connection, database.SelectStates, ("service", await ServiceAsync(connection, transaction, cancellation).ConfigureAwait(false)));
                read.Transaction = transaction;
                await using (read.ConfigureAwait(false))
                {
                    DbDataReader reader = await read.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                        {
                            Account account = AccountFormat.Read((byte[])reader.GetValue(1));
                            for (; more && string.CompareOrdinal(others.Current.Number.Text, account.Number.Text) < 0; more = others.MoveNext())
                            {
                                cancellation.ThrowIfCancellationRequested();
                                writer.Add(Of(others.Current, asOf));
                            }

                            more = more && (others.Current.Number != account.Number || others.MoveNext());
                            Compare(account, rows, ref next);
                            writer.Add(Of(account, asOf));
                        }
                    }
                }

                if (next < rows.Count)
                {
                    throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"open item {rows[next].Number} of {rows[next].Account} has a row and no account"));
                }

                for (; more; more = others.MoveNext())
                {
                    cancellation.ThrowIfCancellationRequested();
                    writer.Add(Of(others.Current, asOf));
                }

                return writer.Finish(asOf);
            }
        }
    }

    private static async Task<string> ServiceAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        DbCommand command = LiveDatabase.Command(connection, "SELECT service FROM grain_state WHERE type = 'account' GROUP BY service");
        command.Transaction = transaction;
        await using (command.ConfigureAwait(false))
        {
            List<string> found = [];
            DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    found.Add(reader.GetString(0));
                }
            }

            return found.Count switch
            {
                0 => "",
                1 => found[0],
                _ => throw new SnapshotException($"the store has accounts of {found.Count} services: {string.Join(", ", found)}"),
            };
        }
    }

    private static async Task<List<ItemRow>> ItemsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        List<ItemRow> rows = [];
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        DbCommand command = LiveDatabase.Command(connection, "SELECT account, number, kind, office FROM open_item ORDER BY account, number");
        command.Transaction = transaction;
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    rows.Add(new ItemRow(One(reader.GetString(0)), reader.GetInt32(1), reader.GetInt32(2), One(reader.GetString(3))));
                }
            }
        }

        return rows;

        string One(string text) => texts.TryGetValue(text, out string? one) ? one : texts[text] = text;
    }

    /// <summary>Every open case of the account has its row, at the same office and no other, and no row is without a case.</summary>
    private static void Compare(Account account, List<ItemRow> rows, ref int next)
    {
        foreach (Case item in account.Cases.Values)
        {
            ItemRow? row = next < rows.Count ? rows[next] : null;
            if (row is not { } found || found.Account != account.Number.Text || found.Number != item.Number)
            {
                // Whichever stands first is the one without the other.
                throw row is { } other && Before(other, account.Number.Text, item.Number)
                    ? new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"open item {other.Number} of {other.Account} has a row, and its account does not know it"))
                    : new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"open item {item.Number} of {account.Number.Text} has no row"));
            }

            if (found.Office != item.Office || found.Kind != (int)item.Kind)
            {
                throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"open item {item.Number} of {account.Number.Text} is at {item.Office} as its account says, and at {found.Office} in the rows"));
            }

            next++;
        }

        if (next < rows.Count && rows[next].Account == account.Number.Text)
        {
            throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"open item {rows[next].Number} of {account.Number.Text} has a row, and its account does not know it"));
        }
    }

    private static bool Before(ItemRow row, string account, int number) =>
        string.CompareOrdinal(row.Account, account) is var order && (order < 0 || (order == 0 && row.Number < number));

    private SnapshotAccount Of(Account account, long asOf)
    {
        ImmutableArray<SnapshotCell> volume = Volume(account, asOf);
        return new SnapshotAccount
        {
            Ior = account.Number.Text,
            Company = account.Company,
            Center = account.Center.Center,
            Industry = Industry(volume),
            Membership = account.Membership,
            Applied = account.Applied,
            Trusted = book.Trusted.Includes(account.Membership),
            Volume = volume,
            Items =
            [
                .. account.Cases.Values.Select(c => new SnapshotItem(
                    c.Number,
                    c.Kind,
                    c.State,
                    c.Office,
                    c.Port,
                    c.Heading,
                    c.Seen,
                    c.Due,
                    c.Deadline,
                    c.FiledDay,
                    c.ValueDollars,
                    c.Entries,
                    c.RiskRank,
                    c.Referred,
                    c.Wait)),
            ],
        };
    }

    /// <summary>The month of the snapshot and the twelve before, by port and heading.</summary>
    private static ImmutableArray<SnapshotCell> Volume(Account account, long asOf)
    {
        DateOnly day = SimTime.DateOf(SimTime.DayOf(asOf));
        int last = ((day.Year - 1970) * 12) + day.Month - 1;
        if (account.Totals.IsEmpty)
        {
            return [];
        }

        Dictionary<(int Port, int Heading), (long Entries, long Cents)> cells = [];
        foreach (MonthTotal row in account.Totals)
        {
            if (row.Month > last - Account.MonthsKept && row.Month <= last)
            {
                (long entries, long cents) = cells.GetValueOrDefault((row.Port, row.Heading));
                cells[(row.Port, row.Heading)] = (entries + row.Entries, cents + row.ValueCents);
            }
        }

        return [.. cells.OrderBy(c => c.Key).Select(c => new SnapshotCell(c.Key.Port, c.Key.Heading, c.Value.Entries, c.Value.Cents))];
    }

    /// <summary>The Center under which most entries are; of equals the first.</summary>
    private string? Industry(ImmutableArray<SnapshotCell> volume)
    {
        Span<long> entries = stackalloc long[book.Centers.Length];
        entries.Clear();
        int most = -1;
        foreach (SnapshotCell cell in volume)
        {
            int center = cell.Heading is > 0 and < 10_000 && !book.CenterOfHeading.IsEmpty ? book.CenterOfHeading[cell.Heading] : -1;
            if (center >= 0)
            {
                entries[center] += cell.Entries;
            }
        }

        for (int i = 0; i < entries.Length; i++)
        {
            most = entries[i] > 0 && (most < 0 || entries[i] > entries[most]) ? i : most;
        }

        return most < 0 ? null : book.Centers[most].Code;
    }
}
