using System.Globalization;
using CeeOrleans.Domain.Calendars;

namespace CeeOrleans.Cli.Terminal;

/// <summary>Numbers and dates as a person reads them; the same in every language of the machine.</summary>
internal static class Words
{
    /// <summary>"1,234".</summary>
    public static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"950", "12.3 k", "33.0 M".</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        < 10_000 => value.ToString("#,0.##", CultureInfo.InvariantCulture),
        < 1_000_000 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        < 1_000_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        _ => (value / 1e9).ToString("#,0.0", CultureInfo.InvariantCulture) + " G",
    };

    /// <summary>A value in the unit of its measure: "95.5 %", "$1.2 M", "3.4 hours".</summary>
    public static string Value(double value, string unit) => double.IsFinite(value)
        ? unit switch
        {
            "share" or "ratio" => Reports.Charts.Words.Value(value, unit).Replace('\u00a0', ' '), // the digits of the report
            "dollars" => "$" + Money(value),
            "per importer" => value.ToString("0.00", CultureInfo.InvariantCulture),
            "hours" or "days" or "weeks" or "minutes" => value.ToString("#,0.0#", CultureInfo.InvariantCulture) + " " + unit,
            _ => Short(value) + " " + unit,
        }
        : "–";

    /// <summary>"$1,234.56".</summary>
    public static string Cents(long cents) => (cents / 100m).ToString("$#,0.00", CultureInfo.InvariantCulture);

    /// <summary>"8 s", "2 min 5 s", "1 h 4 min".</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 120 => ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture) + " s",
        < 7200 => FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary>Days since 1970-01-01 as a date.</summary>
    public static string Day(int day) => SimTime.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment of the simulated clock, UTC, to the minute.</summary>
    public static string Moment(long time) => SimTime.Text(time)[..16].Replace('T', ' ');

    private static string Money(double value) => Math.Abs(value) switch
    {
        < 10_000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        < 1_000_000 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        < 1_000_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        _ => (value / 1e9).ToString("#,0.0", CultureInfo.InvariantCulture) + " bn",
    };
}
