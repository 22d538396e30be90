using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Sweeps;

/// <summary>
/// What a sweep leaves: one page with the finding of every chart, the table by point, and the same numbers as CSV and
/// Parquet. Nothing in it depends on when or in how many sittings the points were run: the bytes are the same.
/// </summary>
public static class SweepReport
{
    /// <param name="sweep">A whole sweep.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="folder">Exists; files of the same names are replaced.</param>
    /// <returns>Path inside the folder by stable name: "report", "points.csv".</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(SweepResult sweep, string command, string folder, CancellationToken cancellation = default) =>
        ExperimentPage.Write(folder, SweepCharts.Of(sweep), [Points(sweep), Measures(sweep)], charts => Page(sweep, command, charts), cancellation);

    /// <summary>One row per point: its values, as text and as numbers, and the chosen measures with their luck intervals.</summary>
    public static DataTable Points(SweepResult sweep)
    {
        PointOutcome[] rows = [.. sweep.Finished];
        List<DataColumn> columns = [new WholeColumn("point", [.. rows.Select(r => (long)r.Point.Index + 1)])];
        for (int a = 0; a < sweep.Plan.Axes.Length; a++)
        {
            int at = a;
            columns.Add(new TextColumn(sweep.Plan.Axes[a].Path, [.. rows.Select(r => r.Point.Values[at].Text)]));
            if (sweep.Plan.Axes[a].IsNumeric)
            {
                columns.Add(new NumberColumn(sweep.Plan.Axes[a].Path + " (number)", [.. rows.Select(r => r.Point.Values[at].Number)]));
            }
        }

        for (int m = 0; m < sweep.Measures.Length; m++)
        {
            int at = m;
            string name = sweep.Measures[m].Label;
            columns.Add(new NumberColumn(name, [.. rows.Select(r => r.Chosen[at]?.Mean ?? double.NaN)]));
            columns.Add(new NumberColumn(name + " (low)", [.. rows.Select(r => r.Chosen[at]?.Low ?? double.NaN)]));
            columns.Add(new NumberColumn(name + " (high)", [.. rows.Select(r => r.Chosen[at]?.High ?? double.NaN)]));
        }

        columns.Add(new TextColumn("result_hash", [.. rows.Select(r => r.ResultHash)]));
        return new DataTable("points", [.. columns]);
    }

    /// <summary>Every measure of the nation at every point, a row each: easy to filter.</summary>
    public static DataTable Measures(SweepResult sweep)
    {
        List<(PointOutcome Outcome, Measure Measure)> rows = [.. sweep.Finished.SelectMany(o => o.Nation.Select(m => (o, m)))];
        return new DataTable(
            "measures",
            new WholeColumn("point", [.. rows.Select(r => (long)r.Outcome.Point.Index + 1)]),
            new TextColumn("name", [.. rows.Select(r => r.Measure.Name)]),
            new TextColumn("role", [.. rows.Select(r => r.Measure.Role)]),
            new TextColumn("kind", [.. rows.Select(r => r.Measure.Kind)]),
            new TextColumn("unit", [.. rows.Select(r => r.Measure.Unit)]),
            new NumberColumn("mean", [.. rows.Select(r => r.Measure.Mean)]),
            new NumberColumn("low", [.. rows.Select(r => r.Measure.Low ?? double.NaN)]),
            new NumberColumn("high", [.. rows.Select(r => r.Measure.High ?? double.NaN)]));
    }

    private static string Page(SweepResult sweep, string command, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = sweep.Plan.Scenario.Inputs!;
        int replications = sweep.Plan.Points[0].Inputs.Replications;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {sweep.Plan.Points.Length:#,0} points · {Words.Plural(replications, "replication", "replications")} each · seed {sweep.Plan.Points[0].Inputs.Seed}");
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans sweep",
            $"{inputs.Name}: {string.Join(" and ", sweep.Plan.Axes.Select(a => a.Path))} varied",
            inputs.Description,
            facts,
            [("answer", "The answer"), ("charts", "Charts"), ("points", "Points"), ("inputs", "What was varied"), ("trust", "How to read it"), ("repeat", "Repeat")]);
        ExperimentPage.Answer(html, charts.Select(c => c.Chart.Finding).DefaultIfEmpty("None of the measures asked for has a value at any point."));
        html.Section("charts", "Charts");
        if (replications > 1)
        {
            html.Paragraph("Lines are means over replications; the band is the 95 % luck interval.");
        }

        foreach ((ChartSeries chart, byte[] png) in charts)
        {
            ExperimentPage.Figure(html, chart, png);
        }

        Table(html, sweep);
        Varied(html, sweep);
        html.Section("trust", "How to read it");
        html.Paragraph("All points have the same luck: the same importers, entries, leave and swings wherever the scenario allows it, so that differences between points are those of the inputs. " + (replications > 1
            ? "A luck interval says how far the mean of a point may lie from that of many years. It is conditional on the opening state."
            : "One replication has no luck interval; add --replications 10 for one."));
        html.Paragraph("Differences rest on the scenario's other inputs, many of which are assumptions: cee doubt says how much they move the answer.");
        if (sweep.Plan.Points.Any(p => p.Overrides.Length > sweep.Plan.Axes.Length))
        {
            html.Paragraph("A varied share belongs to a whole of 100 %: the other shares of that whole were scaled by one factor, so that their sum leaves room for it.", "note");
        }

        html.Section("repeat", "Repeat this sweep");
        html.Raw($"<pre>{HtmlText.E(command)}</pre>");
        html.Terms(
            ("scenario hash", inputs.ScenarioHash),
            ("data hash", inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("sweep hash", sweep.Plan.Hash),
            ("seed", sweep.Plan.Points[0].Inputs.Seed.ToString(CultureInfo.InvariantCulture)));
        html.Paragraph("All numbers: points.csv and measures.csv beside this page, and the same as Parquet. Finished points are kept; a second call runs none of them again.");
        return ExperimentPage.End(html);
    }

    private static void Table(HtmlText html, SweepResult sweep)
    {
        html.Section("points", "Points");
        bool targets = sweep.Plan.Points.Any(p => p.Inputs.Targets.Length > 0);
        bool interval = sweep.Finished.Any(o => o.Chosen.Any(m => m is { Low: not null }));
        List<string> heads = [.. sweep.Plan.Axes.Select(a => a.Path)];
        foreach (MeasureChoice measure in sweep.Measures)
        {
            heads.Add("#" + measure.Label);
            if (interval)
            {
                heads.Add("#luck interval");
            }
        }

        if (targets)
        {
            heads.Add("#targets met");
        }

        html.Table(
            "Measures by point" + (interval ? ", with 95 % luck intervals" : ""),
            heads,
            sweep.Finished.Select(o =>
            {
                List<string> row = [.. o.Point.Values.Select(v => v.Text)];
                foreach (Measure? m in o.Chosen)
                {
                    row.Add(m is null ? "–" : Words.Value(m.Mean, m.Unit));
                    if (interval)
                    {
                        row.Add(m is { Low: { } low, High: { } high } ? $"{Words.Value(low, m.Unit)} to {Words.Value(high, m.Unit)}" : "–");
                    }
                }

                if (targets)
                {
                    row.Add($"{o.TargetsMet} of {o.Point.Inputs.Targets.Length}");
                }

                return (IReadOnlyList<string>)row;
            }));
    }

    private static void Varied(HtmlText html, SweepResult sweep)
    {
        html.Section("inputs", "What was varied");
        html.Table(
            "Inputs of the sweep, with what the scenario says without it",
            ["input", "values", "in the scenario", "mark", "range", "what it is"],
            sweep.Plan.Axes.Select(a =>
            {
                EffectiveValue? value = sweep.Plan.Scenario.Effective.FirstOrDefault(e => e.Path == a.Path);
                string doc = ScenarioPath.Find(a.Path, IsQueue(sweep), out _)?.Doc ?? "";
                string values = a.Values.Length <= 6 ? string.Join("; ", a.Values.Select(v => v.Text)) : $"{a.Values[0].Text} to {a.Values[^1].Text}, {a.Values.Length} values";
                return (IReadOnlyList<string>)[a.Path, values, value?.Value ?? "not set", value?.Mark ?? "", value?.Range ?? "", doc];
            }));

        static bool IsQueue(SweepResult s) => s.Plan.Scenario.Inputs!.Population is null;
    }
}
