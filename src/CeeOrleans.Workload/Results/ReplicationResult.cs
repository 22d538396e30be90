using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Results;

/// <summary>
/// What one replication found, all integers, so that its hash is the same on every machine. Rows stand in a fixed
/// order: by office, then role or kind.
/// </summary>
public sealed record ReplicationResult
{
    public required int Replication { get; init; }

    public required SummaryTotals Summaries { get; init; }

    public required ImmutableArray<DeskTotals> Desks { get; init; }

    public required ImmutableArray<KindTotals> Kinds { get; init; }

    /// <summary>One row per week, office and role, ascending by week.</summary>
    public required ImmutableArray<WeekRow> Weeks { get; init; }

    public required ImmutableArray<PortTotals> Ports { get; init; }

    /// <summary>One row per Center index plus, last, accounts without one.</summary>
    public required ImmutableArray<IndustryTotals> Industries { get; init; }

    public required AccountTotals Accounts { get; init; }

    /// <summary>Who the work was for: by class, by trader, by industry; empty in a plain queue.</summary>
    public ImmutableArray<StratumTotals> Strata { get; init; } = [];

    public required AdCvdTotals AdCvd { get; init; }

    public required ImmutableArray<LawCheck> Laws { get; init; }

    /// <summary>What was open at the start and when it was gone, by office and kind; only rows with something in them.</summary>
    public ImmutableArray<OpeningTotals> Opening { get; init; } = [];

    /// <summary>Who was on board when, by day, office and role; empty in a plain queue.</summary>
    public ImmutableArray<StaffingRow> Staffing { get; init; } = [];

    /// <summary>Pieces of work that arrived or followed, all kinds.</summary>
    public required long WorkItems { get; init; }

    /// <summary>Decisions taken by people.</summary>
    public required long Decisions { get; init; }
}

/// <summary>Entry summaries filed in the horizon.</summary>
public sealed record SummaryTotals(long Filed, long Untouched, long Touched, long ValueCents)
{
    /// <summary>Candidates whose swing asked for more than the envelope has.</summary>
    public long Clipped { get; init; }

    public long CtpatFiled { get; init; }

    public long CtpatValueCents { get; init; }

    public long CtpatLines { get; init; }

    public long IsaFiled { get; init; }

    public long IsaValueCents { get; init; }

    public long TrustedFiled { get; init; }

    public long Lines { get; init; }

    /// <summary>Corrections accepted by the system without a person.</summary>
    public long CorrectionsAutomatic { get; init; }

}

/// <summary>Staff seconds of one desk over the horizon: busy + idle + off = people × horizon.</summary>
/// <param name="People">Everyone who was at the desk on some day of the horizon.</param>
/// <param name="ClockedSeconds">Busy with work other than the pool.</param>
public sealed record DeskTotals(int Office, Role Role, int People, long BusySeconds, long IdleSeconds, long OffSeconds, long ClockedSeconds)
{
    /// <summary>Elapsed service seconds of the clocked work that arrived.</summary>
    public long ClockedArrivedSeconds { get; init; }

    /// <summary>Days on board, summed over people: over the days of the horizon it is the mean number of people.</summary>
    public long PersonDays { get; init; }

    /// <summary>Seconds on shift at each one's pace. Clocked load is <see cref="ClockedArrivedSeconds"/> over this.</summary>
    public long CapacitySeconds { get; init; }

    /// <summary>Seconds on shift: busy + idle.</summary>
    public long PresentSeconds => BusySeconds + IdleSeconds;
}

/// <summary>
/// One kind of work at one office. Open at start + arrived + received = finished + lapsed + deemed + withdrawn +
/// passed + open at end.
/// </summary>
public sealed record KindTotals(int Office, WorkKind Kind)
{
    public long OpenAtStart { get; init; }

    /// <summary>From importers, ports, replies and earlier stages at this office.</summary>
    public long Arrived { get; init; }

    /// <summary>From another office.</summary>
    public long Received { get; init; }

    public long Finished { get; init; }

    public long Lapsed { get; init; }

    public long Deemed { get; init; }

    public long Withdrawn { get; init; }

    public long Passed { get; init; }

    public long OpenAtEnd { get; init; }

    /// <summary>Cohort: items whose clock or target ran out inside the horizon.</summary>
    public long Due { get; init; }

    /// <summary>Of those, finished in time.</summary>
    public long OnTime { get; init; }

    /// <summary>Pool: opened by a person.</summary>
    public long Opened { get; init; }

    /// <summary>Elapsed service seconds given.</summary>
    public long ServiceSeconds { get; init; }

    /// <summary>Sum of waiting before the first touch, of items first touched in the horizon, seconds.</summary>
    public long WaitSeconds { get; init; }

    public long FirstTouched { get; init; }

    /// <summary>Of <see cref="WaitSeconds"/>: while somebody of the desk was on shift, busy with other work; the rest was off shift.</summary>
    public long WaitOnShiftSeconds { get; init; }

    /// <summary>Sum of times between offices: from arising, or from being passed on, to the cut at which the next office sees it, seconds.</summary>
    public long HandOverSeconds { get; init; }

    /// <summary>Sum over items of their time at the office inside the horizon, seconds: Little's other side.</summary>
    public long SojournSeconds { get; init; }

    public long YieldFoundCents { get; init; }

    public long YieldForgoneCents { get; init; }

    /// <summary>Value of entries deemed liquidated or denied, dollars.</summary>
    public long DeemedValueDollars { get; init; }

    /// <summary>Integral over the horizon of the number open, item-seconds, summed event by event.</summary>
    public long OpenSeconds { get; init; }

    /// <summary>Entries inside the items finished (batches).</summary>
    public long EntriesFinished { get; init; }

    /// <summary>Age of what is open at the end, seconds summed.</summary>
    public long OpenAgeSeconds { get; init; }

    /// <summary>Time from seen to first touch.</summary>
    public DurationSketch Wait { get; init; } = DurationSketch.Empty;

    /// <summary>Time from seen to finished.</summary>
    public DurationSketch Sojourn { get; init; } = DurationSketch.Empty;

    /// <summary>Age at the end of what is open then.</summary>
    public DurationSketch OpenAge { get; init; } = DurationSketch.Empty;
}

/// <summary>One desk at the end of one week.</summary>
/// <param name="Week">0 is the first seven days of the horizon.</param>
/// <param name="OpenClocked">Open items with a clock, those waiting outside not counted.</param>
/// <param name="OpenPool">Open items of the pool.</param>
/// <param name="Outside">Cases waiting for the importer or another outside party.</param>
public sealed record WeekRow(int Week, int Office, Role Role, long OpenClocked, long OpenPool, long Outside)
{
    public long Arrived { get; init; }

    public long Finished { get; init; }

    public long Lapsed { get; init; }

    /// <summary>Pool items opened in the week.</summary>
    public long Opened { get; init; }

    public long Due { get; init; }

    public long OnTime { get; init; }

    public long BusySeconds { get; init; }

    public long PresentSeconds { get; init; }

    /// <summary>Of <see cref="Due"/>, what has a clock: the pool not counted. Finished or left in this week.</summary>
    public long ClockedDue { get; init; }

    /// <summary>Of <see cref="ClockedDue"/>, finished in time.</summary>
    public long ClockedOnTime { get; init; }

    /// <summary>Items that were open at the start and still are, those waiting outside included.</summary>
    public long OpeningLeft { get; init; }
}

/// <summary>
/// What was open at the start, of one kind at one office, and when it was gone: finished, lapsed, deemed, or passed to
/// another office. What follows from it (a reply that is read) is new work.
/// </summary>
/// <param name="Items">Open at the start.</param>
public sealed record OpeningTotals(int Office, WorkKind Kind, long Items)
{
    /// <summary>Day on which no more than one in twenty was left; 0 when there is none yet.</summary>
    public int MostGoneDay { get; init; }

    /// <summary>Day on which nothing was left; 0 when there is none yet.</summary>
    public int AllGoneDay { get; init; }

    /// <summary>Left at the end of the horizon.</summary>
    public long Left { get; init; }
}

public sealed record PortTotals(int Port)
{
    public long Filed { get; init; }

    public long ValueCents { get; init; }

    public long CtpatValueCents { get; init; }

    /// <summary>Post-release work that arose here.</summary>
    public long WorkItems { get; init; }

    /// <summary>Of that, what stays with the port's own office.</summary>
    public long KeptWorkItems { get; init; }

    public long Exams { get; init; }

    public long ExamDelaySeconds { get; init; }

    public long OfficerSeconds { get; init; }
}

/// <summary>Entries and holds by Center of the account.</summary>
public sealed record IndustryTotals(int Center)
{
    public long Importers { get; init; }

    /// <summary>Accounts the Center has at the end of the horizon.</summary>
    public long AccountsTaken { get; init; }

    /// <summary>Accounts whose predominant goods give this Center and that asked for another, whether or not it opened.</summary>
    public long Appealed { get; init; }

    /// <summary>Of those, the ones that got the other; they are among the importers of that Center.</summary>
    public long AppealsGranted { get; init; }

    public long Filed { get; init; }

    public long ValueCents { get; init; }

    public long Exams { get; init; }

    public long ExamDelaySeconds { get; init; }

    /// <summary>Exams by cause: security, trade, partner agency, intellectual property.</summary>
    public ImmutableArray<long> ExamsByCause { get; init; } = [];
}

/// <summary>What accounts saw: from the case book.</summary>
public sealed record AccountTotals
{
    /// <summary>Importers with at least one touch point.</summary>
    public long ImportersTouched { get; init; }

    public long TouchPoints { get; init; }

    /// <summary>Sum over importers of the post-release offices each had to do with.</summary>
    public long OfficesOfImporters { get; init; }

    /// <summary>Importers with at least one decision.</summary>
    public long ImportersDecided { get; init; }

    /// <summary>(importer, heading) pairs decided in the horizon.</summary>
    public long Questions { get; init; }

    /// <summary>Of those, decided by two or more offices within 12 months.</summary>
    public long QuestionsExposed { get; init; }

    public long HoldDaysShortened { get; init; }

    /// <summary>Companies in C-TPAT: those that have an account manager.</summary>
    public long CompaniesTakingPart { get; init; }

    /// <summary>Decisions on questions, one a case, all offices.</summary>
    public long QuestionDecisions { get; init; }

    /// <summary>Of those, by an office other than the one that decided most often on the same question.</summary>
    public long OutsideModalOffice { get; init; }

    /// <summary>Decisions on questions by Centers, one a case.</summary>
    public long CenterDecisions { get; init; }

    /// <summary>Of those, on goods outside the Center's industry.</summary>
    public long OffIndustryDecisions { get; init; }

    /// <summary>Headings decided in the horizon.</summary>
    public long Headings { get; init; }

    /// <summary>Of those, by two or more offices: the same goods of one or more importers.</summary>
    public long HeadingsExposed { get; init; }

    /// <summary>Ambiguous questions with two or more decisions; 0 without uniformity, like all that follows on disagreement.</summary>
    public long AmbiguousQuestions { get; init; }

    /// <summary>Sum over them of the share of pairs of decisions that differ, in millionths. Every question counts alike: pairs of the few that are decided thousands of times would drown all others.</summary>
    public long DisagreementMillionths { get; init; }

    /// <summary>Sum over them of the share of pairs that one office decided, Σw², in millionths.</summary>
    public long SameOfficeMillionths { get; init; }

    /// <summary>Ambiguous questions of which one office decided two or more cases.</summary>
    public long AmbiguousSameOffice { get; init; }

    /// <summary>Sum over them of the share of such pairs that differ, in millionths.</summary>
    public long DisagreementSameOfficeMillionths { get; init; }

    /// <summary>Ambiguous questions that two or more offices decided.</summary>
    public long AmbiguousTwoOffices { get; init; }

    /// <summary>Sum over them of the share of pairs by two offices that differ, in millionths.</summary>
    public long DisagreementTwoOfficesMillionths { get; init; }

    /// <summary>Cases handed to an office while another one's decision on the question was remembered; 0 without memory.</summary>
    public long RepeatsElsewhere { get; init; }

    /// <summary>Pieces of work opened by an office that had decided the question itself; 0 without memory.</summary>
    public long RepeatsOwn { get; init; }
}

/// <summary>The suspended stock: opening + inflow = released + closing.</summary>
public sealed record AdCvdTotals(long OpeningStock, long Suspended, long Released, long ClosingStock)
{
    public long Messages { get; init; }
}

/// <summary>A law that was checked.</summary>
/// <param name="Name">What must hold.</param>
/// <param name="Detail">The numbers.</param>
public sealed record LawCheck(string Name, bool Held, string Detail);
