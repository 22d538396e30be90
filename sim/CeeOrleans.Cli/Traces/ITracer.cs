using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Traces;

/// <summary>Tells the life of one importer.</summary>
internal interface ITracer
{
    /// <param name="importer">Number within the population, from 0; null for the importer that the report's answer follows.</param>
    /// <param name="entry">Only this entry, with its steps; null for all entries of the horizon.</param>
    /// <param name="replication">1-based.</param>
    /// <returns>Null when the scenario has no such importer or entry.</returns>
    Task<AccountLife?> TraceAsync(RunInputs inputs, int? importer, long? entry, int replication, CancellationToken cancellation);
}

/// <summary>One importer and its entries of the horizon, ascending by entry-year and number.</summary>
/// <param name="Center">Center of its industry, as a person reads it; empty when it has none.</param>
/// <param name="Membership">For example "C-TPAT tier 3, ISA"; empty when it takes part in nothing.</param>
/// <param name="Ports">Ports it enters goods at, as a person reads them.</param>
/// <param name="Offices">Offices that its post-release work of the horizon goes to first.</param>
/// <param name="Other">Steps of work that no entry of the horizon made: contacts, AD/CVD messages, entries of earlier years.</param>
internal sealed record AccountLife(
    int Importer,
    string Name,
    string Ior,
    string Center,
    string Membership,
    ImmutableArray<string> Ports,
    ImmutableArray<string> Offices,
    ImmutableArray<EntryLife> Entries,
    ImmutableArray<LifeStep> Other);

/// <summary>One entry: what luck gave it, and where the scenario sends its work.</summary>
/// <param name="Year">Entry-year, 0 for the first of the horizon.</param>
/// <param name="Entry">Number within importer and entry-year; the same in every scenario that contains it.</param>
/// <param name="Fate">What luck decides before routing: "untouched", "document review", "full review".</param>
/// <param name="Office">First office of its post-release work; empty when nothing needs a person.</param>
internal sealed record EntryLife(
    int Year,
    long Entry,
    DateOnly Filed,
    string Port,
    string Mode,
    string Heading,
    long ValueCents,
    string Fate,
    string Office,
    ImmutableArray<LifeStep> Steps)
{
    /// <summary>Whether luck gave both the same: everything but the office and what follows from it.</summary>
    public bool SameLuckAs(EntryLife other) =>
        (Year, Entry, Filed, Port, Mode, Heading, ValueCents, Fate)
        == (other.Year, other.Entry, other.Filed, other.Port, other.Mode, other.Heading, other.ValueCents, other.Fate);
}

/// <summary>Something that happened to a piece of work.</summary>
/// <param name="Time">Seconds since 1970-01-01 UTC.</param>
/// <param name="Work">Kind of work: "CF-28 reply read".</param>
/// <param name="What">"seen", "started", "finished: accepted".</param>
internal sealed record LifeStep(long Time, string Work, string What, string Office, string Detail);
