using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class PublishedFactsTests
{
    private static FactRow Row(string id, string use, double low, string tolerance, string unit = "share", double? high = null) =>
        new(id, id, low, high ?? low, unit, use, tolerance, "a source", "R");

    /// <summary>A national run with every other run at hand.</summary>
    private static FactRuns All(RunResult run) => new(run)
    {
        OtherYears = StoredRun.Of(SampleRun.National(1)),
        Ports = StoredRun.Of(SampleRun.National(1, centers: false)),
        Centers = StoredRun.Of(run),
        Test = Test(60),
    };

    /// <summary>The test of the first two Centers, with so many accounts at each.</summary>
    private static StoredRun Test(int accounts)
    {
        RunResult run = SampleRun.National(1);
        ReplicationResult taken = run.Replications[0] with { Industries = [.. run.Replications[0].Industries.Select(i => i with { AccountsTaken = i.Center is 0 or 6 ? accounts : 0 })] };
        return new StoredRun(run.Inputs with { Centers = [.. run.Inputs.Centers.Select((c, i) => i is 0 or 6 ? c : c with { Phases = [] })] }, [taken]);
    }

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
            new FactRuns(run));

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
        FactTable table = FactTable.Evaluate(ids.Select(i => Row(i, "evidence", 1e15, "2 %")), All(run));

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
        StoredRun other = new(run.Inputs, [run.Replications[0] with { AdCvd = new AdCvdTotals(0, 0, 366_000, 0) }]);

        FactOutcome liquidated = FactTable.Evaluate([Row("adcvd-liquidated", "evidence", 283_075, "×/÷ 1.5", "entries")], new FactRuns(run) { OtherYears = other }).Rows[0];

        // 366 days of the sample against a year of 365.
        Assert.Equal(365_000, liquidated.Simulated, 6);
        Assert.Equal(FactVerdict.Holds, liquidated.Verdict);
    }

    [Fact]
    public void A_small_population_says_nothing_about_the_nation()
    {
        RunResult run = SampleRun.National(1);
        run = run with { Inputs = run.Inputs with { Population = run.Inputs.Population! with { Importers = 3_500 } } };

        Assert.Equal(FactVerdict.Unknown, FactTable.Evaluate([Row("cf28", "fit", 60_000, "2 %", "forms")], new FactRuns(run)).Rows[0].Verdict);
    }

    [Fact]
    public void Every_row_of_the_reference_data_has_an_evaluator_and_a_tolerance_that_can_be_read()
    {
        FactTable table = FactTable.Evaluate(All(SampleRun.National(2)));

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

        FactOutcome cf28 = FactTable.Evaluate([Row("cf28", "fit", 60_000, "2 %", "forms")], new FactRuns(run with { ExpectedSummaries = filed / 2 })).Rows[0];

        Assert.Equal(arrived / 2 * 365 / 366, cf28.Simulated, 6);
    }

    [Theory]
    [InlineData(60, FactVerdict.Holds)]
    [InlineData(140, FactVerdict.Missed)]
    public void Accounts_hold_when_the_test_and_the_time_after_it_do(int inTheTest, FactVerdict verdict)
    {
        FactOutcome accounts = FactTable.Evaluate([Row("accounts-per-center", "evidence", 10_000, "order", "accounts")], All(SampleRun.National(1)) with { Test = Test(inTheTest) }).Rows[0];

        Assert.Equal(verdict, accounts.Verdict);
        Assert.Equal(34_600, accounts.Simulated, 6);
        Assert.Contains($"Accounts a Center in the test: {inTheTest}; published: under a hundred.", accounts.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_its_runs_names_every_command_that_is_missing()
    {
        FactTable table = FactTable.Evaluate(new FactRuns(SampleRun.National(1, centers: false)));

        Assert.Equal(1, table.Compared);
        Assert.Equal(
            "From the test to after it: not run. Get it with: cee run scenarios/national-cees.yaml and cee run scenarios/pilot-2011.yaml",
            Assert.Single(table.Rows, r => r.Row.Id == "accounts-per-center").Note);
        Assert.EndsWith(
            "not run. Get it with: cee run scenarios/national-ports.yaml and cee run scenarios/national-cees.yaml",
            Assert.Single(table.Rows, r => r.Row.Id == "member-benefit").Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_range_admits_what_is_near_either_end()
    {
        FactRow row = FactRow.From(CeeOrleans.Reference.ReferenceData.Load().PublishedFacts.Single(f => f.Id == "member-benefit"));

        Assert.Equal((7e6, 18e6), (row.Low, row.High));
    }
}
