using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>Carries out a run under other assumptions, from the opening of the scenario as it stands.</summary>
/// <param name="scenario">The scenario as it stands; its opening is in the store.</param>
/// <param name="world">The same under other assumptions; the offices are the same.</param>
public delegate Task<RunResult> WorldRun(RunInputs scenario, RunInputs world, RunOptions options, CancellationToken cancellation);

/// <summary>
/// Runs worlds from one common opening. An opening of its own would cost each of 64 worlds five times what the year costs;
/// what is open at the start fades within weeks, except for the pool, whose measure is corrected for it
/// (<see cref="WorldMeasures"/>). Replications are stored by both setups, so a second call runs none again; a world with
/// shocks is run without them too, as a run is. Always on
/// threads: grains give the same digits and would be activated anew for every setup.
/// </summary>
public sealed class WorldRunner
{
    private readonly ConcurrentDictionary<string, Lazy<Opening>> openings = new();

    /// <summary>Name of a world in the store: both setups, because the same world from another opening is another run.</summary>
    public static string KeyOf(RunInputs scenario, RunInputs world) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Setup.HashOf(world)}|from the opening of|{Setup.HashOf(scenario)}")));

    /// <summary>One world. A stationary opening is the scenario's; any other kind the world makes for itself.</summary>
    /// <exception cref="InvalidOperationException">The scenario's opening is not in the store.</exception>
    public async Task<RunResult> RunAsync(RunInputs scenario, RunInputs world, RunOptions options, CancellationToken cancellation)
    {
        if (world.Opening.Kind != OpeningKind.Stationary || Setup.HashOf(scenario) == Setup.HashOf(world))
        {
            return await RunService.RunAsync(world, options with { Silos = 0, Reuse = true }, new InlineRunHostFactory(options.Threads), null, cancellation).ConfigureAwait(false);
        }

        double[] seconds = new double[world.Replications];
        ReplicationResult[] results = await YearsAsync(scenario, world, options, seconds, cancellation).ConfigureAwait(false);

        // The world without its shocks starts from the opening of the scenario without them.
        ReplicationResult[] calm = CalmTwin.Of(world) is { } twin
            ? await YearsAsync(CalmTwin.Of(scenario) ?? scenario, twin, options, new double[world.Replications], cancellation).ConfigureAwait(false)
            : [];
        return new RunResult
        {
            Inputs = world,
            Offices = Setup.OfficesOf(world),
            Replications = [.. results],
            CalmWeeks = [.. calm.Select(r => r.Weeks)],
            ResultHash = ResultHash.Of([.. results]),
            ExpectedSummaries = 0,
            ExpectedSummariesSd = 0,
            Seconds = new RunSeconds { PerReplication = [.. seconds] },
            Silos = 0,
        };
    }

    /// <summary>
    /// Runs the first replication of a world and looks at what reached some offices. The replication is stored, so that
    /// <see cref="RunAsync"/> does not run it again.
    /// </summary>
    /// <param name="look">What is wanted of it, while it is there.</param>
    /// <exception cref="InvalidOperationException">The scenario's opening is not in the store.</exception>
    public async Task<T> WatchAsync<T>(RunInputs scenario, RunInputs world, IEnumerable<int> offices, Func<Setup, RecordingHost, T> look, RunOptions options, CancellationToken cancellation)
    {
        RunStore store = new(options.CacheFolder);
        string key = KeyOf(scenario, world);
        Setup setup = Setup.Compile(world);
        RecordingHost host = new(new InlineRunHost(setup, options.Threads), offices);
        Opening opening = world.Opening.Kind == OpeningKind.Stationary ? Common(scenario, store) : await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
        ReplicationResult result = await new RunPlan(setup, host, 1).RunAsync($"{key[..12]}-1-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
        store.Keep(key, result);
        return look(setup, host);
    }

    /// <summary>The opening of the scenario. Two workers may ask for it at once; it is read once.</summary>
    private Opening Common(RunInputs scenario, RunStore store) => openings.GetOrAdd(
        Setup.OpeningHashOf(scenario),
        _ => new Lazy<Opening>(() => store.FindOpening(Setup.Compile(scenario)) ?? throw new InvalidOperationException("The opening of the scenario is not in the store."))).Value;

    private async Task<ReplicationResult[]> YearsAsync(RunInputs scenario, RunInputs world, RunOptions options, double[] seconds, CancellationToken cancellation)
    {
        RunStore store = new(options.CacheFolder);
        string key = KeyOf(scenario, world);
        ReplicationResult?[] results = [.. Enumerable.Range(1, world.Replications).Select(r => options.Fresh ? null : store.FindReplication(key, r))];
        if (results.Any(r => r is null))
        {
            Opening opening = Common(scenario, store);
            Setup setup = Setup.Compile(world);
            InlineRunHost host = new(setup, options.Threads);
            for (int r = 1; r <= results.Length; r++)
            {
                if (results[r - 1] is null)
                {
                    Stopwatch watch = Stopwatch.StartNew();
                    results[r - 1] = await new RunPlan(setup, host, r).RunAsync($"{key[..12]}-{r}-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
                    store.Keep(key, results[r - 1]!);
                    seconds[r - 1] = watch.Elapsed.TotalSeconds;
                }
            }
        }

        return [.. results.Select(r => r!)];
    }
}
