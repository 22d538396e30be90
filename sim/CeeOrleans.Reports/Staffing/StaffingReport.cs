using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Staffing;

/// <summary>
/// What a search leaves: a page with the statement, people by desk, the curve around the answer, targets by office, and the lines
/// that put the answer into a scenario; the same as CSV and Parquet. No clock in it: a second call gives the same bytes.
/// </summary>
public static class StaffingReport
{
    /// <summary>Targets shown on the page, the tightest; all are in the file.</summary>
    private const int ShownTargets = 30;

    /// <param name="result">An answer.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="folder">Exists; files of the same names are replaced.</param>
    /// <param name="extends">Path of the searched scenario from the folder in which the files are kept; the answer is then also written as a scenario that extends it.</param>
    /// <returns>Path inside the folder by stable name.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(StaffingResult result, string command, string folder, string? extends = null, CancellationToken cancellation = default)
    {
        ImmutableSortedDictionary<string, string> files = ExperimentPage.Write(folder, StaffingCharts.Of(result), StaffingTables.Of(result), charts => Page(result, command, charts), cancellation);
        if (extends is null || !AnswerScenario.Exists(result))
        {
            return files;
        }

        File.WriteAllText(Path.Combine(folder, AnswerScenario.File), string.Join('\n', AnswerScenario.Of(result, command, extends)) + "\n");
        return files.Add("answer", AnswerScenario.File);
    }

    private static string Page(StaffingResult result, string command, ImmutableArray<(ChartSeries Chart, byte[] Png)> charts)
    {
        RunInputs inputs = result.Plan.Inputs;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {result.Plan.Targets.Length} targets in each of {Words.Plural(result.Desks.Select(d => d.Desk.Office).Distinct().Count(), "office", "offices")} · seed {inputs.Seed}");
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans staffing",
            result.Plan.Office is { } office ? $"{inputs.Name}: the people of {StaffingStatement.Name(result, office)}" : $"{inputs.Name}: the people it takes",
            inputs.Description,
            facts,
            [("answer", "The answer"), ("desks", "Desks"), ("charts", "Charts"), ("targets", "Targets"), ("scenario", "As a scenario"), ("trust", "How to read it"), ("repeat", "Repeat")]);
        html.Section("answer", "The answer").Raw("<div class=\"answer\">");
        foreach (StatementPart part in StaffingStatement.Parts(result))
        {
            html.Raw($"<h3>{HtmlText.E(part.Title)}</h3>");
            foreach (string line in part.Lines)
            {
                html.Paragraph(line);
            }
        }

        html.Raw("</div>");
        html.Section("desks", "People by office and role");
        html.Table("Whole people", ["office", "role", .. StaffingTables.Heads.Select(h => "#" + h)], StaffingTables.Rows(result));
        foreach (string line in StaffingStatement.Legend(result))
        {
            html.Paragraph(NationalCharts.Upper(line), "note");
        }

        html.Section("charts", "Charts");
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"The curves over people are from the first {Words.Plural(result.Years.Count(y => !y.Curve.IsEmpty), "fresh year", "fresh years")}, each office run again alone on its luck; bands reach from the worst to the best of them, all other numbers are from all {result.Years.Length}. What the pool grew by in the year counts as lapsed here, because it will be; in the table of targets it does not, so coverage stands higher there. Worst clock: the kind of work, in the office, with the least share on time, of cohorts of {StaffingCertificate.LeastCohort} and more."), "note");
        foreach ((ChartSeries chart, byte[] png) in charts)
        {
            ExperimentPage.Figure(html, chart, png);
        }

        if (!result.Draws.IsEmpty)
        {
            html.Table(
                "People that a year with other importers of the same assumptions asks for, the other desk as large as that year asks",
                ["seed of the draw", "#share of the summaries", .. result.Desks.Select(d => $"#{StaffingStatement.Plural(d.Desk.Role)} at {StaffingStatement.Mark(result, d.Desk.Office)}"), "every target met by the answer"],
                result.Draws.Select(d => (IReadOnlyList<string>)
                [
                    d.Seed.ToString(CultureInfo.InvariantCulture),
                    Words.Percent(d.Share),
                    .. result.Desks.Select(k => d.Needs.FirstOrDefault(n => n.Office == k.Desk.Office && n.Role == k.Desk.Role) is { Unreachable.IsEmpty: true } n ? Words.Count(n.Need) : "–"),
                    d.Met ? "yes" : "no",
                ]));
        }

        foreach (WorldNeed need in result.Worlds?.Needs ?? [])
        {
            Turners(html, result, need);
        }

        html.Section("targets", "The tightest targets");
        html.Table(
            $"Over the {result.Years.Length} fresh years, tightest first; all are in targets.csv",
            ["office", "whose work", "target", "#at least", "#mean", "#worst year", "#years met"],
            StaffingTables.TargetRows(result).Where(t => double.IsFinite(t.Worst)).OrderBy(t => t.Worst - t.AtLeast).Take(ShownTargets)
                .Select(t => (IReadOnlyList<string>)[t.Office, StaffingStatement.Plural(t.Role), $"{t.Measure}: {t.Kind}", Words.Percent(t.AtLeast), Words.Percent(t.Mean), Words.Percent(t.Worst), $"{t.YearsMet} of {t.Years}"]),
            row => !row[^1].StartsWith($"{result.Years.Length} of", StringComparison.Ordinal));
        html.Paragraph("Coverage in this table is of reviews opened against lapsed, as a run counts it; the sentences and curves above count what the pool grew by as lapsed too, and so stand lower.", "note");
        foreach (string line in StaffingStatement.Whose(result))
        {
            html.Paragraph(line, "note");
        }

        string[] lines = [.. AnswerScenario.Lines(result)];
        html.Section("scenario", "The answer as a scenario");
        if (result.Plan.AsItStands)
        {
            html.Paragraph("It is the scenario as it stands.");
        }
        else if (inputs.Population is null)
        {
            html.Paragraph("A plain queue has its people under queue: servers.");
        }
        else
        {
            html.Paragraph($"{AnswerScenario.File} beside this page is the scenario with these people: cee run and cee compare say everything else about it. Its lines, for a file of your own that extends the scenario:");
            html.Raw($"<pre>{HtmlText.E(string.Join('\n', lines))}</pre>");
        }

        Trust(html, result);
        html.Section("repeat", "Repeat this search");
        html.Raw($"<pre>{HtmlText.E(command)}</pre>");
        html.Terms(
            ("scenario hash", inputs.ScenarioHash),
            ("data hash", inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("search hash", result.Plan.Hash),
            ("seed", inputs.Seed.ToString(CultureInfo.InvariantCulture)),
            ("years of the search", FormattableString.Invariant($"replications 1 to {result.Plan.SearchYears}")),
            ("years of the certificate", FormattableString.Invariant($"replications {result.Plan.SearchYears + 1} to {result.Plan.SearchYears + result.Years.Length}")));
        html.Paragraph($"All numbers: desks.csv, targets.csv{(result.Draws.IsEmpty ? "" : ", draws.csv")}{(result.Worlds is { Needs.IsEmpty: false } ? ", worlds.csv" : "")} and years.csv beside this page, and the same as Parquet. Finished years are kept; a second call runs none of them again.");
        return ExperimentPage.End(html);
    }

    /// <summary>The assumptions that were run alone, and those that the worlds tell from chance: what each is and what it does.</summary>
    private static void Turners(HtmlText html, StaffingResult result, WorldNeed need)
    {
        NeedTurner[] shown = [.. need.Turners.Where(t => t.Told || t.AtLow is not null || t.AtHigh is not null)];
        if (shown.Length == 0)
        {
            return;
        }

        string End(int? people) => people is { } p ? Words.Count(p) : "–";
        html.Table(
            $"{NationalCharts.Upper(StaffingStatement.Plural(need.Desk.Role))} at {StaffingStatement.Mark(result, need.Desk.Office)} with one assumption at an end of its range, the others as they stand ({need.AtBase}); – where the published facts allow no such world",
            ["assumption", "what it is", "mark", "value", "low end", "high end", "#people at the low end", "#at the high end", "source"],
            shown.Select(t => (IReadOnlyList<string>)
            [
                t.Assumption.Path,
                Reference.InputCatalogue.Load().Find(t.Assumption.Path)?.Note ?? "",
                t.Assumption.Mark,
                DoubtCharts.Short(t.Assumption.Value.Text),
                DoubtCharts.Short(t.Assumption.Low.Text),
                DoubtCharts.Short(t.Assumption.High.Text),
                End(t.AtLow),
                End(t.AtHigh),
                t.Assumption.Source,
            ]));
    }

    private static void Trust(HtmlText html, StaffingResult result)
    {
        html.Section("trust", "How to read it");
        html.Paragraph("A target holds in an office, on the office's own cohort, in a year. What holds in every office holds in the nation; the reverse is not so, and one office may drown behind a good average. A cohort is what fell due in the year; what is still open past its due date is late.");
        html.Paragraph("Full runs record what reaches each office, and each office is run again alone with other people on the same luck: offices pass little on to each other, so what reaches one hardly depends on the people of another. Inside an office the entry desk passes on to the import desk: where it is short, fewer reviews reach the import desk in the year, and coverage of those that do stands higher than the office deserves. Each round runs the whole plan anew, from an opening of its own, until it asks for no other numbers. So with other people at one desk the years begin with another pool, and the same number at the other desk meets a few years more or fewer: the numbers are good to one or two people. The years of the certificate were never used by the search; they share its importers and opening luck, so the certificate is conditional on those; --draws tries the answer on other importers.");
        html.Paragraph("The bound is the hours of the promised work, each kind by the share promised, and work with a clock whole where a pool is promised that comes after it; a year's work counts as that year's. With fewer people at a desk the hours are not there, however the work falls. It is no promise that a staffing between the bound and the answer does not exist.");
        if (result.Worlds is { Needs.IsEmpty: false })
        {
            html.Paragraph("A world is one year in which every marked assumption has another value of its range. It counts if the nation, staffed as today and without Centers, then meets the published facts. All worlds have the luck of the same year, replication 1, so the people they ask for differ by what is not known alone; the answer's reserve for luck comes on top. Where the other desk of the office is short of people in a world, it is given what that world asks for first.");
        }

        html.Paragraph("Positions cost the same in both roles. No advice is given for officers at ports. Minutes of work are assumptions; " + (result.Worlds is null ? "--worlds 64 says in how many of the worlds that the published facts allow the answer holds." : "the share of worlds in the answer says what they do to it."));
    }
}
