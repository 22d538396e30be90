using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Orders;

/// <summary>What opening one Center alone, and first, does to the measure.</summary>
/// <param name="Gain">Against opening none, in the unit of the measure, year of luck by year of luck; positive is more, good or bad.</param>
public sealed record CenterGain(int Center, PairedEstimate Gain);

/// <summary>An order that was run.</summary>
/// <param name="Order">Centers by index, the first to open first.</param>
/// <param name="Value">Mean of the measure with its luck interval.</param>
/// <param name="BehindBest">Paired difference to the order with the best mean.</param>
/// <param name="MayBeBest">False when it is worse than another order beyond luck.</param>
/// <param name="Beside">Other national measures, means, in the order of <see cref="OrderResult.BesideNames"/>.</param>
public sealed record RankedOrder(ImmutableArray<int> Order, Estimate Value, PairedEstimate BehindBest, bool MayBeBest, ImmutableArray<double> Beside);

/// <summary>The answer: what each Center brings alone, and the orders by the measure, best first.</summary>
public sealed record OrderResult(OrderPlan Plan, ContestMeasure Measure, string Unit, Sense Sense, ImmutableArray<CenterGain> Gains, ImmutableArray<RankedOrder> Orders, Contest? Contest)
{
    /// <summary>Measures shown beside the one that ranks.</summary>
    public static ImmutableArray<string> BesideNames { get; } = [MeasureNames.Coverage, MeasureNames.OnTime, MeasureNames.Exposure, MeasureNames.RevenueFound];
}

/// <summary>
/// Ranks the orders in which the remaining Centers can open. Ten Centers have 3.6 million orders, so they are not all run: where
/// what a Center gains does not depend on the others, the total is the sum of each one's gain times the time it is open, and
/// opening by gain, largest first, is best (exchange of neighbours; Smith 1956 for the same rule in scheduling). Gains are
/// measured, each Center alone; the exchanges of neighbours are then run, because gains do depend on each other a little.
/// All plans have the same luck and start from one opening: that of the scenario without the remaining Centers.
/// </summary>
/// <param name="world">Runs a plan from the opening of another; replications are stored, so a second call runs none again.</param>
/// <param name="run">Runs the base.</param>
public sealed class OrderService(WorldRun world, PointRun run)
{
    /// <param name="measure">What is ranked by; it must have a good side.</param>
    /// <param name="progress">Plans that are done, of how many; may be called from any thread.</param>
    /// <exception cref="ArgumentException">The measure is neither good nor bad, or the plans have no such measure.</exception>
    public async Task<OrderResult> RunAsync(OrderPlan plan, ContestMeasure measure, RunOptions options, IProgress<(int Done, int Of, string What)>? progress, CancellationToken cancellation)
    {
        Sense sense = MeasureSense.Of(measure.Name);
        if (sense == Sense.Neutral)
        {
            throw new ArgumentException($"{measure.Label} is neither good nor bad, so that no order is best by it.", nameof(measure));
        }

        int of = 1 + plan.Remaining.Length + plan.Remaining.Length + 2;
        int done = 0;
        void Tell(string what) => progress?.Report((done++, of, what));
        Tell("no Center of the question");
        PlanOutcome none = PlanOutcome.From(0, "none", await run(plan.Base, options with { Reuse = true }, null, cancellation).ConfigureAwait(false));
        Measure before = none.Measures.Find(measure.Name, role: measure.Role, kind: measure.Kind) ?? throw new ArgumentException($"The scenario has no measure {measure.Label}.", nameof(measure));

        async Task<PlanOutcome> Run(int number, RunInputs inputs, string name)
        {
            cancellation.ThrowIfCancellationRequested();
            Tell(name);
            return PlanOutcome.From(number, name, await world(plan.Base, inputs, options, cancellation).ConfigureAwait(false));
        }

        List<CenterGain> gains = [];
        foreach (int center in plan.Remaining)
        {
            PlanOutcome alone = await Run(gains.Count + 1, plan.Alone(center), $"{plan.Base.Centers[center].Short} alone").ConfigureAwait(false);
            gains.Add(new CenterGain(center, PairedEstimate.Of(before.PerReplication.AsSpan(), ValuesOf(alone, measure).AsSpan(), before.Scale)));
        }

        int sign = sense == Sense.HigherIsBetter ? -1 : 1;
        ImmutableArray<CenterGain> byGain = [.. gains.OrderBy(g => sign * g.Gain.Difference.Mean).ThenBy(g => g.Center)];
        List<(ImmutableArray<int> Order, PlanOutcome Outcome)> orders = [];
        foreach (ImmutableArray<int> order in plan.Candidates([.. byGain.Select(g => g.Center)]))
        {
            orders.Add((order, await Run(orders.Count, plan.Ordered(order), "order " + string.Join(", ", order.Select(c => plan.Base.Centers[c].Short))).ConfigureAwait(false)));
        }

        Contest? contest = plan.Base.Replications < 2 ? null : Contest.Of(measure, [.. orders.Select(o => o.Outcome)], ComparedMeasure.Alpha);
        (ImmutableArray<int> Order, PlanOutcome Outcome)[] ranked = [.. orders.OrderBy(o => sign * MeanOf(o.Outcome, measure))];
        ImmutableArray<double> best = ValuesOf(ranked[0].Outcome, measure);
        return new OrderResult(plan, measure, before.Unit, sense, byGain,
        [
            .. ranked.Select(o => new RankedOrder(
                o.Order,
                LuckInterval.Of(ValuesOf(o.Outcome, measure).AsSpan(), before.Scale),
                PairedEstimate.Of(best.AsSpan(), ValuesOf(o.Outcome, measure).AsSpan(), before.Scale),
                contest is null || contest.Plans.First(p => p.Label == o.Outcome.Label).MayBeBest,
                [.. OrderResult.BesideNames.Select(n => o.Outcome.Measures.Mean(n))])),
        ], contest);
    }

    private static ImmutableArray<double> ValuesOf(PlanOutcome outcome, ContestMeasure m) => outcome.Measures.Find(m.Name, role: m.Role, kind: m.Kind)?.PerReplication
        ?? throw new ArgumentException($"A plan has no measure {m.Label}.", nameof(m));

    private static double MeanOf(PlanOutcome outcome, ContestMeasure m) => ValuesOf(outcome, m).Average();
}
