using CeeOrleans.Contracts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CeeOrleans.Grains.Importers;

/// <summary>
/// An importer in scenario runs: a shell over its profile. Placed by the hash of its key, so every silo holds its share
/// without a look-up of loads for each of 350,000 activations.
/// </summary>
[GrainType("importer")]
[HashBasedPlacement]
public sealed class ImporterGrain : IGrainBase, IImporterGrain
{
    private readonly SetupRegistry setups;
    private readonly ImporterCensus census;
    private readonly int number;
    private ImporterProfile? profile;
    private Setup? setup;

    public ImporterGrain(IGrainContext context, SetupRegistry setups, ImporterCensus census)
    {
        GrainContext = context;
        this.setups = setups;
        this.census = census;
        number = GrainKeys.ImporterNumber(context.GrainId.Key.ToString()!);
        census.Add();
    }

    public IGrainContext GrainContext { get; }

    public ValueTask<Immutable<ProjectBatch>> ProjectAsync(Immutable<ProjectOrder> order)
    {
        ProjectOrder asked = order.Value;
        if (setup is null || setup.Hash != asked.SetupHash)
        {
            setup = setups.Find(asked.SetupHash);
            profile ??= ImporterProfile.Create(setup.Inputs.Seed, number);
        }

        return ValueTask.FromResult(new Immutable<ProjectBatch>(Projector.Project(setup, profile!, asked)));
    }

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
