using System.Globalization;
using System.Text.RegularExpressions;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// Numbers as sentences and tables write them; invariant culture. A number and its unit are held together by a space
/// that does not break.
/// </summary>
public static partial class Words
{
    /// <summary>A share as per cent, with more digits near the ends; "none due" style gaps are a dash.</summary>
    public static string Percent(double share)
    {
        if (!double.IsFinite(share))
        {
            return "–";
        }

        // 99.9999 % must not read "100.000 %": something was late.
        double edge = Math.Min(Math.Abs(share), Math.Abs(1 - share));
        if (edge is > 0 and < 0.000_005)
        {
            return share > 0.5 ? ">99.999\u00a0%" : share > 0 ? "<0.001\u00a0%" : ">−0.001\u00a0%";
        }

        string format = edge == 0 ? "0" : edge < 0.0005 ? "0.000" : edge < 0.005 ? "0.00" : "0.0";
        return (share * 100).ToString(format, CultureInfo.InvariantCulture) + "\u00a0%";
    }

    /// <summary>What was done in time: a share, and where that is nearly all the count that was late, which says more.</summary>
    /// <param name="late">Of what fell due, finished too late or not at all; a mean over replications may be broken.</param>
    /// <param name="due">Fell due.</param>
    public static string InTime(double late, double due) => !(due > 0) ? "–"
        : late == 0 ? $"all {Count(Math.Round(due))}"
        : late / due < 0.0005 ? $"all but {Count(late)} of {Count(Math.Round(due))}"
        : Percent(1 - (late / due));

    /// <summary>The text of an input with its long times in days or hours, as their ranges are written: "lognormal(mean 424.3 d, cv 1)".</summary>
    public static string Readable(string input) => Seconds().Replace(input, m =>
    {
        double seconds = double.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        (double per, string unit) = seconds switch { >= 2 * 86_400 => (86_400, "d"), >= 2 * 3_600 => (3_600, "h"), >= 120 => (60, "min"), _ => (1, "s") };
        return (seconds / per).ToString("#,0.##", CultureInfo.InvariantCulture) + " " + unit;
    });

    /// <summary>A count with separators; small means keep a digit.</summary>
    public static string Count(double value) => !double.IsFinite(value) ? "–"
        : value.ToString(Math.Abs(value) < 100 && value != Math.Floor(value) ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>Dollars in the unit that reads best.</summary>
    public static string Dollars(double value) => !double.IsFinite(value) ? "–" : Math.Abs(value) switch
    {
        >= 1e12 => "$" + (value / 1e12).ToString("0.00", CultureInfo.InvariantCulture) + "\u00a0T",
        >= 1e9 => "$" + (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + "\u00a0B",
        >= 1e6 => "$" + (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0M",
        _ => "$" + value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>Hours in the unit that reads best: minutes, hours or days.</summary>
    public static string Hours(double hours) => !double.IsFinite(hours) ? "–" : hours switch
    {
        < 1 => (hours * 60).ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0min",
        < 48 => hours.ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0h",
        _ => (hours / 24).ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0days",
    };

    /// <summary>One thing, several things.</summary>
    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A value of a measure in its own unit.</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "share" => Percent(value),
        "dollars" => Dollars(value),
        "hours" => Hours(value),
        "weeks" => double.IsFinite(value) ? value.ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0weeks" : "–",
        "days" => double.IsFinite(value) ? value.ToString(Math.Abs(value) < 1000 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + "\u00a0days" : "–",
        "ratio" => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–",
        "per importer" => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–",
        _ => Count(value),
    };

    [GeneratedRegex(@"(?<![\w.,])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?) s\b")]
    private static partial Regex Seconds();
}
