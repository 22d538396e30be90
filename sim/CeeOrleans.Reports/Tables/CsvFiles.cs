using System.Globalization;
using CsvHelper;

namespace CeeOrleans.Reports.Tables;

/// <summary>
/// CSV after RFC 4180, except that lines end with LF: the same bytes on every machine. UTF-8 without a mark, invariant
/// culture, numbers in their shortest form that reads back to the same double.
/// </summary>
public static class CsvFiles
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { NewLine = "\n", FormatProvider = CultureInfo.InvariantCulture };

    public static void Write(DataTable table, string path)
    {
        using FileStream file = File.Create(path);
        Write(table, file);
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    public static void Write(DataTable table, Stream stream)
    {
        using CsvWriter csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        foreach (DataColumn column in table.Columns)
        {
            csv.WriteField(column.Name);
        }

        csv.EndRecord();
        for (int row = 0; row < table.Rows; row++)
        {
            foreach (DataColumn column in table.Columns)
            {
                switch (column)
                {
                    case TextColumn c:
                        csv.WriteField(c.Values[row]);
                        break;
                    case WholeColumn c:
                        csv.WriteField(c.Values[row]);
                        break;
                    case NumberColumn c when double.IsNaN(c.Values[row]):
                        csv.WriteField("");
                        break;
                    case NumberColumn c:
                        csv.WriteField(c.Values[row]);
                        break;
                    default:
                        throw new InvalidOperationException($"Unknown column {column.GetType().Name}.");
                }
            }

            csv.EndRecord();
        }
    }
}
