using System.Collections.Immutable;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Live;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CeeOrleans.Grains.Importers;

/// <summary>
/// An importer, in scenario runs or in the live world: a shell that holds the face of its world. Placed by the hash of its
/// key, so every silo holds its share without a look-up of loads for each of 350,000 activations.
/// </summary>
[GrainType("importer")]
[HashBasedPlacement]
public sealed class ImporterGrain : IGrainBase, IImporterGrain, IAccountGrain
{
    private readonly ImporterCensus census;
    private readonly ImporterRun? run;
    private readonly AccountLive? live;

    public ImporterGrain(IGrainContext context, SetupRegistry setups, ImporterCensus census, LiveWorld world)
    {
        GrainContext = context;
        this.census = census;
        string key = context.GrainId.Key.ToString()!;
        if (GrainKeys.IsLive(key))
        {
            live = world.Account(this, GrainKeys.LiveImporterOf(key));
        }
        else
        {
            run = new ImporterRun(setups, GrainKeys.ImporterNumber(key));
        }

        census.Add();
    }

    public IGrainContext GrainContext { get; }

    private ImporterRun Run => run ?? throw new InvalidOperationException($"{GrainContext.GrainId} is a live account and takes no part in runs.");

    private AccountLive Live => live ?? throw new InvalidOperationException($"{GrainContext.GrainId} is an importer of a run and has no account.");

    public ValueTask<Immutable<ProjectBatch>> ProjectAsync(Immutable<ProjectOrder> order) =>
        ValueTask.FromResult(new Immutable<ProjectBatch>(Run.Project(order.Value)));

    public ValueTask<AccountPage> LookAsync() => Live.LookAsync();

    public ValueTask<ImmutableArray<AnswerMessage>> DoAsync(ImmutableArray<CommandMessage> commands) => Live.DoAsync(commands);

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        census.Remove();
        return Task.CompletedTask;
    }
}

/// <summary>Counts the importers that are active in one silo.</summary>
public sealed class ImporterCensus
{
    private long active;

    public long Active => Interlocked.Read(ref active);

    internal void Add() => Interlocked.Increment(ref active);

    internal void Remove() => Interlocked.Decrement(ref active);
}
