using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Tests;

/// <summary>
/// A plausible result that no kernel made, for tests of measures and reports: a national year of fifty service
/// offices and ten Centers, or a plain queue. The same arguments give the same result.
/// </summary>
internal static class SampleRun
{
    private static readonly (string Code, string Name, string State)[] Served =
    [
        ("2704", "LOS ANGELES", "CA"), ("4601", "NEWARK (NEW YORK/NEWARK AREA)", "NJ"), ("3901", "CHICAGO", "IL"), ("2304", "LAREDO", "TX"), ("3801", "DETROIT", "MI"),
        ("4701", "JOHN F. KENNEDY INTERNATIONAL AIRPORT", "NY"), ("2720", "LOS ANGELES INTERNATIONAL AIRPORT", "CA"), ("5301", "HOUSTON", "TX"), ("0901", "BUFFALO-NIAGARA FALLS", "NY"), ("3802", "PORT HURON", "MI"),
        ("1703", "SAVANNAH", "GA"), ("5201", "MIAMI", "FL"), ("2402", "EL PASO", "TX"), ("3001", "SEATTLE", "WA"), ("2506", "OTAY MESA", "CA"),
        ("1704", "ATLANTA", "GA"), ("5501", "DALLAS/FT. WORTH", "TX"), ("1401", "NORFOLK", "VA"), ("2809", "SAN FRANCISCO", "CA"), ("0712", "CHAMPLAIN-ROUSES POINT", "NY"),
        ("1601", "CHARLESTON", "SC"), ("2604", "NOGALES", "AZ"), ("1101", "PHILADELPHIA", "PA"), ("2002", "NEW ORLEANS", "LA"), ("3004", "BLAINE", "WA"),
        ("4101", "CLEVELAND", "OH"), ("1303", "BALTIMORE", "MD"), ("0401", "BOSTON", "MA"), ("3501", "MINNEAPOLIS-ST. PAUL", "MN"), ("2904", "COLUMBIA SNAKE RIVER (PORTLAND)", "OR"),
        ("3401", "PEMBINA", "ND"), ("1801", "TAMPA", "FL"), ("0701", "OGDENSBURG", "NY"), ("4909", "SAN JUAN", "PR"), ("4503", "ST. LOUIS", "MO"),
        ("3310", "SWEETGRASS", "MT"), ("1512", "CHARLOTTE", "NC"), ("1901", "MOBILE", "AL"), ("5401", "WASHINGTON (DULLES)", "DC"), ("3701", "MILWAUKEE", "WI"),
        ("0101", "PORTLAND", "ME"), ("2101", "PORT ARTHUR", "TX"), ("1501", "WILMINGTON", "NC"), ("3126", "ANCHORAGE", "AK"), ("3201", "HONOLULU", "HI"),
        ("0201", "ST. ALBANS", "VT"), ("3510", "DULUTH MN - SUPERIOR WI", "MN"), ("0502", "PROVIDENCE", "RI"), ("2501", "SAN DIEGO", "CA"), ("5101", "CHARLOTTE AMALIE", "VI"),
    ];

    private static readonly (string Code, string Short, string Name, string City, double Share)[] Centers =
    [
        ("001", "PHC", "Pharmaceuticals, Health & Chemicals", "New York", 0.085), ("002", "APP", "Agriculture & Prepared Products", "Miami", 0.13),
        ("003", "A&A", "Automotive & Aerospace", "Detroit", 0.11), ("004", "AFT", "Apparel, Footwear & Textiles", "San Francisco", 0.14),
        ("005", "BM", "Base Metals", "Chicago", 0.06), ("006", "PNGM", "Petroleum, Natural Gas & Minerals", "Houston", 0.015),
        ("007", "ELE", "Electronics", "Los Angeles", 0.11), ("008", "CPMM", "Consumer Products & Mass Merchandising", "Atlanta", 0.15),
        ("009", "IMM", "Industrial & Manufacturing Materials", "Buffalo", 0.11), ("010", "MACH", "Machinery", "Laredo", 0.09),
    ];

    private static readonly (WorkKind Kind, string Name, Role Role, Rank Rank, double Year, double Minutes, double Cv, WorkClock Clock)[] Kinds =
    [
        (WorkKind.QuotaEntry, "quota and live entry", Role.EntrySpecialist, Rank.GoodsHeld, 100_000, 15, 0.5, new(ClockUnit.SameDay, 0)),
        (WorkKind.HoldHelp, "hold help", Role.ImportSpecialist, Rank.GoodsHeld, 10_000, 60, 1, new(ClockUnit.BusinessDays, 1)),
        (WorkKind.Determination, "determination for a port", Role.ImportSpecialist, Rank.GoodsHeld, 20_000, 60, 1, new(ClockUnit.BusinessDays, 5)),
        (WorkKind.AdCvdLiquidationEntry, "AD/CVD liquidation, entry", Role.EntrySpecialist, Rank.ClockOfLaw, 1_603, 2_160, 3, new(ClockUnit.CalendarDays, 182)),
        (WorkKind.AdCvdLiquidationImport, "AD/CVD liquidation, import", Role.ImportSpecialist, Rank.ClockOfLaw, 1_603, 864, 3, new(ClockUnit.CalendarDays, 182)),
        (WorkKind.AdCvdMessage, "AD/CVD message", Role.ImportSpecialist, Rank.ClockOfLaw, 1_603, 75, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Extension, "extension of an opened case", Role.ImportSpecialist, Rank.ClockOfLaw, 6_000, 5, 0.3, new(ClockUnit.CalendarDays, 30)),
        (WorkKind.AcceleratedProtest, "accelerated protest", Role.ImportSpecialist, Rank.ClockOfLaw, 1_350, 360, 1.5, new(ClockUnit.CalendarDays, 30)),
        (WorkKind.ExclusionProtest, "exclusion protest", Role.ImportSpecialist, Rank.ClockOfLaw, 450, 360, 1.5, new(ClockUnit.CalendarDays, 30)),
        (WorkKind.Reject, "reject, cancellation", Role.EntrySpecialist, Rank.ClockOfLaw, 330_000, 12, 1, new(ClockUnit.BusinessDays, 2)),
        (WorkKind.StatementException, "late, bill, statement exception", Role.EntrySpecialist, Rank.Reply, 165_000, 12, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Cf28Issue, "CF-28 issued", Role.ImportSpecialist, Rank.Reply, 60_000, 30, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Cf28Reply, "CF-28 reply read", Role.ImportSpecialist, Rank.Reply, 55_000, 120, 1.5, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Cf29Issue, "CF-29 issued", Role.ImportSpecialist, Rank.Reply, 40_000, 96, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Cf29Reply, "CF-29 reply read", Role.ImportSpecialist, Rank.Reply, 16_000, 60, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.CorrectionFirstLook, "PSC, first look", Role.EntrySpecialist, Rank.Reply, 148_500, 10, 1, new(ClockUnit.BusinessDays, 20)),
        (WorkKind.CorrectionReview, "PSC, review", Role.ImportSpecialist, Rank.Reply, 148_500, 20, 1, new(ClockUnit.BusinessDays, 20)),
        (WorkKind.AdCvdReview, "AD/CVD review", Role.ImportSpecialist, Rank.Reply, 38_567, 180, 1.5, new(ClockUnit.BusinessDays, 20)),
        (WorkKind.ProtestIntake, "protest, intake", Role.EntrySpecialist, Rank.Routine, 45_000, 60, 1, new(ClockUnit.BusinessDays, 10)),
        (WorkKind.Protest, "protest", Role.ImportSpecialist, Rank.Routine, 43_200, 360, 1.5, new(ClockUnit.CalendarDays, 180)),
        (WorkKind.RefundFirstLook, "refund claim, first look", Role.EntrySpecialist, Rank.Routine, 20_000, 30, 1, new(ClockUnit.BusinessDays, 60)),
        (WorkKind.RefundClaim, "refund claim", Role.ImportSpecialist, Rank.Routine, 20_000, 60, 1, new(ClockUnit.BusinessDays, 60)),
        (WorkKind.Contact, "contact", Role.ImportSpecialist, Rank.Routine, 140_000, 18, 1.5, new(ClockUnit.BusinessDays, 2)),
        (WorkKind.DocumentReview, "document review", Role.EntrySpecialist, Rank.Routine, 3_300_000, 4, 1, new(ClockUnit.BusinessDays, 30)),
        (WorkKind.FullReview, "full review (the pool)", Role.ImportSpecialist, Rank.Pool, 577_500, 40, 1.5, new(ClockUnit.None, 0)),
    ];

    public static readonly int Start = SimTime.DayOf(new DateOnly(2015, 10, 1));

    /// <summary>A national year.</summary>
    /// <param name="replications">1 or more.</param>
    /// <param name="centers">Ten Centers with every account; else everything stays at the service offices.</param>
    /// <param name="days">Length of the horizon.</param>
    public static RunResult National(int replications = 3, bool centers = true, int days = 366)
    {
        RunInputs inputs = Inputs(centers, days, replications);
        ImmutableArray<OfficeLabel> offices =
        [
            .. inputs.Offices.Select(o => new OfficeLabel(o.Code, o.Name, o.Kind)),
            .. centers ? inputs.Centers.Select(c => new OfficeLabel(c.Code, c.Name, OfficeKind.Center)) : [],
        ];
        return new RunResult
        {
            Inputs = inputs,
            Offices = offices,
            Replications = [.. Enumerable.Range(1, replications).Select(r => Replication(inputs, offices.Length, centers, r))],
            ResultHash = new string('c', 64),
            ExpectedSummaries = 33_010_000,
            ExpectedSummariesSd = 990_000,
            Seconds = new RunSeconds { Start = 2.1, Opening = 5.9, Project = 3.2, Advance = 3.3, Total = 19.4, PerReplication = [.. Enumerable.Repeat(6.5, replications)] },
            PeakMemoryMb = 2_480,
            CommandLine = "cee run scenarios/national-cees.yaml --seed 20160104",
            Spotlight = new SpotlightAccount(118_204, "Sample Circuits & Displays", "87-4420913", 6, 60, 4_812, 377, [.. Enumerable.Range(0, 44)], centers ? [56] : [.. Enumerable.Range(0, 44)]),
        };
    }

    /// <summary>A national run with Centers and one more of them, which does as the last one does.</summary>
    public static RunResult OneCenterMore(RunResult run)
    {
        int last = run.Offices.Length - 1;
        int center = run.Inputs.Centers.Length;
        return run with
        {
            Inputs = run.Inputs with { Centers = run.Inputs.Centers.Add(run.Inputs.Centers[^1] with { Code = "011", Short = "G&F", Name = "Garments & Footwear", City = "New York" }) },
            Offices = run.Offices.Add(new OfficeLabel("011", "Garments & Footwear", OfficeKind.Center)),
            Replications =
            [
                .. run.Replications.Select(r => r with
                {
                    Kinds = [.. r.Kinds, .. r.Kinds.Where(k => k.Office == last).Select(k => k with { Office = last + 1 })],
                    Desks = [.. r.Desks, .. r.Desks.Where(d => d.Office == last).Select(d => d with { Office = last + 1 })],
                    Weeks = [.. r.Weeks.SelectMany(w => w.Office == last ? new[] { w, w with { Office = last + 1 } } : [w]).OrderBy(w => w.Week).ThenBy(w => w.Office).ThenBy(w => w.Role)],
                    Industries = r.Industries.Insert(center, r.Industries[center - 1] with { Center = center }),
                    Strata = [.. r.Strata, r.Strata[^1] with { Index = center + 1, Work = [] }],
                }),
            ],
        };
    }

    /// <summary>An M/M/c queue of 3 servers at load 0.8, thirty days, with sketches that follow theory.</summary>
    public static RunResult Queue(int replications = 2)
    {
        RunInputs inputs = new()
        {
            Name = "mmc",
            Description = "Three servers, Poisson arrivals, exponential service: an M/M/3 queue that anyone can check against Erlang's formula.",
            ScenarioHash = new string('a', 64),
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
            Kinds = [new KindInput { Kind = WorkKind.Plain, Name = "customer", Role = Role.ImportSpecialist, Rank = Rank.Routine, Service = Distribution.Exponential(600), Clock = new(ClockUnit.None, 0) }],
        };
        return new RunResult
        {
            Inputs = inputs,
            Offices = [new OfficeLabel("desk", "desk", OfficeKind.Queue)],
            Replications = [.. Enumerable.Range(1, replications).Select(QueueReplication)],
            ResultHash = new string('d', 64),
            ExpectedSummaries = 0,
            ExpectedSummariesSd = 0,
            Seconds = new RunSeconds { Total = 0.8, PerReplication = [.. Enumerable.Repeat(0.1, replications)] },
            CommandLine = "cee run scenarios/mmc.yaml",
        };
    }

    private static ReplicationResult QueueReplication(int replication)
    {
        Random random = new(replication);
        const int Customers = 10_368;
        DurationSketch wait = new();
        DurationSketch sojourn = new();
        long waits = 0, services = 0;
        for (int i = 0; i < Customers; i++)
        {
            long w = random.NextDouble() < 0.6472 ? (long)(-1000 * Math.Log(1 - random.NextDouble())) : 0;
            long s = (long)(-600 * Math.Log(1 - random.NextDouble()));
            wait.Add(w);
            sojourn.Add(w + s);
            waits += w;
            services += s;
        }

        long horizon = 30L * SimTime.Day * 3;
        return new ReplicationResult
        {
            Opening = [],
            Replication = replication,
            Summaries = new SummaryTotals(0, 0, 0, 0),
            Desks = [new DeskTotals(0, Role.ImportSpecialist, 3, services, horizon - services, 0, services) { ClockedArrivedSeconds = services, PersonDays = horizon / SimTime.Day, CapacitySeconds = horizon }],
            Kinds =
            [
                new KindTotals(0, WorkKind.Plain)
                {
                    Arrived = Customers, Finished = Customers, FirstTouched = Customers, WaitSeconds = waits, ServiceSeconds = services,
                    SojournSeconds = waits + services, Wait = wait, Sojourn = sojourn,
                },
            ],
            Weeks = [.. Enumerable.Range(0, 5).Select(w => new WeekRow(w, 0, Role.ImportSpecialist, 4 + (w % 3), 0, 0) { Arrived = 2_300, Finished = 2_300, PresentSeconds = horizon / 5, BusySeconds = services / 5 })],
            Ports = [],
            Industries = [],
            Accounts = new AccountTotals(),
            AdCvd = new AdCvdTotals(0, 0, 0, 0),
            Laws = [new LawCheck("staff seconds: busy + idle + off shift = people × horizon", true, $"{services} + {horizon - services} + 0 = {horizon}")],
            WorkItems = Customers,
            Decisions = 0,
        };
    }

    private static RunInputs Inputs(bool centers, int days, int replications) => new()
    {
        Name = centers ? "national-cees" : "national-ports",
        Description = centers
            ? "Ten Centers, every account of their industry, FY2016, 33 million entry summaries: what would consolidation of all post-release work do to coverage, clocks and the trade?"
            : "Everything stays at the ports' service offices, FY2016, 33 million entry summaries.",
        ScenarioHash = new string('a', 64),
        DataHash = new string('b', 64),
        StartDay = Start,
        Days = days,
        Seed = 20160104,
        Replications = replications,
        Opening = OpeningInput.Stationary,
        Calendar = new BusinessCalendar(Start - 400, Start + 1200, []),
        Zones = [ZoneTable.Utc],
        Ports = [.. Enumerable.Range(0, 328).Select(p => p < Served.Length
            ? new PortInput(Served[p].Code, Served[p].Name, Served[p].State, 0, Mode.Land, PortWeight(p), PortWeight(p), p)
            : new PortInput($"9{p:000}", $"PORT {p}", "XX", 0, Mode.Land, PortWeight(p), PortWeight(p), p % Served.Length))],
        Offices = [.. Served.Select(s => new OfficeInput(s.Code, s.Name, s.State, OfficeKind.ServiceOffice, 0, []))],
        Centers = [.. Centers.Select(c => new CenterInput(c.Code, c.Short, c.Name, c.City, 0, centers ? [new TakeOverPhase(Start - 1, null, Eligibility.AllAccounts)] : [], []))],
        Population = new PopulationInput
        {
            Importers = 350_000, SummariesPerYear = 33_000_000, ReferenceSummariesPerYear = 33_000_000, SizeSigma = 2.4, SizeMedian = 5, SizeLimit = 600_000, CompanyCorrelation = 0.5, IorsOfLargeCompany = 4.1,
            ImporterShareByCenter = [.. Centers.Select(c => c.Share)], ValuePerEntryByCenter = [.. Centers.Select(_ => 1.0)], MeanValueDollars = 70_000, ValueCv = 2, ValueSizeExponent = 0.1,
            HomeIndustryShare = 0.8, MostPorts = 60, PortsExponent = 0.4, CtpatEntryShare = 0.24, CtpatSlope = 1, CtpatMidpoint = 8, TierShares = [0.15, 0.77, 0.08], IsaMidpoint = 9, IsaSlope = 1,
            SmallBelow = 12, LinesPerSummary = 2.5, Season = [.. Enumerable.Repeat(1.0, 12)], Weekday = [1.3, 1.3, 1.3, 1.3, 1.3, 0.3, 0.2],
        },
        Kinds = [.. Kinds.Select(k => new KindInput { Kind = k.Kind, Name = k.Name, Role = k.Role, Rank = k.Rank, Service = Distribution.Lognormal(k.Minutes * 60, k.Cv), Clock = k.Clock, Unprotected = k.Kind is WorkKind.Contact or WorkKind.FullReview })],
        People = new PeopleInput { ImportSpecialists = 935, EntrySpecialists = 500, DirectShare = 0.75, Ramp = 0.96, Shift = [(28_800, 59_400)] },
        Money = new MoneyInput { YieldLimitDollars = 652e6, YieldExponent = 17, PositionDollarsPerYear = 150_000, HoldDayDollars = 850, Cf28Dollars = 500 },
        Targets = [new TargetInput("on time", WorkKind.Cf28Reply, 0.95), new TargetInput("coverage", WorkKind.FullReview, 0.99)],
    };

    private static double PortWeight(int port) => Math.Pow(port + 4, -0.9);

    private static ReplicationResult Replication(RunInputs inputs, int offices, bool centers, int number)
    {
        Random random = new(20160104 + number);
        int served = inputs.Offices.Length;
        double swing = 1 + (0.02 * Normal(random));
        double years = inputs.Days / 365.0;
        double[] share = new double[offices];
        for (int o = 0; o < served; o++)
        {
            share[o] = inputs.Ports.Where(p => p.Office == o).Sum(p => p.Weight) / inputs.Ports.Sum(p => p.Weight) * (centers ? 0.04 : 1);
        }

        for (int o = served; o < offices; o++)
        {
            share[o] = 0.96 * Centers[o - served].Share;
        }

        ImmutableArray<KindTotals>.Builder kinds = ImmutableArray.CreateBuilder<KindTotals>();
        ImmutableArray<DeskTotals>.Builder desks = ImmutableArray.CreateBuilder<DeskTotals>();
        ImmutableArray<WeekRow>.Builder weekRows = ImmutableArray.CreateBuilder<WeekRow>();
        int weeks = (inputs.Days + 6) / 7;
        for (int o = 0; o < offices; o++)
        {
            double stress = 1 + (0.08 * Normal(random)) + (o < served && !centers ? 0.04 : 0);
            foreach (var k in Kinds)
            {
                long arrived = (long)(k.Year * share[o] * swing * years * (1 + (0.02 * Normal(random))));
                bool pool = k.Rank == Rank.Pool;
                long lapsed = pool ? (long)(arrived * Math.Clamp((centers && o >= served ? 0.02 : 0.06) * stress * stress, 0, 0.5)) : 0;
                long open = (long)(arrived * (pool ? 0.11 : k.Clock.Unit == ClockUnit.CalendarDays ? 0.25 : 0.02) * stress);
                long finished = Math.Max(0, arrived - lapsed);
                double late = Math.Clamp(0.004 * Math.Pow(stress, 12) * (k.Rank == Rank.Routine ? 3 : 1) * random.NextDouble(), 0, 0.4);
                DurationSketch wait = new();
                double mean = 3600 * (k.Rank switch { Rank.GoodsHeld => 2, Rank.ClockOfLaw => 9, Rank.Reply => 20, Rank.Routine => 60, _ => 700 }) * stress;
                long waits = 0;
                int seen = (int)Math.Min(200, finished);
                for (int i = 0; i < seen; i++)
                {
                    long w = (long)(-mean * Math.Log(1 - random.NextDouble()));
                    wait.Add(w);
                    waits += w;
                }

                kinds.Add(new KindTotals(o, k.Kind)
                {
                    OpenAtStart = open, Arrived = arrived, Finished = finished, Lapsed = lapsed, OpenAtEnd = open + arrived - finished - lapsed,
                    Due = pool ? 0 : finished, OnTime = pool ? 0 : (long)(finished * (1 - late)), Opened = pool ? finished : 0,
                    ServiceSeconds = (long)(finished * k.Minutes * 60 / 0.75), WaitSeconds = waits, FirstTouched = seen, SojournSeconds = waits + (long)(finished * k.Minutes * 60),
                    YieldFoundCents = pool ? finished * 29_000 : 0, YieldForgoneCents = pool ? lapsed * 4_000 : 0,
                    Deemed = k.Kind == WorkKind.AdCvdLiquidationEntry && o % 17 == 3 ? 1 : 0, DeemedValueDollars = k.Kind == WorkKind.AdCvdLiquidationEntry && o % 17 == 3 ? 610_000 : 0,
                    OpenAgeSeconds = (long)(open * mean * 3), Wait = wait, Sojourn = wait, OpenAge = wait,
                });
            }

            foreach (Role role in new[] { Role.ImportSpecialist, Role.EntrySpecialist })
            {
                int total = role == Role.ImportSpecialist ? 935 : 500;
                int people = (int)Math.Round(total * share[o]);
                if (people == 0)
                {
                    continue;
                }

                long present = (long)(people * 1_727.0 * 3600 * years);
                double load = Math.Clamp((role == Role.ImportSpecialist ? 0.67 : 0.77) * stress, 0, 1.3);
                double busy = role == Role.ImportSpecialist ? Math.Clamp(load + 0.24, 0, 0.995) : Math.Min(load, 0.995);
                desks.Add(new DeskTotals(o, role, people, (long)(present * busy), present - (long)(present * busy), (people * (long)inputs.Days * 86_400) - present, (long)(present * Math.Min(load, busy)))
                {
                    ClockedArrivedSeconds = (long)(present * load),
                    PersonDays = (long)people * inputs.Days,
                    CapacitySeconds = present,
                });
                double level = people * 22 * stress;
                double pool = people * 55;
                for (int w = 0; w < weeks; w++)
                {
                    level = Math.Max(0, level + (people * 0.9 * Normal(random)) + (0.02 * ((people * 22) - level)));
                    pool = Math.Max(0, pool + (people * 1.5 * Normal(random)));
                    bool import = role == Role.ImportSpecialist;
                    long opened = import ? (long)(people * 11.5 * swing) : 0;
                    weekRows.Add(new WeekRow(w, o, role, (long)level, import ? (long)pool : 0, import ? (long)(people * 12) : 0)
                    {
                        Arrived = people * 20, Finished = people * 20, Opened = opened, Lapsed = (long)(opened * Math.Clamp(0.04 + (0.02 * Normal(random)), 0, 0.3)),
                        Due = people * 18, OnTime = (long)(people * 17.9), BusySeconds = (long)(present * busy / weeks), PresentSeconds = present / weeks,
                    });
                }
            }
        }

        weekRows.Sort((a, b) => (a.Week, a.Office, a.Role).CompareTo((b.Week, b.Office, b.Role)));
        long filed = (long)(33_010_000 * swing * years);
        double all = inputs.Ports.Sum(p => p.Weight);
        long work = kinds.Sum(k => k.Arrived);
        return new ReplicationResult
        {
            Opening = [],
            Replication = number,
            Summaries = new SummaryTotals(filed, filed - 4_400_000, 4_400_000, filed * 7_000_000)
            {
                CtpatFiled = (long)(filed * 0.241), CtpatValueCents = (long)(filed * 7_000_000.0 * 0.55), CtpatLines = (long)(filed * 2.5 * 0.33), IsaFiled = filed / 14,
                IsaValueCents = (long)(filed * 7_000_000.0 * 0.151), TrustedFiled = filed / 16, Lines = (long)(filed * 2.5),
            },
            Desks = desks.ToImmutable(),
            Kinds = kinds.ToImmutable(),
            Weeks = weekRows.ToImmutable(),
            Ports = [.. inputs.Ports.Select((p, i) => new PortTotals(i)
            {
                Filed = (long)(filed * p.Weight / all), ValueCents = (long)(filed * 7_000_000.0 * p.Weight / all), CtpatValueCents = (long)(filed * 7_000_000.0 * p.Weight / all * (p.Code == "2304" ? 0.62 : 0.55)),
                WorkItems = (long)(work * p.Weight / all), KeptWorkItems = (long)(work * p.Weight / all * (centers ? 0.04 : 1)), Exams = (long)(filed * 0.03 * p.Weight / all),
                ExamDelaySeconds = (long)(filed * 0.03 * p.Weight / all * 1.6 * 86_400), OfficerSeconds = (long)(filed * 0.03 * p.Weight / all * 1_500),
            })],
            Industries = [.. Enumerable.Range(0, 11).Select(c => new IndustryTotals(c < 10 ? c : -1)
            {
                Importers = c == 3 ? 67_000 : 31_000, AccountsTaken = centers && c < 10 ? (c == 3 ? 67_000 : 31_000) : 0, Filed = filed / 11, ValueCents = filed / 11 * 7_000_000,
                Exams = filed / 400, ExamDelaySeconds = filed / 400 * 140_000, ExamsByCause = [1, 2, 3, 4],
            })],
            Accounts = new AccountTotals
            {
                ImportersTouched = 91_000, TouchPoints = 271_000 + (number * 100), OfficesOfImporters = centers ? 140_000 : 380_000, ImportersDecided = 128_000, Questions = 610_000,
                QuestionsExposed = centers ? 1_500 : 61_000, HoldDaysShortened = 20_000,
            },
            Strata =
            [
                .. Enumerable.Range(0, AccountClasses.Count).Select(i => Stratum(StratumBy.Class, i, 350_000 / AccountClasses.Count)),
                .. Enumerable.Range(0, 3).Select(i => Stratum(StratumBy.Trader, i, 116_000)),
                .. Enumerable.Range(0, 11).Select(i => Stratum(StratumBy.Industry, i, 31_000)),
            ],
            AdCvd = new AdCvdTotals(350_000, 115_500, 115_400, 350_100) { Messages = 1_603 },
            Laws =
            [
                new LawCheck("summaries: filed = untouched + touched", true, $"{filed} = {filed - 4_400_000} + 4400000"),
                new LawCheck("items by office and kind balance", true, $"{kinds.Count} rows"),
                new LawCheck("staff seconds: busy + idle + off shift = people × horizon", true, $"{desks.Count} desks"),
                new LawCheck("Little: integral of the number in system = sum of times in system", true, "equal to the second"),
            ],
            WorkItems = work,
            Decisions = (long)(work * 0.96),
        };

        StratumTotals Stratum(StratumBy by, int index, long importers) => new(by, index)
        {
            Importers = importers, Filed = filed / 30, ValueCents = filed / 30 * 7_000_000, TouchPoints = importers / 2, Cf28s = (importers / 6) + (number % 7) + index,
            ImportersDecided = importers / 3, OfficesOfImporters = importers / 3 * (centers ? 1 : 3), Questions = importers, QuestionsExposed = centers ? 0 : importers / 10,
            Work = [new StratumWork(by, index, WorkKind.Contact) { FirstTouched = 100, WaitSeconds = 100 * 7_200, Finished = 100, FinishSeconds = 100 * 9_000, Due = 100, OnTime = 97 }],
        };
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
