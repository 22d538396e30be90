using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Scenarios.Shape;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>The effective scenario: every value by path in canonical form, with its origin, and its hash.</summary>
internal static class Effective
{
    /// <summary>
    /// Values that never change a replication: words for people, and what is in the key of a stored replication
    /// beside the scenario hash (seed) or decides only how many there are and how they are exchanged.
    /// </summary>
    private static readonly string[] NotHashed = ["name", "description", "extends", "seed", "replications", "window hours"];

    public static ImmutableArray<EffectiveValue> View(CheckedScenario file) =>
    [
        .. file.Values.Where(v => v.Path != "extends").Select(v => new EffectiveValue(
            v.Path,
            v.Text,
            v.Place is { } place ? string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(place.File)}:{place.Line}") : "reference data",
            v.Place is null ? v.Input?.Mark ?? "" : "",
            v.Place is null ? v.Input?.Source ?? "" : "",
            v.Input is { Low.Length: > 0 } input ? $"{input.Low} to {input.High}" : "")),
    ];

    /// <summary>The daily cut said aloud for hold help is the scenario that says nothing.</summary>
    private static bool IsDailyCut(CheckedValue value) => value is { Path: "hold help cut", Text: "24 h" };

    /// <summary>SHA-256 over "path tab value newline", ascending by path, lower-case hex.</summary>
    /// <param name="leftOut">Beginnings of paths that are as if they were not said.</param>
    public static string Hash(CheckedScenario file, params IEnumerable<string> leftOut)
    {
        string[] without = [.. leftOut];
        StringBuilder text = new();
        foreach (CheckedValue value in file.Values.Where(v => !Array.Exists(without, w => v.Path.StartsWith(w, StringComparison.Ordinal)) && !NotHashed.Contains(v.Path) && !v.Path.StartsWith("replications.", StringComparison.Ordinal) && !IsDailyCut(v)))
        {
            text.Append(value.Path).Append('\t').Append(value.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
