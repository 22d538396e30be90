using System.Globalization;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;

namespace CeeOrleans.Reports.Staffing;

/// <summary>Why it is this number of people, and what others would do.</summary>
public static partial class StaffingStatement
{
    private static IEnumerable<string> Reasons(StaffingResult result)
    {
        foreach (DeskAnswer desk in StaffingService.FewDesks >= result.Desks.Length ? result.Desks : [])
        {
            foreach (string line in new[] { Why(result, desk), Range(result, desk), Brings(result, desk) }.OfType<string>())
            {
                yield return line;
            }
        }

        if (Tightest(result) is { } tightest)
        {
            yield return tightest;
        }
    }

    /// <summary>What a number of people is made of: what the hours need, what the years of the search needed, and the reserve.</summary>
    private static string? Why(StaffingResult result, DeskAnswer desk)
    {
        if (desk.ByTargets == 0)
        {
            return null;
        }

        List<string> parts = [$"{desk.ByTargets} met the targets of their work in {(result.Plan.SearchYears == 1 ? "the year" : $"each of the {result.Plan.SearchYears} years")} of the search"];
        if (desk.Answer - desk.ForFloor > desk.ByTargets)
        {
            parts.Add($"{desk.Answer - desk.ForFloor - desk.ByTargets} more {(result.Plan.Sure > 0 ? $"are the reserve for worse years (to hold in {Years(result)})" : "were asked for by an earlier round")}");
        }

        if (desk.ForFloor > 0)
        {
            parts.Add($"{desk.ForFloor} more are there for a floor of law");
        }

        parts.Add($"the hours of the promised work alone fill {desk.ByLoad}");
        return $"Why {desk.Answer} {Plural(desk.Desk.Role)}: {string.Join("; ", parts)}.";
    }

    /// <summary>What more people at one desk bring and what they cost, between the points of the curve next to the answer; null where it was not asked.</summary>
    private static string? Brings(StaffingResult result, DeskAnswer desk)
    {
        (int People, double Covered, double Selected, double Found)[] points =
        [
            .. result.Years.SelectMany(y => y.Alone).Where(p => p.Office == desk.Desk.Office && p.Role == desk.Desk.Role)
                .GroupBy(p => p.People).OrderBy(g => g.Key)
                .Select(g => (g.Key, g.Average(p => (double)p.Covered), g.Average(p => (double)p.Selected), g.Average(p => p.FoundDollars))),
        ];
        int at = Array.FindIndex(points, p => p.People == desk.Answer);
        if (at <= 0 || points[at].Selected == 0)
        {
            return null;
        }

        var (people, covered, selected, found) = points[at];
        string Slope((int People, double Covered, double Selected, double Found) a, (int People, double Covered, double Selected, double Found) b)
        {
            double reviews = (a.Selected - a.Covered - (b.Selected - b.Covered)) / (b.People - a.People);
            double dollars = (b.Found - a.Found) / (b.People - a.People);
            return $"{(Math.Abs(reviews) < 0.5 ? "no" : Words.Count(Math.Round(reviews)))} {(Math.Round(reviews) == 1 ? "review" : "reviews")} from lapsing{(found > 0 ? $" and finds {Words.Dollars(Math.Round(dollars / 1000) * 1000)} more revenue" : "")}";
        }

        string cost = result.Plan.Inputs.Money.PositionDollarsPerYear > 0 ? $", for {Words.Dollars(result.Plan.Inputs.Money.PositionDollarsPerYear)}" : "";
        string beyond = at + 1 < points.Length ? $"; from {people} to {points[at + 1].People} each keeps {Slope(points[at], points[at + 1])}" : "";
        string today = desk.Today != desk.Answer && points.FirstOrDefault(p => p.People == desk.Today) is { People: > 0 } then
            ? $" With today's {desk.Today} it is {Words.Percent(then.Covered / then.Selected)} ({Words.Count(Math.Round(then.Selected - then.Covered))} lapse)."
            : "";
        return $"{people} {Plural(desk.Desk.Role)} open {Words.Percent(covered / selected)} of the reviews selected in a year, what the pool grows by not counted as opened ({Words.Count(Math.Round(selected - covered))} lapse).{today} From {points[at - 1].People} to {people} each keeps {Slope(points[at - 1], points[at])} a year{cost}{beyond}.{Pays(result, [.. points.Select(p => (p.People, p.Found))])}";
    }

    /// <summary>Up to how many people one more finds what a position costs, between the points of the curve.</summary>
    private static string Pays(StaffingResult result, (int People, double Found)[] points)
    {
        double cost = result.Plan.Inputs.Money.PositionDollarsPerYear;
        if (cost <= 0 || points.All(p => p.Found <= 0))
        {
            return "";
        }

        (int From, int To, double Each)[] steps = [.. points.Skip(1).Select((p, i) => (points[i].People, p.People, (p.Found - points[i].Found) / (p.People - points[i].People)))];
        int last = Array.FindLastIndex(steps, s => s.Each >= cost);
        return last < 0 ? $" From {points[0].People} on one more costs more than it finds."
            : last == steps.Length - 1 ? $" One more finds more than it costs up to {points[^1].People} at the least."
            : $" By these slopes one more finds what it costs up to about {Crossing(steps[last], steps[last + 1], cost):0}.";
    }

    /// <summary>Where a slope that falls evenly from the middle of one step to the middle of the next passes a cost.</summary>
    private static double Crossing((int From, int To, double Each) over, (int From, int To, double Each) under, double cost)
    {
        double first = (over.From + over.To) / 2.0;
        double second = (under.From + under.To) / 2.0;
        return first + ((second - first) * (over.Each - cost) / (over.Each - under.Each));
    }

    /// <summary>Which target decides, and by how much every other is met; null for many offices.</summary>
    private static string? Tightest(StaffingResult result)
    {
        TargetRow[] rows = [.. StaffingTables.TargetRows(result).Where(r => double.IsFinite(r.Worst)).OrderBy(r => r.YearsMet).ThenBy(r => r.Worst - r.AtLeast)];
        if (result.Desks.Select(d => d.Desk.Office).Distinct().Count() > 1 || rows.Length < 2)
        {
            return null;
        }

        TargetRow first = rows[0];
        TargetRow[] also = [.. rows.Skip(1).Where(r => r.YearsMet < r.Years)];
        string missed = first.YearsMet < first.Years ? $", missed in {first.Years - first.YearsMet} of {first.Years}" : "";
        string others = also.Length > 0
            ? $"missed too: {string.Join("; ", also.Take(Named).Select(r => $"{r.Measure}: {r.Kind} (in {r.Years - r.YearsMet})"))}"
            : $"every other target is met by {Points(rows.Skip(1).Min(r => r.Worst - r.AtLeast))} or more in every year";
        return $"The tightest target is {first.Measure}: {first.Kind} ({Plural(first.Role)}): at least {Words.Percent(first.AtLeast)} asked, {Words.Percent(first.Mean)} reached on average and {Words.Percent(first.Worst)} in the worst year{missed}; {others}.";
    }

    private static string Points(double share) => (Math.Floor(share * 1000) / 10).ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0points";

    /// <summary>One desk alone, in a sentence; null where it was not asked.</summary>
    internal static string? Range(StaffingResult result, DeskAnswer desk)
    {
        if (result.RangeOf(desk.Desk) is not { Length: > 0 } range)
        {
            return null;
        }

        // The steps of the stair: a number of people is told where it meets more years than one fewer.
        // Today's and the answer's are always among them.
        RangePoint[] steps = [.. range.Where((p, i) => i == 0 || p.YearsMet > range[i - 1].YearsMet || p.People == desk.Answer || p.People == desk.Today)];
        string[] said = [.. steps.Select(p => $"{p.People}{(p.People == desk.Today ? " (today)" : "")}: {p.YearsMet}")];
        int some = range.FirstOrDefault(p => p.YearsMet > 0).People;
        int all = range.FirstOrDefault(p => p.YearsMet == result.Years.Length).People;
        string spread = some > 0 && all > some ? $" So a light year is met with {some}, and the heaviest needs {all}." : "";
        return $"Years met of {result.Years.Length} by {Plural(desk.Desk.Role)} at {Mark(result, desk.Desk.Office)} (targets of their own work, {StaffingCharts.Other(result)}): {string.Join(", ", said)}.{spread}";
    }
}
