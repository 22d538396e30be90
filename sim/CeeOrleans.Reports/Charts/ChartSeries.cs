using System.Collections.Immutable;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// What a chart shows, before it is drawn: the numbers, the words and the finding. Everything that can be wrong is
/// here and tested; the renderer has no logic. Its data are written as CSV beside the picture.
/// </summary>
/// <param name="Id">File name without extension, and anchor in the report.</param>
/// <param name="Title">Subject, with the unit where it helps.</param>
/// <param name="Finding">One sentence computed from the data: what the chart shows.</param>
public abstract record ChartSeries(string Id, string Title, string Finding)
{
    /// <summary>The numbers, as the CSV file has them.</summary>
    public abstract DataTable Data { get; }

    /// <summary>What kind of picture it is, for people who do not see it.</summary>
    protected abstract string Form { get; }

    public string Alt => $"{Form}: {Title}. {Finding}";
}

/// <summary>A line over time with the band of its replications.</summary>
/// <param name="Label">Name in the legend; one panel per name when the chart has panels.</param>
/// <param name="Mean">Mean over replications, one value per point; NaN is a gap.</param>
/// <param name="Low">Lowest replication.</param>
/// <param name="High">Highest replication.</param>
public sealed record TimeLine(string Label, ImmutableArray<double> Mean, ImmutableArray<double> Low, ImmutableArray<double> High)
{
    /// <summary>What another line is held against: drawn thin, dashed and grey, without its band.</summary>
    public bool Beside { get; init; }
}

/// <param name="UntilDay">First day after the span.</param>
public sealed record TimeShade(string Label, int FromDay, int UntilDay);

public sealed record TimeMark(string Label, int Day);

/// <summary>Lines over time: all in one panel, or one small panel each on shared axes.</summary>
/// <param name="Days">Day of each point, days since 1970-01-01, ascending.</param>
/// <param name="Axis">Label of the vertical axis with its unit.</param>
/// <param name="Share">True when values are shares, drawn from 0 to 100 %.</param>
/// <param name="Panels">True for one panel per line.</param>
public sealed record TimeChart(string Id, string Title, string Finding, ImmutableArray<int> Days, ImmutableArray<TimeLine> Lines, string Axis, bool Share, bool Panels)
    : ChartSeries(Id, Title, Finding)
{
    /// <summary>Spans that are shaded: shocks.</summary>
    public ImmutableArray<TimeShade> Shades { get; init; } = [];

    /// <summary>Days that are marked with a line and a word.</summary>
    public ImmutableArray<TimeMark> Marks { get; init; } = [];

    public override DataTable Data
    {
        get
        {
            List<(TimeLine Line, int Point)> rows = [.. Lines.SelectMany(l => Days.Select((_, i) => (l, i)))];
            return DataTable.From(
                Id,
                rows,
                ("series", x => x.Line.Label),
                ("day", x => Domain.Calendars.SimTime.DateOf(Days[x.Point]).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
                ("mean", x => x.Line.Mean[x.Point]),
                ("lowest_replication", x => x.Line.Low[x.Point]),
                ("highest_replication", x => x.Line.High[x.Point]));
        }
    }

    protected override string Form => Panels ? "Small line charts on shared axes" : "Line chart";
}

/// <param name="Values">One value per series of the chart.</param>
/// <param name="Text">What stands at the end of each bar.</param>
public sealed record BarRow(string Label, ImmutableArray<double> Values, ImmutableArray<string> Text);

/// <summary>Ranked horizontal bars, one or two to a row.</summary>
/// <param name="Series">Names of the bars of a row.</param>
/// <param name="Axis">Label of the horizontal axis with its unit.</param>
/// <param name="Percent">True when the axis counts in per cent; values are shares.</param>
public sealed record BarChart(string Id, string Title, string Finding, ImmutableArray<string> Series, ImmutableArray<BarRow> Rows, string Axis, bool Percent)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data
    {
        get
        {
            List<DataColumn> columns = [new TextColumn("row", [.. Rows.Select(r => r.Label)])];
            for (int s = 0; s < Series.Length; s++)
            {
                int at = s;
                columns.Add(new NumberColumn(Series[s], [.. Rows.Select(r => r.Values[at])]));
            }

            return new DataTable(Id, [.. columns]);
        }
    }

    protected override string Form => "Ranked bar chart";
}

/// <summary>Shares by row and column as coloured cells with their number in them.</summary>
/// <param name="Cells">Row by row; NaN where there is no desk.</param>
public sealed record HeatChart(string Id, string Title, string Finding, ImmutableArray<string> Rows, ImmutableArray<string> Columns, ImmutableArray<double> Cells)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data
    {
        get
        {
            List<DataColumn> columns = [new TextColumn("office", [.. Rows])];
            for (int c = 0; c < Columns.Length; c++)
            {
                int at = c;
                columns.Add(new NumberColumn(Columns[c], [.. Enumerable.Range(0, Rows.Length).Select(r => Cells[(r * Columns.Length) + at])]));
            }

            return new DataTable(Id, [.. columns]);
        }
    }

    protected override string Form => "Heat map";
}

/// <summary>Quantiles of a duration, hours.</summary>
public sealed record RangeRow(string Label, double P50, double P90, double P95, double Mean);

/// <summary>Durations by kind on a logarithmic axis: half, nine in ten, nineteen in twenty.</summary>
public sealed record RangeChart(string Id, string Title, string Finding, ImmutableArray<RangeRow> Rows, string Axis)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data => DataTable.From(
        Id,
        Rows,
        ("kind", r => r.Label),
        ("p50_hours", r => r.P50),
        ("p90_hours", r => r.P90),
        ("p95_hours", r => r.P95),
        ("mean_hours", r => r.Mean));

    protected override string Form => "Ranges on a logarithmic axis";
}

/// <param name="Theory">True for a line that comes from a formula.</param>
public sealed record Curve(string Label, ImmutableArray<double> X, ImmutableArray<double> Y, bool Theory);

/// <summary>Curves of a share against a quantity; the vertical axis from 0 to 100 %.</summary>
public sealed record CurveChart(string Id, string Title, string Finding, ImmutableArray<Curve> Curves, string AxisX, string AxisY)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data
    {
        get
        {
            List<(string Label, double X, double Y)> rows = [.. Curves.SelectMany(c => c.X.Select((x, i) => (c.Label, x, c.Y[i])))];
            return DataTable.From(Id, rows, ("series", r => r.Label), (AxisX, r => r.X), (AxisY, r => r.Y));
        }
    }

    protected override string Form => "Curves";
}

/// <summary>A mean with its interval in one mark.</summary>
/// <param name="Low">NaN where there is no interval.</param>
public sealed record IntervalMark(double Mean, double Low, double High);

/// <summary>What a row of one mark says; decides its colour.</summary>
public enum Tone : byte
{
    Plain = 0,
    Better = 1,
    Worse = 2,

    /// <summary>The interval contains what would be no difference.</summary>
    NotShown = 3,
}

/// <param name="Marks">One for each series of the chart.</param>
/// <param name="Text">What stands to the right of the row.</param>
/// <param name="Tone">Colour of the row in a chart with one series.</param>
public sealed record IntervalRow(string Label, ImmutableArray<IntervalMark> Marks, string Text, Tone Tone = Tone.Plain);

/// <summary>How the axis of an interval plot counts.</summary>
public enum IntervalAxis : byte
{
    Number = 0,

    /// <summary>Shares and relative changes, shown in per cent.</summary>
    Percent = 1,

    /// <summary>Hours on a logarithmic axis from a minute to years.</summary>
    LogHours = 2,

    /// <summary>Positive numbers on a logarithmic axis.</summary>
    LogNumber = 3,

    /// <summary>Differences of shares, shown in percentage points.</summary>
    Points = 4,
}

/// <summary>Interval plot: a row for each subject, a mark with its interval for each series.</summary>
/// <param name="Series">Names of the marks of a row; with one series rows are coloured by their tone.</param>
/// <param name="Axis">Label of the horizontal axis with its unit.</param>
/// <param name="Reference">Where the line of no difference stands; NaN for none.</param>
public sealed record IntervalChart(string Id, string Title, string Finding, ImmutableArray<string> Series, ImmutableArray<IntervalRow> Rows, string Axis, IntervalAxis Scale, double Reference = double.NaN)
    : ChartSeries(Id, Title, Finding)
{
    /// <summary>Marks beyond this on either side stand at the edge of the picture; without it the axis holds them all.</summary>
    public double Limit { get; init; } = double.PositiveInfinity;

    /// <summary>What the tones mean, in the order of <see cref="Tone"/>.</summary>
    public ImmutableArray<string> ToneNames { get; init; } = ["differs, neither good nor bad", "better", "worse", "no difference shown"];

    public override DataTable Data
    {
        get
        {
            List<(IntervalRow Row, int Mark)> rows = [.. Rows.SelectMany(r => r.Marks.Select((_, i) => (r, i)))];
            return DataTable.From(
                Id,
                rows,
                ("row", x => x.Row.Label),
                ("series", x => Series[x.Mark]),
                ("mean", x => x.Row.Marks[x.Mark].Mean),
                ("low", x => x.Row.Marks[x.Mark].Low),
                ("high", x => x.Row.Marks[x.Mark].High),
                ("text", x => x.Row.Text));
        }
    }

    protected override string Form => "Interval plot";
}

/// <param name="From">Where the bar begins: the sum of those before it.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Low">Lower end of the interval around <paramref name="To"/>, of this step alone; NaN for none.</param>
/// <param name="Tone">Whether the step is good or bad.</param>
/// <param name="Sum">True for the bar of the whole.</param>
public sealed record StepBar(string Label, double From, double To, double Low, double High, string Text, Tone Tone, bool Sum);

/// <summary>Waterfall: steps that add up to a whole, each with its interval.</summary>
/// <param name="Percent">True when values are shares.</param>
public sealed record StepChart(string Id, string Title, string Finding, ImmutableArray<StepBar> Bars, string Axis, bool Percent)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data => DataTable.From(
        Id,
        Bars,
        ("step", b => b.Label),
        ("from", b => b.From),
        ("to", b => b.To),
        ("low", b => b.Low),
        ("high", b => b.High),
        ("text", b => b.Text));

    protected override string Form => "Waterfall chart";
}
