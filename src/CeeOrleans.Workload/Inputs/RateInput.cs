using System.Collections.Immutable;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Inputs;

/// <summary>Shares of summaries and counts a year that make work (model sections 1 and 6).</summary>
public sealed record RateInput
{
    public required double DocumentReview { get; init; }

    /// <summary>Share of document reviews that are referred; inside <see cref="Selected"/>.</summary>
    public required double Referred { get; init; }

    /// <summary>Share of summaries selected for a full review, referrals included.</summary>
    public required double Selected { get; init; }

    /// <summary>How often summaries of trusted traders are selected against others.</summary>
    public required double TrustedSelected { get; init; }

    /// <summary>How often summaries of other C-TPAT members are selected against non-members.</summary>
    public required double CtpatSelected { get; init; }

    public required double QuotaPerYear { get; init; }

    public required double Reject { get; init; }

    public required double StatementException { get; init; }

    public required double Correction { get; init; }

    public required double CorrectionReviewed { get; init; }

    /// <summary>Days from filing within which a correction is filed.</summary>
    public required int CorrectionDays { get; init; }

    public required double RefundPerYear { get; init; }

    public required double HoldHelpPerYear { get; init; }

    /// <summary>Determinations a year, hold help included.</summary>
    public required double DeterminationPerYear { get; init; }

    public required double ContactPerYear { get; init; }

    /// <summary>Contacts an importer has regardless of its size, as a share of all contacts.</summary>
    public required double ContactFlatShare { get; init; }

    /// <summary>Share of summaries protested as entered, so that with protests of adverse decisions the total is 45,000.</summary>
    public required double ProtestAsEntered { get; init; }

    /// <summary>Entries covered by one protest.</summary>
    public required Distribution ProtestEntries { get; init; }

    public required double ProtestAccelerated { get; init; }

    public required double ProtestExclusion { get; init; }

    public required double AdCvdReviewPerYear { get; init; }

    /// <summary>Chapters of the tariff whose goods have AD/CVD orders; empty means all.</summary>
    public ImmutableArray<int> AdCvdChapters { get; init; } = [];

    /// <summary>Share of summaries whose liquidation is suspended.</summary>
    public required double AdCvdSuspended { get; init; }

    public required double AdCvdMessagesPerYear { get; init; }

    /// <summary>Entries lifted by one message.</summary>
    public required Distribution AdCvdBatch { get; init; }

    /// <summary>Suspended entries at the start of the first entry-year.</summary>
    public required double AdCvdStock { get; init; }

    public required double PartnerReferral { get; init; }

    /// <summary>Trainings of small importers; null: none.</summary>
    public TradeTrainingInput? Training { get; init; }

    /// <summary>The pool lapses so many business days after filing, or ten days before liquidation.</summary>
    public required int PoolBusinessDays { get; init; }

    public required int PoolDaysBeforeLiquidation { get; init; }

    /// <summary>Share of entries examined at the port, by mode water, air, land.</summary>
    public required ImmutableArray<double> ExamByMode { get; init; }

    /// <summary>Exam rate of trusted traders against others.</summary>
    public required double TrustedExam { get; init; }

    /// <summary>Delay of an examined entry.</summary>
    public required Distribution ExamDelay { get; init; }

    /// <summary>Officer seconds of an exam.</summary>
    public required Distribution ExamService { get; init; }

    /// <summary>Shares of exams and holds by cause: security, trade, partner agency, intellectual property.</summary>
    public required ImmutableArray<double> ExamCause { get; init; }

    /// <summary>Days by which hold help shortens a hold.</summary>
    public required double HoldShortenedDays { get; init; }
}
