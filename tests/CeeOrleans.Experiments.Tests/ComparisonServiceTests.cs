using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Comparisons of small scenarios, run on threads.</summary>
public sealed class ComparisonServiceTests : IDisposable
{
    private const int Years = 3;

    private readonly string cache = Directory.CreateTempSubdirectory("cee-compare-").FullName;

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Fact]
    public async Task A_scenario_against_itself_run_anew_is_exactly_zero_everywhere()
    {
        // --fresh takes nothing from the store: the second plan really runs again.
        Counted hosts = new();
        Comparison c = await CompareAsync(hosts, fresh: true, Smoke(), Smoke());

        Assert.Equal(2, hosts.Started);
        Assert.True(c.Pairs[0].Identical);
        Assert.All(c.Pairs[0].Measures, m =>
        {
            // What only one year has (the age of what is open, where nothing else is) has a difference and no interval.
            double? end = m.Estimate.Pairs > 1 ? 0 : null;
            Assert.Equal(new Estimate(0, end, end), m.Estimate.Difference);
            Assert.Equal(Verdict.Identical, m.Verdict);
        });
        Assert.All(c.Pairs[0].Waiting, w => Assert.True(w.ItemDays.Identical));
        Assert.All(c.Pairs[0].Affected, g => Assert.Equal(Effect.NotShown, g.Effect));
        Assert.All(c.Contests, x => Assert.All(x.Plans, p => Assert.True(p.MayBeBest)));
        Assert.Equal(c.Plans[0].ResultHash, c.Plans[1].ResultHash);
    }

    [Fact]
    public async Task The_same_office_under_another_name_with_every_mechanism_off_makes_no_difference()
    {
        RunInputs on = Smoke();
        ScenarioOverride[] off = [.. Mechanism.All.SelectMany(m => m.Off(on))];
        Comparison c = await CompareAsync(new Counted(), false, Smoke(9, off), Smoke(9, [.. off, new("offices.one.code", "9999"), new("offices.one.name", "Another name")]));

        Assert.NotEqual(c.Plans[0].Inputs.ScenarioHash, c.Plans[1].Inputs.ScenarioHash);
        Assert.All(c.Pairs[0].Measures.Where(m => m.Office == MeasureTable.Everywhere), m => Assert.True(m.Estimate.Identical, m.Label));
        Assert.All(c.Pairs[0].Waiting, w => Assert.True(w.ItemDays.Identical));
        Assert.Equal(["0001"], c.Pairs[0].OfficesOnlyInA);
        Assert.Equal(["9999"], c.Pairs[0].OfficesOnlyInB);
    }

    [Fact]
    public void A_Center_more_is_not_held_against_the_accounts_that_have_none()
    {
        RunResult ten = SampleRun.National(2);
        RunResult eleven = SampleRun.OneCenterMore(ten);
        PlanPair pair = PlanPair.Of(PlanOutcome.From(0, "ten.yaml", ten), PlanOutcome.From(1, "eleven.yaml", eleven));

        // The tenth place is "no Center" in one plan and the new Center in the other.
        string[] industries = [.. pair.Affected.Where(g => g.Dimension == "industry").Select(g => g.Name)];
        Assert.Equal(ten.Inputs.Centers.Select(c => c.Name), industries);
        Assert.Equal(["011"], pair.OfficesOnlyInB);
        Assert.Contains(pair.Affected, g => g.Dimension == "Center" && g.Code == "010");
    }

    [Fact]
    public async Task Two_years_are_enough_for_every_table()
    {
        RunInputs two = Smoke() with { Replications = 2 };
        Comparison c = await CompareAsync(new Counted(), false, two, Smoke(7) with { Replications = 2 });

        Assert.Equal(2, c.Replications);
        Assert.NotEmpty(c.Contests);
        Assert.Contains(c.Pairs[0].Affected, g => g.Dimension == "port");
        Assert.All(c.Pairs[0].Measures, m => Assert.True(Enum.IsDefined(m.VerdictAt(1e-12))));
    }

    [Fact]
    public async Task Swapping_two_plans_negates_every_difference()
    {
        Comparison one = await CompareAsync(new Counted(), false, Smoke(), Smoke(7));
        Comparison other = await CompareAsync(new Counted(), false, Smoke(7), Smoke());

        Assert.False(one.Pairs[0].Identical);
        Assert.Equal(one.Pairs[0].Measures.Length, other.Pairs[0].Measures.Length);
        foreach ((ComparedMeasure ab, ComparedMeasure ba) in one.Pairs[0].Measures.Zip(other.Pairs[0].Measures))
        {
            Assert.Equal(ab.Estimate.Difference.Mean, -ba.Estimate.Difference.Mean);
            Assert.Equal(ab.Estimate.Difference.Low, -ba.Estimate.Difference.High);
        }
    }

    [Fact]
    public async Task Years_that_are_stored_are_not_run_again_and_have_the_same_digits()
    {
        Counted first = new();
        Comparison anew = await CompareAsync(first, false, Smoke(), Smoke(7));
        Counted second = new();
        Comparison again = await CompareAsync(second, false, Smoke(), Smoke(7));

        Assert.Equal((2, 0), (first.Started, second.Started));
        Assert.Equal([0, 0], anew.Plans.Select(p => p.FromStore));
        Assert.Equal([Years, Years], again.Plans.Select(p => p.FromStore));
        Assert.Equal(anew.Plans.Select(p => p.ResultHash), again.Plans.Select(p => p.ResultHash));
        foreach ((ComparedMeasure a, ComparedMeasure b) in anew.Pairs[0].Measures.Zip(again.Pairs[0].Measures))
        {
            Assert.Equal(a.A, b.A);
            Assert.Equal(a.Estimate.Difference, b.Estimate.Difference);
        }
    }

    [Fact]
    public async Task Fresh_ignores_what_is_stored()
    {
        await CompareAsync(new Counted(), false, Smoke(), Smoke(7));
        Counted hosts = new();
        Comparison c = await CompareAsync(hosts, true, Smoke(), Smoke(7));

        Assert.Equal(2, hosts.Started);
        Assert.Equal([0, 0], c.Plans.Select(p => p.FromStore));
    }

    [Fact]
    public async Task An_interrupted_comparison_keeps_its_years_and_goes_on_from_there()
    {
        using CancellationTokenSource source = new();
        bool done = false;
        Told stop = new(p =>
        {
            // The second year of the second plan is under way: four years are finished.
            if (!done && p.Phase.StartsWith("B: advance", StringComparison.Ordinal) && p.Replication == 2)
            {
                done = true;
                source.Cancel();
            }
        });
        ComparisonInterruptedException stopped = await Assert.ThrowsAsync<ComparisonInterruptedException>(
            () => ComparisonService.RunAsync(Request(Smoke(), Smoke(7)), Options(false), new Counted(), stop, source.Token));
        Comparison rest = await CompareAsync(new Counted(), false, Smoke(), Smoke(7));

        Assert.Equal((Years + 1, 2 * Years), (stopped.Finished, stopped.Asked));
        Assert.Equal([Years, 1], rest.Plans.Select(p => p.FromStore));
    }

    [Fact]
    public async Task A_damaged_year_is_run_again()
    {
        Comparison anew = await CompareAsync(new Counted(), false, Smoke(), Smoke(7));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(cache, "replications"), "2.bin", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(file, [1, 2, 3], TestContext.Current.CancellationToken);
        }

        Comparison again = await CompareAsync(new Counted(), false, Smoke(), Smoke(7));
        Assert.Equal([Years - 1, Years - 1], again.Plans.Select(p => p.FromStore));
        Assert.Equal(anew.Plans.Select(p => p.ResultHash), again.Plans.Select(p => p.ResultHash));
    }

    [Fact]
    public async Task Fewer_people_lose_reviews_and_the_office_is_told()
    {
        Comparison c = await CompareAsync(new Counted(), false, Smoke(), Smoke(5));

        ComparedMeasure coverage = c.Pairs[0].Find(MeasureNames.Coverage)!;
        Assert.True(coverage.Estimate.Difference.High < 0);
        Assert.Equal(Verdict.Worse, coverage.Verdict);
        AffectedGroup office = Assert.Single(c.Pairs[0].Affected, g => g.Dimension == "office");
        Assert.Equal("0001", office.Code);
        Assert.Equal(Effect.Loses, office.Effect);
        Contest contest = Assert.Single(c.Contests, x => x.Measure.Name == MeasureNames.Coverage);
        Assert.Equal("A", contest.Leader);
        Assert.False(contest.Plans[1].MayBeBest);

        // The same importers, ports and days: what does not depend on people does not differ.
        Assert.True(c.Pairs[0].Find(MeasureNames.Filed)!.Estimate.Identical);
        Assert.True(c.Pairs[0].Find(MeasureNames.Exams)!.Estimate.Identical);
    }

    [Fact]
    public async Task Waiting_by_cause_adds_up_to_the_time_that_work_is_open()
    {
        RunInputs inputs = Smoke() with { Replications = 1 };
        RunResult run = await RunService.RunAsync(inputs, Options(true), new Counted(), null, TestContext.Current.CancellationToken);
        ImmutableArray<WaitingPart> parts = [.. WaitingSplit.Of(run).Where(p => p.Cause != WaitFor.HandOver)];

        double open = run.Replications[0].Kinds.Sum(k => k.OpenSeconds) / 86_400.0;
        Assert.Equal(open, parts.Where(p => p.Kind.Length == 0).Sum(p => p.ItemDays[0]), 6);
        Assert.Equal(open, parts.Where(p => p.Kind.Length > 0).Sum(p => p.ItemDays[0]), 6);
        Assert.True(parts.Single(p => p.Cause == WaitFor.Importer && p.Kind.Length == 0).ItemDays[0] > 0);
    }

    [Fact]
    public async Task Too_few_plans_or_plans_that_cannot_be_paired_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => CompareAsync(new Counted(), false, Smoke()));
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => CompareAsync(new Counted(), false, Smoke(), Smoke() with { Seed = 1 }));
        Assert.Contains("seeds differ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_volume_is_a_warning_and_not_a_refusal()
    {
        RunInputs more = Smoke() with { ScenarioHash = "x" };
        more = more with { Population = more.Population! with { SummariesPerYear = 363_000 } };
        Pairing p = Pairing.Of([new ComparedPlan("a.yaml", Smoke()), new ComparedPlan("b.yaml", more)]);

        Assert.Equal("", p.Refusal);
        Assert.Contains("of plan and volume together", Assert.Single(p.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_AreFiles_AndWhereThoseAreTheSame_Scenarios_AndWhereThoseAreTheSameToo_Numbered()
    {
        Assert.Equal(["a", "b"], PlanNames.Of([("x/a.yaml", "Same"), ("y/b.yaml", "Same")]));
        Assert.Equal(["Ports", "Centers"], PlanNames.Of([("x/plan.yaml", "Ports"), ("y/plan.yaml", "Centers")]));
        Assert.Equal(["Ports (1)", "Ports (2)", "Centers"], PlanNames.Of([("x/plan.yaml", "Ports"), ("y/plan.yaml", "Ports"), ("z.yaml", "Centers")]));
        RunInputs other = Smoke() with { Seed = 1, Name = "Other luck" };
        Assert.Contains("\"Smoke\" and \"Other luck\" cannot be paired", Pairing.Of([new ComparedPlan("x/plan.yaml", Smoke()), new ComparedPlan("y/plan.yaml", other)]).Refusal, StringComparison.Ordinal);
    }

    /// <summary>A hundredth of the nation for half a year, with other numbers of import specialists.</summary>
    private static RunInputs Smoke(int importSpecialists = 9, params ScenarioOverride[] more)
    {
        LoadedScenario loaded = ScenarioLoader.Load(
            Repository.Scenario("smoke.yaml"),
            null,
            [new ScenarioOverride("horizon.length", "180 d"), new ScenarioOverride("offices.one.import specialists", $"{importSpecialists} people"), .. more]);
        return (loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors))) with { Replications = Years };
    }

    private static ComparisonRequest Request(params RunInputs[] plans) => new(
        [.. plans.Select((p, i) => new ComparedPlan($"{i}.yaml", p))], ContestMeasure.Declared(plans), []);

    private RunOptions Options(bool fresh) => new() { CacheFolder = cache, Silos = 0, Fresh = fresh };

    private Task<Comparison> CompareAsync(Counted hosts, bool fresh, params RunInputs[] plans) =>
        ComparisonService.RunAsync(Request(plans), Options(fresh), hosts, null, TestContext.Current.CancellationToken);

    /// <summary>Threads, and how often they were asked for.</summary>
    private sealed class Counted : IRunHostFactory
    {
        private readonly InlineRunHostFactory inner = new();

        public int Started { get; private set; }

        public int Silos => 0;

        public Task WarmAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation)
        {
            Started++;
            return inner.StartAsync(setup, cancellation);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Told(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
