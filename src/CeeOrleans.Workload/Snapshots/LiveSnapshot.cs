using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Snapshots;

/// <summary>What a snapshot says of itself, in its first line.</summary>
/// <param name="AsOf">UTC seconds: the moment whose state it holds.</param>
/// <param name="Hash">SHA-256 over the lines of the accounts, lower-case hex. The same state has the same hash, whenever it was taken.</param>
/// <param name="Accounts">Accounts in it.</param>
/// <param name="Items">Open items in it.</param>
public sealed record SnapshotFacts(long AsOf, string Hash, int Accounts, int Items);

/// <summary>The live world as of one moment: every account with what a run needs of it, and its open items.</summary>
/// <param name="Facts">As the file says, and checked against what it holds.</param>
/// <param name="Accounts">Ascending by importer number (ordinal). Their place is the number of the importer in a run.</param>
public sealed record LiveSnapshot(SnapshotFacts Facts, ImmutableArray<SnapshotAccount> Accounts);

/// <summary>An account in a snapshot. It has no name and no address: no run needs them.</summary>
public sealed record SnapshotAccount
{
    /// <summary>Number of the importer of record.</summary>
    public required string Ior { get; init; }

    /// <summary>Identity of the company that owns the number; null when it stands alone.</summary>
    public string? Company { get; init; }

    /// <summary>Code of the Center that has the account; null for none.</summary>
    public string? Center { get; init; }

    /// <summary>Code of the Center of the industry in which most of its entries are; null when it entered nothing.</summary>
    public string? Industry { get; init; }

    public Membership Membership { get; init; }

    /// <summary>Applied to the test of the Centers.</summary>
    public bool Applied { get; init; }

    /// <summary>A trusted trader under the rules in force when the snapshot was taken.</summary>
    public bool Trusted { get; init; }

    /// <summary>What it entered in the month of the snapshot and the twelve before, ascending by port and heading.</summary>
    public ImmutableArray<SnapshotCell> Volume { get; init; } = [];

    /// <summary>Ascending by number.</summary>
    public ImmutableArray<SnapshotItem> Items { get; init; } = [];
}

/// <summary>Entry summaries of one port and heading.</summary>
/// <param name="Port">Schedule D code as a number; 0 stands for several.</param>
/// <param name="Heading">Four-digit heading; 0 stands for several.</param>
public readonly record struct SnapshotCell(int Port, int Heading, long Entries, long ValueCents);

/// <summary>An open item of an account.</summary>
/// <param name="Number">Within the account.</param>
/// <param name="Kind">Of its present stage; while it waits outside, of the stage that is to follow.</param>
/// <param name="Office">Code of the one office that has it.</param>
/// <param name="Port">Code of the port.</param>
/// <param name="Seen">When its present stage arose, UTC seconds: its age counts from here.</param>
/// <param name="Due">UTC seconds; <see cref="Domain.Calendars.SimTime.Never"/> for never.</param>
/// <param name="Deadline">Clock of law that began before this stage, UTC seconds; 0 for none.</param>
/// <param name="FiledDay">Day its entry summary was filed, days since 1970-01-01.</param>
/// <param name="Wait">Whom it waits for; none unless it waits outside.</param>
public readonly record struct SnapshotItem(
    int Number,
    WorkKind Kind,
    CaseState State,
    string Office,
    string Port,
    int Heading,
    long Seen,
    long Due,
    long Deadline,
    int FiledDay,
    int ValueDollars,
    int Entries,
    int RiskRank,
    bool Referred,
    WaitCause Wait)
{
    /// <summary>Who has to do it.</summary>
    public Role Role => WorkRules.For(Kind).Role;
}
