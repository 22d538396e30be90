using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>A hundredth of the nation at one office, in a few worlds.</summary>
public sealed class StaffingWorldsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staffing-worlds-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_world_holds_where_it_asks_for_no_more_people_than_the_answer_has_and_a_second_question_runs_nothing()
    {
        string scenario = Repository.Scenario("staffing-smoke.yaml");
        DoubtScenario read = new(One(ScenarioLoader.Load(scenario)), overrides => One(ScenarioLoader.Load(scenario, null, overrides)));
        StaffingPlan plan = new(read) { Role = Role.ImportSpecialist, SearchYears = 1, Years = 1, Sure = 0 };
        RunOptions options = new() { CacheFolder = folder, Silos = 0 };
        StaffingResult result = await new StaffingService(options).RunAsync(plan, TestContext.Current.CancellationToken);

        WorldAnswer first = await AskAsync(result, options);
        DateTime[] written = Written();
        WorldAnswer second = await AskAsync(result, options);

        WorldNeed need = Assert.Single(first.Needs);
        Assert.Equal(new DeskName(0, Role.ImportSpecialist), need.Desk);
        Assert.NotEmpty(need.Worlds);
        Assert.Equal(first.Compatible, need.Worlds.Length + need.OutOfReach);

        // A world may also fail because entry specialists, who are not searched, are too few in it.
        Assert.InRange(first.Holds, 0, need.Worlds.Count(w => w.People <= result.People));
        Assert.InRange(need.AtBase, 1, result.People + 1);

        // Run alone at their ends are those that were asked for; every number of the first call stands in the second.
        Assert.InRange(need.Turners.Count(t => t.AtLow is not null || t.AtHigh is not null), 1, StaffingWorlds.Ends);
        Assert.Equal(need.Turners.OrderByDescending(t => t.Swing(need.AtBase)).Select(t => t.Swing(need.AtBase)), need.Turners.Select(t => t.Swing(need.AtBase)));
        Assert.Equal(written, Written());
        Assert.Equal(need.Worlds.Select(w => w.People), second.Needs[0].Worlds.Select(w => w.People));
        Assert.Equal(need.Turners.Select(t => (t.Assumption.Path, t.AtLow, t.AtHigh)), second.Needs[0].Turners.Select(t => (t.Assumption.Path, t.AtLow, t.AtHigh)));
    }

    [Fact]
    public async Task Other_importers_ask_for_their_own_number_and_a_second_question_runs_nothing()
    {
        string scenario = Repository.Scenario("staffing-smoke.yaml");
        DoubtScenario read = new(One(ScenarioLoader.Load(scenario)), overrides => One(ScenarioLoader.Load(scenario, null, overrides)));
        StaffingPlan plan = new(read) { Role = Role.ImportSpecialist, SearchYears = 1, Years = 1, Sure = 0 };
        RunOptions options = new() { CacheFolder = folder, Silos = 0 };
        StaffingResult result = await new StaffingService(options).RunAsync(plan, TestContext.Current.CancellationToken);

        var first = await new OtherImporters(options).AskAsync(result, 3, TestContext.Current.CancellationToken);
        DateTime[] written = Written();
        var second = await new OtherImporters(options).AskAsync(result, 3, TestContext.Current.CancellationToken);

        // A draw that meets the targets asks for no more people than the answer has.
        Assert.Equal([1, 2, 3], first.Select(d => d.Seed - plan.Inputs.Seed));
        Assert.All(first.Where(d => d.Met), d => Assert.InRange(Assert.Single(d.Needs).Need, 1, result.People));
        Assert.Equal(first.Select(d => d.Needs[0].Need), second.Select(d => d.Needs[0].Need));
        Assert.Equal(written, Written());

        // The same seed is the year that a search from that seed finds for itself.
        StaffingPlan other = plan with { Scenario = new DoubtScenario(Seeded(read.Loaded, plan.Inputs.Seed + 1), _ => Seeded(read.Loaded, plan.Inputs.Seed + 1)), Passes = 0 };
        StaffingResult same = await new StaffingService(options).RunAsync(other with { Scenario = new DoubtScenario(Staffed(other.Scenario.Loaded, result), _ => other.Scenario.Loaded), SearchYears = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(first[0].Needs[0].Need, same.Years[0].Needs.Single().Need);
    }

    private static LoadedScenario Seeded(LoadedScenario loaded, ulong seed) => loaded with { Inputs = loaded.Inputs! with { Seed = seed } };

    private static LoadedScenario Staffed(LoadedScenario loaded, StaffingResult result) => loaded with { Inputs = Setup.WithStaff(loaded.Inputs!, result.Staff) };

    private static Task<WorldAnswer> AskAsync(StaffingResult result, RunOptions options) =>
        new StaffingWorlds(
            new WorldRunner(),
            (inputs, run, progress, cancellation) => RunService.RunAsync(inputs, run, new InlineRunHostFactory(run.Threads), progress, cancellation))
            .AskAsync(result, 6, options, null, TestContext.Current.CancellationToken);

    private DateTime[] Written() => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];

    private static LoadedScenario One(LoadedScenario loaded) => loaded.Inputs is null ? loaded : loaded with { Inputs = loaded.Inputs with { Replications = 1 } };
}
