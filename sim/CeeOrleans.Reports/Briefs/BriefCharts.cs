using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Recoveries;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Briefs;

/// <summary>The charts of a brief: people, mechanisms, expansion, who gains, and the yield of reviews.</summary>
public static class BriefCharts
{
    /// <summary>Classes of importers are compared by these; each is a row's mark.</summary>
    private static readonly string[] OfImporters = [ImporterStrata.Offices, ImporterStrata.TouchPoints, ImporterStrata.ContactTime];

    /// <summary>Steps of the yield curve; enough that it looks smooth.</summary>
    private const int Grid = 80;

    public static ImmutableArray<ChartSeries> Of(Brief brief)
    {
        ImmutableArray<ChartSeries> compared = ComparisonCharts.Of(brief.Comparison);
        List<ChartSeries?> all =
        [
            People(brief, MeasureNames.Coverage, "coverage-of-people", "Coverage of the review pool against import specialists on board"),
            People(brief, MeasureNames.OnTime, "clocks-of-people", "Clocked work on time against import specialists on board"),
            .. compared.Where(c => c.Id.StartsWith("waterfall-", StringComparison.Ordinal)),
        ];
        if (brief.Expansion is { } run)
        {
            all.Add(Openings(run));
            all.AddRange(NationalCharts.Of(run, MeasureTable.From(run)).Where(c => c.Id is "backlog" or "coverage"));
            all.Add(Learners(run));
        }

        all.Add(Importers(brief.Comparison.Pairs[0]));
        all.AddRange(compared.Where(c => c.Id is "ports"));
        all.AddRange(brief.Reserves.Select((r, i) => ReserveChart.Of(r) is var chart ? chart with { Id = $"{chart.Id}-{i + 1}", Title = $"{ComparisonWords.Upper(brief.Rows[i].Title)}. {chart.Title}" } : null));
        all.Add(Yield(brief));
        return [.. all.OfType<ChartSeries>()];
    }

    /// <summary>A line for each plan with its luck band; today, the plan and the floor as verticals.</summary>
    private static ResponseChart? People(Brief brief, string name, string id, string title)
    {
        BriefCurve[] curves = [.. brief.Curves.Where(c => c.Points.Any(p => p.Find(name) is not null))];
        if (curves.Length == 0)
        {
            return null;
        }

        double[] at = [.. curves.SelectMany(c => c.Points).Select(p => p.People).Distinct().Order()];
        ImmutableArray<ResponseLine> lines = [.. curves.Select(c =>
        {
            Measure?[] there = [.. at.Select(x => c.Points.FirstOrDefault(p => p.People.Equals(x))?.Find(name))];
            return new ResponseLine(c.Label, [.. there.Select(m => m?.Mean ?? double.NaN)], [.. there.Select(m => m?.Low ?? double.NaN)], [.. there.Select(m => m?.High ?? double.NaN)]);
        })];
        List<ResponseMark> marks = [.. brief.Rows.Select(r => (r.Title, People: r.Plan.Inputs.People.ImportSpecialists)).GroupBy(r => r.People)
            .Select(g => new ResponseMark(g.Key, $"{string.Join(", ", g.Select(r => r.Title))}: {Words.Count(g.Key)}"))];
        if (brief.Rows[0].People.FirstOrDefault(p => p.Role == Role.ImportSpecialist) is { Floor: > 0 } floor)
        {
            marks.Add(new ResponseMark(floor.Floor, $"floor of law: {Words.Count(floor.Floor)}"));
        }

        string ends = string.Join("; ", lines.Select(l =>
        {
            int first = Enumerable.Range(0, at.Length).First(i => double.IsFinite(l.Mean[i]));
            int last = Enumerable.Range(0, at.Length).Last(i => double.IsFinite(l.Mean[i]));
            return $"{l.Label} {Words.Percent(l.Mean[first])} with {Words.Count(at[first])} and {Words.Percent(l.Mean[last])} with {Words.Count(at[last])}";
        }));
        bool known = brief.Knowledge is { } k && k.Measure == name && double.IsFinite(k.Low);
        return new ResponseChart(
            id,
            title,
            $"{ComparisonWords.Upper(name)}: {ends}. The band is luck{(known ? "; the light bar is what is not known, at the plan as it is" : "; what is not known is wider")}.",
            [.. at.Select(x => Words.Count(x))],
            [.. at],
            lines,
            "import specialists on board, offices in proportion",
            $"{name}, %",
            "share")
        {
            Marks = [.. marks.OrderBy(m => m.At)],
            Spans = known ? [new ResponseSpan(brief.Rows[1].Plan.Inputs.People.ImportSpecialists, brief.Knowledge!.Low, brief.Knowledge.High, "knowledge")] : [],
        };
    }

    /// <summary>Each Center from its first account on, darker as it takes more of the accounts that it has in the end.</summary>
    private static GanttChart? Openings(RunResult run)
    {
        int centers = run.Inputs.Centers.Length;
        int last = run.Inputs.StartDay + run.Inputs.Days;
        (int Center, int Day)[] opened = [.. Enumerable.Range(0, centers)
            .Select(c => (c, run.Expansion.FirstOrDefault(r => r.Accounts[c] > 0)?.Day ?? int.MaxValue)).Where(x => x.Item2 < last).OrderBy(x => x.Item2).ThenBy(x => x.c)];
        if (opened.Length == 0)
        {
            return null;
        }

        ImmutableArray<GanttRow> rows = [.. opened.Select(o =>
        {
            ExpansionRow[] steps = [.. run.Expansion.Where(r => r.Accounts[o.Center] > 0)];
            double most = steps.Max(s => s.Accounts[o.Center]);
            List<GanttBar> bars = [];
            for (int i = 0; i < steps.Length; i++)
            {
                int from = Math.Max(steps[i].Day, run.Inputs.StartDay);
                int to = i + 1 < steps.Length ? steps[i + 1].Day : last;
                long accounts = steps[i].Accounts[o.Center];
                if (bars.Count > 0 && i > 0 && steps[i - 1].Accounts[o.Center] == accounts)
                {
                    bars[^1] = bars[^1] with { To = to };
                }
                else if (to > from)
                {
                    bars.Add(new GanttBar(from, to, accounts / most, Words.Count(accounts)));
                }
            }

            return new GanttRow(run.Inputs.Centers[o.Center] is { } c ? $"{c.Name} ({c.Short})" : "", [.. bars]);
        })];
        return new GanttChart(
            "openings",
            "Centers by the day on which they take accounts, with the accounts they have",
            $"{rows[0].Label} is first, on {Day(opened[0].Day)}; {rows[^1].Label} last, on {Day(opened[^1].Day)}. {Words.Count(run.Expansion[^1].Accounts.Take(centers).Sum())} accounts are at Centers in the end.",
            run.Inputs.StartDay,
            last,
            rows,
            "darker: nearer to the accounts it has in the end");
    }

    /// <summary>People still in their ramp, by Center, on the days looked at.</summary>
    private static TimeChart? Learners(RunResult run)
    {
        int[] days = [.. run.Replications.SelectMany(r => r.Staffing).Select(s => s.Day).Where(d => d >= run.Inputs.StartDay).Distinct().Order()];
        int[] offices = [.. Enumerable.Range(0, run.Offices.Length).Where(o => run.Offices[o].Kind == OfficeKind.Center)];
        if (days.Length < 2)
        {
            return null;
        }

        OfficeNames names = new(run);
        double n = run.Replications.Length;
        List<TimeLine> lines = [];
        foreach (int office in offices)
        {
            double[][] years = [.. run.Replications.Select(r => days.Select(d => (double)r.Staffing.Where(s => s.Day == d && s.Office == office).Sum(s => s.Learning)).ToArray())];
            if (years.Any(y => y.Any(v => v > 0)))
            {
                lines.Add(new TimeLine(names.Label(office), [.. days.Select((_, i) => years.Sum(y => y[i]) / n)], [.. days.Select((_, i) => years.Min(y => y[i]))], [.. days.Select((_, i) => years.Max(y => y[i]))]));
            }
        }

        if (lines.Count == 0)
        {
            return null;
        }

        double[] all = [.. days.Select((_, i) => lines.Sum(l => l.Mean[i]))];
        int peak = Array.IndexOf(all, all.Max());
        return new TimeChart(
            "in-training",
            "People at Centers who are still learning, by Center",
            $"Most people learn at once on {Day(days[peak])}: {Words.Count(Math.Round(all[peak]))} at all Centers together.",
            [.. days],
            [.. lines],
            "people in their ramp",
            Share: false,
            Panels: true);
    }

    /// <summary>Relative change by class of size and ports; a mark for each number.</summary>
    private static IntervalChart? Importers(PlanPair pair)
    {
        AffectedGroup[] groups = [.. pair.Affected.Where(g => g.Dimension == StratumBy.Class.Text())];
        string[] measures = [.. OfImporters.Where(m => groups.Any(g => g.Rows.Any(r => r.Measure == m && Changes(r))))];
        if (groups.Length == 0 || measures.Length == 0)
        {
            return null;
        }

        IntervalMark MarkOf(AffectedRow? row)
        {
            double scale = row is { Estimate.A.Mean: not 0 } ? 1 / Math.Abs(row.Estimate.A.Mean) : double.NaN;
            Estimate d = row?.Estimate.Difference ?? new Estimate(double.NaN, null, null);
            return new IntervalMark(d.Mean * scale, (d.Low ?? double.NaN) * scale, (d.High ?? double.NaN) * scale);
        }

        IntervalRow[] rows = [.. groups.Select(g => new IntervalRow(
            g.Name,
            [.. measures.Select(m => MarkOf(g.Rows.FirstOrDefault(r => r.Measure == m)))],
            g.Rows.FirstOrDefault(r => r.Measure == measures[0]) is { } first ? $"{Words.Value(first.Estimate.A.Mean, first.Unit)} → {Words.Value(first.Estimate.B.Mean, first.Unit)}" : ""))];
        int gain = groups.Count(g => g.Effect == Effect.Gains);
        int lose = groups.Count(g => g.Effect == Effect.Loses);
        int both = groups.Count(g => g.Effect == Effect.Mixed);
        return new IntervalChart(
            "importers",
            $"Importers by size and ports: {gain} of {groups.Length} classes gain, {lose} lose, {both} do both",
            $"Change from {pair.A.Label} to {pair.B.Label} by class of importers, relative to {pair.A.Label}, with paired 95 % luck intervals; to the left is less of it, which is better for all of these. Right: {measures[0]}. What more than doubles stands at the edge.",
            [.. measures],
            [.. rows],
            $"change relative to {pair.A.Label}, %",
            IntervalAxis.Percent,
            Reference: 0) { Limit = 1 };
    }

    private static bool Changes(AffectedRow r) => r.Estimate.Pairs > 0 && !r.Estimate.Identical && r.Estimate.A.Mean != 0;

    /// <summary>R(u) = limit·(1 − (1 − u)^γ) with the years of each plan on it.</summary>
    private static ResponseChart? Yield(Brief brief)
    {
        MoneyInput money = brief.Rows[0].Plan.Inputs.Money;
        double[] reach = [.. brief.Rows.SelectMany(r => r.Selected).Where(double.IsFinite)];
        if (money.YieldLimitDollars <= 0 || reach.Length == 0 || reach.Max() <= 0)
        {
            return null;
        }

        double end = Math.Min(1, reach.Max() * 2);
        (string Title, double U, double Found)[] points = [.. brief.Rows.Select(r => (r.Title, r.Reviewed.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), r.Plan.Measures.Mean(MeasureNames.RevenueFound))).Where(p => double.IsFinite(p.Item2) && double.IsFinite(p.Item3))];
        double[] at = [.. Enumerable.Range(0, Grid + 1).Select(i => end * i / Grid).Concat(points.Select(p => p.U)).Distinct().Order()];
        double year = 365.0 / brief.Rows[0].Plan.Inputs.Days;
        double Curve(double u) => money.YieldLimitDollars / year * (1 - Math.Pow(1 - u, money.YieldExponent));
        ImmutableArray<double> none = [.. at.Select(_ => double.NaN)];
        return new ResponseChart(
            "yield",
            "What reviews find against the share of summaries reviewed, the riskiest first",
            $"{string.Join("; ", points.Select(p => $"{p.Title} reviews {Words.Percent(p.U)} of summaries and finds {Words.Dollars(p.Found)}, the curve says {Words.Dollars(Curve(p.U))}"))}. Twice the selection would find at most {Words.Dollars(Curve(end))}: each further review finds less.",
            [.. at.Select(u => Math.Abs((u / end * 10) - Math.Round(u / end * 10)) < 1e-9 ? (u * 100).ToString("0.0#", CultureInfo.InvariantCulture) + " %" : "")],
            [.. at],
            [
                new ResponseLine("R(u) = limit × (1 − (1 − u)^γ)", [.. at.Select(Curve)], none, none),
                .. points.Select(p => new ResponseLine($"simulated: {p.Title}", [.. at.Select(u => u.Equals(p.U) ? p.Found : double.NaN)], none, none)),
            ],
            "share of summaries that a specialist reviews, %",
            "revenue found in the horizon, dollars",
            "dollars");
    }

    private static string Day(int day) => Domain.Calendars.SimTime.DateOf(day).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
