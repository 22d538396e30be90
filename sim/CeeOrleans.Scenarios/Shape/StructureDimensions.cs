using System.Globalization;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>A horizon in years keeps the date, in days the count.</summary>
/// <param name="Amount">1 or more.</param>
internal readonly record struct HorizonLength(int Amount, bool Years)
{
    /// <summary>Days from a start; null past the end of the calendar.</summary>
    public int? DaysFrom(DateOnly start) =>
        !Years ? Amount : Amount <= 100 ? start.AddYears(Amount).DayNumber - start.DayNumber : null;
}

internal sealed class HorizonLengthDimension() : Dimension("length of the horizon", "a whole number of days or years, for example 366 d or 1 y", @"^\s*\d.*(d|days?|y|years?)\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = new HorizonLength(1, false);
        if (!NumberText.TrySplit(text, out double number, out string unit))
        {
            problem = "is no length";
            return false;
        }

        bool years = unit is "y" or "year" or "years";
        if (!years && unit is not ("d" or "day" or "days"))
        {
            problem = unit.Length == 0 ? "has no unit" : $"has the unit \"{unit}\"";
            return false;
        }

        problem = number < 0 ? "is negative" : number < 1 ? "is too short" : number > ScenarioGrammar.MostDays / (years ? 365.0 : 1) ? $"is longer than {ScenarioGrammar.MostDays:#,0} days" : number != Math.Floor(number) ? "is no whole number" : "";
        if (problem.Length == 0)
        {
            value = new HorizonLength((int)number, years);
        }

        return problem.Length == 0;
    }

    public override string Write(object value) => $"{NumberText.FormatCount(((HorizonLength)value).Amount)} {(((HorizonLength)value).Years ? "y" : "d")}";
}

internal sealed class SeedDimension() : Dimension("seed", "a whole number from 0 to 18446744073709551615, for example 20151001", @"^\s*\d+\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        bool read = ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed);
        value = seed;
        problem = read ? "" : text.Length > 0 && text.Trim().All(char.IsAsciiDigit) ? "is too large" : text.TrimStart().StartsWith('-') ? "is negative" : "is no whole number";
        return read;
    }

    public override string Write(object value) => ((ulong)value).ToString(CultureInfo.InvariantCulture);
}

/// <summary>null for unlimited.</summary>
internal readonly record struct Servers(int? People)
{
    /// <summary>A desk without limit: far more people than any queue of the scale of a desk keeps busy at once.</summary>
    public const int Unlimited = 1_000;
}

internal sealed class ServersDimension() : Dimension("servers", "a whole number of people from 1 to 100,000, or unlimited", @"^\s*(unlimited|\d.*)\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = new Servers(null);
        problem = "";
        if (text.Trim() == "unlimited")
        {
            return true;
        }

        if (!People.TryRead(text, out object people, out problem))
        {
            return false;
        }

        problem = (int)people < 1 ? "is less than one" : (int)people > 100_000 ? "is too large" : "";
        value = new Servers((int)people);
        return problem.Length == 0;
    }

    public override string Write(object value) => ((Servers)value).People is int n ? People.Write(n) : "unlimited";
}

/// <summary>Half of an interval: relative, in points of a share, or a time.</summary>
internal sealed class HalfWidthDimension() : Dimension("half-width", "a percentage of the mean, points of a share, or a time, for example 3 %, 0.5 points, 6 h or 0.25 business days", @"^\s*\d.*(%|points?|min|h|d|days?|business\s+days?)\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = default(HalfWidth);
        if (!NumberText.TrySplit(text, out double number, out string unit))
        {
            problem = "is no number";
            return false;
        }

        // A business day is 24 hours from one morning to the next, as in the indifference zone of comparisons.
        (HalfWidthKind kind, double factor) = unit switch
        {
            "%" => (HalfWidthKind.Relative, 0.01),
            "point" or "points" => (HalfWidthKind.Points, 0.01),
            "min" => (HalfWidthKind.Hours, 1 / 60.0),
            "h" => (HalfWidthKind.Hours, 1),
            "d" or "day" or "days" or "business day" or "business days" => (HalfWidthKind.Hours, 24),
            _ => (HalfWidthKind.WhatMatters, 0),
        };
        double size = Math.Round(number * factor, 12);
        problem = factor == 0 ? (unit.Length == 0 ? "has no unit" : $"has the unit \"{unit}\"")
            : size <= 0 ? "is not above zero"
            : kind != HalfWidthKind.Hours && size >= 1 ? "is too large"
            : size > 24 * 3660 ? "is too large" : "";
        value = new HalfWidth(kind, size);
        return problem.Length == 0;
    }

    public override string Write(object value)
    {
        HalfWidth half = (HalfWidth)value;
        return half.Kind == HalfWidthKind.Hours
            ? TimeUnits.Write(Math.Round(half.Size * 3600, 6))
            : $"{NumberText.FormatCount(Math.Round(half.Size * 100, 10))} {(half.Kind == HalfWidthKind.Points ? "points" : "%")}";
    }
}

/// <summary>null for no Center.</summary>
internal readonly record struct CentersFrom(DateOnly? Date);

internal sealed class CentersDimension() : Dimension("centers", "none, or all from a date, for example all from 2015-10-01, or a block by industry", @"^\s*(none|all from \d{4}-\d\d-\d\d)\s*$")
{
    public override bool TryRead(string text, out object value, out string problem)
    {
        value = new CentersFrom(null);
        string t = text.Trim();
        problem = "";
        if (t == "none")
        {
            return true;
        }

        if (!t.StartsWith("all from ", StringComparison.Ordinal))
        {
            problem = "is neither none nor all from a date";
            return false;
        }

        bool read = Date.TryRead(t[9..], out object date, out string dateProblem);
        problem = read ? "" : $"has \"{t[9..]}\", which {dateProblem}";
        value = new CentersFrom((DateOnly)date);
        return read;
    }

    public override string Write(object value) => ((CentersFrom)value).Date is DateOnly date ? "all from " + Date.Write(date) : "none";
}
