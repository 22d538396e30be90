using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>A comparison as one page that opens from disk. The answer stands first; what it rests on follows.</summary>
public static class ComparisonPage
{
    /// <summary>Groups of a dimension in the table of who gains; all of them stand in affected.csv.</summary>
    public const int MostGroups = 30;

    /// <summary>The whole page.</summary>
    /// <param name="input">The comparison and the effective scenarios.</param>
    /// <param name="charts">Each chart with its PNG.</param>
    public static string Page(ComparisonInput input, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        Comparison comparison = input.Comparison;
        HtmlText html = new();
        string title = string.Join(" against ", comparison.Plans.Take(2).Reverse().Select(p => p.Inputs.Name)) + (comparison.Plans.Length > 2 ? FormattableString.Invariant($" and {comparison.Plans.Length - 2} more") : "");
        html.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{HtmlText.E(title)} – CeeOrleans comparison</title>")
            .Raw("<style>").Raw(HtmlReport.Style()).Raw("</style></head><body>")
            .Raw("<a class=\"skip\" href=\"#answer\">Skip to the answer</a>")
            .Raw("<header><p class=\"kicker\">CeeOrleans comparison of plans</p>")
            .Raw($"<h1>{HtmlText.E(title)}</h1>");
        Asked(html, comparison);
        Contents(html, comparison);
        html.Raw("</header><main>");
        Answer(html, comparison);
        Headlines(html, comparison);
        HtmlReport.Charts(html, charts);
        WhoGainsAndLoses(html, comparison);
        Waiting(html, comparison);
        Why(html, comparison);
        Trust(html, comparison);
        Targets(html, comparison);
        Differing(html, input);
        Repeat(html, comparison);
        return html.Raw("</main><footer><p>Made by CeeOrleans. A simulation: numbers follow from the inputs of the plans, many of which are assumptions.</p></footer></body></html>").ToString();
    }

    private static void Asked(HtmlText html, Comparison comparison)
    {
        RunInputs inputs = comparison.Plans[0].Inputs;
        foreach (PlanOutcome plan in comparison.Plans)
        {
            html.Paragraph($"{plan.Label}: {plan.Inputs.Name}. {plan.Inputs.Description}");
        }

        DateOnly from = SimTime.DateOf(inputs.StartDay);
        DateOnly to = SimTime.DateOf(inputs.StartDay + inputs.Days - 1);
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{from:d MMMM yyyy} to {to:d MMMM yyyy} · {comparison.Replications} replications of every plan on the same luck · seed {comparison.Seed} · differences are {(comparison.Plans.Length == 2 ? "B − A" : "each plan − A")}"), "kicker");
        foreach (string warning in comparison.Warnings)
        {
            html.Raw($"<p class=\"alarm\">{HtmlText.E(warning)}</p>");
        }
    }

    private static void Contents(HtmlText html, Comparison comparison)
    {
        List<(string Id, string Title)> parts = [("answer", "The answer"), ("numbers", "Headline numbers"), ("charts", "Charts"), ("gains", "Who gains, who loses"), ("waiting", "Waiting by cause")];
        if (!comparison.Waterfalls.IsEmpty)
        {
            parts.Add(("why", "Why"));
        }

        parts.Add(("trust", "What pairing is worth"));
        if (comparison.Plans.Any(p => p.Targets.Length > 0))
        {
            parts.Add(("targets", "Targets"));
        }

        parts.AddRange([("inputs", "Inputs that differ"), ("repeat", "Repeat this comparison")]);
        html.Raw("<nav aria-label=\"Contents\"><ul>" + string.Concat(parts.Select(p => $"<li><a href=\"#{p.Id}\">{HtmlText.E(p.Title)}</a></li>")) + "</ul></nav>");
    }

    private static void Answer(HtmlText html, Comparison comparison)
    {
        html.Section("answer", "The answer");
        html.Raw("<div class=\"answer\">");
        foreach (PlanPair pair in comparison.Pairs)
        {
            Verdicts(html, pair);
        }

        foreach (Contest contest in comparison.Contests)
        {
            html.Paragraph(ComparisonWords.Statement(contest));
        }

        html.Raw("</div>");
        html.Paragraph(comparison.LuckNote);
        html.Paragraph(MeasureTable.KnowledgeNote + " For a decision it matters in which share of the worlds compatible with the published facts a plan wins; that is not known here.");
        if (comparison.Plans[0].Inputs.Population is not null)
        {
            html.Raw("<p class=\"note\"><strong>What is not in the difference.</strong> Familiarity, case memory and uniformity are off, and no plan pays for its transition: this is the difference that whole people, calendars, queues and common swings make by themselves.</p>");
        }
    }

    /// <summary>What is better and what is worse, each with its interval; what differs in neither way stands in the table.</summary>
    private static void Verdicts(HtmlText html, PlanPair pair)
    {
        ComparedMeasure[] headline = [.. ComparisonWords.Headline(pair).SelectMany(g => g.Measures)];
        if (pair.Identical || !headline.Any(m => m.Verdict is Verdict.Better or Verdict.Worse && m.Matters))
        {
            foreach (string sentence in ComparisonWords.Sentences(pair))
            {
                html.Paragraph(sentence);
            }

            return;
        }

        foreach ((Verdict verdict, string title) in new[] { (Verdict.Better, $"Better under {ComparisonWords.Plan(pair.B)} than under {ComparisonWords.Plan(pair.A)}:"), (Verdict.Worse, "Worse:") })
        {
            ComparedMeasure[] those = [.. headline.Where(m => m.Verdict == verdict && m.Matters)];
            if (those.Length == 0)
            {
                html.Paragraph($"{title} nothing by more than what does not matter.");
                continue;
            }

            html.Paragraph(title);
            html.Raw("<ul>" + string.Concat(those.Select(m =>
                $"<li>{HtmlText.E($"{m.Label}: {Words.Value(m.Estimate.B.Mean, m.Unit)} instead of {Words.Value(m.Estimate.A.Mean, m.Unit)}; {ComparisonWords.WithInterval(m.Estimate.Difference, m.Unit)}")}</li>")) + "</ul>");
        }

        foreach (string sentence in ComparisonWords.Sentences(pair).Skip(2))
        {
            html.Paragraph(sentence);
        }
    }

    private static void Headlines(HtmlText html, Comparison comparison)
    {
        html.Section("numbers", "Headline numbers");
        foreach (PlanPair pair in comparison.Pairs)
        {
            List<IReadOnlyList<string>> rows = [];
            foreach ((string group, IReadOnlyList<ComparedMeasure> measures) in ComparisonWords.Headline(pair))
            {
                rows.Add([group]);
                rows.AddRange(measures.Select(m => (IReadOnlyList<string>)
                [
                    m.Label,
                    Words.Value(m.Estimate.A.Mean, m.Unit),
                    Words.Value(m.Estimate.B.Mean, m.Unit),
                    ComparisonWords.Difference(m.Estimate.Difference.Mean, m.Unit),
                    ComparisonWords.Interval(m.Estimate.Difference, m.Unit),
                    ComparisonWords.Judged(m),
                    m.Unit,
                ]));
            }

            html.Table(
                $"{ComparisonWords.Plan(pair.B)} against {ComparisonWords.Plan(pair.A)}",
                ["measure", $"#{pair.A.Label}", $"#{pair.B.Label}", $"#{pair.B.Label} − {pair.A.Label}", "#luck interval, 95 %", $"{pair.B.Label} is", "unit"],
                rows,
                row => row[5] == "worse");
        }

        html.Paragraph("Every measure, also by kind, role and office, stands in differences.csv, and the values of each year in pairs.csv, beside this page and as Parquet.");
    }

    private static void WhoGainsAndLoses(HtmlText html, Comparison comparison)
    {
        html.Section("gains", "Who gains and who loses");
        foreach (PlanPair pair in comparison.Pairs)
        {
            if (comparison.Pairs.Length > 1)
            {
                html.Raw($"<h3>{HtmlText.E($"{ComparisonWords.Plan(pair.B)} against {ComparisonWords.Plan(pair.A)}")}</h3>");
            }

            foreach (string sentence in ComparisonWords.Effects(pair))
            {
                html.Paragraph(sentence);
            }

            foreach (IGrouping<string, AffectedGroup> dimension in pair.Affected.Where(g => g.Dimension != "port").GroupBy(g => g.Dimension))
            {
                AffectedGroup[] all = [.. dimension.Where(g => g.Effect is not Effect.NotShown)];
                AffectedGroup[] shown = [.. all.OrderBy(g => g.Effect switch { Effect.Loses => 0, Effect.Mixed => 1, Effect.Gains => 2, _ => 3 }).ThenBy(g => g.Code, StringComparer.Ordinal).Take(MostGroups)];
                if (shown.Length == 0)
                {
                    continue;
                }

                html.Table(
                    $"{ComparisonWords.Upper(ComparisonWords.Many(dimension.Key))} with a difference{(shown.Length < all.Length ? $", {shown.Length} of {all.Length}; the rest in affected.csv" : "")}",
                    [dimension.Key, "effect", "what changes beyond luck"],
                    shown.Select(g => (IReadOnlyList<string>)
                    [
                        g.Dimension == "office" ? $"{OfficeNames.Title(g.Name)} ({g.Code})" : g.Name,
                        g.Effect.Text(),
                        string.Join("; ", g.Rows.Where(r => r.Verdict is not (Verdict.NotShown or Verdict.Identical or Verdict.Unknown)).Select(r => $"{r.Measure} {Words.Value(r.Estimate.A.Mean, r.Unit)} → {Words.Value(r.Estimate.B.Mean, r.Unit)}")),
                    ]),
                    row => row[1] == "loses");
            }
        }

        Spotlight(html, comparison);
    }

    /// <summary>One importer under every plan, as far as replications know importers today.</summary>
    private static void Spotlight(HtmlText html, Comparison comparison)
    {
        if (comparison.Plans.Any(p => p.Inputs.Population?.Snapshot is not null))
        {
            html.Paragraph(LiveImporters.Shown);
        }

        if (comparison.Plans.Any(p => p.Spotlight is null) || comparison.Plans.Select(p => p.Spotlight!.Importer).Distinct().Count() > 1)
        {
            return;
        }

        SpotlightAccount s = comparison.Plans[0].Spotlight!;
        html.Paragraph($"One importer: {s.Name} (importer {s.Importer.ToString(CultureInfo.InvariantCulture)}; an invented name), a trusted trader of electronics, enters goods at {s.Ports} ports.");
        html.Table(
            "Offices that this importer deals with for post-release work",
            ["plan", "#offices", "which"],
            comparison.Plans.Select(p => (IReadOnlyList<string>)
            [
                ComparisonWords.Plan(p),
                p.Spotlight!.OfficesAfter.Length.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", p.Spotlight.OfficesAfter.Take(12).Select(o => OfficeNames.Title(p.Offices[o].Name))) + (p.Spotlight.OfficesAfter.Length > 12 ? ", …" : ""),
            ]));
    }

    private static void Waiting(HtmlText html, Comparison comparison)
    {
        html.Section("waiting", "Waiting by cause");
        html.Paragraph("Item-days that open work spends at offices inside the horizon. Up to its first touch a piece of work waits for staff, who are busy or off shift; replications do not separate the two. What is left after service follows from the kind: a reply waits for the importer, a protest for headquarters, a laboratory, a lead case or further information.");
        foreach (PlanPair pair in comparison.Pairs)
        {
            html.Table(
                $"{ComparisonWords.Plan(pair.B)} against {ComparisonWords.Plan(pair.A)}, all kinds of work",
                ["waits for", $"#{pair.A.Label}, item-days", $"#{pair.B.Label}, item-days", "#difference", "#luck interval, 95 %"],
                pair.Waiting.Where(w => w.Kind.Length == 0).Select(w => (IReadOnlyList<string>)
                [
                    w.Cause.Text(),
                    Words.Count(Math.Round(w.ItemDays.A.Mean)),
                    Words.Count(Math.Round(w.ItemDays.B.Mean)),
                    ComparisonWords.Difference(Math.Round(w.ItemDays.Difference.Mean), "item-days"),
                    ComparisonWords.Interval(w.ItemDays.Difference, "item-days"),
                ]));
        }

        html.Paragraph("By kind of work: waiting.csv.");
    }

    private static void Why(HtmlText html, Comparison comparison)
    {
        if (comparison.Waterfalls.IsEmpty)
        {
            return;
        }

        html.Section("why", "Why: the difference by mechanism");
        html.Paragraph("Every mechanism is switched off in both plans, then they come back one by one; capacity stays the same. What a step adds depends on what stands before it. Break-even: how many times its size a step would have to be for the whole difference to vanish. Familiarity, memory, uniformity, virtual staff and the transition have no switch in scenarios yet.");
        foreach (Waterfall w in comparison.Waterfalls)
        {
            html.Table(
                $"{ComparisonWords.Upper(w.Measure)}, B − A",
                ["step", "#adds", "#luck interval, 95 %", "#difference so far", "#break-even", "what it is"],
                [
                    .. w.Bars.Select(b => (IReadOnlyList<string>)
                    [
                        b.Name,
                        ComparisonWords.Difference(b.Step.Mean, w.Unit),
                        ComparisonWords.Interval(b.Step, w.Unit),
                        ComparisonWords.Difference(b.Reached.Mean, w.Unit),
                        double.IsNaN(b.BreakEven) ? "none" : ComparisonWords.Number(b.BreakEven) + " times",
                        b.Explains,
                    ]),
                    ["the whole difference", ComparisonWords.Difference(w.Total.Mean, w.Unit), ComparisonWords.Interval(w.Total, w.Unit), ComparisonWords.Difference(w.Total.Mean, w.Unit), "", ""],
                ]);
        }
    }

    private static void Trust(HtmlText html, Comparison comparison)
    {
        html.Section("trust", "What pairing is worth");
        html.Paragraph("Variance-reduction factor: variance of A plus variance of B over the variance of the difference. Its 95 % interval is Pitman's and Morgan's (1939) for the ratio of two correlated variances, exact for normal years. k is the larger standard deviation over the smaller; no pairing can reach more than (1 + k²)/(k − 1)². A factor above 1,000 is not told in digits: they would be rounding.");
        foreach (PlanPair pair in comparison.Pairs)
        {
            html.Table(
                $"{ComparisonWords.Plan(pair.B)} against {ComparisonWords.Plan(pair.A)}: headline numbers, then waits and shares by kind of work",
                ["measure", "#factor", "#interval, 95 %", "#k", "#at most", "#correlation", "when low: why"],
                ComparisonWords.Headline(pair).SelectMany(g => g.Measures).Concat(ComparisonWords.WaitsAndShares(pair)).Select(m =>
                {
                    VarianceReduction v = m.Estimate.Reduction;
                    return (IReadOnlyList<string>)
                    [
                        m.Label,
                        m.Estimate.Identical && double.IsInfinity(v.Factor) ? "identical" : ComparisonWords.FactorNumber(v.Factor),
                        ComparisonWords.FactorRange(v) is { Length: > 0 } range ? range : "–",
                        double.IsNaN(v.Ratio) ? "–" : double.IsInfinity(v.Ratio) ? "∞" : v.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
                        ComparisonWords.Limit(v),
                        double.IsNaN(v.Correlation) ? "–" : v.Correlation.ToString("0.00", CultureInfo.InvariantCulture),
                        v.Why,
                    ];
                }));
        }
    }

    private static void Targets(HtmlText html, Comparison comparison)
    {
        if (comparison.Plans.All(p => p.Targets.Length == 0))
        {
            return;
        }

        html.Section("targets", "Targets of the plans");
        html.Table(
            "What each plan declares, and what it reached",
            ["plan", "target", "#at least", "#reached", "#in replications", "verdict"],
            comparison.Plans.SelectMany(p => p.Targets.Select(t => (IReadOnlyList<string>)[ComparisonWords.Plan(p), t.Measure, Words.Percent(t.AtLeast), Words.Percent(t.Value), $"{t.MetIn} of {t.Replications}{(t.Replications > 1 ? $" (at least {Words.Percent(t.YearsAtLeast)} of years)" : "")}", t.Met ? "met" : "not met"])),
            row => row[5] == "not met");
    }

    private static void Differing(HtmlText html, ComparisonInput input)
    {
        html.Section("inputs", "Inputs that differ");
        Comparison comparison = input.Comparison;
        Dictionary<string, EffectiveValue>[] values = [.. input.Effective.Select(e => e.ToDictionary(v => v.Path, StringComparer.Ordinal))];
        string[] differing = [.. values.SelectMany(v => v.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(p => p is not ("name" or "description" or "seed" or "replications"))
            .Where(p => values.Select(v => v.TryGetValue(p, out EffectiveValue? e) ? e.Value : null).Distinct().Count() > 1)];
        if (differing.Length == 0)
        {
            html.Paragraph("The plans do not differ in any input.");
            return;
        }

        html.Paragraph("Everything else is the same in all plans. The values of each plan with their sources and marks: cee show FILE --effective.");
        html.Table(
            $"{Words.Plural(differing.Length, "value", "values")} not the same in all plans",
            ["input", .. comparison.Plans.Select(p => p.Label)],
            differing.Select(p => (IReadOnlyList<string>)[p, .. values.Select(v => v.TryGetValue(p, out EffectiveValue? e) ? e.Value : "–")]));
    }

    private static void Repeat(HtmlText html, Comparison comparison)
    {
        html.Section("repeat", "Repeat this comparison");
        if (comparison.CommandLine.Length > 0)
        {
            html.Raw($"<pre>{HtmlText.E(comparison.CommandLine)}</pre>");
        }

        List<(string, string)> terms =
        [
            ("data hash", comparison.Plans[0].Inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("seed", comparison.Seed.ToString(CultureInfo.InvariantCulture)),
            ("replications", comparison.Replications.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (PlanOutcome plan in comparison.Plans)
        {
            terms.Add(($"scenario {plan.Label}", $"{plan.File}, hash {plan.Inputs.ScenarioHash}"));
            terms.Add(($"result {plan.Label}", $"{plan.ResultHash}; {plan.FromStore} of {comparison.Replications} replications from the store{(plan.Seconds.PerReplication.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {plan.Seconds.PerReplication.Average():0.0} s for each other"))}"));
        }

        terms.Add(("took", string.Create(CultureInfo.InvariantCulture, $"{comparison.Seconds:0.0} s")));
        html.Terms(terms);
        html.Paragraph("The same plans, data, seed and model version give the same result hashes on every machine. All numbers: differences.csv, pairs.csv, waiting.csv, affected.csv and best.csv beside this page, and the same as Parquet.");
    }
}
