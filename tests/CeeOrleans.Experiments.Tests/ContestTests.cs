using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Which of several plans may be best.</summary>
public sealed class ContestTests
{
    private static readonly ContestMeasure Coverage = new(MeasureNames.Coverage);

    private static Contest Of(Sense sense, double alpha, params double[][] plans) => Contest.Of(
        Coverage, "share", MeasureScale.Share, sense, [.. plans.Select((_, i) => (PlanOutcome.LabelOf(i), $"{i}.yaml"))], plans, alpha);

    [Fact]
    public void Clear_losers_are_worse_and_the_leader_stays()
    {
        Contest c = Of(Sense.HigherIsBetter, 0.05, [0.90, 0.91, 0.92], [0.95, 0.96, 0.97], [0.9501, 0.9598, 0.9702]);

        Assert.Equal("C", c.Leader);
        Assert.Equal([false, true, true], c.Plans.Select(p => p.MayBeBest));
        Assert.Equal("", c.Plans[1].WorseThan);
        Assert.True(c.Decided);
        Assert.InRange(c.LeaderWithin, 0, IndifferenceZone.Share);
        Assert.Null(c.ReplicationsForZone);
    }

    [Fact]
    public void Where_less_is_better_the_lowest_leads() =>
        Assert.Equal("A", Of(Sense.LowerIsBetter, 0.05, [0.90, 0.91, 0.92], [0.95, 0.96, 0.97]).Leader);

    [Fact]
    public void Equal_plans_may_all_be_best()
    {
        Contest c = Of(Sense.HigherIsBetter, 0.05, [0.9, 0.8, 0.7], [0.9, 0.8, 0.7], [0.9, 0.8, 0.7]);

        Assert.All(c.Plans, p => Assert.True(p.MayBeBest));
        Assert.Equal("A", c.Leader);
        Assert.Equal(0, c.LeaderWithin);
    }

    [Fact]
    public void Undecided_plans_say_how_many_replications_it_would_take()
    {
        Contest c = Of(Sense.HigherIsBetter, 0.05, [0.90, 0.80, 0.85, 0.95], [0.86, 0.85, 0.84, 0.93]);

        Assert.All(c.Plans, p => Assert.True(p.MayBeBest));
        Assert.False(c.Decided);
        Assert.True(c.ReplicationsForZone > 4);
    }

    /// <summary>
    /// 4,000 experiments: twenty plans, of which the first is best by a hair and the others tie behind it, eight
    /// correlated years each. The best must be kept, and the bound on the leader hold, in at least 95 % of experiments;
    /// Bonferroni promises no less. With p = 0.95 the count falls below 3,745 with a chance below 1e-4.
    /// </summary>
    [Fact]
    public void The_best_plan_is_kept_and_the_bound_holds_as_often_as_promised()
    {
        const int Experiments = 4_000;
        const int Plans = 20;
        const int Years = 8;
        Random random = new(20160104);
        double[] truth = [.. Enumerable.Range(0, Plans).Select(i => i == 0 ? 0.101 : 0.1)];
        int held = 0;
        for (int e = 0; e < Experiments; e++)
        {
            double[] shared = [.. Enumerable.Range(0, Years).Select(_ => 0.02 * PairedComparisonTests.Normal(random))];
            double[][] values = [.. truth.Select(t => shared.Select(s => t + s + (0.004 * PairedComparisonTests.Normal(random))).ToArray())];
            Contest c = Of(Sense.HigherIsBetter, 0.05, values);
            int leader = c.Plans.IndexOf(c.Plans.Single(p => p.Label == c.Leader));
            held += c.Plans[0].MayBeBest && truth[0] - truth[leader] <= c.LeaderWithin ? 1 : 0;
        }

        Assert.InRange(held, 3_745, Experiments);
    }

    [Theory]
    [InlineData(0, "A")]
    [InlineData(19, "T")]
    [InlineData(26, "AA")]
    public void Plans_are_named_like_columns(int plan, string label) => Assert.Equal(label, PlanOutcome.LabelOf(plan));
}
