using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0, "0 %")]
    [InlineData(0.999_997_5, ">99.999 %")]
    [InlineData(0.000_002, "<0.001 %")]
    [InlineData(0.9999, "99.990 %")]
    [InlineData(0.9616, "96.2 %")]
    public void A_share_that_is_not_whole_never_reads_whole(double share, string expected) => Assert.Equal(expected, Words.Percent(share).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(3, 1_204_330, "all but 3 of 1,204,330")]
    [InlineData(0, 12, "all 12")]
    [InlineData(1, 12, "91.7 %")]
    [InlineData(0, 0, "–")]
    public void What_is_nearly_all_in_time_is_told_by_what_was_late(double late, double due, string expected) => Assert.Equal(expected, Words.InTime(late, due).Replace('\u00a0', ' '));

    [Theory]
    [InlineData("lognormal(mean 36656415.536711 s, cv 1)", "lognormal(mean 424.26 d, cv 1)")]
    [InlineData("gamma(mean 9000 s, cv 0.5)", "gamma(mean 2.5 h, cv 0.5)")]
    [InlineData("constant(150 s)", "constant(2.5 min)")]
    [InlineData("lognormal(mean 7,813.53 s, cv 1.5)", "lognormal(mean 2.17 h, cv 1.5)")]
    [InlineData("5 s", "5 s")]
    [InlineData("25 min", "25 min")]
    [InlineData("1.5 specialists", "1.5 specialists")]
    public void Times_in_seconds_are_shown_as_their_ranges_are(string input, string expected) => Assert.Equal(expected, Words.Readable(input));

    [Fact]
    public void A_factor_of_billions_is_rounding_and_no_number()
    {
        Assert.Equal("exact", ComparisonWords.FactorNumber(double.PositiveInfinity));
        Assert.Equal("above 1,000", ComparisonWords.FactorNumber(4.3e9));
        Assert.Equal("24", ComparisonWords.FactorNumber(24.2));
        VarianceReduction same = VarianceReduction.Of([1, 2, 3.5], [2, 3, 4.5]);
        Assert.Equal("exact", ComparisonWords.Factor(same));
        Assert.Equal("k 1.00, no limit", ComparisonWords.Ratio(same));
        Assert.Equal("k 2.00, at most 5.0", ComparisonWords.Ratio(VarianceReduction.Of([1, 2, 3.5], [2, 4, 7])));
    }

    [Fact]
    public void A_difference_too_small_to_matter_is_not_called_worse_without_saying_so()
    {
        ComparedMeasure small = new(MeasureNames.Coverage, MeasureTable.Everywhere, "", "", "share", MeasureScale.Share, [0.90, 0.91, 0.92], [0.899, 0.909, 0.919]);
        ComparedMeasure large = new(MeasureNames.Coverage, MeasureTable.Everywhere, "", "", "share", MeasureScale.Share, [0.90, 0.91, 0.92], [0.80, 0.81, 0.82]);

        Assert.Equal("worse, by less than matters", ComparisonWords.Judged(small));
        Assert.Equal("worse", ComparisonWords.Judged(large));
    }

    [Fact]
    public void One_year_says_that_it_knows_no_luck_and_stored_years_say_how_large_it_is()
    {
        RunResult run = SampleRun.National(1);
        (string bare, _) = ReportTests.Write(run);
        Assert.Contains("How large luck is one replication cannot say", bare, StringComparison.Ordinal);

        string folder = Directory.CreateTempSubdirectory("report").FullName;
        Reports.ReportInput input = SampleReport.Of(run) with { StoredYears = new(run.Inputs, SampleRun.National(4).Replications) };
        string page = File.ReadAllText(Reports.RunReport.Write(input, folder, TestContext.Current.CancellationToken).Files["report"]);
        Assert.Contains("over 4 stored years of this scenario, from the lowest to the highest: clocked work on time ", page, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
