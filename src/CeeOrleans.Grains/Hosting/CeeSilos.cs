using System.Net;
using System.Net.Sockets;
using CeeOrleans.Grains.Importers;
using CeeOrleans.Grains.Runs;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Workload.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace CeeOrleans.Grains.Hosting;

/// <summary>
/// Silos inside this process, on free loopback ports, without a gateway: nobody outside reaches them. The first one
/// keeps the membership; the others may come and go. Or one silo of this process in a cluster with others (<see cref="JoinAsync"/>).
/// </summary>
/// <remarks>
/// A process that ends need not dispose of them: nothing in a silo must be kept, and saying goodbye to 350,000
/// activations takes some seconds.
/// </remarks>
public sealed class CeeSilos : IAsyncDisposable
{
    /// <summary>Name of the service, part of the key of every stored state.</summary>
    internal const string Service = "cee";

    private const int Attempts = 5;

    /// <summary>How long a member of a cluster may take to hand over what it has.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(10);

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

    /// <summary>Starts one silo as a member of a cluster of several processes, which find each other by the database.</summary>
    /// <param name="configure">Adds what the silo has besides the grains.</param>
    /// <exception cref="IOException">Somebody has its port.</exception>
    public static async Task<CeeSilos> JoinAsync(ClusterPlace place, PostgreSqlDatabase database, Action<ISiloBuilder> configure, CancellationToken cancellation = default)
    {
        if (ClusterPlace.IsTaken(place.Address, place.Port))
        {
            throw new IOException($"Port {place.Port} of {place.Address} for the silo is in use by another program.");
        }

        Socket port = TakePort(place.Address, place.Port);
        EmbeddedSilo silo = new(Build(builder =>
        {
            place.Configure(builder, database.Invariant, database.ConnectionString);
            builder.AddCeeGrains();
            configure(builder);
        }), new IPEndPoint(place.Address, place.Port), port, Goodbye);
        try
        {
            await silo.Host.StartAsync(cancellation).ConfigureAwait(false);
            return new CeeSilos([silo]);
        }
        catch
        {
            silo.Dispose();
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
            Socket port = TakePort(IPAddress.Loopback, 0);
            IPEndPoint here = (IPEndPoint)port.LocalEndPoint!;
            EmbeddedSilo started = new(Build(silo =>
            {
                silo.UseLocalhostClustering(here.Port, 0, primary ?? here, Service, cluster).AddCeeGrains();
                configure(silo);
            }), here, port, TimeSpan.Zero);
            try
            {
                await started.Host.StartAsync(cancellation).ConfigureAwait(false);
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

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, Guest>();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.Configure<SiloMessagingOptions>(o => o.GrainWorkloadAnalysisPeriod = TimeSpan.Zero); // a walk over all activations every five seconds, for calls that hang
            configure(silo);
        });
        return builder.Build();
    }

    /// <summary>
    /// Takes a port, a free one for 0, and holds it as long as the silo lives: Orleans binds to it a second time, which it allows
    /// itself, and the system gives it to nobody else. (Two silos on one port both listen, without an error.)
    /// </summary>
    private static Socket TakePort(IPAddress address, int port)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <param name="Patience">
    /// How long it may say goodbye. None without neighbours: 350,000 importers hold nothing that must be kept. A member of a cluster
    /// tells the others that it goes.
    /// </param>
    private sealed record EmbeddedSilo(IHost Host, IPEndPoint EndPoint, Socket Port, TimeSpan Patience) : IDisposable
    {
        public async Task StopAsync()
        {
            using CancellationTokenSource enough = new();
            try
            {
                if (Patience == TimeSpan.Zero)
                {
                    await enough.CancelAsync().ConfigureAwait(false);
                }
                else
                {
                    enough.CancelAfter(Patience);
                }

                await Host.StopAsync(enough.Token).ConfigureAwait(false);
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
