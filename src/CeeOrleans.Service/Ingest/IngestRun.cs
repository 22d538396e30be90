using System.Collections.Immutable;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// Sends a day's file to the accounts it is about, window by window. Within a window every account gets its commands in the
/// order of the file and in one call; accounts of a window go at once, and the store writes many of them in one transaction.
/// Each account decides alone and shows nothing before it is durable. Memory: two windows.
/// </summary>
/// <param name="reject">Told of every line that is not kept, one at a time, in the order of the file within a window.</param>
internal sealed class IngestRun(IGrainFactory grains, Func<Reject, Task> reject)
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
        return new IngestResult(lines, kept, rejected);
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

        await Parallel.ForEachAsync(accounts.Values, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (own, _) =>
        {
            IAccountGrain grain = grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(own[0].Account!));
            foreach (IngestLine[] batch in own.Chunk(CommandMessage.MostInBatch))
            {
                ImmutableArray<AnswerMessage> answers = await DoAsync(grain, [.. batch.Select(l => l.Command!)]).ConfigureAwait(false);
                for (int i = 0; i < batch.Length; i++)
                {
                    if (!answers[i].Done)
                    {
                        rejects[places[batch[i].Number]] = new Reject(batch[i].Number, answers[i].Reason ?? CommandJson.Name(answers[i].Refusal));
                    }
                }
            }
        }).ConfigureAwait(false);

        foreach (Reject said in rejects.OfType<Reject>())
        {
            await reject(said).ConfigureAwait(false);
            rejected++;
        }

        lines += window.Count;
        kept = lines - rejected;
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
}
