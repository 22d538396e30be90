using System.Collections.Immutable;

namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// Surges and shocks inside the horizon. None of them moves any other luck: what exists with and without a shock has
/// the same day, port, heading, value, fate and times. Days count from 1970-01-01; a span ends before its last day.
/// </summary>
public sealed record ShockInput
{
    public static ShockInput None { get; } = new();

    public ImmutableArray<VolumeSurge> Volumes { get; init; } = [];

    public ImmutableArray<TariffChange> Tariffs { get; init; } = [];

    public ImmutableArray<MessageBurst> Bursts { get; init; } = [];

    public ImmutableArray<SmallEntries> DeMinimis { get; init; } = [];

    public ImmutableArray<PortClosure> Ports { get; init; } = [];

    public ImmutableArray<SiteLoss> Sites { get; init; } = [];

    public bool Any => Volumes.Length + Tariffs.Length + Bursts.Length + DeMinimis.Length + Ports.Length + Sites.Length > 0;

    /// <summary>
    /// Spans of all shocks in the order of their first days, with a name for charts. A wave ends when an eighth of it is
    /// left; a shock that stays has no last day (<see cref="int.MaxValue"/>).
    /// </summary>
    public IEnumerable<ShockSpan> Spans =>
        Volumes.Select(v => new ShockSpan("volume surge", v.FromDay, v.UntilDay))
            .Concat(Tariffs.Select(t => new ShockSpan("tariff change", t.FromDay, t.FromDay + (3 * t.HalfLifeDays))))
            .Concat(Bursts.Select(b => new ShockSpan("AD/CVD burst", b.FromDay, b.UntilDay)))
            .Concat(DeMinimis.Select(d => new ShockSpan("de minimis turned into entries", d.FromDay, int.MaxValue)))
            .Concat(Ports.Select(p => new ShockSpan("port closed", p.FromDay, p.UntilDay)))
            .Concat(Sites.Select(s => new ShockSpan("site lost", s.FromDay, s.UntilDay)))
            .OrderBy(s => s.FromDay);
}

/// <param name="UntilDay">First day after it; <see cref="int.MaxValue"/> when it stays.</param>
public sealed record ShockSpan(string Name, int FromDay, int UntilDay);

/// <summary>
/// More entries for a while, all alike: those of the usual days are joined by others of the same ports, headings and
/// values. Surges that overlap multiply.
/// </summary>
/// <param name="Factor">Entries of a day against the usual ones, 1 to 100; what the envelope of candidates has no room for is clipped.</param>
public sealed record VolumeSurge(int FromDay, int UntilDay, double Factor);

/// <summary>
/// Duties on some headings change: importers correct what they filed and protest what was liquidated. The rate at which
/// corrections and protests of these headings arise is 1 + (factor − 1)·2^(−t/half-life) times the usual one, t days
/// after the change.
/// </summary>
/// <param name="Headings">Four-digit headings, ascending.</param>
/// <param name="Corrections">Factor on the first day, 1 to 100.</param>
/// <param name="Protests">Factor on the first day, 1 to 100.</param>
/// <param name="HalfLifeDays">At least 1.</param>
public sealed record TariffChange(int FromDay, ImmutableArray<ushort> Headings, double Corrections, double Protests, int HalfLifeDays);

/// <summary>AD/CVD instructions come more often for a while; each lifts its batch, with six months to liquidate it.</summary>
/// <param name="Messages">Factor of the span, 1 to 100.</param>
public sealed record MessageBurst(int FromDay, int UntilDay, double Messages);

/// <summary>
/// Shipments that entered without an entry (19 USC 1321) need one from a day on. They are spread over importers and
/// ports as other entries are, and need people as often as those do.
/// </summary>
/// <param name="EntriesPerYear">Entries more a year, at the volume of the horizon's first year.</param>
/// <param name="MeanCents">Mean value of one.</param>
public sealed record SmallEntries(int FromDay, double EntriesPerYear, long MeanCents);

/// <summary>A port takes no cargo for a while; what would have come in there comes in at another one on the same day.</summary>
/// <param name="Port">Index of the closed port.</param>
/// <param name="To">Index of the port that takes its cargo.</param>
public sealed record PortClosure(int FromDay, int UntilDay, int Port, int To);

/// <summary>Nobody works at an office for a while; what falls due before the return goes to the office that covers it.</summary>
/// <param name="Office">Index of the office, Centers last.</param>
/// <param name="UntilDay">Day of return.</param>
public sealed record SiteLoss(int FromDay, int UntilDay, int Office);
