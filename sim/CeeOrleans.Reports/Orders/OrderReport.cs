using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Orders;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Orders;

/// <summary>
/// What the ranking of opening orders leaves: one page with what each Center brings alone, the ranked orders, when the Centers
/// of the first one open, and the same numbers as CSV and Parquet.
/// </summary>
public static class OrderReport
{
    /// <param name="command">The command that repeats it.</param>
    /// <param name="folder">Exists; files of the same names are replaced.</param>
    /// <returns>Path inside the folder by stable name.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(OrderResult result, string command, string folder, CancellationToken cancellation = default) =>
        ExperimentPage.Write(folder, Charts(result), [Gains(result), Orders(result)], charts => Page(result, command, charts), cancellation);

    /// <summary>The answer, a sentence a line.</summary>
    public static IEnumerable<string> Answer(OrderResult result)
    {
        RankedOrder best = result.Orders[0];
        RankedOrder[] may = [.. result.Orders.Where(o => o.MayBeBest)];
        yield return $"By {result.Measure.Label} the best of {result.Orders.Length} orders is {NamesOf(result, best.Order)}: {ComparisonWords.WithInterval(best.Value, result.Unit)}.";
        yield return result.Contest is null ? "With one replication nothing tells this order from the others beyond luck; add --replications 10."
            : may.Length == 1 ? "It is best of them beyond luck (95 % for all that is said)."
            : $"{may.Length} of the {result.Orders.Length} may be best: luck does not tell them apart (95 % for all that is said).";
        RankedOrder worst = result.Orders[^1];
        yield return $"The worst of them, {NamesOf(result, worst.Order)}, differs by {ComparisonWords.Difference(worst.BehindBest.Difference.Mean, result.Unit)}: so much hangs on the order.";
        if (!result.Plan.Given.IsEmpty && result.Orders.FirstOrDefault(o => o.Order.SequenceEqual(result.Plan.Given)) is { } given)
        {
            yield return $"The scenario's own order, {NamesOf(result, given.Order)}, {(ReferenceEquals(given, best) ? "is the best one" : $"differs from the best by {ComparisonWords.Difference(given.BehindBest.Difference.Mean, result.Unit)}{(given.MayBeBest ? ", which luck may explain" : "")}")}.";
        }

        yield return "Orders that were not run are not worse by proof: they follow from what each Center brings alone, and the exchanges of neighbours test that.";
    }

    /// <summary>"ELE, PHC, AFT".</summary>
    public static string NamesOf(OrderResult result, ImmutableArray<int> order) => string.Join(", ", order.Select(c => result.Plan.Base.Centers[c].Short));

    private static DataTable Gains(OrderResult result) => DataTable.From(
        "gains",
        result.Gains,
        ("center", g => result.Plan.Base.Centers[g.Center].Short),
        ("name", g => result.Plan.Base.Centers[g.Center].Name),
        ("measure", _ => result.Measure.Label),
        ("unit", _ => result.Unit),
        ("gain", g => g.Gain.Difference.Mean),
        ("low", g => g.Gain.Difference.Low ?? double.NaN),
        ("high", g => g.Gain.Difference.High ?? double.NaN));

    private static DataTable Orders(OrderResult result)
    {
        List<DataColumn> columns =
        [
            new WholeColumn("rank", [.. result.Orders.Select((_, i) => (long)i + 1)]),
            new TextColumn("order", [.. result.Orders.Select(o => NamesOf(result, o.Order))]),
            new NumberColumn("mean", [.. result.Orders.Select(o => o.Value.Mean)]),
            new NumberColumn("behind_best", [.. result.Orders.Select(o => o.BehindBest.Difference.Mean)]),
            new NumberColumn("low", [.. result.Orders.Select(o => o.BehindBest.Difference.Low ?? double.NaN)]),
            new NumberColumn("high", [.. result.Orders.Select(o => o.BehindBest.Difference.High ?? double.NaN)]),
            new TextColumn("may_be_best", [.. result.Orders.Select(o => o.MayBeBest ? "yes" : "no")]),
            .. OrderResult.BesideNames.Select((n, i) => new NumberColumn(n, [.. result.Orders.Select(o => o.Beside[i])])),
        ];
        return new DataTable("orders", [.. columns]);
    }

    private static ImmutableArray<ChartSeries> Charts(OrderResult result)
    {
        CenterGain first = result.Gains[0];
        string Name(int center) => $"{result.Plan.Base.Centers[center].Short} · {result.Plan.Base.Centers[center].Name}";
        IntervalAxis axis = result.Unit == "share" ? IntervalAxis.Points : IntervalAxis.Number;
        IntervalMark Mark(PairedEstimate e) => new(e.Difference.Mean, e.Difference.Low ?? double.NaN, e.Difference.High ?? double.NaN);
        Tone ToneOf(PairedEstimate e) => Verdicts.Of(e, result.Sense, ComparedMeasure.Alpha) switch { Verdict.Better => Tone.Better, Verdict.Worse => Tone.Worse, _ => Tone.NotShown };
        IntervalChart gains = new(
            "gains",
            $"What each Center brings when it opens alone: {result.Measure.Label}",
            $"Alone, {result.Plan.Base.Centers[first.Center].Short} brings most: {ComparisonWords.Difference(first.Gain.Difference.Mean, result.Unit)} over the horizon.",
            ["opening alone, on the first day"],
            [.. result.Gains.Select(g => new IntervalRow(Name(g.Center), [Mark(g.Gain)], ComparisonWords.Difference(g.Gain.Difference.Mean, result.Unit), ToneOf(g.Gain)))],
            $"difference to opening none of them{(result.Unit == "share" ? ", points" : $", {result.Unit}")}",
            axis,
            0);
        IntervalChart orders = new(
            "orders",
            $"Orders against the best one: {result.Measure.Label}",
            $"{result.Orders.Count(o => o.MayBeBest)} of {result.Orders.Length} orders may be best; the worst is {ComparisonWords.Difference(result.Orders[^1].BehindBest.Difference.Mean, result.Unit)} from the best.",
            ["difference to the best"],
            [.. result.Orders.Select((o, i) => new IntervalRow(string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {NamesOf(result, o.Order)}"), [Mark(o.BehindBest)], ComparisonWords.Difference(o.BehindBest.Difference.Mean, result.Unit), o.MayBeBest ? Tone.NotShown : Tone.Worse))],
            $"difference to the best order{(result.Unit == "share" ? ", points" : $", {result.Unit}")}",
            axis,
            0) { ToneNames = ["", "", "worse beyond luck", "may be best"] };
        int start = result.Plan.Base.StartDay;
        double end = result.Plan.Base.Days / 30.44;
        StepChart gantt = new(
            "openings",
            "When the Centers of the best order open",
            $"The first opens on {SimTime.DateOf(result.Plan.Days[0]):d MMMM yyyy}, the last on {SimTime.DateOf(result.Plan.Days[^1]):d MMMM yyyy}.",
            [.. result.Plan.OpeningsOf(result.Orders[0].Order).Select(o => new StepBar(Name(o.Center), (o.Day - start) / 30.44, end, double.NaN, double.NaN, string.Create(CultureInfo.InvariantCulture, $"{SimTime.DateOf(o.Day):MMM yyyy}"), Tone.Plain, false))],
            "months from the first day of the horizon",
            false);
        return [gains, orders, gantt];
    }

    private static string Page(OrderResult result, string command, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = result.Plan.Base;
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans opening orders",
            $"{inputs.Name}: in which order should {result.Plan.Remaining.Length} Centers open?",
            inputs.Description,
            string.Create(CultureInfo.InvariantCulture, $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {Words.Plural(inputs.Replications, "replication", "replications")} · seed {inputs.Seed}"),
            [("answer", "The answer"), ("charts", "Charts"), ("orders", "Orders"), ("trust", "How to read it"), ("repeat", "Repeat")]);
        ExperimentPage.Answer(html, Answer(result));
        html.Section("charts", "Charts");
        foreach ((ChartSeries chart, byte[] png) in charts)
        {
            ExperimentPage.Figure(html, chart, png);
        }

        html.Section("orders", "Orders");
        html.Table(
            "Orders that were run, best first",
            ["#rank", "order", $"#{result.Measure.Label}", "#behind the best", "may be best", .. OrderResult.BesideNames.Select(n => "#" + n)],
            result.Orders.Select((o, i) => (IReadOnlyList<string>)
            [
                (i + 1).ToString(CultureInfo.InvariantCulture),
                NamesOf(result, o.Order),
                Words.Value(o.Value.Mean, result.Unit),
                ComparisonWords.Difference(o.BehindBest.Difference.Mean, result.Unit),
                o.MayBeBest ? "yes" : "no",
                .. OrderResult.BesideNames.Select((n, k) => Words.Value(o.Beside[k], n == MeasureNames.RevenueFound ? "dollars" : "share")),
            ]));
        html.Section("trust", "How to read it");
        html.Paragraph("All orders have the same luck and start from one opening: that of the scenario in which none of these Centers opens. Differences are paired, year of luck by year of luck.");
        html.Paragraph("The order by gain is best where what a Center brings does not depend on which others are open; the exchanged neighbours show how far that holds. Each order rests on the scenario's assumptions: cee doubt says how much they move an answer.");
        html.Section("repeat", "Repeat this ranking");
        html.Raw($"<pre>{HtmlText.E(command)}</pre>");
        html.Terms(
            ("scenario hash", inputs.ScenarioHash),
            ("data hash", inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("seed", inputs.Seed.ToString(CultureInfo.InvariantCulture)));
        return ExperimentPage.End(html);
    }
}
