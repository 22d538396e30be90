using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Html;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Reports;

/// <summary>What the report of a comparison is made of.</summary>
/// <param name="Effective">The effective scenario of each plan, in their order.</param>
public sealed record ComparisonInput(Comparison Comparison, ImmutableArray<ImmutableArray<EffectiveValue>> Effective);

/// <summary>Writes everything a comparison leaves for people: the page, the charts with their data, CSV and Parquet.</summary>
public static class ComparisonReport
{
    /// <summary>
    /// Writes the report into a folder, which is made if it does not exist; files of the same names are replaced. The
    /// page is written last, so a page that exists is whole.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ReportFiles Write(ComparisonInput input, string folder, CancellationToken cancel = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string charts = Path.Combine(folder, "charts");
        Directory.CreateDirectory(charts);
        ConcurrentDictionary<string, string> files = new();
        ImmutableArray<ChartSeries> series = ComparisonCharts.Of(input.Comparison);
        byte[][] pictures = new byte[series.Length][];
        List<Action> work = [];
        for (int i = 0; i < series.Length; i++)
        {
            int at = i;
            work.Add(() =>
            {
                pictures[at] = ChartRenderer.Png(series[at]);
                string name = Path.Combine(charts, series[at].Id);
                File.WriteAllBytes(name + ".png", pictures[at]);
                CsvFiles.Write(series[at].Data, name + ".csv");
                files[$"charts/{series[at].Id}.png"] = name + ".png";
                files[$"charts/{series[at].Id}.csv"] = name + ".csv";
            });
        }

        foreach (DataTable table in ComparisonTables.Of(input.Comparison))
        {
            work.Add(() =>
            {
                string name = Path.Combine(folder, table.Name);
                CsvFiles.Write(table, name + ".csv");
                files[table.Name + ".csv"] = name + ".csv";
                ParquetFiles.WriteAsync(table, name + ".parquet", cancel).GetAwaiter().GetResult();
                files[table.Name + ".parquet"] = name + ".parquet";
            });
        }

        Parallel.Invoke(new ParallelOptions { CancellationToken = cancel }, [.. work]);
        string page = Path.Combine(folder, "report.html");
        File.WriteAllText(page, ComparisonPage.Page(input, [.. series.Zip(pictures)]), new UTF8Encoding(false));
        files["report"] = page;
        return new ReportFiles(files.ToImmutableSortedDictionary(StringComparer.Ordinal), watch.Elapsed.TotalSeconds);
    }
}
