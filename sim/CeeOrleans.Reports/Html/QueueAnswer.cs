using System.Globalization;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Theory;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>The answer of a plain queue: what was simulated, beside theory where the queue has a closed form.</summary>
internal static class QueueAnswer
{
    /// <summary>Measures of clocks of law: a queue without such a clock need not list them.</summary>
    private static readonly string[] Law = [MeasureNames.Deemed, MeasureNames.DeemedValue];

    public static void Write(HtmlText html, ReportInput input, PlainQueue? theory)
    {
        MeasureTable m = input.Measures;
        RunResult run = input.Run;
        html.Section("answer", "The answer");
        html.Raw("<div class=\"answer\">");
        foreach (KindInput kind in run.Inputs.Kinds.Where(k => m.Find(MeasureNames.WaitMean, kind: k.Name) is not null))
        {
            html.Paragraph($"{NationalCharts.Upper(kind.Name)}: mean wait {Minutes(m.Mean(MeasureNames.WaitMean, kind: kind.Name))}, nine in ten wait less than {Minutes(m.Mean(MeasureNames.WaitP90, kind: kind.Name))}; {Words.Count(Math.Round(m.Mean(MeasureNames.Finished, kind: kind.Name)))} finished in {run.Inputs.Days} days.");
        }

        if (theory is not null)
        {
            html.Paragraph($"The scenario is an {theory.Notation} queue at load {theory.Load.ToString("0.###", CultureInfo.InvariantCulture)}, so theory stands beside the simulation.");
        }

        html.Raw("</div>");
        if (theory is not null)
        {
            Beside(html, input, theory);
        }

        html.Paragraph(m.LuckNote);
        if (StoppingOutcome.Of(input.Run, m) is { } stopping)
        {
            html.Paragraph(stopping.Sentence);
        }

        html.Table(
            "Measures",
            ["measure", "office", "role or kind", "#value", "#luck interval, 95 %"],
            m.Rows.Where(x => run.Offices.Length > 1 ? x.Office != MeasureTable.Everywhere || x.Kind.Length > 0 : x.Office == MeasureTable.Everywhere && x.Kind.Length + x.Role.Length > 0)
                .Where(x => x.Mean != 0 || !Law.Contains(x.Name)).Select(x => (IReadOnlyList<string>)
            [
                x.Name,
                x.Office,
                x.Role.Length > 0 ? x.Role : x.Kind,
                Value(x.Mean, x.Unit),
                x is not { Low: { } low, High: { } high } ? "one replication" : low.Equals(high) ? "the same in all" : $"{Value(low, x.Unit)} to {Value(high, x.Unit)}",
            ]));
    }

    private static void Beside(HtmlText html, ReportInput input, PlainQueue theory)
    {
        RunResult run = input.Run;
        html.Table(
            $"Theory of {theory.Notation} in steady state beside the simulation",
            ["quantity", "#theory", "#simulated", "#difference", "#luck interval, 95 %", "unit"],
            theory.Values().Select(t =>
            {
                Estimate e = LuckInterval.Of([.. run.Replications.Select(r => Simulated(run, r, t.Name))], t.Unit == "share" ? MeasureScale.Share : MeasureScale.Amount);
                string Text(double v) => !double.IsFinite(v) ? "–" : t.Unit == "share" ? Words.Percent(v) : v.ToString("0.###", CultureInfo.InvariantCulture);
                return (IReadOnlyList<string>)
                [
                    t.Name,
                    Text(t.Value),
                    Text(e.Mean),
                    t.Value == 0 ? "–" : ((e.Mean / t.Value) - 1).ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture),
                    e is { Low: { } low, High: { } high } ? $"{Text(low)} to {Text(high)}" : "one replication",
                    t.Unit,
                ];
            }));
        html.Paragraph("Theory is for the long run; a simulated horizon that opens empty waits a little less, and a single one swings. Formulas: Erlang (1917) for the chance to wait, Pollaczek and Khinchine for the mean wait of one server; Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th edition, chapters 2 and 5.");
    }

    private static double Simulated(RunResult run, ReplicationResult r, string name)
    {
        double horizon = run.Inputs.Days * 86_400.0;
        DurationSketch waits = new();
        foreach (KindTotals k in r.Kinds)
        {
            waits.Merge(k.Wait);
        }

        double touched = r.Kinds.Sum(k => k.FirstTouched);
        return name switch
        {
            "utilisation" => r.Desks.Sum(d => d.BusySeconds) / (double)r.Desks.Sum(d => d.BusySeconds + d.IdleSeconds),
            "mean wait" => r.Kinds.Sum(k => k.WaitSeconds) / touched / 60,
            "mean time at the office" => r.Kinds.Sum(k => k.SojournSeconds) / (double)r.Kinds.Sum(k => k.Finished) / 60,
            "mean number at the office" => r.Kinds.Sum(k => k.SojournSeconds) / horizon,
            "share that waits" => waits.Count == 0 ? double.NaN : 1 - ((double)(waits.Cells.Length > 0 ? waits.Cells[0] : 0) / waits.Count),
            "wait p90" => waits.Quantile(0.90) / 60,
            "wait p95" => waits.Quantile(0.95) / 60,
            _ => double.NaN,
        };
    }

    private static string Minutes(double hours) => double.IsFinite(hours) ? (hours * 60).ToString("0.##", CultureInfo.InvariantCulture) + " min" : "–";

    private static string Value(double value, string unit) => unit == "hours" ? Minutes(value) : Words.Value(value, unit);
}
