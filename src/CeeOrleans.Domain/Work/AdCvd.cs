using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>
/// An AD/CVD instruction lifts suspension: its batch has six months to be liquidated (19 USC 1504(d)), counted from
/// the day the message arose, and deemed liquidated after.
/// </summary>
public sealed class AdCvdMessage() : WorkRule(WorkKind.AdCvdMessage, "AD/CVD message", Role.ImportSpecialist, Rank.ClockOfLaw)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(
        Outcome.Referred,
        new FollowUp(WorkKind.AdCvdLiquidationEntry) { Deadline = item.Arose + ((long)inputs.SuspensionLiftedDays * SimTime.Day) });
}

/// <summary>The entries of a batch are liquidated: first the entry specialist's part, one item for the batch.</summary>
public sealed class AdCvdLiquidationEntry() : WorkRule(WorkKind.AdCvdLiquidationEntry, "AD/CVD liquidation, entry", Role.EntrySpecialist, Rank.ClockOfLaw, Expiry.DeemedUnfinished)
{
    public override double TimeFactor(int entries, WorkInputs inputs) => entries;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(
        Outcome.Referred, new FollowUp(WorkKind.AdCvdLiquidationImport) { Deadline = item.Deadline });
}

/// <summary>Then the import specialist's part.</summary>
public sealed class AdCvdLiquidationImport() : WorkRule(WorkKind.AdCvdLiquidationImport, "AD/CVD liquidation, import", Role.ImportSpecialist, Rank.ClockOfLaw, Expiry.DeemedUnfinished)
{
    public override bool DecidesQuestion => true;

    public override double TimeFactor(int entries, WorkInputs inputs) => entries;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) =>
        new(Outcome.Stands, Adverse.Protest(item, now, luck.B, luck.C, inputs));
}

/// <summary>A partner agency looks at a referred entry; without an officer stationed it is a wait outside.</summary>
public sealed class PartnerReferral() : WorkRule(WorkKind.PartnerReferral, "partner agency referral", Role.PartnerAgencyOfficer, Rank.Reply)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Accepted);
}
