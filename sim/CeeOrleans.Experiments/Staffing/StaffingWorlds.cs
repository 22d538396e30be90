using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
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
/// the nation as it is staffed today, without Centers; the answer then runs one year in each world that is left. Where few
/// desks were searched, that year also says how many people each of them would need in that world, and the assumptions that
/// move this number are run alone at their ends. Runs are stored, so a second question about the same answer runs none again.
/// </summary>
/// <param name="worlds">Runs worlds.</param>
/// <param name="runBase">Runs the answer and today's plan as they stand.</param>
public sealed class StaffingWorlds(WorldRunner worlds, PointRun runBase)
{
    /// <summary>Assumptions whose two ends are run alone.</summary>
    public const int Ends = 6;

    /// <param name="result">An answer.</param>
    /// <param name="points">Worlds to sample, 2 or more.</param>
    /// <exception cref="ArgumentException">The scenario leaves nothing to vary.</exception>
    public async Task<WorldAnswer> AskAsync(StaffingResult result, int points, RunOptions options, IProgress<DoubtProgress>? progress, CancellationToken cancellation)
    {
        StaffingPlan plan = result.Plan;
        DoubtPlan today = DoubtPlan.Make(plan.Scenario, null, MeasureChoice.Headline(plan.Inputs), points);
        DoubtScenario staffed = new(Staffed(plan.Scenario.Loaded, result.Staff), overrides => Staffed(plan.Scenario.Read(overrides), result.Staff));
        DoubtPlan asked = today with { Scenario = staffed };
        bool few = result.Desks.Length <= StaffingService.FewDesks;
        DeskName first = result.Desks.MaxBy(d => d.Answer)!.Desk;
        StaffingStore store = new(options.CacheFolder, options.Fresh);
        ConcurrentDictionary<string, ImmutableArray<(int Office, TargetReach Reach)>> reached = new();
        ConcurrentDictionary<string, ImmutableArray<DeskNeed>> needs = new();
        Dictionary<SampledWorld, string> hashes = new(ReferenceEqualityComparer.Instance);
        string[] levers = few ? [.. Levers(result)] : [];
        DoubtOptions how = new()
        {
            Ends = few ? Ends : 0,
            Sweep = new SweepOptions { Run = options, MemoryMb = MemoryNeed.Budget() },
            Always = [.. levers],
            Decision = few ? (world, _) => Need(needs[Setup.HashOf(world)], first)?.Need ?? double.NaN : null,
        };
        DoubtResult doubt = await new DoubtService(RunAsync, BaseAsync).RunAsync(asked, how, progress, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        (SampledWorld World, ImmutableArray<(int Office, TargetReach Reach)> Reached)[] kept = [.. doubt.Kept.Select(w => (w, reached[HashOf(w)]))];
        var most = kept.SelectMany(k => k.Reached.Where(r => !r.Reach.Met).Select(r => Name(result, r.Office, r.Reach)).Distinct())
            .GroupBy(n => n).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(3);
        return new WorldAnswer(
            points,
            kept.Length,
            kept.Count(k => k.Reached.All(r => r.Reach.Met)),
            FailingWorlds.Where(today.Assumptions, [.. kept.Select(k => (k.World, k.Reached.Min(r => r.Reach.Slack)))]),
            [.. most.Select(g => (g.Key, g.Count()))])
        {
            Needs = few ? [.. result.Desks.Select(d => NeedOf(d.Desk, today, doubt))] : [],
        };

        // A world is read anew for its hash: once, although each desk and each end asks for it.
        string HashOf(SampledWorld world) => hashes.TryGetValue(world, out string? hash)
            ? hash
            : hashes[world] = Setup.HashOf(staffed.Read(DoubtPlan.Overrides(staffed, world.Values)).Inputs!);

        async Task<RunResult> BaseAsync(RunInputs inputs, RunOptions run, IProgress<RunProgress>? shown, CancellationToken token)
        {
            RunResult found = await runBase(inputs, run, shown, token).ConfigureAwait(false);
            if (few && !found.Partial && ReferenceEquals(inputs, staffed.Inputs))
            {
                await LookAsync(inputs, run, token).ConfigureAwait(false);
            }

            return found;
        }

        async Task<RunResult> RunAsync(RunInputs scenario, RunInputs world, RunOptions run, CancellationToken token)
        {
            bool answer = ReferenceEquals(scenario, staffed.Inputs);
            if (answer && few)
            {
                await LookAsync(world, run, token).ConfigureAwait(false);
            }

            RunResult found = await worlds.RunAsync(scenario, world, run, token).ConfigureAwait(false);
            if (answer)
            {
                reached[Setup.HashOf(world)] = Reached(plan, result, found);
            }

            return found;
        }

        async Task LookAsync(RunInputs world, RunOptions run, CancellationToken token)
        {
            string question = $"world, both desks|{plan.Question}|{WorldRunner.KeyOf(staffed.Inputs, world)}";
            needs[Setup.HashOf(world)] = (store.Find<WorldNeeds>(question) ?? store.Keep(question, await worlds.WatchAsync(
                staffed.Inputs,
                world,
                result.Desks.Select(d => d.Desk.Office).Distinct(),
                (setup, host) => NeedsOf(result, setup, host, token),
                run,
                token).ConfigureAwait(false))).Desks;
        }

        WorldNeed NeedOf(DeskName desk, DoubtPlan sampled, DoubtResult found)
        {
            (SampledWorld World, DeskNeed Need)[] all = [.. found.Kept.Select(w => (w, Need(needs[HashOf(w)], desk)!))];
            (SampledWorld World, int People)[] there = [.. all.Where(w => w.Need.Unreachable.IsEmpty).Select(w => (w.World, w.Need.Need))];
            int atBase = Need(needs[Setup.HashOf(staffed.Inputs)], desk)!.Need;
            double[] people = [.. there.Select(w => (double)w.People)];
            double[][] columns = [.. sampled.Assumptions.Select(a => there.Select(w => w.World.Values[a.Path].Number).ToArray())];
            HashSet<string> told = there.Length < 8 ? [] : Told([.. sampled.Assumptions.Select(a => a.Path)], columns, people, levers);
            int? End(SampledWorld? world) => world is { Kept: true } && Need(needs[HashOf(world)], desk) is { Unreachable.IsEmpty: true } need ? need.Need : null;
            NeedTurner[] turners =
            [
                .. found.Turners.Select(t => new NeedTurner(
                    t.Assumption,
                    RankStatistics.Spearman(columns[sampled.Assumptions.IndexOf(t.Assumption)], people),
                    told.Contains(t.Assumption.Path),
                    End(t.LowWorld),
                    End(t.HighWorld))),
            ];
            return new WorldNeed(
                desk,
                atBase,
                [.. there],
                all.Length - there.Length,
                [.. turners.OrderByDescending(t => t.Swing(atBase)).ThenByDescending(t => t.Told).ThenByDescending(t => Math.Abs(t.Correlation)).ThenBy(t => t.Assumption.Path, StringComparer.Ordinal)]);
        }
    }

    /// <summary>
    /// Assumptions that move the people of an office whatever they do to the nation: its share of entries, and the minutes of
    /// the kinds of work that fill most of the hours of its desks.
    /// </summary>
    private static IEnumerable<string> Levers(StaffingResult result)
    {
        RunInputs inputs = result.Plan.Inputs;
        foreach (int office in result.Desks.Select(d => d.Desk.Office).Distinct())
        {
            int center = office - inputs.Offices.Length;
            if (center >= 0)
            {
                yield return $"population.entry share.{inputs.Centers[center].Short}";
            }
        }

        foreach (string kind in result.Busiest)
        {
            yield return $"kinds.{kind}.minutes";
        }
    }

    /// <summary>
    /// Assumptions that the people go with more closely than chance would. Those that were named before any world was drawn have
    /// half of the 5 % among themselves: lost among a hundred and more others, the strongest of them would pass for chance.
    /// </summary>
    private static HashSet<string> Told(string[] paths, double[][] columns, double[] people, string[] levers)
    {
        const double Half = 0.025;
        int[] named = [.. levers.Select(l => Array.IndexOf(paths, l)).Where(i => i >= 0)];
        return
        [
            .. RankStatistics.Forward(columns, people, 12, Half).Select(c => paths[c.Input]),
            .. RankStatistics.Forward([.. named.Select(i => columns[i])], people, 12, Half).Select(c => paths[named[c.Input]]),
        ];
    }

    private static DeskNeed? Need(ImmutableArray<DeskNeed> needs, DeskName desk) => needs.FirstOrDefault(n => n.Office == desk.Office && n.Role == desk.Role);

    /// <summary>What each searched desk would need in a world, the other desk of its office as large as that world asks too.</summary>
    private static WorldNeeds NeedsOf(StaffingResult result, Setup setup, RecordingHost host, CancellationToken cancellation)
    {
        BorrowedOpening? borrowed = setup.Inputs.Opening.Kind == OpeningKind.Stationary ? BorrowedOpening.Unknown : null;
        return new WorldNeeds([.. result.Desks.Select(d => d.Desk.Office).Distinct().Order().SelectMany(o => OfficeNeeds.Of(result, setup, host, o, result.Staff[o], borrowed, cancellation))]);
    }

    private static LoadedScenario Staffed(LoadedScenario loaded, ImmutableArray<OfficeStaff> staff) =>
        loaded.Inputs is null ? loaded : loaded with { Inputs = Setup.WithStaff(loaded.Inputs, staff) };

    /// <summary>What every searched office reached; the pool's growth counts as lapsed, because worlds start from a common opening.</summary>
    private static ImmutableArray<(int Office, TargetReach Reach)> Reached(StaffingPlan plan, StaffingResult result, RunResult run)
    {
        OfficeTargets targets = new(plan.Inputs, plan.Targets);
        ReplicationResult year = run.Replications[0];
        return
        [
            .. result.Desks.Select(d => d.Desk.Office).Distinct().SelectMany(o => targets
                .Reached(new OfficeReport(o, [], [.. year.Kinds.Where(k => k.Office == o)], [], 0, 0), borrowed: BorrowedOpening.Unknown)
                .Select(r => (o, r))),
        ];
    }

    private static string Name(StaffingResult result, int office, TargetReach reach)
    {
        string kind = result.Plan.Inputs.Kinds.First(k => k.Kind == reach.Kind).Name;
        return $"{reach.Measure}: {kind}{(result.Plan.Office is null ? "" : $" at {(office >= result.Plan.Inputs.Offices.Length ? result.Plan.Inputs.Centers[office - result.Plan.Inputs.Offices.Length].Short : result.Offices[office].Code)}")}";
    }

    /// <summary>What is stored of a world.</summary>
    private sealed record WorldNeeds(ImmutableArray<DeskNeed> Desks);
}
