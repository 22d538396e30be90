using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Quantities;

/// <summary>
/// One kind of value in a scenario file: how it is written, read, and written back in canonical form. Two texts mean
/// the same exactly when their canonical forms are equal; so "0.5 h" and "30 min" give one scenario hash.
/// </summary>
public abstract class Dimension
{
    private protected Dimension(string name, string allowed, string pattern)
    {
        Name = name;
        Allowed = allowed;
        Pattern = pattern;
    }

    /// <summary>The name in the catalogue of inputs: "share".</summary>
    public string Name { get; }

    /// <summary>What may be written, with an example, for messages: "a percentage from 0 % to 100 %, for example 10 %".</summary>
    public string Allowed { get; }

    /// <summary>ECMA regular expression of valid texts for editors; looser than the reader, never stricter.</summary>
    public string Pattern { get; }

    /// <summary>True when a YAML sequence may be given: each element is read by <see cref="Item"/>.</summary>
    public virtual Dimension? Item => null;

    /// <summary>Reads a text.</summary>
    /// <param name="value">The value in base units: fractions, seconds, dollars, days.</param>
    /// <param name="problem">Empty when it was read; else what is wrong: "has no unit".</param>
    public abstract bool TryRead(string text, out object value, out string problem);

    /// <summary>The canonical text of a value that <see cref="TryRead"/> gave.</summary>
    public abstract string Write(object value);

    /// <summary>The dimension with a catalogue name.</summary>
    /// <exception cref="ArgumentException">No such dimension.</exception>
    public static Dimension Named(string name) => name switch
    {
        "share" => Share,
        "share per year" => SharePerYear,
        "number" => Number,
        "signed number" => SignedNumber,
        "count" => Count,
        "people" => People,
        "per year" => PerYear,
        "duration" => Duration,
        "days" => Days,
        "business days" => BusinessDays,
        "money" => Money,
        "distribution of time" => TimeDistribution,
        "distribution of number" => NumberDistribution,
        "clock" => Clock,
        "time of day" => TimeOfDay,
        "times of day" => TimesOfDay,
        "list of business days" => BusinessDayList,
        "list of chapters" => ChapterList,
        "list of months" => MonthList,
        "yes or no" => YesNo,
        "date" => Date,
        "text" => Text,
        _ when name.StartsWith("word ", StringComparison.Ordinal) => new WordDimension([.. name[5..].Split('|')]),
        _ => throw new ArgumentException($"No dimension is called {name}.", nameof(name)),
    };

    /// <summary>double, 0 to 1.</summary>
    public static Dimension Share { get; } = new RealDimension("share", "a percentage from 0 % to 100 %, for example 10 %", "%", 0.01, 0, 1);

    /// <summary>double, a fraction a year, 0 to 1.</summary>
    public static Dimension SharePerYear { get; } = new RealDimension("share per year", "a percentage a year from 0 % to 100 %, for example 8 % per year", "% per year", 0.01, 0, 1);

    /// <summary>double, 0 or more.</summary>
    public static Dimension Number { get; } = new RealDimension("number", "a number of 0 or more without a unit, for example 2.5", "", 1, 0, double.MaxValue);

    /// <summary>double.</summary>
    public static Dimension SignedNumber { get; } = new RealDimension("signed number", "a number without a unit, for example 8.5 or -0.05", "", 1, double.MinValue, double.MaxValue);

    /// <summary>double, 0 to 10^12 a year.</summary>
    public static Dimension PerYear { get; } = new RealDimension("per year", "a number a year, for example 33 M per year", "per year", 1, 0, 1e12);

    /// <summary>double, dollars, 0 to 10^15.</summary>
    public static Dimension Money { get; } = new MoneyDimension();

    /// <summary>int, 0 or more.</summary>
    public static Dimension Count { get; } = new WholeDimension("count", "a whole number of 0 or more, for example 350,000", ["", ""], 1);

    /// <summary>int, 0 or more.</summary>
    public static Dimension People { get; } = new WholeDimension("people", "a whole number of people, for example 12 people", ["people", "person"], 1, bareAllowed: true);

    /// <summary>int, days.</summary>
    public static Dimension BusinessDays { get; } = new WholeDimension("business days", "a whole number of business days, for example 10 business days", ["business days", "business day"], 1);

    /// <summary>int, calendar days.</summary>
    public static Dimension Days { get; } = new DaysDimension();

    /// <summary>double, seconds, 0 or more.</summary>
    public static Dimension Duration { get; } = new DurationDimension();

    /// <summary><see cref="Distribution"/>, seconds.</summary>
    public static Dimension TimeDistribution { get; } = new DistributionDimension("distribution of time", Duration, "lognormal(mean 40 min, cv 1.5)", "25 min");

    /// <summary><see cref="Distribution"/>, numbers.</summary>
    public static Dimension NumberDistribution { get; } = new DistributionDimension("distribution of number", Number, "lognormal(mean 12, cv 3)", "12");

    /// <summary><see cref="WorkClock"/>.</summary>
    public static Dimension Clock { get; } = new ClockDimension();

    /// <summary>int, seconds of the day.</summary>
    public static Dimension TimeOfDay { get; } = new TimeOfDayDimension();

    /// <summary>Immutable array of (int From, int To), seconds of the day, ascending, apart.</summary>
    public static Dimension TimesOfDay { get; } = new ListDimension("times of day", new SpanDimension(), "spans of the day in order, for example 08:00-12:00, 12:30-16:30", 1, 12);

    /// <summary>Immutable array of int.</summary>
    public static Dimension BusinessDayList { get; } = new ListDimension("list of business days", new WholeDimension("number of business days", "a whole number of business days, for example 5", ["business days", "business day"], 1, bareAllowed: true), "whole numbers of business days, for example 10, 5, 1", 0, 60);

    /// <summary>Immutable array of int, chapters of the tariff.</summary>
    public static Dimension ChapterList { get; } = new ListDimension("list of chapters", new WholeDimension("chapter", "a chapter of the tariff, for example 72", ["", ""], 1), "chapters of the tariff, for example 72, 73", 0, 97);

    /// <summary>Immutable array of int, months of the year.</summary>
    public static Dimension MonthList { get; } = new ListDimension("list of months", new WholeDimension("month", "a month of the year, for example 10", ["", ""], 1), "months of the year, for example 1, 4, 7, 10", 0, 12);

    /// <summary>bool.</summary>
    public static Dimension YesNo { get; } = new YesNoDimension();

    /// <summary><see cref="DateOnly"/>.</summary>
    public static Dimension Date { get; } = new DateDimension();

    /// <summary>string, one to 500 characters.</summary>
    public static Dimension Text { get; } = new TextDimension();
}

/// <summary>A real number with one unit.</summary>
internal sealed class RealDimension(string name, string allowed, string unit, double factor, double low, double high)
    : Dimension(name, allowed, unit.Length == 0 ? @"^\s*[-+]?\d.*$" : @"^\s*[-+]?\d.*" + unit.Replace(" ", @"\s+", StringComparison.Ordinal) + @"\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = 0.0;
        if (!NumberText.TrySplit(text, out double number, out string found))
        {
            problem = "is no number";
            return false;
        }

        if (found != unit)
        {
            problem = found.Length == 0 ? "has no unit" : unit.Length == 0 ? $"has the unit \"{found}\", where none belongs" : $"has the unit \"{found}\"";
            return false;
        }

        // In decimal digits, so that "0.35 %" is 0.0035 and not its neighbour.
        double read = factor == 1 || Math.Abs(number) > 1e9 ? number * factor : (double)((decimal)number * (decimal)factor);
        problem = read < low ? (low == 0 ? "is negative" : "is too small") : read > high ? "is too large" : "";
        value = read;
        return problem.Length == 0;
    }

    public override string Write(object value)
    {
        string number = NumberText.FormatCount(Math.Round((double)value / factor, 12));
        return unit.Length == 0 ? number : $"{number} {unit}";
    }
}

/// <summary>Dollars: "$150,000", "$652 M".</summary>
internal sealed class MoneyDimension() : Dimension("money", "an amount of 0 or more dollars, for example $150,000 or $652 M", @"^\s*-?\$\s*\d.*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = 0.0;
        string trimmed = text.Trim();
        bool negative = trimmed.StartsWith("-$", StringComparison.Ordinal) || trimmed.StartsWith("$-", StringComparison.Ordinal);
        if (negative)
        {
            problem = "is negative";
            return false;
        }

        if (!trimmed.StartsWith('$'))
        {
            problem = NumberText.TrySplit(trimmed, out _, out _) ? "has no dollar sign" : "is no amount";
            return false;
        }

        if (!NumberText.TrySplit(trimmed[1..].TrimStart(), out double number, out string unit))
        {
            problem = "is no amount";
            return false;
        }

        problem = unit.Length > 0 ? $"has the unit \"{unit}\" after the amount" : number > 1e15 ? "is too large" : "";
        value = number;
        return problem.Length == 0;
    }

    public override string Write(object value) => "$" + NumberText.FormatCount((double)value);
}

/// <summary>A whole number, with a noun or without.</summary>
/// <param name="nouns">Plural and singular.</param>
internal sealed class WholeDimension(string name, string allowed, string[] nouns, int factor, bool bareAllowed = false)
    : Dimension(name, allowed, nouns[0].Length == 0 || bareAllowed ? @"^\s*\d.*$" : @"^\s*\d.*" + nouns[1].Split(' ')[0] + ".*$")
{
    /// <summary>Most that a whole number may be.</summary>
    public const int Most = 2_000_000_000;

    public override bool TryRead(string text, out object value, out string problem)
    {
        value = 0;
        if (!NumberText.TrySplit(text, out double number, out string unit))
        {
            problem = "is no number";
            return false;
        }

        if (!nouns.Contains(unit) && !(bareAllowed && unit.Length == 0))
        {
            problem = unit.Length == 0 ? "has no unit" : nouns[0].Length == 0 ? $"has the unit \"{unit}\", where none belongs" : $"has the unit \"{unit}\"";
            return false;
        }

        problem = number < 0 ? "is negative" : number > Most ? "is too large" : number != Math.Floor(number) ? "is no whole number" : "";
        if (problem.Length == 0)
        {
            value = (int)number * factor;
        }

        return problem.Length == 0;
    }

    public override string Write(object value)
    {
        string number = NumberText.FormatCount((int)value);
        return nouns[0].Length == 0 ? number : $"{number} {((int)value == 1 ? nouns[1] : nouns[0])}";
    }
}

/// <summary>Units of time.</summary>
internal static class TimeUnits
{
    /// <summary>Words for messages.</summary>
    public const string Words = "s, min, h, d or y";

    /// <summary>Seconds of a unit, 0 when it is none. A year is 365 days.</summary>
    public static double Seconds(string unit) => unit switch
    {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        "d" or "day" or "days" => 86_400,
        "y" or "year" or "years" => 365 * 86_400.0,
        _ => 0,
    };

    /// <summary>Seconds in the largest unit that keeps the number whole, else in the largest that is at least one.</summary>
    public static string Write(double seconds)
    {
        foreach ((double size, string unit) in new[] { (86_400.0, "d"), (3_600.0, "h"), (60.0, "min") })
        {
            if (seconds >= size && seconds % size == 0)
            {
                return $"{NumberText.FormatCount(seconds / size)} {unit}";
            }
        }

        return $"{NumberText.FormatCount(seconds)} s";
    }
}

/// <summary>Seconds.</summary>
internal sealed class DurationDimension() : Dimension("duration", $"a time of 0 or more in {TimeUnits.Words}, for example 25 min", @"^\s*\d.*(s|min|h|d|days?|y|years?)\s*$")
{
    /// <summary>A thousand years: longer is a slip.</summary>
    private const double Most = 1000 * 365 * 86_400.0;

    public override bool TryRead(string text, out object value, out string problem)
    {
        value = 0.0;
        if (!NumberText.TrySplit(text, out double number, out string unit))
        {
            problem = "is no time";
            return false;
        }

        double size = TimeUnits.Seconds(unit);
        if (size == 0)
        {
            problem = unit.Length == 0 ? "has no unit" : $"has the unit \"{unit}\"";
            return false;
        }

        double seconds = Math.Round(number * size, 6);
        problem = number < 0 ? "is negative" : seconds > Most ? "is too large" : "";
        value = seconds;
        return problem.Length == 0;
    }

    public override string Write(object value) => TimeUnits.Write((double)value);
}

/// <summary>Whole calendar days.</summary>
internal sealed class DaysDimension() : Dimension("days", "a whole number of days, for example 30 d", @"^\s*\d.*(d|days?|y|years?)\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = 0;
        if (!NumberText.TrySplit(text, out double number, out string unit))
        {
            problem = "is no number of days";
            return false;
        }

        double size = TimeUnits.Seconds(unit) / 86_400;
        if (size < 1)
        {
            problem = unit.Length == 0 ? "has no unit" : $"has the unit \"{unit}\"";
            return false;
        }

        double days = number * size;
        problem = days < 0 ? "is negative" : days > 1_000_000 ? "is too large" : days != Math.Floor(days) ? "is no whole number of days" : "";
        if (problem.Length == 0)
        {
            value = (int)days;
        }

        return problem.Length == 0;
    }

    public override string Write(object value) => $"{NumberText.FormatCount((int)value)} d";
}

/// <summary>Clocks of work.</summary>
internal sealed class ClockDimension() : Dimension("clock", "none, same day, 10 business days, 30 days or 2 years", @"^\s*(none|same day|\d.*(business days?|d|days?|y|years?))\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = default(WorkClock);
        problem = "";
        switch (text.Trim())
        {
            case "none":
                return true;
            case "same day":
                value = new WorkClock(ClockUnit.SameDay, 0);
                return true;
            default:
                if (BusinessDays.TryRead(text, out object business, out string businessProblem))
                {
                    value = new WorkClock(ClockUnit.BusinessDays, (int)business);
                    problem = (int)business > 3660 ? "is too large" : "";
                    return problem.Length == 0;
                }

                if (!Days.TryRead(text, out object days, out problem))
                {
                    problem = text.Contains("business", StringComparison.Ordinal) ? businessProblem : problem == "is no number of days" ? "is no clock" : problem;
                    return false;
                }

                value = new WorkClock(ClockUnit.CalendarDays, (int)days);
                problem = (int)days > 7300 ? "is too large" : "";
                return problem.Length == 0;
        }
    }

    public override string Write(object value) => (WorkClock)value switch
    {
        { Unit: ClockUnit.None } => "none",
        { Unit: ClockUnit.SameDay } => "same day",
        { Unit: ClockUnit.BusinessDays, Days: int n } => BusinessDays.Write(n),
        { Days: int n } => Days.Write(n),
    };
}

/// <summary>HH:MM, 00:00 to 24:00.</summary>
internal sealed class TimeOfDayDimension() : Dimension("time of day", "a time of day from 00:00 to 24:00, for example 08:00", @"^\s*\d\d:\d\d\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        string t = text.Trim();
        value = 0;
        problem = "is no time of day";
        if (t.Length != 5 || t[2] != ':' || !t.All(c => char.IsAsciiDigit(c) || c == ':')
            || !int.TryParse(t[..2], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(t[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || minutes > 59 || (hours * 60) + minutes > 24 * 60)
        {
            return false;
        }

        value = ((hours * 60) + minutes) * 60;
        problem = "";
        return true;
    }

    public override string Write(object value) => $"{(int)value / 3600:00}:{(int)value / 60 % 60:00}";
}

/// <summary>HH:MM-HH:MM.</summary>
internal sealed class SpanDimension() : Dimension("span of the day", "a span of the day, for example 08:00-12:00", @"^\s*\d\d:\d\d\s*-\s*\d\d:\d\d\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = (0, 0);
        string[] ends = text.Split('-');
        if (ends.Length != 2 || !TimeOfDay.TryRead(ends[0], out object from, out _) || !TimeOfDay.TryRead(ends[1], out object to, out _))
        {
            problem = "is no span of the day";
            return false;
        }

        value = ((int)from, (int)to);
        problem = (int)from < (int)to ? "" : "ends before it starts";
        return problem.Length == 0;
    }

    public override string Write(object value)
    {
        (int from, int to) = ((int, int))value;
        return $"{TimeOfDay.Write(from)}-{TimeOfDay.Write(to)}";
    }
}

/// <summary>Values of one kind, as a YAML sequence or separated by a comma and a space. Spans must be in order.</summary>
internal sealed class ListDimension(string name, Dimension item, string allowed, int least, int most)
    : Dimension(name, allowed, @"^.*$")
{
    public override Dimension Item => item;

    public override bool TryRead(string text, out object value, out string problem)
    {
        var values = ImmutableArray.CreateBuilder<object>();
        foreach (string part in text.Split(", ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!item.TryRead(part, out object one, out problem))
            {
                value = ImmutableArray<object>.Empty;
                problem = $"has the part \"{part}\", which {problem}";
                return false;
            }

            values.Add(one);
        }

        value = values.ToImmutable();
        problem = Problem(values);
        return problem.Length == 0;
    }

    /// <summary>What is wrong with the list as a whole; empty when nothing.</summary>
    public string Problem(IReadOnlyList<object> values)
    {
        if (values.Count < least || values.Count > most)
        {
            return $"has {values.Count} parts, where {least} to {most} are allowed";
        }

        for (int i = 1; i < values.Count; i++)
        {
            if (values[i] is (int from, int _) && values[i - 1] is (int _, int to) && from < to)
            {
                return "has spans that overlap or are not in order";
            }
        }

        return "";
    }

    public override string Write(object value) => string.Join(", ", ((ImmutableArray<object>)value).Select(item.Write));
}

/// <summary>One of a closed set of words.</summary>
internal sealed class WordDimension(ImmutableArray<string> words)
    : Dimension("word", string.Join(", ", words), "^(" + string.Join("|", words.Select(System.Text.RegularExpressions.Regex.Escape)) + ")$")
{
    public ImmutableArray<string> Words => words;

    public override bool TryRead(string text, out object value, out string problem)
    {
        value = text.Trim();
        problem = words.Contains((string)value) ? "" : "is not among the words allowed" + Nearest.Hint((string)value, words);
        return problem.Length == 0;
    }

    public override string Write(object value) => (string)value;
}

/// <summary>yes, no, true, false.</summary>
internal sealed class YesNoDimension() : Dimension("yes or no", "yes or no", "^(yes|no|true|false)$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        string word = text.Trim();
        value = word is "yes" or "true";
        problem = word is "yes" or "no" or "true" or "false" ? "" : "is neither yes nor no";
        return problem.Length == 0;
    }

    public override string Write(object value) => (bool)value ? "yes" : "no";
}

/// <summary>ISO dates, 2001 to 2035: the zone tables reach six years further back, for entry-years, and ten further on, for clocks.</summary>
internal sealed class DateDimension() : Dimension("date", "a date from 2001-01-01 to 2035-12-31, for example 2015-10-01", @"^\s*\d{4}-\d\d-\d\d\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        string t = text.Trim();
        bool read = DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        value = date;
        bool looksRight = t.Length == 10 && t[4] == '-' && t[7] == '-' && t.All(c => char.IsAsciiDigit(c) || c == '-');
        problem = !read ? (looksRight ? "is a date that does not exist" : "is no date") : date.Year is < 2001 or > 2035 ? "is out of range" : "";
        return problem.Length == 0;
    }

    public override string Write(object value) => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Free text.</summary>
internal sealed class TextDimension() : Dimension("text", "a text of 1 to 500 characters", @"^[\s\S]{1,500}$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = text.Trim();
        problem = ((string)value).Length switch { 0 => "is empty", > 500 => "is longer than 500 characters", _ => "" };
        if (problem.Length == 0 && ((string)value).Any(c => char.IsControl(c) && c != '\n'))
        {
            problem = "has control characters";
        }

        return problem.Length == 0;
    }

    public override string Write(object value) => (string)value;
}
