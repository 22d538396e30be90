using CeeOrleans.Reports.Tables;
using ScottPlot;
using SkiaSharp;

namespace CeeOrleans.Reports.Charts;

/// <summary>Interval plots and waterfalls.</summary>
public static partial class ChartRenderer
{
    /// <summary>Room for labels to the left.</summary>
    private const int LabelRoom = 300;

    /// <summary>Room for text to the right.</summary>
    private const int TextRoom = 250;

    private static readonly (double Hours, string Label)[] HourTicks =
        [(1 / 60.0, "1 min"), (5 / 60.0, "5 min"), (0.25, "15 min"), (1, "1 h"), (4, "4 h"), (24, "1 d"), (72, "3 d"), (168, "1 wk"), (720, "30 d"), (2160, "90 d"), (8760, "1 y"), (26280, "3 y")];

    private static byte[] Intervals(IntervalChart c)
    {
        bool one = c.Series.Length == 1;
        float rowHeight = one ? 26 : 32;
        int height = (int)(c.Rows.Length * rowHeight) + 52;
        int head = HeadHeight + LegendHeight;
        (string, ScottPlot.Color)[] legend = one
            ? [.. c.Rows.Select(r => r.Tone).Distinct().Order().Select(t => (c.ToneNames[(int)t], ToneColor(t)))]
            : [.. c.Series.Select((s, i) => (s, SeriesColor(i)))];
        return Draw(c.Title, legend, head + height, canvas =>
        {
            bool log = c.Scale is IntervalAxis.LogHours or IntervalAxis.LogNumber;
            double[] all = [.. c.Rows.SelectMany(r => r.Marks).SelectMany(m => new[] { m.Mean, m.Low, m.High }).Append(c.Reference).Where(v => double.IsFinite(v) && (!log || v > 0))];
            (double from, double to, double[] at, string[] labels) = AxisOf(c.Scale, Math.Max(all.DefaultIfEmpty(1).Min(), -c.Limit), Math.Min(all.DefaultIfEmpty(1).Max(), c.Limit));
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(LabelRoom, TextRoom, 48, 4));
            double Place1(double v) => log ? v > 0 ? Math.Clamp(Math.Log10(v), from, to) : from : Math.Clamp(v, from, to);
            if (double.IsFinite(c.Reference))
            {
                var zero = plot.Add.VerticalLine(Place1(c.Reference));
                zero.LineColor = Palette.Ink;
                zero.LineWidth = 1.2f;
            }

            for (int i = 0; i < c.Rows.Length; i++)
            {
                IntervalRow row = c.Rows[i];
                for (int s = 0; s < row.Marks.Length; s++)
                {
                    IntervalMark mark = row.Marks[s];
                    if (!double.IsFinite(mark.Mean))
                    {
                        continue;
                    }

                    double y = i + (one ? 0 : (s - ((row.Marks.Length - 1) / 2.0)) * 0.36);
                    ScottPlot.Color color = one ? ToneColor(row.Tone) : SeriesColor(s);
                    if (!double.IsNaN(mark.Low))
                    {
                        var line = plot.Add.Line(Place1(mark.Low), y, Place1(mark.High), y);
                        line.LineWidth = 6;
                        line.LineColor = color.WithAlpha(0.35);
                    }

                    bool beyond = Math.Abs(mark.Mean) > c.Limit;
                    Dot(plot, Place1(mark.Mean), y, color, beyond ? MarkerShape.FilledDiamond : s == 0 ? MarkerShape.FilledCircle : MarkerShape.FilledSquare);
                }
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => OfficeNames.Shorten(r.Label, LabelLimit))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            plot.Axes.Bottom.SetTicks(at, labels);
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(from, to, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, head + height, head));
            RowTexts(canvas, [.. c.Rows.Select(r => r.Text)], head, rowHeight);
        });
    }

    private static byte[] StepBars(StepChart c)
    {
        const float RowHeight = 34;
        int height = (int)(c.Bars.Length * RowHeight) + 52;
        const int Head = HeadHeight + LegendHeight;
        (string, ScottPlot.Color)[] legend = [.. c.Bars.Where(b => !b.Sum).Select(b => b.Tone).Distinct().Order().Select(t => (t switch { Tone.Better => "speaks for B", Tone.Worse => "speaks for A", Tone.NotShown => "luck alone may explain it", _ => "neither good nor bad" }, ToneColor(t)))];
        return Draw(c.Title, legend, Head + height, canvas =>
        {
            double[] all = [.. c.Bars.SelectMany(b => new[] { b.From, b.To, b.Low, b.High }).Where(double.IsFinite), 0];
            (double from, double to, double[] at, string[] labels) = AxisOf(c.Percent ? IntervalAxis.Points : IntervalAxis.Number, all.Min(), all.Max());
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(LabelRoom, TextRoom, 48, 4));
            List<Bar> bars = [];
            for (int i = 0; i < c.Bars.Length; i++)
            {
                StepBar b = c.Bars[i];
                bars.Add(new Bar { Position = i, ValueBase = b.From, Value = b.To, Size = 0.62, FillColor = b.Sum ? Palette.Ink : ToneColor(b.Tone), LineWidth = 0 });
                if (!double.IsNaN(b.Low))
                {
                    var line = plot.Add.Line(b.Low, i, b.High, i);
                    line.LineWidth = 2.5f;
                    line.LineColor = b.Sum ? Palette.Grey : Palette.Ink;
                }

                if (i + 1 < c.Bars.Length)
                {
                    var join = plot.Add.Line(b.To, i, b.To, i + 1);
                    join.LineWidth = 1;
                    join.LineColor = Palette.Grey;
                }
            }

            plot.Add.Bars(bars).Horizontal = true;
            var zero = plot.Add.VerticalLine(0);
            zero.LineColor = Palette.Ink;
            zero.LineWidth = 1.2f;
            plot.Axes.Left.SetTicks([.. c.Bars.Select((_, i) => (double)i)], [.. c.Bars.Select(b => b.Label)]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            plot.Axes.Bottom.SetTicks(at, labels);
            plot.Grid.YAxisStyle.IsVisible = false;
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(from, to, c.Bars.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, Head + height, Head));
            RowTexts(canvas, [.. c.Bars.Select(b => b.Text)], Head, RowHeight);
        });
    }

    private static void RowTexts(SKCanvas canvas, string[] texts, float head, float rowHeight)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            Text(canvas, texts[i], Width - TextRoom + 10, head + 4 + ((i + 0.5f) * rowHeight) + 4.5f, 12, Palette.Ink, fit: TextRoom - 26);
        }
    }

    /// <summary>Ends of the axis with some air, and its ticks; on a logarithmic axis everything is in powers of ten.</summary>
    private static (double From, double To, double[] At, string[] Labels) AxisOf(IntervalAxis scale, double low, double high)
    {
        if (scale == IntervalAxis.LogHours)
        {
            double from = Math.Log10(HourTicks.LastOrDefault(t => t.Hours <= low, HourTicks[0]).Hours) - 0.06;
            double to = Math.Log10(HourTicks.FirstOrDefault(t => t.Hours >= high, HourTicks[^1]).Hours) + 0.06;
            var shown = HourTicks.Where(t => Math.Log10(t.Hours) >= from && Math.Log10(t.Hours) <= to).ToArray();
            return (from, to, [.. shown.Select(t => Math.Log10(t.Hours))], [.. shown.Select(t => t.Label)]);
        }

        if (scale == IntervalAxis.LogNumber)
        {
            double from = Math.Floor((Math.Log10(low) * 2) + 1e-9) / 2;
            double to = Math.Max(Math.Ceiling((Math.Log10(high) * 2) - 1e-9) / 2, from + 0.5);
            double[] at = [.. Enumerable.Range((int)Math.Ceiling(from), Math.Max(1, (int)Math.Floor(to) - (int)Math.Ceiling(from) + 1)).SelectMany(p => (to - from > 3 ? [1.0] : new[] { 1.0, 3 }).Select(m => p + Math.Log10(m))).Where(p => p >= from - 1e-9 && p <= to + 1e-9)];
            return (from - 0.03, to + 0.03, at, [.. at.Select(p => Number(Math.Round(Math.Pow(10, p), 6)))]);
        }

        double room = Math.Max(high - low, Math.Max(Math.Abs(high), Math.Abs(low)) * 1e-6);
        room = room == 0 ? 1 : room;
        (double begin, double end) = (low - (room * 0.06), high + (room * 0.06));
        (double step, _) = Nice(end - begin);
        List<double> ticks = [];
        for (double t = Math.Ceiling(begin / step) * step; t <= end + (step * 1e-9); t += step)
        {
            ticks.Add(Math.Abs(t) < step * 1e-6 ? 0 : t);
        }

        return (begin, end, [.. ticks], [.. ticks.Select(t => scale switch { IntervalAxis.Percent => Percent(t, step), IntervalAxis.Points => Percent(t, step).Replace("%", "pt", StringComparison.Ordinal), _ => Number(t) })]);
    }

    private static ScottPlot.Color SeriesColor(int series) => series switch { 0 => Palette.Grey, 1 => Palette.Blue, _ => Palette.Series(series) };

    private static ScottPlot.Color ToneColor(Tone tone) => tone switch { Tone.Better => Palette.Blue, Tone.Worse => Palette.Vermilion, Tone.NotShown => Palette.Grey, _ => Palette.Ink };
}
