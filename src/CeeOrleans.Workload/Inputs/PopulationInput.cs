using System.Collections.Immutable;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// Who imports: the synthetic nation (model section 6, "Size of importers"), or the accounts of a snapshot, which say themselves what
/// the synthetic nation draws: size, company, industry, ports, headings, memberships.
/// </summary>
public sealed record PopulationInput
{
    /// <summary>The live world whose accounts are the importers; null for the synthetic nation.</summary>
    public LiveSnapshot? Snapshot { get; init; }

    /// <summary>Importers of record, 1 to 2,097,151; the accounts of the snapshot where there is one.</summary>
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
