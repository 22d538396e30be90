using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>What opens a case other than a summary: corrections, protests, inquiries, notices, work of other systems.</summary>
internal static class ClaimCommands
{
    public static (Refusal, string?) File(AccountDraft draft, FileCorrection c, LedgerRow? entry)
    {
        if (entry is null || entry.Account != draft.Number.Text)
        {
            return Refuse.NotThere($"The account has not filed entry {c.Entry}.");
        }

        if (NoRoom(draft) is { } full)
        {
            return full;
        }

        int? about = null;
        if (c.Reviewed || c.Refund)
        {
            about = draft.Open(c.Refund ? WorkKind.RefundFirstLook : WorkKind.CorrectionFirstLook, c.Entry.ToString(), entry.Port, entry.Heading, entry.FiledDay, (int)Math.Min(int.MaxValue, entry.ValueCents / 100));
        }

        draft.Enter(entry.FiledDay, entry.Port, entry.Heading, about: about);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) File(AccountDraft draft, FileProtest c)
    {
        if (draft.Book.PortOf(c.Port.Text) < 0)
        {
            return Refuse.NoPort(c.Port.Text);
        }

        if (!Enum.IsDefined(c.Kind) || c.Heading is < 101 or > 9999 || c.Entries is < 1 or > ushort.MaxValue || c.ValueDollars < 0 || !draft.IsDay(c.EntryFiledDay))
        {
            return Refuse.Invalid("A protest has a kind, a heading, 1 to 65,535 entries, a value and the day the first of them was filed.");
        }

        if (NoRoom(draft) is { } full)
        {
            return full;
        }

        WorkKind kind = c.Kind switch
        {
            ProtestKind.Ordinary => WorkKind.ProtestIntake,
            ProtestKind.Accelerated => WorkKind.AcceleratedProtest,
            _ => WorkKind.ExclusionProtest,
        };
        int about = draft.Open(kind, c.Number, c.Port.Text, c.Heading, c.EntryFiledDay, c.ValueDollars, c.Entries);
        draft.Enter(c.EntryFiledDay, c.Port.Text, c.Heading, about: about);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Open(AccountDraft draft, OpenInquiry c)
    {
        if (draft.Book.PortOf(c.Port.Text) < 0)
        {
            return Refuse.NoPort(c.Port.Text);
        }

        if (c.Heading is < 0 or > 9999)
        {
            return Refuse.Invalid($"{c.Heading} is no heading.");
        }

        if (c.Hold is { } hold && !draft.Account.Holds.Any(h => h.Number == hold))
        {
            return Refuse.NotThere($"There is no open hold {hold}.");
        }

        if (NoRoom(draft) is { } full)
        {
            return full;
        }

        int about = draft.Open(c.Hold is null ? WorkKind.Contact : WorkKind.HoldHelp, c.Number, c.Port.Text, c.Heading, draft.Today);
        draft.Enter(draft.Today, c.Port.Text, c.Heading, about: about);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Issue(AccountDraft draft, IssueNotice c, LedgerRow? entry)
    {
        if (c.Form is not (28 or 29))
        {
            return Refuse.Invalid($"There is no CF-{c.Form}; allowed: 28 and 29.");
        }

        if (entry is null || entry.Account != draft.Number.Text)
        {
            return Refuse.NotThere($"The account has not filed entry {c.Entry}.");
        }

        if (!draft.HasRoomFor(2))
        {
            return NoRoom(draft) ?? (Refusal.TooMany, $"An account has at most {Account.MostCases} open cases.");
        }

        int about = draft.Open(c.Form == 28 ? WorkKind.Cf28Issue : WorkKind.Cf29Issue, c.Entry.ToString(), entry.Port, entry.Heading, entry.FiledDay, (int)Math.Min(int.MaxValue, entry.ValueCents / 100));
        draft.Enter(entry.FiledDay, entry.Port, entry.Heading, about: about);
        CaseCommands.Decide(draft, draft.Find(about)!, Outcome.Issued, WaitCause.Importer);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Open(AccountDraft draft, OpenWork c)
    {
        if (draft.Book.PortOf(c.Port.Text) < 0)
        {
            return Refuse.NoPort(c.Port.Text);
        }

        if (!draft.Book.Knows(c.Kind))
        {
            return Refuse.Invalid($"{c.Kind} is no kind of work here.");
        }

        if (c.Heading is < 0 or > 9999 || c.Entries is < 1 or > ushort.MaxValue || c.RiskRank is < 0 or > ushort.MaxValue || c.ValueDollars < 0
            || c.Deadline < 0 || c.Deadline >= SimTime.Never || !draft.IsDay(c.FiledDay))
        {
            return Refuse.Invalid("Work has a heading from 0 to 9999, 1 to 65,535 entries, a value, a rank of risk from 0 to 65,535 and the day its first entry was filed.");
        }

        if (NoRoom(draft) is { } full)
        {
            return full;
        }

        int about = draft.Open(c.Kind, c.Number, c.Port.Text, c.Heading, c.FiledDay, c.ValueDollars, c.Entries, c.RiskRank, c.Referred, c.Deadline);
        draft.Enter(c.FiledDay, c.Port.Text, c.Heading, about: about);
        return Refuse.Nothing;
    }

    private static (Refusal, string?)? NoRoom(AccountDraft draft) =>
        draft.HasRoomFor(1) ? null : (Refusal.TooMany, $"An account has at most {Account.MostCases} open cases.");
}
