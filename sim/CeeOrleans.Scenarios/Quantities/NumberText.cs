using System.Globalization;
using System.Text.RegularExpressions;

namespace CeeOrleans.Scenarios.Quantities;

/// <summary>Numbers as scenario files write them: "350,000", "2.5", "33 M", "1e6". Never NaN, never infinite.</summary>
internal static partial class NumberText
{
    /// <summary>Longer texts are no numbers; keeps the pattern cheap on hostile input.</summary>
    private const int MaxLength = 60;

    /// <summary>Splits a text into its number, with k or M applied, and the unit words after it.</summary>
    /// <param name="unit">What follows the number, inner spaces made single; empty when nothing does.</param>
    /// <returns>False when the text does not start with a number, or the number is too large to hold.</returns>
    public static bool TrySplit(string text, out double number, out string unit)
    {
        number = 0;
        unit = "";
        if (text.Length > MaxLength)
        {
            return false;
        }

        Match match = Pattern().Match(text);
        if (!match.Success
            || !double.TryParse(match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            || !double.IsFinite(number))
        {
            return false;
        }

        string scale = match.Groups["scale"].Value;
        number *= scale switch { "k" => 1e3, "M" => 1e6, _ => 1 };
        unit = Spaces().Replace(match.Groups["unit"].Value.Trim(), " ");
        return double.IsFinite(number);
    }

    /// <summary>The shortest text that keeps 15 digits, the same for "0.1" and "1e-1".</summary>
    public static string Format(double value) => (value == 0 ? 0 : value).ToString("G15", CultureInfo.InvariantCulture);

    /// <summary>Format with thousands separators for whole numbers up to 10^15.</summary>
    public static string FormatCount(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("#,0", CultureInfo.InvariantCulture) : Format(value);

    [GeneratedRegex(@"^(?<number>[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d{1,3})?)(\s*(?<scale>[kM])(?![\w]))?(?<unit>(\s|[^\d.,eE+-]).*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
