using CeeOrleans.Reports.Tables;
using ScottPlot;

namespace CeeOrleans.Reports.Charts;

/// <summary>What is open when.</summary>
public static partial class ChartRenderer
{
    private static byte[] Gantt(GanttChart c)
    {
        const float RowHeight = 28;
        int height = (int)(c.Rows.Length * RowHeight) + 56;
        return Draw(c.Title, [], HeadHeight + height, canvas =>
        {
            Plot plot = NewPlot();
            plot.Layout.Fixed(new PixelPadding(LabelRoom, 24, 48, 4));
            double perUnit = (c.LastDay - c.FirstDay) / (double)(Width - LabelRoom - 24);
            for (int r = 0; r < c.Rows.Length; r++)
            {
                foreach (GanttBar bar in c.Rows[r].Bars)
                {
                    var block = plot.Add.Rectangle(bar.From, bar.To, r - 0.36, r + 0.36);
                    block.FillColor = Palette.Cell(0.25 + (0.75 * bar.Strength));
                    block.LineColor = Colors.White;
                    block.LineWidth = 1;
                    if (bar.Text.Length * 6.6 * perUnit < bar.To - bar.From)
                    {
                        var text = plot.Add.Text(bar.Text, (bar.From + bar.To) / 2.0, r);
                        text.LabelAlignment = Alignment.MiddleCenter;
                        text.OffsetY = 1.5f;
                        text.LabelFontSize = 11;
                        text.LabelFontName = BundledFont.Name;
                        text.LabelFontColor = Palette.OnCell(0.25 + (0.75 * bar.Strength));
                    }
                }
            }

            plot.Axes.Left.SetTicks([.. c.Rows.Select((_, i) => (double)i)], [.. c.Rows.Select(r => OfficeNames.Shorten(r.Label, LabelLimit))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            TimeAxis(plot, [c.FirstDay, c.LastDay], sparse: false);
            plot.XLabel(c.Axis, LabelSize);
            plot.Axes.SetLimits(c.FirstDay, c.LastDay, c.Rows.Length - 0.5, -0.5);
            Place(plot, canvas, new PixelRect(0, Width, HeadHeight + height, HeadHeight));
        });
    }
}
