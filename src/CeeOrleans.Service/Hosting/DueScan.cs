using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Hosting;

/// <summary>
/// Closes cases whose clock of law or cut-off is over, once a minute, by commands like everybody's. Two scans at once do no
/// harm: the command has the same identity, and a closed case refuses it.
/// </summary>
internal sealed partial class DueScan(ServiceFacts facts, ILogger<DueScan> log)
{
    private const int AtOnce = 200;

    /// <summary>How often, and how long an answer is remembered at least beyond its thirty days.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the scan at the start is over.</summary>
    public Task First => first.Task;

    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(Period, facts.Time);
        try
        {
            do
            {
                try
                {
                    await OnceAsync(stop).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Failed(log, e);
                }

                first.TrySetResult();
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }

        first.TrySetResult();
    }

    /// <returns>Cases that were closed.</returns>
    public async Task<int> OnceAsync(CancellationToken stop)
    {
        int closed = 0;
        ImmutableArray<OpenItem> expired;
        do
        {
            expired = await facts.Rows.ExpiredAsync(facts.Now, AtOnce, stop).ConfigureAwait(false);
            int before = closed;
            foreach (IGrouping<string, OpenItem> account in expired.GroupBy(i => i.Account, StringComparer.Ordinal))
            {
                IAccountGrain grain = facts.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse(account.Key)));
                ImmutableArray<CommandMessage> commands = [.. account.Select(i => new CommandMessage(string.Create(CultureInfo.InvariantCulture, $"due/{i.Number}/{i.Expires}"), "clock", CommandJson.Write(new ExpireCase(i.Number))))];
                AuditRecord intent = new() { Act = AuditAct.Intent, Actor = "clock", Verb = "clock", Account = account.Key, Command = "expire case", Ids = [.. commands.Select(c => c.Id)] };
                long of = await facts.Audit.AppendAsync(intent).ConfigureAwait(false);
                ImmutableArray<AnswerMessage> answers = await grain.DoAsync(commands).ConfigureAwait(false);
                await facts.Audit.AppendAsync(AuditOutcome.Of(intent, of, answers)).ConfigureAwait(false);
                closed += answers.Count(a => a.Done);
            }

            if (closed == before)
            {
                break;
            }
        }
        while (expired.Length == AtOnce);
        await facts.Rows.ForgetAnswersAsync(facts.Now - ((AccountDesk.DaysRemembered + 1) * 86_400L), stop).ConfigureAwait(false);
        return closed;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A scan for clocks that ran out failed; it is repeated in a minute.")]
    private static partial void Failed(ILogger log, Exception e);
}
