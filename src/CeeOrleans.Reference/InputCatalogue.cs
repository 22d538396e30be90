using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace CeeOrleans.Reference;

/// <summary>One input of the model and what is known about it.</summary>
/// <param name="Path">Its place in a scenario file, nested keys joined by dots: "rates.document review".</param>
/// <param name="Dimension">What kind of quantity it is: "share", "per year", "distribution of time", "word a|b".</param>
/// <param name="Value">The value used when a scenario says nothing, in the syntax of scenario files: "10 %".</param>
/// <param name="Low">Low end of the range an honest sweep covers, same syntax; empty when none. Not a limit.</param>
/// <param name="High">High end of that range.</param>
/// <param name="Mark">R read in the source, D arithmetic on those, Mh, Mm, Ml memory, A assumption, X coarse trial.</param>
/// <param name="Source">Citation, or what an assumption rests on.</param>
/// <param name="Note">What it is a share of, and other words that make the number unambiguous.</param>
public sealed record CatalogueInput(string Path, string Dimension, string Value, string Low, string High, string Mark, string Source, string Note);

/// <summary>
/// Every scalar, distribution and list that a run assumes, with source and mark, from <c>Data/inputs.tsv</c>. The
/// values are text here: units and distributions are read where scenario files are read, by the same parser.
/// Immutable; read once per process, about 200 rows.
/// </summary>
public sealed class InputCatalogue
{
    private const string Resource = "inputs.tsv";
    private const string Header = "path\tdimension\tvalue\tlow\thigh\tmark\tsource\tnote";
    private static readonly Lazy<InputCatalogue> Shared = new(() => new InputCatalogue(ReadResource()));
    private readonly FrozenDictionary<string, CatalogueInput> byPath;

    /// <param name="text">The table: comment lines that start with '#', the header, then tab-separated rows.</param>
    /// <exception cref="InvalidDataException">A wrong header or row, or a path given twice; says the line.</exception>
    internal InputCatalogue(string text)
    {
        var rows = ImmutableArray.CreateBuilder<CatalogueInput>();
        bool header = false;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string row = line.TrimEnd('\r');
            if (row.Length == 0 || row.StartsWith('#'))
            {
                continue;
            }

            if (!header)
            {
                header = row == Header ? true : throw new InvalidDataException($"{Resource}:{number}: the header must be {Header.Replace('\t', ' ')}.");
                continue;
            }

            string[] cells = row.Split('\t');
            if (cells.Length != 8 || cells[..3].Any(string.IsNullOrWhiteSpace) || cells[5].Length == 0 || cells[6].Length == 0)
            {
                throw new InvalidDataException($"{Resource}:{number}: a row has eight cells, and path, dimension, value, mark and source are never empty.");
            }

            rows.Add(new CatalogueInput(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]));
        }

        All = rows.ToImmutable();
        var seen = new Dictionary<string, CatalogueInput>(StringComparer.Ordinal);
        foreach (CatalogueInput input in All)
        {
            if (!seen.TryAdd(input.Path, input))
            {
                throw new InvalidDataException($"{Resource}: {input.Path} is given twice.");
            }
        }

        byPath = seen.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The product's own catalogue.</summary>
    public static InputCatalogue Load() => Shared.Value;

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<CatalogueInput> All { get; }

    /// <summary>The input at a path, or null.</summary>
    public CatalogueInput? Find(string path) => byPath.GetValueOrDefault(path);

    private static string ReadResource()
    {
        using Stream stream = typeof(InputCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly has no resource {Resource}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
