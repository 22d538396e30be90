using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// Entry summaries by month, port and heading, ascending. Immutable. The largest importer has 6,000 rows and files a thousand
/// times a day: a filing copies the rows of its month and shares those of the others.
/// </summary>
[CollectionBuilder(typeof(MonthTotals), nameof(Of))]
public sealed class MonthTotals : IEnumerable<MonthTotal>
{
    private MonthTotals(ImmutableArray<ImmutableArray<MonthTotal>> months)
    {
        Months = months;
        Count = months.Sum(m => m.Length);
    }

    public static MonthTotals Empty { get; } = new([]);

    /// <summary>The rows of each month that has some, ascending.</summary>
    public ImmutableArray<ImmutableArray<MonthTotal>> Months { get; }

    /// <summary>Rows.</summary>
    public int Count { get; }

    public bool IsEmpty => Count == 0;

    /// <param name="rows">Ascending.</param>
    /// <exception cref="ArgumentException">They are not in order.</exception>
    public static MonthTotals Of(ReadOnlySpan<MonthTotal> rows)
    {
        var months = ImmutableArray.CreateBuilder<ImmutableArray<MonthTotal>>();
        int first = 0;
        for (int i = 1; i <= rows.Length; i++)
        {
            if (i < rows.Length && rows[i] <= rows[i - 1])
            {
                throw new ArgumentException("Totals are not in order.", nameof(rows));
            }

            if (i == rows.Length || rows[i].Month != rows[first].Month)
            {
                months.Add([.. rows[first..i]]);
                first = i;
            }
        }

        return months.Count == 0 ? Empty : new MonthTotals(months.ToImmutable());
    }

    /// <summary>The rows of a month; empty for none. Cost: a comparison a month.</summary>
    public ImmutableArray<MonthTotal> In(int month) => Find(month) is var at && at >= 0 ? Months[at] : [];

    /// <summary>Without what is older than a month.</summary>
    public MonthTotals Since(int month) => IsEmpty || Months[0][0].Month >= month ? this : new MonthTotals(Months.RemoveAll(m => m[0].Month < month));

    /// <summary>One filing more: added to the row of its month, port and heading, or to a new row, or, where the month has as many as it may, to the row that stands for several.</summary>
    /// <param name="most">Rows that a month may have, that one included.</param>
    public MonthTotals Plus(MonthTotal filing, int most)
    {
        int at = Find(filing.Month);
        ImmutableArray<MonthTotal> rows = at >= 0 ? Months[at] : [];
        int found = rows.BinarySearch(filing);
        if (found < 0 && rows.Length >= most - 1)
        {
            filing = filing with { Port = 0, Heading = 0 };
            found = rows.BinarySearch(filing);
        }

        rows = found < 0
            ? rows.Insert(~found, filing)
            : rows.SetItem(found, filing with { Entries = rows[found].Entries + filing.Entries, Lines = rows[found].Lines + filing.Lines, ValueCents = rows[found].ValueCents + filing.ValueCents });
        return new MonthTotals(at >= 0 ? Months.SetItem(at, rows) : Months.Insert(~at, rows));
    }

    public IEnumerator<MonthTotal> GetEnumerator() => Months.SelectMany(m => m).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Place of a month; the complement of the place where it would stand when it has no rows.</summary>
    private int Find(int month)
    {
        int i = 0;
        while (i < Months.Length && Months[i][0].Month < month)
        {
            i++;
        }

        return i < Months.Length && Months[i][0].Month == month ? i : ~i;
    }
}
