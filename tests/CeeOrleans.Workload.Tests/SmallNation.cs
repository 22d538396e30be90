using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>
/// A hundredth of the nation: 3,500 importers at twelve ports, two service offices, with or without the ten Centers.
/// The values are only for tests; their sources are in the reference data.
/// </summary>
internal static class SmallNation
{
    private const double Day = SimTime.Day;
    private static readonly Lazy<Opening> StationaryOpening = new(() => OpeningOf(Setup.Compile(Inputs(centers: true))));

    /// <summary>The opening of the nation with Centers, run once.</summary>
    public static Opening Opening => StationaryOpening.Value;

    public static Opening OpeningOf(Setup setup) =>
        new RunPlan(setup, new InlineHost(setup) { Threads = 2 }, 0).RunOpeningAsync("opening", CancellationToken.None).GetAwaiter().GetResult();

    public static ReplicationResult Run(Setup setup, InlineHost host, Opening? opening = null, int replication = 1) =>
        new RunPlan(setup, host, replication).RunAsync("w", opening ?? Opening, CancellationToken.None).GetAwaiter().GetResult();

    public static RunInputs Inputs(bool centers, double volume = 330_000, ulong seed = 2016)
    {
        ImmutableArray<ZoneTable> zones = [Zone("Eastern", -5), Zone("Central", -6), Zone("Pacific", -8)];
        (string Code, string Name, string State, int Zone, Mode Mode, double Weight, int Office)[] ports =
        [
            ("2704", "Los Angeles", "CA", 2, Mode.Water, 170, 0),
            ("2709", "Long Beach", "CA", 2, Mode.Water, 90, 0),
            ("2720", "Los Angeles International", "CA", 2, Mode.Air, 110, 0),
            ("2809", "San Francisco", "CA", 2, Mode.Air, 60, 0),
            ("3001", "Seattle", "WA", 2, Mode.Water, 40, 0),
            ("2304", "Laredo", "TX", 1, Mode.Land, 180, 0),
            ("3901", "Chicago", "IL", 1, Mode.Air, 130, 1),
            ("3801", "Detroit", "MI", 0, Mode.Land, 150, 1),
            ("4601", "Newark", "NJ", 0, Mode.Water, 140, 1),
            ("4701", "Kennedy", "NY", 0, Mode.Air, 120, 1),
            ("5201", "Miami", "FL", 0, Mode.Air, 50, 1),
            ("1703", "Savannah", "GA", 0, Mode.Water, 60, 1),
        ];
        int start = SimTime.DayOf(new DateOnly(2015, 10, 1));
        string[] names = ["PHC", "APP", "A&A", "AFT", "BM", "PNGM", "ELE", "CPMM", "IMM", "MACH"];
        return new RunInputs
        {
            Name = centers ? "small nation with Centers" : "small nation",
            ScenarioHash = new string(centers ? 'c' : 'd', 64),
            DataHash = new string('b', 64),
            StartDay = start,
            Days = 366,
            Seed = seed,
            Replications = 1,
            Opening = OpeningInput.Stationary,
            Calendar = new BusinessCalendar(SimTime.DayOf(new DateOnly(2008, 1, 1)), SimTime.DayOf(new DateOnly(2022, 12, 31)), Holidays()),
            Zones = zones,
            Ports = [.. ports.Select(p => new PortInput(p.Code, p.Name, p.State, p.Zone, p.Mode, p.Weight, p.Weight / (p.Mode == Mode.Land ? 2.1 : p.Mode == Mode.Air ? 1.3 : 0.47), p.Office))],
            Offices =
            [
                new OfficeInput("2704", "Los Angeles", "CA", OfficeKind.ServiceOffice, 2, []),
                new OfficeInput("4601", "Newark", "NJ", OfficeKind.ServiceOffice, 0, []),
            ],
            Centers = [.. names.Select((n, i) => new CenterInput($"{i + 1:000}", n, n, "", i % 3, centers ? [new TakeOverPhase(start - 2000, null, Eligibility.AllAccounts)] : [], []))],
            CenterOfHeading = [.. Enumerable.Range(0, 10_000).Select(h => (sbyte)(h is >= 101 and < 9_800 ? h / 100 % 10 : -1))],
            TariffHeadings = [.. Enumerable.Range(101, 9_700).Where(h => h % 100 is >= 1 and <= 20).Select(h => (ushort)h)],
            Population = Population(volume),
            Kinds = Kinds(),
            Work = Rules(),
            Rates = Rates(),
            Swings = new SwingInput(.04, .8, .08, .7, .12, .7, .10, .7),
            People = new PeopleInput
            {
                ImportSpecialists = 12,
                EntrySpecialists = 7,
                DirectShare = .75,
                Ramp = .96,
                Shift = [(8 * 3600, 12 * 3600), (45_000, 59_400)],
                LeaveBlocks = [10, 5, 1, 1, 1, 1, 1, 1],
                SickDays = 9,
                TrainingDays = 5,
                SummerLeave = 1.6,
                DecemberLeave = 3,
            },
            Money = new MoneyInput { YieldLimitDollars = 6.52e6, YieldExponent = 17.8 },
        };
    }

    private static PopulationInput Population(double volume) => new()
    {
        Importers = 3_500,
        SummariesPerYear = volume,
        ReferenceSummariesPerYear = 330_000,
        SizeSigma = 2.4,
        SizeMedian = 2.07,
        SizeLimit = 20_000,
        CompanyCorrelation = .5,
        IorsOfLargeCompany = 2,
        ImporterShareByCenter = [33, 32, 35, 67, 18, 5, 35, 75, 40, 45],
        EntryShareByCenter = [8.5, 13, 11, 14, 6, 1.5, 11, 15, 11, 9],
        ValuePerEntryByCenter = [1.2, .5, 1.7, .5, .8, 5, 1.5, .5, .7, 1.1],
        MeanValueDollars = 70_000,
        ValueCv = 1.5,
        ValueSizeExponent = .05,
        HomeIndustryShare = .8,
        MostPorts = 10,
        PortsExponent = .4,
        CtpatEntryShare = .24,
        CtpatSlope = 1,
        CtpatMidpoint = 8,
        TierShares = [.15, .77, .08],
        IsaMidpoint = 9,
        IsaSlope = 1,
        SmallBelow = 12,
        LinesPerSummary = 2.5,
        Season = [.95, .88, .98, .98, 1, 1, 1.02, 1.05, 1.06, 1.08, 1.02, .98],
        Weekday = [1, 1, 1, 1, 1, .25, .1],
    };

    private static RateInput Rates() => new()
    {
        DocumentReview = .1,
        Referred = .05,
        Selected = .0175,
        TrustedSelected = .3,
        CtpatSelected = .7,
        QuotaPerYear = 1_000,
        Reject = .01,
        StatementException = .005,
        Correction = .03,
        CorrectionReviewed = .15,
        CorrectionDays = 270,
        RefundPerYear = 200,
        HoldHelpPerYear = 300,
        DeterminationPerYear = 500,
        ContactPerYear = 1_400,
        ContactFlatShare = .5,
        ProtestAsEntered = .00115,
        ProtestEntries = Distribution.Lognormal(12, 3),
        ProtestAccelerated = .03,
        ProtestExclusion = .01,
        AdCvdReviewPerYear = 386,
        AdCvdChapters = [3, 20, 28, 29, 44, 72, 73, 76, 94],
        AdCvdSuspended = .0035,
        AdCvdMessagesPerYear = 160,
        AdCvdBatch = Distribution.Lognormal(7, 3),
        AdCvdStock = 3_500,
        PartnerReferral = .003,
        PoolBusinessDays = 60,
        PoolDaysBeforeLiquidation = 10,
        ExamByMode = [.03, .03, .24],
        TrustedExam = .25,
        ExamDelay = Distribution.Lognormal(1.5 * Day, 1.5),
        ExamService = Distribution.Lognormal(1_800, 1.5),
        ExamCause = [.5, .2, .2, .1],
        HoldShortenedDays = 2,
    };

    private static WorkInputs Rules() => new()
    {
        ReviewToCf28 = Share.Of(.104),
        ReviewToCf29 = Share.Of(.02),
        TrustedAdverse = Share.Of(.3),
        Cf28ReplyToCf29 = Share.Of(.45),
        Cf28Silent = Share.Of(.08),
        Cf28Extended = Share.Of(.15),
        Cf29Answered = Share.Of(.4),
        Cf29Stands = Share.Of(.8),
        AdverseProtested = Share.Of(.2),
        CorrectionAccepted = Share.Of(.9),
        ProtestGranted = Share.Of(.35),
        ProtestFurtherInformation = Share.Of(.35),
        ProtestLeadCase = Share.Of(.1),
        ProtestLaboratory = Share.Of(.1),
        ProtestHeadquarters = Share.Of(.05),
        Cf28Reply = Sampler.Delays(Distribution.Gamma(24 * Day, .5)),
        Cf29Reply = Sampler.Delays(Distribution.Gamma(15 * Day, .5)),
        FurtherInformation = Sampler.Delays(Distribution.Lognormal(45 * Day, 1)),
        LeadCase = Sampler.Delays(Distribution.Lognormal(250 * Day, 1)),
        Laboratory = Sampler.Delays(Distribution.Lognormal(30 * Day, 1)),
        Headquarters = Sampler.Delays(Distribution.Lognormal(300 * Day, 1)),
        PartnerAgency = Sampler.Delays(Distribution.Lognormal(4 * Day, 1)),
        Cf28Days = 30,
        Cf29Days = 20,
        LiquidationDays = 314,
        ProtestDays = 180,
        SuspensionLiftedDays = 183,
        ExtensionLeadDays = 30,
        ProtestFixedPart = .4,
        ProtestMeanCappedEntries = 6.5,
    };

    private static ImmutableArray<KindInput> Kinds()
    {
        return
        [
            K(WorkKind.QuotaEntry, 15, .5, new WorkClock(ClockUnit.SameDay, 0)),
            K(WorkKind.HoldHelp, 60, 1, Business(1)),
            K(WorkKind.Determination, 60, 1, Business(5)),
            K(WorkKind.AdCvdLiquidationEntry, 30, 1, Calendar(183)),
            K(WorkKind.AdCvdLiquidationImport, 12, 1, Calendar(183)),
            K(WorkKind.AdCvdMessage, 75, 1, Business(10)),
            K(WorkKind.Extension, 5, .3, Calendar(30)),
            K(WorkKind.AcceleratedProtest, 360, 1.5, Calendar(30)),
            K(WorkKind.ExclusionProtest, 360, 1.5, Calendar(30)),
            K(WorkKind.Reject, 12, 1, Business(2)),
            K(WorkKind.StatementException, 12, 1, Business(10)),
            K(WorkKind.Cf28Issue, 30, 1, Business(10)),
            K(WorkKind.Cf28Reply, 120, 1.5, Business(10)),
            K(WorkKind.Cf29Issue, 96, 1, Business(10)),
            K(WorkKind.Cf29Reply, 60, 1, Business(10)),
            K(WorkKind.CorrectionFirstLook, 10, 1, Business(20)),
            K(WorkKind.CorrectionReview, 20, 1, Business(20)),
            K(WorkKind.AdCvdReview, 180, 1.5, Business(20)),
            K(WorkKind.ProtestIntake, 60, 1, Business(20)),
            K(WorkKind.Protest, 360, 1.5, Calendar(730)) with { Target = Calendar(180) },
            K(WorkKind.RefundFirstLook, 30, 1, Business(60)),
            K(WorkKind.RefundClaim, 60, 1, Business(60)),
            K(WorkKind.Contact, 18, 1.5, Business(2)),
            K(WorkKind.DocumentReview, 4, 1, Business(30)),
            K(WorkKind.FullReview, 40, 1.5, default),
            K(WorkKind.PartnerReferral, 60, 1, default),
        ];

        static WorkClock Business(int days) => new(ClockUnit.BusinessDays, days);
        static WorkClock Calendar(int days) => new(ClockUnit.CalendarDays, days);
        static KindInput K(WorkKind kind, double minutes, double cv, WorkClock clock)
        {
            WorkRule rule = WorkRules.For(kind);
            return new KindInput { Kind = kind, Name = rule.Name, Role = rule.Role, Rank = rule.Rank, Service = Distribution.Lognormal(minutes * 60, cv), Clock = clock };
        }
    }

    /// <summary>The fixed-date holidays are enough for a test.</summary>
    private static IEnumerable<int> Holidays() =>
        Enumerable.Range(2008, 15).SelectMany(y => new[] { new DateOnly(y, 1, 1), new DateOnly(y, 7, 4), new DateOnly(y, 11, 11), new DateOnly(y, 12, 25) }).Select(SimTime.DayOf);

    /// <summary>Second Sunday of March to first Sunday of November, two in the morning: the rule since 2007.</summary>
    private static ZoneTable Zone(string name, int hours)
    {
        List<long> starts = [long.MinValue];
        List<int> offsets = [hours * 3600];
        for (int year = 2008; year <= 2023; year++)
        {
            starts.Add(SimTime.StartOf(Sunday(year, 3, 8)) + ((2 - hours) * 3600));
            offsets.Add((hours + 1) * 3600);
            starts.Add(SimTime.StartOf(Sunday(year, 11, 1)) + ((1 - hours) * 3600));
            offsets.Add(hours * 3600);
        }

        return new ZoneTable(name, starts, offsets);

        static int Sunday(int year, int month, int earliest)
        {
            int day = SimTime.DayOf(new DateOnly(year, month, earliest));
            return day + (6 - BusinessCalendar.Weekday(day));
        }
    }
}
