using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Charts;

/// <summary>A stretch of time with a strength, from light to dark.</summary>
/// <param name="From">First day, days since 1970-01-01.</param>
/// <param name="To">Day after the last.</param>
/// <param name="Strength">0 to 1.</param>
/// <param name="Text">What stands in it, if there is room.</param>
public sealed record GanttBar(int From, int To, double Strength, string Text);

public sealed record GanttRow(string Label, ImmutableArray<GanttBar> Bars);

/// <summary>What is open when: a row for each, bars over time, darker for more.</summary>
public sealed record GanttChart(string Id, string Title, string Finding, int FirstDay, int LastDay, ImmutableArray<GanttRow> Rows, string Axis)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data
    {
        get
        {
            List<(GanttRow Row, GanttBar Bar)> rows = [.. Rows.SelectMany(r => r.Bars.Select(b => (r, b)))];
            return DataTable.From(Id, rows, ("row", x => x.Row.Label), ("from", x => Day(x.Bar.From)), ("to", x => Day(x.Bar.To)), ("strength", x => x.Bar.Strength), ("text", x => x.Bar.Text));
        }
    }

    protected override string Form => "Gantt chart";

    private static string Day(int day) => SimTime.DateOf(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
