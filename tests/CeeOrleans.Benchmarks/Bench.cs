using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Runs;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Benchmarks;

/// <summary>One shipped scenario with its opening, ready to run through grains and inline.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly CeeSilos silos;

    private Bench(Setup setup, Opening opening, CeeSilos silos)
    {
        Setup = setup;
        Opening = opening;
        this.silos = silos;
        Grains = new GrainRunHost(silos.Grains, setup);
        Inline = new InlineRunHost(setup);
    }

    public Setup Setup { get; }

    public Opening Opening { get; }

    public GrainRunHost Grains { get; }

    public InlineRunHost Inline { get; }

    public long ActiveImporters => silos.ActiveImporters.Sum();

    /// <param name="name">Name of a file in <c>scenarios/</c>, without its ending.</param>
    /// <param name="cache">Where the opening is kept, so that only the first run of a benchmark makes it.</param>
    public static async Task<Bench> StartAsync(string name, string cache)
    {
        LoadedScenario loaded = ScenarioLoader.Load(Repository.Scenario(name));
        Setup setup = Setup.Compile(loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors)));
        RunStore store = new(cache);
        Opening? opening = store.FindOpening(setup);
        if (opening is null)
        {
            opening = await RunService.OpenAsync(setup, new InlineRunHost(setup), CancellationToken.None);
            store.Keep(setup, opening);
        }

        CeeSilos silos = await CeeSilos.StartAsync(1);
        silos.Register(setup);
        return new Bench(setup, opening, silos);
    }

    public Task<ReplicationResult> RunAsync(IRunHost host, int replication) =>
        new RunPlan(Setup, host, replication).RunAsync(Guid.NewGuid().ToString("N"), Opening, CancellationToken.None);

    /// <summary>
    /// Asks every importer for entries that lie beyond its last one: it is activated, draws who it is, and returns
    /// nothing.
    /// </summary>
    public Task TouchAsync(IRunHost host)
    {
        const int beyond = 1 << 29;
        ProjectOrder order = new(Setup.Hash, 0, 1, beyond, 0, Setup.Start);
        return host.ProjectAsync(
            order,
            (_, batches) =>
            {
                if (batches.Any(b => b.Next >= 0 || b.Tally.Filed > 0))
                {
                    throw new InvalidOperationException("An importer has entries where none should be.");
                }
            },
            CancellationToken.None);
    }

    public ValueTask DisposeAsync() => silos.DisposeAsync();
}
