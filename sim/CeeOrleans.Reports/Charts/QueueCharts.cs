using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Theory;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Charts;

/// <summary>The charts of a plain queue: how long customers wait, against theory where it has a closed form.</summary>
public static class QueueCharts
{
    private const int Points = 120;

    /// <summary>One chart of waits over all kinds; none when nothing was served.</summary>
    public static ImmutableArray<ChartSeries> Of(RunResult run, MeasureTable measures, PlainQueue? theory)
    {
        List<(KindInput Kind, DurationSketch Wait)> kinds = [];
        foreach (KindInput kind in run.Inputs.Kinds)
        {
            DurationSketch all = new();
            foreach (KindTotals k in run.Replications.SelectMany(r => r.Kinds).Where(k => k.Kind == kind.Kind))
            {
                all.Merge(k.Wait);
            }

            if (all.Count > 0)
            {
                kinds.Add((kind, all));
            }
        }

        if (kinds.Count == 0)
        {
            return [];
        }

        double last = Math.Max(60, kinds.Max(k => k.Wait.Quantile(0.998)));
        double[] at = [.. Enumerable.Range(0, Points + 1).Select(i => last * i / Points)];
        ImmutableArray<double> minutes = [.. at.Select(t => t / 60)];
        List<Curve> curves = [.. kinds.Take(4).Select(k => new Curve(kinds.Count == 1 ? "simulated" : $"simulated: {k.Kind.Name}", minutes, Tail(k.Wait, at), false))];
        if (theory is { HasTail: true })
        {
            curves.Add(new Curve($"theory, {theory.Notation}", minutes, [.. at.Select(theory.Tail)], true));
        }

        (KindInput first, DurationSketch wait) = kinds[0];
        double simulated = measures.Mean(MeasureNames.WaitMean, kind: first.Name) * 60;
        string finding = FormattableString.Invariant($"{NationalCharts.Upper(first.Name)}: half of them wait less than {wait.Quantile(0.5) / 60:0.##} minutes, one in twenty longer than {wait.Quantile(0.95) / 60:0.##}");
        finding += theory is null
            ? "."
            : FormattableString.Invariant($"; the mean is {simulated:0.###} minutes, and {theory.Notation} theory gives {theory.Values().First(v => v.Name == "mean wait").Value:0.###}.");
        return [new CurveChart("waiting", "Waiting time: share of customers that wait longer", finding, [.. curves], "minutes", "share that waits longer")];
    }

    /// <summary>Share of values above each time; inside a cell of the sketch values count as spread evenly.</summary>
    private static ImmutableArray<double> Tail(DurationSketch sketch, double[] at)
    {
        ReadOnlySpan<int> cells = sketch.Cells;
        List<double> shares = [];
        int cell = 0;
        long below = 0;
        foreach (double t in at)
        {
            while (cell < cells.Length && DurationSketch.LowerEdge(cell + 1) <= t)
            {
                below += cells[cell++];
            }

            double part = 0;
            if (cell < cells.Length)
            {
                double low = DurationSketch.LowerEdge(cell);
                part = cells[cell] * Math.Clamp((t - low) / (DurationSketch.LowerEdge(cell + 1) - low), 0, 1);
            }

            shares.Add(1 - ((below + part) / sketch.Count));
        }

        // Those who wait 0 seconds do not wait longer than 0.
        if (cells.Length > 0 && at[0] == 0)
        {
            shares[0] = 1 - ((double)cells[0] / sketch.Count);
        }

        return [.. shares];
    }
}
