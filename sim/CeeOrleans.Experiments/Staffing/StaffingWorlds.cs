using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
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
    /// <summary>Least share of failing and holding worlds that an input must sort rightly before it is named.</summary>
    private const double LeastSorted = 0.75;

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
        List<(SampledWorld World, ImmutableArray<(int Office, TargetReach Reach)> Missed)> kept =
            [.. doubt.Kept.Select(w => (w, Missed(reached[Setup.HashOf(staffed.Read(DoubtPlan.Overrides(staffed, w.Values)).Inputs!)])))];
        var most = kept.SelectMany(k => k.Missed.Select(m => Name(result, m.Office, m.Reach)).Distinct()).GroupBy(n => n).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(3);
        return new WorldAnswer(points, kept.Count, kept.Count(k => k.Missed.IsEmpty), Where(today, [.. kept.Select(k => (k.World, k.Missed.IsEmpty))]), [.. most.Select(g => (g.Key, g.Count()))]);

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

    private static ImmutableArray<(int Office, TargetReach Reach)> Missed(ImmutableArray<(int Office, TargetReach Reach)> reached) => [.. reached.Where(r => !r.Reach.Met)];

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

    /// <summary>
    /// The input and the value that sort failing from holding worlds best, as a share of both groups sorted rightly. With a few
    /// dozen worlds and many inputs something always sorts a little: below three quarters nothing is named.
    /// </summary>
    private static string Where(DoubtPlan plan, IReadOnlyList<(SampledWorld World, bool Holds)> worlds)
    {
        int fails = worlds.Count(w => !w.Holds);
        int holds = worlds.Count - fails;
        if (fails == 0 || holds == 0)
        {
            return "";
        }

        (double Sorted, Assumption? Input, double At, bool Above) best = (0, null, 0, false);
        foreach (Assumption input in plan.Assumptions)
        {
            (double Value, bool Holds)[] values = [.. worlds.Where(w => w.World.Values.ContainsKey(input.Path)).Select(w => (w.World.Values[input.Path].Number, w.Holds)).OrderBy(v => v.Number)];
            int failsBelow = 0;
            int holdsBelow = 0;
            for (int i = 0; i + 1 < values.Length; i++)
            {
                failsBelow += values[i].Holds ? 0 : 1;
                holdsBelow += values[i].Holds ? 1 : 0;
                if (values[i].Value == values[i + 1].Value)
                {
                    continue;
                }

                double at = (values[i].Value + values[i + 1].Value) / 2;
                double above = (((double)(fails - failsBelow) / fails) + ((double)holdsBelow / holds)) / 2;
                best = above > best.Sorted ? (above, input, at, true) : best;
                best = 1 - above > best.Sorted ? (1 - above, input, at, false) : best;
            }
        }

        if (best.Input is null || best.Sorted < LeastSorted)
        {
            return "";
        }

        int right = worlds.Count(w => !w.Holds && w.World.Values[best.Input.Path].Number > best.At == best.Above);
        string value = ScenarioPath.Find(best.Input.Path, queue: false, out _)!.At(best.Input.Value.Text, best.At).Text;
        return string.Create(CultureInfo.InvariantCulture, $"{best.Input.Path} is {(best.Above ? "above" : "below")} {value} ({right} of the {fails} failing worlds)");
    }
}
