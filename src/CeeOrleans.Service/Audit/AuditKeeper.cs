using System.Globalization;
using CeeOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Audit;

/// <summary>
/// What the audit log needs beside records, now and then: its head and its seals noted in the store, notes of other commands
/// taken in, and what is older than it is kept removed.
/// </summary>
internal sealed partial class AuditKeeper(AuditLog log, AuditAnchorRows rows, AuditOptions options, TimeProvider time, ILogger<AuditKeeper> logger)
{
    private long anchored;
    private DateTimeOffset removed = DateTimeOffset.MinValue;

    /// <summary>Goes on until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(options.AnchorEvery, TimeProvider.System);
        try
        {
            do
            {
                await TryAsync(OnceAsync).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    /// <summary>Once, now.</summary>
    public async Task OnceAsync()
    {
        await AuditInbox.TakeAsync(log).ConfigureAwait(false);
        await AnchorAsync().ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        if (options.KeepDays > 0 && now - removed >= TimeSpan.FromDays(1))
        {
            await RemoveAsync(now.AddDays(-options.KeepDays)).ConfigureAwait(false);
            removed = now;
        }
    }

    /// <summary>Notes the seals that are new, and the head where it has moved.</summary>
    public async Task AnchorAsync()
    {
        var seals = log.TakeSeals();
        AuditHead head = log.Head;
        if (seals.IsEmpty && head.Sequence == anchored)
        {
            return;
        }

        try
        {
            await rows.AddAsync([.. seals, new AuditAnchor(log.Chain, head.Sequence, head.Hash, time.GetUtcNow().ToUnixTimeSeconds())], CancellationToken.None).ConfigureAwait(false);
            anchored = head.Sequence;
        }
        catch
        {
            log.PutBack(seals);
            throw;
        }
    }

    /// <summary>Removes segments whose last record is older; first the chain says which, and keeps their seals.</summary>
    private async Task RemoveAsync(DateTimeOffset before)
    {
        List<(AuditSegment Segment, AuditHead Seal)> old = [];
        AuditSegment[] all = [.. AuditSegment.All(log.Folder).Where(s => s.Chain == log.Chain)];
        foreach (AuditSegment segment in all.SkipLast(1))
        {
            if (segment.Last() is not { Record.Act: AuditAct.Seal } last || !AuditLine.TryTime(last.Record.At, out DateTimeOffset at) || at >= before)
            {
                break;
            }

            old.Add((segment, last.Head));
        }

        if (old.Count == 0)
        {
            return;
        }

        await log.AppendAsync(new AuditRecord
        {
            Act = AuditAct.Removed,
            Note = string.Create(CultureInfo.InvariantCulture, $"{old.Count} segments, older than {options.KeepDays} days"),
            Seals = [.. old.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Seal.Sequence}:{o.Seal.Hash}"))],
        }).ConfigureAwait(false);
        foreach (string file in old.SelectMany(o => Directory.GetFiles(log.Folder, o.Segment.Name + ".torn-*").Append(o.Segment.Path)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Anchors the end of a chain that is closed.</summary>
    public Task LastAsync() => TryAsync(AnchorAsync);

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log could not be anchored or kept up; it is tried again.")]
    private static partial void Failed(ILogger logger, Exception e);
}
