using CeeOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Audit;

/// <summary>The audit log of a service from its start to its stop: the chain, and who keeps it up.</summary>
internal sealed class AuditKeeping : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly AuditLog? log;
    private readonly Func<ILogger<AuditKeeper>, AuditKeeper>? make;
    private AuditKeeper? keeper;
    private Task running = Task.CompletedTask;

    private AuditKeeping(AuditLog? log, Func<ILogger<AuditKeeper>, AuditKeeper>? make) => (this.log, this.make, Trail) = (log, make, new AuditTrail(log));

    public AuditTrail Trail { get; }

    /// <summary>What whoever starts the service has to know; null for nothing.</summary>
    public string? Warning => log is null
        ? "the audit log is OFF: nobody can tell later who saw or did what"
        : log.Warning is { } broken ? $"the audit log is broken: {broken}. cee audit verify says more; the chain goes on" : null;

    /// <param name="data">The folder of the service.</param>
    /// <exception cref="StoreRefusedException">The log can't be read or written.</exception>
    public static async Task<AuditKeeping> StartAsync(string data, AuditOptions options, LiveDatabase database, TimeProvider time, CancellationToken cancellation)
    {
        if (options.Off)
        {
            return new AuditKeeping(null, null);
        }

        AuditAnchorRows rows = new(database);
        AuditLog log = await AuditLog.OpenAsync(AuditFolder.Of(data), options, time, await rows.AllAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        return new AuditKeeping(log, logger => new AuditKeeper(log, rows, options, time, logger));
    }

    /// <summary>Begins to keep the log up.</summary>
    public void Begin(ILogger<AuditKeeper> logger)
    {
        if (make is not null)
        {
            keeper = make(logger);
            running = keeper.RunAsync(stop.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        if (log is not null)
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }

        if (keeper is not null)
        {
            await keeper.LastAsync().ConfigureAwait(false);
        }

        stop.Dispose();
    }
}
