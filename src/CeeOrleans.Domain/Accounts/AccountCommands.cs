using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>What a natural key names. The texts are stored: never change them.</summary>
public enum LedgerKind : byte
{
    Entry = 1,
    Liquidation = 2,
    Protest = 3,
    Correction = 4,
    Inquiry = 5,
    Notice = 6,
    Work = 7,
}

/// <summary>
/// A name that something has outside of this product. What carries one happens once, for ever, whatever the identity of the
/// command that brings it.
/// </summary>
/// <param name="Number">As filed; for kinds other than entries and protests it is unique within the account only.</param>
public readonly record struct NaturalKey(LedgerKind Kind, string Number);

/// <summary>What somebody asks an account to do. Immutable; says nothing about who asks and when.</summary>
public abstract record AccountCommand
{
    /// <summary>The natural key of what happens, or null when only the command's identity tells a repeat.</summary>
    public virtual NaturalKey? Key => null;

    /// <summary>The entry it is about, when the ledger must be asked for it.</summary>
    public virtual string? AboutEntry => null;

    /// <summary>What must be the same when the same natural key comes again.</summary>
    public virtual string Content => "";

    protected static string Joined(params ReadOnlySpan<object?> parts)
    {
        List<string> texts = [];
        foreach (object? part in parts)
        {
            texts.Add(Convert.ToString(part, CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join('|', texts);
    }
}

public sealed record OpenAccount(AccountProfile Profile, Membership Membership, bool Applied = false, string? Company = null, string? Center = null) : AccountCommand;

public sealed record ChangeProfile(AccountProfile Profile) : AccountCommand;

public sealed record ChangeMembership(Membership Membership, bool Applied, string? Company) : AccountCommand;

/// <param name="Manager">Null takes the manager away.</param>
public sealed record AssignManager(string? Manager) : AccountCommand;

/// <param name="Center">Code of the Center; null lets the headings of twelve months decide.</param>
public sealed record AssignCenter(string? Center) : AccountCommand;

public sealed record AppealCenter(string Wanted, string Why) : AccountCommand;

public sealed record DecideAppeal(bool Granted, string Why) : AccountCommand;

/// <summary>An entry summary (CBP Form 7501) is filed.</summary>
/// <param name="FiledDay">Days since 1970-01-01.</param>
/// <param name="ValueCents">Customs value.</param>
/// <param name="Selected">Kinds of review that targeting chose for it; empty for most.</param>
/// <param name="RiskRank">0 the riskiest, to 65,535.</param>
/// <param name="Referred">Targeting already wants an import specialist after the document review.</param>
public sealed record FileEntry(EntryNumber Entry, PortCode Port, int Heading, int Lines, long ValueCents, int FiledDay, ImmutableArray<WorkKind> Selected, int RiskRank = 0, bool Referred = false) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Entry, Entry.ToString());

    public override string Content => Joined(Port, Heading, Lines, ValueCents, FiledDay);
}

/// <param name="Determination">Whether an import specialist has to decide or appraise for the port.</param>
public sealed record PlaceHold(EntryNumber Entry, PortCode Port, HoldCause Cause, int Heading = 0, bool Determination = false) : AccountCommand
{
    public override string? AboutEntry => Entry.ToString();
}

public sealed record ReleaseHold(int Hold) : AccountCommand;

/// <summary>A question of the importer.</summary>
/// <param name="Number">Unique within the account.</param>
/// <param name="Hold">The hold it is about: then it is of the first rank; null for another question.</param>
public sealed record OpenInquiry(string Number, PortCode Port, int Heading = 0, int? Hold = null) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Inquiry, Number);

    public override string Content => Joined(Port, Heading, Hold);
}

/// <summary>A CF-28 or CF-29 is written and sent without a review before it.</summary>
/// <param name="Number">Of the form, unique within the account.</param>
/// <param name="Form">28 or 29.</param>
public sealed record IssueNotice(string Number, int Form, EntryNumber Entry) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Notice, Number);

    public override string? AboutEntry => Entry.ToString();

    public override string Content => Joined(Form, Entry);
}

/// <summary>The importer, or whoever else the case waits for, has answered.</summary>
public sealed record AnswerCase(int Case) : AccountCommand;

/// <summary>Nobody answered in time: a CF-28 goes on to a CF-29, a CF-29 stands.</summary>
public sealed record CloseSilence(int Case) : AccountCommand;

/// <summary>A post-entry amendment or post-summary correction.</summary>
/// <param name="Number">Unique within the account.</param>
/// <param name="Refund">Asks money back (19 USC 1520(d)).</param>
/// <param name="Reviewed">Whether people look at it; most are accepted by rule.</param>
public sealed record FileCorrection(string Number, EntryNumber Entry, bool Refund, bool Reviewed) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Correction, Number);

    public override string? AboutEntry => Entry.ToString();

    public override string Content => Joined(Entry, Refund, Reviewed);
}

/// <summary>An entry is liquidated.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record Liquidate(EntryNumber Entry, int Day) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Liquidation, Entry.ToString());

    public override string? AboutEntry => Entry.ToString();

    public override string Content => Joined(Day);
}

public enum ProtestKind : byte
{
    Ordinary = 1,
    Accelerated = 2,
    Exclusion = 3,
}

/// <param name="Number">Protest number, unique in the nation.</param>
/// <param name="Entries">Entries it covers, 1 to 65,535.</param>
/// <param name="EntryFiledDay">Day the first of them was filed.</param>
public sealed record FileProtest(string Number, ProtestKind Kind, PortCode Port, int Heading, int Entries, int EntryFiledDay, int ValueDollars = 0) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Protest, Number);

    public override string Content => Joined(Kind, Port, Heading, Entries, EntryFiledDay);
}

/// <summary>Work that another system found: an AD/CVD message, a batch to liquidate, a determination, a statement exception.</summary>
/// <param name="Number">Unique within the account.</param>
/// <param name="Deadline">Clock of law that runs already, UTC seconds; 0 for the kind's own.</param>
public sealed record OpenWork(string Number, WorkKind Kind, PortCode Port, int Heading, int FiledDay, int ValueDollars = 0, int Entries = 1, int RiskRank = 0, bool Referred = false, long Deadline = 0) : AccountCommand
{
    public override NaturalKey? Key => new(LedgerKind.Work, Number);

    public override string Content => Joined(Kind, Port, Heading, FiledDay, ValueDollars, Entries, Deadline);
}

/// <summary>Who asks takes the case; of two who ask one gets it.</summary>
public sealed record TakeCase(int Case) : AccountCommand;

/// <summary>Who has the case puts it back into its queue.</summary>
public sealed record PutBackCase(int Case) : AccountCommand;

/// <summary>Who has the case decides it.</summary>
/// <param name="Outcome">One that the rule of its kind allows.</param>
/// <param name="Wait">Whom the next stage waits for first; none for nobody.</param>
public sealed record FinishCase(int Case, Outcome Outcome, WaitCause Wait = WaitCause.None) : AccountCommand;

/// <param name="Office">Code of the office that is to have it.</param>
public sealed record HandOverCase(int Case, string Office, string Why) : AccountCommand;

/// <summary>The clock of the case ran out: it lapses, or the law decides. Sent by the due scan.</summary>
public sealed record ExpireCase(int Case) : AccountCommand;

/// <summary>Routing changed on a day: cases that belong elsewhere from then on are handed over, if the plan says so.</summary>
/// <param name="Day">UTC day, days since 1970-01-01.</param>
public sealed record FollowRouting(int Day) : AccountCommand;
