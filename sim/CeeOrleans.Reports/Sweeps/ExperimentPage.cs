using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Html;

/// <summary>What the pages of experiments over many runs have in common: head, contents, figures, and how files are written.</summary>
internal static class ExperimentPage
{
    public static HtmlText Begin(string kicker, string title, string description, string facts, IEnumerable<(string Id, string Title)> parts)
    {
        HtmlText html = new();
        html.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{HtmlText.E(title)} – CeeOrleans</title>")
            .Raw("<style>").Raw(HtmlReport.Style()).Raw("</style></head><body>")
            .Raw("<a class=\"skip\" href=\"#answer\">Skip to the answer</a>")
            .Raw($"<header><p class=\"kicker\">{HtmlText.E(kicker)}</p>")
            .Raw($"<h1>{HtmlText.E(title)}</h1>");
        if (description.Length > 0)
        {
            html.Paragraph(description);
        }

        html.Paragraph(facts, "kicker");
        html.Raw("<nav aria-label=\"Contents\"><ul>" + string.Concat(parts.Select(p => $"<li><a href=\"#{p.Id}\">{HtmlText.E(p.Title)}</a></li>")) + "</ul></nav>");
        return html.Raw("</header><main>");
    }

    public static string End(HtmlText html) =>
        html.Raw("</main><footer><p>Made by CeeOrleans. A simulation: numbers follow from inputs, many of which are assumptions.</p></footer></body></html>").ToString();

    /// <summary>The answer in a box, a sentence a line.</summary>
    public static void Answer(HtmlText html, IEnumerable<string> sentences)
    {
        html.Section("answer", "The answer").Raw("<div class=\"answer\">");
        foreach (string sentence in sentences)
        {
            html.Paragraph(sentence);
        }

        html.Raw("</div>");
    }

    public static void Figure(HtmlText html, ChartSeries chart, byte[] png)
    {
        html.Raw($"<figure id=\"chart-{chart.Id}\"><h3 class=\"vh\">{HtmlText.E(chart.Title)}</h3>")
            .Raw($"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" alt=\"{HtmlText.E(chart.Alt)}\" width=\"{ChartRenderer.Width}\" height=\"{ChartRenderer.HeightOf(png)}\">")
            .Raw($"<figcaption>{HtmlText.E(chart.Finding)}</figcaption>")
            .Raw($"<details><summary>Data of this chart</summary><p>As a file: <a href=\"charts/{chart.Id}.csv\">charts/{chart.Id}.csv</a></p>");
        DataTable data = chart.Data;
        html.Table(
            chart.Title,
            [.. data.Columns.Select(c => c is TextColumn ? c.Name : "#" + c.Name)],
            Enumerable.Range(0, data.Rows).Select(r => (IReadOnlyList<string>)[.. data.Columns.Select(c => Cell(c, r))]));
        html.Raw("</details></figure>");
    }

    /// <summary>
    /// Writes charts with their data, tables as CSV and Parquet, and last the page, so that a page that exists is whole.
    /// </summary>
    /// <returns>Path inside the folder by stable name.</returns>
    public static ImmutableSortedDictionary<string, string> Write(
        string folder,
        ImmutableArray<ChartSeries> charts,
        IEnumerable<DataTable> tables,
        Func<ImmutableArray<(ChartSeries Chart, byte[] Png)>, string> page,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(folder, "charts"));
        ConcurrentDictionary<string, string> files = new();
        byte[][] pictures = new byte[charts.Length][];
        List<Action> work = [];
        for (int i = 0; i < charts.Length; i++)
        {
            int at = i;
            work.Add(() =>
            {
                pictures[at] = ChartRenderer.Png(charts[at]);
                string name = $"charts/{charts[at].Id}";
                File.WriteAllBytes(Path.Combine(folder, name + ".png"), pictures[at]);
                CsvFiles.Write(charts[at].Data, Path.Combine(folder, name + ".csv"));
                files[name + ".png"] = name + ".png";
                files[name + ".csv"] = name + ".csv";
            });
        }

        foreach (DataTable table in tables)
        {
            work.Add(() =>
            {
                CsvFiles.Write(table, Path.Combine(folder, table.Name + ".csv"));
                ParquetFiles.WriteAsync(table, Path.Combine(folder, table.Name + ".parquet"), cancellation).GetAwaiter().GetResult();
                files[table.Name + ".csv"] = table.Name + ".csv";
                files[table.Name + ".parquet"] = table.Name + ".parquet";
            });
        }

        Parallel.Invoke(new ParallelOptions { CancellationToken = cancellation }, [.. work]);
        File.WriteAllText(Path.Combine(folder, "report.html"), page([.. charts.Zip(pictures)]), new UTF8Encoding(false));
        files["report"] = "report.html";
        return files.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static string Cell(DataColumn column, int row) => column switch
    {
        TextColumn c => c.Values[row],
        WholeColumn c => c.Values[row].ToString("#,0", CultureInfo.InvariantCulture),
        NumberColumn c => double.IsFinite(c.Values[row]) ? c.Values[row].ToString("G6", CultureInfo.InvariantCulture) : "–",
        _ => "",
    };
}
