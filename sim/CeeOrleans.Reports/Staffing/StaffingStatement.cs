using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Staffing;

/// <summary>What may be said of a staffing (trust, section 2), a sentence a line: for the page, the screen and the JSON.</summary>
public static class StaffingStatement
{
    /// <summary>With fewer compatible worlds than this no share is told: one world would be a tenth or more of it.</summary>
    private const int FewWorlds = 10;

    /// <summary>Desks that a sentence names; all are in the table.</summary>
    private const int Named = 8;

    /// <param name="result">An answer.</param>
    public static IEnumerable<string> Of(StaffingResult result)
    {
        string today = string.Join(" and ", Roles(result, d => d.Today));
        string price = result.Cost > 0 ? $", {Words.Dollars(result.Cost)} a year" : "";
        yield return result.Plan.AsItStands
            ? $"{Subject(result)} as it stands has {today}{price}."
            : $"{Subject(result)} takes {string.Join(" and ", Roles(result, d => d.Answer))}{price}; today {today}.";
        yield return result.Years.Length == 1
            ? $"It {(result.YearsMet == 1 ? "met every target" : "missed a target")} in the one fresh year that was run; more years (--years 29) say how often it does."
            : $"It met every target in {result.YearsMet} of {result.Years.Length} fresh years, so in at least {Words.Percent(result.LeastShare)} of years with 95\u00a0% confidence.";
        if (Missed(result) is { Length: > 0 } missed)
        {
            yield return $"Missed in the other years: {missed}.";
        }

        foreach (string line in result.Desks.Select(d => Range(result, d)).OfType<string>())
        {
            yield return line;
        }

        yield return Bound(result);
        foreach (string line in Fewer(result))
        {
            yield return line;
        }

        if (result.Plan is { Office: not null, Sure: > 0, AsItStands: false })
        {
            yield return $"The reserve aims at {Words.Percent(result.Plan.Sure)} of years for this office alone. A search of all offices aims at that for all of them at once, and so asks somewhat more of each.";
        }

        yield return Worlds(result);
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
            yield return $"After {Words.Plural(result.Rounds, "round", "rounds")} of full runs the numbers still went to and fro by a person at some desks; the larger one was taken.";
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
    private static string Target(StaffingResult result, WorkKind kind, int office)
    {
        KindInput input = result.Plan.Inputs.Kinds.First(k => k.Kind == kind);
        return $"{input.Name} ({Plural(input.Role)}) at {Mark(result, office)}";
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
        string[] said = [.. steps.Select(p => $"{p.People}{(p.People == desk.Today ? " (today)" : "")} in {(p.YearsMet == 0 ? "none" : p.YearsMet)}")];
        int some = range.FirstOrDefault(p => p.YearsMet > 0).People;
        int all = range.FirstOrDefault(p => p.YearsMet == result.Years.Length).People;
        string spread = some > 0 && all > some ? $" So one year is met with {some}, another needs {all}." : "";
        return $"{NationalCharts.Upper(Plural(desk.Desk.Role))} at {Mark(result, desk.Desk.Office)} alone, by the targets of their own work and with the other desk {(result.Plan.AsItStands ? "as it is" : "as in the answer")}: {string.Join(", ", said)} of {result.Years.Length} years.{spread}";
    }

    private static string Bound(StaffingResult result)
    {
        string bound = result.Cost > 0 ? $"{Words.Dollars(result.BoundCost)} a year ({Words.Count(result.Bound)} people)" : Words.Plural(result.Bound, "person", "people");
        string gap = result.Gap < 0 ? $"This one has {Words.Percent(-result.Gap)} fewer: what waits grows from year to year." : $"This one costs that + {Words.Percent(result.Gap)}.";
        return $"No staffing that keeps meeting every target can cost less than {bound}: over many years the hours of work alone need that many. A single year is met with fewer, because work may be left to the next one. {gap}";
    }

    private static IEnumerable<string> Fewer(StaffingResult result)
    {
        DeskAnswer[] misses = [.. result.Desks.Where(d => d.FewerMissed > 0).OrderByDescending(d => d.FewerMissed).ThenBy(d => d.Desk.Office).ThenBy(d => d.Desk.Role)];
        DeskAnswer[] holds = [.. result.Desks.Where(d => d.FewerMissed == 0)];
        string Desk(DeskAnswer d) => $"{Mark(result, d.Desk.Office)} {Plural(d.Desk.Role)}";
        if (misses.Length > 0)
        {
            yield return $"One fewer at these desks misses, on the same luck: {string.Join(", ", misses.Take(Named).Select(d => $"{Desk(d)} (in {Words.Plural(d.FewerMissed, "year", "years")} more)"))}{(misses.Length > Named ? $" and {misses.Length - Named} more desks" : "")}.";
        }

        if (holds.Length > 0)
        {
            yield return $"With one fewer no further year is missed at {(holds.Length == result.Desks.Length ? "any desk" : holds.Length <= Named ? string.Join(", ", holds.Select(Desk)) : Words.Plural(holds.Length, "desk", "desks"))}: in these years the last person there is not needed, but is reserve for worse ones{(holds.Any(d => d.Answer <= d.ByLoad) ? " or needed so that work does not grow from year to year" : "")}{(holds.Any(d => d.ForFloor > 0) ? " or asked for by a floor" : "")}.";
        }
    }

    private static string Worlds(StaffingResult result)
    {
        if (result.Worlds is not { } w)
        {
            return result.Plan.Inputs.Population is null
                ? "What the marked assumptions do to it does not arise: a plain queue has none."
                : "In how many of the worlds that the published facts allow it holds was not asked, and neither which number would turn it: the same command with --worlds 64 asks.";
        }

        if (w.Compatible == 0)
        {
            return $"None of the {w.Sampled} worlds over the marked assumptions is compatible with the published facts, so nothing can be said about what they do to it.";
        }

        string fails = w.Holds == w.Compatible ? ""
            : (w.Where.StartsWith("no single", StringComparison.Ordinal) ? $", and {w.Where}" : w.Where.Length > 0 ? $", and fails where {w.Where}" : "") + $"; missed there most: {string.Join(", ", w.MissedMost.Select(m => $"{m.Target} ({m.Worlds})"))}";
        return w.Compatible < FewWorlds
            ? $"It holds in {w.Holds} of {Words.Plural(w.Compatible, "world", "worlds")} compatible with the published facts ({w.Sampled} sampled), too few for a share: --worlds 64 asks enough{fails}."
            : $"It holds in {Words.Percent((double)w.Holds / w.Compatible)} of the worlds compatible with the published facts ({w.Holds} of {w.Compatible}, {w.Sampled} sampled){fails}.";
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
