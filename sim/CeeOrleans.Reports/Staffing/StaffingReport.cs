using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Staffing;

/// <summary>A target at one office over the years of the certificate.</summary>
/// <param name="Mean">Mean over years; NaN when nothing fell due.</param>
/// <param name="Worst">The worst year.</param>
public sealed record TargetRow(string Office, Role Role, string Measure, string Kind, double AtLeast, double Mean, double Worst, int YearsMet, int Years);

/// <summary>
/// What a search leaves: a page with the statement, people by desk, the curve around the answer, targets by office, and the lines
/// that put the answer into a scenario; the same as CSV and Parquet. No clock in it: a second call gives the same bytes.
/// </summary>
public static class StaffingReport
{
    /// <summary>Targets shown on the page, the tightest; all are in the file.</summary>
    private const int ShownTargets = 30;

    /// <summary>The answer as a scenario, beside the page.</summary>
    private const string AnswerFile = "answer.yaml";

    /// <summary>Columns of numbers, after office and role.</summary>
    public static ImmutableArray<string> Heads { get; } = ["today", "by hours", "by search", "one away", "answer", "one fewer misses"];

    /// <param name="result">An answer.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="folder">Exists; files of the same names are replaced.</param>
    /// <param name="extends">Path of the searched scenario from the folder in which the files are kept; the answer is then also written as a scenario that extends it.</param>
    /// <returns>Path inside the folder by stable name.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(StaffingResult result, string command, string folder, string? extends = null, CancellationToken cancellation = default)
    {
        ImmutableSortedDictionary<string, string> files = ExperimentPage.Write(folder, StaffingCharts.Of(result), [Desks(result), Targets(result), Years(result), .. result.Draws.IsEmpty ? Array.Empty<DataTable>() : [Draws(result)], .. result.Worlds is { Needs.IsEmpty: false } ? [Worlds(result)] : Array.Empty<DataTable>()], charts => Page(result, command, charts), cancellation);
        if (extends is null || !IsScenario(result))
        {
            return files;
        }

        File.WriteAllText(Path.Combine(folder, AnswerFile), string.Join('\n', Scenario(result, command, extends)) + "\n");
        return files.Add("answer", AnswerFile);
    }

    /// <summary>The lines of a scenario file that gives the searched one the people of the answer.</summary>
    /// <param name="command">The command that found it.</param>
    /// <param name="extends">Path of the searched scenario from where the file will stand.</param>
    public static IEnumerable<string> Scenario(StaffingResult result, string command, string extends) =>
    [
        $"name: {Quoted($"{result.Plan.Inputs.Name}, answer")}",
        $"description: {Quoted($"The people that {command} found.")}",
        $"extends: {Quoted(extends)}",
        .. ScenarioLines(result),
    ];

    /// <summary>Whether the answer can be written as a scenario: it is another one than that which was searched.</summary>
    private static bool IsScenario(StaffingResult result) => !result.Plan.AsItStands && result.Plan.Inputs.Population is not null;

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>The table of the answer as text: a row a desk, then sums by role.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(StaffingResult result)
    {
        foreach (DeskAnswer d in result.Desks)
        {
            yield return Row(StaffingStatement.Name(result, d.Desk.Office), d.Desk.Role, d.Today, d.ByLoad, d.ByTargets, d.ByAbsence, d.Answer, Words.Plural(d.FewerMissed, "year", "years"));
        }

        foreach (IGrouping<Role, DeskAnswer> role in result.Desks.GroupBy(d => d.Desk.Role).Where(g => g.Count() > 1).OrderBy(g => g.Key))
        {
            yield return Row("together", role.Key, role.Sum(d => d.Today), role.Sum(d => d.ByLoad), role.Sum(d => d.ByTargets), role.All(d => d.ByAbsence > 0) ? role.Sum(d => d.ByAbsence) : 0, role.Sum(d => d.Answer), "");
        }

        static IReadOnlyList<string> Row(string office, Role role, int today, int load, int targets, int absence, int answer, string fewer) =>
            [office, MeasureTable.RoleName(role), Words.Count(today), Words.Count(load), targets > 0 ? Words.Count(targets) : "–", absence > 0 ? Words.Count(absence) : "–", Words.Count(answer), fewer];
    }

    /// <summary>Every target at every searched office, over the years of the certificate.</summary>
    public static ImmutableArray<TargetRow> TargetRows(StaffingResult result)
    {
        var rows = ImmutableArray.CreateBuilder<TargetRow>();
        ImmutableArray<TargetInput> targets = result.Plan.Targets;
        foreach (int office in result.Desks.Select(d => d.Desk.Office).Distinct())
        {
            for (int t = 0; t < targets.Length; t++)
            {
                TargetInput target = targets[t];
                int at = t;
                TargetReach[] years = [.. result.Years.Select(y => y.Offices.Single(o => o.Office == office).Targets[at])];
                double[] shares = [.. years.Select(y => y.Share).Where(double.IsFinite)];
                KindInput kind = result.Plan.Inputs.Kinds.First(k => k.Kind == target.Kind);
                rows.Add(new TargetRow(
                    StaffingStatement.Mark(result, office),
                    kind.Role,
                    target.Measure,
                    kind.Name,
                    target.AtLeast,
                    shares.DefaultIfEmpty(double.NaN).Average(),
                    shares.DefaultIfEmpty(double.NaN).Min(),
                    years.Count(y => y.Met),
                    years.Length));
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>
    /// The lines that, in a file that extends the scenario, give its offices the people of the answer. Where all Centers stand in
    /// one word, each is named, with the day on which it opens: a word cannot be laid over.
    /// </summary>
    private static IEnumerable<string> ScenarioLines(StaffingResult result)
    {
        RunInputs inputs = result.Plan.Inputs;
        int ports = inputs.Offices.Length;
        int[] searched = [.. result.Desks.Select(d => d.Desk.Office).Distinct()];
        bool word = result.Plan.Scenario.Loaded.Effective.Any(e => e.Path == "centers");
        int[] centers = [.. Enumerable.Range(ports, inputs.Centers.Length).Where(o => inputs.Centers[o - ports].Phases.Length > 0 && (word || searched.Contains(o)))];
        if (centers.Length > 0)
        {
            yield return "centers:";
            foreach (int o in centers)
            {
                CenterInput center = inputs.Centers[o - ports];
                string opens = word ? string.Create(CultureInfo.InvariantCulture, $"opens: {SimTime.DateOf(center.Phases.Min(p => p.FromDay)):yyyy-MM-dd}, ") : "";
                yield return string.Create(CultureInfo.InvariantCulture, $"  {(center.Short.Contains('&', StringComparison.Ordinal) ? $"\"{center.Code}\"" : center.Short)}: {{ {opens}staff: {{ import specialist: {result.Staff[o].ImportSpecialists}, entry specialist: {result.Staff[o].EntrySpecialists} }} }}");
            }
        }

        if (inputs.Offices.Length == 1 && centers.Length == 0)
        {
            // The people of one office stand with it.
            yield return "offices:";
            yield return string.Create(CultureInfo.InvariantCulture, $"  one: {{ import specialists: {result.Staff[0].ImportSpecialists}, entry specialists: {result.Staff[0].EntrySpecialists} }}");
        }
        else if (searched.Any(o => o < ports))
        {
            yield return "staff:";
            foreach (int o in searched.Where(o => o < ports))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"  \"{inputs.Offices[o].Code}\": {{ import specialist: {result.Staff[o].ImportSpecialists}, entry specialist: {result.Staff[o].EntrySpecialists} }}");
            }
        }
    }

    /// <summary>One row per desk.</summary>
    public static DataTable Desks(StaffingResult result) => DataTable.From(
        "desks",
        result.Desks,
        ("office", d => result.Offices[d.Desk.Office].Code),
        ("name", d => OfficeNames.Title(result.Offices[d.Desk.Office].Name)),
        ("role", d => MeasureTable.RoleName(d.Desk.Role)),
        ("today", d => d.Today),
        ("needed_by_load", d => d.ByLoad),
        ("needed_by_targets", d => d.ByTargets),
        ("needed_with_one_absent", d => d.ByAbsence > 0 ? (double)d.ByAbsence : double.NaN),
        ("answer", d => d.Answer),
        ("for_floor", d => d.ForFloor),
        ("years_missed_with_one_fewer", d => d.FewerMissed));

    /// <summary>One row per office and target.</summary>
    public static DataTable Targets(StaffingResult result) => DataTable.From(
        "targets",
        TargetRows(result),
        ("office", t => t.Office),
        ("role", t => MeasureTable.RoleName(t.Role)),
        ("measure", t => t.Measure),
        ("kind", t => t.Kind),
        ("at_least", t => t.AtLeast),
        ("mean", t => t.Mean),
        ("worst_year", t => t.Worst),
        ("years_met", t => t.YearsMet),
        ("years", t => t.Years));

    /// <summary>One row per year of the certificate.</summary>
    public static DataTable Years(StaffingResult result) => DataTable.From(
        "years",
        result.Years,
        ("replication", y => y.Replication),
        ("met", y => y.Met ? 1 : 0),
        ("offices_met", y => y.Offices.Count(o => o.Met)),
        ("offices", y => y.Offices.Length),
        ("least_slack", y => y.Offices.SelectMany(o => o.Targets).Min(t => t.Slack)),
        ("missed", y => string.Join("; ", y.Offices.SelectMany(o => o.Targets.Where(t => !t.Met).Select(t => $"{t.Measure}: {StaffingStatement.Target(result, t.Kind, o.Office)}")))));

    /// <summary>One row per draw of other importers and desk: the people that its year asks for.</summary>
    public static DataTable Draws(StaffingResult result) => DataTable.From(
        "draws",
        [.. result.Draws.SelectMany(d => d.Needs.Select(n => (Draw: d, Need: n)))],
        ("seed", r => r.Draw.Seed.ToString(CultureInfo.InvariantCulture)),
        ("share_of_summaries", r => r.Draw.Share),
        ("met", r => r.Draw.Met ? 1 : 0),
        ("office", r => result.Offices[r.Need.Office].Code),
        ("role", r => MeasureTable.RoleName(r.Need.Role)),
        ("people", r => r.Need.Unreachable.IsEmpty ? (double)r.Need.Need : double.NaN));

    /// <summary>One row per compatible world and desk: the people that it asks for, and the values of its assumptions.</summary>
    public static DataTable Worlds(StaffingResult result) => DataTable.From(
        "worlds",
        [.. result.Worlds!.Needs.SelectMany(n => n.Worlds.Select(w => (n.Desk, w.World, w.People)))],
        [
            ("world", w => w.World.Index + 1),
            ("office", w => result.Offices[w.Desk.Office].Code),
            ("role", w => MeasureTable.RoleName(w.Desk.Role)),
            ("people", w => w.People),
            .. result.Worlds!.Needs.SelectMany(n => n.Worlds).SelectMany(w => w.World.Values.Keys).Distinct().Order(StringComparer.Ordinal)
                .Select(path => (path, (Func<(DeskName Desk, Experiments.Doubts.SampledWorld World, int People), object>)(w => w.World.Values.TryGetValue(path, out Scenarios.PathValue value) ? value.Text : ""))),
        ]);

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
        html.Table("Whole people", ["office", "role", .. Heads.Select(h => "#" + h)], Rows(result));
        foreach (string line in StaffingStatement.Legend(result))
        {
            html.Paragraph(NationalCharts.Upper(line), "note");
        }

        html.Section("charts", "Charts");
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"The curves over people are from the first {Words.Plural(result.Years.Count(y => !y.Curve.IsEmpty), "fresh year", "fresh years")}, each office run again alone on its luck; bands reach from the worst to the best of them, all other numbers are from all {result.Years.Length}. What the pool grew by in the year counts as lapsed here, because it will be; in the table of targets it does not, so coverage stands higher there. Worst clock: the kind of work, in the office, with the least share on time, of cohorts of {StaffingService.LeastCohort} and more."), "note");
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
            TargetRows(result).Where(t => double.IsFinite(t.Worst)).OrderBy(t => t.Worst - t.AtLeast).Take(ShownTargets)
                .Select(t => (IReadOnlyList<string>)[t.Office, StaffingStatement.Plural(t.Role), $"{t.Measure}: {t.Kind}", Words.Percent(t.AtLeast), Words.Percent(t.Mean), Words.Percent(t.Worst), $"{t.YearsMet} of {t.Years}"]),
            row => !row[^1].StartsWith($"{result.Years.Length} of", StringComparison.Ordinal));
        html.Paragraph("Coverage in this table is of reviews opened against lapsed, as a run counts it; the sentences and curves above count what the pool grew by as lapsed too, and so stand lower.", "note");
        foreach (string line in StaffingStatement.Whose(result))
        {
            html.Paragraph(line, "note");
        }

        string[] lines = [.. ScenarioLines(result)];
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
            html.Paragraph($"{AnswerFile} beside this page is the scenario with these people: cee run and cee compare say everything else about it. Its lines, for a file of your own that extends the scenario:");
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
        html.Paragraph("Full runs record what reaches each office, and each office is run again alone with other people on the same luck: desks pass work forward only, so what reaches one hardly depends on the people of another. Each round runs the whole plan anew, from an opening of its own, until it asks for no other numbers. So with other people at one desk the years begin with another pool, and the same number at the other desk meets a few years more or fewer: the numbers are good to one or two people. The years of the certificate were never used by the search; they share its importers and opening luck, so the certificate is conditional on those; --draws tries the answer on other importers.");
        html.Paragraph("The bound is the hours of the promised work, each kind by the share promised, and work with a clock whole where a pool is promised that comes after it; a year's work counts as that year's. With fewer people at a desk the hours are not there, however the work falls. It is no promise that a staffing between the bound and the answer does not exist.");
        if (result.Worlds is { Needs.IsEmpty: false })
        {
            html.Paragraph("A world is one year in which every marked assumption has another value of its range. It counts if the nation, staffed as today and without Centers, then meets the published facts. All worlds have the luck of the same year, replication 1, so the people they ask for differ by what is not known alone; the answer's reserve for luck comes on top. Where the other desk of the office is short of people in a world, it is given what that world asks for first.");
        }

        html.Paragraph("Positions cost the same in both roles. No advice is given for officers at ports. Minutes of work are assumptions; " + (result.Worlds is null ? "--worlds 64 says in how many of the worlds that the published facts allow the answer holds." : "the share of worlds in the answer says what they do to it."));
    }
}
