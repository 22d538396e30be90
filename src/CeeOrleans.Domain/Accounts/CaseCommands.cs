using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// What happens to an open case: taken, put back, finished, answered, handed over, expired. Each step is the one that an
/// office takes in a run; only that a person or a clock asks for it.
/// </summary>
internal static class CaseCommands
{
    public static (Refusal, string?) Take(AccountDraft draft, TakeCase c)
    {
        if (draft.Find(c.Case) is not { } item)
        {
            return Gone(draft, c.Case);
        }

        draft.About = c.Case;
        if (item.State == CaseState.Taken)
        {
            return item.Assignee == draft.Asked.Actor ? Refuse.Nothing : (Refusal.TakenByAnother, $"Case {c.Case} is with somebody else.");
        }

        if (item.State == CaseState.Outside)
        {
            return Refuse.WrongState($"Case {c.Case} waits for {WordsOf(item.Wait)}.");
        }

        if (item.Expires <= draft.Now)
        {
            return Refuse.WrongState($"The clock of case {c.Case} ran out.");
        }

        // A review that somebody opened in time does not lapse any more.
        bool lapses = WorkRules.For(item.Kind).Expiry == Expiry.LapsesUnopened;
        draft.Keep(item with { State = CaseState.Taken, Assignee = draft.Asked.Actor, Touched = true, Expires = lapses ? SimTime.Never : item.Expires });
        return Refuse.Nothing;
    }

    public static (Refusal, string?) PutBack(AccountDraft draft, PutBackCase c)
    {
        if (Mine(draft, c.Case, out Case? item) is { } refused)
        {
            return refused;
        }

        draft.Keep(item! with { State = CaseState.Queued, Assignee = null });
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Finish(AccountDraft draft, FinishCase c)
    {
        if (Mine(draft, c.Case, out Case? item) is { } refused)
        {
            return refused;
        }

        WorkRule rule = WorkRules.For(item!.Kind);
        if (!rule.Outcomes.Contains(c.Outcome))
        {
            return Refuse.Invalid($"{rule.Name} can't end with {c.Outcome}; allowed: {string.Join(", ", rule.Outcomes)}.");
        }

        if (c.Wait != WaitCause.None && !rule.Waits.Contains(c.Wait))
        {
            return Refuse.Invalid($"What follows {rule.Name} does not wait for {WordsOf(c.Wait)}.");
        }

        if (rule.Expiry == Expiry.DeemedUnfinished && item.Expires <= draft.Now)
        {
            return Refuse.WrongState($"The clock of case {c.Case} ran out: the law has decided.");
        }

        if (!draft.HasRoomFor(1))
        {
            return (Refusal.TooMany, $"An account has at most {Account.MostCases} open cases.");
        }

        Decide(draft, item, c.Outcome, c.Wait);
        return Refuse.Nothing;
    }

    /// <summary>The case is decided: contacts are counted, and what follows is the next stage of the same case.</summary>
    public static void Decide(AccountDraft draft, Case item, Outcome outcome, WaitCause wait)
    {
        WorkRule rule = WorkRules.For(item.Kind);
        FollowUp next = rule.After(draft.ItemOf(item), outcome, wait);
        if (rule.IsTouchPoint)
        {
            draft.CountContact(item.Office);
        }

        if (next.Kind == WorkKind.None)
        {
            draft.End(item, outcome, draft.Asked.Actor);
            return;
        }

        Case stage = item with { Kind = next.Kind, Deadline = next.Deadline, Entries = next.Entries > 0 ? next.Entries : item.Entries };
        long answerBy = AnswerBy(draft, item.Kind, next.Cause);
        stage = ExtendIfNeeded(draft, stage, Math.Max(draft.Now, answerBy));
        if (next.Cause == WaitCause.None)
        {
            draft.Queue(stage);
        }
        else
        {
            draft.WaitOutside(stage, next.Cause, answerBy);
        }
    }

    public static (Refusal, string?) Answer(AccountDraft draft, AnswerCase c)
    {
        if (draft.Find(c.Case) is not { } item)
        {
            return Gone(draft, c.Case);
        }

        draft.About = c.Case;
        if (item.State != CaseState.Outside)
        {
            return Refuse.WrongState($"Case {c.Case} waits for nobody.");
        }

        if (item.Wait == WaitCause.PartnerAgency)
        {
            draft.End(item, Outcome.Accepted, draft.Asked.Actor);
        }
        else
        {
            draft.Queue(item);
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) CloseSilence(AccountDraft draft, CloseSilence c)
    {
        if (draft.Find(c.Case) is not { } item)
        {
            return Gone(draft, c.Case);
        }

        draft.About = c.Case;
        if (item.State != CaseState.Outside || item.Wait != WaitCause.Importer)
        {
            return Refuse.WrongState($"Case {c.Case} does not wait for the importer.");
        }

        if (draft.Now < item.AnswerBy)
        {
            return Refuse.WrongState($"The importer may answer until {SimTime.Text(item.AnswerBy)}.");
        }

        if (item.Kind == WorkKind.Cf28Reply)
        {
            draft.Queue(item with { Kind = Cf28Issue.AfterSilence().Kind });
        }
        else
        {
            draft.End(item, Outcome.Stands, draft.Asked.Actor);
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) HandOver(AccountDraft draft, HandOverCase c)
    {
        if (draft.Find(c.Case) is not { } item)
        {
            return Gone(draft, c.Case);
        }

        draft.About = c.Case;
        if (draft.Book.OfficeOf(c.Office) < 0)
        {
            return Refuse.Invalid($"There is no office {c.Office} in the plan.");
        }

        if (!ProfileCommands.IsText(c.Why))
        {
            return Refuse.Invalid("Who hands a case over says why, in 1 to 100 characters.");
        }

        if (item.State == CaseState.Taken && item.Assignee != draft.Asked.Actor)
        {
            return (Refusal.TakenByAnother, $"Case {c.Case} is with somebody else.");
        }

        if (item.Office != c.Office)
        {
            draft.HandOver(item, c.Office);
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) Expire(AccountDraft draft, ExpireCase c)
    {
        if (draft.Find(c.Case) is not { } item)
        {
            return Gone(draft, c.Case);
        }

        draft.About = c.Case;
        if (item.Expires > draft.Now)
        {
            return Refuse.WrongState(item.Expires >= SimTime.Never ? $"Case {c.Case} has no clock that ends it." : $"The clock of case {c.Case} runs until {SimTime.Text(item.Expires)}.");
        }

        draft.End(item, AccountDraft.OutcomeOfExpiry(item), null);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) FollowRouting(AccountDraft draft, FollowRouting c)
    {
        if (c.Day > draft.Today || c.Day < draft.Book.Days.First)
        {
            return Refuse.Invalid($"Routing can be followed up to today, {SimTime.DateOf(draft.Today):yyyy-MM-dd}.");
        }

        if (draft.Book.Backlog != BacklogRule.Moves)
        {
            return Refuse.Nothing;
        }

        AccountTraits traits = draft.Traits;
        RoutingTable routing = draft.Book.Routing;
        draft.Reroute(port => (routing.OfficeFor(traits, port, c.Day - 1), routing.OfficeFor(traits, port, c.Day)));
        return Refuse.Nothing;
    }

    /// <summary>A case that comes too near its liquidation is extended once, as a short piece of work of its own.</summary>
    private static Case ExtendIfNeeded(AccountDraft draft, Case stage, long seen)
    {
        if (!draft.Book.Knows(WorkKind.Extension) || !Extension.IsNeeded(draft.ItemOf(stage with { Seen = seen }), draft.Now, draft.Book.Work, out long deadline))
        {
            return stage;
        }

        int? about = draft.About;
        int number = draft.Account.NextCase;
        draft.Account = draft.Account with { NextCase = number + 1 };
        draft.Queue(stage with { Number = number, Kind = WorkKind.Extension, Deadline = deadline });
        draft.About = about;
        return stage with { Extended = true };
    }

    private static long AnswerBy(AccountDraft draft, WorkKind sent, WaitCause cause) => cause != WaitCause.Importer ? 0
        : draft.Now + ((long)(sent == WorkKind.Cf28Issue ? draft.Book.Work.Cf28Days : draft.Book.Work.Cf29Days) * SimTime.Day);

    private static (Refusal, string?)? Mine(AccountDraft draft, int number, out Case? item)
    {
        item = draft.Find(number);
        if (item is null)
        {
            return Gone(draft, number);
        }

        draft.About = number;
        return item.State != CaseState.Taken ? Refuse.WrongState($"Take case {number} first.")
            : item.Assignee != draft.Asked.Actor ? (Refusal.TakenByAnother, $"Case {number} is with somebody else.")
            : null;
    }

    private static (Refusal, string?) Gone(AccountDraft draft, int number) => number > 0 && number < draft.Account.NextCase
        ? Refuse.WrongState($"Case {number} is closed.")
        : Refuse.NotThere($"There is no case {number}.");

    private static string WordsOf(WaitCause cause) => cause switch
    {
        WaitCause.Importer => "the importer",
        WaitCause.Headquarters => "headquarters",
        WaitCause.Laboratory => "the laboratory",
        WaitCause.LeadCase => "the lead case",
        WaitCause.FurtherInformation => "further information",
        WaitCause.PartnerAgency => "the partner agency",
        _ => "nobody",
    };
}
