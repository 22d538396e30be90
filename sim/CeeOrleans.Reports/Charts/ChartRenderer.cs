using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Reports.Tables;
using ScottPlot;
using SkiaSharp;

namespace CeeOrleans.Reports.Charts;

/// <summary>Draws a chart as PNG. No numbers are computed here.</summary>
public static partial class ChartRenderer
{
    /// <summary>Width of every chart in layout units; the picture has <see cref="Scale"/> times as many pixels.</summary>
    public const int Width = 1000;

    /// <summary>Pixels per layout unit, so that print and dense screens stay sharp.</summary>
    public const float Scale = 1.5f;

    private const int HeadHeight = 34;
    private const int LegendHeight = 26;
    private const float LabelSize = 13;

    /// <summary>Characters that stand left of a row.</summary>
    private const int LabelLimit = 42;

    /// <summary>The picture's bytes. Safe to call from several threads.</summary>
    public static byte[] Png(ChartSeries chart)
    {
        BundledFont.Register();
        return chart switch
        {
            TimeChart c when c.Panels => Panels(c),
            TimeChart c => Lines(c),
            BarChart c => Bars(c),
            HeatChart c => Heat(c),
            RangeChart c => Ranges(c),
            CurveChart c => Curves(c),
            IntervalChart c => Intervals(c),
            StepChart c => StepBars(c),
            ResponseChart c => Response(c),
            GridChart c => Grid(c),
            TornadoChart c => Tornado(c),
            SpanChart c => Spans(c),
            CloudChart c => Cloud(c),
            GanttChart c => Gantt(c),
            _ => throw new ArgumentException($"No renderer for {chart.GetType().Name}.", nameof(chart)),
        };
    }

    /// <summary>Height of a picture in layout units, from its PNG header; so that a page keeps its place while it loads.</summary>
    public static int HeightOf(ReadOnlySpan<byte> png) =>
        (int)(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png[20..24]) / Scale);

    private static byte[] Panels(TimeChart c)
    {
        int columns = Math.Min(5, c.Lines.Length);
        int rows = (c.Lines.Length + columns - 1) / columns;
        double top = Top(c);
        double bottom = Bottom(c);
        const int PanelHeight = 190;
        return Draw(c.Title, [], HeadHeight + (rows * PanelHeight) + 4, canvas =>
        {
            float room = ((Width - 30f) / columns) - 56;
            string[] labels = [.. c.Lines.Select(l => OfficeNames.Shorten(l.Label, 24))];
            float size = labels.Min(l => Fit(l, 11.5f, room));
            for (int i = 0; i < c.Lines.Length; i++)
            {
                int column = i % columns;
                float left = 22 + (column * ((Width - 30f) / columns));
                float right = 22 + ((column + 1) * ((Width - 30f) / columns));
                float y = HeadHeight + (i / columns * PanelHeight);
                Plot plot = NewPlot();
                plot.Layout.Fixed(new PixelPadding(52, 8, 26, 26));
                Line(plot, c.Days, c.Lines[i], Palette.Blue);
                TimeAxis(plot, c.Days, sparse: true);
                ValueAxis(plot, bottom, top, c.Share);
                plot.Axes.SetLimits(c.Days[0], c.Days[^1], bottom, top);
                Place(plot, canvas, new PixelRect(left, right, y + PanelHeight, y));
                Text(canvas, labels[i], left + 52, y + 18, size, Palette.Ink);
            }

            Vertical(canvas, bottom > 0 ? $"{c.Axis}; axis from {Percent(bottom, 0.1)}" : c.Axis, 14, HeadHeight + (rows * PanelHeight / 2f));
        });
    }

    private static byte[] Lines(TimeChart c)
    {
        const int Height = 380;
        double top = Top(c);
        double bottom = Bottom(c);
        ScottPlot.Color[] colors = [.. c.Lines.Select((l, i) => l.Beside ? Palette.Grey : Palette.Series(c.Lines.Take(i).Count(o => !o.Beside)))];
        (string, ScottPlot.Color)[] legend = [.. c.Lines.Select((l, i) => (l.Label, colors[i])).DistinctBy(l => l.Label)];
        return Draw(c.Title, legend, HeadHeight + LegendHeight + Height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(84, 20, 34, 8));
            Shade(plot, c);
            for (int i = 0; i < c.Lines.Length; i++)
            {
                Line(plot, c.Days, c.Lines[i], colors[i]);
            }

            Mark(plot, c, bottom, top);
            TimeAxis(plot, c.Days, sparse: false);
            ValueAxis(plot, bottom, top, c.Share);
            plot.Axes.SetLimits(c.Days[0], c.Days[^1], bottom, top);
            Place(plot, canvas, new PixelRect(0, Width, HeadHeight + LegendHeight + Height, HeadHeight + LegendHeight));
            Vertical(canvas, bottom > 0 ? $"{c.Axis}; axis from {Percent(bottom, 0.1)}" : c.Axis, 14, HeadHeight + LegendHeight + (Height / 2f));
        });
    }

    private static byte[] Bars(BarChart c)
    {
        int n = c.Series.Length;
        float rowHeight = n == 1 ? 25 : 17 * n;
        int height = (int)(c.Rows.Length * rowHeight) + 52;
        int head = HeadHeight + (n > 1 ? LegendHeight : 0);
        ScottPlot.Color[] colors = n == 1 ? [Palette.Blue] : [Palette.Grey, Palette.Blue, Palette.Green];
        return Draw(c.Title, n > 1 ? [.. c.Series.Select((s, i) => (s, colors[i]))] : [], head + height, canvas =>
        {
            double most = Math.Max(c.Rows.SelectMany(r => r.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max(), 1e-9);
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(300, 20, 48, 4));
            List<Bar> bars = [];
            double size = n == 1 ? 0.68 : 0.8 / n;
            for (int r = 0; r < c.Rows.Length; r++)
            {
                for (int s = 0; s < n; s++)
                {
                    double value = c.Rows[r].Values[s];
                    if (!double.IsFinite(value))
                    {
                        continue;
                    }

                    double at = r + ((s - ((n - 1) / 2.0)) * size);
                    bars.Add(new Bar { Position = at, Value = value, Size = size * 0.94, FillColor = colors[s], LineWidth = 0 });
                    var text = plot.Add.Text(c.Rows[r].Text[s], value, at);
                    text.LabelAlignment = Alignment.MiddleLeft;
                    text.OffsetX = 5;
                    text.OffsetY = 1.5f;
                    text.LabelFontSize = n == 1 ? 12 : 11;
                    text.LabelFontColor = Palette.Ink;
                    text.LabelFontName = BundledFont.Name;
                    text.LabelBackgroundColor = ScottPlot.Colors.White;
                }
            }

            plot.Add.Bars(bars).Horizontal = true;
            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => OfficeNames.Shorten(r.Label, LabelLimit))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            (double step, double end) = Nice(most * 1.3);
            double[] ticks = [.. Steps(step, end)];
            plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(v => c.Percent ? Percent(v, step) : Number(v))]);
            plot.Grid.YAxisStyle.IsVisible = false;
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(0, most * 1.3, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, head + height, head));
        });
    }

    private static byte[] Heat(HeatChart c)
    {
        const float RowHeight = 23;
        const float ColumnWidth = 170;
        int height = (int)(c.Rows.Length * RowHeight) + 60;
        return Draw(c.Title, [], HeadHeight + height, canvas =>
        {
            Plot plot = NewPlot();
            float width = 300 + (c.Columns.Length * ColumnWidth) + 20;
            plot.Layout.Fixed(new PixelPadding(300, 20, 8, 30));
            plot.HideGrid();
            for (int r = 0; r < c.Rows.Length; r++)
            {
                for (int k = 0; k < c.Columns.Length; k++)
                {
                    double share = c.Cells[(r * c.Columns.Length) + k];
                    bool there = double.IsFinite(share);
                    if (there)
                    {
                        var cell = plot.Add.Rectangle(k - 0.49, k + 0.49, r - 0.47, r + 0.47);
                        cell.FillColor = share > 1 ? Palette.Over : Palette.Cell((share - 0.4) / 0.6);
                        cell.LineWidth = 0;
                    }

                    var text = plot.Add.Text(there ? Percent(share, 0.01) : "no desk", k, r);
                    text.LabelAlignment = Alignment.MiddleCenter;
                    text.OffsetY = 1.5f;
                    text.LabelFontSize = 12;
                    text.LabelFontName = BundledFont.Name;
                    text.LabelFontColor = there ? Palette.OnCell((share - 0.4) / 0.6) : Palette.Grey;
                }
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => OfficeNames.Shorten(r, LabelLimit))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            plot.Axes.Bottom.IsVisible = false;
            plot.Axes.SetLimits(-0.5, c.Columns.Length - 0.5, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, width, HeadHeight + height, HeadHeight));
            for (int k = 0; k < c.Columns.Length; k++)
            {
                Text(canvas, c.Columns[k], 300 + (k * ColumnWidth) + 6, HeadHeight + 23, 12, Palette.Ink, bold: true, fit: ColumnWidth - 12);
            }

            Ramp(canvas, width + 30, HeadHeight + 44);
        });
    }

    private static byte[] Ranges(RangeChart c)
    {
        const float RowHeight = 25;
        int height = (int)(c.Rows.Length * RowHeight) + 52;
        int head = HeadHeight + LegendHeight;
        (string, ScottPlot.Color)[] legend = [("half (p50)", Palette.Blue), ("nine in ten (p90)", Palette.Vermilion), ("nineteen in twenty (p95)", Palette.Purple), ("mean (◇)", Palette.Ink)];
        return Draw(c.Title, legend, head + height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(300, 20, 48, 4));
            (double Hours, string Label)[] ticks =
                [(1 / 60.0, "1 min"), (5 / 60.0, "5 min"), (0.25, "15 min"), (1, "1 h"), (4, "4 h"), (24, "1 d"), (72, "3 d"), (168, "1 wk"), (720, "30 d"), (2160, "90 d"), (8760, "1 y"), (26280, "3 y")];
            double[] all = [.. c.Rows.SelectMany(r => new[] { r.P50, r.P95, r.Mean }).Where(v => v > 0)];
            double low = Math.Max(all.DefaultIfEmpty(1).Min(), 1 / 60.0);
            double high = Math.Max(all.DefaultIfEmpty(1).Max(), low * 10);
            double from = Math.Log10(ticks.Last(t => t.Hours <= low || t.Hours == ticks[0].Hours).Hours) - 0.05;
            double to = Math.Log10(ticks.FirstOrDefault(t => t.Hours >= high, ticks[^1]).Hours) + 0.08;
            for (int i = 0; i < c.Rows.Length; i++)
            {
                RangeRow row = c.Rows[i];
                var line = plot.Add.Line(At(row.P50), i, At(row.P95), i);
                line.LineWidth = 5;
                line.LineColor = Palette.Line;
                Dot(plot, At(row.P95), i, Palette.Purple, MarkerShape.FilledSquare);
                Dot(plot, At(row.P90), i, Palette.Vermilion, MarkerShape.FilledCircle);
                Dot(plot, At(row.P50), i, Palette.Blue, MarkerShape.FilledCircle);
                Dot(plot, At(row.Mean), i, Palette.Ink, MarkerShape.OpenDiamond);
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => OfficeNames.Shorten(r.Label, LabelLimit))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            var shown = ticks.Where(t => Math.Log10(t.Hours) >= from - 0.01 && Math.Log10(t.Hours) <= to + 0.01).ToArray();
            plot.Axes.Bottom.SetTicks([.. shown.Select(t => Math.Log10(t.Hours))], [.. shown.Select(t => t.Label)]);
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(from, to, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, head + height, head));

            // Waits below the axis stand on its edge: a logarithm has no zero.
            double At(double hours) => hours > 0 ? Math.Max(Math.Log10(hours), from) : from;
        });
    }

    private static byte[] Curves(CurveChart c)
    {
        const int Height = 400;
        int head = HeadHeight + LegendHeight;
        return Draw(c.Title, [.. c.Curves.Select((l, i) => (l.Label, Palette.Series(i)))], head + Height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(84, 20, 54, 8));
            double most = Math.Max(c.Curves.Max(l => l.X.DefaultIfEmpty(0).Max()), 1e-9);
            double top = Math.Min(1, Nice(c.Curves.Max(l => l.Y.DefaultIfEmpty(0).Max()) * 1.1).End);
            for (int i = 0; i < c.Curves.Length; i++)
            {
                var line = plot.Add.ScatterLine(c.Curves[i].X.ToArray(), c.Curves[i].Y.ToArray(), Palette.Series(i));
                line.LineWidth = c.Curves[i].Theory ? 2 : 3.5f;
                line.LinePattern = c.Curves[i].Theory ? LinePattern.Dashed : LinePattern.Solid;
            }

            (double step, _) = Nice(most);
            double[] ticks = [.. Steps(step, most)];
            plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(Number)]);
            ValueAxis(plot, 0, top, share: true);
            plot.XLabel(c.AxisX, LabelSize);
            plot.Axes.SetLimits(0, most, 0, top);
            Place(plot, canvas, new PixelRect(0, Width, head + Height, head));
            Vertical(canvas, c.AxisY, 14, head + (Height / 2f) - 20);
        });
    }

    private static byte[] Draw(string title, (string Label, ScottPlot.Color Color)[] legend, int height, Action<SKCanvas> content)
    {
        SKImageInfo size = new((int)(Width * Scale), (int)(height * Scale));
        using SKSurface surface = SKSurface.Create(size);
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale(Scale);
        content(canvas);
        Text(canvas, title, 8, 22, 17, Palette.Ink, bold: true, fit: Width - 20);
        float x = 10;
        foreach ((string label, ScottPlot.Color color) in legend)
        {
            using SKPaint fill = new() { Color = Sk(color), IsAntialias = true };
            canvas.DrawRect(x, HeadHeight + 5, 14, 12, fill);
            x += 20 + Text(canvas, label, x + 19, HeadHeight + 15.5f, LabelSize, Palette.Ink) + 20;
        }

        using SKImage image = surface.Snapshot();
        using SKPixmap pixels = image.PeekPixels();
        // Flat colours compress well without the search for filters, which takes most of the time.
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 5))
            ?? throw new InvalidOperationException($"The chart \"{title}\" could not be encoded as PNG.");
        return data.ToArray();
    }

    /// <summary>The library clears the canvas it draws on: the clip keeps what stands beside the plot.</summary>
    private static void Place(Plot plot, SKCanvas canvas, PixelRect rect)
    {
        canvas.Save();
        canvas.ClipRect(new SKRect(rect.Left, rect.Top, rect.Right, rect.Bottom));
        plot.Render(canvas, rect);
        canvas.Restore();
    }

    private static Plot NewPlot()
    {
        Plot plot = new();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Grid.MajorLineColor = Palette.Line;
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = 12;
            axis.TickLabelStyle.FontName = BundledFont.Name;
            axis.TickLabelStyle.ForeColor = Palette.Ink;
            // The library centres a label on its box, which has room below the base line for letters like g.
            axis.TickLabelStyle.OffsetY = axis is IYAxis ? 2.5f : 0;
            axis.Label.FontName = BundledFont.Name;
            axis.Label.Bold = false;
            axis.FrameLineStyle.Color = Palette.Grey;
            axis.MajorTickStyle.Color = Palette.Grey;
        }

        return plot;
    }

    private static void Line(Plot plot, IReadOnlyList<int> days, TimeLine line, ScottPlot.Color color)
    {
        List<(double X, double Mean, double Low, double High)> points = [];
        for (int i = 0; i < days.Count; i++)
        {
            if (double.IsFinite(line.Mean[i]))
            {
                points.Add((days[i], line.Mean[i], line.Low[i], line.High[i]));
            }
        }

        if (points.Count == 0)
        {
            return;
        }

        double[] xs = [.. points.Select(p => p.X)];
        if (!line.Beside && points.Any(p => p.High > p.Low))
        {
            var band = plot.Add.FillY(xs, [.. points.Select(p => p.Low)], [.. points.Select(p => p.High)]);
            band.FillColor = color.WithAlpha(0.22);
            band.LineWidth = 0;
            band.MarkerStyle = MarkerStyle.None;
        }

        var mean = plot.Add.ScatterLine(xs, points.Select(p => p.Mean).ToArray(), color);
        mean.LineWidth = line.Beside ? 1.3f : 2.2f;
        mean.LinePattern = line.Beside ? LinePattern.Dashed : LinePattern.Solid;
    }

    private static void Dot(Plot plot, double x, double y, ScottPlot.Color color, MarkerShape shape) =>
        plot.Add.Marker(x, y, shape, 9, color);

    private static void TimeAxis(Plot plot, IReadOnlyList<int> days, bool sparse)
    {
        DateOnly first = SimTime.DateOf(days[0]);
        DateOnly last = SimTime.DateOf(days[^1]);
        int months = ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;
        int step = sparse ? Math.Max(1, (months + 3) / 4) : Math.Max(1, (months + 11) / 12);
        List<double> at = [];
        List<string> labels = [];

        // In a small panel a month with its year fits four times at most; over years, the years alone do.
        bool years = sparse && months > 26;
        step = years ? 12 * Math.Max(1, (months + 47) / 60) : step;
        DateOnly month = years ? new DateOnly(first.Year, 1, 1).AddYears(first is { Month: 1, Day: 1 } ? 0 : 1) : new(first.Year, first.Month, 1);
        for (month = month < first ? month.AddMonths(1) : month; month <= last; month = month.AddMonths(step))
        {
            // A label at the right edge would be cut off.
            if (sparse && last.DayNumber - month.DayNumber < days.Count / 4)
            {
                break;
            }

            at.Add(SimTime.DayOf(month));
            labels.Add(month.ToString(years ? "yyyy" : sparse && months <= 14 ? "MMM" : "MMM yyyy", CultureInfo.InvariantCulture));
        }

        plot.Axes.Bottom.SetTicks([.. at], [.. labels]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = sparse ? 11 : 12;
    }

    private static void ValueAxis(Plot plot, double bottom, double top, bool share)
    {
        (double step, _) = Nice(top - bottom);
        double[] ticks = [.. Steps(step, top - bottom).Select(v => bottom + v)];
        plot.Axes.Left.SetTicks(ticks, [.. ticks.Select(v => share ? Percent(v, step) : Number(v))]);
    }

    private static double Top(TimeChart c) =>
        c.Share ? 1 : Nice(Math.Max(c.Lines.SelectMany(l => l.High.Concat(l.Mean)).Where(double.IsFinite).DefaultIfEmpty(1).Max() * 1.02, 1)).End;

    /// <summary>Amounts stand on zero; shares that are all high get the room they need, in whole tens of per cent.</summary>
    private static double Bottom(TimeChart c)
    {
        double low = c.Lines.SelectMany(l => l.Low.Concat(l.Mean)).Where(double.IsFinite).DefaultIfEmpty(0).Min();
        return c.Share && low > 0.5 ? Math.Min(Math.Floor(low * 10) / 10, 0.9) : 0;
    }

    /// <summary>A round step of an axis with four to six of them, and the first multiple that reaches the end.</summary>
    private static (double Step, double End) Nice(double end)
    {
        double raw = Math.Max(end, 1e-9) / 5;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double f = raw / power;
        double step = (f <= 1 ? 1 : f <= 2 ? 2 : f <= 2.5 ? 2.5 : f <= 5 ? 5 : 10) * power;
        return (step, Math.Ceiling((end / step) - 1e-9) * step);
    }

    private static IEnumerable<double> Steps(double step, double end)
    {
        for (int i = 0; i * step <= end * (1 + 1e-9); i++)
        {
            yield return i * step;
        }
    }

    private static string Number(double v) => Math.Abs(v) switch
    {
        >= 1e6 => (v / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (v / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        >= 100 => v.ToString("#,0", CultureInfo.InvariantCulture),
        _ => v.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static string Percent(double v, double step) =>
        (v * 100).ToString(step < 0.0001 ? "0.000" : step < 0.001 ? "0.00" : step < 0.01 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    private static float Text(SKCanvas canvas, string text, float x, float y, float size, ScottPlot.Color color, bool bold = false, float fit = 0)
    {
        using SKFont font = new(BundledFont.Typeface, fit > 0 ? Fit(text, size, fit) : size) { Embolden = bold, Subpixel = true };
        float width = font.MeasureText(text);
        using SKPaint paint = new() { Color = Sk(color), IsAntialias = true };
        canvas.DrawText(text, x, y, font, paint);
        return width;
    }

    /// <summary>The size, at most the one asked for and at least 8, at which a text has room.</summary>
    private static float Fit(string text, float size, float room)
    {
        using SKFont font = new(BundledFont.Typeface, size);
        return Math.Max(8, Math.Min(size, size * room / Math.Max(1, font.MeasureText(text))));
    }

    private static void Vertical(SKCanvas canvas, string text, float x, float middle)
    {
        using SKFont font = new(BundledFont.Typeface, LabelSize);
        float width = font.MeasureText(text);
        canvas.Save();
        canvas.RotateDegrees(-90, x, middle);
        Text(canvas, text, x - (width / 2), middle + 4, LabelSize, Palette.Ink);
        canvas.Restore();
    }

    private static void Ramp(SKCanvas canvas, float x, float y)
    {
        Text(canvas, "busy share of present time", x, y + 2, 12, Palette.Ink);
        (string Label, double Share)[] steps = [("40 % or less", 0.4), ("60 %", 0.6), ("80 %", 0.8), ("100 %", 1)];
        for (int i = 0; i < steps.Length; i++)
        {
            using SKPaint fill = new() { Color = Sk(Palette.Cell((steps[i].Share - 0.4) / 0.6)) };
            canvas.DrawRect(x, y + 12 + (i * 22), 18, 18, fill);
            using SKPaint edge = new() { Color = Sk(Palette.Grey), Style = SKPaintStyle.Stroke, StrokeWidth = 0.5f };
            canvas.DrawRect(x, y + 12 + (i * 22), 18, 18, edge);
            Text(canvas, steps[i].Label, x + 26, y + 26 + (i * 22), 12, Palette.Ink);
        }
    }

    private static SKColor Sk(ScottPlot.Color color) => new(color.R, color.G, color.B, color.A);
}
