using CeeOrleans.Experiments;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Cli.Runs;

/// <summary>Runs in silos inside this process. They start once, while the first setup is compiled.</summary>
internal sealed class SiloHosts(int silos) : IRunHostFactory
{
    private readonly Lock gate = new();
    private Task<CeeSilos>? started;

    public int Silos => silos;

    public Task WarmAsync(CancellationToken cancellation) => StartedAsync();

    public async Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation)
    {
        CeeSilos running = await StartedAsync().ConfigureAwait(false);
        return running.HostFor(setup);
    }

    /// <summary>
    /// Does nothing: to stop a silo means to deactivate 350,000 importers one by one, seconds that nobody gains from, and
    /// the process that hosts them is about to end.
    /// </summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<CeeSilos> StartedAsync()
    {
        lock (gate)
        {
            return started ??= CeeSilos.StartAsync(silos);
        }
    }
}
