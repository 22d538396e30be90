using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;

namespace CeeOrleans.Testing;

/// <summary>An account with the ledger that a store would keep, in plain memory.</summary>
internal sealed class Ledgered(Rulebook book, ImporterNumber? number = null)
{
    private readonly ImporterNumber number = number ?? SmallPlan.Importer;

    private readonly Dictionary<(LedgerKind, string), LedgerRow> rows = [];
    private readonly Dictionary<string, Answer> answers = [];
    private int commands;

    public Account? Account { get; private set; }

    public AccountEffects Last { get; private set; } = AccountEffects.Nothing;

    public long Now { get; set; } = SmallPlan.Monday;

    public string Actor { get; set; } = "ann";

    public static Ledgered Opened(Rulebook? book = null, ImporterNumber? number = null, string name = "Ann Imports")
    {
        Ledgered made = new(book ?? SmallPlan.Book, number);
        made.Do(new OpenAccount(new AccountProfile(name, "1 Main St", "Reno", "NV", "89501"), new Membership(2, true), Center: "001"));
        return made;
    }

    public Answer Do(AccountCommand command, string? id = null, long? ifVersion = null)
    {
        CommandEnvelope asked = new(id ?? $"c{++commands}", Actor, command, ifVersion);
        PastFacts past = new(
            answers.GetValueOrDefault(asked.Id),
            command.Key is { } key ? rows.GetValueOrDefault((key.Kind, key.Number)) : null,
            command.AboutEntry is { } entry ? rows.GetValueOrDefault((LedgerKind.Entry, entry)) : null);
        Verdict verdict = AccountDesk.Decide(number, Account, asked, past, book, Now);
        foreach (LedgerRow row in verdict.Effects.Filed)
        {
            rows.Add((row.Kind, row.Number), row);
        }

        foreach (Answer answer in verdict.Effects.Answers)
        {
            answers[answer.CommandId] = answer;
        }

        (Account, Last) = (verdict.Account, verdict.Effects);
        return verdict.Answer;
    }

    /// <summary>Takes up a state that other commands would have led to.</summary>
    public void Become(Account account) => Account = account;

    /// <summary>Lets an identity go, as a store does after thirty days.</summary>
    public void Forget(string id) => answers.Remove(id);

    /// <summary>Does it and returns the case it was about.</summary>
    public Case Done(AccountCommand command)
    {
        Answer answer = Do(command);
        Assert.True(answer.Done, answer.Reason);
        return Account!.Cases[answer.Case!.Value];
    }
}
