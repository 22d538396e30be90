using CeeOrleans.Testing;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Workload.Tests;

/// <summary>What a plan tells while it runs: enough to move a bar, and never backwards.</summary>
public sealed class ProgressTests
{
    [Theory]
    [InlineData(0, Setup.EarlierYears)]
    [InlineData(1, 1)]
    public async Task Progress_MovesWithEveryShard_NeverFalls_EndsAtOne(int replication, int projections)
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(centers: true));
        List<PlanProgress> told = [];
        RunPlan plan = new(setup, new InlineHost(setup) { Threads = 2 }, replication, told.Add);

        await (replication == 0
            ? plan.RunOpeningAsync("w", TestContext.Current.CancellationToken)
            : (Task)plan.RunAsync("w", Opening.Empty(setup), TestContext.Current.CancellationToken));

        double[] fractions = [.. told.Select(p => p.Fraction)];
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(0, fractions[0]);
        Assert.Equal(1, fractions[^1], 12);
        Assert.Equal((Shards.Count * projections) + projections, told.Count(p => p.Phase == "project"));

        // In the first projection, which activates every importer and takes longest, each shard is a step of its own.
        Assert.Equal(Shards.Count, told.TakeWhile(p => p.Phase == "project").Take(Shards.Count + 1).Skip(1).Select(p => p.Fraction).Distinct().Count());
    }
}
