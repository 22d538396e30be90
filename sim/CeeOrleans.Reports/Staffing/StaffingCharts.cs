using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Staffing;

/// <summary>The charts of a staffing: the curve around the answer, the same by office, and the desks.</summary>
public static class StaffingCharts
{
    public static ImmutableArray<ChartSeries> Of(StaffingResult result)
    {
        var charts = ImmutableArray.CreateBuilder<ChartSeries>();
        charts.AddRange(result.Desks.Select(d => Alone(result, d)).OfType<ResponseChart>());
        charts.AddRange(result.Desks.Select(d => Range(result, d)).OfType<ResponseChart>());
        foreach (WorldNeed need in result.Worlds?.Needs ?? [])
        {
            charts.AddRange(Worlds(result, need));
        }

        if (result.Desks.Length > 1)
        {
            charts.Add(Curve(result));
        }

        if (result.Desks.Select(d => d.Desk.Office).Distinct().Count() > 1)
        {
            charts.Add(ByOffice(result));
        }

        charts.Add(Desks(result));
        if (result.Desks.Any(d => d.FewerMissed > 0))
        {
            charts.Add(Fewer(result));
        }

        return charts.ToImmutable();
    }

    private static ResponseChart Curve(StaffingResult result)
    {
        double[] changes = [.. StaffingCertificate.CurveChanges];
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
            Levels = Levels(result.Plan.Targets),
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

        double[] years = [.. range.Select(p => (double)p.YearsMet)];
        double[] missing = [.. range.Select(_ => double.NaN)];
        return new ResponseChart(
            $"years-met-{result.Offices[desk.Desk.Office].Code.ToLowerInvariant()}-{Short(desk.Desk.Role)}",
            $"Years of {result.Years.Length} in which so many {StaffingStatement.Plural(desk.Desk.Role)} meet the targets of their work",
            StaffingStatement.Range(result, desk)!,
            [.. range.Select(p => Words.Count(p.People))],
            [.. range.Select(p => (double)p.People)],
            [new ResponseLine("years met", [.. years], [.. missing], [.. missing])],
            $"{StaffingStatement.Plural(desk.Desk.Role)} at {StaffingStatement.Mark(result, desk.Desk.Office)}, {Other(result)}",
            "fresh years",
            "years")
        {
            Marks = Marks(desk.Today, desk.Answer, range[0].People, range[^1].People),
            Levels = [new ResponseLevel(result.Years.Length, "all years")],
            Stair = true,
        };
    }

    /// <summary>One desk alone: coverage and the worst clock of its work against its people. Null where that was not asked.</summary>
    private static ResponseChart? Alone(StaffingResult result, DeskAnswer desk)
    {
        DeskPoint[][] years = [.. result.Years.Select(y => y.Alone.Where(p => p.Office == desk.Desk.Office && p.Role == desk.Desk.Role).OrderBy(p => p.People).ToArray()).Where(y => y.Length > 1)];
        if (years.Length == 0)
        {
            return null;
        }

        int[] people = [.. years[0].Select(p => p.People)];
        ImmutableArray<TargetInput> own = [.. result.Plan.Targets.Where(t => result.Plan.Inputs.Kinds.Any(k => k.Kind == t.Kind && k.Role == desk.Desk.Role))];
        List<ResponseLine> lines = [];
        if (years.Any(y => y.Any(p => p.Selected > 0)))
        {
            lines.Add(Line("coverage", p => Ratio(p.Covered, p.Selected)));
        }

        if (own.Any(t => t.Measure == "on time"))
        {
            lines.Add(Line("worst clock of their work", p => p.WorstClock));
        }

        if (lines.Count == 0)
        {
            return null;
        }

        string role = StaffingStatement.Plural(desk.Desk.Role);
        string Told(int count) => string.Join(" and ", lines.Select(l => $"{l.Label} {Words.Percent(l.Mean[Array.IndexOf(people, count)])}"));
        string today = desk.Today != desk.Answer && people.Contains(desk.Today) ? $"; with today's {desk.Today} {Told(desk.Today)}" : "";
        string fewest = people[0] != desk.Today && people[0] != desk.Answer ? $"; with {people[0]} {Told(people[0])}" : "";
        return new ResponseChart(
            $"alone-{result.Offices[desk.Desk.Office].Code.ToLowerInvariant()}-{Short(desk.Desk.Role)}",
            $"{string.Join(" and ", lines.Select((l, i) => i == 0 ? NationalCharts.Upper(l.Label) : l.Label))} against {role} alone",
            $"With {desk.Answer} {role} {Told(desk.Answer)}{today}{fewest}.",
            [.. people.Select(p => Words.Count(p))],
            [.. people.Select(p => (double)p)],
            [.. lines],
            $"{role} at {StaffingStatement.Mark(result, desk.Desk.Office)}, {Other(result)}",
            lines.Any(l => l.Label == "coverage") ? "share on time, share of reviews opened" : "share on time",
            "share")
        {
            Marks = Marks(desk.Today, desk.Answer, people[0], people[^1]),
            Levels = Levels(own),
        };

        ResponseLine Line(string label, Func<DeskPoint, double> value)
        {
            double[][] at = [.. people.Select((_, i) => years.Select(y => value(y[i])).Where(double.IsFinite).ToArray())];
            return new ResponseLine(
                label,
                [.. at.Select(y => y.DefaultIfEmpty(double.NaN).Average())],
                [.. at.Select(y => y.Length < 2 ? double.NaN : y.Min())],
                [.. at.Select(y => y.Length < 2 ? double.NaN : y.Max())]);
        }
    }

    /// <summary>What is not known: the people that worlds ask for, and the assumptions that move them.</summary>
    private static IEnumerable<ChartSeries> Worlds(StaffingResult result, WorldNeed need)
    {
        string role = StaffingStatement.Plural(need.Desk.Role);
        string id = $"{result.Offices[need.Desk.Office].Code.ToLowerInvariant()}-{Short(need.Desk.Role)}";
        string what = $"{role} that the year asks for at {StaffingStatement.Mark(result, need.Desk.Office)}";
        NeedTurner[] alone = [.. need.Turners.Where(t => t.AtLow is not null || t.AtHigh is not null)];
        if (alone.Length > 0 && StaffingStatement.Turns(result, need) is { } turns)
        {
            yield return new TornadoChart(
                $"turns-{id}",
                $"What would turn the answer: {what}, each assumption alone",
                turns,
                [.. alone.Select(t => new TornadoRow(t.Assumption.Path, t.AtLow ?? double.NaN, t.AtHigh ?? double.NaN, StaffingStatement.End(t.AtLow, t.Assumption.Low.Text), StaffingStatement.End(t.AtHigh, t.Assumption.High.Text)))],
                need.AtBase,
                what,
                "people",
                false);
        }

        int[] people = [.. need.Worlds.Select(w => w.People).Append(result.Desks.Single(d => d.Desk == need.Desk).Answer).Distinct().Order()];
        if (need.Worlds.Length > 3 && people.Length > 1)
        {
            double[] missing = [.. people.Select(_ => double.NaN)];
            DeskAnswer desk = result.Desks.Single(d => d.Desk == need.Desk);
            yield return new ResponseChart(
                $"worlds-{id}",
                $"Worlds of {result.Worlds!.Compatible} that the published facts allow, in which so many {role} are enough",
                StaffingStatement.Need(result, need, result.Worlds.Compatible),
                Spread(people),
                [.. people.Select(p => (double)p)],
                [new ResponseLine("worlds", [.. people.Select(n => (double)need.Worlds.Count(w => w.People <= n))], [.. missing], [.. missing])],
                what,
                "worlds",
                "worlds")
            {
                Marks = Marks(desk.Today, desk.Answer, Math.Min(desk.Today, people[0]), people[^1]),
                Levels = [new ResponseLevel(result.Worlds.Compatible, "all worlds")],
                Stair = true,
            };
        }
    }

    /// <summary>Numbers as they stand on an axis: those too close to one before are left without a word.</summary>
    private static ImmutableArray<string> Spread(int[] numbers)
    {
        double apart = (numbers[^1] - numbers[0]) / 18.0;
        double last = double.NegativeInfinity;
        List<string> words = [];
        foreach (int number in numbers)
        {
            bool named = number - last >= apart;
            words.Add(named ? Words.Count(number) : "");
            last = named ? number : last;
        }

        return [.. words];
    }

    /// <summary>What is said of the other desk of an office.</summary>
    internal static string Other(StaffingResult result) => result.Plan.Role is null && !result.Plan.AsItStands ? "the other desk as in the answer" : "the other desk as it is";

    /// <summary>The heights of targets; where all are the same, one.</summary>
    private static ImmutableArray<ResponseLevel> Levels(ImmutableArray<TargetInput> targets) =>
        [.. targets.Select(t => t.AtLeast).Distinct().Order().Take(3).Select(at => new ResponseLevel(at, $"target {Words.Percent(at)}"))];

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
        double[] changes = [.. StaffingCertificate.CurveChanges];
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
            ["today", "filled by hours alone", "answer"],
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
