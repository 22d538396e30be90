using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>
/// Turns a checked scenario into <see cref="RunInputs"/> and reports what only its meaning shows to be wrong: unknown
/// codes, dates out of order, parts that contradict each other. Every problem is reported; nothing throws.
/// </summary>
internal sealed partial class ScenarioCompiler
{
    /// <summary>Days of calendar kept before the horizon: three entry-years and the stock behind them.</summary>
    private const int CalendarBefore = 6 * 366;

    /// <summary>Days of calendar kept after the horizon: the longest clock, three extensions, and a margin.</summary>
    private const int CalendarAfter = 12 * 366;

    /// <summary>The share of flagged lines that may proceed at which the share of referrals is stated (FDA slides, 2014).</summary>
    private const double MayProceedAsStated = 0.26;

    /// <summary>Last day of a horizon: zones and clocks need ten years more, and the zone tables end.</summary>
    private static readonly DateOnly LastDayOfAll = new(ZoneTables.LastYear - 10, 12, 31);

    private readonly CheckedScenario file;
    private readonly Facts facts;
    private readonly InputCatalogue catalogue;
    private readonly ErrorList errors;
    private readonly Func<Place, string, string?> resolve;
    private readonly SnapshotUse live;
    private bool eligibilityMissed;
    private ImmutableArray<FactCenter> centerFacts;
    private IReadOnlyDictionary<string, string> centerNames;

    private ScenarioCompiler(CheckedScenario file, Facts facts, InputCatalogue catalogue, Func<Place, string, string?> resolve, SnapshotUse live, ErrorList errors)
    {
        this.resolve = resolve;
        this.live = live;
        this.file = file;
        this.facts = facts;
        this.catalogue = catalogue;
        this.errors = errors;
        centerFacts = facts.Centers;
        centerNames = facts.CenterNames;
    }

    /// <param name="resolve">Full path of a file named beside a place, or null after reporting an error.</param>
    /// <param name="live">What the word live stands for.</param>
    public static RunInputs? Compile(CheckedScenario file, Facts facts, InputCatalogue catalogue, Func<Place, string, string?> resolve, SnapshotUse live, ErrorList errors)
    {
        ScenarioCompiler compiler = new(file, facts, catalogue, resolve, live, errors);
        RunInputs inputs = file.IsQueue ? compiler.Queue() : compiler.Nation();
        if (errors.Count > 0)
        {
            return null;
        }

        inputs = inputs with { ScenarioHash = Effective.Hash(file), Awaited = compiler.awaited };
        return CalmTwin.Of(inputs) is null ? inputs : inputs with { CalmHash = Effective.Hash(file, compiler.ShockPaths(inputs)), OpeningHash = compiler.OpeningHash() };
    }

    private RunInputs Common(ImmutableArray<ZoneTable> zones, ImmutableArray<OfficeInput> offices, ImmutableArray<KindInput> kinds)
    {
        DateOnly start = file.Get("horizon.start", new DateOnly(2015, 10, 1));
        HorizonLength length = file.Get("horizon.length", new HorizonLength(1, false));
        int days = length.DaysFrom(start) ?? 1;
        if (file.Find("horizon.length") is { } given)
        {
            // A year and its days are the same horizon, so they are the same scenario.
            file.Put(given with { Value = days, Dimension = Dimension.Days });
        }

        if (days > ScenarioGrammar.MostDays)
        {
            errors.Add(file.PlaceOf("horizon.length"), $"horizon.length: is {days:#,0} days; allowed: 1 to {ScenarioGrammar.MostDays:#,0}");
            days = ScenarioGrammar.MostDays;
        }

        int first = SimTime.DayOf(start);
        if (first + days - 1 > SimTime.DayOf(LastDayOfAll))
        {
            errors.Add(file.PlaceOf("horizon.length"), $"horizon.length: ends {SimTime.DateOf(first + days - 1):yyyy-MM-dd}; the zone tables allow horizons until {LastDayOfAll:yyyy-MM-dd}");
        }

        int cut = file.Get("cut", 36_000);
        if (cut >= SimTime.Day)
        {
            errors.Add(file.PlaceOf("cut"), "cut: 24:00 is the 00:00 of the next day; allowed: 00:00 to 23:59");
        }

        (int replications, StoppingInput? stopping) = Replications();
        return new RunInputs
        {
            Name = file.Get("name", ""),
            Description = file.Get("description", ""),
            ScenarioHash = "",
            DataHash = facts.DataHash,
            StartDay = first,
            Days = days,
            Seed = file.Get("seed", 0UL),
            Replications = replications,
            Stopping = stopping,
            WindowHours = int.Parse(file.Get("window hours", "24"), CultureInfo.InvariantCulture),
            HoldHelpCutHours = int.Parse(file.Get("hold help cut", "24 h").Split(' ')[0], CultureInfo.InvariantCulture),
            CutSecond = cut,
            Calendar = facts.Calendar(first - CalendarBefore, first + days + CalendarAfter),
            Zones = zones,
            Ports = [],
            Offices = offices,
            Centers = [],
            Kinds = kinds,
        };
    }

    private RunInputs Nation()
    {
        ImmutableArray<string> zoneNames = [.. facts.Ports.Select(p => p.Zone).Concat(facts.ServiceOffices.Select(o => o.Zone)).Concat(facts.Centers.Select(c => c.Zone)).Distinct().Order(StringComparer.Ordinal)];
        (ImmutableArray<OfficeInput> offices, Func<FactPort, int> officeOf) = Offices(zoneNames);
        ImmutableArray<PortInput> ports = [.. facts.Ports.Select(p => new PortInput(p.Code, p.Name, p.State, zoneNames.IndexOf(p.Zone), p.Mode, p.Weight, p.ValueWeight, officeOf(p)))];
        RunInputs common = Common([.. zoneNames.Select(facts.Zone)], offices, []);
        AddCenters(zoneNames);
        (ImmutableArray<sbyte> centerOfHeading, ImmutableArray<CenterInput> centers) = Moved(Centers(zoneNames, LastDay(common)));
        Dictionary<string, WorkKind> kinds = WorkRules.All.ToDictionary(r => r.Name, r => r.Kind, StringComparer.Ordinal);
        ImmutableArray<TargetInput> targets = Targets(kinds, k => WorkRules.For(k).Expiry == Expiry.LapsesUnopened, _ => true);
        HashSet<string> codes = [.. offices.Select(o => o.Code), .. centers.Where(c => c.Phases.Length > 0).Select(c => c.Code)];
        CheckConsistency(offices, centers);
        return common with
        {
            Ports = ports,
            Centers = centers,
            CenterOfHeading = centerOfHeading,
            IndustryOfHeading = centerOfHeading == facts.CenterOfHeading ? [] : facts.CenterOfHeading,
            TariffHeadings = facts.TariffHeadings,
            Opening = Opening(codes, kinds),
            Kinds = Kinds(targets),
            Targets = targets,
            Routing = new RoutingInput
            {
                Basis = file.Get("assignment", "") switch { "lines" => AssignmentBasis.Lines, "value" => AssignmentBasis.Value, _ => AssignmentBasis.Entries },
                Trusted = new TrustedTraderDefinition(Int("trusted trader.tier"), file.Get("trusted trader.isa", true)),
                Backlog = file.Get("backlog", "") == "stays" ? BacklogRule.Stays : BacklogRule.Moves,
                AppliedShare = Real("applied share"),
                AppealShare = Real("appeals.share"),
                AppealsGranted = Real("appeals.granted"),
                TrustedFirst = file.Get("trusted trader.first", false),
            },
            Population = Population(ports, centers),
            Rates = Rates(),
            Work = Work(),
            Swings = new SwingInput(Real("swings.national sd"), Real("swings.national ar"), Real("swings.industry sd"), Real("swings.industry ar"), Real("swings.port sd"), Real("swings.port ar"), Real("swings.mix sd"), Real("swings.mix ar")),
            People = People(),
            Money = new MoneyInput
            {
                YieldLimitDollars = Real("money.yield limit"),
                YieldExponent = Real("money.yield exponent"),
                PositionDollarsPerYear = Real("money.position"),
                HoldDayDollars = Real("money.hold day"),
                Cf28Dollars = Real("money.CF-28"),
            },
            AccountManagers = new AccountManagerInput(Int("account managers.companies"), Int("account managers.people"), Real("account managers.contacts"), Real("account managers.minutes") / 3600),
            Familiarity = Familiarity(),
            Memory = Memory(),
            Uniformity = Uniformity(),
            Shocks = Shocks(common, offices, centers, ports),
        };
    }

    /// <summary>The last day of the horizon; without limit when the horizon itself is wrong, which was reported.</summary>
    private int LastDay(RunInputs common) =>
        file.Find("horizon.start") is null || file.Find("horizon.length") is null ? int.MaxValue : common.StartDay + common.Days - 1;

    private ImmutableArray<TargetInput> Targets(Dictionary<string, WorkKind> kinds, Func<WorkKind, bool> hasCoverage, Func<WorkKind, bool> hasClock)
    {
        var targets = ImmutableArray.CreateBuilder<TargetInput>();
        HashSet<(string, WorkKind)> seen = [];
        for (int i = 0; i < file.CountOf("targets"); i++)
        {
            string at = $"targets[{i}]";
            string measure = file.Get($"{at}.measure", "");
            if (KindOf($"{at}.kind", kinds) is not { } kind || measure.Length == 0)
            {
                continue;
            }

            if (measure == "coverage" && !hasCoverage(kind))
            {
                errors.Add(file.PlaceOf($"{at}.kind"), $"{at}.kind: coverage is the share worked of what may lapse, and this kind never lapses; allowed: {string.Join(", ", kinds.Where(k => hasCoverage(k.Value)).Select(k => k.Key).DefaultIfEmpty("no kind of a plain queue"))}");
            }
            else if (measure == "on time" && !hasClock(kind))
            {
                errors.Add(file.PlaceOf($"{at}.kind"), $"{at}.kind: this kind has neither clock nor target, so nothing of it is ever late");
            }
            else if (!seen.Add((measure, kind)))
            {
                errors.Add(file.PlaceOf(at), $"{at}: the same measure of the same kind has a target above");
            }

            targets.Add(new TargetInput(measure, kind, Real($"{at}.at least")));
        }

        return targets.ToImmutable();
    }

    private WorkKind? KindOf(string path, Dictionary<string, WorkKind> kinds)
    {
        if (file.Find(path) is not { Value: string name })
        {
            return null;
        }

        if (kinds.TryGetValue(name, out WorkKind kind))
        {
            return kind;
        }

        errors.Add(file.PlaceOf(path), $"{path} = \"{name}\": no such kind of work{Nearest.Hint(name, kinds.Keys)}; allowed: {string.Join("; ", kinds.Keys)}");
        return null;
    }

    private ImmutableArray<KindInput> Kinds(ImmutableArray<TargetInput> targets)
    {
        var kinds = ImmutableArray.CreateBuilder<KindInput>();
        foreach (WorkRule rule in WorkRules.All)
        {
            string path = $"kinds.{rule.Name}";
            Distribution service = file.Get($"{path}.minutes", Distribution.Constant(1));
            if (service.Mean <= 0)
            {
                errors.Add(file.PlaceOf($"{path}.minutes"), $"{path}.minutes: work takes time; a mean above 0 is needed");
            }

            WorkClock clock = rule.Kind switch
            {
                WorkKind.FullReview => new WorkClock(ClockUnit.BusinessDays, Int("rates.pool business days")),
                WorkKind.Extension => new WorkClock(ClockUnit.CalendarDays, Int("work.extension lead days")),
                WorkKind.AdCvdLiquidationEntry or WorkKind.AdCvdLiquidationImport => new WorkClock(ClockUnit.CalendarDays, Int("work.suspension lifted days")),
                _ => file.Get($"{path}.clock", default(WorkClock)),
            };
            WorkClock? target = file.Find($"{path}.target")?.Value as WorkClock?;
            bool promised = targets.Any(t => t.Kind == rule.Kind);
            bool watched = promised || target is { Unit: not ClockUnit.None } || (clock.Unit != ClockUnit.None && rule.Expiry != Expiry.LapsesUnopened);
            kinds.Add(new KindInput
            {
                Kind = rule.Kind,
                Name = rule.Name,
                Role = rule.Role,
                Rank = rule.Rank,
                Service = service,
                Clock = clock,
                Target = target is { Unit: ClockUnit.None } ? null : target,
                Unprotected = !promised && (file.Get($"{path}.unprotected", false) || !watched),
            });
        }

        return kinds.ToImmutable();
    }

    private PopulationInput Population(ImmutableArray<PortInput> ports, ImmutableArray<CenterInput> centers)
    {
        const string P = "population.";
        PopulationInput population = new()
        {
            Importers = Int(P + "importers"),
            SummariesPerYear = Real(P + "summaries"),
            GrowthPerYear = Real(P + "growth"),
            ReferenceSummariesPerYear = Real("rates.reference summaries"),
            SizeSigma = Real(P + "size sigma"),
            SizeMedian = Real(P + "size median"),
            SizeLimit = Real(P + "size limit"),
            CompanyCorrelation = Real(P + "company correlation"),
            IorsOfLargeCompany = Real(P + "iors of large company"),
            ImporterShareByCenter = Normal([.. facts.Centers.Select(c => Real(P + "importer share." + c.Short))]),
            EntryShareByCenter = Normal([.. facts.Centers.Select(c => Real(P + "entry share." + c.Short))]),
            ValuePerEntryByCenter = [.. facts.Centers.Select(c => Real(P + "value per entry." + c.Short))],
            MeanValueDollars = Real(P + "mean value"),
            ValueCv = Real(P + "value cv"),
            ValueSizeExponent = Real(P + "value size exponent"),
            HomeIndustryShare = Real(P + "home industry share"),
            MostPorts = Int(P + "most ports"),
            PortsExponent = Real(P + "ports exponent"),
            CtpatEntryShare = Real(P + "ctpat entry share"),
            CtpatSlope = Real(P + "ctpat slope"),
            CtpatMidpoint = Real(P + "ctpat midpoint"),
            TierShares = Normal(Group(P + "tier share")),
            IsaMidpoint = Real(P + "isa midpoint"),
            IsaSlope = Real(P + "isa slope"),
            SmallBelow = Real(P + "small below"),
            LinesPerSummary = Real(P + "lines per summary"),
            Season = Group(P + "season"),
            Weekday = Group(P + "weekday"),
            Envelope = Real(P + "envelope"),
        };
        return file.Has(P + "snapshot") ? LiveImporters(population, ports, centers) : population;
    }

    private RateInput Rates()
    {
        const string R = "rates.";
        return new RateInput
        {
            DocumentReview = Real(R + "document review"),
            Referred = Real(R + "referred"),
            Selected = Real(R + "selected"),
            TrustedSelected = Real(R + "trusted selected"),
            CtpatSelected = Real(R + "C-TPAT selected"),
            QuotaPerYear = Real(R + "quota and live entry"),
            Reject = Real(R + "reject"),
            StatementException = Real(R + "statement exception"),
            Correction = Real(R + "correction"),
            CorrectionReviewed = Real(R + "correction reviewed"),
            CorrectionDays = Int(R + "correction days"),
            RefundPerYear = Real(R + "refund claim"),
            HoldHelpPerYear = Real(R + "hold help"),
            DeterminationPerYear = Real(R + "determination"),
            ContactPerYear = Real(R + "contact"),
            ContactFlatShare = Real(R + "contact flat share"),
            ProtestAsEntered = Real(R + "protest as entered"),
            ProtestEntries = Spread(R + "protest entries"),
            ProtestAccelerated = Real(R + "protest accelerated"),
            ProtestExclusion = Real(R + "protest exclusion"),
            AdCvdReviewPerYear = Real(R + "AD/CVD review"),
            AdCvdChapters = [.. file.Get(R + "AD/CVD chapters", ImmutableArray<object>.Empty).Select(c => (int)c)],
            AdCvdSuspended = Real(R + "AD/CVD suspended"),
            AdCvdMessagesPerYear = Real(R + "AD/CVD message"),
            AdCvdBatch = Spread(R + "AD/CVD batch"),
            AdCvdStock = Int(R + "AD/CVD stock"),
            PartnerReferral = Real(R + "partner agency referral") * (1 - Real("agencies.may proceed")) / (1 - MayProceedAsStated),
            Training = Real("training.events") == 0 ? null : new TradeTrainingInput(Real("training.events"), Int("training.reach"), Real("training.contacts"), Int("training.half-life")),
            PoolBusinessDays = Int(R + "pool business days"),
            PoolDaysBeforeLiquidation = Int(R + "pool before liquidation"),
            ExamByMode = [Real(R + "exam.water"), Real(R + "exam.air"), Real(R + "exam.land")],
            TrustedExam = Real(R + "trusted exam"),
            ExamDelay = Spread(R + "exam delay"),
            ExamService = Spread(R + "exam service"),
            ExamCause = Normal(Group(R + "exam cause")),
            HoldShortenedDays = Real(R + "hold shortened") / SimTime.Day,
        };
    }

    private WorkInputs Work()
    {
        const string W = "work.";
        Share Of(string key) => Share.Of(Real(W + key));
        DelayTable Delay(string key) => Delays.Table(Spread(W + key));
        MemoryInput? memory = Memory();
        return new WorkInputs
        {
            ReviewToCf28 = Of("review to CF-28"),
            TrainedAdverse = Share.Of(Real("training.errors")),
            Cf28OnRepeat = Share.Of(memory?.Cf28 ?? 1),
            Cf28OnRepeatElsewhere = Share.Of(memory?.Cf28Elsewhere ?? 1),
            ReviewToCf29 = Of("review to CF-29"),
            TrustedAdverse = Of("trusted adverse"),
            Cf28ReplyToCf29 = Of("CF-28 reply to CF-29"),
            Cf28Silent = Of("CF-28 silent"),
            Cf28Extended = Of("CF-28 extended"),
            Cf29Answered = Of("CF-29 answered"),
            Cf29Stands = Of("CF-29 stands"),
            AdverseProtested = Of("adverse protested"),
            CorrectionAccepted = Of("correction accepted"),
            ProtestGranted = Of("protest granted"),
            ProtestFurtherInformation = Of("protest further information"),
            ProtestLeadCase = Of("protest lead case"),
            ProtestLaboratory = Of("protest laboratory"),
            ProtestHeadquarters = Of("protest headquarters"),
            Cf28Reply = Delay("CF-28 reply"),
            Cf29Reply = Delay("CF-29 reply"),
            FurtherInformation = Delay("further information"),
            LeadCase = Delay("lead case"),
            Laboratory = Delay("laboratory"),
            Headquarters = Delay("headquarters"),
            PartnerAgency = Delay("partner agency"),
            Cf28Days = Int(W + "CF-28 days"),
            Cf29Days = Int(W + "CF-29 days"),
            LiquidationDays = Int(W + "liquidation days"),
            ProtestDays = Int(W + "protest days"),
            SuspensionLiftedDays = Int(W + "suspension lifted days"),
            ExtensionLeadDays = Int(W + "extension lead days"),
            ProtestFixedPart = Real(W + "protest fixed part"),
            ProtestMeanCappedEntries = Delays.MeanCapped(Spread("rates.protest entries"), ProtestDecision.EntriesCounted),
        };
    }

    private PeopleInput People()
    {
        const string P = "people.";
        return new PeopleInput
        {
            ImportSpecialists = Int(P + "import specialists"),
            EntrySpecialists = Int(P + "entry specialists"),
            DirectShare = Real(P + "direct share"),
            Ramp = Real(P + "ramp"),
            Shift = [.. file.Get(P + "shift", ImmutableArray<object>.Empty).Select(s => ((int, int))s)],
            LeaveBlocks = [.. file.Get(P + "leave blocks", ImmutableArray<object>.Empty).Select(b => (int)b)],
            SickDays = Int(P + "sick days"),
            SickSpell = Math.Max(1, Int(P + "sick spell")),
            TrainingDays = Int(P + "training days"),
            SummerLeave = Real(P + "summer leave"),
            DecemberLeave = Real(P + "December leave"),
            CoverAfterBusinessDays = Int(P + "cover after"),
            CenterOverhead = Int(P + "center overhead"),
            DualHat = Real(P + "dual hat"),
            AgencyOfficersPerCenter = Int("agencies.officers"),
            OverTime = PeopleOverTime(),
        };
    }

    /// <summary>Values that are each allowed and together are not.</summary>
    private void CheckConsistency(ImmutableArray<OfficeInput> offices, ImmutableArray<CenterInput> centers)
    {
        void Complain(bool wrong, string path, string message)
        {
            if (wrong)
            {
                errors.Add(file.PlaceOf(path), $"{path}: {message}");
            }
        }

        string Text(string path) => file.Find(path)?.Text ?? "";
        Complain(Real("rates.document review") * Real("rates.referred") > Real("rates.selected"), "rates.referred", $"{Text("rates.referred")} of {Text("rates.document review")} reviewed are more than the {Text("rates.selected")} selected, which include them");
        Complain(Real("rates.hold help") > Real("rates.determination"), "rates.hold help", $"{Text("rates.hold help")} is more than the {Text("rates.determination")} of rates.determination, which include it");
        Complain(Real("rates.protest accelerated") + Real("rates.protest exclusion") > 1, "rates.protest accelerated", "with rates.protest exclusion it is more than 100 %");
        Complain(Real("population.size limit") < Real("population.size median"), "population.size limit", $"{Text("population.size limit")} is below the median size, {Text("population.size median")}");
        Complain(Int("rates.pool before liquidation") >= Int("work.liquidation days"), "rates.pool before liquidation", $"{Text("rates.pool before liquidation")} is not below work.liquidation days, {Text("work.liquidation days")}");
        Complain(Int("work.extension lead days") >= Int("work.liquidation days"), "work.extension lead days", $"{Text("work.extension lead days")} is not below work.liquidation days, {Text("work.liquidation days")}");
        Complain(Spread("rates.protest entries").Mean <= 0, "rates.protest entries", "a protest covers at least one entry; a mean above 0 is needed");
        Complain(Spread("rates.AD/CVD batch").Mean <= 0, "rates.AD/CVD batch", "a message lifts at least one entry; a mean above 0 is needed");
        Complain(file.Get("rates.AD/CVD chapters", ImmutableArray<object>.Empty).Any(c => (int)c is < 1 or > 99), "rates.AD/CVD chapters", "a chapter of the tariff is a number from 1 to 99");
        int absent = file.Get("people.leave blocks", ImmutableArray<object>.Empty).Sum(b => (int)b) + Int("people.sick days") + Int("people.training days");
        Complain(absent > 240, "people.leave blocks", $"with sick and training days it is {absent} business days a year; a year has about 250");

        bool placed = offices.Any(o => o.Staff.IsEmpty) || centers.Any(c => c.Phases.Length > 0 && c.Staff.IsEmpty);
        Complain(placed && Int("people.import specialists") == 0, "people.import specialists", "there is nobody to place, and an office has no staff of its own");
        Complain(placed && Int("people.entry specialists") == 0, "people.entry specialists", "there is nobody to place, and an office has no staff of its own");
    }

    private double Real(string path) => file.Get(path, 0.0);

    private int Int(string path) => file.Get(path, 0);

    private Distribution Spread(string path) => file.Get(path, Distribution.Constant(1));

    /// <summary>The numbers of a group, in the order of the catalogue.</summary>
    private ImmutableArray<double> Group(string path) =>
        [.. catalogue.All.Where(i => i.Path.StartsWith(path + ".", StringComparison.Ordinal)).Select(i => Real(i.Path))];

    /// <summary>Shares that are written with a few digits, made to sum to one.</summary>
    private static ImmutableArray<double> Normal(ImmutableArray<double> shares)
    {
        double sum = shares.Sum();
        return sum > 0 ? [.. shares.Select(s => s / sum)] : shares;
    }
}
