using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Orders;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Opening orders: what a year allows, which orders are run, and that the ranking is the measure's.</summary>
public sealed class OrderTests : IDisposable
{
    private readonly string cache = Directory.CreateTempSubdirectory("cee-order-").FullName;

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Theory]
    [InlineData(4, null, null, 12, 24, 4)]
    [InlineData(4, 30, null, 12, 24, 2)]
    [InlineData(4, null, 1, 12, 24, 2)]
    [InlineData(4, 11, null, 12, 24, 0)]
    [InlineData(4, 11, null, 0, 24, 4)]
    public void Limits_of_a_year_allow_as_many_openings_as_the_tightest(int openings, int? positions, int? classes, int overhead, int classSize, int allowed) =>
        Assert.Equal(allowed, new YearlyLimits(openings, positions, classes).OpeningsFor(overhead, classSize));

    [Fact]
    public void Candidates_are_the_order_by_gain_its_exchanges_the_reverse_and_the_scenarios_own()
    {
        OrderPlan plan = Plan(3) with { Given = [2, 0, 1] };
        ImmutableArray<ImmutableArray<int>> orders = plan.Candidates([0, 1, 2]);
        Assert.Equal(["0,1,2", "1,0,2", "0,2,1", "2,1,0", "2,0,1"], orders.Select(o => string.Join(',', o)));
        Assert.True(plan.Candidates([.. Enumerable.Range(0, 30)]).Length <= OrderPlan.MostOrders);
    }

    [Fact]
    public void A_plan_opens_one_Center_on_each_day_and_no_other()
    {
        OrderPlan plan = Plan(3);
        RunInputs ordered = plan.Ordered([.. plan.Remaining.Reverse()]);
        Assert.All(plan.Base.Centers, c => Assert.Empty(c.Phases));
        Assert.Equal(plan.Days, plan.Remaining.Reverse().Select(c => ordered.Centers[c].Phases.Single().FromDay));
        Assert.NotEqual(plan.Base.ScenarioHash, ordered.ScenarioHash);
        Assert.NotEqual(ordered.ScenarioHash, plan.Ordered(plan.Remaining).ScenarioHash);
    }

    [Theory]
    [InlineData("people stand still", false, 2, 0)]
    [InlineData("no Center can open", true, 2, 1)]
    [InlineData("Lengthen horizon.length", true, 1, 0)]
    public void What_stands_in_the_way_is_said_with_what_to_do(string said, bool overTime, int openings, int positionsTooFew)
    {
        RunInputs inputs = Small(overTime);
        Assert.Null(OrderPlan.Make(inputs, new YearlyLimits(openings, positionsTooFew == 1 ? 3 : null, null), null, out string problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ranking_is_by_the_measure_paired_and_runs_nothing_twice()
    {
        OrderPlan plan = Plan(3);
        int runs = 0;
        WorldRunner worlds = new();
        OrderService service = new(
            (scenario, world, options, cancellation) =>
            {
                runs++;
                return worlds.RunAsync(scenario, world, options, cancellation);
            },
            (inputs, options, progress, cancellation) => RunService.RunAsync(inputs, options, new InlineRunHostFactory(), progress, cancellation));
        ContestMeasure measure = new(MeasureNames.Exposure);
        RunOptions options = new() { Silos = 0, CacheFolder = cache };
        OrderResult result = await service.RunAsync(plan, measure, options, null, TestContext.Current.CancellationToken);

        Assert.Equal(plan.Remaining.Order(), result.Gains.Select(g => g.Center).Order());
        Assert.Equal(result.Gains.OrderBy(g => g.Gain.Difference.Mean).Select(g => g.Center), result.Gains.Select(g => g.Center));
        Assert.Equal(result.Orders.OrderBy(o => o.Value.Mean).Select(o => o.Value.Mean), result.Orders.Select(o => o.Value.Mean));
        Assert.Equal(0, result.Orders[0].BehindBest.Difference.Mean);
        Assert.True(result.Orders[0].MayBeBest);
        Assert.All(result.Orders, o => Assert.True(o.Order.Order().SequenceEqual(plan.Remaining.Order())));
        Assert.All(result.Gains, g => Assert.True(g.Gain.Difference.Mean < 0, "A Center that opens takes questions out of two hands."));

        OrderResult again = await service.RunAsync(plan, measure, options, null, TestContext.Current.CancellationToken);
        Assert.Equal(result.Orders.Select(o => o.Value), again.Orders.Select(o => o.Value));
        await Assert.ThrowsAsync<ArgumentException>(() => service.RunAsync(plan, new ContestMeasure(MeasureNames.WorkItems), options, null, TestContext.Current.CancellationToken));
    }

    private static OrderPlan Plan(int remaining)
    {
        RunInputs inputs = Small(overTime: true);

        // Only the first Centers are a question; the others never open.
        OrderPlan plan = OrderPlan.Make(inputs, new YearlyLimits(20, null, null), null, out string problem) ?? throw new InvalidOperationException(problem);
        return plan with { Remaining = [.. plan.Remaining.Take(remaining)], Days = [.. plan.Days.Take(remaining)] };
    }

    private static RunInputs Small(bool overTime)
    {
        string file = Repository.Scenario("smoke.yaml");
        ScenarioOverride[] overrides =
        [
            new("people.over time", overTime ? "yes" : "no"),
            new("people.import specialists", "60 people"),
            new("people.entry specialists", "40 people"),
            new("people.authorised import specialists", "60 people"),
            new("people.authorised entry specialists", "40 people"),
            new("people.center overhead", "4 people"),
        ];
        RunInputs smoke = ScenarioLoader.Load(file, null, overrides) is { Inputs: { } inputs, Errors.IsEmpty: true } ? inputs : throw new InvalidOperationException("smoke.yaml cannot be read.");
        int[] zones = [.. smoke.Ports.GroupBy(p => p.Zone).OrderByDescending(g => g.Sum(p => p.Weight)).Take(2).Select(g => g.Key)];
        return smoke with
        {
            ScenarioHash = new string('7', 64),
            Replications = 2,
            Offices = [.. zones.Select((z, i) => smoke.Offices[0] with { Code = $"S{i}", Zone = z, Staff = [] })],
            Ports = [.. smoke.Ports.Select(p => p with { Office = Math.Max(0, Array.IndexOf(zones, p.Zone)) })],
        };
    }
}
