using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class PublishedFactsTests
{
    private static FactRow Row(string id, string use, double low, string tolerance, string unit = "share", double? high = null) =>
        new(id, id, low, high ?? low, unit, use, tolerance, "a source", "R");

    [Theory]
    [InlineData("±5 pt", 0.58, 0.53, 0.53, true)]
    [InlineData("±5 pt", 0.59, 0.53, 0.53, false)]
    [InlineData("×/÷ 1.5", 189_000, 283_075, 283_075, true)]
    [InlineData("×/÷ 1.5", 188_000, 283_075, 283_075, false)]
    [InlineData("×/÷ 3", 50e6, 7e6, 18e6, true)]
    [InlineData("2 %", 61_200, 60_000, 60_000, true)]
    [InlineData("2 %", 61_300, 60_000, 60_000, false)]
    [InlineData("2 %", 3.4e6, 3e6, double.PositiveInfinity, true)]
    [InlineData("order", 35_000, 10_000, 10_000, true)]
    [InlineData("order", 99, 10_000, 10_000, false)]
    [InlineData("order", 100_000, 10_000, 10_000, false)]
    public void Tolerances(string text, double simulated, double low, double high, bool inside) =>
        Assert.Equal(inside, Tolerance.Parse(text).Admits(simulated, low, high));

    [Theory]
    [InlineData("about right")]
    [InlineData("5 apples")]
    public void A_tolerance_that_says_nothing_is_refused(string text) => Assert.Throws<FormatException>(() => Tolerance.Parse(text));

    [Fact]
    public void Evidence_stands_first_and_only_evidence_counts()
    {
        RunResult run = SampleRun.National(2);
        FactTable table = FactTable.Evaluate(
            [
                Row("protest-ages", "unknown", double.NaN, ""),
                Row("adcvd-reviews", "input", 38_567, "2 %", "reviews"),
                Row("cf28", "fit", 30_000, "2 %", "forms"),
                Row("ctpat-value-share", "evidence", 0.53, "±5 pt"),
                Row("isa-value-share", "evidence", 0.16, "±4 pt"),
            ],
            run);

        Assert.Equal(["evidence", "evidence", "fit", "input", "unknown"], table.Rows.Select(r => r.Row.Use));
        Assert.Equal(FactVerdict.Holds, table.Rows[0].Verdict);
        Assert.Equal(0.55, table.Rows[0].Simulated, 3);
        Assert.Equal(FactVerdict.NotRun, table.Rows[1].Verdict);
        Assert.Contains("cee run scenarios/published-facts.yaml", table.Rows[1].Note, StringComparison.Ordinal);
        Assert.Equal(FactVerdict.Missed, table.Rows[2].Verdict);
        Assert.Equal(FactVerdict.Unknown, table.Rows[4].Verdict);
        Assert.Equal((1, 1, 2), (table.Hold, table.Compared, table.All));
        Assert.Contains("1 of 2 could not be compared", table.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_miss_is_explained()
    {
        RunResult run = SampleRun.National(1);
        string[] ids = ["ctpat-value-share", "ctpat-line-share", "isa-value-share", "laredo-ctpat-value", "accounts-per-center", "adcvd-liquidated", "member-benefit"];
        FactTable table = FactTable.Evaluate(ids.Select(i => Row(i, "evidence", 1e15, "2 %")), run, run, SampleRun.National(1, centers: false));

        Assert.All(table.Rows, r =>
        {
            Assert.Equal(FactVerdict.Missed, r.Verdict);
            Assert.True(r.Note.Length > 20, r.Row.Id);
        });
        Assert.Equal("0 of 7 evidence rows hold.", table.Summary);
    }

    [Fact]
    public void Facts_of_other_years_come_from_the_other_run()
    {
        RunResult run = SampleRun.National(1);
        RunResult other = run with { Replications = [run.Replications[0] with { AdCvd = new AdCvdTotals(0, 0, 366_000, 0) }] };

        FactOutcome liquidated = FactTable.Evaluate([Row("adcvd-liquidated", "evidence", 283_075, "×/÷ 1.5", "entries")], run, other).Rows[0];

        // 366 days of the sample against a year of 365.
        Assert.Equal(365_000, liquidated.Simulated, 6);
        Assert.Equal(FactVerdict.Holds, liquidated.Verdict);
    }

    [Fact]
    public void A_small_population_says_nothing_about_the_nation()
    {
        RunResult run = SampleRun.National(1);
        run = run with { Inputs = run.Inputs with { Population = run.Inputs.Population! with { Importers = 3_500 } } };

        Assert.Equal(FactVerdict.Unknown, FactTable.Evaluate([Row("cf28", "fit", 60_000, "2 %", "forms")], run).Rows[0].Verdict);
    }

    [Fact]
    public void Every_row_of_the_reference_data_has_an_evaluator_and_a_tolerance_that_can_be_read()
    {
        FactTable table = FactTable.Evaluate(SampleRun.National(2), SampleRun.National(1), SampleRun.National(1, centers: false));

        Assert.Equal(7, table.All);
        Assert.Equal(7, table.Compared);
        Assert.DoesNotContain(table.Rows, r => r.Note == "This run has no measure for it.");
        Assert.All(table.Rows.Where(r => r.Row.Use == "unknown"), r => Assert.Equal(FactVerdict.Unknown, r.Verdict));
        Assert.All(table.Rows.Where(r => r.Row.Use == "input"), r => Assert.Equal(FactVerdict.Shown, r.Verdict));
    }

    [Fact]
    public void Fits_are_compared_at_the_expected_volume()
    {
        RunResult run = SampleRun.National(1);
        double filed = run.Replications[0].Summaries.Filed;
        double arrived = run.Replications[0].Kinds.Where(k => k.Kind == CeeOrleans.Domain.Work.WorkKind.Cf28Issue).Sum(k => k.Arrived);

        FactOutcome cf28 = FactTable.Evaluate([Row("cf28", "fit", 60_000, "2 %", "forms")], run with { ExpectedSummaries = filed / 2 }).Rows[0];

        Assert.Equal(arrived / 2 * 365 / 366, cf28.Simulated, 6);
    }
}
