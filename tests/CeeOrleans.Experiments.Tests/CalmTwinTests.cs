using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>A hundredth of the nation under a surge, and the same without it: one twin, run once, stored as what it is.</summary>
public sealed class CalmTwinTests : IDisposable
{
    private static readonly DateOnly From = new(2016, 1, 15);
    private static readonly DateOnly Until = new(2016, 4, 15);
    private static readonly ScenarioOverride Surge = ScenarioOverride.VolumeSurge(From, Until, 1.6);
    private static readonly ScenarioOverride Few = new("offices.one.import specialists", "8 people");
    private static readonly ScenarioOverride Stationary = new("opening", "stationary");
    private readonly string folder = Directory.CreateTempSubdirectory("cee-twin-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_twin_has_the_hash_of_the_scenario_that_says_no_shocks()
    {
        RunInputs plain = Smoke();
        RunInputs surged = Smoke(Surge);
        Assert.Null(CalmTwin.Of(plain));
        Assert.Null(plain.CalmHash);
        Assert.NotEqual(plain.ScenarioHash, surged.ScenarioHash);
        Assert.Equal(plain.ScenarioHash, surged.CalmHash);
        RunInputs twin = CalmTwin.Of(surged)!;
        Assert.Equal(Setup.HashOf(plain), Setup.HashOf(twin));
        Assert.False(twin.Shocks.Any);
        Assert.Null(CalmTwin.Of(twin));
        Assert.Equal(Setup.OpeningHashOf(Smoke(Stationary)), Setup.OpeningHashOf(Smoke(Stationary, Surge)));
        Assert.NotEqual(Setup.OpeningHashOf(plain), Setup.OpeningHashOf(surged)); // an empty opening costs nothing and is not shared
    }

    [Fact]
    public void A_change_of_duties_reaches_back_and_has_an_opening_of_its_own()
    {
        ScenarioOverride duties = new("shocks.tariff changes", "[{ from: 2016-01-15, chapters: \"72, 73\", corrections: 4, half-life: 60 d }]") { IsFlow = true };
        RunInputs both = Smoke(Stationary, duties, Surge);
        Assert.Equal(Smoke(Stationary).ScenarioHash, both.CalmHash);
        Assert.Equal(Smoke(Stationary, duties).ScenarioHash, both.OpeningHash);
        Assert.NotEqual(Setup.OpeningHashOf(Smoke(Stationary)), Setup.OpeningHashOf(both));
    }

    [Fact]
    public void A_hiring_freeze_of_the_horizon_is_a_shock_and_an_earlier_one_is_not()
    {
        ScenarioOverride[] people = [new("people.over time", "yes"), new("people.import specialists", "9 people"), new("people.entry specialists", "5 people"), new("people.authorised import specialists", "9 people"), new("people.authorised entry specialists", "5 people")];
        ScenarioOverride Freezes(string list) => new("hiring freeze", list) { IsFlow = true };
        ScenarioOverride[] before = [.. people, Freezes("[{ from: 2014-01-01, until: 2014-06-01 }]")];
        ScenarioOverride[] both = [.. people, Freezes("[{ from: 2014-01-01, until: 2014-06-01 }, { from: 2016-01-01, until: 2016-06-01 }]")];
        Assert.Null(CalmTwin.Of(Smoke(before)));
        RunInputs twin = CalmTwin.Of(Smoke(both))!;
        Assert.Equal(Smoke(before).ScenarioHash, twin.ScenarioHash);
        Assert.Single(twin.People.OverTime.Freezes);
        Assert.Equal(Smoke(both).ScenarioHash, Smoke(both).OpeningHash); // hires that a freeze stops were on their way before
    }

    [Fact]
    public void Changed_inputs_change_all_their_hashes_alike()
    {
        RunInputs surged = CalmTwin.Changed(Smoke(Stationary, Surge), "|a");
        Assert.Equal(CalmTwin.Changed(Smoke(Stationary), "|a").ScenarioHash, surged.CalmHash);
        Assert.Equal(Setup.OpeningHashOf(CalmTwin.Changed(Smoke(Stationary), "|a")), Setup.OpeningHashOf(surged));
        Assert.NotEqual(CalmTwin.Changed(Smoke(Stationary, Surge), "|b").ScenarioHash, surged.ScenarioHash);
    }

    [Fact]
    public async Task A_surge_on_too_few_people_loses_reviews_and_its_twin_is_the_plain_run()
    {
        RunInputs plain = Smoke(Few) with { Replications = 2 };
        RunInputs surged = Smoke(Few, Surge) with { Replications = 2 };
        RunResult with = await RunAsync(surged);
        RunResult alone = await RunAsync(plain, Options with { CacheFolder = Path.Combine(folder, "other") });

        Assert.Equal(alone.Replications.Select(r => r.Weeks.Length), with.CalmWeeks.Select(w => w.Length));
        Assert.Equal(alone.Replications.SelectMany(r => r.Weeks), with.CalmWeeks.SelectMany(w => w));
        Assert.Empty(alone.CalmWeeks);
        Assert.Equal(ResultHash.Of(with.Replications), with.ResultHash);

        MeasureTable measures = MeasureTable.From(with);
        Measure reviews = measures.Find(MeasureNames.WeeksToRecoverReviews)!;
        Assert.All(reviews.PerReplication, w => Assert.InRange(w, 6, 37));
        Assert.NotNull(reviews.Low);
        Assert.Equal(reviews.PerReplication, measures.Find(MeasureNames.WeeksToRecoverReviews, "0001")!.PerReplication);
        Assert.Null(MeasureTable.From(alone).Find(MeasureNames.WeeksToRecoverReviews));
        Assert.NotNull(measures.Find(MeasureNames.WeeksToRecover));

        // Before the surge the two are one.
        Recovery recovery = Recovery.Of(surged)!;
        Assert.Equal(15, recovery.ShockWeek);
        Assert.Equal(
            Recovery.Weeks(surged, with.CalmWeeks[0], RecoveryOf.Reviews, null)[..14],
            Recovery.Weeks(surged, with.Replications[0].Weeks, RecoveryOf.Reviews, null)[..14]);
    }

    [Fact]
    public async Task A_twin_that_was_run_is_not_run_again_and_a_run_is_whole_only_with_it()
    {
        RunInputs plain = Smoke(Few);
        RunInputs surged = Smoke(Few, Surge);
        RunOptions reuse = Options with { Reuse = true };
        Assert.Equal(2, await CollectsAsync(surged, reuse));
        Assert.Equal(0, await CollectsAsync(surged, reuse));
        Assert.Equal(0, await CollectsAsync(plain, reuse)); // the twin is the plain run
        RunResult stored = RunService.Stored(surged, reuse)!;
        Assert.Single(stored.CalmWeeks);

        RunStore store = new(folder);
        string twin = Path.Combine(folder, "replications", Setup.HashOf(plain));
        Directory.Delete(twin, recursive: true);
        Assert.True(store.HasReplication(Setup.HashOf(surged), 1));
        Assert.Null(RunService.Stored(surged, reuse));
        Assert.Equal(1, await CollectsAsync(surged, reuse));
        Assert.Equal(stored.CalmWeeks[0], RunService.Stored(surged, reuse)!.CalmWeeks[0]);
    }

    [Fact]
    public async Task The_opening_of_the_plain_run_serves_the_surge_and_changes_no_digit()
    {
        RunInputs plain = Smoke(Few, Stationary);
        RunInputs surged = Smoke(Few, Stationary, Surge);
        await RunAsync(plain);
        int openings = 0;
        RunResult shared = await RunAsync(surged, progress: p => openings += p.Phase == "opening" ? 1 : 0);
        Assert.Equal(0, openings);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "openings")));
        RunResult own = await RunAsync(surged, Options with { Fresh = true, CacheFolder = Path.Combine(folder, "other") });
        Assert.Equal(own.ResultHash, shared.ResultHash);
        Assert.Equal(own.CalmWeeks[0], shared.CalmWeeks[0]);
    }

    [Fact]
    public async Task A_world_of_other_assumptions_has_a_twin_from_the_same_opening()
    {
        RunInputs surged = Smoke(Few, Stationary, Surge);
        await RunAsync(surged);
        ScenarioOverride assumption = new("rates.selected", "2 %");
        RunResult world = await new WorldRunner().RunAsync(surged, Smoke(Few, Stationary, Surge, assumption), Options, TestContext.Current.CancellationToken);
        RunResult calm = await new WorldRunner().RunAsync(Smoke(Few, Stationary), Smoke(Few, Stationary, assumption), Options, TestContext.Current.CancellationToken);
        Assert.Equal(calm.Replications[0].Weeks, Assert.Single(world.CalmWeeks));
        Assert.NotNull(MeasureTable.From(world).Find(MeasureNames.WeeksToRecoverReviews));
    }

    private RunOptions Options => new() { Silos = 0, CacheFolder = folder };

    private async Task<RunResult> RunAsync(RunInputs inputs, RunOptions? options = null, Action<RunProgress>? progress = null)
    {
        await using InlineRunHostFactory hosts = new();
        return await RunService.RunAsync(inputs, options ?? Options, hosts, progress is null ? null : new Told(progress), TestContext.Current.CancellationToken);
    }

    /// <summary>Replications that were carried out.</summary>
    private async Task<int> CollectsAsync(RunInputs inputs, RunOptions options)
    {
        int collects = 0;
        double last = 0;
        await RunAsync(inputs, options, p =>
        {
            collects += p.Phase == "collect" ? 1 : 0;
            Assert.InRange(p.Fraction, Math.Min(last, 1), 1);
            last = p.Phase == "collect" ? p.Fraction : last;
        });
        return collects;
    }

    private static RunInputs Smoke(params ScenarioOverride[] overrides) =>
        ScenarioLoader.Load(Repository.Scenario("smoke.yaml"), null, overrides) is { Inputs: { } inputs } ? inputs : throw new InvalidOperationException(
            string.Join(Environment.NewLine, ScenarioLoader.Load(Repository.Scenario("smoke.yaml"), null, overrides).Errors));

    private sealed class Told(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (this)
            {
                tell(value);
            }
        }
    }
}
