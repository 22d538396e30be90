using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class WaterfallTests
{
    [Fact]
    public void Bars_add_up_to_the_whole_difference() =>
        Gen.Double[-10, 10].Array[5].Array[8].Sample(values =>
        {
            Waterfall w = Waterfall.Of("x", "share", Sense.HigherIsBetter, [.. Enumerable.Range(0, 4).Select(i => ($"{i}", "", values[2 * i].ToImmutableArray(), values[(2 * i) + 1].ToImmutableArray()))]);
            Assert.Equal(w.Total.Mean, w.Bars.Sum(b => b.Step.Mean), 9);
            Assert.Equal(w.Total, w.Bars[^1].Reached);
        });

    [Fact]
    public void Steps_and_break_even_by_hand()
    {
        // Differences: 1 with nothing, 3 with the first mechanism, 2 as they are, a little noise.
        Waterfall w = Waterfall.Of("x", "items", Sense.HigherIsBetter,
        [
            ("base", "", [0, 0, 0], [1, 1.1, 0.9]),
            ("first", "", [0, 0, 0], [3, 3.2, 2.8]),
            ("second", "", [0, 0, 0], [2, 2.1, 1.9]),
        ]);

        Assert.Equal([1, 2, -1], w.Bars.Select(b => Math.Round(b.Step.Mean, 9)));
        Assert.True(double.IsNaN(w.Bars[0].BreakEven));

        // Without the first mechanism the difference would be 0: it vanishes at 0 times, which is no positive size.
        Assert.True(double.IsNaN(w.Bars[1].BreakEven));

        // 3 − x = 0 for three times the second.
        Assert.Equal(3, w.Bars[2].BreakEven, 9);
    }

    [Fact]
    public void A_step_that_luck_may_explain_has_no_break_even() =>
        Assert.True(double.IsNaN(Waterfall.Of("x", "items", Sense.HigherIsBetter, [("base", "", [0, 0], [1, 2]), ("noise", "", [0, 0], [5, -4])]).Bars[1].BreakEven));

    [Fact]
    public void Every_mechanism_switches_off_what_it_says_and_keeps_the_rest()
    {
        string file = Repository.Scenario("smoke.yaml");
        RunInputs on = ScenarioLoader.Load(file).Inputs!;
        ImmutableArray<ScenarioOverride> all = [.. Mechanism.All.SelectMany(m => m.Off(on))];
        LoadedScenario loaded = ScenarioLoader.Load(file, null, all);
        Assert.Empty(loaded.Errors);
        RunInputs off = loaded.Inputs!;

        Assert.Equal((0, 0, 0, 0.0), (off.People.LeaveBlocks.Sum(), off.People.SickDays, off.People.TrainingDays, off.Swings.NationalSd + off.Swings.IndustrySd + off.Swings.PortSd + off.Swings.MixSd));

        // The capacity of a year stays: 1,727 present hours of 2,007 (model section 3), times the direct share.
        Assert.Equal(on.People.DirectShare * 1727 / 2007, off.People.DirectShare, 3);
        Assert.All(Mechanism.All, m => Assert.Empty(m.Off(off)));
        Assert.NotEqual(on.ScenarioHash, off.ScenarioHash);
    }

    [Fact]
    public void A_waterfall_without_steps_is_refused() =>
        Assert.Throws<ArgumentException>(() => Waterfall.Of("x", "items", Sense.Neutral, []));
}
