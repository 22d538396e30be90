using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Snapshots;

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

    /// <summary>SHA-256 of the effective scenario without shocks, see <see cref="CalmTwin"/>; null without shocks, or where it was not read from a file.</summary>
    public string? CalmHash { get; init; }

    /// <summary>
    /// SHA-256 of the effective scenario without the shocks that its opening cannot know: scenarios with the same one start
    /// from the same opening. Null when that is <see cref="ScenarioHash"/>.
    /// </summary>
    public string? OpeningHash { get; init; }

    /// <summary>SHA-256 of the reference data and zone tables used, lower-case hex.</summary>
    public required string DataHash { get; init; }

    /// <summary>First day of the horizon, days since 1970-01-01.</summary>
    public required int StartDay { get; init; }

    /// <summary>Length of the horizon in days, at least 1.</summary>
    public required int Days { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How often the horizon is run; with <see cref="Stopping"/> the most that it is run.</summary>
    public required int Replications { get; init; }

    /// <summary>When fewer replications are enough; null for a fixed number.</summary>
    public StoppingInput? Stopping { get; init; }

    public OpeningInput Opening { get; init; } = OpeningInput.Empty;

    /// <summary>What is to come from a snapshot that is still to be taken: the scenario can be checked and not be run.</summary>
    public LiveParts Awaited { get; init; }

    /// <summary>Whether a snapshot is still to be taken.</summary>
    public bool AwaitsSnapshot => Awaited != LiveParts.None;

    /// <summary>The snapshot that the run starts from, or whose accounts are its importers; null when there is none.</summary>
    public SnapshotFacts? Snapshot => (Opening.Snapshot ?? Population?.Snapshot)?.Facts;

    /// <summary>Hours from one exchange between offices to the next, a divisor of 24, or <see cref="HoldHelpCutHours"/> where that is less. Never changes a result.</summary>
    public int WindowHours { get; init; } = 24;

    /// <summary>Second of the UTC day of the daily cut (model section 5: 10:00).</summary>
    public int CutSecond { get; init; } = 10 * 3600;

    /// <summary>Hours from one hand-over of hold help to the next, a divisor of 24 counted from the daily cut; all other work crosses at the daily cut only.</summary>
    public int HoldHelpCutHours { get; init; } = 24;

    public required BusinessCalendar Calendar { get; init; }

    public required ImmutableArray<ZoneTable> Zones { get; init; }

    public required ImmutableArray<PortInput> Ports { get; init; }

    /// <summary>Offices other than Centers: service offices, ports with their own desk, or the one office of a plain queue.</summary>
    public required ImmutableArray<OfficeInput> Offices { get; init; }

    public required ImmutableArray<CenterInput> Centers { get; init; }

    /// <summary>Center index of each four-digit heading, 10,000 long; -1 where none. Decides who handles goods and accounts.</summary>
    public ImmutableArray<sbyte> CenterOfHeading { get; init; } = [];

    /// <summary>
    /// Industry of each heading, by the index of the Center that was founded for it: what importers trade in, whatever Center
    /// handles it. The same as <see cref="CenterOfHeading"/> unless headings were moved; empty means the same.
    /// </summary>
    public ImmutableArray<sbyte> IndustryOfHeading { get; init; } = [];

    /// <summary>The industries of headings, also where none was moved.</summary>
    public ImmutableArray<sbyte> Industries => IndustryOfHeading.IsDefaultOrEmpty ? CenterOfHeading : IndustryOfHeading;

    /// <summary>The four-digit headings that exist, ascending: goods are entered under these only.</summary>
    public ImmutableArray<ushort> TariffHeadings { get; init; } = [];

    public RoutingInput Routing { get; init; } = new();

    /// <summary>The importers; null in a plain queue.</summary>
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

    public AccountManagerInput AccountManagers { get; init; } = new(60, 0, 12, 0.5);

    /// <summary>Null: off. The headline comparison has familiarity, memory and uniformity off.</summary>
    public FamiliarityInput? Familiarity { get; init; }

    /// <summary>Null: off.</summary>
    public MemoryInput? Memory { get; init; }

    /// <summary>Null: off.</summary>
    public UniformityInput? Uniformity { get; init; }

    public ImmutableArray<TargetInput> Targets { get; init; } = [];

    public ShockInput Shocks { get; init; } = ShockInput.None;

    /// <summary>The same scenario with a fixed number of replications, for what compares runs year by year.</summary>
    /// <param name="replications">1 or more; null for what the scenario says, its least where it may stop by itself.</param>
    public RunInputs Fixed(int? replications = null) => this with { Replications = replications ?? Stopping?.Least ?? Replications, Stopping = null };
}

/// <summary>What a run takes from the live world.</summary>
[Flags]
public enum LiveParts
{
    None = 0,

    /// <summary>What is open at the start.</summary>
    Opening = 1,

    /// <summary>The importers.</summary>
    Population = 2,
}

/// <summary>A declared target: of the cohort due in the horizon, at least this share on time, or a coverage of at least this.</summary>
/// <param name="Measure">"on time" or "coverage".</param>
public sealed record TargetInput(string Measure, WorkKind Kind, double AtLeast);
