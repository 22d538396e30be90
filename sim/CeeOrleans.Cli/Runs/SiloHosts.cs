using CeeOrleans.Experiments;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Runs;
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
        running.Register(setup);
        return new GrainRunHost(running.Grains, setup);
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await (await started.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<CeeSilos> StartedAsync()
    {
        lock (gate)
        {
            return started ??= CeeSilos.StartAsync(silos);
        }
    }
}
