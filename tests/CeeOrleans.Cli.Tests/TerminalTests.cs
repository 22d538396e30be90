using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;

namespace CeeOrleans.Cli.Tests;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(0.9876, "share", "98.8 %")]
    [InlineData(1_234_567, "dollars", "$1.2 M")]
    [InlineData(12.345, "hours", "12.35 hours")]
    [InlineData(33_012_345, "summaries", "33.0 M summaries")]
    [InlineData(935, "people", "935 people")]
    [InlineData(double.NaN, "share", "–")]
    public void Value_InItsUnit_ReadsWell(double value, string unit, string text) => Assert.Equal(text, Words.Value(value, unit));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(8.44, "8.4 s")]
    [InlineData(61, "61 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(7_500, "2 h 5 min")]
    public void Duration_ReadsWell(double seconds, string text) => Assert.Equal(text, Words.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Progress_InTheMiddle_SaysPhaseDateEntriesAndTimeLeft() =>
        Assert.Equal(
            "advance 2 of 3 · 2015-10-01 · 12.3 M entries · 6.0 s left",
            ProgressDisplay.Where(new RunProgress("advance", 2, 0.4, 12_300_000, Samples.Start), 3, TimeSpan.FromSeconds(6)));

    [Fact]
    public void Progress_AtTheStart_GuessesNothing() =>
        Assert.Equal("opening", ProgressDisplay.Where(new RunProgress("opening", 0, 0.001, 0, 0), 3, new Pace().Left(TimeSpan.FromSeconds(1), 0.001)));

    [Fact]
    public void Pace_OfEvenWork_IsWhatIsLeftOfIt()
    {
        Pace pace = new();
        TimeSpan? left = null;
        for (int s = 1; s <= 40; s++)
        {
            left = pace.Left(TimeSpan.FromSeconds(s), s / 100.0);
        }

        Assert.Equal(60, left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Pace_AfterAStartFromTheStore_IsThatOfTheLastMinute()
    {
        Pace pace = new();
        TimeSpan? left = null;
        for (int s = 1; s <= 100; s++)
        {
            left = pace.Left(TimeSpan.FromSeconds(s), 0.5 + (s / 1000.0));
        }

        Assert.Equal(400, left!.Value.TotalSeconds, 3);
        Assert.Null(pace.Left(TimeSpan.FromSeconds(101), 1));
    }

    [Theory]
    [InlineData("--replicatons", "--replications")]
    [InlineData("rn", "run")]
    [InlineData("simulate", null)]
    public void Nearest_Slip_FindsTheNameMeant(string typed, string? meant) =>
        Assert.Equal(meant, Nearest.To(typed, ["run", "trace", "validate", "--replications", "--seed"]));
}
