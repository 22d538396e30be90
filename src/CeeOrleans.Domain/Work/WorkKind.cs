namespace CeeOrleans.Domain.Work;

/// <summary>One kind of human work. The numbers are stored and hashed: never renumber, never reuse.</summary>
public enum WorkKind : byte
{
    None = 0,
    QuotaEntry = 1,
    HoldHelp = 2,
    Determination = 3,
    AdCvdLiquidationEntry = 4,
    AdCvdLiquidationImport = 5,
    AdCvdMessage = 6,
    Extension = 7,
    AcceleratedProtest = 8,
    ExclusionProtest = 9,
    Reject = 10,
    StatementException = 11,
    Cf28Issue = 12,
    Cf28Reply = 13,
    Cf29Issue = 14,
    Cf29Reply = 15,
    CorrectionFirstLook = 16,
    CorrectionReview = 17,
    AdCvdReview = 18,
    ProtestIntake = 19,
    Protest = 20,
    RefundFirstLook = 21,
    RefundClaim = 22,
    Contact = 23,
    DocumentReview = 24,
    FullReview = 25,
    PartnerReferral = 26,
    TradeTraining = 27,

    /// <summary>First of the kinds that a plain queue names itself; up to 8 of them.</summary>
    Plain = 40,
}

/// <summary>
/// Order at a desk, lowest first; inside a rank by due time, then by id. Goods held preempts; the pool is worked only
/// when nothing with a clock waits (model section 1).
/// </summary>
public enum Rank : byte
{
    GoodsHeld = 1,
    ClockOfLaw = 2,
    Reply = 3,
    Routine = 4,
    Pool = 5,
}

/// <summary>How a piece of work left an office, or what was decided. The numbers are hashed.</summary>
public enum Outcome : byte
{
    None = 0,

    /// <summary>Accepted as entered, or simply done.</summary>
    Accepted = 1,
    Cf28 = 2,
    Cf29 = 3,
    Referred = 4,
    Granted = 5,
    Denied = 6,

    /// <summary>A CF-29 stands: an adverse decision.</summary>
    Stands = 7,
    Withdrawn = 8,

    /// <summary>Nobody opened it by its cut-off: it liquidates as entered.</summary>
    Lapsed = 9,

    /// <summary>The clock of law ran out: deemed liquidated, or deemed denied.</summary>
    Deemed = 10,

    /// <summary>Rejected; the importer files anew.</summary>
    Refiled = 11,
    Issued = 12,
}
