using System.Collections.Immutable;

namespace CeeOrleans.Reports.Tables;

/// <summary>One column of a file: texts, whole numbers, or numbers that may be missing.</summary>
public abstract record DataColumn(string Name)
{
    public abstract int Length { get; }
}

public sealed record TextColumn(string Name, string[] Values) : DataColumn(Name)
{
    public override int Length => Values.Length;
}

public sealed record WholeColumn(string Name, long[] Values) : DataColumn(Name)
{
    public override int Length => Values.Length;
}

/// <param name="Values">NaN means that there is no value: an empty cell in CSV, NaN in Parquet.</param>
public sealed record NumberColumn(string Name, double[] Values) : DataColumn(Name)
{
    public override int Length => Values.Length;
}

/// <summary>A table as it is written to a file: by columns, so that CSV and Parquet come from the same values.</summary>
public sealed record DataTable
{
    /// <exception cref="ArgumentException">The columns have different lengths.</exception>
    public DataTable(string name, params ImmutableArray<DataColumn> columns)
    {
        if (columns.Any(c => c.Length != columns[0].Length))
        {
            throw new ArgumentException($"The columns of {name} have different lengths.", nameof(columns));
        }

        Name = name;
        Columns = columns;
    }

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    public ImmutableArray<DataColumn> Columns { get; }

    public int Rows => Columns.Length == 0 ? 0 : Columns[0].Length;

    /// <summary>A table from rows, one function per column.</summary>
    public static DataTable From<T>(string name, IReadOnlyList<T> rows, params ImmutableArray<(string Name, Func<T, object> Value)> columns) =>
        new(name, [.. columns.Select(c => Column(c.Name, rows, c.Value))]);

    private static DataColumn Column<T>(string name, IReadOnlyList<T> rows, Func<T, object> value)
    {
        object first = rows.Count == 0 ? "" : value(rows[0]);
        return first switch
        {
            string => new TextColumn(name, [.. rows.Select(r => (string)value(r))]),
            double => new NumberColumn(name, [.. rows.Select(r => (double)value(r))]),
            int or long => new WholeColumn(name, [.. rows.Select(r => Convert.ToInt64(value(r), System.Globalization.CultureInfo.InvariantCulture))]),
            _ => throw new ArgumentException($"Column {name}: {first.GetType().Name} cannot be written.", nameof(value)),
        };
    }
}
