using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// Totals by month, port and heading as one text: the largest importer has 6,000 rows, 200 KB as JSON and 80 KB so. Base64 of
/// numbers of 7 bits a byte, least first. A row is: month less the one before; port and heading less those before where the
/// month (or port) is the same, else as they are; entries; lines; cents.
/// </summary>
public static class PackedTotals
{
    /// <param name="totals">Ascending.</param>
    public static string Pack(ReadOnlySpan<MonthTotal> totals)
    {
        byte[] bytes = new byte[totals.Length * 48];
        int n = 0;
        MonthTotal before = default;
        foreach (MonthTotal row in totals)
        {
            bool sameMonth = row.Month == before.Month;
            bool samePort = sameMonth && row.Port == before.Port;
            Put(bytes, ref n, row.Month - before.Month);
            Put(bytes, ref n, sameMonth ? row.Port - before.Port : row.Port);
            Put(bytes, ref n, samePort ? row.Heading - before.Heading : row.Heading);
            Put(bytes, ref n, row.Entries);
            Put(bytes, ref n, row.Lines);
            Put(bytes, ref n, row.ValueCents);
            before = row;
        }

        return Convert.ToBase64String(bytes, 0, n);
    }

    /// <exception cref="FormatException">Not what <see cref="Pack"/> made.</exception>
    public static ImmutableArray<MonthTotal> Unpack(string packed)
    {
        byte[] bytes = Convert.FromBase64String(packed);
        var rows = ImmutableArray.CreateBuilder<MonthTotal>(bytes.Length / 8);
        int n = 0;
        MonthTotal before = default;
        while (n < bytes.Length)
        {
            long month = Take(bytes, ref n);
            long port = Take(bytes, ref n);
            long heading = Take(bytes, ref n);
            MonthTotal row = new(
                checked(before.Month + (int)month),
                checked((int)(month == 0 ? before.Port + port : port)),
                checked((int)(month == 0 && port == 0 ? before.Heading + heading : heading)),
                Take(bytes, ref n),
                Take(bytes, ref n),
                Take(bytes, ref n));
            if (rows.Count > 0 && row.CompareTo(before) <= 0)
            {
                throw new FormatException("totals are not in order");
            }

            rows.Add(row);
            before = row;
        }

        return rows.ToImmutable();
    }

    private static void Put(byte[] bytes, ref int n, long value)
    {
        ulong rest = (ulong)value;
        while (rest >= 0x80)
        {
            bytes[n++] = (byte)(rest & 0x7F | 0x80);
            rest >>= 7;
        }

        bytes[n++] = (byte)rest;
    }

    private static long Take(byte[] bytes, ref int n)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte b = n < bytes.Length ? bytes[n++] : throw new FormatException("totals end in the middle of a number");
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return checked((long)value);
            }
        }

        throw new FormatException("totals have a number that is too long");
    }
}
