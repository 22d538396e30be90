using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Reference;

/// <summary>A row of Schedule D.</summary>
/// <param name="Code">Four digits.</param>
/// <param name="ZoneName">IANA.</param>
/// <param name="ServiceOffice">Code of the office whose specialists serve it.</param>
/// <param name="ValueBillionDollars">Imports at the level of 2015.</param>
/// <param name="EntriesWeight">Relative number of entry summaries.</param>
/// <param name="ValueMark">How sure the value is.</param>
public sealed record PortRow(string Code, string Name, string State, string ZoneName, Mode Mode, bool IsPortOfEntry, string ServiceOffice, double ValueBillionDollars, double EntriesWeight, string ValueMark, string Mark);

/// <summary>An office that serves several ports.</summary>
public sealed record ServiceOfficeRow(string Code, string Name, string State, string ZoneName, string Serves, string Mark);

/// <summary>A Center.</summary>
/// <param name="Code">Team code, three digits.</param>
/// <param name="FirstOpened">Opened for test accounts.</param>
/// <param name="IndustryWide">Took its whole industry from.</param>
public sealed record CenterRow(string Code, string Short, string Name, string City, string ZoneName, DateOnly FirstOpened, DateOnly IndustryWide, string Industry, string Source);

/// <summary>A range of headings that one Center owns.</summary>
/// <param name="Center">Index of the Center, or -1.</param>
/// <param name="Confidence">S read, H and M memory, L an assumed split.</param>
public sealed record HeadingRange(int From, int To, int Center, string Confidence, string Mark, string Basis);

/// <summary>A fiscal year of the nation. A null is unknown.</summary>
public sealed record VolumeRow(int FiscalYear, double? SummariesMillion, string SummariesMark, double? ValueTrillionDollars, string ValueMark, double? RevenueBillionDollars, string RevenueMark, string Source);

/// <summary>Specialists of the nation on a date. A null is unknown.</summary>
public sealed record StaffRow(DateOnly Date, int? ImportSpecialists, string ImportMark, int? EntrySpecialists, string EntryMark, string Source);

/// <summary>A statutory floor of people on board.</summary>
public sealed record FloorRow(string Function, int People, string Mark, string Source);

/// <summary>An event of the history of the Centers.</summary>
public sealed record EventRow(DateOnly Date, string Event, string Mark, string Source);

/// <summary>What a published fact is good for.</summary>
public enum FactUse
{
    /// <summary>Used nowhere in the model: a miss is a finding.</summary>
    Evidence,

    /// <summary>One free parameter was solved to hit it.</summary>
    Fit,

    /// <summary>Sets a value and proves nothing.</summary>
    Input,

    /// <summary>Follows from others by arithmetic; not counted.</summary>
    Derived,

    /// <summary>Nothing is published.</summary>
    Unknown,
}

/// <summary>A published fact that a national run is held against.</summary>
/// <param name="Value">Null when nothing is published; the lower end of a range.</param>
/// <param name="High">Upper end of a published range; null for a single value.</param>
/// <param name="Tolerance">In points ("±5 pt"), a factor ("×/÷ 1.5"), per cent ("2 %") or "order".</param>
public sealed record PublishedFact(string Id, string Fact, int? FiscalYear, double? Value, double? High, string Unit, string Tolerance, FactUse Use, string Mark, string Source);

/// <summary>
/// The facts of the domain, read once from the data files that are part of the product. Every row carries its source
/// and a mark that says how sure it is: R read, D derived, Mh Mm Ml memory, A assumption.
/// </summary>
public sealed class ReferenceData
{
    private static readonly Lazy<ReferenceData> Loaded = new(Read);

    private ReferenceData()
    {
    }

    /// <summary>All 441 rows of Schedule D, ascending by code.</summary>
    public required ImmutableArray<PortRow> Ports { get; init; }

    public required ImmutableArray<ServiceOfficeRow> ServiceOffices { get; init; }

    /// <summary>The ten Centers, ascending by code.</summary>
    public required ImmutableArray<CenterRow> Centers { get; init; }

    public required ImmutableArray<HeadingRange> Headings { get; init; }

    /// <summary>Center index of each four-digit heading, 10,000 long; -1 where none.</summary>
    public required ImmutableArray<sbyte> CenterOfHeading { get; init; }

    /// <summary>The four-digit headings that exist, ascending, chapters 1 to 97.</summary>
    public required ImmutableArray<ushort> TariffHeadings { get; init; }

    public required ImmutableArray<VolumeRow> Volumes { get; init; }

    public required ImmutableArray<StaffRow> Staff { get; init; }

    public required ImmutableArray<FloorRow> Floors { get; init; }

    public required ImmutableArray<EventRow> Timeline { get; init; }

    public required ImmutableArray<PublishedFact> PublishedFacts { get; init; }

    /// <summary>SHA-256 over all data files, by name, and the zone tables of all ports; lower-case hex.</summary>
    public required string DataHash { get; init; }

    /// <summary>Reads the files the first time, about 20 ms; the same object afterwards.</summary>
    /// <exception cref="ReferenceDataException">A file is wrong; the message says where.</exception>
    public static ReferenceData Load() => Loaded.Value;

    private static ReferenceData Read()
    {
        ImmutableArray<CenterRow> centers = ReadCenters(Open("centers.tsv"));
        ImmutableArray<ServiceOfficeRow> offices = ReadServiceOffices(Open("service_offices.tsv"));
        ImmutableArray<HeadingRange> headings = ReadHeadings(Open("headings.tsv"), centers);
        ImmutableArray<PortRow> ports = ReadPorts(Open("ports.tsv"), offices);
        return new ReferenceData
        {
            Ports = ports,
            ServiceOffices = offices,
            Centers = centers,
            Headings = headings,
            CenterOfHeading = Spread(headings),
            TariffHeadings = ReadTariffHeadings(Open("tariff_headings.tsv")),
            Volumes =
            [
                .. Table("volumes.tsv", "fiscal_year", "summaries_m", "summaries_mark", "value_tusd", "value_mark", "revenue_busd", "revenue_mark", "source").Rows.Select(r => new VolumeRow(
                    r.Whole("fiscal_year", 1990, 2100), r.NumberOrNone("summaries_m", 1, 200), r.MarkOrNone("summaries_mark"), r.NumberOrNone("value_tusd", 0.1, 20), r.MarkOrNone("value_mark"), r.NumberOrNone("revenue_busd", 1, 1000), r.MarkOrNone("revenue_mark"), r.Needed("source"))),
            ],
            Staff =
            [
                .. Table("staff.tsv", "date", "import_specialists", "import_mark", "entry_specialists", "entry_mark", "source").Rows.Select(r => new StaffRow(
                    r.Date("date"), (int?)r.NumberOrNone("import_specialists", 1, 10_000), r.MarkOrNone("import_mark"), (int?)r.NumberOrNone("entry_specialists", 1, 10_000), r.MarkOrNone("entry_mark"), r.Needed("source"))),
            ],
            Floors = [.. Table("floors.tsv", "function", "people", "mark", "source").Rows.Select(r => new FloorRow(r.Needed("function"), r.Whole("people", 1, 10_000), r.Mark("mark"), r.Needed("source")))],
            Timeline = [.. Table("timeline.tsv", "date", "event", "mark", "source").Rows.Select(r => new EventRow(r.Date("date"), r.Needed("event"), r.Mark("mark"), r.Needed("source")))],
            PublishedFacts =
            [
                .. Table("published_facts.tsv", "id", "fact", "fiscal_year", "value", "high", "unit", "tolerance", "use", "mark", "source").Rows.Select(r => new PublishedFact(
                    r.Needed("id"), r.Needed("fact"), (int?)r.NumberOrNone("fiscal_year", 1990, 2100), r.NumberOrNone("value", 0, 1e12), r.NumberOrNone("high", 0, 1e12), r.Text("unit"), r.Text("tolerance"),
                    r.OneOf("use", ("evidence", FactUse.Evidence), ("fit", FactUse.Fit), ("input", FactUse.Input), ("derived", FactUse.Derived), ("unknown", FactUse.Unknown)), r.MarkOrNone("mark"), r.Needed("source"))),
            ],
            DataHash = HashOf(ports),
        };
    }

    internal static ImmutableArray<PortRow> ReadPorts(TextReader reader, ImmutableArray<ServiceOfficeRow> offices)
    {
        HashSet<string> known = [.. offices.Select(o => o.Code)];
        HashSet<string> seen = [];
        TsvTable table = TsvTable.Parse("ports.tsv", reader, "code", "name", "state", "zone", "mode", "port_of_entry", "service_office", "value_busd", "entries_weight", "value_mark", "mark");
        return
        [
            .. table.Rows.Select(r => new PortRow(
                seen.Add(Code(r, "code", 4)) ? r.Text("code") : throw r.Wrong("code", "a code that no other row has"),
                r.Needed("name"),
                r.Needed("state"),
                ZoneTables.Knows(r.Text("zone")) ? r.Text("zone") : throw r.Wrong("zone", "an IANA time zone"),
                r.OneOf("mode", ("water", Mode.Water), ("air", Mode.Air), ("land", Mode.Land)),
                r.OneOf("port_of_entry", ("yes", true), ("no", false)),
                known.Contains(r.Text("service_office")) ? r.Text("service_office") : throw r.Wrong("service_office", "the code of a service office"),
                r.Number("value_busd", 0, 1000),
                r.Number("entries_weight", 0, 1000),
                r.Mark("value_mark"),
                r.Mark("mark"))).OrderBy(p => p.Code, StringComparer.Ordinal),
        ];
    }

    internal static ImmutableArray<ServiceOfficeRow> ReadServiceOffices(TextReader reader) =>
    [
        .. TsvTable.Parse("service_offices.tsv", reader, "code", "name", "state", "zone", "serves", "mark").Rows
            .Select(r => new ServiceOfficeRow(Code(r, "code", 4), r.Needed("name"), r.Needed("state"), ZoneTables.Knows(r.Text("zone")) ? r.Text("zone") : throw r.Wrong("zone", "an IANA time zone"), r.Needed("serves"), r.Mark("mark")))
            .OrderBy(o => o.Code, StringComparer.Ordinal),
    ];

    internal static ImmutableArray<CenterRow> ReadCenters(TextReader reader) =>
    [
        .. TsvTable.Parse("centers.tsv", reader, "code", "short", "name", "city", "zone", "first_opened", "opened_mark", "industry_wide", "industry_wide_mark", "industry", "industry_mark", "source").Rows
            .Select(r => new CenterRow(Code(r, "code", 3), r.Needed("short"), r.Needed("name"), r.Needed("city"), ZoneTables.Knows(r.Text("zone")) ? r.Text("zone") : throw r.Wrong("zone", "an IANA time zone"), r.Date("first_opened"), r.Date("industry_wide"), r.Needed("industry"), r.Needed("source")))
            .OrderBy(c => c.Code, StringComparer.Ordinal),
    ];

    internal static ImmutableArray<HeadingRange> ReadHeadings(TextReader reader, ImmutableArray<CenterRow> centers)
    {
        int last = 0;
        Dictionary<string, int> index = centers.Select((c, i) => (c.Code, i)).ToDictionary(x => x.Code, x => x.i, StringComparer.Ordinal);
        ImmutableArray<HeadingRange>.Builder ranges = ImmutableArray.CreateBuilder<HeadingRange>();
        foreach (TsvTable.Row r in TsvTable.Parse("headings.tsv", reader, "from", "to", "center", "confidence", "mark", "basis").Rows)
        {
            int from = r.Whole("from", 101, 9999);
            if (from <= last)
            {
                throw r.Wrong("from", $"a heading above {last:0000}, where the range before ends");
            }

            int to = r.Whole("to", from, 9999);
            int center = index.GetValueOrDefault(r.Text("center"), -1);
            if (center < 0 && (r.Text("center").Length > 0 || from < 9800))
            {
                throw r.Wrong("center", "the code of a Center, or nothing for chapters 98 and 99");
            }

            ranges.Add(new HeadingRange(from, to, center, r.OneOf("confidence", ("S", "S"), ("H", "H"), ("M", "M"), ("L", "L")), r.Mark("mark"), r.Needed("basis")));
            last = to;
        }

        return ranges.ToImmutable();
    }

    internal static ImmutableArray<ushort> ReadTariffHeadings(TextReader reader)
    {
        ImmutableArray<ushort>.Builder headings = ImmutableArray.CreateBuilder<ushort>();
        foreach (TsvTable.Row r in TsvTable.Parse("tariff_headings.tsv", reader, "chapter", "headings", "mark", "source").Rows)
        {
            int chapter = r.Whole("chapter", 1, 97);
            _ = r.Mark("mark");
            _ = r.Needed("source");
            foreach (string text in r.Needed("headings").Split(' '))
            {
                ushort heading = text.Length == 4 && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort h) ? h : (ushort)0;
                if (heading / 100 != chapter || heading % 100 == 0 || (headings.Count > 0 && heading <= headings[^1]))
                {
                    throw r.Wrong("headings", $"four-digit headings of chapter {chapter:00}, ascending, with one space between; \"{text}\" is not");
                }

                headings.Add(heading);
            }
        }

        return headings.ToImmutable();
    }

    private static ImmutableArray<sbyte> Spread(ImmutableArray<HeadingRange> ranges)
    {
        sbyte[] center = new sbyte[10_000];
        Array.Fill(center, (sbyte)-1);
        foreach (HeadingRange range in ranges)
        {
            center.AsSpan(range.From, range.To - range.From + 1).Fill((sbyte)range.Center);
        }

        return [.. center];
    }

    private static string Code(TsvTable.Row row, string column, int digits) =>
        row.Text(column).Length == digits && row.Text(column).All(char.IsAsciiDigit) ? row.Text(column) : throw row.Wrong(column, $"{digits} digits");

    private static TsvTable Table(string file, params string[] columns)
    {
        using TextReader reader = Open(file);
        return TsvTable.Parse(file, reader, columns);
    }

    private static StreamReader Open(string file) =>
        new(Assembly.GetExecutingAssembly().GetManifestResourceStream(file) ?? throw new ReferenceDataException($"{file} is not part of this build."), Encoding.UTF8);

    private static string HashOf(ImmutableArray<PortRow> ports)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Assembly assembly = Assembly.GetExecutingAssembly();
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using StreamReader reader = Open(name);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{reader.ReadToEnd().ReplaceLineEndings("\n")}\n"));
        }

        foreach (string zone in ports.Select(p => p.ZoneName).Distinct().Order(StringComparer.Ordinal))
        {
            foreach ((long start, int offset) in ZoneTables.For(zone).Transitions)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{zone} {start} {offset}\n")));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
