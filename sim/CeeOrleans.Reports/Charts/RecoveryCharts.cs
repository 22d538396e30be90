using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Charts;

/// <summary>Two charts of a run with shocks: clocked work on time and open clocked work by week, with shock and recovery.</summary>
public static class RecoveryCharts
{
    /// <summary>None without shocks.</summary>
    public static ImmutableArray<ChartSeries> Of(RunResult run, MeasureTable measures)
    {
        if (Recovery.Of(run.Inputs) is not { } recovery)
        {
            return [];
        }

        OfficeNames names = new(run);
        int? slowest = Slowest(run, measures);
        List<(string Label, int? Office)> shown = [("the nation", null)];
        if (slowest is { } office)
        {
            shown.Add((names.Label(office), office));
        }

        int whole = run.Inputs.Days / 7;
        ImmutableArray<int> days = [.. Enumerable.Range(1, whole).Select(w => run.Inputs.StartDay + (w * 7))];
        ImmutableArray<TimeShade> shades = [.. recovery.Spans.Select(s => new TimeShade(s.Name, s.FromDay, s.UntilDay))];
        ImmutableArray<TimeMark> marks = [.. shown.Select(s => Mark(run, measures, recovery, s.Label, s.Office)).OfType<TimeMark>()];
        string finding = Finding(run, measures, names, slowest);
        ImmutableArray<ImmutableArray<RecoveryWeek>>[] weeks = [.. shown.Select(s => (ImmutableArray<ImmutableArray<RecoveryWeek>>)[.. run.Replications.Select(r => Recovery.Weeks(run.Inputs, r, s.Office))])];
        return
        [
            new TimeChart("recovery-on-time", finding, Before(run, recovery), days, [.. shown.Select((s, i) => Line(s.Label, weeks[i], whole, w => w.OnTime))], "clocked work on time, by week", Share: true, Panels: false) { Shades = shades, Marks = marks },
            new TimeChart("recovery-open", "Open work with a clock, before and after the shock", OpenFinding(run, recovery), days, [.. shown.Select((s, i) => Line(s.Label, weeks[i], whole, w => w.Open))], "open items with a clock, end of week", Share: false, Panels: false) { Shades = shades, Marks = marks },
        ];
    }

    /// <summary>When clocks are met again, in a sentence.</summary>
    public static string Finding(RunResult run, MeasureTable measures, OfficeNames names, int? slowest)
    {
        string nation = Said(measures, MeasureTable.Everywhere);
        if (slowest is not { } office)
        {
            return nation == Never ? "The shock is not felt: neither the nation nor any office leaves its level" : $"Clocks of the nation: {nation}; no office stands out";
        }

        string worst = Said(measures, run.Offices[office].Code);
        return nation == Never
            ? $"The nation as a whole keeps its clocks; {names.Label(office)}: {worst}"
            : $"The nation: {nation}; slowest is {names.Label(office)}: {worst}";
    }

    /// <summary>The office that takes longest; null when none was in trouble.</summary>
    public static int? Slowest(RunResult run, MeasureTable measures)
    {
        int? slowest = null;
        for (int o = 0; o < run.Offices.Length; o++)
        {
            double weeks = measures.Mean(MeasureNames.WeeksToRecover, run.Offices[o].Code);
            slowest = weeks > 0 && (slowest is null || weeks > measures.Mean(MeasureNames.WeeksToRecover, run.Offices[slowest.Value].Code)) ? o : slowest;
        }

        return slowest;
    }

    private const string Never = "clocks stay as they were";

    /// <summary>What a table says of an office: not in trouble, so many weeks, or not within the horizon.</summary>
    public static string Said(MeasureTable measures, string code)
    {
        double weeks = measures.Mean(MeasureNames.WeeksToRecover, code);
        double reached = measures.Mean(MeasureNames.Recovered, code);
        return weeks == 0 ? Never
            : reached == 1 ? $"clocks met again after {Weeks(weeks)}"
            : reached == 0 ? $"not met again within the {Weeks(weeks)} to the end of the horizon"
            : $"met again in {Words.Percent(reached)} of replications; {Weeks(weeks)} or more on average";
    }

    private static string Weeks(double weeks) =>
        weeks == 1 ? "1 week" : (weeks == Math.Round(weeks) ? weeks.ToString("0", CultureInfo.InvariantCulture) : weeks.ToString("0.0", CultureInfo.InvariantCulture)) + " weeks";

    private static string Before(RunResult run, Recovery recovery)
    {
        double level = run.Replications.Average(r => recovery.Level(Recovery.Weeks(run.Inputs, r, null)));
        double lowest = run.Replications.Average(r => Recovery.Weeks(run.Inputs, r, null).Skip(recovery.ShockWeek).Select(w => w.OnTime).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min());
        return $"Before the shock {Words.Percent(level)} of the nation's clocked work is on time; in the worst week after it, {Words.Percent(lowest)}.";
    }

    private static string OpenFinding(RunResult run, Recovery recovery)
    {
        double band = run.Replications.Average(r => recovery.Band(Recovery.Weeks(run.Inputs, r, null)));
        double most = run.Replications.Average(r => Recovery.Weeks(run.Inputs, r, null).Skip(recovery.ShockWeek).Select(w => (double)w.Open).DefaultIfEmpty(0).Max());
        return $"Open clocked work of the nation reaches {Words.Count(Math.Round(most))} items after the shock; above {Words.Count(Math.Round(band))} counts as trouble.";
    }

    private static TimeMark? Mark(RunResult run, MeasureTable measures, Recovery recovery, string label, int? office)
    {
        string code = office is { } o ? run.Offices[o].Code : MeasureTable.Everywhere;
        double weeks = measures.Mean(MeasureNames.WeeksToRecover, code);
        return weeks > 0 && measures.Mean(MeasureNames.Recovered, code) == 1
            ? new TimeMark($"{label}: met again", run.Inputs.StartDay + (int)Math.Round((recovery.ShockWeek + weeks) * 7))
            : null;
    }

    private static TimeLine Line(string label, ImmutableArray<ImmutableArray<RecoveryWeek>> replications, int weeks, Func<RecoveryWeek, double> value)
    {
        double[][] of = [.. Enumerable.Range(0, weeks).Select(w => replications.Select(r => value(r[w])).Where(double.IsFinite).ToArray())];
        return new TimeLine(
            label,
            [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Average())],
            [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Min())],
            [.. of.Select(v => v.DefaultIfEmpty(double.NaN).Max())]);
    }
}
