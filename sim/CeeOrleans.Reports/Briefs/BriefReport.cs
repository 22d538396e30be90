using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Briefs;

/// <summary>The brief as one page: the table that decides, then the charts that say how many, why, how fast, for whom, with what reserve.</summary>
public static class BriefReport
{
    private static readonly (string Question, string[] Charts, string Otherwise)[] Questions =
    [
        ("How many?", ["coverage-of-people", "clocks-of-people"], "The curve over people is not part of this page; the same command with --people 850..1000:50 draws it."),
        ("Do I believe it?", ["waterfall-1", "waterfall-2", "waterfall-3", "waterfall-4"], "The waterfall by mechanism is not part of this page; the same command with --waterfall draws it, and runs both plans once more for each mechanism."),
        ("How fast, in which order?", ["openings", "backlog", "coverage", "in-training"], "No expansion stands on this page; the same command with --expansion scenarios/expansion-2012-2016.yaml draws one."),
        ("Whom to warn?", ["importers", "ports"], "The plans have neither classes of importers nor ports."),
        ("What reserve?", ["reserve-1", "reserve-2"], "Weeks to recover after a surge, against people added, are not part of this page; the same command with --recover 0,25,50,100 draws them for today and the plan."),
        ("What does one more specialist bring in?", ["yield"], "These plans have no review pool, so nothing is found."),
    ];

    /// <returns>Path inside the folder by stable name: "report", "brief.csv", "charts/yield.png".</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(Brief brief, string folder, CancellationToken cancellation = default) =>
        ExperimentPage.Write(folder, BriefCharts.Of(brief), [BriefTable.Data(brief)], charts => Page(brief, charts), cancellation);

    /// <summary>The decision in sentences, for a screen and for the head of the page.</summary>
    public static IEnumerable<string> Answer(Brief brief)
    {
        foreach (var pair in brief.Comparison.Pairs)
        {
            foreach (string sentence in ComparisonWords.Sentences(pair).Take(2))
            {
                yield return sentence;
            }
        }

        string[] below = [.. brief.Rows.SelectMany(r => r.People.Where(p => p.Below > 0).Select(p => $"{r.Title} is {Words.Count(p.Below)} {MeasureTable.RoleName(p.Role)}s short"))];
        if (below.Length > 0)
        {
            yield return $"Against the floor of law {string.Join(", ", below)}.";
        }

        if (brief.Knowledge is { } known)
        {
            string turns = known.Turns.Length == 0 ? "no assumption that was tried turns it" : $"{known.Turns[0]} would turn it";
            yield return known.Wins is { } wins
                ? $"By {known.Measure} the plan is better in {Words.Percent(wins)} of {known.Worlds} worlds that the published facts allow; {turns}."
                : $"Over {known.Worlds} worlds that the published facts allow, {known.Measure} lies between {Words.Percent(known.Low)} and {Words.Percent(known.High)}.";
        }
        else
        {
            yield return $"How much of this rests on what is not known is open: cee doubt {brief.Rows[1].Plan.File} --against {brief.Rows[0].Plan.File} says in which share of worlds the plan wins.";
        }
    }

    private static string Page(Brief brief, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = brief.Rows[0].Plan.Inputs;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {Words.Plural(brief.Comparison.Replications, "replication", "replications")} of every plan on the same luck · seed {inputs.Seed}");
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans brief",
            $"{brief.Rows[1].Plan.Inputs.Name}, or {inputs.Name}?",
            string.Join(" ", brief.Rows.Select(r => $"{ComparisonWords.Upper(r.Title)} is {r.Plan.Inputs.Name}.")),
            facts,
            [("answer", "The answer"), ("page", "The page that decides"), .. Questions.Select((q, i) => (Id(i), q.Question)), ("glossary", "Glossary"), ("repeat", "Repeat")]);
        ExperimentPage.Answer(html, Answer(brief));
        Table(html, brief);
        Dictionary<string, (ChartSeries Chart, byte[] Png)> byId = charts.ToDictionary(c => c.Chart.Id);
        for (int i = 0; i < Questions.Length; i++)
        {
            (string question, string[] ids, string otherwise) = Questions[i];
            html.Section(Id(i), question);
            string[] there = [.. ids.Where(byId.ContainsKey)];
            if (there.Length == 0)
            {
                html.Paragraph(otherwise);
            }

            foreach (string id in there)
            {
                ExperimentPage.Figure(html, byId[id].Chart, byId[id].Png);
            }
        }

        OneMore(html, brief);
        Glossary.Write(html);
        html.Section("repeat", "Repeat this brief");
        html.Raw($"<pre>{HtmlText.E(brief.CommandLine)}</pre>");
        html.Terms(brief.Rows.Select(r => (r.Title, $"{r.Plan.File}, scenario {r.Plan.Inputs.ScenarioHash[..12]}, result {r.Plan.ResultHash[..12]}")));
        html.Paragraph("The table as files: brief.csv and brief.parquet beside this page; the data of each chart under it. All numbers of the comparison: cee compare with the same plans, which runs nothing again.");
        return ExperimentPage.End(html);
    }

    private static void Table(HtmlText html, Brief brief)
    {
        html.Section("page", "The page that decides");
        List<string> heads = [""];
        for (int i = 0; i < brief.Rows.Length; i++)
        {
            heads.Add("#" + brief.Rows[i].Title);
            if (i > 0)
            {
                heads.Add($"{brief.Rows[i].Title} less today, 95 % luck");
            }
        }

        List<IReadOnlyList<string>> rows = [];
        foreach (IGrouping<string, BriefLine> group in BriefTable.Of(brief).GroupBy(l => l.Group))
        {
            rows.Add([group.Key]);
            foreach (BriefLine line in group)
            {
                List<string> row = [line.Measure, line.Cells[0]];
                for (int i = 1; i < line.Cells.Length; i++)
                {
                    row.Add(line.Cells[i]);
                    row.Add(line.Against.IsEmpty ? "" : line.Against[i - 1]);
                }

                rows.Add(row);
            }
        }

        html.Raw("<div class=\"brief\">");
        html.Table("Means over the same years; to the right of a plan its paired difference", heads, rows, row => row.Any(c => c.EndsWith(", worse", StringComparison.Ordinal)));
        html.Raw("</div>");
        html.Paragraph(brief.Comparison.LuckNote);
    }

    private static void OneMore(HtmlText html, Brief brief)
    {
        double year = 365.0 / brief.Rows[0].Plan.Inputs.Days;
        MarginalYield[] steps = [.. brief.Curves.SelectMany(c => MarginalYield.Of(c, brief.Rows[0].Plan.Inputs.Money.PositionDollarsPerYear, year))];
        if (steps.Length == 0)
        {
            html.Paragraph("What one more person brings in follows from two points over people: --people 850..1000:50 computes it with its luck interval.");
            return;
        }

        html.Table(
            "One more import specialist, between two numbers of people",
            ["plan", "#from", "#to", "#brings in a year", "#luck interval, 95 %", "#costs a year", "pays for itself"],
            steps.Select(s => (IReadOnlyList<string>)
            [
                s.Label,
                Words.Count(s.From),
                Words.Count(s.To),
                Words.Dollars(s.PerPerson.Mean),
                s.PerPerson is { Low: { } low, High: { } high } ? $"{Words.Dollars(low)} to {Words.Dollars(high)}" : "one replication",
                Words.Dollars(s.CostPerPerson),
                s.PerPerson is { Low: { } least, High: { } most } ? least > s.CostPerPerson ? "yes" : most < s.CostPerPerson ? "no" : "luck alone may decide" : "unknown",
            ]));
        html.Paragraph(brief.Knowledge is { } k && k.Measure == MeasureNames.RevenueFound
            ? $"Knowledge: over the worlds that the facts allow, revenue found in all lies between {Words.Dollars(k.Low)} and {Words.Dollars(k.High)}; what one person brings in scales with it."
            : "Knowledge: the limit and the exponent of the yield are assumptions with ranges, and what a person brings in is proportional to the limit. cee doubt FILE --measure \"revenue found\" says how far revenue moves.");
        html.Paragraph("Revenue found is not revenue gained: it leaves out what review deters, and what protests give back.");
    }

    private static string Id(int question) => string.Create(CultureInfo.InvariantCulture, $"question-{question + 1}");
}
