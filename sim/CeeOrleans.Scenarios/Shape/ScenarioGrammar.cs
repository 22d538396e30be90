using CeeOrleans.Domain.Work;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>The grammar of scenario files: the catalogue of inputs as nested keys, and the structure beside it.</summary>
internal static class ScenarioGrammar
{
    /// <summary>Words of the four eligibility rules.</summary>
    public const string EligibilityWords = "word nobody|applied|trusted traders|all accounts";

    /// <summary>Days of the longest horizon.</summary>
    public const int MostDays = 3660;

    /// <summary>Kinds of work whose clock follows from another input, and from which.</summary>
    public static IReadOnlyDictionary<WorkKind, string> DerivedClocks { get; } = new Dictionary<WorkKind, string>
    {
        [WorkKind.FullReview] = "rates.pool business days",
        [WorkKind.Extension] = "work.extension lead days",
        [WorkKind.AdCvdLiquidationEntry] = "work.suspension lifted days",
        [WorkKind.AdCvdLiquidationImport] = "work.suspension lifted days",
    };

    /// <summary>Values whose limits are tighter than their dimension's. Base units.</summary>
    private static readonly Dictionary<string, (double Least, double Most)> Limits = new(StringComparer.Ordinal)
    {
        ["population.importers"] = (1, 2_097_151),
        ["population.summaries"] = (1, 1e9),
        ["population.growth"] = (0, 0.2),
        ["population.size sigma"] = (0, 6),
        ["population.size median"] = (1e-6, 1e6),
        ["population.size limit"] = (1, 1e8),
        ["population.company correlation"] = (0, 1),
        ["population.iors of large company"] = (1, 100),
        ["population.mean value"] = (1, 1e9),
        ["population.value cv"] = (0, 20),
        ["population.value size exponent"] = (-2, 2),
        ["population.most ports"] = (1, 328),
        ["population.ports exponent"] = (0, 2),
        ["population.ctpat midpoint"] = (-50, 50),
        ["population.isa midpoint"] = (-50, 50),
        ["population.lines per summary"] = (1, 1000),
        ["population.envelope"] = (1, 20),
        ["trusted trader.tier"] = (0, 3),
        ["rates.trusted selected"] = (0, 1),
        ["rates.C-TPAT selected"] = (0, 1),
        ["rates.trusted exam"] = (0, 1),
        ["rates.correction days"] = (1, 3660),
        ["rates.pool business days"] = (0, 1000),
        ["rates.pool before liquidation"] = (0, 365),
        ["work.CF-28 days"] = (1, 365),
        ["work.CF-29 days"] = (1, 365),
        ["work.liquidation days"] = (1, 1500),
        ["work.protest days"] = (1, 730),
        ["work.suspension lifted days"] = (1, 730),
        ["work.extension lead days"] = (0, 365),
        ["swings.national ar"] = (0, 0.999),
        ["swings.industry ar"] = (0, 0.999),
        ["swings.port ar"] = (0, 0.999),
        ["swings.mix ar"] = (0, 0.999),
        ["people.import specialists"] = (0, 100_000),
        ["people.entry specialists"] = (0, 100_000),
        ["people.direct share"] = (0.01, 1),
        ["people.ramp"] = (0.01, 1),
        ["people.sick days"] = (0, 200),
        ["people.sick spell"] = (1, 60),
        ["people.training days"] = (0, 200),
        ["people.summer leave"] = (0, 100),
        ["people.December leave"] = (0, 100),
        ["people.cover after"] = (0, 250),
        ["people.authorised import specialists"] = (0, 100_000),
        ["people.authorised entry specialists"] = (0, 100_000),
        ["people.attrition"] = (0, 0.9),
        ["people.hiring lead"] = (0, 3660),
        ["people.class size"] = (1, 10_000),
        ["people.ramp start"] = (0.01, 1),
        ["people.ramp time"] = (0, 3660),
        ["people.mentor share"] = (0, 0.9),
        ["people.mentor time"] = (0, 3660),
        ["people.transfer"] = (0, 250),
        ["people.center overhead"] = (0, 10_000),
        ["agencies.officers"] = (0, 1000),
        ["account managers.companies"] = (1, 10_000),
        ["account managers.people"] = (0, 10_000),
        ["account managers.contacts"] = (0, 400),
        ["training.events"] = (0, 100_000),
        ["training.reach"] = (1, 100_000),
        ["training.half-life"] = (1, 3660),
        ["familiarity.unfamiliar"] = (0.5, 3),
        ["familiarity.learning"] = (3600, 36_000_000),
        ["familiarity.half-life"] = (1, 36_500),
        ["familiarity.people per team"] = (1, 1000),
        ["familiarity.most teams"] = (1, 1000),
        ["memory.time"] = (0.01, 1),
        ["memory.span"] = (1, 3660),
        ["uniformity.within office"] = (0, 0.5),
        ["uniformity.between offices"] = (0, 0.5),
        ["uniformity.habit"] = (1, 36_500),
        ["money.yield exponent"] = (0.01, 10_000),
    };

    /// <summary>Most measures that replications may wait for.</summary>
    private const int MostStoppingMeasures = 10;

    /// <summary>Groups of shares that must sum to 100 %, by the path of the group.</summary>
    public static IReadOnlyList<string> SumsToOne { get; } = ["population.importer share", "population.entry share", "population.tier share", "rates.exam cause"];

    /// <summary>Groups of relative rates of which at least one must be above zero.</summary>
    public static IReadOnlyList<string> NotAllZero { get; } = ["population.season", "population.weekday"];

    /// <summary>The whole grammar.</summary>
    /// <param name="centers">Every way to name a Center, with its code.</param>
    public static Block Build(InputCatalogue catalogue, IReadOnlyDictionary<string, string> centers)
    {
        Dictionary<string, Field> root = new(StringComparer.Ordinal)
        {
            ["name"] = new(Value("What the scenario is called.", Dimension.Text), Required: true),
            ["description"] = new(Value("One line that says what it is for.", Dimension.Text), Required: true),
            ["extends"] = new(Value("Name of the scenario file this one is laid over, relative to this file.", Dimension.Text)),
            ["horizon"] = new(
                new Block("The days that are run.", Fields(
                    ("start", new(Value("First day.", Dimension.Date), true)),
                    ("length", new(Value("Length in days or years; a year ends on the same date.", new HorizonLengthDimension()), true)))),
                Required: true),
            ["seed"] = new(Value("Chooses the luck of the whole scenario.", new SeedDimension()), Required: true),
            ["replications"] = new(Replications(), Required: true),
            ["window hours"] = new(Value("Hours from one exchange between offices to the next; never changes a result.", Dimension.Named("word 24|12|8|6|4"))),
            ["hold help cut"] = new(Value("From one hand-over of hold help between offices to the next, counted from the daily cut; not given: 24 h, as all other work.", Dimension.Named("word 24 h|12 h|8 h|6 h|4 h")), Worlds: Worlds.Nation),
            ["opening"] = new(Opening(), Required: true),
            ["targets"] = new(new Items("What the plan promises. Laid over a base, each replaces the base's promise about the same measure and kind, and the others stay.", new Block("One promise.", Fields(
                ("measure", new(Value("Share on time of what falls due, or share worked of what was selected.", Dimension.Named("word on time|coverage")), true)),
                ("kind", new(Value("Kind of work.", Dimension.Text), true)),
                ("at least", new(Value("Least share.", Dimension.Share), true)))), 1, 100)),
            ["offices"] = new(Offices(), Required: true, Worlds.Nation),
            ["staff"] = new(new Entries("People of offices other than Centers; offices not named get theirs by workload.", null, "office", Staff()), Worlds: Worlds.Nation),
            ["centers"] = new(Centers(centers), Worlds: Worlds.Nation),
            [Declared.NewCenters] = new(new Entries("Centers beside the ten of the catalogue, by a code of their own from 011 on; moved headings gives them goods, centers opens them.", null, "new Center", new Block("One new Center.", Fields(
                ("abbreviation", new(Value("As charts name it: 1 to 6 letters, digits and &.", Dimension.Text), true)),
                ("name", new(Value("As tables name it.", Dimension.Text), true)),
                ("city", new(Value("Where its director sits.", Dimension.Text), true)),
                ("zone", new(Value("IANA time zone of a US port, for example America/New_York.", Dimension.Text), true)))), Declared.MostNewCenters), Worlds: Worlds.Nation),
            ["moved headings"] = new(new Items("Goods that another Center handles than the one founded for their industry: re-cuts and merges Centers, from the first day on.", new Block("One move.", Fields(
                ("chapters", new(Value("Chapters of the tariff.", Dimension.ChapterList))),
                ("headings", new(new Items("Headings of the tariff.", Value("Four digits, quoted.", Dimension.Text), 1, 500))),
                ("centers", new(new Items("All goods of these Centers' industries: the Center is merged into the other.", Value("Name, abbreviation or code of a Center.", Dimension.Text), 1, 10))),
                ("to", new(Value("Name, abbreviation or code of the Center that handles them.", Dimension.Text), true)))), 1, 50), Worlds: Worlds.Nation),
            ["hiring"] = new(new Items("Classes beyond the replacement of those who left; only with people over time.", new Block("One class.", Fields(
                ("on", new(Value("First day.", Dimension.Date), true)),
                ("role", new(Value("Role of the new people.", Dimension.Named("word import specialist|entry specialist")), true)),
                ("people", new(Value("New positions, filled on that day.", Dimension.People) with { Limits = (1, 10_000) }, true)))), 1, 200), Worlds: Worlds.Nation),
            ["hiring freeze"] = new(new Items("Spans in which no class starts; only with people over time.", new Block("One freeze.", Fields(
                ("from", new(Value("First day.", Dimension.Date), true)),
                ("until", new(Value("First day on which classes may start again.", Dimension.Date), true)))), 1, 50), Worlds: Worlds.Nation),
            ["shocks"] = new(ShockGrammar.Build(), Worlds: Worlds.Nation),
            ["eligibility"] = new(Value("Which accounts a Center takes once it is open.", Dimension.Named(EligibilityWords)), Worlds: Worlds.Nation),
            ["queue"] = new(Queue(), Worlds: Worlds.Queue),
        };
        foreach (CatalogueInput input in catalogue.All)
        {
            string[] parts = input.Path.Split('.');
            Leaf leaf = new(Doc(input), Dimension.Named(input.Dimension), input)
            {
                Limits = Limits.TryGetValue(input.Path, out (double, double) limits) ? limits : null,
            };
            Place(root, parts, leaf, parts.Length == 1 && parts[0] == "cut" ? Worlds.Both : Worlds.Nation);
        }

        CompleteKinds((Block)root["kinds"].Shape);
        Field population = root["population"];
        ((Dictionary<string, Field>)((Block)population.Shape).Fields)["snapshot"] = new Field(Value("A snapshot of the live world, as cee snapshot take writes it, relative to this file; or live. Its accounts are the importers, in the place of synthetic ones.", Dimension.Text));
        root["population"] = population with
        {
            Shape = new Choice(
                "Who imports: synthetic importers, or live (the accounts of the live world, which enter in a year what they entered in the last one unless summaries is said beside the snapshot).",
                Value("The accounts of a snapshot of the live world.", Dimension.Named("word live")),
                population.Shape,
                null),
        };
        return new Block("A scenario of CeeOrleans: which world to run.", root);
    }

    private static string Doc(CatalogueInput input)
    {
        string note = input.Note.Length > 0 ? char.ToUpperInvariant(input.Note[0]) + input.Note[1..] + ". " : "";
        string range = input.Low.Length > 0 ? $", {input.Low} to {input.High}" : "";
        return $"{note}Default {input.Value}{range} [{input.Mark}: {input.Source}].";
    }

    private static void Place(Dictionary<string, Field> fields, ReadOnlySpan<string> parts, Leaf leaf, Worlds worlds)
    {
        if (parts.Length == 1)
        {
            fields[parts[0]] = new Field(leaf, Worlds: worlds);
            return;
        }

        if (!fields.TryGetValue(parts[0], out Field? field))
        {
            fields[parts[0]] = field = new Field(new Block($"Inputs of {parts[0]}.", new Dictionary<string, Field>(StringComparer.Ordinal)), Worlds: worlds);
        }

        Place((Dictionary<string, Field>)((Block)field.Shape).Fields, parts[1..], leaf, worlds);
    }

    /// <summary>Every kind of work may have a target of its own; clocks of law stand where the law's other inputs are.</summary>
    private static void CompleteKinds(Block kinds)
    {
        foreach (WorkRule rule in WorkRules.All)
        {
            if (!kinds.Fields.TryGetValue(rule.Name, out Field? field))
            {
                throw new InvalidDataException($"inputs.tsv has no kinds.{rule.Name}.minutes.");
            }

            var fields = (Dictionary<string, Field>)((Block)field.Shape).Fields;
            if (DerivedClocks.TryGetValue(rule.Kind, out string? where))
            {
                fields["clock"] = new Field(new Elsewhere($"the clock of {rule.Name} is {where}"));
            }

            fields.TryAdd("target", new Field(Value("The planner's own target, where it differs from the clock.", Dimension.Clock)));
            fields.TryAdd("unprotected", new Field(Value("Nothing in the plan protects this work.", Dimension.YesNo)));
        }
    }

    private static Leaf Value(string doc, Dimension dimension) => new(doc, dimension);

    private static Dictionary<string, Field> Fields(params (string Key, Field Field)[] fields) =>
        fields.ToDictionary(f => f.Key, f => f.Field, StringComparer.Ordinal);

    private static Block Staff() => new("People on board.", Fields(
        ("import specialist", new(Value("Whole people.", Dimension.People) with { Limits = (0, 10_000) })),
        ("entry specialist", new(Value("Whole people.", Dimension.People) with { Limits = (0, 10_000) }))));

    private static Choice Opening() => new(
        "What is open at the start: empty, stationary (the two years before are run first), live (what is open in the live world), or a backlog by kind and age.",
        Value("Empty, the end of the two years before, or a snapshot of the live world.", Dimension.Named("word empty|stationary|live")),
        new Block("A given backlog.", Fields(
            ("backlog", new(new Items("Open work.", new Block("Open work of one kind and age at one office.", Fields(
                ("office", new(Value("Code of the office.", Dimension.Text), true)),
                ("kind", new(Value("Kind of work.", Dimension.Text), true)),
                ("age", new(Value("Since it arose.", Dimension.Days) with { Limits = (0, 1000) }, true)),
                ("items", new(Value("How many.", Dimension.Count) with { Limits = (1, 10_000_000) }, true)))), 1, 20_000))),
            ("file", new(Value("A CSV file with the columns office, kind, age days, items; relative to this file.", Dimension.Text))),
            ("snapshot", new(Value("A snapshot of the live world, as cee snapshot take writes it, relative to this file; or live.", Dimension.Text), Worlds: Worlds.Nation)))),
        null);

    private static Choice Replications()
    {
        Block precision = new("A measure that is to be known well enough.", Fields(
            ("measure", new(Value("A measure as cee sweep names it: coverage, wait p95 of contact.", Dimension.Text), true)),
            ("half-width", new(Value("Half of its 95 % interval; not given: half a point of a share, 6 h of a time, 1 % of anything else.", new HalfWidthDimension())))));
        return new Choice(
            "How often the horizon is run with other luck: a number, or until measures are known well enough.",
            Value("How often.", Dimension.Count) with { Limits = (1, 10_000) },
            new Block("Looks after 10, 14, 20, 28 and 40 replications whether all measures are known well enough, and stops there.", Fields(
                ("min", new(Value("The first look; not given: 10.", Dimension.Named("word 10|14|20|28|40")))),
                ("max", new(Value("The last look; not given: 40.", Dimension.Named("word 10|14|20|28|40")))),
                ("until", new(new Choice("One measure or a list of at most ten.", null, precision, new Items("Measures.", precision, 1, MostStoppingMeasures)), true)))),
            null);
    }

    private static Choice Offices() => new(
        "Where post-release work is done before Centers.",
        Value("The service offices of the ports, or every port for itself.", Dimension.Named("word service offices|every port its own desk")),
        new Block("One office.", Fields(("one", new(
            new Block("One office serves every port.", Fields(
                ("code", new(Value("Code of the office.", Dimension.Text), true)),
                ("name", new(Value("Name of the office.", Dimension.Text), true)),
                ("zone", new(Value("IANA time zone of a US port, for example America/New_York.", Dimension.Text), true)),
                ("import specialists", new(Value("Whole people.", Dimension.People) with { Limits = (0, 100_000) }, true)),
                ("entry specialists", new(Value("Whole people.", Dimension.People) with { Limits = (0, 100_000) }, true)))),
            true)))),
        null);

    private static Choice Ports() => new(
        "The ports where the Center takes work.",
        Value("Every port.", Dimension.Named("word all")),
        null,
        new Items("Schedule D codes.", Value("Schedule D code of a port of entry, four digits.", Dimension.Text), 1, 400));

    /// <summary>Stands in a block of Centers for all that the block does not name, and for what a named one does not say.</summary>
    public const string OtherCenters = "others";

    private static Choice Centers(IReadOnlyDictionary<string, string> names)
    {
        (string, Field) eligibility = ("eligibility", new(Value("Which accounts it takes; else what the scenario says.", Dimension.Named(EligibilityWords))));
        return new Choice(
            "Which Centers open when: none, \"all from\" a date, or a block by industry.",
            Value("No Center, or every Center from a date.", new CentersDimension()),
            new Entries("Centers by industry, abbreviation or code; those not named are as others says, else closed. Laid over \"all from\" a date of a base, that date is what others says.", new Dictionary<string, string>(names, StringComparer.OrdinalIgnoreCase) { [OtherCenters] = OtherCenters }, "Center", new Block("One Center.", Fields(
                ("opens", new(Value("First day on which new work goes to the Center.", Dimension.Date))),
                ("ports", new(Ports())),
                eligibility,
                ("phases", new(new Items("Take-over in steps.", new Block("One step.", Fields(
                    ("from", new(Value("First day.", Dimension.Date), true)),
                    ("ports", new(Ports())),
                    eligibility)), 1, 50))),
                ("staff", new(Staff()))))) { TakesDeclared = true },
            null);
    }

    private static Block Queue() => new("A plain queue: one desk, open round the clock; for checks against theory.", Fields(
        ("servers", new(Value("People, or unlimited.", new ServersDimension()), true)),
        ("kinds", new(new Entries("Kinds of work, named by you; at most 8.", null, "kind", new Block("One kind.", Fields(
            ("minutes", new(Value("Hands-on time.", Dimension.TimeDistribution), true)),
            ("rank", new(Value("Order at the desk, 1 is first.", Dimension.Count) with { Limits = (1, 5) })),
            ("preempts", new(Value("Takes a busy person from work of a lower rank, which is resumed later.", Dimension.YesNo))),
            ("clock", new(Value("When it is late.", Dimension.Clock))),
            ("target", new(Value("The planner's own target.", Dimension.Clock))),
            ("unprotected", new(Value("Nothing in the plan protects this work.", Dimension.YesNo))),
            ("then", new(new Items("What it becomes when finished; the rest leaves.", new Block("One way on.", Fields(
                ("kind", new(Value("Kind of work.", Dimension.Text), true)),
                ("share", new(Value("How often.", Dimension.Share), true)))), 1, 8))))), 8), true)),
        ("arrivals", new(new Items("Streams of work.", new Block("One stream.", Fields(
            ("kind", new(Value("Kind of work.", Dimension.Text), true)),
            ("every", new(Value("Time between arrivals.", Dimension.TimeDistribution), true)),
            ("batch", new(Value("Items that arrive together.", Dimension.Count) with { Limits = (1, 100_000) })),
            ("at cut", new(Value("Seen only after the next daily cut.", Dimension.YesNo))),
            ("rate", new(new Items("Relative rate by hour of the UTC day, mean 1; only with exponential gaps.", Value("Relative rate.", Dimension.Number) with { Limits = (0, 24) }, 24, 24))))), 1, 8), true))));
}
