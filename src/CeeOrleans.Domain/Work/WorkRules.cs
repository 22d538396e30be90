namespace CeeOrleans.Domain.Work;

/// <summary>Every rule of customs work, by kind.</summary>
public static class WorkRules
{
    /// <summary>All rules, ascending by kind.</summary>
    public static IReadOnlyList<WorkRule> All { get; } =
    [
        .. new WorkRule[]
        {
            new QuotaEntry(), new HoldHelp(), new Determination(), new AdCvdLiquidationEntry(), new AdCvdLiquidationImport(),
            new AdCvdMessage(), new Extension(), new AcceleratedProtest(), new ExclusionProtest(), new Reject(),
            new StatementException(), new Cf28Issue(), new Cf28Reply(), new Cf29Issue(), new Cf29Reply(),
            new CorrectionFirstLook(), new CorrectionReview(), new AdCvdReview(), new ProtestIntake(), new Protest(),
            new RefundFirstLook(), new RefundClaim(), new Contact(), new DocumentReview(), new FullReview(), new PartnerReferral(), new TradeTraining(),
        }.OrderBy(r => r.Kind),
    ];

    /// <exception cref="ArgumentOutOfRangeException">No rule for this kind.</exception>
    public static WorkRule For(WorkKind kind) =>
        All.FirstOrDefault(r => r.Kind == kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No rule for this kind of work.");
}
