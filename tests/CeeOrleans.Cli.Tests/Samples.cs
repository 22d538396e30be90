using System.Collections.Immutable;
using CeeOrleans.Cli.Traces;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Tests;

/// <summary>Small inputs and results that no kernel made.</summary>
internal static class Samples
{
    public static readonly int Start = SimTime.DayOf(new DateOnly(2015, 10, 1));

    /// <summary>A plain queue with one target.</summary>
    public static RunInputs Queue(int replications = 2) => new()
    {
        Name = "A queue",
        ScenarioHash = "0123456789abcdef" + new string('0', 48),
        DataHash = new string('b', 64),
        StartDay = Start,
        Days = 30,
        Seed = 7,
        Replications = replications,
        Calendar = new BusinessCalendar(Start - 400, Start + 1200, []),
        Zones = [ZoneTable.Utc],
        Ports = [],
        Offices = [new OfficeInput("desk", "desk", "", OfficeKind.Queue, 0, [new StaffInput(Role.ImportSpecialist, 3)])],
        Centers = [],
        Sources = [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(250))],
        Kinds = [new KindInput { Kind = WorkKind.Plain, Name = "customer", Role = Role.ImportSpecialist, Rank = Rank.Routine, Service = Distribution.Exponential(600), Clock = new(ClockUnit.BusinessDays, 1) }],
        Targets = [new TargetInput("on time", WorkKind.Plain, 0.95)],
    };

    /// <param name="onTime">Of 100 items due.</param>
    public static RunResult Result(RunInputs inputs, int onTime = 98, int? finished = null, bool lawHeld = true) => new()
    {
        Inputs = inputs,
        Offices = [new OfficeLabel("desk", "desk", OfficeKind.Queue)],
        Replications = [.. Enumerable.Range(1, finished ?? inputs.Replications).Select(r => Replication(r, onTime, lawHeld))],
        ResultHash = new string('d', 64),
        ExpectedSummaries = 0,
        ExpectedSummariesSd = 0,
        Partial = finished < inputs.Replications,
        Seconds = new RunSeconds { Start = 0.4, Advance = 1, Total = 2, PerReplication = [.. Enumerable.Repeat(0.5, finished ?? inputs.Replications)] },
    };

    /// <summary>A population that no run ever draws.</summary>
    public static PopulationInput Population() => new()
    {
        Importers = 100, SummariesPerYear = 1_000, ReferenceSummariesPerYear = 1_000, SizeSigma = 2, SizeMedian = 5, SizeLimit = 600, CompanyCorrelation = 0.5, IorsOfLargeCompany = 2,
        ImporterShareByCenter = [1], ValuePerEntryByCenter = [1], MeanValueDollars = 70_000, ValueCv = 2, ValueSizeExponent = 0.1, HomeIndustryShare = 0.8, MostPorts = 60, PortsExponent = 0.4,
        CtpatEntryShare = 0.24, CtpatSlope = 1, CtpatMidpoint = 8, TierShares = [0.15, 0.77, 0.08], IsaMidpoint = 9, IsaSlope = 1, SmallBelow = 12, LinesPerSummary = 2.5,
        Season = [.. Enumerable.Repeat(1.0, 12)], Weekday = [1, 1, 1, 1, 1, 0, 0],
    };

    /// <summary>What comparing gives when a plan's people do not matter: every plan has the same years.</summary>
    public static Comparison Compared(ComparisonRequest request) => ComparisonService.Of(
        [.. request.Plans.Select((p, i) => PlanOutcome.From(i, p.File, Result(p.Inputs)))],
        request.Measures,
        Pairing.Of(request.Plans).Warnings);

    public static LoadedScenario Valid(RunInputs inputs) => new(
        inputs,
        [
            new EffectiveValue("name", "A queue", "queue.yaml:1", "", "", ""),
            new EffectiveValue("rates.document review", "10 %", "reference data", "D", "GAO-05-663", "8 % to 12 %"),
        ],
        []);

    public static LoadedScenario Invalid(params ScenarioError[] errors) => new(null, [], [.. errors]);

    /// <summary>Three entries at one office.</summary>
    public static AccountLife? Life(int importer, long? entry, string office)
    {
        ImmutableArray<EntryLife> entries =
        [
            .. Enumerable.Range(1, 3).Select(n => new EntryLife(
                0,
                n,
                new DateOnly(2015, 10, n),
                "2704 Los Angeles",
                "water",
                "8542",
                100_000 * n,
                n == 2 ? "full review" : "untouched",
                n == 2 ? office : "",
                n == 2 ? [new LifeStep(SimTime.StartOf(Start) + 3600, "full review", "started", office, "")] : [])).Where(e => entry is null || e.Entry == entry),
        ];
        return entries.IsEmpty ? null : new AccountLife(importer, "Halvorsen Circuit & Display", "87-4420913", "Electronics, Los Angeles", "C-TPAT tier 3, ISA", ["2704 Los Angeles"], [office], entries, []);
    }

    private static ReplicationResult Replication(int replication, int onTime, bool lawHeld) => new()
    {
        Replication = replication,
        Summaries = new SummaryTotals(0, 0, 0, 0),
        Desks = [new DeskTotals(0, Role.ImportSpecialist, 3, 60_000 + replication, 40_000 - replication, 0, 60_000 + replication) { ClockedArrivedSeconds = 60_000, PersonDays = 3, CapacitySeconds = 100_000 }],
        Kinds = [new KindTotals(0, WorkKind.Plain) { Arrived = 100, Finished = 100, FirstTouched = 100, Due = 100, OnTime = onTime, WaitSeconds = 5_000 + replication, SojournSeconds = 65_000 }],
        Weeks = [],
        Ports = [],
        Industries = [],
        Accounts = new AccountTotals(),
        AdCvd = new AdCvdTotals(0, 0, 0, 0),
        Laws = [new LawCheck("items in = items out", lawHeld, "100 = 100")],
        WorkItems = 100,
        Decisions = 0,
    };
}
