using System.Collections.Frozen;
using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Cases;

/// <summary>A place that processes work.</summary>
/// <param name="Code">Schedule D code, or the three digits of a Center.</param>
public sealed record OfficePlace(string Code, string Name, OfficeKind Kind, ZoneTable Zone);

/// <summary>A port of entry and the office that serves it without Centers.</summary>
/// <param name="Office">Index into <see cref="Rulebook.Offices"/>.</param>
public sealed record PortPlace(string Code, string Name, int Office);

/// <summary>A Center that accounts can be assigned to.</summary>
/// <param name="Code">Three digits.</param>
public sealed record CenterPlace(string Code, string Short, string Name);

/// <summary>The clock of a kind of work, and the planner's own target where it differs.</summary>
public readonly record struct KindClock(WorkClock Clock, WorkClock? Target)
{
    /// <summary>What on-time is measured against.</summary>
    public WorkClock Due => Target ?? Clock;
}

/// <summary>
/// What the live world works by: places, routing, clocks, calendar and the inputs of the rules, all from one plan. A
/// scenario is compiled from the same values, so both worlds send work to the same office with the same due time.
/// Immutable; look-ups by code cost a hash.
/// </summary>
public sealed class Rulebook
{
    private readonly FrozenDictionary<string, int> portOf;
    private readonly FrozenDictionary<string, int> officeOf;
    private readonly FrozenDictionary<string, int> centerOf;
    private readonly KindClock?[] clocks = new KindClock?[256];

    /// <param name="offices">All offices; Centers stand last, in the order of <paramref name="centers"/>.</param>
    /// <param name="clocks">Clocks by kind; a kind that is missing can't be opened.</param>
    /// <exception cref="ArgumentException">Offices and Centers that do not fit together.</exception>
    public Rulebook(ImmutableArray<OfficePlace> offices, ImmutableArray<PortPlace> ports, ImmutableArray<CenterPlace> centers, RoutingTable routing, IEnumerable<(WorkKind Kind, KindClock Clock)> clocks)
    {
        if (!offices.Skip(offices.Length - centers.Length).Select(o => o.Code).SequenceEqual(centers.Select(c => c.Code)))
        {
            throw new ArgumentException("The Centers stand last among the offices, in their order.", nameof(offices));
        }

        (Offices, Ports, Centers, Routing) = (offices, ports, centers, routing);
        portOf = Index(ports.Select(p => p.Code));
        officeOf = Index(offices.Select(o => o.Code));
        centerOf = Index(centers.Select(c => c.Code));
        foreach ((WorkKind kind, KindClock clock) in clocks)
        {
            this.clocks[(int)kind] = clock;
        }
    }

    public ImmutableArray<OfficePlace> Offices { get; }

    public ImmutableArray<PortPlace> Ports { get; }

    public ImmutableArray<CenterPlace> Centers { get; }

    public RoutingTable Routing { get; }

    public required WorkInputs Work { get; init; }

    public required BusinessCalendar Calendar { get; init; }

    /// <summary>Second of the local day at which offices close; clocks run out then.</summary>
    public required int ClosingSecond { get; init; }

    /// <summary>The pool lapses so many business days after filing, or <see cref="PoolDaysBeforeLiquidation"/> days before liquidation.</summary>
    public required int PoolBusinessDays { get; init; }

    public required int PoolDaysBeforeLiquidation { get; init; }

    public TrustedTraderDefinition Trusted { get; init; } = new();

    public AssignmentBasis Basis { get; init; } = AssignmentBasis.Entries;

    public BacklogRule Backlog { get; init; } = BacklogRule.Moves;

    /// <summary>Center index of each four-digit heading, 10,000 long; -1 where none.</summary>
    public required ImmutableArray<sbyte> CenterOfHeading { get; init; }

    /// <summary>Index of a port, or -1.</summary>
    public int PortOf(string code) => portOf.GetValueOrDefault(code, -1);

    /// <summary>Index of an office, or -1.</summary>
    public int OfficeOf(string code) => officeOf.GetValueOrDefault(code, -1);

    /// <summary>Index of a Center, or -1.</summary>
    public int CenterOf(string? code) => code is null ? -1 : centerOf.GetValueOrDefault(code, -1);

    /// <summary>Whether this kind of work exists in this world.</summary>
    public bool Knows(WorkKind kind) => clocks[(int)kind] is not null;

    /// <summary>First and last day that clocks can be reckoned from, with room for the longest of them.</summary>
    public (int First, int Last) Days => (Calendar.FirstDay + 366, Calendar.LastDay - (4 * 366));

    /// <summary>
    /// When a piece of work is due at an office, and when the law or its cut-off takes it away;
    /// <see cref="SimTime.Never"/> for never. The clock starts on the local day of <see cref="WorkItem.Seen"/>.
    /// </summary>
    public (long Due, long Expires) ClocksOf(in WorkItem item, int office)
    {
        WorkRule rule = WorkRules.For(item.Kind);
        ZoneTable zone = Offices[office].Zone;
        if (rule.Rank == Rank.Pool)
        {
            int day = Math.Min(Calendar.AddBusinessDays(item.FiledDay, PoolBusinessDays), item.FiledDay + Work.LiquidationDays - PoolDaysBeforeLiquidation);
            long cutoff = zone.ToUtc(day, ClosingSecond);
            return (cutoff, cutoff);
        }

        if (item.Deadline > 0)
        {
            return (item.Deadline, rule.Expiry == Expiry.None ? SimTime.Never : item.Deadline);
        }

        KindClock clock = clocks[(int)item.Kind] ?? throw new InvalidOperationException($"The plan has no clock for {rule.Name}.");
        int seen = zone.LocalDay(item.Seen);
        long due = clock.Due.DueAt(seen, zone, Calendar, ClosingSecond);
        return (due, rule.Expiry == Expiry.None ? SimTime.Never : clock.Clock.DueAt(seen, zone, Calendar, ClosingSecond));
    }

    private static FrozenDictionary<string, int> Index(IEnumerable<string> codes) =>
        codes.Select((c, i) => KeyValuePair.Create(c, i)).ToFrozenDictionary(StringComparer.Ordinal);
}
