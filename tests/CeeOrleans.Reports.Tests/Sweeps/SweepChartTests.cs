using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Sweeps;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class SweepChartTests
{
    private static readonly RunResult Run = SampleRun.Queue(2);
    private static readonly SweepAxis People = new("people", [new PathValue("10", 10), new PathValue("20", 20), new PathValue("30", 30)]);
    private static readonly SweepAxis Share = new("share", [new PathValue("1 %", 0.01), new PathValue("2 %", 0.02)]);

    [Fact]
    public void Sentence_ARise_NamesBothEndsAndTheLargestStep() => Assert.Equal(
        "Coverage rises from 50.0\u00a0% at 10 to 80.0\u00a0% at 30; the largest step is between 10 and 20.",
        SweepCharts.Sentence("coverage", "share", People, [Value(0.5), Value(0.75), Value(0.8)]));

    [Fact]
    public void Sentence_AHump_SaysWhatLiesBetween() => Assert.Contains(
        "lies between 50.0\u00a0% and 90.0\u00a0%",
        SweepCharts.Sentence("coverage", "share", People, [Value(0.5), Value(0.9), Value(0.6)]),
        StringComparison.Ordinal);

    [Fact]
    public void Sentence_NoChange_SaysSo() => Assert.Equal(
        "Coverage stays at 50.0\u00a0%, whatever people is.",
        SweepCharts.Sentence("coverage", "share", People, [Value(0.5), Value(0.5), Value(0.5)]));

    [Fact]
    public void Sentence_ADifferenceThatChangesSignFromYearToYear_IsLuck() => Assert.Contains(
        "no more than luck",
        SweepCharts.Sentence("wait", "hours", People, [Value(5, 9), Value(6, 8.2), Value(9, 6)]),
        StringComparison.Ordinal);

    [Fact]
    public void Sentence_ASmallDifferenceThatEveryYearHas_IsNotLuck_ThoughTheIntervalsOverlap() => Assert.Contains(
        "rises",
        SweepCharts.Sentence("wait", "hours", People, [Value(5, 9), Value(5.5, 9.5), Value(6, 10)]),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1, "Response line")]
    [InlineData(2, "Heat map")]
    [InlineData(3, "Response line")]
    public void Charts_OneTwoOrThreeInputs_AreDrawn(int axes, string form)
    {
        SweepResult sweep = Sweep([.. new[] { People, Share, new SweepAxis("word", [new PathValue("stays", double.NaN), new PathValue("moves", double.NaN)]) }.Take(axes)]);
        ChartSeries chart = Assert.Single(SweepCharts.Of(sweep));
        Assert.StartsWith(form, chart.Alt, StringComparison.Ordinal);
        Assert.EndsWith(".", chart.Finding, StringComparison.Ordinal);
        Assert.True(chart.Data.Rows > 0);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], ChartRenderer.Png(chart)[..4]);
    }

    [Fact]
    public void Points_HaveTheirValuesAsTextAndNumber_AndTheMeasureWithItsInterval()
    {
        DataTable table = SweepReport.Points(Sweep([People]));
        Assert.Equal(["point", "people", "people (number)", "coverage", "coverage (low)", "coverage (high)", "result_hash"], table.Columns.Select(c => c.Name));
        Assert.Equal(3, table.Rows);
    }

    [Fact]
    public void Report_TwiceFromTheSameSweep_IsTheSameToTheByte()
    {
        string[] folders = [Directory.CreateTempSubdirectory("cee-report-").FullName, Directory.CreateTempSubdirectory("cee-report-").FullName];
        try
        {
            foreach (string folder in folders)
            {
                SweepReport.Write(Sweep([People, Share]), "cee sweep x", folder, TestContext.Current.CancellationToken);
            }

            foreach (string file in new[] { "report.html", "points.csv", "measures.csv", "charts/response-coverage.png" })
            {
                Assert.Equal(File.ReadAllBytes(Path.Combine(folders[0], file)), File.ReadAllBytes(Path.Combine(folders[1], file)));
            }

            string page = File.ReadAllText(Path.Combine(folders[0], "report.html"));
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.Contains("<pre>cee sweep x</pre>", page, StringComparison.Ordinal);
        }
        finally
        {
            foreach (string folder in folders)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Measure Value(params double[] years) => new("coverage", "all", "", "", "share", MeasureScale.Amount, [.. years]);

    private static SweepResult Sweep(ImmutableArray<SweepAxis> axes)
    {
        LoadedScenario scenario = new(Run.Inputs, [], []);
        SweepPlan plan = SweepPlan.Make(scenario, axes, o => scenario with { Inputs = Run.Inputs with { ScenarioHash = string.Join('|', o) } }, i => i).Plan!;
        MeasureChoice coverage = new("coverage");
        return new SweepResult(plan, [coverage], [.. plan.Points.Select(p => new PointOutcome(p, [Value(0.5 + (0.01 * p.Index), 0.52 + (0.01 * p.Index))], [Value(0.5)], 0, "h"))], 0);
    }
}
