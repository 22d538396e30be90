using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Tables;

/// <summary>Offices as people read them: "Los Angeles (2704)", "Electronics (ELE)".</summary>
public sealed class OfficeNames
{
    /// <summary>States whose abbreviation stands in a name and is no word of its own.</summary>
    private static readonly ImmutableHashSet<string> States = ["MN", "WI", "NY", "NJ", "TX", "CA", "DC", "ND", "SD"];

    private readonly ImmutableArray<(string Name, string Mark)> names;

    public OfficeNames(RunResult run)
    {
        Dictionary<string, string> shorts = run.Inputs.Centers.ToDictionary(c => c.Code, c => c.Short);
        names = [.. run.Offices.Select(o => o.Kind == OfficeKind.Center
            ? (o.Name, shorts.GetValueOrDefault(o.Code, o.Code))
            : (Title(o.Name), o.Code))];
    }

    /// <summary>Name and code, never cut: tables have room, and a chart cuts what it draws.</summary>
    public string Label(int office)
    {
        (string name, string mark) = names[office];
        return name.Equals(mark, StringComparison.OrdinalIgnoreCase) || mark.Length == 0 ? name : $"{name} ({mark})";
    }

    /// <summary>
    /// A label for a picture, at most <paramref name="limit"/> characters: the name is cut, its mark in parentheses and what follows
    /// them stay.
    /// </summary>
    public static string Shorten(string label, int limit)
    {
        int mark = label.LastIndexOf(" (", StringComparison.Ordinal);
        return label.Length <= limit ? label
            : mark > 0 && label.Length - mark < limit ? Cut(label[..mark], limit - (label.Length - mark)) + label[mark..]
            : Cut(label, limit);
    }

    /// <summary>The abbreviation of a Center, the code of another office.</summary>
    public string Mark(int office) => names[office].Mark;

    /// <summary>Schedule D writes names in capitals; sentences do not.</summary>
    public static string Title(string name) =>
        name.Any(char.IsLower) ? name : string.Join(' ', CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.ToLowerInvariant()).Split(' ').Select(w => States.Contains(w.ToUpperInvariant()) ? w.ToUpperInvariant() : w));

    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..Math.Max(1, limit - 1)].TrimEnd(' ', ',', '/', '-', '(') + "…";
}
