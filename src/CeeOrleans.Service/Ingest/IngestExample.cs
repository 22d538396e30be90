using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// A day's file to learn from: every command there is with every part it can have, on one importer, in an order in which all
/// of them are kept by a store that does not know the importer. It tells forty days, since an answer is waited for thirty.
/// </summary>
public static class IngestExample
{
    /// <summary>Days before today at which it begins; it ends before today.</summary>
    private const int Days = 40;

    private static readonly ImporterNumber Importer = ImporterNumber.Parse("99-0000001EX");
    private static readonly EntryNumber Entry = EntryNumber.Of("EXA", 1);
    private static readonly PortCode Port = PortCode.Parse("2704");

    /// <param name="today">UTC; the same day gives the same text.</param>
    /// <returns>Lines that end with \n.</returns>
    public static string Text(IngestFormat format, DateOnly today)
    {
        string[] lines = [.. Lines(today)];
        return string.Concat((format == IngestFormat.Csv ? Csv(lines) : lines).Select(l => l + "\n"));
    }

    /// <summary>A case is named by its number in the account: the entry's review is 1, and each that is opened counts on.</summary>
    private static ImmutableArray<(int Day, AccountCommand Command)> Commands(int first) =>
    [
        (0, new OpenAccount(new AccountProfile("Example Imports", "1 Harbor St", "Long Beach", "CA", "90802"), new Membership(2, true), Applied: true, Company: "EXAMPLE", Center: "001")),
        (0, new ChangeProfile(new AccountProfile("Example Imports Inc", "2 Harbor St", "Long Beach", "CA", "90802"))),
        (0, new ChangeMembership(new Membership(3, true), Applied: true, Company: "EXAMPLE")),
        (0, new AssignManager("Team 3")),
        (1, new FileEntry(Entry, Port, 8471, 3, 1_234_500, first, [WorkKind.FullReview], RiskRank: 120, Referred: true)),
        (1, new PlaceHold(Entry, Port, HoldCause.Trade, 8471, Determination: true)),
        (1, new OpenInquiry("INQ-1", Port, 8471, Hold: 1)),
        (2, new ReleaseHold(1)),
        (2, new FileCorrection("COR-1", Entry, Refund: true, Reviewed: true)),
        (2, new IssueNotice("CF28-1", 28, Entry)),
        (3, new FileProtest("EX-PROTEST-1", ProtestKind.Ordinary, Port, 8471, 2, first, 12_345)),
        (3, new OpenWork("WORK-1", WorkKind.AdCvdLiquidationEntry, Port, 7208, first, 12_345, 2, 120, Referred: true, Deadline: SimTime.StartOf(first + 10))),
        (4, new TakeCase(6)),
        (4, new PutBackCase(6)),
        (4, new HandOverCase(6, "4601", "the goods are there")),
        (5, new TakeCase(6)),
        (5, new FinishCase(6, Outcome.Referred, WaitCause.FurtherInformation)),
        (9, new AnswerCase(6)),
        (11, new ExpireCase(7)),
        (35, new CloseSilence(5)),
        (35, new AppealCenter("002", "most of our goods are there")),
        (36, new DecideAppeal(true, "most of the goods are there")),
        (36, new AssignCenter("001")),
        (37, new FollowRouting(first + 37)),
        (38, new Liquidate(Entry, first + 38)),
    ];

    private static IEnumerable<string> Lines(DateOnly today)
    {
        int first = SimTime.DayOf(today) - Days;
        int number = 0;
        foreach ((int day, AccountCommand command) in Commands(first))
        {
            string about = string.Create(CultureInfo.InvariantCulture, $"{{\"ior\":\"{Importer}\",\"id\":\"example-{++number}\",\"at\":\"{SimTime.DateOf(first + day):yyyy-MM-dd}T15:00:00Z\",");
            yield return about + Encoding.UTF8.GetString(CommandJson.Write(command))[1..];
        }
    }

    private static IEnumerable<string> Csv(string[] lines)
    {
        Dictionary<string, string>[] rows = [.. lines.Select(Values)];
        string[] header = [.. rows.SelectMany(r => r.Keys).Distinct()];
        yield return string.Join(',', header);
        foreach (Dictionary<string, string> row in rows)
        {
            yield return string.Join(',', header.Select(h => row.GetValueOrDefault(h, "")));
        }
    }

    private static Dictionary<string, string> Values(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => Quoted(m.Value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(';', m.Value.EnumerateArray().Select(k => k.GetString())),
            JsonValueKind.String => m.Value.GetString()!,
            _ => m.Value.GetRawText(),
        }));
    }

    private static string Quoted(string value) => value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value;
}
