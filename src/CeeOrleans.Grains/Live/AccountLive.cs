using System.Collections.Immutable;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using Orleans.Storage;

namespace CeeOrleans.Grains.Live;

/// <summary>
/// The live face of an importer grain: it loads the account, asks the rules, stores the next state, and only then shows it. The
/// grain does not interleave, so nobody sees a state that is not durable. After a write whose outcome is unknown the activation
/// is given up, and the store decides.
/// </summary>
internal sealed class AccountLive(IGrainBase grain, ImporterNumber number, LiveWorld world)
{
    /// <summary>How often commands are decided anew because another account took a number they name in the meantime.</summary>
    private const int Attempts = 3;

    private Account? account;
    private string? etag;
    private bool loaded;
    private AccountPage? page;
    private AccountParts parts = AccountParts.None;

    public async ValueTask<AccountPage> LookAsync()
    {
        if (page is null)
        {
            await LoadAsync();
            page = account is null ? AccountPage.None : AccountPageJson.Make(account, world.Book);
        }

        return page;
    }

    public async ValueTask<ImmutableArray<AnswerMessage>> DoAsync(ImmutableArray<CommandMessage> commands)
    {
        if (commands.IsDefault || commands.Length is 0 or > CommandMessage.MostInBatch)
        {
            throw new ArgumentException($"A call has 1 to {CommandMessage.MostInBatch:#,0} commands.", nameof(commands));
        }

        await LoadAsync();
        ImmutableArray<CommandEnvelope> asked = [.. commands.Select(c => new CommandEnvelope(c.Id, c.Actor, CommandJson.Read(c.Body), c.IfVersion == 0 ? null : c.IfVersion))];
        for (int attempt = 1; ; attempt++)
        {
            ImmutableArray<PastFacts> past = await world.Rows.PastAsync(number, asked, CancellationToken.None);
            (Account? next, AccountEffects effects, ImmutableArray<AnswerMessage> answers) = Decide(commands, asked, past);
            if (ReferenceEquals(next, account) && ReferenceEquals(effects, AccountEffects.Nothing))
            {
                return answers;
            }

            try
            {
                await CommitAsync(next!, effects);
                return answers;
            }
            catch (Exception e) when (attempt < Attempts && world.Database.IsTaken(e))
            {
                // The store refused the whole write: nothing has changed, and the ledger knows why by now.
            }
            catch
            {
                Forget();
                throw;
            }
        }
    }

    private (Account? Next, AccountEffects Effects, ImmutableArray<AnswerMessage> Answers) Decide(ImmutableArray<CommandMessage> commands, ImmutableArray<CommandEnvelope> asked, ImmutableArray<PastFacts> past)
    {
        long now = world.Time.GetUtcNow().ToUnixTimeSeconds();
        Account? next = account;
        AccountEffects effects = AccountEffects.Nothing;
        var answers = ImmutableArray.CreateBuilder<AnswerMessage>(asked.Length);
        for (int i = 0; i < asked.Length; i++)
        {
            long at = commands[i].At is var given && given > 0 && given <= now ? given : now;
            Verdict verdict = AccountDesk.Decide(number, next, asked[i], Known(asked[i], past[i], effects), world.Book, at);
            next = verdict.Account;
            effects = ReferenceEquals(verdict.Effects, AccountEffects.Nothing) ? effects
                : ReferenceEquals(effects, AccountEffects.Nothing) ? verdict.Effects
                : effects.Then(verdict.Effects);
            Answer a = verdict.Answer;
            answers.Add(new AnswerMessage(a.CommandId, a.Refusal, a.Reason, a.Version, a.Case, a.At, verdict.Repeated));
        }

        return (next, effects, answers.MoveToImmutable());
    }

    /// <summary>What the ledger says, and what earlier commands of the same call are about to write into it.</summary>
    private static PastFacts Known(CommandEnvelope asked, PastFacts past, AccountEffects before) => ReferenceEquals(before, AccountEffects.Nothing) ? past : new PastFacts(
        before.Answers.LastOrDefault(a => a.CommandId == asked.Id) ?? past.Answered,
        asked.Command.Key is { } key ? before.Filed.FirstOrDefault(f => f.Kind == key.Kind && f.Number == key.Number) ?? past.Known : null,
        asked.Command.AboutEntry is { } entry ? before.Filed.FirstOrDefault(f => f.Kind == LedgerKind.Entry && f.Number == entry) ?? past.Entry : null);

    /// <summary>The one place where state changes: written first, shown then.</summary>
    private async Task CommitAsync(Account next, AccountEffects effects)
    {
        if (etag is null)
        {
            // What was there without being stored has no rows yet: all of it is new to the store.
            effects = effects with { Touched = effects.Touched.Union(next.Cases.Keys) };
        }

        PartChanges changes = parts.To(next, effects);
        GrainState<AccountRecord> write = new(new AccountRecord { Account = next, Effects = effects, Trusted = world.Book.Trusted.Includes(next.Membership), Changes = changes }, etag!);
        await world.Storage.WriteStateAsync(LiveStorage.AccountState, grain.GrainContext.GrainId, write);
        (account, etag, parts, page) = (next, write.ETag, changes.After, ReferenceEquals(next, account) ? page : null);
    }

    private async ValueTask LoadAsync()
    {
        if (loaded)
        {
            return;
        }

        GrainState<AccountRecord> read = new(new AccountRecord(), null!);
        await world.Storage.ReadStateAsync(LiveStorage.AccountState, grain.GrainContext.GrainId, read);
        account = read.State?.Account ?? world.Source?.Find(number);
        parts = read.State?.Parts ?? AccountParts.None;
        etag = read.ETag;
        loaded = true;
    }

    /// <summary>Nothing in memory is believed any more: the next call starts from the store.</summary>
    private void Forget()
    {
        (account, etag, page, loaded) = (null, null, null, false);
        grain.DeactivateOnIdle();
    }
}
