using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Recoveries;

/// <summary>What <c>cee recover</c> leaves: one page with the chart and its finding, and the numbers as CSV and Parquet.</summary>
public static class ReserveReport
{
    private const int MostOffices = 20;

    /// <param name="result">A whole one.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="folder">Exists; files of the same names are replaced.</param>
    /// <returns>Path inside the folder by stable name.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImmutableSortedDictionary<string, string> Write(ReserveResult result, string command, string folder, CancellationToken cancellation = default) =>
        ExperimentPage.Write(folder, [ReserveChart.Of(result)], [Weeks(result), Offices(result)], charts => Page(result, command, charts[0]), cancellation);

    /// <summary>One row per number of people and what recovers, of the nation.</summary>
    public static DataTable Weeks(ReserveResult r)
    {
        List<(ReserveRow Row, RecoveryOf What, string Against, ReserveWeeks Weeks)> rows = [];
        foreach (ReserveRow row in r.Rows)
        {
            foreach (RecoveryOf what in new[] { RecoveryOf.Reviews, RecoveryOf.Clocks })
            {
                foreach ((string against, ReserveOffice of) in new[] { ("today without the shock", row.Nation), ("the same people without the shock", row.Same) })
                {
                    if (of.Of(what) is { } weeks)
                    {
                        rows.Add((row, what, against, weeks));
                    }
                }
            }
        }

        return new DataTable(
            "weeks",
            new WholeColumn("added", [.. rows.Select(x => (long)x.Row.Added)]),
            new WholeColumn("people", [.. rows.Select(x => (long)x.Row.People)]),
            new TextColumn("what", [.. rows.Select(x => ReserveWords.Subject(x.What))]),
            new TextColumn("against", [.. rows.Select(x => x.Against)]),
            new NumberColumn("weeks", [.. rows.Select(x => x.Weeks.Estimate.Mean)]),
            new NumberColumn("low", [.. rows.Select(x => x.Weeks.Estimate.Low ?? double.NaN)]),
            new NumberColumn("high", [.. rows.Select(x => x.Weeks.Estimate.High ?? double.NaN)]),
            new NumberColumn("share of replications within the horizon", [.. rows.Select(x => x.Weeks.Reached)]),
            new TextColumn("result_hash", [.. rows.Select(x => x.Row.ResultHash)]));
    }

    /// <summary>The same by office, against today without the shock.</summary>
    public static DataTable Offices(ReserveResult r)
    {
        List<(ReserveRow Row, ReserveOffice Office, RecoveryOf What, ReserveWeeks Weeks)> rows =
        [
            .. r.Rows.SelectMany(row => row.Offices.SelectMany(o => new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => o.Of(w) is not null).Select(w => (row, o, w, o.Of(w)!)))),
        ];
        return new DataTable(
            "offices",
            new WholeColumn("added", [.. rows.Select(x => (long)x.Row.Added)]),
            new TextColumn("office", [.. rows.Select(x => r.Offices[x.Office.Office!.Value].Code)]),
            new TextColumn("name", [.. rows.Select(x => r.Offices[x.Office.Office!.Value].Name)]),
            new TextColumn("what", [.. rows.Select(x => ReserveWords.Subject(x.What))]),
            new NumberColumn("weeks", [.. rows.Select(x => x.Weeks.Estimate.Mean)]),
            new NumberColumn("share of replications within the horizon", [.. rows.Select(x => x.Weeks.Reached)]));
    }

    private static string Page(ReserveResult r, string command, (ChartSeries Chart, byte[] Png) chart)
    {
        RunInputs inputs = r.Plan.Sweep.Points[0].Inputs;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{SimTime.DateOf(inputs.StartDay):d MMMM yyyy} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):d MMMM yyyy} · {r.Rows.Length} points · {Words.Plural(r.Replications, "replication", "replications")} each · seed {inputs.Seed}");
        HtmlText html = ExperimentPage.Begin(
            "CeeOrleans reserve",
            $"{inputs.Name}: what reserve does the shock need?",
            inputs.Description,
            facts,
            [("answer", "The answer"), ("chart", "Chart"), ("weeks", "Weeks"), ("offices", "Offices"), ("trust", "How to read it"), ("repeat", "Repeat")]);
        ExperimentPage.Answer(html, [chart.Chart.Finding, Happens(r)]);
        html.Section("chart", "Time to recover against people added");
        ExperimentPage.Figure(html, chart.Chart, chart.Png);
        Table(html, r);
        OfficeTable(html, r);
        html.Section("trust", "How to read it");
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Every point was run with the shock and without it, on the same luck. A week is in trouble when its share, of reviews opened or of clocked work on time, is below that of today's people in the same week without the shock by more than {100 * Recovery.Tolerance:0} points and twice the standard error of so many items. Trouble begins with {Recovery.TroubleWeeks} such weeks in a row and ends with the first of {Recovery.CalmWeeks} weeks in a row without; weeks are counted from that of the first shock, number {r.Recovery.ShockWeek + 1} of the horizon."));
        html.Paragraph("A reserve is there to hold today's level, so all points are held against today's people without the shock. Against the same people without the shock, who raise the level of calm weeks too, is in the table beside it.");
        html.Paragraph(r.Replications > 1
            ? "The band is the 95 % luck interval of the mean over replications, conditional on the opening state. A ringed point was not reached within the horizon in at least one replication: weeks to the end are counted there, and the true mean lies above."
            : "One replication has no luck interval; add --replications 10 for one. A ringed point was not reached within the horizon: weeks to the end are counted there.");
        html.Paragraph("People added stay all year, are there from the opening on and are spread by workload. The weeks rest on the scenario's assumptions: cee doubt FILE says how much they move the answer.");
        html.Section("repeat", "Repeat this");
        html.Raw($"<pre>{HtmlText.E(command)}</pre>");
        html.Terms(
            ("scenario hash", inputs.ScenarioHash),
            ("data hash", inputs.DataHash),
            ("model version", RunResult.ModelVersion),
            ("sweep hash", r.Plan.Sweep.Hash),
            ("seed", inputs.Seed.ToString(CultureInfo.InvariantCulture)));
        html.Paragraph("All numbers: weeks.csv and offices.csv beside this page, and the same as Parquet. Finished runs are kept; a second call runs none of them again.");
        return ExperimentPage.End(html);
    }

    private static string Happens(ReserveResult r) => r.Plan.Surge is null
        ? $"What happens is what the scenario says: {ReserveWords.Shock(r)}."
        : $"What happens: {ReserveWords.Shock(r)}. It was laid over the scenario by the command.";

    private static void Table(HtmlText html, ReserveResult r)
    {
        html.Section("weeks", "Weeks");
        bool interval = r.Replications > 1;
        List<string> heads = [$"#{r.Plan.Role} added", "#people"];
        foreach (string what in new[] { "reviews", "clocks" })
        {
            heads.Add($"#{what}");
            if (interval)
            {
                heads.Add("#luck interval");
            }

            heads.Add($"#{what}, same people");
        }

        html.Table(
            "Weeks from the shock until the nation is as before" + (interval ? ", with 95 % luck intervals" : "") + "; ≥ where the horizon ended before in some replication",
            heads,
            r.Rows.Select(row =>
            {
                List<string> cells = [row.Added.ToString("#,0", CultureInfo.InvariantCulture), row.People.ToString("#,0", CultureInfo.InvariantCulture)];
                foreach (RecoveryOf what in new[] { RecoveryOf.Reviews, RecoveryOf.Clocks })
                {
                    ReserveWeeks? weeks = row.Nation.Of(what);
                    cells.Add(ReserveWords.Short(weeks));
                    if (interval)
                    {
                        cells.Add(Interval(weeks));
                    }

                    cells.Add(ReserveWords.Short(row.Same.Of(what)));
                }

                return (IReadOnlyList<string>)cells;
            }));
    }

    private static string Interval(ReserveWeeks? weeks) => weeks is { Estimate: { Low: { } low, High: { } high } }
        ? string.Create(CultureInfo.InvariantCulture, $"{low:0.#} to {high:0.#}")
        : "–";

    private static void OfficeTable(HtmlText html, ReserveResult r)
    {
        html.Section("offices", "Offices");
        List<(ReserveOffice Office, RecoveryOf What)> slow =
        [
            .. r.Rows[0].Offices.SelectMany(o => new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => o.Of(w) is { IsNone: false }).Select(w => (o, w)))
                .OrderByDescending(x => x.o.Of(x.w)!.Estimate.Mean).ThenBy(x => x.o.Office),
        ];
        if (slow.Count == 0)
        {
            html.Paragraph("No office is in trouble with today's people.");
            return;
        }

        html.Table(
            slow.Count > MostOffices ? $"The {MostOffices} slowest of {slow.Count} rows with today's people; all are in offices.csv" : "Offices in trouble with today's people, the slowest first",
            ["office", "what", .. r.Rows.Select(row => $"#{(row.Added == 0 ? "today" : string.Create(CultureInfo.InvariantCulture, $"+{row.Added:#,0}"))}")],
            slow.Take(MostOffices).Select(x => (IReadOnlyList<string>)
            [
                ReserveWords.Name(r, x.Office),
                ReserveWords.Subject(x.What),
                .. r.Rows.Select(row => row.Offices.FirstOrDefault(o => o.Office == x.Office.Office)is { } office ? ReserveWords.Short(office.Of(x.What)) : "–"),
            ]));
        html.Paragraph("Small offices have few items a week, so that two bad weeks in a row happen to them by luck now and then.", "note");
    }
}
