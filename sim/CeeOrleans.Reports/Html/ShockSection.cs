using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>When clocks are met again after a shock, and how long a given backlog lasts.</summary>
internal static class ShockSection
{
    private const int MostRows = 30;

    public static IEnumerable<(string Id, string Title)> Parts(RunInputs inputs)
    {
        if (Recovery.Of(inputs) is not null)
        {
            yield return ("recovery", "Recovery");
        }

        if (inputs.Opening.Kind == OpeningKind.Given)
        {
            yield return ("opening", "Opening backlog");
        }
    }

    public static void Write(HtmlText html, ReportInput input)
    {
        Recover(html, input);
        Opening(html, input);
    }

    private static void Recover(HtmlText html, ReportInput input)
    {
        RunResult run = input.Run;
        if (Recovery.Of(run.Inputs) is not { } recovery)
        {
            return;
        }

        OfficeNames names = new(run);
        html.Section("recovery", "Weeks until clocks and reviews are as without the shock");
        if (run.CalmWeeks.Length != run.Replications.Length)
        {
            html.Paragraph("Not known: the same scenario without its shocks was not run beside it.");
            return;
        }

        html.Paragraph(RecoveryCharts.Finding(run, input.Measures, names) + ".");
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Counted from the week of the first shock, {string.Join("; ", recovery.Spans.Select(Said))}. Every replication was run a second time without the shocks, on the same luck. A week is in trouble when its share is below that of the same week without them by more than {100 * Recovery.Tolerance:0} points and twice the standard error of so many items. Trouble begins with {Recovery.TroubleWeeks} such weeks in a row and ends with the first of {Recovery.CalmWeeks} weeks in a row without."));
        List<(string Office, string What, double Weeks, string Text, double Reached)> rows = [];
        foreach (RecoveryOf of in new[] { RecoveryOf.Reviews, RecoveryOf.Clocks })
        {
            for (int o = 0; o < run.Offices.Length; o++)
            {
                double weeks = input.Measures.Mean(RecoveryCharts.WeeksOf(of), run.Offices[o].Code);
                if (weeks > 0)
                {
                    rows.Add((names.Label(o), of == RecoveryOf.Clocks ? "clocks" : "reviews", weeks, RecoveryCharts.Said(input.Measures, run.Offices[o].Code, of), input.Measures.Mean(RecoveryCharts.ReachedOf(of), run.Offices[o].Code)));
                }
            }
        }

        if (rows.Count == 0)
        {
            html.Paragraph("No office was in trouble after the shock.");
            return;
        }

        html.Table(
            rows.Count > MostRows ? $"The {MostRows} slowest of {rows.Count} rows of offices in trouble after the shock; all are in measures.csv" : "Offices in trouble after the shock, by what is late or lost",
            ["office", "what", "#weeks", "what happened"],
            rows.OrderBy(r => r.Reached).ThenByDescending(r => r.Weeks).ThenBy(r => r.Office, StringComparer.Ordinal).ThenBy(r => r.What, StringComparer.Ordinal).Take(MostRows)
                .Select(r => (IReadOnlyList<string>)[r.Office, r.What, r.Weeks.ToString("0.#", CultureInfo.InvariantCulture), r.Text]),
            row => row[3].StartsWith("not", StringComparison.Ordinal));
    }

    private static string Said(ShockSpan span) => span.UntilDay == int.MaxValue
        ? $"{span.Name} from {Day(span.FromDay)}"
        : $"{span.Name} from {Day(span.FromDay)} to {Day(span.UntilDay - 1)}";

    private static string Day(int day) => SimTime.DateOf(day).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static void Opening(HtmlText html, ReportInput input)
    {
        RunResult run = input.Run;
        if (run.Inputs.Opening.Kind != OpeningKind.Given)
        {
            return;
        }

        OfficeNames names = new(run);
        html.Section("opening", "How long the opening backlog lasts");
        double all = input.Measures.Mean(MeasureNames.OpeningAllGone);
        double left = input.Measures.Mean(MeasureNames.OpeningLeft);
        html.Paragraph(double.IsFinite(all)
            ? $"Everything that was open at the start is gone after {Words.Count(Math.Round(all))} days. Gone means finished, lapsed, deemed or passed to another office; what follows from an item is new work."
            : $"Of what was open at the start {Words.Count(Math.Round(left))} items are left at the end of the horizon. Gone means finished, lapsed, deemed or passed to another office; what follows from an item is new work.");
        SmallCells cells = new(run.Inputs);
        var open = run.Replications.SelectMany(r => r.Opening).GroupBy(o => (o.Office, o.Kind)).OrderBy(g => g.Key.Office).ThenBy(g => g.Key.Kind).ToArray();
        var rows = open.Where(g => cells.Shows(run.Offices[g.Key.Office].Code, g.Key.Kind)).ToArray();
        if (rows.Length < open.Length)
        {
            html.Paragraph($"{Words.Plural(open.Length - rows.Length, "row is", "rows are")} not shown: fewer than {SmallCells.Least} importers have such items there.");
        }

        html.Table(
            "What was open at the start, by office and kind",
            ["office", "kind", "#items", "#95 % gone after", "#all gone after", "#left at end"],
            rows.Select(g =>
            {
                string code = run.Offices[g.Key.Office].Code;
                string kind = run.Inputs.Kinds.First(k => k.Kind == g.Key.Kind).Name;
                return (IReadOnlyList<string>)
                [
                    names.Label(g.Key.Office),
                    kind,
                    Words.Count(g.First().Items),
                    Days(input.Measures.Mean(MeasureNames.OpeningMostGone, code, "", kind)),
                    Days(input.Measures.Mean(MeasureNames.OpeningAllGone, code, "", kind)),
                    Words.Count(Math.Round(input.Measures.Mean(MeasureNames.OpeningLeft, code, "", kind))),
                ];
            }),
            row => row[5] != "0");
    }

    private static string Days(double days) => double.IsFinite(days) ? Words.Plural((int)Math.Round(days), "day", "days") : "not yet";
}
