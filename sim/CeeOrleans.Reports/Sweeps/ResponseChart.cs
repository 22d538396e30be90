using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Charts;

/// <summary>A measure over an input, with its luck band.</summary>
/// <param name="Label">Name in the legend.</param>
/// <param name="Mean">One value per point of the input; NaN is a gap.</param>
/// <param name="Low">Lower end of the luck interval; NaN where there is none.</param>
/// <param name="High">Upper end of the luck interval; NaN where there is none.</param>
public sealed record ResponseLine(string Label, ImmutableArray<double> Mean, ImmutableArray<double> Low, ImmutableArray<double> High)
{
    /// <summary>Points whose value is only a lower bound, by index; marked as such.</summary>
    public ImmutableArray<int> Bounds { get; init; } = [];
}

/// <summary>A place on the horizontal axis that a line across the picture names.</summary>
public sealed record ResponseMark(double At, string Label);

/// <summary>A height that a line across the picture names: a target.</summary>
public sealed record ResponseLevel(double At, string Label);

/// <summary>How far the measure may lie at a place because of what is not known; wider than luck.</summary>
public sealed record ResponseSpan(double At, double Low, double High, string Label);

/// <summary>How a measure answers to an input: a line with its luck band, drawn to scale where the input is a number.</summary>
/// <param name="Values">The input's values as text.</param>
/// <param name="At">Where they stand on the axis.</param>
/// <param name="AxisX">The input.</param>
/// <param name="AxisY">The measure with its unit.</param>
/// <param name="Unit">Unit of the measure, see <see cref="Experiments.Measures.Measure"/>.</param>
public sealed record ResponseChart(string Id, string Title, string Finding, ImmutableArray<string> Values, ImmutableArray<double> At, ImmutableArray<ResponseLine> Lines, string AxisX, string AxisY, string Unit)
    : ChartSeries(Id, Title, Finding)
{
    /// <summary>Places on the axis that are named: today, a floor.</summary>
    public ImmutableArray<ResponseMark> Marks { get; init; } = [];

    /// <summary>Heights that are named: a target.</summary>
    public ImmutableArray<ResponseLevel> Levels { get; init; } = [];

    /// <summary>True where a value holds until the next one: whole people, years met.</summary>
    public bool Stair { get; init; }

    /// <summary>What is said beside the first point that is a lower bound.</summary>
    public string BoundLabel { get; init; } = "";

    /// <summary>Intervals of knowledge, drawn light.</summary>
    public ImmutableArray<ResponseSpan> Spans { get; init; } = [];

    public override DataTable Data
    {
        get
        {
            List<(ResponseLine Line, int Point)> rows = [.. Lines.SelectMany(l => Values.Select((_, i) => (l, i)))];
            ImmutableArray<(string, Func<(ResponseLine Line, int Point), object>)> columns =
            [
                ("series", x => x.Line.Label),
                ("value", x => Values[x.Point]),
                ("at", x => At[x.Point]),
                ("mean", x => x.Line.Mean[x.Point]),
                ("low", x => x.Line.Low[x.Point]),
                ("high", x => x.Line.High[x.Point]),
                .. Lines.Any(l => l.Bounds.Length > 0)
                    ? new (string, Func<(ResponseLine Line, int Point), object>)[] { ("note", x => x.Line.Bounds.Contains(x.Point) ? BoundLabel : "") }
                    : [],
            ];
            return DataTable.From(Id, rows, columns);
        }
    }

    protected override string Form => Lines.Any(l => l.Low.Any(double.IsFinite)) ? "Response line with its luck band" : "Response line";
}

/// <summary>A measure over two inputs: cells with their number in them, darker for more.</summary>
/// <param name="Cells">Row by row; NaN where there is no value.</param>
public sealed record GridChart(string Id, string Title, string Finding, ImmutableArray<string> Rows, ImmutableArray<string> Columns, ImmutableArray<double> Cells, string RowAxis, string ColumnAxis, string Unit)
    : ChartSeries(Id, Title, Finding)
{
    public override DataTable Data
    {
        get
        {
            List<DataColumn> columns = [new TextColumn(RowAxis, [.. Rows])];
            for (int c = 0; c < Columns.Length; c++)
            {
                int at = c;
                columns.Add(new NumberColumn(string.Create(CultureInfo.InvariantCulture, $"{ColumnAxis} = {Columns[c]}"), [.. Enumerable.Range(0, Rows.Length).Select(r => Cells[(r * Columns.Length) + at])]));
            }

            return new DataTable(Id, [.. columns]);
        }
    }

    protected override string Form => "Heat map";
}
