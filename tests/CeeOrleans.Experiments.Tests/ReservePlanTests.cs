using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>What reserve a surge needs, on a hundredth of the nation.</summary>
public sealed class ReservePlanTests : IDisposable
{
    private static readonly string Smoke = Repository.Scenario("smoke.yaml");
    private static readonly LaidSurge Surge = new(new DateOnly(2016, 1, 15), new DateOnly(2016, 4, 15), 1.6);
    private readonly string folder = Directory.CreateTempSubdirectory("cee-reserve-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_standard_surge_is_a_tenth_more_for_thirteen_weeks_from_the_fourteenth_on()
    {
        RunInputs inputs = ScenarioLoader.Load(Smoke).Inputs!;
        Assert.Equal(new LaidSurge(new DateOnly(2015, 12, 31), new DateOnly(2016, 3, 31), 1.1), LaidSurge.Over(inputs));
        Assert.Equal(new LaidSurge(new DateOnly(2016, 5, 1), new DateOnly(2016, 5, 31), 1.25), LaidSurge.Over(inputs, 0.25, new DateOnly(2016, 5, 1), 30));
        VolumeSurge laid = Assert.Single(ScenarioLoader.Load(Smoke, null, [LaidSurge.Over(inputs).Override]).Inputs!.Shocks.Volumes);
        Assert.Equal((inputs.StartDay + 91, inputs.StartDay + 182, 1.1), (laid.FromDay, laid.UntilDay, laid.Factor));
    }

    [Fact]
    public void A_plan_adds_people_to_todays_and_always_has_todays()
    {
        ReservePlan plan = Plan("import specialists", [4, 2]);
        Assert.Equal([0, 2, 4], plan.Added);
        Assert.Equal(9, plan.Today);
        Assert.Equal([9, 11, 13], plan.Sweep.Points.Select(p => p.Inputs.Offices[0].Staff.First(s => s.Role == Role.ImportSpecialist).People));
        Assert.All(plan.Sweep.Points, p => Assert.Equal(1.6, Assert.Single(p.Inputs.Shocks.Volumes).Factor));
        Assert.Equal([5, 7], Plan("entry specialists", [2]).Sweep.Points.Select(p => p.Inputs.Offices[0].Staff.First(s => s.Role == Role.EntrySpecialist).People));
    }

    [Fact]
    public void Where_people_come_and_go_a_reserve_is_positions_too()
    {
        string file = Path.Combine(folder, "cees.yaml");
        File.WriteAllText(file, $"name: Over time\nextends: {Repository.Scenario("national-cees.yaml")}\npeople: {{ over time: yes, authorised import specialists: 990 people }}\n");
        ReservePlan plan = Made(file, "import specialists", [25], Surge).Plan!;
        Assert.Equal([935, 960], plan.Sweep.Points.Select(p => p.Inputs.People.ImportSpecialists));
        Assert.Equal([990, 1_015], plan.Sweep.Points.Select(p => p.Inputs.People.OverTime.Authorised(Role.ImportSpecialist)));
    }

    [Theory]
    [InlineData("mm1.yaml", "a plain queue has neither entries nor specialists")]
    [InlineData("smoke.yaml", "nothing is to recover from")]
    public void What_cannot_be_asked_is_said(string file, string said)
    {
        (ReservePlan? plan, ImmutableArray<string> problems) = Made(Repository.Scenario(file), "import specialists", [25], null);
        Assert.Null(plan);
        Assert.Contains(said, Assert.Single(problems), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Nobody is added", Assert.Single(Made(Smoke, "import specialists", [0], Surge).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Staff_that_is_given_everywhere_leaves_nobody_to_add_to()
    {
        LoadedScenario loaded = ScenarioLoader.Load(Repository.Scenario("national-ports.yaml"), null, [Surge.Override]);
        ImmutableArray<OfficeInput> staffed = [.. loaded.Inputs!.Offices.Select(o => o with { Staff = [new StaffInput(Role.ImportSpecialist, 3)] })];
        (ReservePlan? plan, ImmutableArray<string> problems) = ReservePlan.Make(loaded with { Inputs = loaded.Inputs with { Offices = staffed } }, "import specialists", [25], Surge, _ => loaded, i => i);
        Assert.Null(plan);
        Assert.Contains("people.import specialists changes nobody", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_people_recover_sooner_and_a_second_call_runs_nothing()
    {
        ReservePlan plan = Plan("import specialists", [1, 3], replications: 2, new ScenarioOverride("offices.one.import specialists", "8 people"));
        ReserveResult first = await RunAsync(plan);
        Assert.Equal(3, first.Ran);
        Assert.Equal([0, 1, 3], first.Rows.Select(r => r.Added));

        // Today's people are held against themselves without the surge.
        ReserveRow today = first.Rows[0];
        Assert.Equal(today.Same.Reviews!.PerReplication, today.Nation.Reviews!.PerReplication);
        Assert.Equal(today.Nation.Reviews.PerReplication, Assert.Single(today.Offices).Reviews!.PerReplication);
        Assert.All(today.Nation.Reviews.PerReplication, w => Assert.InRange(w, 6, first.WeeksLeft));
        Assert.True(first.Rows[2].Nation.Reviews!.Estimate.Mean < today.Nation.Reviews.Estimate.Mean);
        Assert.True(first.Rows[2].Nation.Reviews!.IsNone, "Eleven people lose reviews that eight do not lose without the surge.");
        Assert.Equal(15, first.Recovery.ShockWeek);

        // Replication by replication it is what the series of the two runs say.
        RunResult calm = RunService.Stored(plan.Sweep.Points[0].Inputs, Options.Run)!;
        RunResult more = RunService.Stored(plan.Sweep.Points[1].Inputs, Options.Run)!;
        Assert.Equal(
            more.Replications.Select((r, i) => (double)first.Recovery.Time(
                Recovery.Weeks(more.Inputs, r.Weeks, RecoveryOf.Reviews, null),
                Recovery.Weeks(more.Inputs, calm.CalmWeeks[i], RecoveryOf.Reviews, null)).Weeks),
            first.Rows[1].Nation.Reviews!.PerReplication);

        ReserveResult second = await RunAsync(plan);
        Assert.Equal(0, second.Ran);
        Assert.Equal(first.Rows.SelectMany(r => r.Nation.Reviews!.PerReplication), second.Rows.SelectMany(r => r.Nation.Reviews!.PerReplication));
    }

    [Fact]
    public async Task What_is_interrupted_goes_on_where_it_was()
    {
        ReservePlan plan = Plan("import specialists", [1, 3]);
        using CancellationTokenSource stop = new();
        int started = 0;
        ReserveResult? partial = null;
        try
        {
            partial = await ReserveService.RunAsync(plan, Options with { Processors = 1 }, async (inputs, options, progress, cancellation) =>
            {
                if (++started == 2)
                {
                    await stop.CancelAsync();
                }

                return await Run(inputs, options, progress, cancellation);
            }, null, stop.Token);
        }
        catch (OperationCanceledException)
        {
        }

        Assert.True(partial is null || partial.Partial);
        Assert.Equal(1, SweepService.Look(plan.Sweep, Options).Stored);
        Assert.Equal(2, (await RunAsync(plan)).Ran);
    }

    [Fact]
    public void Weeks_of_some_replications_beyond_the_horizon_are_a_bound()
    {
        ReserveWeeks weeks = new([20, 37, 8], 2.0 / 3);
        Assert.True(weeks.IsBound);
        Assert.False(weeks.IsNone);
        Assert.True(new ReserveWeeks([4, 5, 3], 1).IsBelow(new ReserveWeeks([14, 16, 12], 1)));
        Assert.False(new ReserveWeeks([4, 30, 3], 1).IsBelow(new ReserveWeeks([14, 16, 12], 1)));
        Assert.Equal(0, new ReserveWeeks([0, 0, 9], 1).Estimate.Low);
        Assert.Equal((7.0, null), (new ReserveWeeks([7], 1).Estimate.Mean, new ReserveWeeks([7], 1).Estimate.Low));
    }

    private SweepOptions Options => new() { Run = new RunOptions { Silos = 0, CacheFolder = folder }, Processors = 2, MemoryMb = 2_000 };

    private static Task<RunResult> Run(RunInputs inputs, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        RunService.RunAsync(inputs, options, new InlineRunHostFactory(), progress, cancellation);

    private Task<ReserveResult> RunAsync(ReservePlan plan) => ReserveService.RunAsync(plan, Options, Run, null, TestContext.Current.CancellationToken);

    private static ReservePlan Plan(string role, ImmutableArray<int> added, int replications = 1, params ScenarioOverride[] beside) =>
        Made(Smoke, role, added, Surge, replications, beside) is { Plan: { } plan } ? plan : throw new InvalidOperationException(string.Join('\n', Made(Smoke, role, added, Surge, replications, beside).Problems));

    private static (ReservePlan? Plan, ImmutableArray<string> Problems) Made(string file, string role, ImmutableArray<int> added, LaidSurge? surge, int replications = 1, params ScenarioOverride[] beside) =>
        ReservePlan.Make(
            ScenarioLoader.Load(file, null, [.. beside, .. surge is null ? [] : new[] { surge.Override }]),
            role,
            added,
            surge,
            overrides => ScenarioLoader.Load(file, null, [.. beside, .. overrides]),
            i => i.Fixed(replications));
}
