using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>An entry specialist looks at a flagged or sampled summary; some are referred to an import specialist.</summary>
public sealed class DocumentReview() : WorkRule(WorkKind.DocumentReview, "document review", Role.EntrySpecialist, Rank.Routine)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Accepted, Outcome.Referred];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) =>
        outcome == Outcome.Referred ? new FollowUp(WorkKind.FullReview) : default;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs)
    {
        Outcome outcome = item.Referred ? Outcome.Referred : Outcome.Accepted;
        return new Decision(outcome, After(item, outcome));
    }
}

/// <summary>
/// The pool: an import specialist opens a selected summary. Worked only when nothing with a clock waits; lapses at its
/// cut-off unless opened.
/// </summary>
public sealed class FullReview() : WorkRule(WorkKind.FullReview, "full review", Role.ImportSpecialist, Rank.Pool, Expiry.LapsesUnopened)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes => Adverse.Findings;

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => Adverse.AfterReview(outcome);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => Adverse.OfReview(item, luck, inputs);
}

/// <summary>Review of a current AD/CVD summary.</summary>
public sealed class AdCvdReview() : WorkRule(WorkKind.AdCvdReview, "AD/CVD review", Role.ImportSpecialist, Rank.Reply)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes => Adverse.Findings;

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => Adverse.AfterReview(outcome);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => Adverse.OfReview(item, luck, inputs);
}

/// <summary>A CF-28, request for information, is written and sent; the importer answers, late, or not at all.</summary>
public sealed class Cf28Issue() : WorkRule(WorkKind.Cf28Issue, "CF-28 issued", Role.ImportSpecialist, Rank.Reply)
{
    public override bool IsTouchPoint => true;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Issued];

    public override IReadOnlyList<WaitCause> Waits { get; } = [WaitCause.Importer];

    /// <summary>The answer is awaited; who stays silent gets a CF-29 (<see cref="AfterSilence"/>).</summary>
    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) => new(WorkKind.Cf28Reply, Cause: WaitCause.Importer);

    /// <summary>What follows when the days to answer are over and no answer came.</summary>
    public static FollowUp AfterSilence() => new(WorkKind.Cf29Issue, Cause: WaitCause.Importer);

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs)
    {
        if (inputs.Cf28Silent.Hits(luck.A))
        {
            long silence = (long)inputs.Cf28Days * SimTime.Day;
            return new Decision(Outcome.Issued, AfterSilence() with { DelaySeconds = silence });
        }

        long more = inputs.Cf28Extended.Hits(luck.B) ? (long)inputs.Cf28Days * SimTime.Day : 0;
        return new Decision(Outcome.Issued, After(item, Outcome.Issued) with { DelaySeconds = inputs.Cf28Reply.At(luck.C) + more });
    }
}

/// <summary>The importer's answer to a CF-28 is read.</summary>
public sealed class Cf28Reply() : WorkRule(WorkKind.Cf28Reply, "CF-28 reply read", Role.ImportSpecialist, Rank.Reply)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Accepted, Outcome.Cf29];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) =>
        outcome == Outcome.Cf29 ? new FollowUp(WorkKind.Cf29Issue) : default;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs)
    {
        Outcome outcome = inputs.Cf28ReplyToCf29.Hits(luck.A) ? Outcome.Cf29 : Outcome.Accepted;
        return new Decision(outcome, After(item, outcome));
    }
}

/// <summary>A CF-29, notice of action, is written and sent. Unanswered, it stands when the time to answer has run out.</summary>
public sealed class Cf29Issue() : WorkRule(WorkKind.Cf29Issue, "CF-29 issued", Role.ImportSpecialist, Rank.Reply)
{
    public override bool IsTouchPoint => true;

    public override bool DecidesQuestion => true;

    /// <summary>Issued, and an answer is awaited; or it stands when the days to answer are over.</summary>
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Issued, Outcome.Stands];

    public override IReadOnlyList<WaitCause> Waits { get; } = [WaitCause.Importer];

    public override FollowUp After(in WorkItem item, Outcome outcome, WaitCause wait = WaitCause.None) =>
        outcome == Outcome.Issued ? new FollowUp(WorkKind.Cf29Reply, Cause: WaitCause.Importer) : default;

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => inputs.Cf29Answered.Hits(luck.A)
        ? new Decision(Outcome.Issued, After(item, Outcome.Issued) with { DelaySeconds = inputs.Cf29Reply.At(luck.B) })
        : new Decision(Outcome.Stands, Adverse.Protest(item, now, now + ((long)inputs.Cf29Days * SimTime.Day), luck.C, luck.D, inputs));
}

/// <summary>The importer's answer to a CF-29 is read; mostly the action stands.</summary>
public sealed class Cf29Reply() : WorkRule(WorkKind.Cf29Reply, "CF-29 reply read", Role.ImportSpecialist, Rank.Reply)
{
    public override bool DecidesQuestion => true;

    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Stands, Outcome.Withdrawn];

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => inputs.Cf29Stands.Hits(luck.A)
        ? new Decision(Outcome.Stands, Adverse.Protest(item, now, now, luck.B, luck.C, inputs))
        : new Decision(Outcome.Withdrawn);
}

/// <summary>An opened case is extended by a year, so that it is not deemed liquidated (19 CFR 159.12).</summary>
public sealed class Extension() : WorkRule(WorkKind.Extension, "extension of an opened case", Role.ImportSpecialist, Rank.ClockOfLaw, Expiry.DeemedUnfinished)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Issued];

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Issued);

    /// <summary>
    /// Whether an opened case must be extended because its next stage comes too near its liquidation, and until when that
    /// must be done. Once a case.
    /// </summary>
    /// <param name="next">The next stage; <see cref="WorkItem.Seen"/> is when it begins or its wait ends.</param>
    /// <param name="now">UTC seconds.</param>
    /// <param name="deadline">The liquidation, or a day from now if that is later.</param>
    public static bool IsNeeded(in WorkItem next, long now, WorkInputs inputs, out long deadline)
    {
        long liquidation = SimTime.StartOf(next.FiledDay + inputs.LiquidationDays);
        deadline = Math.Max(liquidation, now + SimTime.Day);
        return !next.Extended
            && next.Kind is WorkKind.Cf28Reply or WorkKind.Cf29Issue or WorkKind.Cf29Reply
            && next.Seen >= liquidation - ((long)inputs.ExtensionLeadDays * SimTime.Day);
    }
}

/// <summary>What follows decisions against the importer.</summary>
internal static class Adverse
{
    /// <summary>What an opened review may find.</summary>
    public static IReadOnlyList<Outcome> Findings { get; } = [Outcome.Accepted, Outcome.Cf28, Outcome.Cf29];

    public static FollowUp AfterReview(Outcome outcome) => outcome switch
    {
        Outcome.Cf28 => new FollowUp(WorkKind.Cf28Issue),
        Outcome.Cf29 => new FollowUp(WorkKind.Cf29Issue),
        _ => default,
    };

    /// <summary>Outcome of an opened review: accept, CF-28 or CF-29; trusted traders and trained importers less often.</summary>
    public static Decision OfReview(in WorkItem item, Luck luck, WorkInputs inputs)
    {
        bool spared = ((item.Flags & AccountFlags.Trusted) != 0 && !inputs.TrustedAdverse.Hits(luck.B))
            || ((item.Flags & AccountFlags.Trained) != 0 && !inputs.TrainedAdverse.Hits(luck.D));

        // Both shares are of all opened reviews, so one word decides.
        Outcome outcome = spared ? Outcome.Accepted
            : inputs.ReviewToCf28.Hits(luck.A) ? Outcome.Cf28
            : (inputs.ReviewToCf28 + inputs.ReviewToCf29).Hits(luck.A) ? Outcome.Cf29
            : Outcome.Accepted;

        // Who knows the answer does not ask again (model section 4).
        if (outcome == Outcome.Cf28 && item.Memory != CaseMemory.None
            && !(item.Memory == CaseMemory.Own ? inputs.Cf28OnRepeat : inputs.Cf28OnRepeatElsewhere).Hits(luck.C))
        {
            outcome = Outcome.Accepted;
        }

        return new Decision(outcome, AfterReview(outcome));
    }

    /// <summary>
    /// A protest within 180 days of liquidation, filed uniformly; it goes where routing says on that day. The importer
    /// joins other entries of the same question to it.
    /// </summary>
    /// <param name="stands">When the decision stands: no earlier than <paramref name="now"/>.</param>
    public static FollowUp Protest(in WorkItem item, long now, long stands, uint whether, uint when, WorkInputs inputs)
    {
        if (!inputs.AdverseProtested.Hits(whether))
        {
            return default;
        }

        long liquidation = SimTime.StartOf(LiquidationSchedule.PostedOn(item.FiledDay + inputs.LiquidationDays));
        long from = Math.Max(stands, liquidation);
        long delay = from - now + (((long)inputs.ProtestDays * SimTime.Day * when) >> 32);

        // The high bits of the first word are used up by the decision to protest, its low ones are not; the second word
        // is the filing day, and a late protest is no larger than an early one.
        ulong size = uint.RotateLeft(whether, 16);
        ushort entries = inputs.ProtestEntries[(int)((size * (ulong)inputs.ProtestEntries.Count) >> 32)];
        return new FollowUp(WorkKind.ProtestIntake, delay, WaitCause.Liquidation, ByRoute: true) { Entries = entries };
    }
}
