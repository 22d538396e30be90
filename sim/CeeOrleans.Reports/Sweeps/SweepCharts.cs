using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// Response charts of a sweep, one per measure: a line for one input, a heat map for two. With three and more the first
/// is the axis, the second makes the lines, and the others are averaged over.
/// </summary>
public static class SweepCharts
{
    /// <summary>Most lines in one picture; above, the first ones and the last are drawn.</summary>
    private const int MostLines = 5;

    public static ImmutableArray<ChartSeries> Of(SweepResult sweep)
    {
        var charts = ImmutableArray.CreateBuilder<ChartSeries>();
        for (int m = 0; m < sweep.Measures.Length; m++)
        {
            int at = m;
            string unit = sweep.Finished.Select(o => o.Chosen[at]?.Unit).FirstOrDefault(u => u is not null) ?? "";
            if (unit.Length > 0)
            {
                charts.Add(sweep.Plan.Axes.Length switch
                {
                    1 => One(sweep, m, unit),
                    2 => Two(sweep, m, unit),
                    _ => More(sweep, m, unit),
                });
            }
        }

        return charts.ToImmutable();
    }

    /// <summary>What one measure does along one input, in a sentence.</summary>
    public static string Sentence(string measure, string unit, SweepAxis axis, IReadOnlyList<Measure?> values)
    {
        int first = Enumerable.Range(0, values.Count).FirstOrDefault(i => values[i] is not null, -1);
        int last = Enumerable.Range(0, values.Count).LastOrDefault(i => values[i] is not null, -1);
        if (first < 0 || first == last)
        {
            return $"{Upper(measure)} has no value at most points.";
        }

        double from = values[first]!.Mean;
        double to = values[last]!.Mean;
        double[] means = [.. values.Where(v => v is not null).Select(v => v!.Mean)];
        double span = means.Max() - means.Min();
        string ends = $"from {Words.Value(from, unit)} at {axis.Values[first].Text} to {Words.Value(to, unit)} at {axis.Values[last].Text}";
        if (span == 0)
        {
            return $"{Upper(measure)} stays at {Words.Value(from, unit)}, whatever {axis.Path} is.";
        }

        // All points have the same luck, so the differences of the years say more than two intervals that overlap.
        Measure least = values.Where(v => v is not null).MinBy(v => v!.Mean)!;
        Measure greatest = values.Where(v => v is not null).MaxBy(v => v!.Mean)!;

        // The two are chosen because they are furthest apart, so the error is shared out over all pairs of points.
        double pairs = means.Length * (means.Length - 1) / 2.0;
        Estimate gap = LuckInterval.Of([.. greatest.PerReplication.Zip(least.PerReplication, (a, b) => a - b)], MeasureScale.Amount, 1 - ((1 - LuckInterval.Confidence) / pairs));
        if (gap.Low <= 0)
        {
            return $"{Upper(measure)} goes {ends}, which is no more than luck: over the replications the difference has no sure sign.";
        }

        if (Words.Value(from, unit) == Words.Value(to, unit))
        {
            return $"{Upper(measure)} is {Words.Value(from, unit)} at both ends of {axis.Path}, and lies between {Words.Value(means.Min(), unit)} and {Words.Value(means.Max(), unit)}.";
        }

        int steepest = Enumerable.Range(first, last - first).Where(i => values[i] is not null && values[i + 1] is not null).MaxBy(i => Math.Abs(values[i + 1]!.Mean - values[i]!.Mean));
        double jump = Math.Abs((values[steepest + 1]?.Mean ?? from) - (values[steepest]?.Mean ?? from));
        string turn = means.Max() > Math.Max(from, to) + (0.05 * span) || means.Min() < Math.Min(from, to) - (0.05 * span)
            ? $", and lies between {Words.Value(means.Min(), unit)} and {Words.Value(means.Max(), unit)}"
            : "";
        string most = last - first > 1 && jump > 0.4 * span ? $"; the largest step is between {axis.Values[steepest].Text} and {axis.Values[steepest + 1].Text}" : "";
        return $"{Upper(measure)} {(to > from ? "rises" : "falls")} {ends}{turn}{most}.";
    }

    private static ResponseChart One(SweepResult sweep, int measure, string unit)
    {
        SweepAxis axis = sweep.Plan.Axes[0];
        Measure?[] values = [.. sweep.Outcomes.Select(o => o?.Chosen[measure])];
        string name = sweep.Measures[measure].Label;
        return new ResponseChart(
            Id(sweep, measure),
            $"{Upper(name)} over {axis.Path}",
            Sentence(name, unit, axis, values),
            [.. axis.Values.Select(v => v.Text)],
            Positions(axis),
            [new ResponseLine(name, [.. values.Select(v => v?.Mean ?? double.NaN)], [.. values.Select(v => v?.Low ?? double.NaN)], [.. values.Select(v => v?.High ?? double.NaN)])],
            axis.Path,
            $"{name}{(unit is "share" ? "" : $", {unit}")}",
            unit);
    }

    private static GridChart Two(SweepResult sweep, int measure, string unit)
    {
        SweepAxis rows = sweep.Plan.Axes[0];
        SweepAxis columns = sweep.Plan.Axes[1];
        ImmutableArray<double> cells = [.. sweep.Outcomes.Select(o => o?.Chosen[measure]?.Mean ?? double.NaN)];
        string name = sweep.Measures[measure].Label;
        return new GridChart(
            Id(sweep, measure),
            $"{Upper(name)} over {rows.Path} and {columns.Path}",
            Corners(sweep, cells, name, unit),
            [.. rows.Values.Select(v => v.Text)],
            [.. columns.Values.Select(v => v.Text)],
            cells,
            rows.Path,
            columns.Path,
            unit);
    }

    private static string Corners(SweepResult sweep, ImmutableArray<double> cells, string name, string unit)
    {
        int[] there = [.. Enumerable.Range(0, cells.Length).Where(i => double.IsFinite(cells[i]))];
        if (there.Length == 0)
        {
            return $"{Upper(name)} has no value at any point.";
        }

        int least = there.MinBy(i => cells[i]);
        int most = there.MaxBy(i => cells[i]);
        int n = sweep.Plan.Axes[1].Values.Length;
        double byRow = there.GroupBy(i => i % n).Max(g => g.Max(i => cells[i]) - g.Min(i => cells[i]));
        double byColumn = there.GroupBy(i => i / n).Max(g => g.Max(i => cells[i]) - g.Min(i => cells[i]));
        string stronger = byRow >= byColumn ? sweep.Plan.Axes[0].Path : sweep.Plan.Axes[1].Path;
        return cells[least] == cells[most]
            ? $"{Upper(name)} stays at {Words.Value(cells[least], unit)} at every point."
            : $"{Upper(name)} goes from {Words.Value(cells[least], unit)} ({Where(sweep, least)}) to {Words.Value(cells[most], unit)} ({Where(sweep, most)}); {stronger} moves it more.";
    }

    private static ResponseChart More(SweepResult sweep, int measure, string unit)
    {
        SweepAxis first = sweep.Plan.Axes[0];
        SweepAxis second = sweep.Plan.Axes[1];
        string name = sweep.Measures[measure].Label;
        int[] chosen = second.Values.Length <= MostLines
            ? [.. Enumerable.Range(0, second.Values.Length)]
            : [.. Enumerable.Range(0, MostLines).Select(i => i * (second.Values.Length - 1) / (MostLines - 1))];
        ImmutableArray<double> none = [.. first.Values.Select(_ => double.NaN)];
        ResponseLine[] lines =
        [
            .. chosen.Select(s => new ResponseLine(
                $"{second.Path} = {second.Values[s].Text}",
                [.. first.Values.Select(f => sweep.Finished.Where(o => o.Point.Values[0] == f && o.Point.Values[1] == second.Values[s]).Select(o => o.Chosen[measure]?.Mean ?? double.NaN).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())],
                none,
                none)),
        ];
        PointOutcome[] there = [.. sweep.Finished.Where(o => o.Chosen[measure] is not null)];
        PointOutcome least = there.MinBy(o => o.Chosen[measure]!.Mean)!;
        PointOutcome most = there.MaxBy(o => o.Chosen[measure]!.Mean)!;
        return new ResponseChart(
            Id(sweep, measure),
            $"{Upper(name)} over {first.Path}, averaged over {string.Join(", ", sweep.Plan.Axes.Skip(2).Select(a => a.Path))}",
            $"{Upper(name)} goes from {Words.Value(least.Chosen[measure]!.Mean, unit)} ({Where(sweep, least.Point.Index)}) to {Words.Value(most.Chosen[measure]!.Mean, unit)} ({Where(sweep, most.Point.Index)}).",
            [.. first.Values.Select(v => v.Text)],
            Positions(first),
            [.. lines],
            first.Path,
            $"{name}{(unit is "share" ? "" : $", {unit}")}",
            unit);
    }

    private static string Where(SweepResult sweep, int point) => string.Join(", ", sweep.Plan.Points[point].Values.Select(v => v.Text));

    private static ImmutableArray<double> Positions(SweepAxis axis) =>
        axis.IsNumeric ? [.. axis.Values.Select(v => v.Number)] : [.. axis.Values.Select((_, i) => (double)i)];

    private static string Id(SweepResult sweep, int measure) => "response-" + Slug(sweep.Measures[measure].Label);

    /// <summary>A name for a file: letters, digits and hyphens.</summary>
    internal static string Slug(string text) => string.Join('-', string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Upper(string text) => NationalCharts.Upper(text);
}
