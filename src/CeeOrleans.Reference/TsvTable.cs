using System.Collections.Immutable;
using System.Globalization;

namespace CeeOrleans.Reference;

/// <summary>A data file does not say what it should; the message names file, line and column.</summary>
public sealed class ReferenceDataException(string message) : Exception(message);

/// <summary>
/// One tab-separated data file with a header row and comment lines that begin with #. Strict: every row has as many
/// cells as the header, no cell has blanks at its ends, and a cell that cannot be read is named by file, line and column with what is allowed. The files
/// are ours and have no quoting, so a split is the whole grammar.
/// </summary>
internal sealed class TsvTable
{
    private TsvTable(string file, ImmutableArray<Row> rows)
    {
        File = file;
        Rows = rows;
    }

    public string File { get; }

    public ImmutableArray<Row> Rows { get; }

    /// <param name="file">Name for messages.</param>
    /// <param name="columns">The columns that must be there, in any order; others are refused.</param>
    public static TsvTable Parse(string file, TextReader reader, params string[] columns)
    {
        int line = 0;
        string[]? header = null;
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        ImmutableArray<Row>.Builder rows = ImmutableArray.CreateBuilder<Row>();
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            string[] cells = text.Split('\t');
            if (header is null)
            {
                header = cells;
                CheckHeader(file, line, header, columns);
                index = header.Select((h, i) => (h, i)).ToDictionary(x => x.h, x => x.i, StringComparer.Ordinal);
                continue;
            }

            if (cells.Length != header.Length)
            {
                throw new ReferenceDataException($"{file}:{line}: has {cells.Length} cells; the header has {header.Length}.");
            }

            if (Array.FindIndex(cells, c => c.Length > 0 && (char.IsWhiteSpace(c[0]) || char.IsWhiteSpace(c[^1]))) is int i and >= 0)
            {
                throw new ReferenceDataException($"{file}:{line}: {header[i]} is \"{cells[i]}\"; allowed: no blanks at either end.");
            }

            rows.Add(new Row(file, line, index, cells));
        }

        return header is null
            ? throw new ReferenceDataException($"{file}: is empty; a header row with {string.Join(", ", columns)} is needed.")
            : new TsvTable(file, rows.ToImmutable());
    }

    private static void CheckHeader(string file, int line, string[] header, string[] columns)
    {
        foreach (string column in columns.Where(c => !header.Contains(c)))
        {
            throw new ReferenceDataException($"{file}:{line}: column {column} is missing; found: {string.Join(", ", header)}.");
        }

        foreach (string column in header.Where(h => !columns.Contains(h)))
        {
            throw new ReferenceDataException($"{file}:{line}: column {column} is unknown; allowed: {string.Join(", ", columns)}.");
        }

        if (header.Distinct().Count() < header.Length)
        {
            throw new ReferenceDataException($"{file}:{line}: names a column twice: {string.Join(", ", header)}.");
        }
    }

    /// <summary>One row; cells by the name of their column.</summary>
    internal sealed class Row(string file, int line, Dictionary<string, int> index, string[] cells)
    {
        /// <summary>The cell as text, which may be empty.</summary>
        public string Text(string column) => cells[index[column]];

        public string Needed(string column) => Text(column).Length > 0 ? Text(column) : throw Wrong(column, "text");

        public double Number(string column, double low, double high) =>
            double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && x >= low && x <= high
                ? x
                : throw Wrong(column, string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}"));

        public double? NumberOrNone(string column, double low, double high) => Text(column).Length == 0 ? null : Number(column, low, high);

        public int Whole(string column, int low, int high) =>
            int.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= low && n <= high
                ? n
                : throw Wrong(column, $"a whole number from {low} to {high}");

        public DateOnly Date(string column) =>
            DateOnly.TryParseExact(Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly d)
                ? d
                : throw Wrong(column, "a date such as 2011-10-20");

        public T OneOf<T>(string column, params (string Text, T Value)[] allowed)
        {
            foreach ((string text, T value) in allowed)
            {
                if (text == Text(column))
                {
                    return value;
                }
            }

            throw Wrong(column, string.Join(", ", allowed.Select(a => a.Text)));
        }

        /// <summary>How sure a value is.</summary>
        public string Mark(string column) => OneOf(column, ("R", "R"), ("D", "D"), ("Mh", "Mh"), ("Mm", "Mm"), ("Ml", "Ml"), ("A", "A"), ("X", "X"));

        public string MarkOrNone(string column) => Text(column).Length == 0 ? "" : Mark(column);

        public ReferenceDataException Wrong(string column, string allowed) =>
            new($"{file}:{line}: {column} is \"{Text(column)}\"; allowed: {allowed}.");
    }
}
