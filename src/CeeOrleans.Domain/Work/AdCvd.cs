using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>
/// An AD/CVD instruction is read and spread to the entries of its case. What it lifts arises with the accounts that own
/// the entries, on the day of the message.
/// </summary>
public sealed class AdCvdMessage() : SingleStep(WorkKind.AdCvdMessage, "AD/CVD message", Role.ImportSpecialist, Rank.ClockOfLaw);

/// <summary>
/// Entries whose suspension a message lifted are liquidated, those of one account and message as one item: first the
/// entry specialist's part. Six months from the message, then deemed liquidated (19 USC 1504(d)).
/// </summary>
public sealed class AdCvdLiquidationEntry() : WorkRule(WorkKind.AdCvdLiquidationEntry, "AD/CVD liquidation, entry", Role.EntrySpecialist, Rank.ClockOfLaw, Expiry.DeemedUnfinished)
{
    public override double TimeFactor(int entries, WorkInputs inputs) => entries;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Referred];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) =>
        new(WorkKind.AdCvdLiquidationImport) { Deadline = item.Deadline };

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Referred, After(item, Outcome.Referred));
}

/// <summary>
/// Then the import specialist's part. Protests against these liquidations are among those of entries liquidated as
/// entered: they are lodged by case, not by batch.
/// </summary>
public sealed class AdCvdLiquidationImport() : WorkRule(WorkKind.AdCvdLiquidationImport, "AD/CVD liquidation, import", Role.ImportSpecialist, Rank.ClockOfLaw, Expiry.DeemedUnfinished)
{
    public override bool DecidesQuestion => true;

    public override double TimeFactor(int entries, WorkInputs inputs) => entries;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Accepted);
}

/// <summary>A partner agency looks at a referred entry; without an officer stationed it is a wait outside.</summary>
public sealed class PartnerReferral() : WorkRule(WorkKind.PartnerReferral, "partner agency referral", Role.PartnerAgencyOfficer, Rank.Reply)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Accepted);
}
