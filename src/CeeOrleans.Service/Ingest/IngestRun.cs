using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// Sends a day's file to the accounts it is about, window by window. Within a window every account gets its commands in the
/// order of the file and in one call; accounts of a window go at once, and the store writes many of them in one transaction.
/// Each account decides alone and shows nothing before it is durable. Memory: two windows.
/// </summary>
/// <param name="trail">Holds what a window is about to do before any account is asked, and what came of it before the window is over.</param>
/// <param name="whose">Who sends the file, as its records say it.</param>
/// <param name="reject">Told of every line that is not kept, one at a time, in the order of the file within a window.</param>
internal sealed class IngestRun(IGrainFactory grains, AuditTrail trail, AuditRecord whose, Func<Reject, Task> reject)
{
    /// <summary>Lines in a window: of a national day four windows, in which most accounts appear once.</summary>
    public const int Window = 32_768;

    /// <summary>Bytes of commands in a window.</summary>
    private const int WindowBytes = 16 * 1024 * 1024;

    /// <summary>Accounts at work at the same time.</summary>
    private const int AtOnce = 512;

    /// <summary>How often a call is made whose outcome is unknown; its commands carry identities.</summary>
    private const int Attempts = 3;

    private long lines;
    private long kept;
    private long repeated;
    private long rejected;

    public async Task<IngestResult> RunAsync(IAsyncEnumerable<IngestLine> file, CancellationToken cancellation)
    {
        List<IngestLine> window = [];
        long bytes = 0;
        Task sending = Task.CompletedTask;
        try
        {
            await foreach (IngestLine line in file.ConfigureAwait(false))
            {
                window.Add(line);
                bytes += line.Command?.Body.Length ?? 0;
                if (window.Count == Window || bytes > WindowBytes)
                {
                    await sending.ConfigureAwait(false);
                    sending = SendAsync(window, cancellation);
                    (window, bytes) = ([], 0);
                }
            }
        }
        finally
        {
            // Also where the file breaks off: what was sent is finished.
            await sending.ConfigureAwait(false);
        }

        await SendAsync(window, cancellation).ConfigureAwait(false);
        return new IngestResult(lines, kept, repeated, rejected);
    }

    private async Task SendAsync(List<IngestLine> window, CancellationToken cancellation)
    {
        await Task.Yield();
        Dictionary<string, List<IngestLine>> accounts = [];
        foreach (IngestLine line in window.Where(l => l.Account is not null))
        {
            if (!accounts.TryGetValue(line.Account!.Text, out List<IngestLine>? own))
            {
                accounts.Add(line.Account.Text, own = []);
            }

            own.Add(line);
        }

        Reject?[] rejects = new Reject?[window.Count];
        Dictionary<long, int> places = window.Select((l, i) => (l.Number, i)).ToDictionary(p => p.Number, p => p.i);
        for (int i = 0; i < window.Count; i++)
        {
            if (window[i].Error is { } error)
            {
                rejects[i] = new Reject(window[i].Number, error);
            }
        }

        Batch[][] batches = await IntendAsync(accounts.Values).ConfigureAwait(false);
        ConcurrentQueue<AuditRecord> outcomes = new();
        long before = 0;
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (own, _) =>
        {
            IAccountGrain grain = grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(own[0].Lines[0].Account!));
            foreach ((IngestLine[] batch, AuditRecord intent, long of) in own)
            {
                ImmutableArray<AnswerMessage> answers = await DoAsync(grain, [.. batch.Select(l => l.Command!)]).ConfigureAwait(false);
                outcomes.Enqueue(AuditOutcome.Of(intent, of, answers));
                for (int i = 0; i < batch.Length; i++)
                {
                    if (answers[i] is { Done: true, Repeated: true })
                    {
                        Interlocked.Increment(ref before);
                    }

                    if (!answers[i].Done)
                    {
                        rejects[places[batch[i].Number]] = new Reject(batch[i].Number, answers[i].Reason ?? CommandJson.Name(answers[i].Refusal));
                    }
                }
            }
        }).ConfigureAwait(false);

        if (trail.Log is not null)
        {
            await trail.AppendAsync(outcomes).ConfigureAwait(false);
        }

        foreach (Reject said in rejects.OfType<Reject>())
        {
            await reject(said).ConfigureAwait(false);
            rejected++;
        }

        lines += window.Count;
        kept = lines - rejected;
        repeated += before;
    }

    /// <summary>Cuts what every account gets into calls, and records all of them as intents, durable together.</summary>
    private async Task<Batch[][]> IntendAsync(IEnumerable<List<IngestLine>> accounts)
    {
        IngestLine[][][] calls = [.. accounts.Select(own => own.Chunk(CommandMessage.MostInBatch).ToArray())];
        if (trail.Log is null)
        {
            return [.. calls.Select(own => own.Select(lines => new Batch(lines, whose, 0)).ToArray())];
        }

        AuditRecord[][] intents = [.. calls.Select(own => own.Select(lines => whose with { Act = AuditAct.Intent, Account = lines[0].Account!.Text, Ids = [.. lines.Select(l => l.Command!.Id)] }).ToArray())];
        Queue<long> sequences = new(await trail.AppendAsync([.. intents.SelectMany(i => i)]).ConfigureAwait(false));
        return [.. calls.Zip(intents, (own, said) => own.Zip(said, (lines, intent) => new Batch(lines, intent, sequences.Dequeue())).ToArray())];
    }

    private static async Task<ImmutableArray<AnswerMessage>> DoAsync(IAccountGrain grain, ImmutableArray<CommandMessage> commands)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await grain.DoAsync(commands).ConfigureAwait(false);
            }
            catch (Exception) when (attempt < Attempts)
            {
                // The outcome is unknown; the same commands are sent again and do nothing twice.
            }
        }
    }

    /// <summary>Lines of one account that go in one call.</summary>
    /// <param name="Intent">Their record.</param>
    /// <param name="Of">Its sequence.</param>
    private readonly record struct Batch(IngestLine[] Lines, AuditRecord Intent, long Of);
}
