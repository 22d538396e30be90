using System.Globalization;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// The place of an open item in a list: after rank (in the list of a desk; 0 in that of overdue work), due time, account and number.
/// </summary>
public readonly record struct WorkPlace(int Rank, long Due, string Account, int Number) : IComparable<WorkPlace>
{
    private const char Desk = 'w';
    private const char Late = 'd';

    /// <summary>Where a page of a desk's list begins: after this place.</summary>
    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    public static WorkPlace AtDesk(string? cursor)
    {
        string[] after = Cursor.Read(cursor, Desk, ["0", "0", "", "0"]);
        return new WorkPlace(Cursor.Int(after[0]), Cursor.Long(after[1]), after[2], Cursor.Int(after[3]));
    }

    /// <summary>Where a page of overdue work begins: after this place.</summary>
    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    public static WorkPlace AmongLate(string? cursor)
    {
        string[] after = Cursor.Read(cursor, Late, ["0", "", "0"]);
        return new WorkPlace(0, Cursor.Long(after[0]), after[1], Cursor.Int(after[2]));
    }

    public static string AfterAtDesk(OpenItem item) => Cursor.Make(Desk, Text((int)item.Rank), Text(item.Due), item.Account, Text(item.Number));

    public static string AfterAmongLate(OpenItem item) => Cursor.Make(Late, Text(item.Due), item.Account, Text(item.Number));

    public int CompareTo(WorkPlace other) =>
        Rank != other.Rank ? Rank.CompareTo(other.Rank)
        : Due != other.Due ? Due.CompareTo(other.Due)
        : string.CompareOrdinal(Account, other.Account) is var account and not 0 ? account
        : Number.CompareTo(other.Number);

    public static bool operator <(WorkPlace left, WorkPlace right) => left.CompareTo(right) < 0;

    public static bool operator <=(WorkPlace left, WorkPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >(WorkPlace left, WorkPlace right) => left.CompareTo(right) > 0;

    public static bool operator >=(WorkPlace left, WorkPlace right) => left.CompareTo(right) >= 0;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
