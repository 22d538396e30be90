using ScottPlot;

namespace CeeOrleans.Reports.Charts;

/// <summary>Response lines and heat maps of sweeps.</summary>
public static partial class ChartRenderer
{
    private static byte[] Response(ResponseChart c)
    {
        const int Height = 380;
        bool legend = c.Lines.Length > 1;
        int head = HeadHeight + (legend ? LegendHeight : 0);
        double[] all = [.. c.Lines.SelectMany(l => l.Mean.Concat(l.Low).Concat(l.High)).Concat(c.Spans.SelectMany(s => new[] { s.Low, s.High })).Concat(c.Levels.Select(l => l.At)).Where(double.IsFinite)];
        (double bottom, double top, double step) = Room(all.DefaultIfEmpty(0).Min(), all.DefaultIfEmpty(1).Max(), c.Unit == "share");
        if (c.Stair)
        {
            // It counts how many of a known number; above that number there is nothing to show.
            top = all.Max() * 1.04;
        }

        return Draw(c.Title, legend ? [.. c.Lines.Select((l, i) => (l.Label, Palette.Series(i)))] : [], head + Height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(96, 30, 54, 8));
            double reach = Math.Max(c.At.Max(), c.Marks.Select(m => m.At).DefaultIfEmpty(c.At.Max()).Max());
            double begin = Math.Min(c.At.Min(), c.Marks.Select(m => m.At).DefaultIfEmpty(c.At.Min()).Min());
            double span = reach - begin;
            foreach (ResponseSpan known in c.Spans)
            {
                var block = plot.Add.Rectangle(known.At - (span * 0.012), known.At + (span * 0.012), known.Low, known.High);
                block.FillColor = Palette.Grey.WithAlpha(0.25);
                block.LineWidth = 0;
            }

            for (int m = 0; m < c.Marks.Length; m++)
            {
                var mark = plot.Add.VerticalLine(c.Marks[m].At);
                mark.LineColor = Palette.Ink;
                mark.LineWidth = 1.2f;
                mark.LinePattern = LinePattern.Dashed;
                double place = c.Marks[m].At;

                // Beside its line on the side where there is room: another line must not run through the words.
                bool right = place > begin + (span * 0.7) || c.Marks.Any(o => o.At > place && o.At < place + (span * 0.12));
                var name = plot.Add.Text(c.Marks[m].Label, c.Marks[m].At, bottom + ((top - bottom) * (0.04 + (0.07 * m))));
                name.LabelAlignment = right ? Alignment.MiddleRight : Alignment.MiddleLeft;
                name.OffsetX = right ? -6 : 6;
                name.LabelFontSize = 12;
                name.LabelFontName = BundledFont.Name;
                name.LabelFontColor = Palette.Ink;
            }

            foreach (ResponseLevel level in c.Levels)
            {
                var across = plot.Add.HorizontalLine(level.At);
                across.LineColor = Palette.Over;
                across.LineWidth = 1.2f;
                across.LinePattern = LinePattern.Dashed;
                // A stair climbs to the right: its level is named where it is still low.
                var name = plot.Add.Text(level.Label, c.Stair ? begin - (span * 0.025) : reach + (span * 0.025), level.At);
                name.LabelAlignment = c.Stair ? Alignment.UpperLeft : Alignment.UpperRight;
                name.OffsetY = 4;
                name.LabelFontSize = 12;
                name.LabelFontName = BundledFont.Name;
                name.LabelFontColor = Palette.Over;
            }

            for (int i = 0; i < c.Lines.Length; i++)
            {
                ResponseLine line = c.Lines[i];
                int[] there = [.. Enumerable.Range(0, c.At.Length).Where(p => double.IsFinite(line.Mean[p]))];
                int[] banded = [.. there.Where(p => double.IsFinite(line.Low[p]) && double.IsFinite(line.High[p]))];
                if (banded.Length > 1)
                {
                    var band = plot.Add.FillY(
                        banded.Select(p => c.At[p]).ToArray(),
                        [.. banded.Select(p => line.Low[p])],
                        [.. banded.Select(p => line.High[p])]);
                    band.FillColor = Palette.Series(i).WithAlpha(0.22);
                    band.LineWidth = 0;
                    band.MarkerStyle = MarkerStyle.None;
                }

                var mean = plot.Add.Scatter(there.Select(p => c.At[p]).ToArray(), there.Select(p => line.Mean[p]).ToArray(), Palette.Series(i));
                mean.LineWidth = 2.2f;
                mean.ConnectStyle = c.Stair ? ConnectStyle.StepHorizontal : ConnectStyle.Straight;
                mean.MarkerSize = there.Length == 1 ? 11 : c.At.Length > 60 ? 0 : 6;
                foreach (int p in line.Bounds)
                {
                    // Ringed: the true value lies above.
                    var ring = plot.Add.Marker(c.At[p], line.Mean[p], MarkerShape.OpenCircle, 16, Palette.Series(i));
                    ring.MarkerLineWidth = 2;
                }
            }

            if (c.Lines.SelectMany(l => l.Bounds.Select(p => (At: c.At[p], Mean: l.Mean[p]))).OrderBy(b => b.At).ThenByDescending(b => b.Mean).Take(1).ToArray() is [var bound])
            {
                var word = plot.Add.Text(c.BoundLabel, bound.At, bound.Mean);
                word.LabelAlignment = bound.At > begin + (span * 0.7) ? Alignment.MiddleRight : Alignment.MiddleLeft;
                word.OffsetX = bound.At > begin + (span * 0.7) ? -14 : 14;
                word.OffsetY = -12;
                word.LabelFontSize = 12;
                word.LabelFontName = BundledFont.Name;
                word.LabelFontColor = Palette.Ink;
            }

            // Labels of values that stand close together would run into each other: every n-th is written.
            int every = Math.Max(1, (int)Math.Ceiling(c.Values.Sum(v => (v.Length * 7.0) + 18) / (Width - 140)));
            int[] named = [.. Enumerable.Range(0, c.Values.Length).Where(p => c.Values[p].Length > 0)];
            int[] shown = named.Length < c.Values.Length ? named : [.. named.Where(p => p % every == 0)];
            plot.Axes.Bottom.SetTicks([.. shown.Select(p => c.At[p])], [.. shown.Select(p => c.Values[p])]);
            double[] ticks = [.. Steps(step, top - bottom).Select(v => bottom + v)];
            plot.Axes.Left.SetTicks(ticks, [.. ticks.Select(v => Scaled(v, step, c.Unit))]);
            plot.XLabel(c.AxisX, LabelSize);

            // A point on the edge is shown whole.
            double edge = (top - bottom) * 0.02;
            plot.Axes.SetLimits(begin - (span * 0.03), reach + (span * 0.03), bottom - edge, top + edge);
            Place(plot, canvas, new PixelRect(0, Width, head + Height, head));
            Vertical(canvas, c.AxisY, 14, head + (Height / 2f) - 20);
        });
    }

    private static byte[] Grid(GridChart c)
    {
        const float RowHeight = 26;
        const float Left = 190;
        int height = (int)(c.Rows.Length * RowHeight) + 62;
        double[] there = [.. c.Cells.Where(double.IsFinite)];
        double least = there.DefaultIfEmpty(0).Min();
        double most = there.DefaultIfEmpty(1).Max();
        double span = Math.Max(most - least, 1e-12);
        float column = Math.Min(150, (Width - Left - 30) / c.Columns.Length);
        return Draw(c.Title, [], HeadHeight + height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(Left, 10, 8, 2));
            plot.HideGrid();
            for (int r = 0; r < c.Rows.Length; r++)
            {
                for (int k = 0; k < c.Columns.Length; k++)
                {
                    double value = c.Cells[(r * c.Columns.Length) + k];
                    double shade = (value - least) / span;
                    if (double.IsFinite(value))
                    {
                        var cell = plot.Add.Rectangle(k - 0.49, k + 0.49, r - 0.47, r + 0.47);
                        cell.FillColor = Palette.Cell(shade);
                        cell.LineWidth = 0;
                    }

                    var text = plot.Add.Text(double.IsFinite(value) ? Words.Value(value, c.Unit) : "–", k, r);
                    text.LabelAlignment = Alignment.MiddleCenter;
                    text.OffsetY = 1.5f;
                    text.LabelFontSize = column < 70 ? 10 : 12;
                    text.LabelFontName = BundledFont.Name;
                    text.LabelFontColor = double.IsFinite(value) ? Palette.OnCell(shade) : Palette.Grey;
                }
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            plot.Axes.Bottom.IsVisible = false;
            plot.Axes.SetLimits(-0.5, c.Columns.Length - 0.5, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Left + (column * c.Columns.Length) + 10, HeadHeight + height, HeadHeight + 48));
            Text(canvas, $"{c.ColumnAxis} →", Left + 4, HeadHeight + 18, 12, Palette.Ink);
            Text(canvas, $"{c.RowAxis} ↓", 8, HeadHeight + 40, 12, Palette.Ink, fit: Left - 12);
            for (int k = 0; k < c.Columns.Length; k++)
            {
                Text(canvas, c.Columns[k], Left + (k * column) + 6, HeadHeight + 40, 12, Palette.Ink, bold: true, fit: column - 8);
            }
        });
    }

    /// <summary>Axis ends that leave the data room: a share stays inside 0 to 100 %, and an amount starts at 0 when that is near.</summary>
    private static (double Bottom, double Top, double Step) Room(double low, double high, bool share)
    {
        double margin = Math.Max((high - low) * 0.08, share ? 0.002 : Math.Max(Math.Abs(high), 1e-9) * 0.005);
        bool zero = low >= 0 && low < 0.4 * high;
        double from = zero ? 0 : low - margin;
        (double step, _) = Nice(high + margin - from);
        double bottom = Math.Floor((from / step) + 1e-9) * step;
        double top = Math.Ceiling(((high + margin) / step) - 1e-9) * step;
        return share ? (Math.Max(0, bottom), Math.Min(1, top), step) : (bottom, top, step);
    }

    private static string Scaled(double v, double step, string unit) => unit switch
    {
        "share" => Percent(v, step),
        "dollars" => "$" + (Math.Abs(v) >= 1e9 ? (v / 1e9).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + " B" : Number(v)),
        _ => Number(v),
    };
}
