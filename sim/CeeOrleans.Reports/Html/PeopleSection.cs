using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>People on board against the statutory floors, and how the expansion goes.</summary>
internal static class PeopleSection
{
    public static void Write(HtmlText html, ReportInput input)
    {
        Floors(html, input.Run);
        Expansion(html, input.Run);
    }

    private static void Floors(HtmlText html, RunResult run)
    {
        StatutoryFloor[] floors = [.. StatutoryFloor.Check([.. run.Replications.Select(r => r.Staffing)])];
        if (floors.Length == 0)
        {
            return;
        }

        html.Section("floors", "People on board and statutory floors");
        int below = floors.Count(f => !f.Kept);
        html.Paragraph(below == 0
            ? "The plan keeps every statutory floor that concerns a desk, on every day looked at."
            : $"The plan falls below {Words.Plural(below, "statutory floor", "statutory floors")}. The staff of customs revenue functions may not fall below that of March 2003; a plan below it needs a decision of its own, and --enforce-floors refuses it.");
        html.Paragraph(run.Inputs.People.OverTime.On
            ? "Counted are people on board, overhead of Centers included, on the first of each month and on every day on which routing changes, in every replication."
            : "People stand still in this scenario: the number of the first day is that of every day.");
        html.Table(
            "Floors of the Homeland Security Act, 6 USC 212 and 215",
            ["role", "#floor", "#fewest on board", "first day below", "#on board then", "source"],
            floors.Select(f => (IReadOnlyList<string>)
            [
                MeasureTable.RoleName(f.Role) + "s",
                Words.Count(f.Floor),
                Words.Count(f.Least),
                f.FirstBelow is { } first ? first.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : "never",
                f.FirstBelow is { } then ? Words.Count(then.OnBoard) : "–",
                f.Citation,
            ]),
            row => row[3] != "never");
    }

    private static void Expansion(HtmlText html, RunResult run)
    {
        if (run.Expansion.Length == 0 || run.Expansion.All(r => r.Accounts.Sum() == 0))
        {
            return;
        }

        html.Section("expansion", "Accounts at Centers, over time");
        ExpansionRow last = run.Expansion[^1];
        ExpansionRow first = run.Expansion.First(r => r.Accounts.Sum() > 0);
        html.Paragraph(run.Expansion.Length == 1
            ? $"All through the horizon Centers have {Words.Count(last.Accounts.Sum())} accounts and do the post-release work of {Words.Percent(last.SummaryShare)} of summaries."
            : $"On {Day(first)} the open Centers have {Words.Count(PerCenter(first))} accounts each on average; on {Day(last)} they have {Words.Count(PerCenter(last))}, and do the post-release work of {Words.Percent(last.SummaryShare)} of summaries. {Words.Percent(last.HeadingShare)} of tariff headings then have a Center that takes every account at every port.");
        html.Table(
            "Accounts of each Center on the days on which routing changes",
            ["day", .. run.Inputs.Centers.Select(c => "#" + c.Short), "#summaries at Centers", "#headings covered"],
            run.Expansion.Select(r => (IReadOnlyList<string>)
            [
                Day(r),
                .. r.Accounts.Take(run.Inputs.Centers.Length).Select(a => a == 0 ? "–" : a < SmallCells.LeastOf(run.Inputs) ? $"under {SmallCells.Least}" : Words.Count(a)),
                Words.Percent(r.SummaryShare),
                Words.Percent(r.HeadingShare),
            ]));
        Appeals(html, run);
    }

    private static void Appeals(HtmlText html, RunResult run)
    {
        IndustryTotals[] rows = [.. run.Replications[0].Industries.Where(i => i.Center >= 0)];
        long appealed = rows.Sum(r => r.Appealed);
        if (appealed == 0)
        {
            return;
        }

        html.Paragraph($"{Words.Count(appealed)} accounts with goods of two or more Centers asked for the Center with the next most of their goods, and {Words.Count(rows.Sum(r => r.AppealsGranted))} got it. How many do is an assumption, and it holds from before the first day.");
        html.Table(
            "Appeals of assignment, by the Center that the predominant goods of an account give",
            ["Center", "#appealed", "#granted", "#accounts assigned, after appeals"],
            rows.Where(r => r.Importers > 0 || r.Appealed > 0).Select(r => (IReadOnlyList<string>)
            [
                run.Inputs.Centers[r.Center].Name,
                Words.Count(r.Appealed),
                Words.Count(r.AppealsGranted),
                Words.Count(r.Importers),
            ]));
    }

    private static double PerCenter(ExpansionRow row) => Math.Round(row.Accounts.Where(a => a > 0).Average());

    private static string Day(ExpansionRow row) => SimTime.DateOf(row.Day).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
