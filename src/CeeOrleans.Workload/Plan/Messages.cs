using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// One execution of one replication. Offices of different worlds never touch. A repeat of a replication is another
/// world under the same keys.
/// </summary>
/// <param name="Id">Unique per execution, for grain keys.</param>
/// <param name="SetupHash">Hash of the setup, as registered in every silo.</param>
/// <param name="Replication">0 for the opening year, 1 and up for replications.</param>
public sealed record World(string Id, string SetupHash, int Replication);

/// <summary>
/// Asks one importer for the work that arises from some of its entries.
/// </summary>
/// <param name="EntryYear">0 is the year that begins with the horizon, negative ones lie before.</param>
/// <param name="Replication">Key of the luck; 0 for every entry-year before the horizon.</param>
/// <param name="First">First candidate entry of the importer, 0-based.</param>
/// <param name="Count">Candidates in this call; at most <see cref="MaxCandidates"/>, so that a turn stays under 10 ms.</param>
/// <param name="KeepFrom">Only work that an office sees at this moment or later is returned, but for <see cref="KeepProtestsFrom"/>.</param>
public readonly record struct ProjectOrder(string SetupHash, int EntryYear, int Replication, int First, int Count, long KeepFrom)
{
    public const int MaxCandidates = 20_000;

    /// <summary>Protests to be taken in are returned from this moment on: one that was lodged long before may still wait outside.</summary>
    public long KeepProtestsFrom { get; init; } = KeepFrom;
}

/// <summary>What one importer returns. Immutable once built.</summary>
/// <param name="Work">Work, already routed: <see cref="RoutedWork.Office"/> is where it is seen first.</param>
/// <param name="Ports">Entries by port, only ports with some.</param>
/// <param name="Next">First candidate of the next call; -1 when the importer has no more.</param>
public sealed record ProjectBatch(int Importer, ImmutableArray<RoutedWork> Work, ImmutableArray<PortTally> Ports, EntryTally Tally, int Next);

/// <summary>A piece of work and the index of the office that is to see it.</summary>
public readonly record struct RoutedWork(ushort Office, WorkItem Item);

/// <summary>Entries of one importer at one port.</summary>
public readonly record struct PortTally(ushort Port, int Filed, long ValueCents, int Exams, long ExamDelaySeconds, long OfficerSeconds);

/// <summary>Entries of one importer.</summary>
public readonly record struct EntryTally
{
    public int Filed { get; init; }

    public int Touched { get; init; }

    public int Clipped { get; init; }

    public long ValueCents { get; init; }

    public long Lines { get; init; }

    public int CorrectionsAutomatic { get; init; }

    public int Suspended { get; init; }

    public int Released { get; init; }

    public int Messages { get; init; }

    /// <summary>Suspended stock at the start of the first entry-year that is projected.</summary>
    public int OpeningStock { get; init; }

    public AccountFlags Flags { get; init; }

    public sbyte Center { get; init; }

    /// <summary>Class of the account by size and number of ports.</summary>
    public byte AccountClass { get; init; }

    /// <summary>True in the first of the importer's batches of an entry-year.</summary>
    public bool First { get; init; }

    public int ExamsSecurity { get; init; }

    public int ExamsTrade { get; init; }

    public int ExamsPartner { get; init; }

    public int ExamsProperty { get; init; }
}

/// <summary>Asks one office to run from where it is to <paramref name="Until"/>.</summary>
/// <param name="Window">Ordinal of the window; an office that is not at window − 1 refuses.</param>
/// <param name="Inbox">Work it is to see in this window or later, any order.</param>
public sealed record AdvanceOrder(int Office, int Window, long Until, ImmutableArray<WorkItem> Inbox);

/// <summary>What an office did in a window.</summary>
/// <param name="Outbox">Work for other offices; seen there after the next cut.</param>
/// <param name="Decisions">Decisions and touch points, for the case book, in order of (time, id).</param>
public sealed record AdvanceReport(int Office, int Window, ImmutableArray<RoutedWork> Outbox, ImmutableArray<DecisionRow> Decisions);

/// <summary>A decision or contact, as the case book needs it.</summary>
public readonly record struct DecisionRow(long Time, long Id, ushort Office, ushort Heading, WorkKind Kind, Outcome Outcome)
{
    public AccountFlags Flags { get; init; }

    /// <summary>Index of the Center the account is assigned to; -1 when none.</summary>
    public sbyte Center { get; init; }

    public byte AccountClass { get; init; }

    /// <summary>Office that the person who decided comes from: their habits (model section 4).</summary>
    public ushort Home { get; init; }

    /// <summary>Days since that person left it; 0 for who never did.</summary>
    public ushort DaysAway { get; init; }
}

/// <summary>What an office found over the horizon.</summary>
public sealed record OfficeReport(int Office, ImmutableArray<DeskTotals> Desks, ImmutableArray<KindTotals> Kinds, ImmutableArray<WeekRow> Weeks, long WorkItems, long Decisions)
{
    /// <summary>How work of each stratum of accounts fared here; only rows with something in them.</summary>
    public ImmutableArray<StratumWork> Strata { get; init; } = [];

    /// <summary>Pieces of work opened whose question this office had decided itself; 0 without memory.</summary>
    public long Repeats { get; init; }

    /// <summary>What was open at the start and when it was gone; only rows with something in them.</summary>
    public ImmutableArray<OpeningTotals> Opening { get; init; } = [];
}

/// <summary>The office refuses an Advance out of turn: its activation was lost or doubled. The replication is repeated.</summary>
public sealed class OutOfTurnException(string message) : InvalidOperationException(message);
