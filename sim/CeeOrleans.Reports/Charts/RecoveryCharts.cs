using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// Three charts of a run with shocks, each beside the same run without them: reviews done, clocked work on time, and open
/// clocked work, by week. Reviews first, since people who are short of time let them lapse before they miss a clock.
/// </summary>
public static class RecoveryCharts
{
    private const string Never = "as without the shock";

    private const string Without = "without the shock";

    /// <summary>None without shocks, or where the run without them is not there.</summary>
    public static ImmutableArray<ChartSeries> Of(RunResult run, MeasureTable measures)
    {
        if (Recovery.Of(run.Inputs) is not { } recovery || run.CalmWeeks.Length != run.Replications.Length)
        {
            return [];
        }

        OfficeNames names = new(run);
        Drawing drawing = new(run, measures, names, recovery);
        return
        [
            drawing.Share(RecoveryOf.Reviews, "recovery-reviews", "Reviews opened before they lapse, with and without the shock", "reviews opened, by week"),
            drawing.Share(RecoveryOf.Clocks, "recovery-on-time", "Clocked work on time, with and without the shock", "on time, by week"),
            drawing.Open(),
        ];
    }

    /// <summary>When all is as without the shock, in a sentence: reviews, then clocks.</summary>
    public static string Finding(RunResult run, MeasureTable measures, OfficeNames names) =>
        $"{Finding(run, measures, names, RecoveryOf.Reviews)}. {Finding(run, measures, names, RecoveryOf.Clocks)}";

    /// <summary>When one of both is as without the shock, with the slowest office.</summary>
    public static string Finding(RunResult run, MeasureTable measures, OfficeNames names, RecoveryOf of)
    {
        string nation = Said(measures, MeasureTable.Everywhere, of);
        string subject = of == RecoveryOf.Clocks ? "Clocks" : "Reviews";
        if (Slowest(run, measures, of) is not { } office)
        {
            return nation == Never ? $"{subject} do not feel the shock: neither the nation nor any office falls behind what it is without it" : $"{subject} are {nation}";
        }

        string worst = Said(measures, run.Offices[office].Code, of);
        return nation == Never
            ? $"{subject} of the nation as a whole stay as without the shock; {names.Label(office)}: {worst}"
            : $"{subject} of the nation: {nation}; slowest is {names.Label(office)}: {worst}";
    }

    /// <summary>The office that takes longest; null when none was in trouble, or there is one office only, which is the nation.</summary>
    public static int? Slowest(RunResult run, MeasureTable measures, RecoveryOf of)
    {
        if (run.Offices.Count(o => double.IsFinite(measures.Mean(WeeksOf(of), o.Code))) == 1)
        {
            return null;
        }

        int? slowest = null;
        double longest = 0;
        for (int o = 0; o < run.Offices.Length; o++)
        {
            double weeks = measures.Mean(WeeksOf(of), run.Offices[o].Code);
            if (weeks > longest)
            {
                (slowest, longest) = (o, weeks);
            }
        }

        return slowest;
    }

    /// <summary>The measure of the weeks.</summary>
    public static string WeeksOf(RecoveryOf of) => of == RecoveryOf.Clocks ? MeasureNames.WeeksToRecover : MeasureNames.WeeksToRecoverReviews;

    /// <summary>The measure of the share of replications that get there.</summary>
    public static string ReachedOf(RecoveryOf of) => of == RecoveryOf.Clocks ? MeasureNames.Recovered : MeasureNames.ReviewsRecovered;

    /// <summary>What a table says of an office: not in trouble, so many weeks, or not within the horizon.</summary>
    public static string Said(MeasureTable measures, string code, RecoveryOf of)
    {
        double weeks = measures.Mean(WeeksOf(of), code);
        double reached = measures.Mean(ReachedOf(of), code);
        return double.IsNaN(weeks) ? "nothing to count"
            : weeks == 0 ? Never
            : reached == 1 ? $"{Never} again after {Weeks(weeks)}"
            : reached == 0 ? $"not {Never} again within the {Weeks(weeks)} to the end of the horizon"
            : $"{Never} again in {Words.Percent(reached)} of replications; {Weeks(weeks)} or more on average";
    }

    internal static string Weeks(double weeks) =>
        weeks == 1 ? "1 week" : (weeks == Math.Round(weeks) ? weeks.ToString("0", CultureInfo.InvariantCulture) : weeks.ToString("0.0", CultureInfo.InvariantCulture)) + " weeks";

    /// <summary>The weeks of one run, with and without.</summary>
    private sealed class Drawing(RunResult run, MeasureTable measures, OfficeNames names, Recovery recovery)
    {
        private readonly int whole = run.Inputs.Days / 7;

        private ImmutableArray<int> Days => [.. Enumerable.Range(1, whole).Select(w => run.Inputs.StartDay + (w * 7))];

        private ImmutableArray<TimeShade> Shades => [.. recovery.Spans.Select(s => new TimeShade(s.Name, s.FromDay, s.UntilDay))];

        public TimeChart Share(RecoveryOf of, string id, string title, string axis)
        {
            List<(string Label, int? Office)> shown = [("the nation", null)];
            if (Slowest(run, measures, of) is { } office)
            {
                shown.Add((names.Label(office), office));
            }

            List<TimeLine> lines = [];
            foreach ((string label, int? at) in shown)
            {
                lines.Add(Line(label, run.Replications.Select(r => r.Weeks), rows => [.. Recovery.Weeks(run.Inputs, rows, of, at).Select(w => w.Share)]));
                lines.Add(Line(Without, run.CalmWeeks, rows => [.. Recovery.Weeks(run.Inputs, rows, of, at).Select(w => w.Share)]) with { Beside = true });
            }

            return new TimeChart(id, title, $"{Finding(run, measures, names, of)}. {Worst(lines[0], lines[1], of)}", Days, [.. lines], axis, Share: true, Panels: false)
            {
                Shades = Shades,
                Marks = [.. shown.Select(s => Mark(of, s.Label, s.Office)).OfType<TimeMark>()],
            };
        }

        public TimeChart Open()
        {
            TimeLine with = Line("the nation", run.Replications.Select(r => r.Weeks), OpenOf);
            TimeLine without = Line(Without, run.CalmWeeks, OpenOf) with { Beside = true };
            int most = Enumerable.Range(recovery.ShockWeek, whole - recovery.ShockWeek).DefaultIfEmpty(0).MaxBy(w => with.Mean[w] - without.Mean[w]);
            double more = with.Mean[most] - without.Mean[most];
            string finding = more <= 0
                ? "At no time is more clocked work open than without the shock."
                : $"At most {Words.Count(Math.Round(more))} more items with a clock are open than without the shock, {Words.Count(Math.Round(with.Mean[most]))} in place of {Words.Count(Math.Round(without.Mean[most]))}; work that is open and done in time is no trouble.";
            return new TimeChart("recovery-open", "Open work with a clock, with and without the shock", finding, Days, [with, without], "open items with a clock, end of week", Share: false, Panels: false) { Shades = Shades };
        }

        private double[] OpenOf(ImmutableArray<WeekRow> rows)
        {
            double[] open = new double[whole];
            foreach (WeekRow row in rows.Where(r => r.Week < whole))
            {
                open[row.Week] += row.OpenClocked;
            }

            return open;
        }

        private string Worst(TimeLine with, TimeLine without, RecoveryOf of)
        {
            int[] there = [.. Enumerable.Range(0, whole).Where(w => w >= recovery.ShockWeek && double.IsFinite(with.Mean[w]) && double.IsFinite(without.Mean[w]))];
            string what = of == RecoveryOf.Clocks ? "of the nation's clocked work is on time" : "of the nation's reviews are opened";
            if (there.Length == 0)
            {
                return "There is no week after the shock with anything to count.";
            }

            int worst = there.MaxBy(w => without.Mean[w] - with.Mean[w]);
            return without.Mean[worst] - with.Mean[worst] < 0.0005
                ? $"In no week after the shock is the share below what it is without it: {Words.Percent(with.Mean[worst])} {what}."
                : $"In the worst week {Words.Percent(with.Mean[worst])} {what}; without the shock it is {Words.Percent(without.Mean[worst])}.";
        }

        private TimeMark? Mark(RecoveryOf of, string label, int? office)
        {
            string code = office is { } o ? run.Offices[o].Code : MeasureTable.Everywhere;
            double weeks = measures.Mean(WeeksOf(of), code);
            return weeks > 0 && measures.Mean(ReachedOf(of), code) == 1
                ? new TimeMark($"{label}: as without it again", run.Inputs.StartDay + (int)Math.Round((recovery.ShockWeek + weeks) * 7))
                : null;
        }

        private TimeLine Line(string label, IEnumerable<ImmutableArray<WeekRow>> replications, Func<ImmutableArray<WeekRow>, double[]> values)
        {
            double[][] each = [.. replications.Select(values)];
            double[][] of = [.. Enumerable.Range(0, whole).Select(w => each.Select(r => r[w]).Where(double.IsFinite).ToArray())];
            return new TimeLine(
                label,
                [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Average())],
                [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Min())],
                [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Max())]);
        }
    }
}
