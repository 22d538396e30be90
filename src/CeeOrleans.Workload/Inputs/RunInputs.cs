using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// Everything a scenario assumes, in plain values: what a scenario file and the reference data say once they are
/// merged. <c>Setup.Compile</c> turns it into tables. Shares are fractions, times seconds, sizes summaries a year
/// unless said otherwise.
/// </summary>
public sealed record RunInputs
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>SHA-256 of the effective scenario, lower-case hex.</summary>
    public required string ScenarioHash { get; init; }

    /// <summary>SHA-256 of the reference data and zone tables used, lower-case hex.</summary>
    public required string DataHash { get; init; }

    /// <summary>First day of the horizon, days since 1970-01-01.</summary>
    public required int StartDay { get; init; }

    /// <summary>Length of the horizon in days, at least 1.</summary>
    public required int Days { get; init; }

    public required ulong Seed { get; init; }

    public required int Replications { get; init; }

    public OpeningInput Opening { get; init; } = OpeningInput.Empty;

    /// <summary>Hours from one exchange between offices to the next: 24 or 12. Never changes a result.</summary>
    public int WindowHours { get; init; } = 24;

    /// <summary>Second of the UTC day of the daily cut (model section 5: 10:00).</summary>
    public int CutSecond { get; init; } = 10 * 3600;

    public required BusinessCalendar Calendar { get; init; }

    public required ImmutableArray<ZoneTable> Zones { get; init; }

    public required ImmutableArray<PortInput> Ports { get; init; }

    /// <summary>Offices other than Centers: service offices, ports with their own desk, or the one office of a plain queue.</summary>
    public required ImmutableArray<OfficeInput> Offices { get; init; }

    public required ImmutableArray<CenterInput> Centers { get; init; }

    /// <summary>Center index of each four-digit heading, 10,000 long; -1 where none.</summary>
    public ImmutableArray<sbyte> CenterOfHeading { get; init; } = [];

    /// <summary>The four-digit headings that exist, ascending: goods are entered under these only.</summary>
    public ImmutableArray<ushort> TariffHeadings { get; init; } = [];

    public RoutingInput Routing { get; init; } = new();

    /// <summary>The synthetic importers; null in a plain queue.</summary>
    public PopulationInput? Population { get; init; }

    /// <summary>Plain arrival streams; empty in a national scenario.</summary>
    public ImmutableArray<SourceInput> Sources { get; init; } = [];

    public required ImmutableArray<KindInput> Kinds { get; init; }

    /// <summary>Shares and delays of the rules of work; null in a plain queue.</summary>
    public WorkInputs? Work { get; init; }

    public RateInput? Rates { get; init; }

    public SwingInput Swings { get; init; } = SwingInput.Off;

    public PeopleInput People { get; init; } = new();

    public MoneyInput Money { get; init; } = new();

    public ImmutableArray<TargetInput> Targets { get; init; } = [];
}

public enum OpeningKind : byte
{
    /// <summary>Nobody waits and nothing is open.</summary>
    Empty = 0,

    /// <summary>The two years before are run once and their end kept.</summary>
    Stationary = 1,

    /// <summary>The open items are given by office, kind and age; what arrives later from earlier entry-years is projected.</summary>
    Given = 2,
}

/// <summary>Open items of one kind at one office, of one age.</summary>
/// <param name="Office">Code of the office.</param>
/// <param name="AgeDays">Calendar days since it arose, 0 to 1,000.</param>
/// <param name="Items">How many.</param>
public sealed record BacklogRow(string Office, WorkKind Kind, int AgeDays, int Items);

public sealed record OpeningInput(OpeningKind Kind, ImmutableArray<BacklogRow> Backlog)
{
    public static OpeningInput Empty { get; } = new(OpeningKind.Empty, []);

    public static OpeningInput Stationary { get; } = new(OpeningKind.Stationary, []);
}

/// <param name="Code">Schedule D code, four digits.</param>
/// <param name="Zone">Index into <see cref="RunInputs.Zones"/>.</param>
/// <param name="Weight">Share of entry summaries, not necessarily normalised.</param>
/// <param name="ValueWeight">Share of import value, not necessarily normalised.</param>
/// <param name="Office">Index into <see cref="RunInputs.Offices"/> of the office that serves it.</param>
public sealed record PortInput(string Code, string Name, string State, int Zone, Mode Mode, double Weight, double ValueWeight, int Office);

/// <param name="Code">Schedule D code, or a name in a plain queue.</param>
/// <param name="Staff">People given by the scenario; empty means placed by workload (<see cref="PeopleInput"/>).</param>
public sealed record OfficeInput(string Code, string Name, string State, OfficeKind Kind, int Zone, ImmutableArray<StaffInput> Staff);

/// <summary>So many whole people of a role.</summary>
public sealed record StaffInput(Role Role, int People);

/// <param name="Code">Team code, three digits.</param>
/// <param name="Short">Abbreviation, for charts: ELE.</param>
/// <param name="Zone">Zone of its city.</param>
/// <param name="Phases">When it takes which accounts; empty when it never opens in this scenario.</param>
public sealed record CenterInput(string Code, string Short, string Name, string City, int Zone, ImmutableArray<TakeOverPhase> Phases, ImmutableArray<StaffInput> Staff);

public sealed record RoutingInput
{
    public AssignmentBasis Basis { get; init; } = AssignmentBasis.Entries;

    public TrustedTraderDefinition Trusted { get; init; } = new();

    public BacklogRule Backlog { get; init; } = BacklogRule.Moves;

    /// <summary>Share of each Center's accounts that applied to the test, trusted traders first.</summary>
    public double AppliedShare { get; init; }
}

/// <summary>The synthetic nation (model section 6, "Size of importers").</summary>
public sealed record PopulationInput
{
    /// <summary>Importers of record, 1 to 2,097,151.</summary>
    public required int Importers { get; init; }

    /// <summary>Expected entry summaries of the whole population in the first year of the horizon.</summary>
    public required double SummariesPerYear { get; init; }

    /// <summary>Growth of that number from one entry-year to the next, 0 to 1; earlier years have fewer.</summary>
    public double GrowthPerYear { get; init; }

    /// <summary>
    /// The volume at which counts a year (<see cref="RateInput"/>) and the yield of reviews are stated. A scenario with a
    /// tenth more summaries has a tenth more of each, by more entries, while every entry keeps its fate.
    /// </summary>
    public required double ReferenceSummariesPerYear { get; init; }

    /// <summary>Standard deviation of the log of an importer's summaries a year.</summary>
    public required double SizeSigma { get; init; }

    /// <summary>Median summaries a year of an importer before the total is normalised.</summary>
    public required double SizeMedian { get; init; }

    /// <summary>Greatest summaries a year of one importer.</summary>
    public required double SizeLimit { get; init; }

    /// <summary>Correlation of the log sizes of IOR numbers of one company.</summary>
    public required double CompanyCorrelation { get; init; }

    /// <summary>
    /// Mean IOR numbers of a company whose log size is one standard deviation above the middle; grows in proportion
    /// to the log size above the middle, 1 below it.
    /// </summary>
    public required double IorsOfLargeCompany { get; init; }

    /// <summary>Share of importers by Center, ten values.</summary>
    public required ImmutableArray<double> ImporterShareByCenter { get; init; }

    /// <summary>Share of entry summaries by Center, ten values; empty when every importer's size is drawn alike.</summary>
    public ImmutableArray<double> EntryShareByCenter { get; init; } = [];

    /// <summary>Mean value of an entry by Center relative to the others, ten values.</summary>
    public required ImmutableArray<double> ValuePerEntryByCenter { get; init; }

    /// <summary>Mean value of one entry summary, dollars.</summary>
    public required double MeanValueDollars { get; init; }

    /// <summary>Coefficient of variation of the value of one importer's entries; lognormal.</summary>
    public required double ValueCv { get; init; }

    /// <summary>How much faster value than entries grows with size: value per entry ∝ size^this.</summary>
    public required double ValueSizeExponent { get; init; }

    /// <summary>Share of an importer's entries inside its own industry, mean.</summary>
    public required double HomeIndustryShare { get; init; }

    /// <summary>Most ports of one importer (the seed's importer has 60).</summary>
    public required int MostPorts { get; init; }

    /// <summary>Ports grow as size^this.</summary>
    public required double PortsExponent { get; init; }

    /// <summary>Share of entry summaries filed by C-TPAT members; its size threshold is solved once.</summary>
    public required double CtpatEntryShare { get; init; }

    /// <summary>Steepness of membership in log size.</summary>
    public required double CtpatSlope { get; init; }

    /// <summary>log(summaries a year) at which half of companies are C-TPAT members; solved once, frozen.</summary>
    public required double CtpatMidpoint { get; init; }

    /// <summary>Shares of tiers 1, 2, 3 among members.</summary>
    public required ImmutableArray<double> TierShares { get; init; }

    /// <summary>log(summaries a year) at which half of C-TPAT companies are ISA members; solved once, frozen.</summary>
    public required double IsaMidpoint { get; init; }

    public required double IsaSlope { get; init; }

    /// <summary>Importers below this many summaries a year are small.</summary>
    public required double SmallBelow { get; init; }

    /// <summary>Entry lines per summary, mean.</summary>
    public required double LinesPerSummary { get; init; }

    /// <summary>Twelve relative rates of filing by calendar month, January first.</summary>
    public required ImmutableArray<double> Season { get; init; }

    /// <summary>Seven relative rates by weekday, Monday first; holidays count as Sunday.</summary>
    public required ImmutableArray<double> Weekday { get; init; }

    /// <summary>Most candidates are this many times the base rate; a swing beyond it is clipped and counted.</summary>
    public double Envelope { get; init; } = 2.5;
}

/// <summary>A plain stream of work into one office.</summary>
/// <param name="Office">Index into <see cref="RunInputs.Offices"/>.</param>
/// <param name="Between">Seconds between arrivals.</param>
/// <param name="Batch">Items that arrive together, 1 or more.</param>
/// <param name="AtCut">True when the office sees an arrival only after the next daily cut.</param>
public sealed record SourceInput(int Office, WorkKind Kind, Distribution Between, int Batch = 1, bool AtCut = false)
{
    /// <summary>
    /// Relative arrival rate by hour of the UTC day, 24 values with mean 1, or empty for a steady one. Only with
    /// exponential gaps.
    /// </summary>
    public ImmutableArray<double> Rate { get; init; } = [];
}

/// <summary>Time, clock and target of one kind of work.</summary>
public sealed record KindInput
{
    public required WorkKind Kind { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public required Rank Rank { get; init; }

    /// <summary>Case seconds: hands-on time, before the direct share.</summary>
    public required Distribution Service { get; init; }

    public required WorkClock Clock { get; init; }

    /// <summary>The planner's own target where it differs from the clock.</summary>
    public WorkClock? Target { get; init; }

    /// <summary>True when nothing in the scenario protects this work by target or floor.</summary>
    public bool Unprotected { get; init; }

    /// <summary>Plain queues: takes a busy person from work of a lower rank, which is resumed later.</summary>
    public bool Preempts { get; init; }

    /// <summary>Plain queues: what an item becomes when finished, with probabilities; the rest leaves.</summary>
    public ImmutableArray<PlainNext> Next { get; init; } = [];
}

/// <summary>Plain queues: with this probability an item goes on as another kind.</summary>
/// <param name="Office">Index of the office it goes to; another office sees it after the next cut.</param>
public sealed record PlainNext(WorkKind Kind, int Office, double Probability);

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

/// <summary>Slow common swings of demand (model section 2): monthly AR(1) in the log.</summary>
public sealed record SwingInput(double NationalSd, double NationalAr, double IndustrySd, double IndustryAr, double PortSd, double PortAr, double MixSd, double MixAr)
{
    public static SwingInput Off { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>People and their calendars (model section 3).</summary>
public sealed record PeopleInput
{
    /// <summary>Import specialists to place by workload where offices give none.</summary>
    public int ImportSpecialists { get; init; }

    public int EntrySpecialists { get; init; }

    /// <summary>Share of present time that goes into cases; makes service slower, not heads fewer.</summary>
    public double DirectShare { get; init; } = 1;

    /// <summary>Capacity factor for people still in their ramp; where people come and go over time, their own pace counts instead.</summary>
    public double Ramp { get; init; } = 1;

    /// <summary>Second-of-day spans in which a person works; empty means round the clock, every day.</summary>
    public ImmutableArray<(int From, int To)> Shift { get; init; } = [];

    /// <summary>Leave blocks a year in business days, for example 10, 5 and six of 1.</summary>
    public ImmutableArray<int> LeaveBlocks { get; init; } = [];

    public int SickDays { get; init; }

    /// <summary>Mean length of a spell of sickness, days.</summary>
    public int SickSpell { get; init; } = 2;

    public int TrainingDays { get; init; }

    /// <summary>Relative chance that leave starts in June to August.</summary>
    public double SummerLeave { get; init; } = 1;

    /// <summary>Relative chance that leave starts in the last two weeks of December.</summary>
    public double DecemberLeave { get; init; } = 1;

    /// <summary>A desk without people for more business days than this passes on what falls due.</summary>
    public int CoverAfterBusinessDays { get; init; } = 2;

    /// <summary>Import specialists of each open Center who do no casework.</summary>
    public int CenterOverhead { get; init; }

    /// <summary>Share of the time of a Center's specialist that stays with the port he or she came from.</summary>
    public double DualHat { get; init; }

    public PeopleOverTimeInput OverTime { get; init; } = PeopleOverTimeInput.Off;
}

/// <summary>Money: the yield of reviews and what work costs.</summary>
public sealed record MoneyInput
{
    /// <summary>Most that reviews could find in a year, dollars (model section 6: 652 M).</summary>
    public double YieldLimitDollars { get; init; }

    /// <summary>Exponent γ of R(u) = limit·(1 − (1 − u)^γ), u the best share of summaries by risk.</summary>
    public double YieldExponent { get; init; } = 1;

    public double PositionDollarsPerYear { get; init; }

    public double HoldDayDollars { get; init; }

    public double Cf28Dollars { get; init; }
}

/// <summary>A declared target: of the cohort due in the horizon, at least this share on time, or a coverage of at least this.</summary>
/// <param name="Measure">"on time" or "coverage".</param>
public sealed record TargetInput(string Measure, WorkKind Kind, double AtLeast);
