using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed partial class ComparisonReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-comparison-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_stands_alone_and_every_chart_has_its_sentence_and_its_data()
    {
        (string page, ReportFiles files) = Write(Compare(SampleRun.National(5, centers: false), SampleRun.National(5)));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", Base64().Replace(page, ""), StringComparison.Ordinal);
        string[] figures = [.. Figure().Matches(page).Select(m => m.Value)];
        Assert.True(figures.Length >= 6);
        Assert.All(figures, f =>
        {
            Assert.Matches("<img [^>]*alt=\"[^\"]{20,}\"", f);
            Assert.Matches("<figcaption>[^<]{20,}\\.</figcaption>", f);
            Assert.Contains("<table>", f, StringComparison.Ordinal);
        });
        Assert.Equal(
            ["affected.csv", "affected.parquet", "best.csv", "best.parquet", "differences.csv", "differences.parquet", "pairs.csv", "pairs.parquet", "report", "waiting.csv", "waiting.parquet"],
            files.Files.Keys.Where(k => !k.StartsWith("charts/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(files.Files.Values, f => Assert.True(new FileInfo(f).Length > 20, f));
        Assert.Contains("Classes of size and ports", page, StringComparison.Ordinal);
        Assert.Contains("cee doubt FILE computes it", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Uniformity_is_told_with_the_assumptions_that_it_follows_from_and_where_it_vanishes()
    {
        RunResult ports = SampleRun.National(3, centers: false);
        Comparison on = Compare(Disagreeing(ports, 0.15, 0.25), Disagreeing(SampleRun.National(3), 0.06, 1));
        string told = Assert.Single(ComparisonWords.Uniformity(on.Pairs[0])).Replace('\u00a0', ' ');
        Assert.Contains($"differ in {Words.Percent(0.15)} under A and {Words.Percent(0.06)} under B (expected {Words.Percent(0.15)} and {Words.Percent(0.06)})".Replace('\u00a0', ' '), told, StringComparison.Ordinal);
        Assert.Contains($"vanishes where two offices disagree no more often than one does, {Words.Percent(0.06)}".Replace('\u00a0', ' '), told, StringComparison.Ordinal);
        Assert.Empty(ComparisonWords.Uniformity(Compare(ports, SampleRun.National(3)).Pairs[0]));

        static RunResult Disagreeing(RunResult run, double share, double sameOffice) => run with
        {
            Inputs = run.Inputs with { Uniformity = new UniformityInput(0.06, 0.18, 0.03, 365) },
            Replications = [.. run.Replications.Select(r => r with { Accounts = r.Accounts with { AmbiguousQuestions = 1_000, DisagreementMillionths = (long)(share * 1e9), SameOfficeMillionths = (long)(sameOffice * 1e9) } })],
        };
    }

    [Fact]
    public void A_plan_against_itself_says_zero_and_nothing_else()
    {
        Comparison c = Compare(SampleRun.National(3), SampleRun.National(3));
        (string page, _) = Write(c);

        Assert.True(c.Pairs[0].Identical);
        Assert.Contains("every difference is exactly zero", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">worse<", page, StringComparison.Ordinal);
        Assert.All(ComparisonTables.Differences(c).Columns.OfType<NumberColumn>().Single(x => x.Name == "difference").Values, v => Assert.True(v is 0 or double.NaN));
    }

    [Fact]
    public void What_is_beyond_luck_only_when_looked_at_alone_is_not_told_as_no_difference()
    {
        PlanPair pair = Compare(SampleRun.National(10, centers: false), SampleRun.National(10)).Pairs[0];

        // Ten differences of 1 point, give or take 1.17: t = 2.6, so 3 % by luck.
        ComparedMeasure coverage = pair.Find(MeasureNames.Coverage)!;
        ComparedMeasure close = new(
            coverage.Name,
            coverage.Office,
            coverage.Role,
            coverage.Kind,
            coverage.Unit,
            coverage.Scale,
            [.. Enumerable.Repeat(0.5, 10)],
            [.. Enumerable.Range(0, 10).Select(i => 0.51 + (i % 2 == 0 ? 0.0117 : -0.0117))]);
        string[] said = [.. ComparisonWords.Sentences(pair with { Measures = pair.Measures.Replace(coverage, close) })];

        Assert.Equal(Verdict.Better, close.Verdict);
        Assert.Contains("coverage (", Assert.Single(said, s => s.StartsWith("Beyond luck when looked at alone", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(said, s => s.StartsWith("No difference shown", StringComparison.Ordinal) && s.Contains("coverage (", StringComparison.Ordinal));
    }

    [Fact]
    public void Offices_that_work_under_one_plan_only_are_counted_and_not_judged()
    {
        RunResult ports = SampleRun.National(3, centers: false);
        Comparison c = Compare(ports, SampleRun.National(3));

        Assert.Empty(c.Pairs[0].OfficesOnlyInA);
        Assert.Equal(["001", "002", "003", "004", "005", "006", "007", "008", "009", "010"], c.Pairs[0].OfficesOnlyInB);
        Assert.DoesNotContain(c.Pairs[0].Affected, g => g.Dimension == "office" && g.Code == "001");
        Assert.Contains(c.Pairs[0].Affected, g => g.Dimension == "Center" && g.Code == "001");
        Assert.Contains("only under B", string.Join(' ', ComparisonWords.Effects(c.Pairs[0])), StringComparison.Ordinal);
    }

    [Fact]
    public void Three_plans_have_a_chart_of_who_may_be_best()
    {
        ImmutableArray<ChartSeries> charts = ComparisonCharts.Of(Compare(SampleRun.National(4, centers: false), SampleRun.National(4), SampleRun.National(4)));

        IntervalChart best = (IntervalChart)charts[0];
        Assert.Equal("best-1", best.Id);
        Assert.Equal(3, best.Rows.Length);
        Assert.Equal(["row", "series", "mean", "low", "high", "text"], best.Data.Columns.Select(x => x.Name));
        Assert.All(charts, x => Assert.DoesNotContain("NaN", x.Title + x.Finding, StringComparison.Ordinal));
    }

    [Fact]
    public void A_waterfall_is_drawn_with_its_whole()
    {
        Comparison c = Compare(SampleRun.National(3, centers: false), SampleRun.National(3)) with
        {
            Waterfalls = [Waterfall.Of("coverage", "share", Sense.HigherIsBetter, [("whole people", "", [0.9, 0.91, 0.9], [0.93, 0.94, 0.95]), ("leave and cover", "", [0.9, 0.91, 0.9], [0.95, 0.96, 0.95])])],
        };
        StepChart chart = Assert.IsType<StepChart>(Assert.Single(ComparisonCharts.Of(c), x => x.Id == "waterfall-1"));

        Assert.Equal(["whole people", "leave and cover", "the whole difference"], chart.Bars.Select(b => b.Label));
        Assert.Equal(chart.Bars[1].To, chart.Bars[2].To, 12);
        Assert.True(ChartRenderer.Png(chart).Length > 2_000);
        (string page, ReportFiles files) = Write(c);
        Assert.Contains("waterfall.csv", files.Files.Keys);
        Assert.Contains("Why: the difference by mechanism", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_that_differ_are_listed_with_both_values_and_the_others_are_not()
    {
        ImmutableArray<EffectiveValue> a = [new("name", "a", "a.yaml:1", "", "", ""), new("people.import specialists", "935 people", "reference data", "A", "", ""), new("people.ramp", "96 %", "reference data", "A", "", "")];
        ImmutableArray<EffectiveValue> b = [new("name", "b", "b.yaml:1", "", "", ""), new("people.import specialists", "<950> people", "b.yaml:3", "", "", ""), new("people.ramp", "96 %", "reference data", "A", "", ""), new("centers", "all", "b.yaml:4", "", "", "")];
        ComparisonReport.Write(new ComparisonInput(Compare(SampleRun.National(2), SampleRun.National(2)), [a, b]), folder, TestContext.Current.CancellationToken);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));

        Assert.Contains("935 people</td><td>&lt;950&gt; people", page, StringComparison.Ordinal);
        Assert.Contains("2 values not the same in all plans", page, StringComparison.Ordinal);
        Assert.DoesNotContain("people.ramp", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_stand_at_the_top_as_text()
    {
        (string page, _) = Write(Compare(SampleRun.National(2), SampleRun.National(2)) with { Warnings = ["a.yaml and <b>.yaml open differently"] });

        Assert.Contains("class=\"alarm\">a.yaml and &lt;b&gt;.yaml open differently", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0123, "share", "+1.23\u00a0pt")]
    [InlineData(-0.000071, "share", "−0.0071\u00a0pt")]
    [InlineData(-1_234_567, "dollars", "−$1.2\u00a0M")]
    [InlineData(3, "people", "+3")]
    [InlineData(-2_311_498.6, "items", "−2,311,499")]
    [InlineData(0, "share", "0")]
    [InlineData(double.NaN, "share", "–")]
    public void Differences_have_a_sign_and_the_unit_of_their_measure(double value, string unit, string text) =>
        Assert.Equal(text, ComparisonWords.Difference(value, unit));

    [Fact]
    public void Intervals_state_their_unit_once()
    {
        Assert.Equal("+1.00\u00a0pt (+0.50 to +1.50)", ComparisonWords.WithInterval(new Estimate(0.01, 0.005, 0.015), "share"));
        Assert.Equal("+0.50 to +1.50\u00a0pt", ComparisonWords.Interval(new Estimate(0.01, 0.005, 0.015), "share"));
        Assert.Equal("exactly 0", ComparisonWords.WithInterval(new Estimate(0, 0, 0), "items"));
        Assert.Equal("−2 (the same every year)", ComparisonWords.WithInterval(new Estimate(-2, -2, -2), "people"));
        Assert.Equal("–", ComparisonWords.Interval(new Estimate(1, null, null), "share"));
    }

    private static Comparison Compare(params RunResult[] runs) => ComparisonService.Of(
        [.. runs.Select((r, i) => PlanOutcome.From(i, $"{PlanOutcome.LabelOf(i).ToLowerInvariant()}.yaml", r))],
        ContestMeasure.Declared(runs.Select(r => r.Inputs)),
        []);

    private (string Page, ReportFiles Files) Write(Comparison comparison)
    {
        ReportFiles files = ComparisonReport.Write(new ComparisonInput(comparison, [.. comparison.Plans.Select(_ => ImmutableArray<EffectiveValue>.Empty)]), folder, TestContext.Current.CancellationToken);
        return (File.ReadAllText(files.Files["report"]), files);
    }

    [GeneratedRegex("<figure.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("base64,[A-Za-z0-9+/=]+")]
    private static partial Regex Base64();
}
