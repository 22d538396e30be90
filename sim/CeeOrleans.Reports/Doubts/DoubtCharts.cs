using System.Collections.Immutable;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Charts;

/// <summary>One assumption at its two ends.</summary>
/// <param name="Low">Value of the decision at its low end; NaN where no compatible world has it.</param>
public sealed record TornadoRow(string Label, double Low, double High, string LowText, string HighText);

/// <summary>What one assumption after the other does to the answer, strongest on top; a line marks the answer as it stands.</summary>
public sealed record TornadoChart(string Id, string Title, string Finding, ImmutableArray<TornadoRow> Rows, double Base, string Axis, string Unit, bool Zero)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data => DataTable.From(
        Id,
        Rows,
        ("assumption", r => r.Label),
        ("low_end", r => r.LowText),
        ("at_low_end", r => r.Low),
        ("high_end", r => r.HighText),
        ("at_high_end", r => r.High),
        ("base", _ => Base));

    protected override string Form => "Tornado chart";
}

/// <param name="LuckLow">NaN where there is no luck interval.</param>
public sealed record SpanRow(string Label, double Base, double LuckLow, double LuckHigh, double Low, double Median, double High);

/// <summary>Shares with their two intervals: luck dark, knowledge light.</summary>
public sealed record SpanChart(string Id, string Title, string Finding, ImmutableArray<SpanRow> Rows, string Axis)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data => DataTable.From(
        Id,
        Rows,
        ("measure", r => r.Label),
        ("base", r => r.Base),
        ("luck_low", r => r.LuckLow),
        ("luck_high", r => r.LuckHigh),
        ("knowledge_low", r => r.Low),
        ("knowledge_median", r => r.Median),
        ("knowledge_high", r => r.High));

    protected override string Form => "Intervals of luck and knowledge";
}

/// <summary>The compatible worlds, one dot each, over the assumption that explains most.</summary>
public sealed record CloudChart(string Id, string Title, string Finding, ImmutableArray<double> X, ImmutableArray<string> Values, ImmutableArray<double> Y, double BaseX, double BaseY, ImmutableArray<(double At, string Text)> Marks, string AxisX, string AxisY, string Unit, bool Zero)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data => DataTable.From(
        Id,
        [.. Enumerable.Range(0, X.Length)],
        ("value", i => Values[i]),
        ("number", i => X[i]),
        ("decision", i => Y[i]));

    protected override string Form => "Dots, one per world";
}

/// <summary>The charts of a doubt.</summary>
public static class DoubtCharts
{
    public static ImmutableArray<ChartSeries> Of(DoubtResult doubt)
    {
        var charts = ImmutableArray.CreateBuilder<ChartSeries>();
        if (doubt.Knowledge.Any(k => k.Unit == "share" && double.IsFinite(k.Low)))
        {
            charts.Add(Spans(doubt));
        }

        if (doubt.Turners.Any(t => double.IsFinite(t.AtLow) || double.IsFinite(t.AtHigh)))
        {
            charts.Add(Tornado(doubt));
        }

        if (doubt.Turners.Length > 0 && doubt.Kept.Count() > 3)
        {
            charts.Add(Cloud(doubt));
        }

        return charts.ToImmutable();
    }

    /// <summary>What the decision value is: the first measure, or its difference to the rival.</summary>
    public static string DecisionName(DoubtResult doubt) =>
        doubt.Plan.Measures[0].Label + (doubt.Plan.Rival is null ? "" : $", {doubt.Plan.Scenario.Inputs.Name} less {doubt.Plan.Rival.Inputs.Name}");

    /// <summary>A value of the decision; differences of shares in points.</summary>
    public static string DecisionText(DoubtResult doubt, double value)
    {
        string unit = doubt.Knowledge[0].Unit;
        return doubt.Plan.Rival is null ? Words.Value(value, unit) : Gap(value, unit);
    }

    /// <summary>A difference with its sign; of shares in points.</summary>
    public static string Gap(double value, string unit) => !double.IsFinite(value) ? "–"
        : unit == "share" ? (value * 100).ToString("+0.00;-0.00;0", System.Globalization.CultureInfo.InvariantCulture) + "\u00a0pt"
        : (value > 0 ? "+" : value < 0 ? "-" : "") + Words.Value(Math.Abs(value), unit);

    /// <summary>A distribution by its mean: its form is the same at both ends.</summary>
    public static string Short(string text)
    {
        int mean = text.IndexOf("(mean ", StringComparison.Ordinal);
        return mean < 0 ? text : "mean " + text[(mean + 6)..].Split([", ", ")"], StringSplitOptions.None)[0];
    }

    private static SpanChart Spans(DoubtResult doubt)
    {
        Knowledge[] shares = [.. doubt.Knowledge.Where(k => k.Unit == "share" && double.IsFinite(k.Low))];
        Knowledge widest = shares.MaxBy(k => k.High - k.Low)!;
        string luck = shares.Any(k => k.LuckLow is not null)
            ? $", while luck moves it between {Words.Percent(widest.LuckLow ?? double.NaN)} and {Words.Percent(widest.LuckHigh ?? double.NaN)}"
            : "";
        return new SpanChart(
            "knowledge",
            "What the marked assumptions leave open",
            $"{NationalCharts.Upper(widest.Measure.Label)} is {Words.Percent(widest.Base)} as the scenario stands, and lies between {Words.Percent(widest.Low)} and {Words.Percent(widest.High)} in the middle nine tenths of the worlds that the published facts allow{luck}.",
            [.. shares.Select(k => new SpanRow(k.Measure.Label, k.Base, k.LuckLow ?? double.NaN, k.LuckHigh ?? double.NaN, k.Low, k.Median, k.High))],
            "share");
    }

    private static TornadoChart Tornado(DoubtResult doubt)
    {
        Turner[] rows = [.. doubt.Turners.Where(t => double.IsFinite(t.AtLow) || double.IsFinite(t.AtHigh))];
        Turner first = rows[0];
        string Value(double v) => double.IsFinite(v) ? DecisionText(doubt, v) : "no world that the facts allow";
        string turns = doubt.Plan.Rival is null ? "" : rows.Any(t => t.Turns(doubt.DecisionBase))
            ? $" Alone, {string.Join(", ", rows.Where(t => t.Turns(doubt.DecisionBase)).Select(t => t.Assumption.Path))} would turn the decision."
            : " None of them alone turns the decision.";
        return new TornadoChart(
            "tornado",
            $"Assumptions alone, from their low to their high end: {DecisionName(doubt)}",
            $"Go and measure {first.Assumption.Path} first: {doubt.Plan.Measures[0].Label} {(doubt.Plan.Rival is null ? "" : "differs by ")}{Value(first.AtLow)} at {Short(first.Assumption.Low.Text)}, {Value(first.AtHigh)} at {Short(first.Assumption.High.Text)}.{turns}",
            [.. rows.Select(t => new TornadoRow(t.Assumption.Path, t.AtLow, t.AtHigh, double.IsFinite(t.AtLow) ? Short(t.Assumption.Low.Text) : "", double.IsFinite(t.AtHigh) ? Short(t.Assumption.High.Text) : ""))],
            doubt.DecisionBase,
            DecisionName(doubt),
            doubt.Knowledge[0].Unit,
            doubt.Plan.Rival is not null);
    }

    private static CloudChart Cloud(DoubtResult doubt)
    {
        Turner first = doubt.Turners[0];
        SampledWorld[] kept = [.. doubt.Kept];
        double[] y = [.. kept.Select(w => w.Decision)];
        string unit = doubt.Knowledge[0].Unit;
        string rest = first.Told ? "" : $" With {kept.Length} worlds this is no more than chance would give among {doubt.Plan.Assumptions.Length} inputs.";
        return new CloudChart(
            "worlds",
            $"The worlds that the published facts allow: {DecisionName(doubt)}",
            $"Over {kept.Length} worlds {doubt.Plan.Measures[0].Label} {(first.Correlation > 0 ? "rises" : "falls")} with {first.Assumption.Path} (rank correlation {first.Correlation.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}).{rest}",
            [.. kept.Select(w => w.Values[first.Assumption.Path].Number)],
            [.. kept.Select(w => w.Values[first.Assumption.Path].Text)],
            [.. y],
            first.Assumption.Value.Number,
            doubt.DecisionBase,
            [.. new[] { first.Assumption.Low, first.Assumption.Value, first.Assumption.High }.Select(v => (v.Number, Short(v.Text)))],
            first.Assumption.Path,
            doubt.Plan.Measures[0].Label,
            unit,
            doubt.Plan.Rival is not null);
    }
}
