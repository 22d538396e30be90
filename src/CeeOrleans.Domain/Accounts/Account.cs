using System.Collections.Immutable;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>Name and address of an importer, as on CBP Form 5106. Each text at most 100 characters.</summary>
public sealed record AccountProfile(string Name, string Street, string City, string State, string Zip);

/// <summary>Why an account is with its Center. The numbers are stored.</summary>
public enum AssignmentReason : byte
{
    /// <summary>It has none.</summary>
    None = 0,

    /// <summary>The headings of twelve months predominate there.</summary>
    PredominantHeadings = 1,

    /// <summary>Somebody decided so.</summary>
    Decision = 2,

    /// <summary>An appeal was granted.</summary>
    Appeal = 3,
}

/// <summary>Which Center an account belongs to and why.</summary>
/// <param name="Center">Three-digit code; null for none.</param>
/// <param name="Since">UTC seconds.</param>
public sealed record AccountCenter(string? Center, AssignmentReason Reason, long Since)
{
    public static AccountCenter Nowhere { get; } = new(null, AssignmentReason.None, 0);
}

/// <summary>The importer says that it belongs elsewhere. At most one is open.</summary>
/// <param name="Wanted">Code of the Center it asks for.</param>
/// <param name="Since">UTC seconds.</param>
public sealed record CenterAppeal(string Wanted, string Why, long Since);

/// <summary>Entry summaries of one month, port and heading.</summary>
/// <param name="Month">Months since January 1970.</param>
/// <param name="Port">Schedule D code as a number; 0 stands for several ports.</param>
/// <param name="Heading">Four-digit heading; 0 stands for several.</param>
public readonly record struct MonthTotal(int Month, int Port, int Heading, long Entries, long Lines, long ValueCents) : IComparable<MonthTotal>
{
    public int CompareTo(MonthTotal other) =>
        Month != other.Month ? Month.CompareTo(other.Month) : Port != other.Port ? Port.CompareTo(other.Port) : Heading.CompareTo(other.Heading);

    public static bool operator <(MonthTotal left, MonthTotal right) => left.CompareTo(right) < 0;

    public static bool operator <=(MonthTotal left, MonthTotal right) => left.CompareTo(right) <= 0;

    public static bool operator >(MonthTotal left, MonthTotal right) => left.CompareTo(right) > 0;

    public static bool operator >=(MonthTotal left, MonthTotal right) => left.CompareTo(right) >= 0;
}

/// <summary>Entry summaries that are still to be liquidated.</summary>
/// <param name="Week">Weeks since Monday 1969-12-29 of the day on which liquidation is to be posted.</param>
public readonly record struct WeekCount(int Week, int Entries);

/// <summary>Goods that are held at a port.</summary>
/// <param name="Number">Within the account, from 1.</param>
/// <param name="Entry">Entry number, with hyphens.</param>
/// <param name="Placed">UTC seconds.</param>
public sealed record Hold(int Number, string Entry, string Port, HoldCause Cause, long Placed);

/// <summary>Why goods are held. The numbers are stored.</summary>
public enum HoldCause : byte
{
    Security = 1,
    Trade = 2,
    PartnerAgency = 3,
    IntellectualProperty = 4,
}

/// <summary>Outward contacts of one office with the account.</summary>
/// <param name="Last">UTC seconds of the last one.</param>
public readonly record struct OfficeContacts(string Office, int Contacts, long Last);

/// <summary>
/// Everything known about an importer of record that must be at hand at once. Immutable. Never lists entry summaries: they
/// are counted, and are rows of the ledger. Bounds: <see cref="MostCases"/> open cases, 13 months of
/// <see cref="MostTotalsAMonth"/> rows each.
/// </summary>
public sealed record Account
{
    /// <summary>Open cases an account may have.</summary>
    public const int MostCases = 10_000;

    /// <summary>Rows of port and heading in one month; what comes on top is counted under port 0, heading 0.</summary>
    public const int MostTotalsAMonth = 512;

    /// <summary>Months of totals that are kept: this one and twelve before it.</summary>
    public const int MonthsKept = 13;

    public required ImporterNumber Number { get; init; }

    /// <summary>Changes so far; every accepted command that changes anything adds one.</summary>
    public required long Version { get; init; }

    /// <summary>UTC seconds.</summary>
    public required long Opened { get; init; }

    public required AccountProfile Profile { get; init; }

    /// <summary>Identity of the company that owns this number; null when it stands alone.</summary>
    public string? Company { get; init; }

    public Membership Membership { get; init; }

    /// <summary>Applied to the test of the Centers.</summary>
    public bool Applied { get; init; }

    /// <summary>Name of the account manager; null when it has none.</summary>
    public string? Manager { get; init; }

    public AccountCenter Center { get; init; } = AccountCenter.Nowhere;

    public CenterAppeal? Appeal { get; init; }

    /// <summary>Open cases by number.</summary>
    public ImmutableSortedDictionary<int, Case> Cases { get; init; } = ImmutableSortedDictionary<int, Case>.Empty;

    public MonthTotals Totals { get; init; } = MonthTotals.Empty;

    /// <summary>Ascending by week.</summary>
    public ImmutableArray<WeekCount> Unliquidated { get; init; } = [];

    /// <summary>Open holds, ascending by number.</summary>
    public ImmutableArray<Hold> Holds { get; init; } = [];

    /// <summary>Ascending by office.</summary>
    public ImmutableArray<OfficeContacts> Contacts { get; init; } = [];

    /// <summary>Entry summaries filed since the account was opened.</summary>
    public long Filed { get; init; }

    /// <summary>Entry summaries liquidated since the account was opened.</summary>
    public long Liquidated { get; init; }

    /// <summary>Number of the next case.</summary>
    public int NextCase { get; init; } = 1;

    /// <summary>Number of the next hold.</summary>
    public int NextHold { get; init; } = 1;

    /// <summary>What the rules know of the account.</summary>
    public AccountFlags FlagsUnder(TrustedTraderDefinition trusted) =>
        (Membership.Ctpat ? AccountFlags.Ctpat : AccountFlags.None)
        | (Membership.Isa ? AccountFlags.Isa : AccountFlags.None)
        | (trusted.Includes(Membership) ? AccountFlags.Trusted : AccountFlags.None)
        | (Applied ? AccountFlags.Applied : AccountFlags.None);

    /// <summary>What routing knows of the account.</summary>
    public AccountTraits TraitsUnder(Rulebook book) => new(book.CenterOf(Center.Center), book.Trusted.Includes(Membership), Applied);
}
