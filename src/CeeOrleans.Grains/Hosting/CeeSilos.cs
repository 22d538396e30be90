using System.Net;
using System.Net.Sockets;
using CeeOrleans.Grains.Importers;
using CeeOrleans.Grains.Runs;
using CeeOrleans.Workload.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace CeeOrleans.Grains.Hosting;

/// <summary>
/// Silos inside this process, on free loopback ports, without a gateway: nobody outside reaches them. The first one
/// keeps the membership; the others may come and go.
/// </summary>
/// <remarks>
/// A process that ends need not dispose of them: nothing in a silo must be kept, and saying goodbye to 350,000
/// activations takes some seconds.
/// </remarks>
public sealed class CeeSilos : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly List<EmbeddedSilo> silos;
    private readonly ImporterReferences importers;

    private CeeSilos(List<EmbeddedSilo> silos)
    {
        this.silos = silos;
        importers = new ImporterReferences(Grains);
    }

    /// <summary>Calls grains from outside of them, through the first silo.</summary>
    public IGrainFactory Grains => silos[0].Host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The services of the first silo.</summary>
    public IServiceProvider Services => silos[0].Host.Services;

    public int Count => silos.Count;

    /// <summary>Importers active in each silo.</summary>
    public IReadOnlyList<long> ActiveImporters => [.. silos.Select(s => s.Host.Services.GetRequiredService<ImporterCensus>().Active)];

    /// <summary>Starts so many silos, half a second each.</summary>
    public static Task<CeeSilos> StartAsync(int silos, CancellationToken cancellation = default) => StartAsync(silos, static _ => { }, cancellation);

    /// <summary>Starts so many silos, half a second each.</summary>
    /// <param name="configure">Adds what a silo has besides the grains.</param>
    public static async Task<CeeSilos> StartAsync(int silos, Action<ISiloBuilder> configure, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        List<EmbeddedSilo> started = [];

        // A name of its own: a silo of another process that should get hold of one of the ports is refused.
        string cluster = $"cee-{Guid.NewGuid():N}";
        try
        {
            IPEndPoint? primary = null;
            for (int i = 0; i < silos; i++)
            {
                EmbeddedSilo silo = await StartOneAsync(cluster, primary, configure, cancellation).ConfigureAwait(false);
                primary ??= silo.EndPoint;
                started.Add(silo);
            }

            return new CeeSilos(started);
        }
        catch
        {
            await StopAsync(started).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a setup known to every silo.</summary>
    public void Register(Setup setup)
    {
        foreach (EmbeddedSilo silo in silos)
        {
            silo.Host.Services.GetRequiredService<SetupRegistry>().Register(setup);
        }
    }

    /// <summary>Lets a setup go in every silo; its runs are over.</summary>
    public void Forget(Setup setup)
    {
        foreach (EmbeddedSilo silo in silos)
        {
            silo.Host.Services.GetRequiredService<SetupRegistry>().Forget(setup.Hash);
        }
    }

    /// <summary>Makes a setup known to every silo and returns a host for its runs, which shares the references to importers with all others.</summary>
    public IRunHost HostFor(Setup setup)
    {
        Register(setup);
        return new GrainRunHost(Grains, setup, importers);
    }

    /// <summary>Ends one silo without a goodbye from its grains; not the first one.</summary>
    public async Task KillAsync(int silo)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silo, 1);
        EmbeddedSilo ended = silos[silo];
        silos.RemoveAt(silo);
        await ended.StopAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await StopAsync(silos).ConfigureAwait(false);

    private static async Task StopAsync(List<EmbeddedSilo> silos)
    {
        foreach (EmbeddedSilo silo in Enumerable.Reverse(silos))
        {
            await silo.StopAsync().ConfigureAwait(false);
        }

        silos.Clear();
    }

    private static async Task<EmbeddedSilo> StartOneAsync(string cluster, IPEndPoint? primary, Action<ISiloBuilder> configure, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            Socket port = TakePort();
            IPEndPoint here = (IPEndPoint)port.LocalEndPoint!;
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddSingleton<IHostLifetime, Guest>();
            builder.Logging.ClearProviders();
            builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
            builder.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(here.Port, 0, primary ?? here, "cee", cluster)
                    .Configure<SiloMessagingOptions>(o => o.GrainWorkloadAnalysisPeriod = TimeSpan.Zero) // a walk over all activations every five seconds, for calls that hang
                    .AddCeeGrains();
                configure(silo);
            });
            IHost host = builder.Build();
            EmbeddedSilo started = new(host, here, port);
            try
            {
                await host.StartAsync(cancellation).ConfigureAwait(false);
                return started;
            }
            catch (Exception e) when (attempt < Attempts && e is not OperationCanceledException)
            {
                started.Dispose();
            }
            catch
            {
                started.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Takes a free port and holds it as long as the silo lives: Orleans binds to it a second time, which it allows
    /// itself, and the system gives it to nobody else. (Two silos on one port both listen, without an error.)
    /// </summary>
    private static Socket TakePort()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record EmbeddedSilo(IHost Host, IPEndPoint EndPoint, Socket Port) : IDisposable
    {
        /// <summary>Without waiting for 350,000 importers to say goodbye: they hold nothing that must be kept.</summary>
        public async Task StopAsync()
        {
            try
            {
                await Host.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It was told not to wait.
            }

            Dispose();
        }

        public void Dispose()
        {
            Host.Dispose();
            Port.Dispose();
        }
    }

    /// <summary>
    /// A silo inside a command is a guest: it takes no signals. The usual lifetime of a host would answer Ctrl-C and
    /// SIGTERM for the command and keep the process alive.
    /// </summary>
    private sealed class Guest : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
