using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Staffing;

/// <summary>A part of a statement.</summary>
public sealed record StatementPart(string Title, ImmutableArray<string> Lines);

/// <summary>What may be said of a staffing (trust, section 2), a sentence a line: for the page, the screen and the JSON.</summary>
public static partial class StaffingStatement
{
    /// <summary>Desks that a sentence names; all are in the table.</summary>
    private const int Named = 8;

    /// <summary>Everything that may be said, a sentence a line.</summary>
    /// <param name="result">An answer.</param>
    public static IEnumerable<string> Of(StaffingResult result) => Parts(result).SelectMany(p => p.Lines);

    /// <summary>The same under its headings; a heading without a line is left out.</summary>
    public static ImmutableArray<StatementPart> Parts(StaffingResult result) =>
    [
        .. new StatementPart[]
        {
            new("In short", [.. Answer(result)]),
            new("Why this many", [.. Reasons(result)]),
            new(Unknown, [.. WorldLines(result)]),
            new("Bound, reserve and floors", [.. Limits(result)]),
        }.Where(p => !p.Lines.IsEmpty),
    ];

    private static IEnumerable<string> Answer(StaffingResult result)
    {
        string today = string.Join(" and ", Roles(result, d => d.Today));
        string price = result.Cost > 0 ? $", {Words.Dollars(result.Cost)} a year" : "";
        yield return result.Plan.AsItStands
            ? $"{Subject(result)} as it stands has {today}{price}."
            : $"{Subject(result)} takes {string.Join(" and ", Roles(result, d => d.Answer))}{price}; today {today}.";
        string work = result.Plan.Role is { } role ? $" of {Plural(role)}' work" : "";
        yield return result.Years.Length == 1
            ? $"It {(result.YearsMet == 1 ? "met every target" : "missed a target")}{work} in the one fresh year that was run; more years (--years 29) say how often it does."
            : result.YearsMet == 0 ? $"It met every target{work} in none of {result.Years.Length} fresh years."
            : $"It met every target{work} in {result.YearsMet} of {result.Years.Length} fresh years, so in at least {Words.Percent(result.LeastShare)} of years with 95\u00a0% confidence.{Aim(result)}";
        if (result.YearsLeft > 0)
        {
            yield return $"The search was stopped before the other {Words.Plural(result.YearsLeft, "fresh year", "fresh years")} were run; the same command goes on with them.";
        }

        if (Missed(result) is { Length: > 0 } missed)
        {
            yield return $"{(result.YearsMet == 0 ? "Missed" : "Missed in the other years")}: {missed}.";
        }

        if (result.Plan.Role is { } alone)
        {
            Role other = alone == Role.ImportSpecialist ? Role.EntrySpecialist : Role.ImportSpecialist;
            string count = result.Plan.Office is { } one ? $"The {Words.Plural(result.Staff[one].Of(other), MeasureTable.RoleName(other), Plural(other))} there" : NationalCharts.Upper(Plural(other));
            yield return $"{count} stay as they are, and targets of their work were not judged.";
        }

        if (!result.Draws.IsEmpty)
        {
            yield return $"That is with one draw of importers; with others of the same assumptions it met them in {result.Draws.Count(d => d.Met)} of {Words.Plural(result.Draws.Length, "year", "years")}.";
        }

        foreach (string line in (result.Worlds?.Needs ?? []).Where(n => !n.Worlds.IsEmpty).Select(n => Brief(result, n)))
        {
            yield return line;
        }
    }

    /// <summary>What the years of the certificate say about the share that the reserve is meant for.</summary>
    private static string Aim(StaffingResult result) => result.Plan.Sure == 0 || result.YearsLeft > 0 ? ""
        : result.Plan.AsItStands ? (result.FallsShort ? $" That is fewer than the {Years(result)} that were asked for." : $" That is as often as was asked for, {Years(result)}.")
        : result.YearsMet == result.Years.Length && result.LeastShare >= result.Plan.Sure ? $" That shows the {Years(result)} that the reserve is meant for."
        : result.YearsMet >= result.Plan.Sure * result.Years.Length
            ? $" The reserve is meant for {Years(result)}: these years agree with that, and are too few to show it."
        : TrialShare.AtMost(result.YearsMet, result.Years.Length) >= result.Plan.Sure
            ? $" The reserve is meant for {Years(result)}: these are fewer, as luck alone may have it; more years (--years 59) would tell.{Fit(result)}"
            : $" The reserve was meant for {Years(result)}: these years show that it falls short of that.";

    /// <summary>The fewest people of one desk that meet as many of these very years as the reserve is meant for.</summary>
    private static string Fit(StaffingResult result) =>
        result.Desks.Length == 1 && result.RangeOf(result.Desks[0].Desk).FirstOrDefault(p => p.YearsMet >= result.Plan.Sure * result.Years.Length) is { People: > 0 } enough
            ? $" Of these very years {enough.People} meet {enough.YearsMet}."
            : "";

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

    private static IEnumerable<string> Limits(StaffingResult result)
    {
        yield return Bound(result);
        foreach (string line in Fewer(result))
        {
            yield return line;
        }

        if (result.Plan is { Office: not null, Sure: > 0, AsItStands: false })
        {
            yield return $"The reserve is meant for {Years(result)} at this office alone. A search of all offices means them for all at once, and so asks somewhat more of each.";
        }

        foreach (FloorAnswer floor in result.Floors.Where(f => f.Applies))
        {
            yield return Floor(result, floor);
        }

        KindInput[] left = [.. Protection.Left(result.Plan.Inputs)];
        if (left.Length > 0)
        {
            yield return $"Left unprotected: {string.Join(", ", left.Select(k => k.Name))}. Nothing here says when that work is done.";
        }

        if (!result.Settled && result.Rounds > 1)
        {
            string where = result.Moving.IsEmpty ? "some desks" : result.Moving.Length <= Named ? string.Join(", ", result.Moving.Select(m => $"{Mark(result, m.Desk.Office)} {Plural(m.Desk.Role)} (run with {m.From}, asked for {m.To})")) : Words.Plural(result.Moving.Length, "desk", "desks");
            yield return $"After {Words.Plural(result.Rounds, "round", "rounds")} of full runs the numbers still went to and fro at {where}; the larger one was taken.";
        }
    }

    /// <summary>Targets that no number of people meets, with the nearest that can be met.</summary>
    public static IEnumerable<string> OutOfReach(StaffingResult result)
    {
        yield return "these targets cannot be met by any number of people:";
        foreach (OutOfReach u in result.Unreachable.Take(20))
        {
            string kind = result.Plan.Inputs.Kinds.First(k => k.Kind == u.Reach.Kind).Name;
            double nearest = Math.Floor(u.Reach.Share * 1000) / 1000;
            yield return $"  {u.Reach.Measure}: {kind} at {Mark(result, u.Office)}: {Words.Percent(u.Reach.AtLeast)} asked, {Words.Percent(u.Reach.Share)} reached with {u.People} {Plural(u.Role)} in the worst year of {result.Plan.SearchYears}; at least: {(nearest * 100).ToString("0.#", CultureInfo.InvariantCulture)} % can be.";
        }

        if (result.Unreachable.Length > 20)
        {
            yield return $"  and {result.Unreachable.Length - 20} more.";
        }

        yield return "A single piece of work may take longer than its clock, or come too late in the day; lower the target or lengthen the clock.";
    }

    /// <summary>"ELE", "2704".</summary>
    public static string Mark(StaffingResult result, int office)
    {
        int center = office - result.Plan.Inputs.Offices.Length;
        return center >= 0 ? result.Plan.Inputs.Centers[center].Short : result.Offices[office].Code;
    }

    /// <summary>"Electronics (ELE)", "Los Angeles (2704)".</summary>
    public static string Name(StaffingResult result, int office) => $"{OfficeNames.Title(result.Offices[office].Name)} ({Mark(result, office)})";

    internal static string Plural(Role role) => MeasureTable.RoleName(role) + "s";

    private static string Subject(StaffingResult result) => result.Plan.Office is { } office ? Name(result, office) : "The plan";

    private static IEnumerable<string> Roles(StaffingResult result, Func<DeskAnswer, int> people) =>
        result.Desks.GroupBy(d => d.Desk.Role).OrderBy(g => g.Key).Select(g => Words.Plural(g.Sum(people), MeasureTable.RoleName(g.Key), Plural(g.Key)));

    private static string Missed(StaffingResult result)
    {
        (string Target, int Years)[] missed =
        [
            .. result.Years.SelectMany(y => y.Offices.SelectMany(o => o.Targets.Where(t => !t.Met)
                .Select(t => Target(result, t.Kind, o.Office))).Distinct())
                .GroupBy(t => t).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count())),
        ];
        return string.Join(", ", missed.Take(Named).Select(m => $"{m.Target} ({Words.Plural(m.Years, "year", "years")})")) + (missed.Length > Named ? $" and {missed.Length - Named} more" : "");
    }

    /// <summary>"document review (entry specialists) at ELE": whose work it is tells where the risk lies.</summary>
    internal static string Target(StaffingResult result, WorkKind kind, int office)
    {
        KindInput input = result.Plan.Inputs.Kinds.First(k => k.Kind == kind);
        return $"{input.Name} ({Plural(input.Role)}) at {Mark(result, office)}";
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
        TargetRow[] rows = [.. StaffingReport.TargetRows(result).Where(r => double.IsFinite(r.Worst)).OrderBy(r => r.YearsMet).ThenBy(r => r.Worst - r.AtLeast)];
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

    /// <summary>"19 of 20 years".</summary>
    private static string Years(StaffingResult result) => Math.Round(result.Plan.Sure * 20, 9) is var twenty && twenty == Math.Floor(twenty)
        ? string.Create(CultureInfo.InvariantCulture, $"{twenty:0} of 20 years")
        : string.Create(CultureInfo.InvariantCulture, $"{result.Plan.Sure * 100:0.#} of 100 years");

    /// <summary>What the columns of the table of desks mean, a line each.</summary>
    public static IEnumerable<string> Legend(StaffingResult result)
    {
        if (result.Plan.Inputs.Population is not null)
        {
            yield return "today: what the scenario gives the desk, as a rule its part of the nation's people by the hours of its work; no payroll, and with other importers somewhat another number. A scenario of your own may state the people of a Center.";
        }

        string of = Words.Plural(result.Years.Length, "fresh year", "fresh years");
        yield return $"by hours: what the hours of the promised work fill, over the hours of a person: where reviews may wait for a lighter year, in the mean of the {of}; else in {(result.Plan.AsItStands ? "all of them" : "as many of them as the answer holds")}.";
        if (!result.Plan.AsItStands)
        {
            yield return $"by search: fewest that met the desk's targets in every one of the {Words.Plural(result.Plan.SearchYears, "year", "years")} of the search; one away: the same while one of them is away in the two busiest weeks.";
        }

        yield return (result.Plan.AsItStands ? "answer: the scenario's own people; nothing was searched for." : result.Plan.Sure > 0 ? $"answer: with a reserve for worse years, meant for {Years(result)}." : "answer: no reserve for worse years was asked for.")
            + " One fewer misses: fresh years in which the answer meets the office's targets and one person fewer does not.";
    }

    /// <summary>Whose work the targets are about, a line a role, and targets that no work fell under.</summary>
    public static IEnumerable<string> Whose(StaffingResult result)
    {
        ImmutableArray<TargetRow> rows = StaffingReport.TargetRows(result);
        foreach (IGrouping<Role, TargetRow> role in rows.GroupBy(r => r.Role).OrderBy(g => g.Key))
        {
            yield return $"Targets of {Plural(role.Key)}' work: {string.Join(". Also ", role.Select(r => (r.Kind, r.Measure, r.AtLeast)).Distinct().GroupBy(r => (r.Measure, r.AtLeast)).Select(g => $"{g.Key.Measure} at least {Words.Percent(g.Key.AtLeast)}: {string.Join("; ", g.Select(r => r.Kind))}"))}.";
        }

        string[] idle = [.. rows.GroupBy(r => (r.Measure, r.Kind)).Where(g => g.All(r => !double.IsFinite(r.Mean))).Select(g => g.Key.Kind)];
        if (idle.Length > 0)
        {
            yield return $"No such work fell due in these years, so nothing was tried: {string.Join("; ", idle)}.";
        }
    }

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

    private static string Bound(StaffingResult result)
    {
        string bound = result.Cost > 0 ? $"{Words.Dollars(result.BoundCost)} a year ({Words.Count(result.Bound)} people)" : Words.Plural(result.Bound, "person", "people");
        string gap = result.Gap < 0 ? $"This one has {Words.Percent(-result.Gap)} fewer: what waits grows from year to year." : $"This one costs that + {Words.Percent(result.Gap)}.";
        return $"With these importers no staffing that keeps meeting every target can cost less than {bound}: the hours of the promised work alone{(Floored(result) ? ", and a floor of law," : "")} need that many over the years. A light year is met with fewer, and reviews may wait from a heavy year to a light one. {gap}";
    }

    /// <summary>Whether a statutory floor is what lifts the bound.</summary>
    private static bool Floored(StaffingResult result) => result.Bound > result.Desks.Sum(d => d.ByLoad);

    private static IEnumerable<string> Fewer(StaffingResult result)
    {
        DeskAnswer[] misses = [.. result.Desks.Where(d => d.FewerMissed > 0).OrderByDescending(d => d.FewerMissed).ThenBy(d => d.Desk.Office).ThenBy(d => d.Desk.Role)];
        DeskAnswer[] holds = [.. result.Desks.Where(d => d.FewerMissed == 0)];
        string Desk(DeskAnswer d) => $"{Mark(result, d.Desk.Office)} {Plural(d.Desk.Role)}";
        if (misses.Length > 0)
        {
            yield return $"One fewer at these desks misses, on the same luck, in years in which the answer meets every target: {string.Join(", ", misses.Take(Named).Select(d => $"{Desk(d)} (in {Words.Plural(d.FewerMissed, "year", "years")})"))}{(misses.Length > Named ? $" and {misses.Length - Named} more desks" : "")}.";
        }

        if (holds.Length > 0)
        {
            yield return $"One person fewer at {(holds.Length == result.Desks.Length ? (holds.Length == 1 ? "the desk" : "any one desk") : holds.Length <= Named ? string.Join(", ", holds.Select(Desk)) : Words.Plural(holds.Length, "desk", "desks"))} would have met the same years: there the last person is reserve for a year worse than these{(holds.Any(d => d.ForFloor > 0) ? ", or asked for by a floor" : "")}.";
        }
    }

    private static string Floor(StaffingResult result, FloorAnswer floor)
    {
        string role = Plural(floor.Role);
        string on = $"{Words.Count(floor.People)} {role} on board, overhead included; the statutory floor is {Words.Count(floor.Floor)} (6 USC 212 and 215; {floor.Citation})";
        return floor.Binds ? $"The floor binds: {on}, and {Words.Count(floor.Added)} of them are there for it alone."
            : floor.Kept ? $"The floor does not bind: {on}."
            : $"Below a floor: {on}{(result.Plan.Office is null ? "" : "; these are people of the whole nation under this scenario, and a search of one office does not add them elsewhere")}.";
    }
}
