using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// Tries an answer in the worlds that the published facts allow (see <see cref="DoubtService"/>): the facts are held against
/// the nation as it is staffed today, without Centers; the answer then runs one year in each world that is left. Runs are
/// stored, so a second question about the same answer runs none again.
/// </summary>
public sealed class StaffingWorlds(WorldRun runWorld, PointRun runBase)
{
    /// <param name="result">An answer.</param>
    /// <param name="points">Worlds to sample, 2 or more.</param>
    /// <exception cref="ArgumentException">The scenario leaves nothing to vary.</exception>
    public async Task<WorldAnswer> AskAsync(StaffingResult result, int points, RunOptions options, IProgress<DoubtProgress>? progress, CancellationToken cancellation)
    {
        StaffingPlan plan = result.Plan;
        DoubtPlan today = DoubtPlan.Make(plan.Scenario, null, MeasureChoice.Headline(plan.Inputs), points);
        DoubtScenario staffed = new(Staffed(plan.Scenario.Loaded, result.Staff), overrides => Staffed(plan.Scenario.Read(overrides), result.Staff));
        DoubtPlan asked = today with { Scenario = staffed };
        ConcurrentDictionary<string, ImmutableArray<(int Office, TargetReach Reach)>> reached = new();
        DoubtService service = new(Watched, runBase);
        DoubtResult doubt = await service.RunAsync(asked, new DoubtOptions { Ends = 0, Sweep = new SweepOptions { Run = options, MemoryMb = MemoryNeed.Budget() } }, progress, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        (SampledWorld World, ImmutableArray<(int Office, TargetReach Reach)> Reached)[] kept =
            [.. doubt.Kept.Select(w => (w, reached[Setup.HashOf(staffed.Read(DoubtPlan.Overrides(staffed, w.Values)).Inputs!)]))];
        var most = kept.SelectMany(k => k.Reached.Where(r => !r.Reach.Met).Select(r => Name(result, r.Office, r.Reach)).Distinct())
            .GroupBy(n => n).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(3);
        return new WorldAnswer(
            points,
            kept.Length,
            kept.Count(k => k.Reached.All(r => r.Reach.Met)),
            FailingWorlds.Where(today.Assumptions, [.. kept.Select(k => (k.World, k.Reached.Min(r => r.Reach.Slack)))]),
            [.. most.Select(g => (g.Key, g.Count()))]);

        async Task<RunResult> Watched(RunInputs scenario, RunInputs world, RunOptions run, CancellationToken token)
        {
            RunResult found = await runWorld(scenario, world, run, token).ConfigureAwait(false);
            if (ReferenceEquals(scenario, staffed.Inputs))
            {
                reached[Setup.HashOf(world)] = Reached(plan, result, found);
            }

            return found;
        }
    }

    private static LoadedScenario Staffed(LoadedScenario loaded, ImmutableArray<OfficeStaff> staff) =>
        loaded.Inputs is null ? loaded : loaded with { Inputs = Setup.WithStaff(loaded.Inputs, staff) };

    /// <summary>What every searched office reached; the pool's growth counts as lapsed, because worlds start from a common opening.</summary>
    private static ImmutableArray<(int Office, TargetReach Reach)> Reached(StaffingPlan plan, StaffingResult result, RunResult run)
    {
        OfficeTargets targets = new(plan.Inputs);
        ReplicationResult year = run.Replications[0];
        return
        [
            .. result.Desks.Select(d => d.Desk.Office).Distinct().SelectMany(o => targets
                .Reached(new OfficeReport(o, [], [.. year.Kinds.Where(k => k.Office == o)], [], 0, 0), borrowedOpening: true)
                .Select(r => (o, r))),
        ];
    }

    private static string Name(StaffingResult result, int office, TargetReach reach)
    {
        string kind = result.Plan.Inputs.Kinds.First(k => k.Kind == reach.Kind).Name;
        return $"{reach.Measure}: {kind}{(result.Plan.Office is null ? "" : $" at {result.Offices[office].Code}")}";
    }
}
