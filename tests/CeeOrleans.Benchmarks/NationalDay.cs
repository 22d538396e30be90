using System.Globalization;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Demo;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// A business day of the nation as JSON Lines: filings of its largest importers at their ports and under their headings, every one
/// of them at least one and the largest most; holds and their release, CF-28, CF-29 and answers, corrections, protests and inquiries
/// in about the shares of a year. What is about an entry or a case comes after it in the file.
/// </summary>
internal sealed class NationalDay
{
    /// <summary>Of 10,000 events, those that are no filing. A year has 35 M filings, 60,000 CF-28, 45,000 protests, 140,000 inquiries.</summary>
    private static readonly (string What, int Share)[] Others = [("hold", 150), ("release", 100), ("CF-28", 20), ("CF-29", 5), ("answer", 15), ("protest", 15), ("correction", 70), ("inquiry", 40)];

    /// <summary>One filing in so many is selected for a document review, and for a full review.</summary>
    private const int DocumentReview = 10;
    private const int FullReview = 60;

    private readonly SortedList<double, (string Ior, AccountCommand Command)> events = [];
    private readonly LiveNation live;
    private readonly Random random = new(20161003);

    private NationalDay(LiveNation live) => this.live = live;

    /// <summary>Lines by what they are.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <param name="live">Whose accounts are meant.</param>
    /// <param name="total">Lines: 132,000 for a national day; five accounts for every eleven.</param>
    public static (byte[] File, NationalDay Day) Make(LiveNation live, int total)
    {
        NationalDay day = new(live);
        int accounts = total * 5 / 11;
        Dictionary<string, int> others = Others.ToDictionary(o => o.What, o => total * o.Share / 10_000);
        ImporterFacts[] importers = [.. Enumerable.Range(0, live.Inputs.Population!.Importers)
            .Select(i => Projector.Facts(live.Setup, ImporterProfile.Create(live.Inputs.Seed, i)))
            .OrderByDescending(f => f.SummariesPerYear).ThenBy(f => f.Number).Take(accounts)];
        List<(ImporterFacts Importer, double At, FileEntry Entry)> filed = [];
        int filings = total - others.Values.Sum();
        for (int i = 0; i < filings; i++)
        {
            // The cube of a uniform number: the first tenth of the accounts files half of what comes on top of one each. Those that
            // answer a CF-28 file once, so that the number of its case is known.
            double u = day.random.NextDouble();
            ImporterFacts importer = importers[i < accounts ? i : (int)((accounts - others["answer"]) * u * u * u)];
            FileEntry entry = day.Filing(importer, i, i >= accounts - others["answer"] && i < accounts);
            filed.Add((importer, day.Add(importer, day.random.NextDouble(), "filing", entry), entry));
        }

        day.About(filed, accounts, others);
        return (day.Text(), day);
    }

    private FileEntry Filing(ImporterFacts importer, int serial, bool plain)
    {
        WorkKind[] selected = plain ? [] : serial % FullReview == 0 ? [WorkKind.FullReview] : serial % DocumentReview == 0 ? [WorkKind.DocumentReview] : [];
        return new FileEntry(
            EntryNumber.Of("EN7", serial),
            PortCode.Parse(live.Book.Ports[importer.Ports[(int)(random.NextDouble() * random.NextDouble() * importer.Ports.Length)]].Code),
            importer.Headings[(int)(random.NextDouble() * random.NextDouble() * importer.Headings.Length)],
            1 + random.Next(5),
            100_000 + random.Next(20_000_000),
            SimTime.DayOf(LiveNation.Now.ToUnixTimeSeconds()) - 1,
            [.. selected],
            random.Next(65_536));
    }

    /// <summary>What is about filings: those of accounts that file often, but CF-28 that are answered of accounts that file once.</summary>
    private void About(List<(ImporterFacts Importer, double At, FileEntry Entry)> filed, int accounts, Dictionary<string, int> others)
    {
        int at = accounts;
        (ImporterFacts Importer, double At, FileEntry Entry) Next() => filed[at++ < filed.Count ? at - 1 : (at = 1) - 1];
        List<(ImporterFacts Importer, double At, FileEntry Entry)> held = [];
        for (int i = 0; i < others["hold"]; i++)
        {
            var about = Next();
            double time = Add(about.Importer, Later(about.At), "hold", new PlaceHold(about.Entry.Entry, about.Entry.Port, HoldCause.Trade, about.Entry.Heading));
            held.Add((about.Importer, time, about.Entry));
        }

        // Holds of an account are numbered in the order of the file; of the first holds of each account some are released.
        foreach (var first in held.OrderBy(h => h.At).DistinctBy(h => h.Importer.Number).OrderBy(h => h.Importer.Number).Take(others["release"]))
        {
            Add(first.Importer, Later(first.At), "release", new ReleaseHold(1));
        }

        for (int i = 0; i < others["CF-28"]; i++)
        {
            bool answered = i < others["answer"];
            var about = answered ? filed[accounts - 1 - i] : Next();
            double time = Add(about.Importer, Later(about.At), "CF-28", new IssueNotice($"N28-{i}", 28, about.Entry.Entry));
            if (answered)
            {
                Add(about.Importer, Later(time), "answer", new AnswerCase(live.Nation.Find(DemoNation.NumberOf(about.Importer.Number))!.NextCase));
            }
        }

        for (int i = 0; i < others["CF-29"]; i++)
        {
            var about = Next();
            Add(about.Importer, Later(about.At), "CF-29", new IssueNotice($"N29-{i}", 29, about.Entry.Entry));
        }

        for (int i = 0; i < others["protest"]; i++)
        {
            var about = Next();
            Add(about.Importer, random.NextDouble(), "protest", new FileProtest($"P{i}", ProtestKind.Ordinary, about.Entry.Port, about.Entry.Heading, 1 + random.Next(20), about.Entry.FiledDay - 300, 70_000));
        }

        for (int i = 0; i < others["correction"]; i++)
        {
            var about = Next();
            Add(about.Importer, Later(about.At), "correction", new FileCorrection($"C{i}", about.Entry.Entry, Refund: false, Reviewed: i % 5 == 0));
        }

        for (int i = 0; i < others["inquiry"]; i++)
        {
            var about = Next();
            Add(about.Importer, random.NextDouble(), "inquiry", new OpenInquiry($"Q{i}", about.Entry.Port, about.Entry.Heading));
        }
    }

    private double Later(double than) => than + ((1 - than) * random.NextDouble());

    /// <returns>Its place, so that what comes after it can be told.</returns>
    private double Add(ImporterFacts importer, double at, string what, AccountCommand command)
    {
        while (!events.TryAdd(at, (DemoNation.NumberOf(importer.Number).Text, command)))
        {
            at = Math.BitIncrement(at);
        }

        Counts[what] = Counts.GetValueOrDefault(what) + 1;
        return at;
    }

    private byte[] Text()
    {
        StringBuilder text = new(events.Count * 260);
        foreach ((string ior, AccountCommand command) in events.Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"ior\":\"{ior}\",{Encoding.UTF8.GetString(CommandJson.Write(command))[1..]}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
