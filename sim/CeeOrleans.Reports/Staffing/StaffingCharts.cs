using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Staffing;

/// <summary>The charts of a staffing: the curve around the answer, the same by office, and the desks.</summary>
public static class StaffingCharts
{
    public static ImmutableArray<ChartSeries> Of(StaffingResult result)
    {
        var charts = ImmutableArray.CreateBuilder<ChartSeries>();
        charts.Add(Curve(result));
        if (result.Desks.Select(d => d.Desk.Office).Distinct().Count() > 1)
        {
            charts.Add(ByOffice(result));
        }

        charts.AddRange(result.Desks.Select(d => Range(result, d)).OfType<ResponseChart>());
        charts.Add(Desks(result));
        if (result.Desks.Any(d => d.FewerMissed > 0))
        {
            charts.Add(Fewer(result));
        }

        return charts.ToImmutable();
    }

    private static ResponseChart Curve(StaffingResult result)
    {
        double[] changes = [.. StaffingService.CurveChanges];
        int[] people = [.. changes.Select(c => Points(result, c).First().Sum(p => p.Staff.Total))];
        bool pool = result.Plan.Targets.Any(t => t.Measure == "coverage");
        bool clocks = result.Plan.Targets.Any(t => t.Measure == "on time");
        List<ResponseLine> lines = [];
        if (pool)
        {
            lines.Add(Line("coverage", year => Ratio(year.Sum(p => p.Covered), year.Sum(p => p.Selected))));
        }

        if (clocks)
        {
            lines.Add(Line("worst clock", year => year.Min(p => p.WorstClock)));
        }

        int centre = Array.IndexOf(changes, 0);
        string what = string.Join(" and ", lines.Select(l => $"{l.Label} {Words.Percent(l.Mean[centre])}"));
        string less = string.Join(" and ", lines.Select(l => $"{l.Label} {Words.Percent(l.Mean[0])}"));
        CurvePoint worst = Points(result, changes[0]).SelectMany(y => y).MinBy(p => p.WorstClock)!;
        string where = clocks && worst.WorstKind.Length > 0 ? $", worst in {worst.WorstKind} at {StaffingStatement.Mark(result, worst.Office)}" : "";
        return new ResponseChart(
            "curve",
            "Coverage and the worst clock against people",
            $"With {Words.Count(people[centre])} people {what}; with {Words.Count(people[0])} ({Change(changes[0])}) {less}{where}; with {Words.Count(people[^1])} ({Change(changes[^1])}) {string.Join(" and ", lines.Select(l => $"{l.Label} {Words.Percent(l.Mean[^1])}"))}.",
            [.. people.Select(p => Words.Count(p))],
            [.. people.Select(p => (double)p)],
            [.. lines],
            "people at the searched desks, every desk larger or smaller by the same share",
            "share on time, share of reviews opened",
            "share")
        {
            Marks = Marks(result.Desks.Sum(d => d.Today), people[centre], people[0], people[^1]),
        };

        ResponseLine Line(string label, Func<IReadOnlyList<CurvePoint>, double> value)
        {
            double[][] years = [.. changes.Select(c => Points(result, c).Select(value).ToArray())];
            return new ResponseLine(
                label,
                [.. years.Select(y => y.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())],
                [.. years.Select(y => y.Length < 2 ? double.NaN : y.Min())],
                [.. years.Select(y => y.Length < 2 ? double.NaN : y.Max())]);
        }
    }

    /// <summary>One desk alone: in how many of the certified years a number of people meets its own targets. Null where that was not asked.</summary>
    private static ResponseChart? Range(StaffingResult result, DeskAnswer desk)
    {
        if (result.RangeOf(desk.Desk) is not { Length: > 1 } range)
        {
            return null;
        }

        double[] shares = [.. range.Select(p => p.YearsMet / (double)result.Years.Length)];
        double[] missing = [.. range.Select(_ => double.NaN)];
        return new ResponseChart(
            $"years-met-{result.Offices[desk.Desk.Office].Code.ToLowerInvariant()}-{Short(desk.Desk.Role)}",
            $"Share of {result.Years.Length} years in which {StaffingStatement.Plural(desk.Desk.Role)} alone meet the targets of their work",
            StaffingStatement.Range(result, desk)!,
            [.. range.Select(p => Words.Count(p.People))],
            [.. range.Select(p => (double)p.People)],
            [new ResponseLine("years met", [.. shares], [.. missing], [.. missing])],
            $"{StaffingStatement.Plural(desk.Desk.Role)} at {StaffingStatement.Mark(result, desk.Desk.Office)}, the other desk as in the answer",
            "share of years",
            "share")
        {
            Marks = Marks(desk.Today, desk.Answer, range[0].People, range[^1].People),
        };
    }

    /// <summary>Today's people and those of the answer, where the picture shows them.</summary>
    private static ImmutableArray<ResponseMark> Marks(int today, int answer, int least, int most)
    {
        (string Title, int People)[] all = today == answer ? [("today and the answer", today)] : [("today", today), ("the answer", answer)];
        return [.. all.Where(m => m.People >= least && m.People <= most).OrderBy(m => m.People).Select(m => new ResponseMark(m.People, $"{m.Title}: {Words.Count(m.People)}"))];
    }

    /// <summary>The measure that bends first, office by office: coverage where there is a pool, else the worst clock.</summary>
    private static GridChart ByOffice(StaffingResult result)
    {
        int[] offices = [.. result.Desks.Select(d => d.Desk.Office).Distinct()];
        double[] changes = [.. StaffingService.CurveChanges];
        bool pool = result.Plan.Targets.Any(t => t.Measure == "coverage");
        double Cell(int office, double change) => Points(result, change)
            .Select(y => y.First(p => p.Office == office))
            .Select(p => pool ? Math.Min(Ratio(p.Covered, p.Selected) is var c && double.IsFinite(c) ? c : 1, p.WorstClock) : p.WorstClock)
            .Average();
        ImmutableArray<double> cells = [.. offices.SelectMany(o => changes.Select(c => Cell(o, c)))];
        int first = Enumerable.Range(0, offices.Length).MinBy(i => cells[i * changes.Length]);
        int last = Enumerable.Range(0, offices.Length).MaxBy(i => cells[i * changes.Length]);
        string name = pool ? "coverage or the worst clock, whichever is lower" : "the worst clock";
        return new GridChart(
            "by-office",
            $"{NationalCharts.Upper(name)}, by office and change of its people",
            $"With {Change(changes[0])} people {StaffingStatement.Name(result, offices[first])} falls to {Words.Percent(cells[first * changes.Length])}, {StaffingStatement.Name(result, offices[last])} to {Words.Percent(cells[last * changes.Length])}.",
            [.. offices.Select(o => StaffingStatement.Mark(result, o))],
            [.. changes.Select(Change)],
            cells,
            "office",
            "change of people",
            "share");
    }

    private static BarChart Desks(StaffingResult result)
    {
        DeskAnswer[] desks = [.. result.Desks.OrderByDescending(d => d.Answer).ThenBy(d => d.Desk.Office)];
        DeskAnswer most = desks.MaxBy(d => d.Answer - d.Today)!;
        DeskAnswer least = desks.MinBy(d => d.Answer - d.Today)!;
        string Move(DeskAnswer d) => $"{StaffingStatement.Mark(result, d.Desk.Office)} {StaffingStatement.Plural(d.Desk.Role)} {(d.Answer > d.Today ? "gain" : "lose")} {Math.Abs(d.Answer - d.Today)}";
        string[] moves = [.. new[] { most, least }.Distinct().Where(d => d.Answer != d.Today).Select(Move)];
        return new BarChart(
            "desks",
            "People by desk: today, needed by the hours alone, answer",
            moves.Length == 0 ? "Every desk has what it needs today." : $"Against today, {string.Join("; ", moves)}; in all {result.People} people instead of {result.Desks.Sum(d => d.Today)}.",
            ["today", "needed by hours alone", "answer"],
            [.. desks.Select(d => new BarRow($"{StaffingStatement.Name(result, d.Desk.Office)}, {Short(d.Desk.Role)}", [d.Today, d.ByLoad, d.Answer], [d.Today.ToString(CultureInfo.InvariantCulture), d.ByLoad.ToString(CultureInfo.InvariantCulture), d.Answer.ToString(CultureInfo.InvariantCulture)]))],
            "people",
            false);
    }

    private static BarChart Fewer(StaffingResult result)
    {
        DeskAnswer[] desks = [.. result.Desks.OrderByDescending(d => d.FewerMissed).ThenBy(d => d.Desk.Office).ThenBy(d => d.Desk.Role)];
        int tight = desks.Count(d => d.FewerMissed > 0);
        return new BarChart(
            "one-fewer",
            $"Years of {result.Years.Length} that one person fewer misses and the answer does not",
            tight == 0
                ? "One person fewer at any one desk misses no further year: the answer holds a reserve everywhere."
                : $"One person fewer misses further years at {tight} of {desks.Length} desks; most at {StaffingStatement.Mark(result, desks[0].Desk.Office)} {StaffingStatement.Plural(desks[0].Desk.Role)} ({desks[0].FewerMissed} of {result.Years.Length}).",
            ["years"],
            [.. desks.Select(d => new BarRow($"{StaffingStatement.Name(result, d.Desk.Office)}, {Short(d.Desk.Role)}", [d.FewerMissed], [d.FewerMissed.ToString(CultureInfo.InvariantCulture)]))],
            "years missed more",
            false);
    }

    private static IEnumerable<IReadOnlyList<CurvePoint>> Points(StaffingResult result, double change) =>
        result.Years.Where(y => !y.Curve.IsEmpty).Select(y => (IReadOnlyList<CurvePoint>)[.. y.Curve.Where(p => p.Change == change)]);

    private static string Short(Role role) => role == Role.ImportSpecialist ? "import" : "entry";

    internal static string Change(double change) => change == 0 ? "as it is" : (change * 100).ToString("+0;-0", CultureInfo.InvariantCulture) + "\u00a0%";

    private static double Ratio(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
