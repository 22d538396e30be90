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

    /// <summary>Name and code, the name cut so that the whole is at most <paramref name="limit"/> characters.</summary>
    public string Label(int office, int limit = 60)
    {
        (string name, string mark) = names[office];
        if (name.Equals(mark, StringComparison.OrdinalIgnoreCase) || mark.Length == 0)
        {
            return Cut(name, limit);
        }

        return $"{Cut(name, limit - mark.Length - 3)} ({mark})";
    }

    /// <summary>The abbreviation of a Center, the code of another office.</summary>
    public string Mark(int office) => names[office].Mark;

    /// <summary>Schedule D writes names in capitals; sentences do not.</summary>
    public static string Title(string name) =>
        name.Any(char.IsLower) ? name : string.Join(' ', CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.ToLowerInvariant()).Split(' ').Select(w => States.Contains(w.ToUpperInvariant()) ? w.ToUpperInvariant() : w));

    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..Math.Max(1, limit - 1)].TrimEnd(' ', ',', '/', '-', '(') + "…";
}
