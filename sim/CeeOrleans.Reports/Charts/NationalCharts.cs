using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Charts;

/// <summary>The charts of a national run, from its result.</summary>
public sealed class NationalCharts
{
    /// <summary>Offices in the charts over time; more where more Centers open.</summary>
    public const int Panels = 10;

    /// <summary>Offices in the heat map.</summary>
    public const int HeatRows = 30;

    /// <summary>Offices in the chart of work before and after.</summary>
    public const int RankedOffices = 24;

    /// <summary>Coverage over time is over this many weeks: reviews lapse in bursts.</summary>
    public const int CoverageWeeks = 4;

    private readonly RunResult run;
    private readonly MeasureTable measures;
    private readonly OfficeNames names;
    private readonly ImmutableArray<int> focus;
    private readonly SmallCells cells;
    private readonly double[] workOf;
    private readonly ImmutableArray<int> days;
    private readonly int weeks;

    private NationalCharts(RunResult run, MeasureTable measures)
    {
        this.run = run;
        this.measures = measures;
        names = new OfficeNames(run);
        cells = new SmallCells(run.Inputs);
        workOf = new double[run.Offices.Length];
        foreach (KindTotals k in run.Replications.SelectMany(r => r.Kinds))
        {
            workOf[k.Office] += (double)(k.Arrived + k.Received) / run.Replications.Length;
        }

        // Centers are what the scenario is about; where there are few, the largest other offices fill up.
        focus = [.. Enumerable.Range(0, run.Offices.Length)
            .Where(o => workOf[o] > 0 && Shows(o))
            .OrderByDescending(o => run.Offices[o].Kind == OfficeKind.Center)
            .ThenByDescending(o => workOf[o])
            .ThenBy(o => o)
            .Take(Math.Max(Panels, run.Inputs.Centers.Count(c => !c.Phases.IsDefaultOrEmpty)))];
        weeks = FullWeeks(run);
        days = [.. Enumerable.Range(0, weeks).Select(w => run.Inputs.StartDay + Math.Min(run.Inputs.Days, (w + 1) * 7))];
    }

    /// <summary>All charts that the result has data for, in the order of the report.</summary>
    public static ImmutableArray<ChartSeries> Of(RunResult run, MeasureTable measures)
    {
        NationalCharts charts = new(run, measures);
        List<ChartSeries?> all = [.. RecoveryCharts.Of(run, measures)];
        if (charts.weeks > 1 && charts.focus.Length > 0)
        {
            all.Add(charts.Backlog());
            all.Add(charts.Coverage());
            all.Add(charts.Queues());
        }

        all.Add(charts.Utilisation());
        all.Add(charts.Waits());
        all.Add(charts.MissedByKind());
        all.Add(charts.MissedByOffice());
        all.Add(charts.BeforeAfter());
        return [.. all.OfType<ChartSeries>()];
    }

    /// <summary>
    /// Weeks that charts over time show. A last week of a day or two ends on another weekday than the others: desks work
    /// off by Friday what Monday brings, and a fall that is none would close every line. It is left out.
    /// </summary>
    internal static int FullWeeks(RunResult run)
    {
        int there = run.Replications.SelectMany(r => r.Weeks).Select(w => w.Week + 1).DefaultIfEmpty(0).Max();
        return run.Inputs.Days >= 14 ? Math.Min(there, run.Inputs.Days / 7) : there;
    }

    private string Scope => focus.All(o => run.Offices[o].Kind == OfficeKind.Center)
        ? "by Center"
        : focus.Any(o => run.Offices[o].Kind == OfficeKind.Center) ? "by Center and at the largest other offices" : "at the ten largest offices";

    /// <summary>Of live importers an office of few is not shown.</summary>
    private bool Shows(int office) => cells.ShowsOffice(run.Offices[office].Code);

    private TimeChart? Backlog()
    {
        if (focus.IsEmpty)
        {
            return null;
        }

        ImmutableArray<TimeLine> lines = [.. focus.Select(o => Line(names.Label(o), w => w.Office == o, w => w.OpenClocked))];
        TimeLine all = Line("all", _ => true, w => w.OpenClocked);
        int grown = Enumerable.Range(0, lines.Length).MaxBy(i => lines[i].Mean[^1] - lines[i].Mean[0]);
        double change = lines[grown].Mean[^1] - lines[grown].Mean[0];
        string most = change > 0
            ? $"{names.Label(focus[grown])} grew most, from {Words.Count(Math.Round(lines[grown].Mean[0]))} to {Words.Count(Math.Round(lines[grown].Mean[^1]))}"
            : "it grew nowhere among these";
        return new TimeChart(
            "backlog",
            $"Open work with a clock, {Scope}",
            $"Over all offices it went from {Words.Count(Math.Round(all.Mean[0]))} items after the first week to {Words.Count(Math.Round(all.Mean[^1]))} after the last full one, on the same weekday; {most}.",
            days,
            lines,
            "open items with a clock, end of week",
            Share: false,
            Panels: true);
    }

    private TimeChart? Coverage()
    {
        ImmutableArray<TimeLine> lines = [.. focus
            .Where(o => double.IsFinite(measures.Mean(MeasureNames.Coverage, run.Offices[o].Code)))
            .Select(o => Rolling(names.Label(o), w => w.Office == o))];
        if (lines.Length == 0)
        {
            return null;
        }

        int[] offices = [.. focus.Where(o => double.IsFinite(measures.Mean(MeasureNames.Coverage, run.Offices[o].Code)))];
        int worst = offices.MinBy(o => measures.Mean(MeasureNames.Coverage, run.Offices[o].Code));
        int best = offices.MaxBy(o => measures.Mean(MeasureNames.Coverage, run.Offices[o].Code));
        return new TimeChart(
            "coverage",
            $"Coverage of the review pool (opened ÷ opened + lapsed, over {CoverageWeeks} weeks), {Scope}",
            $"Over the whole horizon {Words.Percent(measures.Mean(MeasureNames.Coverage))} of selected summaries were reviewed; of these offices {names.Label(worst)} covered least, {Words.Percent(measures.Mean(MeasureNames.Coverage, run.Offices[worst].Code))}, {names.Label(best)} most, {Words.Percent(measures.Mean(MeasureNames.Coverage, run.Offices[best].Code))}.",
            days,
            lines,
            "coverage of selected summaries, %",
            Share: true,
            Panels: true);
    }

    private TimeChart Queues()
    {
        List<TimeLine> lines = [];
        foreach (Role role in Enum.GetValues<Role>().Where(r => run.Replications.Any(x => x.Weeks.Any(w => w.Role == r))))
        {
            lines.Add(Line($"{MeasureTable.RoleName(role)}, clocked", w => w.Role == role, w => w.OpenClocked));
        }

        lines.Add(Line("review pool", _ => true, w => w.OpenPool));
        lines.Add(Line("waiting outside", _ => true, w => w.Outside));
        ImmutableArray<TimeLine> kept = [.. lines.Where(l => l.Mean.Any(v => v > 0))];
        TimeLine top = kept.Length == 0 ? lines[0] : kept.MaxBy(l => l.Mean[^1])!;
        string rest = string.Join(", ", kept.Where(l => l != top).OrderByDescending(l => l.Mean[^1]).Select(l => $"{l.Label} {Words.Count(Math.Round(l.Mean[^1]))}"));
        string text = $"The largest stock after the last full week: {top.Label}, {Words.Count(Math.Round(top.Mean[^1]))} items, after {Words.Count(Math.Round(top.Mean[0]))} in the first week{(rest.Length > 0 ? $"; besides it {rest}" : "")}.";
        return new TimeChart("queues", "Open work of the nation, by role and state", text, days, kept.Length == 0 ? [.. lines] : kept, "open items, end of week", Share: false, Panels: false);
    }

    private HeatChart? Utilisation()
    {
        Role[] roles = [.. Enum.GetValues<Role>().Where(r => run.Replications.Any(x => x.Desks.Any(d => d.Role == r && d.People > 0)))];
        Dictionary<int, int> people = run.Replications[0].Desks.GroupBy(d => d.Office).ToDictionary(g => g.Key, g => g.Sum(d => d.People));
        int[] offices = [.. people.Where(p => p.Value > 0 && Shows(p.Key)).OrderByDescending(p => run.Offices[p.Key].Kind == OfficeKind.Center).ThenByDescending(p => p.Value).ThenBy(p => p.Key).Take(HeatRows).Select(p => p.Key)];
        if (roles.Length == 0 || offices.Length == 0)
        {
            return null;
        }

        ImmutableArray<double> busy = [.. offices.SelectMany(o => roles.Select(r => measures.Mean(MeasureNames.Utilisation, run.Offices[o].Code, MeasureTable.RoleName(r))))];
        int[] there = [.. Enumerable.Range(0, busy.Length).Where(i => double.IsFinite(busy[i]))];
        if (there.Length == 0)
        {
            return null;
        }

        int high = there.MaxBy(i => busy[i]);
        int low = there.MinBy(i => busy[i]);
        string Desk(int cell) => $"{MeasureTable.RoleName(roles[cell % roles.Length])}s at {names.Label(offices[cell / roles.Length])} ({Words.Percent(busy[cell])})";
        return new HeatChart(
            "utilisation",
            $"Utilisation by office and role{(offices.Length < people.Count(p => p.Value > 0) ? $", the {offices.Length} largest of {people.Count(p => p.Value > 0)} offices" : "")}",
            $"Busiest: {Desk(high)}; least busy: {Desk(low)}. The review pool fills idle time, so a busy import desk need not be an overloaded one: see the clocked load.",
            [.. offices.Select(o => $"{names.Label(o)}, {Words.Plural(people[o], "person", "people")}")],
            [.. roles.Select(r => MeasureTable.RoleName(r) + "s")],
            busy);
    }

    private RangeChart? Waits()
    {
        ImmutableArray<RangeRow> rows = [.. run.Inputs.Kinds
            .Select(k => new RangeRow(
                k.Name,
                measures.Mean(MeasureNames.WaitP50, kind: k.Name),
                measures.Mean(MeasureNames.WaitP90, kind: k.Name),
                measures.Mean(MeasureNames.WaitP95, kind: k.Name),
                measures.Mean(MeasureNames.WaitMean, kind: k.Name)))
            .Where(r => double.IsFinite(r.P50) && double.IsFinite(r.Mean))
            .OrderByDescending(r => r.P90)];
        if (rows.Length == 0)
        {
            return null;
        }

        RangeRow first = rows[0];
        return new RangeChart(
            "waiting",
            "Waiting for the first touch, by kind of work",
            $"{Upper(first.Label)} waits longest: half is taken up within {Words.Hours(first.P50)}, one in ten waits longer than {Words.Hours(first.P90)}.",
            rows,
            "time from seen to first touch, nights and weekends included (logarithmic)");
    }

    private BarChart? MissedByKind()
    {
        (string Label, double OnTime, double Due)[] rows = [.. run.Inputs.Kinds
            .Where(k => k.Rank != Rank.Pool)
            .Select(k => (k.Name, measures.Mean(MeasureNames.OnTime, kind: k.Name), DueOf(x => x.Kind == k.Kind)))
            .Where(r => double.IsFinite(r.Item2))
            .OrderBy(r => r.Item2).ThenBy(r => r.Name, StringComparer.Ordinal)];
        if (rows.Length == 0)
        {
            return null;
        }

        int good = rows.Count(r => r.OnTime >= 0.99);
        return new BarChart(
            "missed-by-kind",
            "Clocks and targets missed, by kind of work",
            rows[0].OnTime >= 1
                ? $"Nothing that fell due was late, in any of {rows.Length} kinds."
                : $"{Upper(rows[0].Label)} missed most: {Words.Percent(1 - rows[0].OnTime)} of what fell due was late; {good} of {rows.Length} kinds were on time in at least 99 %.",
            ["late"],
            [.. rows.Select(r => new BarRow(r.Label, [1 - r.OnTime], [$"{Words.Percent(1 - r.OnTime)} of {Words.Count(Math.Round(r.Due))} due"]))],
            "share of what fell due that was late, %",
            Percent: true);
    }

    private BarChart? MissedByOffice()
    {
        (int Office, double OnTime, double Due)[] rows = [.. Enumerable.Range(0, run.Offices.Length)
            .Select(o => (o, measures.Mean(MeasureNames.OnTime, run.Offices[o].Code), DueOf(x => x.Office == o && !IsPool(x))))
            .Where(r => double.IsFinite(r.Item2))
            .OrderByDescending(r => run.Offices[r.o].Kind == OfficeKind.Center)
            .ThenBy(r => r.Item2).ThenBy(r => r.o)];
        if (rows.Length == 0)
        {
            return null;
        }

        int centers = rows.Count(r => run.Offices[r.Office].Kind == OfficeKind.Center);
        var shown = rows.Take(Math.Max(centers, 15)).OrderBy(r => r.OnTime).ThenBy(r => r.Office).ToArray();
        bool cut = shown.Length < rows.Length;
        return new BarChart(
            "missed-by-office",
            centers == 0 ? $"Clocks and targets missed, {(cut ? $"the {shown.Length} worst of {rows.Length} offices" : "by office")}" : $"Clocks and targets missed, by Center{(shown.Length > centers ? " and at the worst other offices" : "")}",
            shown[0].OnTime >= 1
                ? $"Nothing that fell due was late at any of {rows.Length} offices."
                : $"{names.Label(shown[0].Office)} missed most: {Words.Percent(1 - shown[0].OnTime)} of what fell due was late, against {Words.Percent(1 - measures.Mean(MeasureNames.OnTime))} nationally.",
            ["late"],
            [.. shown.Select(r => new BarRow(names.Label(r.Office), [1 - r.OnTime], [$"{Words.Percent(1 - r.OnTime)} of {Words.Count(Math.Round(r.Due))} due"]))],
            "share of what fell due that was late, %",
            Percent: true);
    }

    private BarChart? BeforeAfter()
    {
        double n = run.Replications.Length;
        double[] before = new double[run.Inputs.Offices.Length];
        double[] after = new double[run.Inputs.Offices.Length];
        foreach (PortTotals p in run.Replications.SelectMany(r => r.Ports))
        {
            int office = run.Inputs.Ports[p.Port].Office;
            before[office] += p.WorkItems / n;
            after[office] += p.KeptWorkItems / n;
        }

        double total = before.Sum();
        int[] order = [.. Enumerable.Range(0, before.Length).Where(o => before[o] > 0 && Shows(o)).OrderByDescending(o => before[o]).ThenBy(o => o)];
        if (order.Length == 0)
        {
            return null;
        }

        int[] shown = [.. order.Take(RankedOffices)];
        int top = shown[0];
        string rest = order.Length > shown.Length ? $", the {shown.Length} largest of {order.Length}" : "";
        string Text(double value) => Words.Count(Math.Round(value));
        string title = $"Post-release work that arises at the ports, by their office{rest}";
        const string Axis = "pieces of work in the horizon";
        if (after.Sum() >= total)
        {
            // Nothing moves: two bars of one length would only hide it.
            return new BarChart(
                "work-by-office",
                title,
                $"All {Text(total)} items stay with the ports' offices; {names.Label(top)} has most, {Text(before[top])}, {Words.Percent(before[top] / total)} of the nation.",
                ["before and in this scenario"],
                [.. shown.Select(o => new BarRow(names.Label(o), [before[o]], [Text(before[o])]))],
                Axis,
                Percent: false);
        }

        return new BarChart(
            "work-by-office",
            title,
            $"Of {Text(total)} items {Words.Percent(after.Sum() / total)} stay with the ports' offices and the rest goes to Centers; {names.Label(top)}, the largest, goes from {Text(before[top])} to {Text(after[top])}.",
            ["before: all at the port's office", "in this scenario: kept there"],
            [.. shown.Select(o => new BarRow(names.Label(o), [before[o], after[o]], [Text(before[o]), Text(after[o])]))],
            Axis,
            Percent: false);
    }

    private double DueOf(Func<KindTotals, bool> of) => run.Replications.Average(r => (double)r.Kinds.Where(of).Sum(k => k.Due));

    private bool IsPool(KindTotals k) => run.Inputs.Kinds.Any(i => i.Kind == k.Kind && i.Rank == Rank.Pool);

    private TimeLine Line(string label, Func<WeekRow, bool> of, Func<WeekRow, long> value)
    {
        double[][] byReplication = [.. run.Replications.Select(r =>
        {
            double[] sums = new double[weeks];
            foreach (WeekRow w in r.Weeks.Where(w => w.Week < weeks && of(w)))
            {
                sums[w.Week] += value(w);
            }

            return sums;
        })];
        return Spread(label, byReplication);
    }

    private TimeLine Rolling(string label, Func<WeekRow, bool> of)
    {
        double[][] byReplication = [.. run.Replications.Select(r =>
        {
            double[] opened = new double[weeks];
            double[] lapsed = new double[weeks];
            foreach (WeekRow w in r.Weeks.Where(w => w.Week < weeks && of(w)))
            {
                opened[w.Week] += w.Opened;
                lapsed[w.Week] += w.Lapsed;
            }

            return Enumerable.Range(0, weeks).Select(i =>
            {
                int from = Math.Max(0, i - CoverageWeeks + 1);
                double o = opened[from..(i + 1)].Sum();
                double all = o + lapsed[from..(i + 1)].Sum();
                return all == 0 ? double.NaN : o / all;
            }).ToArray();
        })];
        return Spread(label, byReplication);
    }

    private TimeLine Spread(string label, double[][] byReplication)
    {
        double[] Column(int week) => [.. byReplication.Select(r => r[week]).Where(double.IsFinite)];
        double[][] columns = [.. Enumerable.Range(0, weeks).Select(Column)];
        return new TimeLine(
            label,
            [.. columns.Select(c => c.Length == 0 ? double.NaN : c.Average())],
            [.. columns.Select(c => c.Length == 0 ? double.NaN : c.Min())],
            [.. columns.Select(c => c.Length == 0 ? double.NaN : c.Max())]);
    }

    internal static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
