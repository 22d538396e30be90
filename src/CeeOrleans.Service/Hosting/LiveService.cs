using System.Data.Common;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Site;
using CeeOrleans.Service.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Hosting;

/// <summary>How the live service is started.</summary>
public sealed record LiveServiceOptions
{
    /// <summary>Where it listens; loopback, unless <see cref="PrivateNetwork"/>. Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The network of this machine is private, and the service may listen on it.</summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>A database that several processes share; null for a file in the folder, which is this process's alone.</summary>
    public PostgreSqlDatabase? Database { get; init; }

    /// <summary>The place in the cluster of those who share <see cref="Database"/>; nothing without one.</summary>
    public ClusterPlace Cluster { get; init; } = new();

    /// <summary>The folder of its state.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The rules in force.</summary>
    public required Rulebook Book { get; init; }

    /// <summary>Accounts that are there without being stored; null for none.</summary>
    public IAccountSource? Source { get; init; }

    /// <summary>Look-ups of those accounts, over the rows of the store; null for none.</summary>
    public Func<AccountRows, IAccountDirectory>? Directory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who may take a snapshot of the live accounts, and how long it is kept.</summary>
    public SnapshotSettings Snapshots { get; init; } = new();

    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Whose tokens are taken beside keys; null for nobody's.</summary>
    public IdentityProvider? IdentityProvider { get; init; }

    /// <summary>Where traces and metrics go; null leaves it to the usual variables of OpenTelemetry.</summary>
    public TelemetryOptions? Telemetry { get; init; }

    /// <summary>Whether administrators see the Orleans Dashboard. Every process of a cluster says the same.</summary>
    public bool Dashboard { get; init; }

    /// <summary>What others add to the site; disposed of with the service.</summary>
    public IReadOnlyList<ISitePart> Parts { get; init; } = [];

    /// <summary>How the audit log is kept.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>Another server than Kestrel, for tests.</summary>
    internal Action<IWebHostBuilder>? Server { get; init; }
}

/// <summary>
/// The live service: web server, silo and store in one process. It listens once the store is migrated and the silo runs, so
/// whoever reaches it can use it.
/// </summary>
public sealed class LiveService : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly AuditKeeping audit;
    private readonly LiveDatabase database;
    private readonly CeeSilos silos;
    private readonly WebApplication app;
    private readonly IReadOnlyList<ISitePart> parts;
    private readonly CancellationTokenSource stop;
    private readonly Task scan;
    private int disposed;

    private LiveService(DataFolder folder, LiveDatabase database, AuditKeeping audit, CeeSilos silos, WebApplication app, IReadOnlyList<ISitePart> parts, string url, string startToken, string ownerKey, CancellationTokenSource stop, Task scan)
    {
        (this.audit, this.database) = (audit, database);
        (this.folder, this.silos, this.app, this.parts, this.stop, this.scan) = (folder, silos, app, parts, stop, scan);
        (Url, StartToken, OwnerKey) = (url, startToken, ownerKey);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Full path of the folder of its state.</summary>
    public string Folder => folder.Path;

    /// <summary>With it one key can be made, once.</summary>
    public string StartToken { get; }

    /// <summary>The owner's key; also in the folder, as long as the service runs.</summary>
    public string OwnerKey { get; }

    /// <summary>What the start message has to say of the audit log; null for nothing.</summary>
    public string? AuditWarning => audit.Warning;

    /// <summary>Whether the folder was served before with accounts that are not stored, and they are missing here.</summary>
    public bool LacksDemo { get; private init; }

    public IGrainFactory Grains => silos.Grains;

    /// <summary>The services of the web server.</summary>
    internal IServiceProvider WebServices => app.Services;

    /// <summary>Completes when cases whose clock ran out while nobody served are closed.</summary>
    public Task FirstScan { get; private init; } = Task.CompletedTask;

    /// <exception cref="DataFolderException">Another service has the folder.</exception>
    /// <exception cref="StoreRefusedException">The store is newer than the program, or not durable.</exception>
    /// <exception cref="DbException">The database can't be reached.</exception>
    /// <exception cref="IOException">Another program has the port.</exception>
    /// <exception cref="ArgumentException">The address is none, or not on this machine.</exception>
    public static async Task<LiveService> StartAsync(LiveServiceOptions options, CancellationToken cancellation)
    {
        Uri url = ListenAddress.WhatIsWrong(options.Url, options.PrivateNetwork) is { } wrong ? throw new ArgumentException(wrong, nameof(options)) : new Uri(options.Url);
        DataFolder folder = DataFolder.Take(options.DataFolder);
        AuditKeeping? audit = null;
        CeeSilos? silos = null;
        WebApplication? app = null;
        CancellationTokenSource stop = new();
        try
        {
            LiveDatabase database = options.Database ?? (LiveDatabase)new SqliteDatabase(folder.Database);
            await database.MigrateAsync(cancellation).ConfigureAwait(false);
            await database.CheckDurabilityAsync(cancellation).ConfigureAwait(false);
            audit = await AuditKeeping.StartAsync(folder.Path, options.Audit, database, options.Time, cancellation).ConfigureAwait(false);
            silos = await StartSiloAsync(options, folder, database, cancellation).ConfigureAwait(false);
            ApiKeyRows keyRows = new(database);
            ApiKeys keys = new(keyRows, options.Time);
            AccountRows rows = silos.Services.GetRequiredService<AccountRows>();
            ServiceFacts facts = new(silos.Grains, rows, options.Book, await keyRows.EpochAsync(cancellation).ConfigureAwait(false), options.Time)
            {
                Audit = audit.Trail,
                Directory = options.Directory?.Invoke(rows),
                Snapshots = new SnapshotShelf(folder.Path, options.Snapshots, new SnapshotRows(database, options.Book, options.Source).WriteAsync, options.Time),
            };
            app = Website.Build(url, options, folder.Path, facts, keys);
            await app.StartAsync(cancellation).ConfigureAwait(false);
            string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Url;
            address = ListenAddress.FromHere(address);
            string owner = keys.MakeOwner();
            if (options.Source is not null)
            {
                folder.MarkDemo();
            }

            folder.Announce(address);
            folder.WriteOwnerKey(address, owner);
            audit.Begin(app.Services.GetRequiredService<ILogger<AuditKeeper>>());
            DueScan scan = new(facts, app.Services.GetRequiredService<ILogger<DueScan>>());
            return new LiveService(folder, database, audit, silos, app, options.Parts, address, keys.MakeOnce(), owner, stop, scan.RunAsync(stop.Token)) { FirstScan = scan.First, LacksDemo = options.Source is null && folder.WasDemo };
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            if (silos is not null)
            {
                await silos.DisposeAsync().ConfigureAwait(false);
            }

            if (audit is not null)
            {
                await audit.DisposeAsync().ConfigureAwait(false);
            }

            stop.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops taking requests, lets those under way end, then the silo. Nothing acknowledged is ever lost by it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        foreach (ISitePart part in parts)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }

        await app.StopAsync().ConfigureAwait(false);
        await scan.ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        await silos.DisposeAsync().ConfigureAwait(false);
        await audit.DisposeAsync().ConfigureAwait(false);
        await database.SettleAsync().ConfigureAwait(false);
        stop.Dispose();
        folder.Dispose();
    }

    private static Task<CeeSilos> StartSiloAsync(LiveServiceOptions options, DataFolder folder, LiveDatabase database, CancellationToken cancellation)
    {
        if (options.Database is null)
        {
            return CeeSilos.StartAsync(1, Configure, cancellation);
        }

        ClusterPlace place = options.Cluster.Port > 0 ? options.Cluster : options.Cluster with { Port = folder.SiloPort(options.Cluster.Address) };
        return CeeSilos.JoinAsync(place, options.Database, Configure, cancellation);

        void Configure(ISiloBuilder silo)
        {
            silo.AddLiveWorld(options.Book, database, options.Time, options.Source);
            if (Hosting.Telemetry.IsOn(options.Telemetry))
            {
                silo.AddActivityPropagation();
            }

            if (options.Dashboard)
            {
                Hosting.Dashboard.Join(silo);
            }
        }
    }
}
