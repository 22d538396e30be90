using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// Decides commands: (state, command, now) → (state, effects, answer). Pure. Cases follow the same rules, clocks and
/// routing as work in a run. What each command means stands in the files beside this one.
/// </summary>
public static class AccountDesk
{
    /// <summary>An identity of a command is remembered this long; natural keys are for ever.</summary>
    public const int DaysRemembered = 30;

    /// <param name="number">The account that is asked.</param>
    /// <param name="account">Its state; null when it is not open.</param>
    /// <param name="past">What the ledger says about this command.</param>
    /// <param name="now">UTC seconds.</param>
    public static Verdict Decide(ImporterNumber number, Account? account, CommandEnvelope asked, PastFacts past, Rulebook book, long now)
    {
        if (past.Answered is { } before && now - before.At < (long)DaysRemembered * SimTime.Day)
        {
            return new Verdict(account, AccountEffects.Nothing, before, Repeated: true);
        }

        AccountDraft draft = new(number, account, asked, book, now);
        (Refusal refusal, string? reason) = Judge(draft, past);
        return draft.Close(refusal, reason);
    }

    private static (Refusal, string?) Judge(AccountDraft draft, PastFacts past)
    {
        CommandEnvelope asked = draft.Asked;
        if (asked.Id.Length is 0 or > CommandEnvelope.MostCharacters || asked.Actor.Length is 0 or > CommandEnvelope.MostCharacters)
        {
            return Refuse.Invalid($"A command's identity and its actor have 1 to {CommandEnvelope.MostCharacters} characters.");
        }

        if (past.Known is { } known)
        {
            // It happened before: the same contents are a repeat and change nothing.
            if (known.Account != draft.Number.Text || known.Content != asked.Command.Content)
            {
                return (Refusal.OtherContents, $"{known.Kind} {asked.Command.Key!.Value.Number} was filed before with other contents.");
            }

            draft.About = known.Case;
            draft.Repeated = true;
            return Refuse.Nothing;
        }

        if (draft.Before is null && asked.Command is not OpenAccount)
        {
            return (Refusal.NoAccount, "There is no such account.");
        }

        if (asked.IfVersion is { } seen && seen != (draft.Before?.Version ?? 0))
        {
            return (Refusal.Stale, $"The account is at version {draft.Before?.Version ?? 0}, and the command was meant for version {seen}.");
        }

        if (asked.Command.Key is { } key && (key.Number.Length is 0 or > CommandEnvelope.MostCharacters || key.Number.AsSpan().ContainsAnyInRange('\0', '\x1f')))
        {
            return Refuse.Invalid($"A number has 1 to {CommandEnvelope.MostCharacters} characters, all of them visible.");
        }

        return asked.Command switch
        {
            OpenAccount c => ProfileCommands.Open(draft, c),
            ChangeProfile c => ProfileCommands.Change(draft, c),
            ChangeMembership c => ProfileCommands.Change(draft, c),
            AssignManager c => ProfileCommands.Assign(draft, c),
            AssignCenter c => CenterCommands.Assign(draft, c),
            AppealCenter c => CenterCommands.Appeal(draft, c),
            DecideAppeal c => CenterCommands.Decide(draft, c),
            FileEntry c => EntryCommands.File(draft, c),
            PlaceHold c => EntryCommands.Hold(draft, c, past.Entry),
            ReleaseHold c => EntryCommands.Release(draft, c),
            Liquidate c => EntryCommands.Liquidate(draft, c, past.Entry),
            FileCorrection c => ClaimCommands.File(draft, c, past.Entry),
            FileProtest c => ClaimCommands.File(draft, c),
            OpenInquiry c => ClaimCommands.Open(draft, c),
            IssueNotice c => ClaimCommands.Issue(draft, c, past.Entry),
            OpenWork c => ClaimCommands.Open(draft, c),
            TakeCase c => CaseCommands.Take(draft, c),
            PutBackCase c => CaseCommands.PutBack(draft, c),
            FinishCase c => CaseCommands.Finish(draft, c),
            AnswerCase c => CaseCommands.Answer(draft, c),
            CloseSilence c => CaseCommands.CloseSilence(draft, c),
            HandOverCase c => CaseCommands.HandOver(draft, c),
            ExpireCase c => CaseCommands.Expire(draft, c),
            FollowRouting c => CaseCommands.FollowRouting(draft, c),
            _ => throw new ArgumentOutOfRangeException(nameof(draft), asked.Command.GetType().Name, "No rule for this command."),
        };
    }
}

/// <summary>Refusals in few words.</summary>
internal static class Refuse
{
    public static (Refusal, string?) Nothing => (Refusal.None, null);

    public static (Refusal, string?) Invalid(string reason) => (Refusal.Invalid, reason);

    public static (Refusal, string?) WrongState(string reason) => (Refusal.WrongState, reason);

    public static (Refusal, string?) NotThere(string reason) => (Refusal.NotThere, reason);

    public static (Refusal, string?) NoPort(string port) => (Refusal.Invalid, $"There is no port {port} in the plan.");
}
