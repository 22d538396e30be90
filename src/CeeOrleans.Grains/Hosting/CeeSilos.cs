using System.Net;
using System.Net.Sockets;
using CeeOrleans.Grains.Importers;
using CeeOrleans.Workload.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Grains.Hosting;

/// <summary>
/// Silos inside this process, on free loopback ports, without a gateway: nobody outside reaches them. The first one
/// keeps the membership; the others may come and go.
/// </summary>
public sealed class CeeSilos : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly List<IHost> hosts;

    private CeeSilos(List<IHost> hosts) => this.hosts = hosts;

    /// <summary>Calls grains from outside of them, through the first silo.</summary>
    public IGrainFactory Grains => hosts[0].Services.GetRequiredService<IGrainFactory>();

    public int Count => hosts.Count;

    /// <summary>Importers active in each silo.</summary>
    public IReadOnlyList<long> ActiveImporters => [.. hosts.Select(h => h.Services.GetRequiredService<ImporterCensus>().Active)];

    /// <summary>Starts so many silos, half a second each.</summary>
    public static async Task<CeeSilos> StartAsync(int silos, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        List<IHost> hosts = [];
        try
        {
            IPEndPoint? primary = null;
            for (int i = 0; i < silos; i++)
            {
                (IHost host, int port) = await StartOneAsync(primary, cancellation).ConfigureAwait(false);
                primary ??= new IPEndPoint(IPAddress.Loopback, port);
                hosts.Add(host);
            }

            return new CeeSilos(hosts);
        }
        catch
        {
            await DisposeAsync(hosts).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a setup known to every silo.</summary>
    public void Register(Setup setup)
    {
        foreach (IHost host in hosts)
        {
            host.Services.GetRequiredService<SetupRegistry>().Register(setup);
        }
    }

    /// <summary>Ends one silo at once, as a crash would; not the first one.</summary>
    public async Task KillAsync(int silo)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silo, 1);
        IHost host = hosts[silo];
        hosts.RemoveAt(silo);
        await StopAsync(host).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await DisposeAsync(hosts).ConfigureAwait(false);

    private static async Task DisposeAsync(List<IHost> hosts)
    {
        foreach (IHost host in Enumerable.Reverse(hosts))
        {
            await StopAsync(host).ConfigureAwait(false);
        }

        hosts.Clear();
    }

    /// <summary>
    /// Without waiting for 350,000 importers to say goodbye: they hold nothing that must be kept.
    /// </summary>
    private static async Task StopAsync(IHost host)
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync().ConfigureAwait(false);
        try
        {
            await host.StopAsync(now.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was told not to wait.
        }

        host.Dispose();
    }

    /// <summary>A port that was free a moment ago may be taken; then another one is tried.</summary>
    private static async Task<(IHost Host, int Port)> StartOneAsync(IPEndPoint? primary, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort();
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Logging.ClearProviders();
            builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
            builder.UseOrleans(silo => silo
                .UseLocalhostClustering(port, 0, primary ?? new IPEndPoint(IPAddress.Loopback, port), "cee", "cee-run")
                .AddCeeGrains());
            IHost host = builder.Build();
            try
            {
                await host.StartAsync(cancellation).ConfigureAwait(false);
                return (host, port);
            }
            catch (Exception e) when (attempt < Attempts && e is not OperationCanceledException)
            {
                host.Dispose();
            }
        }
    }

    /// <summary>
    /// A silo is a guest in its process. The usual lifetime of a host takes Ctrl-C and SIGTERM for itself, and since
    /// nobody waits for that host, a process that takes no signals of its own could only be killed.
    /// </summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
