namespace CeeOrleans.Experiments.Measures;

/// <summary>The names of measures. They stand in files that others read: never rename.</summary>
public static class MeasureNames
{
    /// <summary>Of the cohort whose clock or target ran out in the horizon, the share finished in time; the pool has no such clock.</summary>
    public const string OnTime = "clocked work on time";

    /// <summary>Pool: opened ÷ (opened + lapsed).</summary>
    public const string Coverage = "coverage";

    public const string RevenueFound = "revenue found";

    public const string RevenueForgone = "revenue forgone";

    /// <summary>Mean age at the end of what is still open, calendar days since it arose.</summary>
    public const string OpenAge = "age of open work";

    /// <summary>Age at the end that the oldest twentieth of what is open is above, calendar days since it arose, within 0.8 %.</summary>
    public const string OpenAgeP95 = "age p95 of open work";

    public const string OpenAtEnd = "open at end";

    public const string OpenAtStart = "open at start";

    /// <summary>Weeks from the first shock until clocks are met as without it, see <see cref="Recovery"/>; where the horizon ended before, the weeks to its end.</summary>
    public const string WeeksToRecover = "weeks to recover";

    /// <summary>Share of replications that met their clocks again before the end; only with shocks.</summary>
    public const string Recovered = "recovered within the horizon";

    /// <summary>Weeks from the first shock until as many reviews are opened before they lapse as without it; as <see cref="WeeksToRecover"/>.</summary>
    public const string WeeksToRecoverReviews = "weeks to recover reviews";

    /// <summary>Share of replications in which coverage was as without the shock before the end; only with shocks.</summary>
    public const string ReviewsRecovered = "reviews recovered within the horizon";

    /// <summary>Days until nothing is left of what was open at the start; only with a given backlog.</summary>
    public const string OpeningAllGone = "opening backlog all gone";

    /// <summary>Days until of each kind at each office at most 5 % is left of what was open at the start; only with a given backlog.</summary>
    public const string OpeningMostGone = "opening backlog 95 % gone";

    /// <summary>What is left at the end of what was open at the start; only with a given backlog.</summary>
    public const string OpeningLeft = "opening backlog left at end";

    public const string Utilisation = "utilisation";

    /// <summary>Hours of clocked work that arrived ÷ hours of the people present.</summary>
    public const string ClockedLoad = "clocked load";

    public const string WaitMean = "wait mean";

    public const string WaitP50 = "wait p50";

    public const string WaitP90 = "wait p90";

    public const string WaitP95 = "wait p95";

    public const string SojournMean = "time at office mean";

    /// <summary>Outward contacts per importer that had at least one.</summary>
    public const string TouchPoints = "touch points per importer";

    public const string ImportersTouched = "importers touched";

    /// <summary>Outward contacts of all importers together.</summary>
    public const string TouchPointsInAll = "touch points";

    /// <summary>Elapsed service given, hours: hands-on time over direct share and ramp.</summary>
    public const string HoursOfWork = "hours of work";

    /// <summary>Post-release offices per importer with at least one decision.</summary>
    public const string OfficesPerImporter = "offices per importer";

    /// <summary>Share of (importer, heading) questions decided by two or more offices within 12 months.</summary>
    public const string Exposure = "exposure";

    /// <summary>Account managers that are there or needed; whole people.</summary>
    public const string AccountManagers = "account managers";

    /// <summary>Companies in C-TPAT for each account manager.</summary>
    public const string Caseload = "companies per account manager";

    /// <summary>Hours that an account manager spends in contacts with companies, over those he or she is present.</summary>
    public const string CaseloadTime = "account managers' time in contacts";

    /// <summary>Of decisions by Centers, the share on goods outside the Center's industry.</summary>
    public const string OffIndustry = "decisions outside the Center's industry";

    /// <summary>Share of decisions taken by another office than the one that decided most often on the same question.</summary>
    public const string OutsideModalOffice = "decisions outside the question's usual office";

    /// <summary>Share of headings decided by two or more offices in the horizon: the same goods of one or more importers.</summary>
    public const string HeadingExposure = "headings decided by several offices";

    /// <summary>Of pairs of decisions on one ambiguous question, the share in which the two differ, every question alike; only with uniformity.</summary>
    public const string Disagreement = "disagreement on ambiguous questions";

    public const string DisagreementSameOffice = "disagreement, same office";

    public const string DisagreementTwoOffices = "disagreement, two offices";

    /// <summary>Σw²: chance that one office took both of two decisions on an ambiguous question; only with uniformity.</summary>
    public const string SameOfficePairs = "pairs of decisions by one office";

    /// <summary>Pieces of work opened by an office that had decided the question itself; only with memory.</summary>
    public const string RepeatsOwn = "repeats at the same office";

    /// <summary>Cases that came while another office's decision on the question was remembered; only with memory.</summary>
    public const string RepeatsElsewhere = "repeats of another office's question";

    public const string Deemed = "deemed";

    public const string DeemedValue = "deemed value";

    public const string UnprotectedItems = "unprotected work";

    public const string UnprotectedShare = "unprotected share of service time";

    public const string People = "people";

    public const string PositionCost = "cost of positions";

    public const string HoldCost = "importer cost of holds";

    public const string Cf28Cost = "importer cost of CF-28";

    public const string HoldDays = "hold days";

    public const string Filed = "entry summaries filed";

    public const string TouchedShare = "summaries touched by people";

    public const string WorkItems = "work items";

    public const string Decisions = "decisions";

    public const string Arrived = "arrived";

    public const string Finished = "finished";

    public const string ImportValue = "import value";

    public const string CtpatEntryShare = "C-TPAT share of summaries";

    public const string CtpatValueShare = "C-TPAT share of value";

    public const string AccountsTaken = "accounts taken";

    /// <summary>Accounts that asked for another Center than their predominant goods give, by that one; only with appeals.</summary>
    public const string Appealed = "accounts that appealed";

    /// <summary>Of those, the ones that got the other Center; only with appeals.</summary>
    public const string AppealsGranted = "appeals granted";

    public const string AdCvdReleased = "AD/CVD entries released";

    public const string AdCvdStock = "AD/CVD entries suspended at end";

    public const string Exams = "exams and holds";
}
