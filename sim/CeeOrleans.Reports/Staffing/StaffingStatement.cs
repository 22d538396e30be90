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
            new(Unknown, [.. UnknownLines(result)]),
            new("Bound, reserve and floors", [.. Limits(result)]),
        }.Where(p => !p.Lines.IsEmpty),
    ];

    private static IEnumerable<string> Answer(StaffingResult result)
    {
        string today = string.Join(" and ", Roles(result, d => d.Today));
        string price = result.Cost > 0 ? $", {Words.Dollars(result.Cost)} a year" : "";
        yield return result.Plan.AsItStands
            ? $"{Subject(result)} as it stands has {today}{price}."
            : $"{Subject(result)} takes {string.Join(" and ", Roles(result, d => d.Answer))}{price}; the scenario gives it {today} today.";
        string work = result.Plan.Role is { } role ? $" of {Plural(role)}' work" : "";
        yield return result.Years.Length == 1
            ? $"It {(result.YearsMet == 1 ? "met every target" : "missed a target")}{work} in the one fresh year that was run; more years (--years 29) say how often it does."
            : result.YearsMet == 0 ? $"It met every target{work} in none of {result.Years.Length} fresh years."
            : $"It met every target{work} in {result.YearsMet} of {result.Years.Length} fresh years, so in at least {Words.Percent(result.LeastShare)} of years with 95\u00a0% confidence.{Aim(result)}";
        if (!result.Plan.AsItStands && result.Desks.Length <= StaffingService.FewDesks && result.Plan.Inputs.Population is not null)
        {
            yield return "These numbers are good to one or two people: with others at one desk the years begin with another pool, and the same number at the other desk meets a few years more or fewer.";
        }

        if (result.YearsLeft > 0)
        {
            yield return $"The search was stopped before the other {Words.Plural(result.YearsLeft, "fresh year", "fresh years")} were run; the same command goes on with them.";
        }

        if (Missed(result) is { Length: > 0 } missed)
        {
            yield return $"{(result.YearsMet == 0 ? "Missed" : "Missed in the other years")}: {missed}.";
        }

        foreach (FloorAnswer floor in result.Floors.Where(f => Breached(result, f)))
        {
            yield return Floor(result, floor);
        }

        if (result.Plan.Role is { } alone)
        {
            Role other = alone == Role.ImportSpecialist ? Role.EntrySpecialist : Role.ImportSpecialist;
            string count = result.Plan.Office is { } one ? $"The {Words.Plural(result.Staff[one].Of(other), MeasureTable.RoleName(other), Plural(other))} there" : NationalCharts.Upper(Plural(other));
            string beside = result.Plan.Office is { } there && result.Cost > 0 && result.Staff[there].Of(other) > 0
                ? $" ({Words.Dollars(result.Staff[there].Of(other) * result.Plan.Inputs.Money.PositionDollarsPerYear)} a year beside those)"
                : "";
            yield return $"{count} stay as they are{beside}, and targets of their work were not judged.";
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

    private static IEnumerable<string> Limits(StaffingResult result)
    {
        if (result.YearsLeft == 0)
        {
            // The bound is over the years of the certificate, and a few of them are not those years.
            yield return Bound(result);
            foreach (string line in Fewer(result))
            {
                yield return line;
            }
        }

        if (result.Plan is { Office: not null, Sure: > 0, AsItStands: false })
        {
            yield return $"The reserve is meant for {Years(result)} at this office alone. A search of all offices means them for all at once, and so asks somewhat more of each.";
        }

        foreach (FloorAnswer floor in result.Floors.Where(f => f.Applies && !Breached(result, f)))
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
        ImmutableArray<TargetRow> rows = StaffingTables.TargetRows(result);
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

    /// <summary>Whether the answer itself is below a floor: that belongs beside it. Of one office's search the rest of the nation is.</summary>
    private static bool Breached(StaffingResult result, FloorAnswer floor) => result.Plan.Office is null && !floor.Kept;

    private static string Floor(StaffingResult result, FloorAnswer floor)
    {
        string role = Plural(floor.Role);
        string on = $"{Words.Count(floor.People)} {role} on board, overhead included; the statutory floor is {Words.Count(floor.Floor)} (6 USC 212 and 215; {floor.Citation})";
        return floor.Binds ? $"The floor binds: {on}, and {Words.Count(floor.Added)} of them are there for it alone."
            : floor.Kept ? $"The floor does not bind: {on}."
            : $"Below a floor: {on}{(result.Plan.Office is null ? "" : "; these are people of the whole nation under this scenario, and a search of one office does not add them elsewhere")}.";
    }
}
