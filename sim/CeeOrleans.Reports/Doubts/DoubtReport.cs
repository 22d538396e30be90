using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Doubts;

/// <summary>
/// What a doubt leaves: a page with both intervals of every headline, the assumptions that turn the answer, and what the
/// published facts forbid; worlds and ranks as CSV and Parquet. No clock in it: a second call gives the same bytes.
/// </summary>
public static class DoubtReport
{
    /// <summary>Assumptions shown on the page; all are in the files.</summary>
    private const int Shown = 20;

    /// <param name="doubt">A whole doubt.</param>
    /// <returns>Path inside the folder by stable name.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(DoubtResult doubt, string command, string folder, CancellationToken cancellation = default) =>
        ExperimentPage.Write(folder, DoubtCharts.Of(doubt), [Worlds(doubt), Assumptions(doubt), Intervals(doubt)], charts => Page(doubt, command, charts), cancellation);

    /// <summary>The finding, a sentence a line: for the page and for the screen.</summary>
    public static IEnumerable<string> Answer(DoubtResult doubt)
    {
        int kept = doubt.Kept.Count();
        if (doubt.Inconsistent)
        {
            yield return $"The ranges contradict the published facts: only {kept} of {doubt.Worlds.Length} worlds ({Words.Percent(doubt.KeptShare)}) meet the fit rows, and a third is the least. {Misses(doubt)} The intervals below rest on few worlds.";
        }

        foreach (Knowledge k in doubt.Knowledge.Where(k => double.IsFinite(k.Low)))
        {
            string luck = k is { LuckLow: { } low, LuckHigh: { } high } ? $"; luck alone moves it between {Words.Value(low, k.Unit)} and {Words.Value(high, k.Unit)}" : "";
            yield return $"{NationalCharts.Upper(k.Measure.Label)}: {Words.Value(k.Base, k.Unit)}, and between {Words.Value(k.Low, k.Unit)} and {Words.Value(k.High, k.Unit)} in the middle nine tenths of the worlds that the published facts allow{luck}.";
        }

        if (doubt.Plan.Rival is { } rival)
        {
            for (int i = 0; i < doubt.Plan.Measures.Length; i++)
            {
                if (double.IsFinite(doubt.Wins[i]))
                {
                    yield return $"{doubt.Plan.Scenario.Inputs.Name} has {(doubt.Plan.Measures[i].LessIsBetter ? "less" : "more")} {doubt.Plan.Measures[i].Label} than {rival.Inputs.Name} in {Words.Percent(doubt.Wins[i])} of {kept} compatible worlds ({Words.Percent(doubt.WinsInterval(i).Low)} to {Words.Percent(doubt.WinsInterval(i).High)} of all such worlds, 95 %).";
                }
            }
        }

        int unfinished = doubt.Kept.Count(w => w.Fits.Any(f => f.Id == DoubtService.DocumentsDone && f.Simulated < f.Published));
        if (unfinished > 0)
        {
            yield return $"In {unfinished} of the compatible worlds entry specialists finish fewer than the 3 M document reviews that were published: there the ranges of their minutes do not go with their number, and clocked work on time falls for that reason.";
        }

        Turner? first = doubt.Turners.FirstOrDefault();
        Turner[] told = [.. doubt.Turners.Where(t => t.Told)];
        if (first is null)
        {
            yield break;
        }

        Turner[] alone = [.. doubt.Turners.Where(t => double.IsFinite(t.AtLow) || double.IsFinite(t.AtHigh))];
        if (alone.Length > 0)
        {
            yield return $"Measure first: {string.Join(", then ", alone.Take(3).Select(t => t.Assumption.Path))}. Alone, from end to end, they move {DoubtCharts.DecisionName(doubt)} most of the {alone.Length} that were tried.";
        }

        yield return told.Length > 0
            ? $"Over all worlds together it follows {string.Join(", ", told.Take(3).Select(t => t.Assumption.Path))} more closely than chance would."
            : $"No single assumption explains {DoubtCharts.DecisionName(doubt)} better than chance would among {doubt.Plan.Assumptions.Length} inputs; the largest rank correlation is with {first.Assumption.Path}. More points (--points) tell more apart.";
        Turner[] turning = doubt.Plan.Rival is null ? [] : [.. doubt.Turners.Where(t => t.Turns(doubt.DecisionBase))];
        if (turning.Length > 0)
        {
            yield return $"Alone, from one end of its range to the other, the decision is turned by {string.Join(", ", turning.Select(t => t.Assumption.Path))}.";
        }
    }

    /// <summary>Which rows the worlds that are left out miss, with figures.</summary>
    public static string Misses(DoubtResult doubt)
    {
        SampledWorld[] lost = [.. doubt.Worlds.Where(w => w is { Kept: false }).Select(w => w!)];
        string[] parts = [.. lost.GroupBy(w => w.Why.Split(" would have")[0].Split(':')[0], StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} by {g.Key}")];
        return parts.Length == 0 ? "" : $"Left out: {string.Join(", ", parts)}.";
    }

    /// <summary>One row per world: its fate, its measures, the solved parameters and every assumption.</summary>
    public static DataTable Worlds(DoubtResult doubt)
    {
        SampledWorld[] rows = [.. doubt.Worlds.Where(w => w is not null).Select(w => w!)];
        List<DataColumn> columns =
        [
            new WholeColumn("world", [.. rows.Select(w => (long)w.Index + 1)]),
            new TextColumn("fate", [.. rows.Select(w => w.Fate switch { WorldFate.Kept => "kept", WorldFate.Unsolvable => "no solution", WorldFate.Missed => "fit missed", _ => "contradictory" })]),
            new TextColumn("why", [.. rows.Select(w => w.Why)]),
        ];
        for (int m = 0; m < doubt.Plan.Measures.Length; m++)
        {
            int at = m;
            columns.Add(new NumberColumn(doubt.Plan.Measures[m].Label, [.. rows.Select(w => w.Measures.IsEmpty ? double.NaN : w.Measures[at])]));
            if (doubt.Plan.Rival is not null)
            {
                columns.Add(new NumberColumn(doubt.Plan.Measures[m].Label + " (against)", [.. rows.Select(w => w.Rival.IsEmpty ? double.NaN : w.Rival[at])]));
            }
        }

        foreach (string path in new[] { FitArithmetic.Cf28Path, FitArithmetic.ProtestPath, FitArithmetic.YieldPath }.Concat(doubt.Plan.Assumptions.Select(a => a.Path)))
        {
            columns.Add(new TextColumn(path, [.. rows.Select(w => w.Values.TryGetValue(path, out Scenarios.PathValue v) ? v.Text : "")]));
        }

        return new DataTable("worlds", [.. columns]);
    }

    /// <summary>Every assumption with its range, rank correlation, and the decision at its ends where they were run.</summary>
    public static DataTable Assumptions(DoubtResult doubt) => DataTable.From(
        "assumptions",
        [.. doubt.Turners.Select((t, i) => (t, i))],
        ("rank", x => x.i + 1),
        ("path", x => x.t.Assumption.Path),
        ("mark", x => x.t.Assumption.Mark),
        ("value", x => x.t.Assumption.Value.Text),
        ("low", x => x.t.Assumption.Low.Text),
        ("high", x => x.t.Assumption.High.Text),
        ("rank_correlation", x => x.t.Correlation),
        ("told_from_chance", x => x.t.Told ? "yes" : "no"),
        ("decision_at_low", x => x.t.AtLow),
        ("decision_at_high", x => x.t.AtHigh),
        ("source", x => x.t.Assumption.Source));

    /// <summary>Both intervals of every measure.</summary>
    public static DataTable Intervals(DoubtResult doubt) => DataTable.From(
        "intervals",
        [.. doubt.Knowledge.Select(k => ("scenario", k)), .. doubt.RivalKnowledge.Select(k => ("against", k)), .. doubt.Difference.Select(k => ("difference", k))],
        ("of", x => x.Item1),
        ("measure", x => x.k.Measure.Label),
        ("unit", x => x.k.Unit),
        ("base", x => x.k.Base),
        ("luck_low", x => x.k.LuckLow ?? double.NaN),
        ("luck_high", x => x.k.LuckHigh ?? double.NaN),
        ("knowledge_low", x => x.k.Low),
        ("knowledge_median", x => x.k.Median),
        ("knowledge_high", x => x.k.High));

    private static string Page(DoubtResult doubt, string command, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = doubt.Plan.Scenario.Inputs;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {doubt.Worlds.Length} worlds, {doubt.Kept.Count()} compatible · {doubt.Plan.Assumptions.Length} assumptions · {Words.Plural(inputs.Replications, "replication", "replications")} · seed {inputs.Seed}");
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans doubt",
            doubt.Plan.Rival is null ? $"{inputs.Name}: how sure is it?" : $"{inputs.Name} or {doubt.Plan.Rival.Inputs.Name}: how sure is it?",
            "How much the marked assumptions move the answer, in worlds that the published facts allow.",
            facts,
            [("answer", "The answer"), ("charts", "Charts"), ("intervals", "Intervals"), ("first", "What to measure first"), ("fits", "Published facts"), ("method", "How it was made"), ("repeat", "Repeat")]);
        if (doubt.Inconsistent)
        {
            html.Raw($"<p class=\"alarm\">{HtmlText.E($"Inconsistent: {doubt.Kept.Count()} of {doubt.Worlds.Length} worlds meet the published facts. The ranges of the assumptions and the facts contradict each other.")}</p>");
        }

        ExperimentPage.Answer(html, Answer(doubt));
        html.Section("charts", "Charts");
        foreach ((ChartSeries chart, byte[] png) in charts)
        {
            ExperimentPage.Figure(html, chart, png);
        }

        Intervals(html, doubt);
        First(html, doubt);
        Fits(html, doubt);
        Method(html, doubt);
        html.Section("repeat", "Repeat this doubt");
        html.Raw($"<pre>{HtmlText.E(command)}</pre>");
        html.Terms(
            ("scenario hash", inputs.ScenarioHash),
            ("data hash", inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("doubt hash", doubt.Plan.Hash),
            ("seed", inputs.Seed.ToString(CultureInfo.InvariantCulture)));
        html.Paragraph("All numbers: worlds.csv, assumptions.csv and intervals.csv beside this page, and the same as Parquet.");
        return ExperimentPage.End(html);
    }

    private static void Intervals(HtmlText html, DoubtResult doubt)
    {
        html.Section("intervals", "Intervals");
        List<IReadOnlyList<string>> rows = [];
        Add(doubt.Knowledge, doubt.Plan.Scenario.Inputs.Name, (v, unit) => Words.Value(v, unit));
        if (doubt.Plan.Rival is { } rival)
        {
            Add(doubt.RivalKnowledge, rival.Inputs.Name, (v, unit) => Words.Value(v, unit));
            Add(doubt.Difference, "Difference", DoubtCharts.Gap);
        }

        html.Table("Luck: 95 % over replications of the scenario as it stands. Knowledge: the middle 90 % over compatible worlds", ["measure", "#as it stands", "#luck", "#knowledge", "#median world"], rows);
        return;

        void Add(ImmutableArray<Knowledge> list, string group, Func<double, string, string> text)
        {
            if (doubt.Plan.Rival is not null)
            {
                rows.Add([group]);
            }

            rows.AddRange(list.Select(k => (IReadOnlyList<string>)
            [
                k.Measure.Label,
                text(k.Base, k.Unit),
                k is { LuckLow: { } low, LuckHigh: { } high } ? $"{text(low, k.Unit)} to {text(high, k.Unit)}" : "one replication",
                double.IsFinite(k.Low) ? $"{text(k.Low, k.Unit)} to {text(k.High, k.Unit)}" : "–",
                text(k.Median, k.Unit),
            ]));
        }
    }

    private static void First(HtmlText html, DoubtResult doubt)
    {
        html.Section("first", "What to measure first");
        html.Paragraph($"The answer here is {DoubtCharts.DecisionName(doubt)}. The rank correlation says how closely it follows an assumption over the compatible worlds; the ends say what it is when that assumption alone goes to the low or high end of its range and the fits are solved again. With {doubt.Kept.Count()} worlds and {doubt.Plan.Assumptions.Length} assumptions, chance alone gives the largest of them a correlation of {doubt.ChanceCorrelation.ToString("0.00", CultureInfo.InvariantCulture)} in one case of twenty: below that nothing is told apart.");
        string End(double value, string fate, bool run) => double.IsFinite(value) ? DoubtCharts.DecisionText(doubt, value) : run ? fate : "not run";
        html.Table(
            $"The first {Math.Min(Shown, doubt.Turners.Length)} of {doubt.Turners.Length} assumptions",
            ["assumption", "mark", "value", "range", "#rank correlation", "told from chance", "at the low end", "at the high end", "source"],
            doubt.Turners.Take(Shown).Select(t => (IReadOnlyList<string>)
            [
                t.Assumption.Path,
                t.Assumption.Mark,
                t.Assumption.Value.Text,
                $"{t.Assumption.Low.Text} to {t.Assumption.High.Text}",
                t.Correlation.ToString("0.00", CultureInfo.InvariantCulture),
                t.Told ? "yes" : "no",
                End(t.AtLow, t.LowFate, t.LowFate.Length > 0),
                End(t.AtHigh, t.HighFate, t.HighFate.Length > 0),
                t.Assumption.Source,
            ]));
    }

    private static void Fits(HtmlText html, DoubtResult doubt)
    {
        html.Section("fits", "Published facts, and the worlds they forbid");
        html.Paragraph($"{doubt.Kept.Count()} of {doubt.Worlds.Length} worlds ({Words.Percent(doubt.KeptShare)}) are compatible. {Misses(doubt)}");
        html.Table(
            "Fit rows in the baseline as it stands; a world is held against these, since it has the same luck",
            ["row", "#published", "#base run", "#compatible worlds"],
            doubt.BaseFits.Select((f, i) =>
            {
                double[] there = [.. doubt.Kept.Where(w => w.Fits.Length > i).Select(w => w.Fits[i].Simulated)];
                return (IReadOnlyList<string>)[f.Id, Words.Count(f.Published), Words.Count(Math.Round(f.Simulated)), there.Length == 0 ? "–" : $"{Words.Count(Math.Round(there.Min()))} to {Words.Count(Math.Round(there.Max()))}"];
            }));
        SampledWorld[] lost = [.. doubt.Worlds.Where(w => w is { Kept: false }).Select(w => w!)];
        if (lost.Length > 0)
        {
            html.Table("Worlds left out", ["world", "why"], lost.Select(w => (IReadOnlyList<string>)[(w.Index + 1).ToString(CultureInfo.InvariantCulture), w.Why]));
        }
    }

    private static void Method(HtmlText html, DoubtResult doubt)
    {
        html.Section("method", "How it was made");
        html.Paragraph($"Sample: a maximin Latin hypercube of {doubt.Worlds.Length} points over {doubt.Plan.Assumptions.Length} inputs that are marked as assumption, memory, arithmetic or trial and have a range. An input's value is taken to be as likely too high as too low: half of the points lie on each side, in equal ratios where the range is above zero. Shares of one whole are drawn each in its range and then scaled to 100 %. A part is cut where it would exceed its whole (hold help, referrals).");
        html.Paragraph("Fits: in every world the share of reviews that lead to a CF-28, the share protested as entered and the steepness of the yield are solved again, by arithmetic on expected counts and once more from the simulated baseline; document reviews are drawn only above their published bound. A world is kept when its solved values lie in their ranges, or at most 15 % beyond, and the simulated baseline is within 2 % (5 % for protests, which stem from the years before; two standard errors of a count beside) of the base run, which has the same luck. Whether people also finish the document reviews is shown and not tested.");
        html.Paragraph("Opening: all worlds start from the opening of the scenario as it stands, at full scale; an opening of its own would cost each five times its year. What the pool grows by in the year counts as lapsed, so that the coverage of a world with too few people is not flattered; protests of the year stem from the years before and are the published number in every world.");
        html.Paragraph($"Not varied ({doubt.Plan.LeftOut.Length}): {string.Join("; ", doubt.Plan.LeftOut.GroupBy(l => l.Why.StartsWith("set by", StringComparison.Ordinal) ? "set by the scenario's files" : l.Why).Select(g => $"{g.Key}: {string.Join(", ", g.Select(x => x.Path))}"))}.", "note");
    }
}
