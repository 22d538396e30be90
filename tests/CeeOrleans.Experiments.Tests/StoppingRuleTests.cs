using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Runs that stop by themselves: where they look, what they keep, and that nothing else changes.</summary>
public sealed class StoppingRuleTests : IDisposable
{
    private readonly string cache = Directory.CreateTempSubdirectory("cee-stop-").FullName;

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Fact]
    public async Task A_run_stops_at_the_first_look_that_finds_every_measure_known()
    {
        // The half-width of a fixed run of 20 is asked for, so that 10 and 14 are not enough and 20 is.
        double wanted = HalfWidthAfter(await RunAsync(Queue(), 20), 20) * 1.0001;
        RunResult run = await RunAsync(Queue(new HalfWidth(HalfWidthKind.Points, wanted)));

        Assert.Equal(20, run.Replications.Length);
        Assert.False(run.Partial);
        Assert.True(HalfWidthAfter(run, 10) > wanted && HalfWidthAfter(run, 14) > wanted);
        StoppingOutcome outcome = StoppingOutcome.Of(run, MeasureTable.From(run))!;
        Assert.True(outcome.Reached);
        Assert.StartsWith("Stopped by itself after 20 of at most 40 replications: utilisation of import specialist ± ", outcome.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("Looks were after 10, 14, 20 replications.", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_years_of_a_run_that_stopped_are_those_of_a_fixed_run()
    {
        RunResult stopped = await RunAsync(Queue(new HalfWidth(HalfWidthKind.Points, 0.5)));
        RunResult asMany = await RunAsync(Queue(), 10);

        Assert.Equal(10, stopped.Replications.Length);
        Assert.Equal(asMany.ResultHash, stopped.ResultHash);
    }

    [Fact]
    public async Task What_cannot_be_known_is_run_to_the_most_and_said()
    {
        RunResult run = await RunAsync(Queue(new HalfWidth(HalfWidthKind.Points, 1e-6)) with { Replications = 14 });

        Assert.Equal(14, run.Replications.Length);
        StoppingOutcome outcome = StoppingOutcome.Of(run, MeasureTable.From(run))!;
        Assert.False(outcome.Reached);
        Assert.Contains("not every measure is known as well as asked", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Years_in_the_store_count_at_the_looks_and_are_not_run_again()
    {
        await RunAsync(Queue(), 40);
        RunInputs rule = Queue(new HalfWidth(HalfWidthKind.Points, 0.5));
        RunResult stored = await RunAsync(rule, reuse: true);

        Assert.Equal(10, stored.Replications.Length);
        Assert.Empty(stored.Seconds.PerReplication);
        Assert.Equal((await RunAsync(rule)).ResultHash, stored.ResultHash);
    }

    [Fact]
    public async Task Some_years_in_the_store_are_completed_and_looked_at_in_order()
    {
        await RunAsync(Queue(), 12);
        double wanted = HalfWidthAfter(await RunAsync(Queue(), 20), 20) * 1.0001;
        using TempFolder other = new();
        await RunAsync(Queue(), 12, folder: other.Path);
        RunResult run = await RunAsync(Queue(new HalfWidth(HalfWidthKind.Points, wanted)), reuse: true, folder: other.Path);

        Assert.Equal(20, run.Replications.Length);
        Assert.Equal(8, run.Seconds.PerReplication.Length);
    }

    [Fact]
    public void Several_measures_share_the_error_and_a_missing_one_is_never_known()
    {
        Assert.Equal(0.95, StoppingRule.ConfidenceOf(1), 12);
        Assert.Equal(0.995, StoppingRule.ConfidenceOf(10), 12);
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        Precision alone = StoppingRule.Of("x", "items", values, MeasureScale.Amount, new HalfWidth(HalfWidthKind.Relative, 0.4), 1);
        Precision of10 = StoppingRule.Of("x", "items", values, MeasureScale.Amount, new HalfWidth(HalfWidthKind.Relative, 0.4), 10);

        // Mean 5.5, sd 3.0277; t(0.975; 9) = 2.2622 and t(0.9975; 9) = 3.6897.
        Assert.Equal(2.262157 * 3.027650 / Math.Sqrt(10), alone.HalfWidth, 5);
        Assert.Equal(3.689662 * 3.027650 / Math.Sqrt(10), of10.HalfWidth, 5);
        Assert.Equal((0.4 * 5.5, true, false), (alone.Wanted, alone.Reached, of10.Reached));
        Assert.False(StoppingRule.Of("x", "items", [double.NaN, 7], MeasureScale.Amount, new HalfWidth(HalfWidthKind.Relative, 0.9), 1).Reached);
    }

    [Theory]
    [InlineData("share", 0.6, 0.005)]
    [InlineData("hours", 100, 6)]
    [InlineData("items", 700, 7)]
    public void Without_a_half_width_it_is_what_does_not_matter(string unit, double mean, double wanted) =>
        Assert.Equal(wanted, StoppingRule.Of("x", unit, [mean, mean], MeasureScale.Amount, default, 1).Wanted, 9);

    [Theory]
    [InlineData("utilization of import specialist", HalfWidthKind.Points, "utilisation")]
    [InlineData("utilisation of import specialist", HalfWidthKind.Hours, "is no time; allowed: a percentage of the mean, for example 3 %, or points")]
    [InlineData("arrived", HalfWidthKind.Points, "arrived is no share")]
    [InlineData("wait mean of customer 7", HalfWidthKind.Hours, "nearest: customer 0")]
    public void Measures_that_are_not_there_and_half_widths_that_do_not_fit_are_told_with_their_place(string measure, HalfWidthKind kind, string told)
    {
        RunInputs inputs = Queue() with { Stopping = new StoppingInput(10, [new PrecisionInput(measure, new HalfWidth(kind, 0.1), "plan.yaml", 7, 12)]) };

        ScenarioError error = Assert.Single(StoppingRule.Check(inputs));
        Assert.Equal(("plan.yaml", 7, 12), (error.File, error.Line, error.Column));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => StoppingRule.Of(inputs));
        LoadedScenario loaded = StoppingRule.Checked(new LoadedScenario(inputs, [], []));
        Assert.Null(loaded.Inputs);
        Assert.Equal([error], loaded.Errors);
    }

    [Fact]
    public void A_measure_declared_twice_is_told()
    {
        PrecisionInput until = new("arrived", default);
        Assert.Contains("declared above", Assert.Single(StoppingRule.Check(Queue() with { Stopping = new StoppingInput(10, [until, until]) })).Message, StringComparison.Ordinal);
    }

    private static double HalfWidthAfter(RunResult run, int replications)
    {
        Measure m = MeasureTable.From(run).Find(MeasureNames.Utilisation, role: "import specialist")!;
        return StoppingRule.Of("", m.Unit, m.PerReplication.AsSpan(0, replications), m.Scale, default, 1).HalfWidth;
    }

    private static RunInputs Queue(HalfWidth? until = null)
    {
        RunInputs inputs = PlainQueue.OneOffice(1, Distribution.Exponential(900), Distribution.Exponential(600), 2, 20160104).Inputs;
        return until is null ? inputs : inputs with { Replications = 40, Stopping = new StoppingInput(10, [new PrecisionInput("utilisation of import specialist", until.Value)]) };
    }

    private Task<RunResult> RunAsync(RunInputs inputs, int? replications = null, bool reuse = false, string? folder = null) => RunService.RunAsync(
        replications is null ? inputs : inputs.Fixed(replications),
        new RunOptions { Silos = 0, Reuse = reuse, CacheFolder = folder ?? cache },
        new InlineRunHostFactory(1),
        null,
        TestContext.Current.CancellationToken);

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("cee-stop-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
