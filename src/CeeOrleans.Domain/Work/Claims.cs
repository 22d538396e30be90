using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>A post-entry amendment or post-summary correction is looked at by an entry specialist, then reviewed.</summary>
public sealed class CorrectionFirstLook() : WorkRule(WorkKind.CorrectionFirstLook, "PSC first look", Role.EntrySpecialist, Rank.Reply)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) =>
        new(Outcome.Referred, new FollowUp(WorkKind.CorrectionReview));
}

/// <summary>An import specialist decides a correction.</summary>
public sealed class CorrectionReview() : WorkRule(WorkKind.CorrectionReview, "PSC review", Role.ImportSpecialist, Rank.Reply)
{
    public override bool DecidesQuestion => true;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => inputs.CorrectionAccepted.Hits(luck.A)
        ? new Decision(Outcome.Accepted)
        : new Decision(Outcome.Denied, Adverse.Protest(item, now, now, luck.B, luck.C, inputs));
}

/// <summary>A refund claim (19 USC 1520(d), or a correction that asks money back) is checked by an entry specialist.</summary>
public sealed class RefundFirstLook() : WorkRule(WorkKind.RefundFirstLook, "refund claim first look", Role.EntrySpecialist, Rank.Routine)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) =>
        new(Outcome.Referred, new FollowUp(WorkKind.RefundClaim));
}

/// <summary>An import specialist decides a refund claim.</summary>
public sealed class RefundClaim() : WorkRule(WorkKind.RefundClaim, "refund claim", Role.ImportSpecialist, Rank.Routine)
{
    public override bool DecidesQuestion => true;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Granted);
}

/// <summary>A protest is taken in by an entry specialist, then waits for whom it must.</summary>
public sealed class ProtestIntake() : WorkRule(WorkKind.ProtestIntake, "protest intake", Role.EntrySpecialist, Rank.Routine)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs)
    {
        // The shares are of all protests and exclude each other, so one word decides.
        Share headquarters = inputs.ProtestHeadquarters;
        Share leadCase = headquarters + inputs.ProtestLeadCase;
        Share laboratory = leadCase + inputs.ProtestLaboratory;
        Share furtherInformation = laboratory + inputs.ProtestFurtherInformation;
        FollowUp next = headquarters.Hits(luck.A) ? new(WorkKind.Protest, inputs.Headquarters.At(luck.B), WaitCause.Headquarters)
            : leadCase.Hits(luck.A) ? new(WorkKind.Protest, inputs.LeadCase.At(luck.B), WaitCause.LeadCase)
            : laboratory.Hits(luck.A) ? new(WorkKind.Protest, inputs.Laboratory.At(luck.B), WaitCause.Laboratory)
            : furtherInformation.Hits(luck.A) ? new(WorkKind.Protest, inputs.FurtherInformation.At(luck.B), WaitCause.FurtherInformation)
            : new(WorkKind.Protest);
        return new Decision(Outcome.Referred, next);
    }
}

/// <summary>The common ground of protests: one covers many entries, and takes longer for more of them.</summary>
public abstract class ProtestDecision(WorkKind kind, string name, Rank rank, Expiry expiry)
    : WorkRule(kind, name, Role.ImportSpecialist, rank, expiry)
{
    /// <summary>Entries beyond this add no time (model section 1 number 7).</summary>
    public const int EntriesCounted = 20;

    public override bool IsTouchPoint => true;

    public override bool DecidesQuestion => true;

    public override double TimeFactor(int entries, WorkInputs inputs) =>
        inputs.ProtestFixedPart + ((1 - inputs.ProtestFixedPart) * Math.Min(entries, EntriesCounted) / inputs.ProtestMeanCappedEntries);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) =>
        new(inputs.ProtestGranted.Hits(luck.A) ? Outcome.Granted : Outcome.Denied);
}

/// <summary>A protest under the ordinary, directory two years.</summary>
public sealed class Protest() : ProtestDecision(WorkKind.Protest, "protest", Rank.Routine, Expiry.None);

/// <summary>Accelerated disposition: 30 days, then deemed denied (19 USC 1515(b)).</summary>
public sealed class AcceleratedProtest() : ProtestDecision(WorkKind.AcceleratedProtest, "accelerated protest", Rank.ClockOfLaw, Expiry.DeemedUnfinished);

/// <summary>Protest of an exclusion of goods: 30 days, then deemed denied (19 USC 1499(c)(5)).</summary>
public sealed class ExclusionProtest() : ProtestDecision(WorkKind.ExclusionProtest, "exclusion protest", Rank.ClockOfLaw, Expiry.DeemedUnfinished);
