using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>A value that was read, from a file or from the catalogue.</summary>
/// <param name="Place">Where it stands; null when it is the catalogue's.</param>
internal sealed record CheckedValue(string Path, object Value, Dimension Dimension, Place? Place, CatalogueInput? Input)
{
    public string Text => Dimension.Write(Value);
}

/// <summary>Collects errors up to a limit, so that a hostile file costs little and a report stays readable.</summary>
internal sealed class ErrorList
{
    private const int Most = YamlReader.MaxErrors;
    private readonly List<ScenarioError> errors = [];
    private int dropped;
    private Place last;

    public List<ScenarioError> Direct => errors;

    public bool Full => errors.Count >= Most;

    public int Count => errors.Count + dropped;

    public void Add(Place place, string message)
    {
        if (Full)
        {
            dropped++;
            last = place;
            return;
        }

        errors.Add(place.Error(message));
    }

    /// <summary>In the order of files, then of lines and columns; each message once.</summary>
    /// <param name="chain">The files as they extend each other, the user's first; others follow.</param>
    public ImmutableArray<ScenarioError> Sorted(IReadOnlyList<string> chain)
    {
        List<string> files = [.. chain.Concat(errors.Select(e => e.File)).Distinct()];
        IEnumerable<ScenarioError> sorted = errors.Distinct().OrderBy(e => files.IndexOf(e.File)).ThenBy(e => e.Line).ThenBy(e => e.Column).ThenBy(e => e.Message, StringComparer.Ordinal);
        return dropped == 0 ? [.. sorted] : [.. sorted, last.Error(string.Create(CultureInfo.InvariantCulture, $"{dropped:#,0} more errors are not shown"))];
    }
}

/// <summary>
/// A scenario whose values were read against the grammar: values by path, blocks and lists by path. Values of the
/// catalogue are there too, unless it is a plain queue.
/// </summary>
internal sealed class CheckedScenario
{
    private readonly SortedDictionary<string, CheckedValue> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    public required Mapping Root { get; init; }

    /// <summary>True for a plain queue.</summary>
    public required bool IsQueue { get; init; }

    /// <summary>Ascending by path.</summary>
    public IEnumerable<CheckedValue> Values => values.Values;

    public void Put(CheckedValue value) => values[value.Path] = value;

    public void Remove(string path) => values.Remove(path);

    public void PutNode(string path, Node node) => nodes[path] = node;

    public CheckedValue? Find(string path) => values.GetValueOrDefault(path);

    public bool Has(string path) => nodes.ContainsKey(path);

    /// <summary>Whether a block of keys stands there, and how many keys it has.</summary>
    public bool IsBlock(string path, out int keys)
    {
        keys = nodes.TryGetValue(path, out Node? node) && node is Mapping map ? map.Entries.Count : -1;
        return keys >= 0;
    }

    /// <summary>Where a value, block or list stands; the start of the file when it stands nowhere.</summary>
    public Place PlaceOf(string path) => nodes.TryGetValue(path, out Node? node) ? node.Place : Find(path)?.Place ?? Root.Place;

    /// <summary>The value at a path, or the fallback when it was not given or could not be read.</summary>
    public T Get<T>(string path, T fallback) => Find(path)?.Value is T value ? value : fallback;

    /// <summary>Number of elements of a list; 0 when there is none.</summary>
    public int CountOf(string path) => nodes.TryGetValue(path, out Node? node) && node is Sequence list ? list.Items.Count : 0;

    /// <summary>Canonical names of the blocks under a path, in the order of the file.</summary>
    public IReadOnlyList<string> NamesUnder(string path) => names.TryGetValue(path, out List<string>? list) ? list : [];

    public void PutName(string path, string name)
    {
        if (!names.TryGetValue(path, out List<string>? list))
        {
            names[path] = list = [];
        }

        list.Add(name);
    }

    private readonly Dictionary<string, List<string>> names = new(StringComparer.Ordinal);
}
