using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>A post-entry amendment or post-summary correction is looked at by an entry specialist, then reviewed.</summary>
public sealed class CorrectionFirstLook() : WorkRule(WorkKind.CorrectionFirstLook, "PSC first look", Role.EntrySpecialist, Rank.Reply)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Referred];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => new(WorkKind.CorrectionReview);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Referred, After(item, Outcome.Referred));
}

/// <summary>An import specialist decides a correction.</summary>
public sealed class CorrectionReview() : WorkRule(WorkKind.CorrectionReview, "PSC review", Role.ImportSpecialist, Rank.Reply)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Accepted, Outcome.Denied];

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => inputs.CorrectionAccepted.Hits(luck.A)
        ? new Decision(Outcome.Accepted)
        : new Decision(Outcome.Denied, Adverse.Protest(item, now, now, luck.B, luck.C, inputs));
}

/// <summary>A refund claim (19 USC 1520(d), or a correction that asks money back) is checked by an entry specialist.</summary>
public sealed class RefundFirstLook() : WorkRule(WorkKind.RefundFirstLook, "refund claim first look", Role.EntrySpecialist, Rank.Routine)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Referred];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => new(WorkKind.RefundClaim);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Referred, After(item, Outcome.Referred));
}

/// <summary>An import specialist decides a refund claim.</summary>
public sealed class RefundClaim() : WorkRule(WorkKind.RefundClaim, "refund claim", Role.ImportSpecialist, Rank.Routine)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Granted, Outcome.Denied];

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Granted);
}

/// <summary>A protest is taken in by an entry specialist, then waits for whom it must.</summary>
public sealed class ProtestIntake() : WorkRule(WorkKind.ProtestIntake, "protest intake", Role.EntrySpecialist, Rank.Routine)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Referred];

    public override IReadOnlyList<WaitCause> Waits { get; } = [WaitCause.Headquarters, WaitCause.LeadCase, WaitCause.Laboratory, WaitCause.FurtherInformation];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => new(WorkKind.Protest, Cause: wait);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs)
    {
        // The shares are of all protests and exclude each other, so one word decides.
        Share headquarters = inputs.ProtestHeadquarters;
        Share leadCase = headquarters + inputs.ProtestLeadCase;
        Share laboratory = leadCase + inputs.ProtestLaboratory;
        Share furtherInformation = laboratory + inputs.ProtestFurtherInformation;
        (WaitCause wait, long delay) = headquarters.Hits(luck.A) ? (WaitCause.Headquarters, inputs.Headquarters.At(luck.B))
            : leadCase.Hits(luck.A) ? (WaitCause.LeadCase, inputs.LeadCase.At(luck.B))
            : laboratory.Hits(luck.A) ? (WaitCause.Laboratory, inputs.Laboratory.At(luck.B))
            : furtherInformation.Hits(luck.A) ? (WaitCause.FurtherInformation, inputs.FurtherInformation.At(luck.B))
            : (WaitCause.None, 0);
        return new Decision(Outcome.Referred, After(item, Outcome.Referred, wait) with { DelaySeconds = delay });
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

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Granted, Outcome.Denied];

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
