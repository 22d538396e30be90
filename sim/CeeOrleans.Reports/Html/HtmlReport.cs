using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Theory;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>
/// The report as one page that opens from disk: pictures inside, no script, nothing loaded from anywhere. The answer
/// stands first; what it rests on follows.
/// </summary>
public static partial class HtmlReport
{
    /// <summary>The whole page.</summary>
    /// <param name="input">Run, measures, inputs, targets, facts.</param>
    /// <param name="theory">The plain queue that the scenario is; null for all others.</param>
    /// <param name="charts">Each chart with its PNG.</param>
    public static string Page(ReportInput input, PlainQueue? theory, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = input.Run.Inputs;
        bool national = inputs.Population is not null;
        HtmlText html = new();
        html.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{HtmlText.E(inputs.Name)} – CeeOrleans report</title>")
            .Raw("<style>").Raw(Style()).Raw("</style></head><body>")
            .Raw("<a class=\"skip\" href=\"#answer\">Skip to the answer</a>")
            .Raw("<header><p class=\"kicker\">CeeOrleans scenario report</p>")
            .Raw($"<h1>{HtmlText.E(inputs.Name)}</h1>");
        Asked(html, input);
        Contents(html, input, national);
        html.Raw("</header><main>");
        if (national)
        {
            NationalAnswer.Write(html, input);
        }
        else
        {
            QueueAnswer.Write(html, input, theory);
        }

        Charts(html, charts);
        if (national)
        {
            Spotlight(html, input.Run);
            Overloaded(html, input);
            PeopleSection.Write(html, input);
            ShockSection.Write(html, input);
        }

        Targets(html, input);
        if (input.Facts is { } facts)
        {
            Facts(html, facts);
        }

        Laws(html, input.Run);
        if (national)
        {
            Glossary.Write(html);
        }

        Inputs(html, input.Effective);
        Repeat(html, input);
        return html.Raw("</main><footer><p>Made by CeeOrleans. A simulation: numbers follow from the inputs listed above, many of which are assumptions.</p></footer></body></html>").ToString();
    }

    internal static string Style()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet is missing from the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static void Asked(HtmlText html, ReportInput input)
    {
        RunResult run = input.Run;
        RunInputs inputs = run.Inputs;
        if (inputs.Description.Length > 0)
        {
            html.Paragraph(inputs.Description);
        }

        DateOnly from = SimTime.DateOf(inputs.StartDay);
        DateOnly to = SimTime.DateOf(inputs.StartDay + inputs.Days - 1);
        List<string> parts = [string.Create(CultureInfo.InvariantCulture, $"{from:d MMMM yyyy} to {to:d MMMM yyyy}")];
        parts.Add(Words.Plural(run.Replications.Length, "replication", "replications"));
        parts.Add($"seed {inputs.Seed.ToString(CultureInfo.InvariantCulture)}");
        if (inputs.Population is { } population)
        {
            parts.Add($"{Words.Count(population.Importers)} importers");
            parts.Add($"{Words.Count(inputs.Ports.Length)} ports");
            parts.Add(Words.Plural(inputs.Offices.Length, "office", "offices"));
            int centers = inputs.Centers.Count(c => !c.Phases.IsDefaultOrEmpty);
            parts.Add(centers == 0 ? "no Center" : Words.Plural(centers, "Center", "Centers") + $" ({Eligible(inputs)})");
        }

        html.Paragraph(string.Join(" · ", parts), "kicker");
        if (inputs.Snapshot is { } snapshot)
        {
            string what = inputs.Population?.Snapshot is null ? "Starts from the live accounts" : inputs.Opening.Snapshot is null ? "Its importers are the live accounts" : "Its importers are the live accounts, and it starts from what is open in them,";
            html.Paragraph($"{what} as of {SimTime.Text(snapshot.AsOf)}, snapshot {snapshot.Hash}, {Words.Plural(snapshot.Accounts, "account", "accounts")}, {Words.Plural(snapshot.Items, "open item", "open items")}.{(inputs.Opening.Snapshot is null ? "" : string.Create(CultureInfo.InvariantCulture, $" That moment is laid on {from:d MMMM yyyy}: ages and due times are those of the live world, counted from there."))}");
        }

        if (LiveFit.Mismatch(inputs) is { } apart)
        {
            html.Raw($"<p class=\"alarm\">{HtmlText.E(apart)}</p>");
        }

        if (inputs.Population?.Snapshot is not null)
        {
            html.Paragraph(LiveImporters.Shown);
        }

        if (run.Partial)
        {
            html.Raw($"<p class=\"alarm\">Partial: the run was interrupted. Only {run.Replications.Length} of {inputs.Replications} replications were finished and are counted here.</p>");
        }

        if (run.Replications.SelectMany(r => r.Laws).Any(l => !l.Held))
        {
            html.Raw("<p class=\"alarm\">A law is broken: these numbers are not to be used. See <a href=\"#laws\">laws checked</a>.</p>");
        }
    }

    private static string Eligible(RunInputs inputs)
    {
        Eligibility widest = inputs.Centers.SelectMany(c => c.Phases.IsDefault ? [] : c.Phases).Select(p => p.Eligibility).DefaultIfEmpty(Eligibility.Nobody).Max();
        return widest switch
        {
            Eligibility.AllAccounts => "all accounts of their industry",
            Eligibility.TrustedTraders => "trusted traders",
            Eligibility.Applied => "accounts that applied",
            _ => "nobody",
        };
    }

    private static void Contents(HtmlText html, ReportInput input, bool national)
    {
        List<(string Id, string Title)> parts = [("answer", "The answer"), ("charts", "Charts")];
        if (national)
        {
            if (input.Run.Spotlight is not null)
            {
                parts.Add(("spotlight", "One importer"));
            }

            parts.Add(("overloaded", "Overloaded desks"));
            if (input.Run.Replications.Any(r => r.Staffing.Length > 0))
            {
                parts.Add(("floors", "People and floors"));
            }

            if (input.Run.Expansion.Any(r => r.Accounts.Sum() > 0))
            {
                parts.Add(("expansion", "Expansion"));
            }

            parts.AddRange(ShockSection.Parts(input.Run.Inputs));
        }

        if (input.Targets.Length > 0)
        {
            parts.Add(("targets", "Targets"));
        }

        if (input.Facts is not null)
        {
            parts.Add(("facts", "Published facts"));
        }

        parts.Add(("laws", "Laws checked"));
        if (national)
        {
            parts.Add(("glossary", "Glossary"));
        }

        parts.AddRange([("inputs", "Inputs"), ("repeat", "Repeat this run")]);
        html.Raw("<nav aria-label=\"Contents\"><ul>" + string.Concat(parts.Select(p => $"<li><a href=\"#{p.Id}\">{HtmlText.E(p.Title)}</a></li>")) + "</ul></nav>");
    }

    internal static void Charts(HtmlText html, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        html.Section("charts", "Charts");
        if (charts.Any(c => c.Chart is TimeChart))
        {
            html.Paragraph("Lines over time are means over replications; the band reaches from the lowest to the highest replication. With one replication there is no band.");
        }

        foreach ((ChartSeries chart, byte[] png) in charts)
        {
            html.Raw($"<figure id=\"chart-{chart.Id}\"><h3 class=\"vh\">{HtmlText.E(chart.Title)}</h3>")
                .Raw($"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" alt=\"{HtmlText.E(chart.Alt)}\" width=\"{ChartRenderer.Width}\" height=\"{ChartRenderer.HeightOf(png)}\">")
                .Raw($"<figcaption>{HtmlText.E(chart.Finding)}</figcaption>")
                .Raw($"<details><summary>Data of this chart</summary><p>As a file: <a href=\"charts/{chart.Id}.csv\">charts/{chart.Id}.csv</a></p>");
            ChartTable(html, chart);
            html.Raw("</details></figure>");
        }
    }

    private static void ChartTable(HtmlText html, ChartSeries chart)
    {
        switch (chart)
        {
            case TimeChart c:
                string Value(double v) => c.Share ? Words.Percent(v) : Words.Count(Math.Round(v));
                html.Table(
                    $"{c.Title}: ends and extremes of the mean",
                    ["series", "#first week", "#lowest", "#highest", "#last week"],
                    c.Lines.Select(l =>
                    {
                        double[] there = [.. l.Mean.Where(double.IsFinite)];
                        return (IReadOnlyList<string>)(there.Length == 0 ? [l.Label, "–", "–", "–", "–"] : [l.Label, Value(there[0]), Value(there.Min()), Value(there.Max()), Value(there[^1])]);
                    }));
                break;
            case BarChart c:
                html.Table(
                    c.Title,
                    ["", .. c.Series.Select(s => "#" + s)],
                    c.Rows.Select(r => (IReadOnlyList<string>)[r.Label, .. r.Text]));
                break;
            case HeatChart c:
                html.Table(
                    c.Title,
                    ["office", .. c.Columns.Select(s => "#" + s)],
                    c.Rows.Select((r, i) => (IReadOnlyList<string>)[r, .. c.Columns.Select((_, k) => Words.Percent(c.Cells[(i * c.Columns.Length) + k]))]));
                break;
            case RangeChart c:
                html.Table(
                    c.Title,
                    ["kind", "#half within", "#nine in ten within", "#nineteen in twenty within", "#mean"],
                    c.Rows.Select(r => (IReadOnlyList<string>)[r.Label, Words.Hours(r.P50), Words.Hours(r.P90), Words.Hours(r.P95), Words.Hours(r.Mean)]));
                break;
            case CurveChart c:
                html.Table(
                    c.Title,
                    [c.AxisX, .. c.Curves.Select(l => "#" + l.Label)],
                    Enumerable.Range(0, c.Curves[0].X.Length).Where(i => i % 12 == 0).Select(i =>
                        (IReadOnlyList<string>)[c.Curves[0].X[i].ToString("0.#", CultureInfo.InvariantCulture), .. c.Curves.Select(l => Words.Percent(l.Y[i]))]));
                break;
            case IntervalChart c:
                string Mark(double v) => !double.IsFinite(v) ? "–" : c.Scale switch
                {
                    IntervalAxis.Percent => (v * 100).ToString("0.###", CultureInfo.InvariantCulture) + "\u00a0%",
                    IntervalAxis.Points => (v * 100).ToString("0.###", CultureInfo.InvariantCulture) + "\u00a0pt",
                    IntervalAxis.LogHours => Words.Hours(v),
                    _ => v.ToString("#,0.###", CultureInfo.InvariantCulture),
                };
                html.Table(
                    c.Title,
                    ["", .. c.Series.SelectMany(s => new[] { "#" + s, "#95 % luck interval" }), "text in the chart"],
                    c.Rows.Select(r => (IReadOnlyList<string>)
                    [
                        r.Label,
                        .. r.Marks.SelectMany(m => new[] { Mark(m.Mean), double.IsNaN(m.Low) ? "–" : $"{Mark(m.Low)} to {Mark(m.High)}" }),
                        r.Text,
                    ]));
                break;
            case StepChart c:
                html.Table(
                    c.Title,
                    ["step", "#adds, with its luck interval"],
                    c.Bars.Select(b => (IReadOnlyList<string>)[b.Label, b.Text]));
                break;
            default:
                throw new ArgumentException($"No table for {chart.GetType().Name}.", nameof(chart));
        }
    }

    private static void Spotlight(HtmlText html, RunResult run)
    {
        if (run.Spotlight is not { } s)
        {
            return;
        }

        OfficeNames names = new(run);
        html.Section("spotlight", "One importer, before and after");
        string center = s.Center >= 0 && s.Center < run.Inputs.Centers.Length ? run.Inputs.Centers[s.Center].Name : "no Center";
        html.Paragraph($"{s.Name} (importer {s.Importer.ToString(CultureInfo.InvariantCulture)}, IOR {s.Ior}; an invented name), a trusted trader of {center}, enters goods at {s.Ports} ports. On the same {Words.Count(s.Summaries)} entry summaries and {Words.Count(s.WorkItems)} pieces of post-release work it deals with {Words.Plural(s.OfficesBefore.Length, "office", "offices")} under the ports' service offices, and with {Words.Plural(s.OfficesAfter.Length, "office", "offices")} in this scenario.");
        html.Table(
            "Offices for post-release work of this importer",
            ["", "#offices", "which"],
            [
                ["before: the ports' service offices", s.OfficesBefore.Length.ToString(CultureInfo.InvariantCulture), string.Join(", ", s.OfficesBefore.Select(o => names.Label(o)))],
                ["in this scenario", s.OfficesAfter.Length.ToString(CultureInfo.InvariantCulture), string.Join(", ", s.OfficesAfter.Select(o => names.Label(o)))],
            ]);
    }

    private static void Overloaded(HtmlText html, ReportInput input)
    {
        OfficeNames names = new(input.Run);
        html.Section("overloaded", "Overloaded desks");
        List<(string Desk, double Load, double People, double Busy)> rows = [];
        int desks = 0;
        for (int o = 0; o < input.Run.Offices.Length; o++)
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                string code = input.Run.Offices[o].Code;
                string name = MeasureTable.RoleName(role);
                double load = input.Measures.Mean(MeasureNames.ClockedLoad, code, name);
                desks += double.IsFinite(load) ? 1 : 0;
                if (load > 1)
                {
                    rows.Add(($"{names.Label(o)}, {name}s", load, input.Measures.Mean(MeasureNames.People, code, name), input.Measures.Mean(MeasureNames.Utilisation, code, name)));
                }
            }
        }

        html.Paragraph("Clocked load is the hours of work with a clock that arrived, against the hours of the people present. Above 1 a desk cannot keep up whatever the order of its work.");
        if (rows.Count == 0)
        {
            html.Paragraph($"None of {Words.Count(desks)} desks has a clocked load above 1.");
            return;
        }

        html.Table(
            $"{rows.Count} of {desks} desks with a clocked load above 1",
            ["desk", "#clocked load", "#people", "#busy"],
            rows.OrderByDescending(r => r.Load).ThenBy(r => r.Desk, StringComparer.Ordinal)
                .Select(r => (IReadOnlyList<string>)[r.Desk, r.Load.ToString("0.00", CultureInfo.InvariantCulture), Words.Count(r.People), Words.Percent(r.Busy)]));
    }

    private static void Targets(HtmlText html, ReportInput input)
    {
        if (input.Targets.Length == 0)
        {
            return;
        }

        html.Section("targets", "Targets of the scenario");
        html.Table(
            $"{input.Targets.Count(t => t.Met)} of {input.Targets.Length} declared targets met on average",
            ["target", "#at least", "#reached", "#in replications", "verdict"],
            input.Targets.Select(t => (IReadOnlyList<string>)[t.Measure, Words.Percent(t.AtLeast), Words.Percent(t.Value), $"{t.MetIn} of {t.Replications}{(t.Replications > 1 ? $" (at least {Words.Percent(t.YearsAtLeast)} of years)" : "")}", t.Met ? "met" : "not met"]),
            row => row[4] == "not met");
    }

    private static void Facts(HtmlText html, FactTable facts)
    {
        html.Section("facts", "Published facts");
        html.Paragraph(facts.Summary);
        if (!facts.Others.IsEmpty)
        {
            html.Paragraph($"Taken from stored results, too: {string.Join("; ", facts.Others)}.");
        }

        string[] commands = [.. facts.Rows.Where(r => r.Verdict == FactVerdict.NotRun).SelectMany(r => Command().Matches(r.Note).Select(m => m.Value)).Distinct()];
        if (commands.Length > 0)
        {
            html.Paragraph($"{Words.Plural(facts.Rows.Count(r => r.Verdict == FactVerdict.NotRun), "row needs", "rows need")} runs that are not stored here: {string.Join("; ", commands)}. Then repeat this run.");
        }

        html.Paragraph("Evidence is used nowhere in the model, and a miss is a finding. A fit was solved to hit its value and an input was set to it: neither proves anything. Fits and inputs that depend on volume are scaled to the expected number of summaries.");
        html.Table(
            "Published against simulated, evidence first",
            ["fact", "use", "#published", "#simulated", "tolerance", "verdict", "why, or how to get it", "source"],
            facts.Rows.Select(r => (IReadOnlyList<string>)
            [
                r.Row.Fact,
                r.Row.Use,
                Published(r.Row),
                Words.Value(r.Simulated, r.Row.Unit),
                r.Row.Tolerance.Length == 0 ? "–" : r.Row.Tolerance,
                r.Verdict switch { FactVerdict.Holds => "holds", FactVerdict.Missed => "missed", FactVerdict.NotRun => "not run", FactVerdict.Shown => "no test", _ => "unknown" },
                r.Note,
                r.Row.Mark.Length == 0 ? r.Row.Source : $"{r.Row.Source} [{r.Row.Mark}]",
            ]),
            row => row[5] == "missed");
    }

    [GeneratedRegex(@"cee run \S+?\.yaml(?: --seed \d+)?")]
    private static partial Regex Command();

    private static string Published(FactRow row) => !double.IsFinite(row.Low) ? "unknown"
        : double.IsPositiveInfinity(row.High) ? $"{Words.Value(row.Low, row.Unit)} or more"
        : row.Low.Equals(row.High) ? Words.Value(row.Low, row.Unit)
        : $"{Words.Value(row.Low, row.Unit)} to {Words.Value(row.High, row.Unit)}";

    private static void Laws(HtmlText html, RunResult run)
    {
        html.Section("laws", "Laws checked");
        (int Replication, LawCheck Law)[] all = [.. run.Replications.SelectMany(r => r.Laws.Select(l => (r.Replication, l)))];
        int broken = all.Count(l => !l.Law.Held);
        html.Paragraph(all.Length == 0 ? "No law was checked." : broken == 0
            ? $"All {all.Length} checks held, in every replication."
            : $"{broken} of {all.Length} checks failed.");
        html.Table(
            "Conservation laws",
            ["law", "held", "numbers of the first replication, or of the first that failed"],
            all.GroupBy(l => l.Law.Name).Select(g =>
            {
                var shown = g.Where(x => !x.Law.Held).DefaultIfEmpty(g.First()).First();
                int held = g.Count(x => x.Law.Held);
                return (IReadOnlyList<string>)[g.Key, held == g.Count() ? "yes" : $"no, in {g.Count() - held} of {g.Count()}", shown.Law.Detail];
            }),
            row => row[1] != "yes");
    }

    private static void Inputs(HtmlText html, ImmutableArray<EffectiveValue> effective)
    {
        html.Section("inputs", "Inputs, with sources and marks");
        if (effective.IsDefaultOrEmpty)
        {
            html.Paragraph("The effective scenario was not given to the report.");
            return;
        }

        EffectiveValue[] marked = [.. effective.Where(e => e.Mark.Length > 0)];
        string counts = string.Join(", ", marked.GroupBy(e => MarkName(e.Mark)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}"));
        html.Paragraph($"{effective.Length} values make this scenario{(marked.Length == 0 ? "." : $"; of those with a mark: {counts}.")}");
        html.Paragraph("Marks: R read in a source; D arithmetic on what was read; Mh, Mm, Ml from memory with high, middle, low confidence; A assumption; X found by a coarse trial calculation. Values without a mark are structure.");
        html.Table(
            "Effective scenario",
            ["input", "value", "mark", "range", "source", "set in"],
            effective.Select(e => (IReadOnlyList<string>)[e.Path, Words.Readable(e.Value), e.Mark, e.Range, e.Source, e.Origin]));
    }

    private static string MarkName(string mark) => mark switch
    {
        "R" => "read",
        "D" => "derived",
        "A" => "assumed",
        "X" => "from a trial calculation",
        _ when mark.StartsWith('M') => "from memory",
        _ => mark,
    };

    private static void Repeat(HtmlText html, ReportInput input)
    {
        RunResult run = input.Run;
        html.Section("repeat", "Repeat this run");
        if (run.CommandLine.Length > 0)
        {
            html.Raw($"<pre>{HtmlText.E(run.CommandLine)}</pre>");
        }

        List<(string, string)> terms =
        [
            ("scenario hash", run.Inputs.ScenarioHash),
            ("data hash", run.Inputs.DataHash),
            ("result hash", run.ResultHash),
            ("model version", RunResult.ModelVersion),
            ("seed", run.Inputs.Seed.ToString(CultureInfo.InvariantCulture)),
            ("replications", run.Partial ? $"{run.Replications.Length} of {run.Inputs.Replications} (partial)" : run.Replications.Length.ToString(CultureInfo.InvariantCulture)),
        ];
        if (run.ExpectedSummaries > 0)
        {
            terms.Add(("entry summaries", Band(run)));
        }

        terms.Add(("took", string.Create(CultureInfo.InvariantCulture, $"{run.Seconds.Total:0.0} s with {run.Silos} {(run.Silos == 1 ? "silo" : "silos")}, opening {run.Seconds.Opening:0.0} s, {string.Join(" / ", run.Seconds.PerReplication.Take(5).Select(s => s.ToString("0.0", CultureInfo.InvariantCulture)))} s a replication{(run.PeakMemoryMb > 0 ? $", peak memory {run.PeakMemoryMb:0} MB" : "")}")));
        html.Terms(terms);
        html.Paragraph("The same scenario, data, seed and model version give the same result hash on every machine. All numbers: measures.csv, weekly.csv, kinds.csv, desks.csv, ports.csv beside this page, and the same as Parquet.");
    }

    /// <summary>Expected number of summaries, what came, and whether it lies inside the band of four standard deviations.</summary>
    internal static string Band(RunResult run)
    {
        double low = run.ExpectedSummaries - (4 * run.ExpectedSummariesSd);
        double high = run.ExpectedSummaries + (4 * run.ExpectedSummariesSd);
        long[] filed = [.. run.Replications.Select(r => r.Summaries.Filed)];
        int outside = filed.Count(f => f < low || f > high);
        string came = filed.Length == 1 ? Words.Count(filed[0]) : $"{Words.Count(filed.Min())} to {Words.Count(filed.Max())}";
        return $"expected {Words.Count(Math.Round(run.ExpectedSummaries))}, standard deviation {Words.Count(Math.Round(run.ExpectedSummariesSd))}; filed {came}, {(outside == 0 ? "inside" : $"{outside} of {filed.Length} OUTSIDE")} the band of four standard deviations";
    }
}
