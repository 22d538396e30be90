using ScottPlot;

namespace CeeOrleans.Reports.Charts;

/// <summary>Tornado, intervals of luck and knowledge, and the cloud of worlds.</summary>
public static partial class ChartRenderer
{
    private static byte[] Tornado(TornadoChart c)
    {
        const float RowHeight = 38;
        int height = (int)(c.Rows.Length * RowHeight) + 56;
        int head = HeadHeight + LegendHeight;
        double[] all = [.. c.Rows.SelectMany(r => new[] { r.Low, r.High }).Where(double.IsFinite).Append(c.Base)];
        double low = Math.Min(all.Min(), c.Zero ? 0 : double.PositiveInfinity);
        double high = Math.Max(all.Max(), c.Zero ? 0 : double.NegativeInfinity);
        double span = Math.Max(high - low, Math.Max(1e-9, Math.Abs(high) * 1e-3));
        return Draw(c.Title, [("at the low end", Palette.Blue), ("at the high end", Palette.Vermilion), ("as the scenario stands", Palette.Ink)], head + height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(300, 20, 48, 4));
            List<Bar> bars = [];
            for (int i = 0; i < c.Rows.Length; i++)
            {
                TornadoRow row = c.Rows[i];
                End(row.Low, row.LowText, i - 0.19, Palette.Blue);
                End(row.High, row.HighText, i + 0.19, Palette.Vermilion);
            }

            plot.Add.Bars(bars).Horizontal = true;
            var line = plot.Add.VerticalLine(c.Base, 2, Palette.Ink);
            line.IsDraggable = false;
            if (c.Zero)
            {
                plot.Add.VerticalLine(0, 1.2f, Palette.Over, LinePattern.Dashed);
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => r.Label)]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            plot.Grid.YAxisStyle.IsVisible = false;
            double from = low - (span * 0.3);
            double to = high + (span * 0.3);
            (double step, _) = Nice(to - from);
            double start = Math.Ceiling(from / step) * step;
            double[] ticks = [.. Steps(step, to - start).Select(v => start + v)];
            plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(v => c.Zero && c.Unit == "share" ? (v * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + " pt" : Scaled(v, step, c.Unit))]);
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(from, to, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, head + height, head));

            void End(double value, string label, double at, ScottPlot.Color color)
            {
                if (!double.IsFinite(value))
                {
                    if (label.Length > 0)
                    {
                        var none = plot.Add.Text(label, c.Base, at);
                        none.LabelAlignment = Alignment.MiddleLeft;
                        none.OffsetX = 5;
                        none.LabelFontSize = 11;
                        none.LabelFontName = BundledFont.Name;
                        none.LabelFontColor = Palette.Grey;
                    }

                    return;
                }

                bars.Add(new Bar { Position = at, ValueBase = c.Base, Value = value, Size = 0.34, FillColor = color, LineWidth = 0 });
                var text = plot.Add.Text(label, value, at);
                bool right = value >= c.Base;
                text.LabelAlignment = right ? Alignment.MiddleLeft : Alignment.MiddleRight;
                text.OffsetX = right ? 5 : -5;
                text.LabelFontSize = label.Length > 24 ? 9.5f : 11;
                text.LabelFontColor = Palette.Ink;
                text.LabelFontName = BundledFont.Name;
            }
        });
    }

    private static byte[] Spans(SpanChart c)
    {
        const float RowHeight = 40;
        int height = (int)(c.Rows.Length * RowHeight) + 56;
        int head = HeadHeight + LegendHeight;
        double[] all = [.. c.Rows.SelectMany(r => new[] { r.Base, r.LuckLow, r.LuckHigh, r.Low, r.High }).Where(double.IsFinite)];
        double from = Math.Max(0, all.Min() - 0.03);
        double to = Math.Min(1.004, all.Max() + 0.03);
        return Draw(c.Title, [("knowledge: middle 90 % of worlds", Palette.Blue.WithAlpha(0.3)), ("luck: 95 %", Palette.Blue), ("median world (|)", Palette.Grey), ("as the scenario stands (◆)", Palette.Ink)], head + height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(300, 30, 48, 4));
            for (int i = 0; i < c.Rows.Length; i++)
            {
                SpanRow r = c.Rows[i];
                Bar(r.Low, r.High, i, 16, Palette.Blue.WithAlpha(0.3));
                if (double.IsFinite(r.LuckLow) && double.IsFinite(r.LuckHigh))
                {
                    Bar(r.LuckLow, r.LuckHigh, i, 7, Palette.Blue);
                }

                var median = plot.Add.Line(r.Median, i - 0.22, r.Median, i + 0.22);
                median.LineWidth = 2.5f;
                median.LineColor = Palette.Grey;
                Dot(plot, r.Base, i, Palette.Ink, MarkerShape.FilledDiamond);
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => r.Label)]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            (double step, _) = Nice(to - from);
            double start = Math.Ceiling(from / step) * step;
            double[] ticks = [.. Steps(step, to - start).Select(v => start + v).Where(v => v <= 1 + 1e-9)];
            plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(v => Percent(v, step))]);
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(from, to, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, head + height, head));

            void Bar(double low, double high, int at, float width, ScottPlot.Color color)
            {
                var line = plot.Add.Line(low, at, Math.Max(high, low + ((to - from) * 0.002)), at);
                line.LineWidth = width;
                line.LineColor = color;
            }
        });
    }

    private static byte[] Cloud(CloudChart c)
    {
        const int Height = 380;
        double[] all = [.. c.Y.Where(double.IsFinite).Append(c.BaseY), .. c.Zero ? [0.0] : Array.Empty<double>()];
        (double bottom, double top, double step) = Room(all.Min(), all.Max(), c.Unit == "share" && !c.Zero);
        int head = HeadHeight + LegendHeight;
        return Draw(c.Title, [("a world that the facts allow", Palette.Blue), ("as the scenario stands (◆)", Palette.Ink)], head + Height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(96, 30, 54, 8));
            if (c.Zero)
            {
                plot.Add.HorizontalLine(0, 1.2f, Palette.Over, LinePattern.Dashed);
            }

            for (int i = 0; i < c.X.Length; i++)
            {
                plot.Add.Marker(c.X[i], c.Y[i], MarkerShape.FilledCircle, 8, Palette.Blue.WithAlpha(0.75));
            }

            plot.Add.Marker(c.BaseX, c.BaseY, MarkerShape.FilledDiamond, 13, Palette.Ink);
            double[] xs = [.. c.X.Append(c.BaseX), .. c.Marks.Select(m => m.At)];
            double span = Math.Max(xs.Max() - xs.Min(), 1e-12);

            // The input's own words at its ends and its value: numbers in base units are not what a planner reads.
            plot.Axes.Bottom.SetTicks([.. c.Marks.Select(t => t.At)], [.. c.Marks.Select(t => t.Text)]);
            double[] left = [.. Steps(step, top - bottom).Select(v => bottom + v)];
            plot.Axes.Left.SetTicks(left, [.. left.Select(v => c.Zero && c.Unit == "share" ? (v * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + " pt" : Scaled(v, step, c.Unit))]);
            plot.XLabel(c.AxisX, LabelSize);
            plot.Axes.SetLimits(xs.Min() - (span * 0.12), xs.Max() + (span * 0.12), bottom, top);
            Place(plot, canvas, new PixelRect(0, Width, head + Height, head));
            Vertical(canvas, c.AxisY, 14, head + (Height / 2f) - 20);
        });
    }
}
