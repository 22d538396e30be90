using System.Runtime.InteropServices;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>Four uniform words that belong to one decision of one case.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Luck(uint A, uint B, uint C, uint D);

/// <summary>How a clock counts.</summary>
public enum ClockUnit : byte
{
    /// <summary>No clock.</summary>
    None = 0,

    /// <summary>End of the business day on which the office first sees it.</summary>
    SameDay = 1,

    /// <summary>End of the n-th business day after.</summary>
    BusinessDays = 2,

    /// <summary>End of the n-th calendar day after.</summary>
    CalendarDays = 3,
}

/// <summary>A clock or a target: so many days of a kind, counted from the local day on which the work is seen.</summary>
public readonly record struct WorkClock(ClockUnit Unit, int Days)
{
    /// <summary>
    /// The moment it runs out: end of the office day, local. <see cref="SimTime.Never"/> without a clock.
    /// </summary>
    public long DueAt(int localDay, ZoneTable zone, BusinessCalendar calendar, int closingSecond) => Unit switch
    {
        ClockUnit.None => SimTime.Never,
        ClockUnit.SameDay => zone.ToUtc(calendar.AddBusinessDays(localDay, 0), closingSecond),
        ClockUnit.BusinessDays => zone.ToUtc(calendar.AddBusinessDays(localDay, Days), closingSecond),
        ClockUnit.CalendarDays => zone.ToUtc(localDay + Days, closingSecond),
        _ => throw new InvalidOperationException($"Unknown clock unit {Unit}."),
    };
}

/// <summary>What happens when the clock of law runs out.</summary>
public enum Expiry : byte
{
    /// <summary>Nothing: it is late.</summary>
    None = 0,

    /// <summary>Unless somebody opened it before, it lapses: the pool.</summary>
    LapsesUnopened = 1,

    /// <summary>Unless it is finished before, the law decides: deemed.</summary>
    DeemedUnfinished = 2,
}

/// <summary>What outside people a case waits for between two stages.</summary>
public enum WaitCause : byte
{
    None = 0,
    Importer = 1,
    Headquarters = 2,
    Laboratory = 3,
    LeadCase = 4,
    FurtherInformation = 5,
    PartnerAgency = 6,
    Liquidation = 7,
}

/// <summary>What follows a finished piece of work.</summary>
/// <param name="Kind">Kind of the next stage; <see cref="WorkKind.None"/> for nothing.</param>
/// <param name="DelaySeconds">How long it waits outside first.</param>
/// <param name="Cause">For whom.</param>
/// <param name="ByRoute">True when the next stage goes where routing says on its day; false when it stays with the office that has the case.</param>
public readonly record struct FollowUp(WorkKind Kind, long DelaySeconds = 0, WaitCause Cause = WaitCause.None, bool ByRoute = false)
{
    /// <summary>Clock of law that runs through the next stage, UTC seconds; 0 for the kind's own.</summary>
    public long Deadline { get; init; }

    /// <summary>Entries that the next stage covers; 0 for as many as this one.</summary>
    public ushort Entries { get; init; }
}

/// <summary>The decision taken at the end of a piece of work.</summary>
public readonly record struct Decision(Outcome Outcome, FollowUp Then = default, FollowUp Also = default);

/// <summary>
/// The rule of one kind of work: who does it, in which order, and what is decided at its end. Pure: the same item,
/// time, luck and inputs give the same decision in a run and in the live world. Minutes, clocks and shares are inputs
/// (<see cref="WorkInputs"/>); a new kind of work is one such class.
/// </summary>
public abstract class WorkRule
{
    protected WorkRule(WorkKind kind, string name, Role role, Rank rank, Expiry expiry = Expiry.None)
    {
        Kind = kind;
        Name = name;
        Role = role;
        Rank = rank;
        Expiry = expiry;
    }

    public WorkKind Kind { get; }

    /// <summary>The words a planner uses, and the name in scenario files: "CF-28 reply read".</summary>
    public string Name { get; }

    public Role Role { get; }

    public Rank Rank { get; }

    public Expiry Expiry { get; }

    /// <summary>An outward contact between one office and one importer (model section 6, "Measures").</summary>
    public virtual bool IsTouchPoint => false;

    /// <summary>Decides a question about (importer, heading): counts for exposure.</summary>
    public virtual bool DecidesQuestion => false;

    /// <summary>What a person may decide at the end of it, the usual one first.</summary>
    public virtual IReadOnlyList<Outcome> Outcomes => JustDone;

    /// <summary>Whom the next stage may have to wait for; empty when it never waits.</summary>
    public virtual IReadOnlyList<WaitCause> Waits => [];

    private static readonly Outcome[] JustDone = [Outcome.Accepted];

    /// <summary>
    /// What an outcome leads to, whoever chose it: luck in a run, a person in the live world. The delay is not said here:
    /// in a run it is drawn, in the live world it ends when somebody answers.
    /// </summary>
    /// <param name="item">The work that is finished.</param>
    /// <param name="outcome">One of <see cref="Outcomes"/>.</param>
    /// <param name="wait">One of <see cref="Waits"/>, or none.</param>
    public virtual FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => default;

    /// <summary>Mean time grows with the entries covered, capped; 1 unless a rule says otherwise.</summary>
    public virtual double TimeFactor(int entries, WorkInputs inputs) => 1;

    /// <param name="item">The work that is finished.</param>
    /// <param name="now">When, UTC seconds.</param>
    /// <param name="luck">Words keyed by this case and stage.</param>
    /// <param name="inputs">The scenario's shares and delays.</param>
    public abstract Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs);
}
