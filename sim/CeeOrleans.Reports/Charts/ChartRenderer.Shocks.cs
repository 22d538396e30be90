using ScottPlot;

namespace CeeOrleans.Reports.Charts;

/// <summary>Spans and days on charts over time.</summary>
public static partial class ChartRenderer
{
    private static void Shade(Plot plot, TimeChart c)
    {
        foreach (TimeShade shade in c.Shades)
        {
            var span = plot.Add.HorizontalSpan(Math.Max(shade.FromDay, c.Days[0]), Math.Min(shade.UntilDay, c.Days[^1]));
            span.FillStyle.Color = Palette.Grey.WithAlpha(0.18);
            span.LineStyle.Width = 0;
        }
    }

    private static void Mark(Plot plot, TimeChart c, double bottom, double top)
    {
        for (int i = 0; i < c.Shades.Length; i++)
        {
            Word(plot, c.Shades[i].Label, Math.Max(c.Shades[i].FromDay, c.Days[0]), top - ((top - bottom) * 0.04 * i), Alignment.UpperLeft);
        }

        for (int i = 0; i < c.Marks.Length; i++)
        {
            TimeMark mark = c.Marks[i];
            var line = plot.Add.VerticalLine(mark.Day);
            line.Color = Palette.Ink;
            line.LineWidth = 1.4f;
            line.LinePattern = LinePattern.Dashed;

            // Words of days that lie close together stand one above the other, and near the right end to the left of the line.
            bool right = mark.Day > c.Days[0] + (0.75 * (c.Days[^1] - c.Days[0]));
            Word(plot, mark.Label, mark.Day, bottom + ((top - bottom) * (0.10 + (0.09 * i))), right ? Alignment.LowerRight : Alignment.LowerLeft);
        }
    }

    private static void Word(Plot plot, string label, double x, double y, Alignment alignment)
    {
        var text = plot.Add.Text(label, x, y);
        text.LabelAlignment = alignment;
        text.OffsetX = alignment == Alignment.LowerRight ? -5 : 5;
        text.OffsetY = alignment == Alignment.UpperLeft ? 4 : 0;
        text.LabelFontSize = 12;
        text.LabelFontName = BundledFont.Name;
        text.LabelFontColor = Palette.Ink;
    }
}
