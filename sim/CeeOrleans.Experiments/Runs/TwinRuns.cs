using System.Collections.Immutable;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// The replications of a scenario without its shocks, each beside that with them. They are stored as what they are: runs of
/// a scenario without shocks, so that a run of it by itself, before or after, is the same one. On threads: the digits are
/// the same wherever a replication runs.
/// </summary>
internal sealed class TwinRuns
{
    private readonly RunInputs inputs;
    private readonly RunOptions options;
    private readonly RunStore store;
    private readonly SortedDictionary<int, ReplicationResult> done;
    private (Setup Setup, IRunHost Host, Opening Opening)? started;

    private TwinRuns(RunInputs inputs, RunOptions options, RunStore store)
    {
        this.inputs = inputs;
        this.options = options;
        this.store = store;

        // A twin that is stored is not run again, it is no question of its own; where replications are run again for the sake of
        // a lost opening, so is the twin for its.
        bool lost = !options.Reuse && inputs.Opening.Kind == OpeningKind.Stationary && !store.HasOpening(inputs);
        done = options.Fresh || lost ? [] : RunService.Stored(store, Setup.HashOf(inputs), inputs.Replications);
    }

    /// <summary>Null for a scenario without shocks.</summary>
    public static TwinRuns? Of(RunInputs inputs, RunOptions options, RunStore store) =>
        CalmTwin.Of(inputs) is { } calm ? new TwinRuns(calm, options, store) : null;

    public bool Has(int replication) => done.ContainsKey(replication);

    /// <summary>Weekly rows of the twins of some replications, in their order.</summary>
    public ImmutableArray<ImmutableArray<WeekRow>> Weeks(ImmutableArray<ReplicationResult> of) => [.. of.Select(r => done[r.Replication].Weeks)];

    /// <summary>One replication; kept in the store.</summary>
    /// <param name="shocked">The setup with the shocks.</param>
    /// <param name="opening">Its opening, which is the twin's too where the shocks do not reach back.</param>
    public async Task RunAsync(int replication, Setup shocked, Opening opening, Action<PlanProgress> progress, CancellationToken cancellation)
    {
        (Setup setup, IRunHost host, Opening from) = started ??= await StartAsync(shocked, opening, cancellation).ConfigureAwait(false);
        ReplicationResult result = await RunService.RepeatAsync(setup, host, replication, from, progress, cancellation).ConfigureAwait(false);
        done[replication] = result;
        store.Keep(setup, result);
    }

    private async Task<(Setup Setup, IRunHost Host, Opening Opening)> StartAsync(Setup shocked, Opening opening, CancellationToken cancellation)
    {
        Setup setup = Setup.Compile(inputs);
        InlineRunHost host = new(setup, options.Threads);
        if (Setup.OpeningHashOf(inputs) == Setup.OpeningHashOf(shocked.Inputs))
        {
            return (setup, host, opening);
        }

        Opening? own = options.Fresh ? null : store.FindOpening(setup);
        if (own is null)
        {
            own = await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
            store.Keep(setup, own);
        }

        return (setup, host, own);
    }
}
