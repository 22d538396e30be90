using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Everything a scenario assumes, compiled once into immutable tables: rates as integer thresholds, calendars, routing,
/// people. Registered once per silo under <see cref="Hash"/>; calls carry the hash. Compiling a nation costs one walk
/// over its importers, about a second.
/// </summary>
public sealed partial class Setup
{
    /// <summary>
    /// Years that an opening run takes. Two and not one: a protest follows an adverse decision by 254 to 434 days and
    /// then waits outside for up to years, so after one year a tenth of the protests in hand would be missing.
    /// </summary>
    public const int OpeningYears = 2;

    /// <summary>Entry-years before the horizon that an opening run needs: its own and two more.</summary>
    public const int EarlierYears = OpeningYears + 2;

    private readonly ConcurrentDictionary<(int Replication, int EntryYear), Demand> demand = new();

    private readonly ConcurrentDictionary<int, Lazy<ImmutableArray<DeskSetup>>> rosters = new();
    private ImmutableArray<DeskSetup> desks = [];

    private Setup(RunInputs inputs)
    {
        Inputs = inputs;
        Start = SimTime.StartOf(inputs.StartDay) + inputs.CutSecond;
        End = Start + ((long)inputs.Days * SimTime.Day);
        Offices = OfficesOf(inputs);
        Routing = new RoutingTable(
            [.. inputs.Ports.Select(p => p.Office)],
            [.. inputs.Centers.Select((_, i) => inputs.Offices.Length + i)],
            [.. inputs.Centers.Select(c => (IReadOnlyList<TakeOverPhase>)c.Phases)]);
        Kinds = new KindSetup?[256];
        foreach (KindInput kind in inputs.Kinds)
        {
            Kinds[(int)kind.Kind] = new KindSetup(kind, kind.Kind < WorkKind.Plain ? WorkRules.For(kind.Kind) : null, inputs.People);
        }

        Work = inputs.Work;
        Hash = HashOf(inputs);
        (firstDay, zoneOffsets) = ZoneOffsets(inputs);
    }

    public RunInputs Inputs { get; }

    /// <summary>First moment of the horizon: the cut on the start day.</summary>
    public long Start { get; }

    /// <summary>First moment after the horizon.</summary>
    public long End { get; }

    /// <summary>Length of a window: no work may cross inside one.</summary>
    public long WindowSeconds => (long)Math.Min(Inputs.WindowHours, Inputs.HoldHelpCutHours) * SimTime.Hour;

    /// <summary>All offices by index; Centers stand last.</summary>
    public ImmutableArray<OfficeLabel> Offices { get; }

    public RoutingTable Routing { get; }

    /// <summary>Where groups of accounts stand in rows of tallies.</summary>
    internal StratumLayout Strata => new(Inputs.Centers.Length);

    /// <summary>Name of this setup in every silo.</summary>
    public string Hash { get; }

    /// <summary>
    /// Names the population: seed and size, and the snapshot whose accounts they are; importer activations are shared by all setups
    /// that have the same one.
    /// </summary>
    public string PopulationKey => Inputs.Population is not { } p ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Inputs.Seed:x}-{p.Importers}{(p.Snapshot is { } live ? "-" + live.Facts.Hash[..12] : "")}");

    public int Importers => Inputs.Population?.Importers ?? 0;

    /// <summary>Expected number of summaries in the horizon, after clipping.</summary>
    public double ExpectedSummaries { get; private set; }

    /// <summary>Standard deviation of that number from common swings and chance.</summary>
    public double ExpectedSummariesSd { get; private set; }

    /// <summary>
    /// The seed's importer: the electronics trusted trader with the most ports, the lowest number among equals; -1 when
    /// there is none, and among live accounts, where it would be somebody.
    /// </summary>
    public int Spotlight => Live is null ? Totals.Spotlight : -1;

    /// <summary>The rules' inputs with their tables; null in a plain queue.</summary>
    internal WorkInputs? Work { get; private set; }

    internal KindSetup?[] Kinds { get; }

    /// <summary>Surges and shocks; null without any.</summary>
    internal ShockTables? Shocks { get; private set; }

    /// <summary>Who sits where, under a replication's luck. A staffing that stands still is the same for all.</summary>
    internal ImmutableArray<DeskSetup> DesksOf(int replication)
    {
        if (!Inputs.People.OverTime.On)
        {
            return desks;
        }

        if (rosters.Count > 64)
        {
            rosters.Clear();
        }

        return rosters.GetOrAdd(replication, static (r, setup) => new Lazy<ImmutableArray<DeskSetup>>(() => Roster.Of(setup, r)), this).Value;
    }

    /// <summary>All offices of a scenario by index; Centers stand last.</summary>
    public static ImmutableArray<OfficeLabel> OfficesOf(RunInputs inputs) =>
    [
        .. inputs.Offices.Select(o => new OfficeLabel(o.Code, o.Name, o.Kind)),
        .. inputs.Centers.Select(c => new OfficeLabel(c.Code, c.Name, OfficeKind.Center)),
    ];

    /// <exception cref="ArgumentException">Inputs that contradict each other; the scenario reader finds them before.</exception>
    public static Setup Compile(RunInputs inputs)
    {
        if (inputs.AwaitsSnapshot)
        {
            throw new ArgumentException($"{inputs.Name} takes something from the live world, and no snapshot was taken.", nameof(inputs));
        }

        Setup setup = new(inputs);
        setup.Shocks = inputs.Shocks.Any ? new ShockTables(setup) : null;
        if (inputs.Population is not null)
        {
            setup.CompileNation();
        }

        setup.desks = inputs.People.OverTime.On ? [] : Placement.Place(setup);
        return setup;
    }

    /// <summary>
    /// Name of the setup that inputs would compile to: by it a stored result is found without compiling anything.
    /// </summary>
    public static string HashOf(RunInputs inputs) => HashOf(inputs, inputs.ScenarioHash);

    /// <summary>Name of the opening of inputs: that of the setup, but for shocks the opening cannot know.</summary>
    public static string OpeningHashOf(RunInputs inputs) =>
        HashOf(inputs, inputs.Opening.Kind == OpeningKind.Stationary ? inputs.OpeningHash ?? inputs.ScenarioHash : inputs.ScenarioHash);

    private static string HashOf(RunInputs inputs, string scenario)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{scenario}|{inputs.DataHash}|{inputs.Seed}|{RunResult.ModelVersion}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>First day of an entry-year: the anniversary of the horizon's first day.</summary>
    public int YearStart(int entryYear)
    {
        DateOnly start = SimTime.DateOf(Inputs.StartDay);
        return SimTime.DayOf(start.AddYears(entryYear));
    }

    /// <summary>First and last moment of a world: the opening years before the horizon for replication 0, else the horizon.</summary>
    public (long Start, long End) Span(int replication) => replication == 0
        ? (SimTime.StartOf(YearStart(-OpeningYears)) + Inputs.CutSecond, Start)
        : (Start, End);

    /// <summary>Entry-years that begin inside the horizon.</summary>
    public int HorizonYears
    {
        get
        {
            int n = 0;
            while (YearStart(n) < Inputs.StartDay + Inputs.Days)
            {
                n++;
            }

            return n;
        }
    }

    /// <summary>The first daily cut at or after a moment: when another office sees what arose then.</summary>
    public long NextCut(long time) => NextCut(time, SimTime.Day);

    /// <summary>The first moment at or after another at which work of a kind crosses from office to office.</summary>
    public long NextCut(long time, WorkKind kind) => NextCut(time, kind == WorkKind.HoldHelp ? (long)Inputs.HoldHelpCutHours * SimTime.Hour : SimTime.Day);

    private long NextCut(long time, long apart)
    {
        long since = time - Inputs.CutSecond;
        long cuts = since >= 0 ? (since + apart - 1) / apart : -(-since / apart);
        return (cuts * apart) + Inputs.CutSecond;
    }

    /// <summary>UTC seconds of a local time in one of the run's zones; a table look-up.</summary>
    internal long ToUtc(int zone, int day, int secondOfDay) => SimTime.StartOf(day) + secondOfDay - zoneOffsets[zone][day - firstDay];

    /// <summary>Demand of an entry-year under a replication's luck; years before the horizon have the luck of replication 0.</summary>
    internal Demand DemandOf(int replication, int entryYear)
    {
        (int, int) id = (entryYear < 0 ? 0 : replication, entryYear);
        if (demand.TryGetValue(id, out Demand? known))
        {
            return known;
        }

        if (demand.Count > 64)
        {
            demand.Clear();
        }

        return demand.GetOrAdd(id, static (key, setup) => new Demand(setup, key.Item1, key.Item2), this);
    }

    private readonly int firstDay;
    private readonly int[][] zoneOffsets;

    private static (int First, int[][] Offsets) ZoneOffsets(RunInputs inputs)
    {
        int first = inputs.StartDay - 2200;
        int days = 2200 + inputs.Days + 1800;
        int[][] offsets = [.. inputs.Zones.Select(z => Enumerable.Range(first, days).Select(d => z.OffsetAt(SimTime.StartOf(d) + (12 * SimTime.Hour))).ToArray())];
        return (first, offsets);
    }
}

/// <summary>A kind of work with its sampler and clocks.</summary>
internal sealed class KindSetup
{
    private readonly double stretch;

    public KindSetup(KindInput input, WorkRule? rule, PeopleInput people)
    {
        Input = input;
        Rule = rule;
        Sampler = new Sampler(input.Service);
        stretch = input.Kind >= WorkKind.Plain ? 1 : 1 / (people.DirectShare * (people.OverTime.On ? 1 : people.Ramp));
        Due = input.Target ?? input.Clock;
        Expiry = rule?.Expiry ?? Expiry.None;
        Preempts = input.Kind >= WorkKind.Plain ? input.Preempts : input.Rank == Rank.GoodsHeld;
        Pool = input.Kind < WorkKind.Plain && input.Rank == Rank.Pool;
    }

    public KindInput Input { get; }

    public WorkRule? Rule { get; }

    public Sampler Sampler { get; }

    /// <summary>What on-time is measured against.</summary>
    public WorkClock Due { get; }

    public Expiry Expiry { get; }

    public bool Preempts { get; }

    public bool Pool { get; }

    /// <summary>No desk does it, unless officers are stationed: it only waits outside.</summary>
    public bool Outside => Input.Role is Role.PartnerAgencyOfficer;

    /// <summary>Elapsed seconds of service: case seconds over direct share and ramp.</summary>
    public long ServiceSeconds(uint word, int entries, WorkInputs? inputs)
    {
        double factor = Rule is null || inputs is null ? 1 : Rule.TimeFactor(entries, inputs);
        return Sampler.Seconds(word, factor * stretch);
    }

    /// <summary>Expected case seconds of one item of a usual size.</summary>
    public double MeanSeconds => Input.Service.Mean;
}
