using System.Buffers;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Grains.Live;

/// <summary>
/// The page of an account as JSON: status, Center and why, trusted or not and why, open items with due times, holds, history by
/// port, contacts before and after its Center. Made once for each version and handed out as it is.
/// </summary>
internal static class AccountPageJson
{
    /// <summary>Open items that the page shows, the most urgent first; the rest is a count.</summary>
    private const int MostItems = 200;

    public static AccountPage Make(Account account, Rulebook book)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteString("ior", account.Number.Text);
        json.WriteNumber("version", account.Version);
        json.WriteString("opened", SimTime.Text(account.Opened));
        json.WriteString("name", account.Profile.Name);
        json.WriteStartObject("address");
        json.WriteString("street", account.Profile.Street);
        json.WriteString("city", account.Profile.City);
        json.WriteString("state", account.Profile.State);
        json.WriteString("zip", account.Profile.Zip);
        json.WriteEndObject();
        json.WriteString("company", account.Company);
        json.WriteString("manager", account.Manager);
        Center(json, account, book);
        Trust(json, account, book);
        json.WriteStartObject("entries");
        json.WriteNumber("filed", account.Filed);
        json.WriteNumber("liquidated", account.Liquidated);
        json.WriteNumber("unliquidated", account.Unliquidated.Sum(w => (long)w.Entries));
        json.WriteEndObject();
        Items(json, account);
        json.WriteStartArray("holds");
        foreach (Hold hold in account.Holds)
        {
            json.WriteStartObject();
            json.WriteNumber("number", hold.Number);
            json.WriteString("entry", hold.Entry);
            json.WriteString("port", hold.Port);
            json.WriteString("cause", CommandJson.Name(hold.Cause));
            json.WriteString("placed", SimTime.Text(hold.Placed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Ports(json, account);
        Contacts(json, account, book);
        json.WriteEndObject();
        json.Flush();
        return new AccountPage(
            account.Version,
            buffer.WrittenSpan.ToArray(),
            [.. account.Cases.Values.Select(c => c.Office).Append(account.Center.Center).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
    }

    private static void Center(Utf8JsonWriter json, Account account, Rulebook book)
    {
        json.WriteStartObject("center");
        int center = book.CenterOf(account.Center.Center);
        json.WriteString("code", account.Center.Center);
        json.WriteString("name", center < 0 ? null : book.Centers[center].Name);
        json.WriteString("why", account.Center.Reason switch
        {
            AssignmentReason.PredominantHeadings => "The headings of its last twelve months predominate there.",
            AssignmentReason.Decision => "It was decided so.",
            AssignmentReason.Appeal => "Its appeal was granted.",
            _ => "It is assigned to none.",
        });
        if (account.Center.Since > 0)
        {
            json.WriteString("since", SimTime.Text(account.Center.Since));
        }

        if (account.Appeal is { } appeal)
        {
            json.WriteStartObject("appeal");
            json.WriteString("wanted", appeal.Wanted);
            json.WriteString("why", appeal.Why);
            json.WriteString("since", SimTime.Text(appeal.Since));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Trust(Utf8JsonWriter json, Account account, Rulebook book)
    {
        Membership m = account.Membership;
        bool trusted = book.Trusted.Includes(m);
        json.WriteStartObject("trusted");
        json.WriteBoolean("is", trusted);
        json.WriteNumber("ctpatTier", m.CtpatTier);
        json.WriteBoolean("isa", m.Isa);
        string wanted = $"C-TPAT tier {book.Trusted.LeastTier} or more{(book.Trusted.IsaRequired ? " and ISA" : "")}";
        string has = m.Ctpat ? $"C-TPAT tier {m.CtpatTier}{(m.Isa ? " and ISA" : ", no ISA")}" : "no C-TPAT";
        json.WriteString("why", $"A trusted trader has {wanted}; it has {has}.");
        json.WriteEndObject();
    }

    private static void Items(Utf8JsonWriter json, Account account)
    {
        json.WriteNumber("openItems", account.Cases.Count);
        json.WriteStartArray("items");
        foreach (Case item in account.Cases.Values.OrderBy(c => c.State == CaseState.Outside).ThenBy(c => WorkRules.For(c.Kind).Rank).ThenBy(c => c.Due).ThenBy(c => c.Number).Take(MostItems))
        {
            WorkRule rule = WorkRules.For(item.Kind);
            json.WriteStartObject();
            json.WriteNumber("case", item.Number);
            json.WriteString("kind", rule.Name);
            json.WriteString("state", CommandJson.Name(item.State));
            json.WriteString("subject", item.Subject);
            json.WriteString("office", item.Office);
            json.WriteString("role", CommandJson.Name(rule.Role));
            json.WriteString("port", item.Port);
            json.WriteNumber("heading", item.Heading);
            json.WriteString("since", SimTime.Text(item.Seen));
            json.WriteString("due", item.Due >= SimTime.Never ? null : SimTime.Text(item.Due));
            if (item.Wait != WaitCause.None)
            {
                json.WriteString("waitsFor", CommandJson.Name(item.Wait));
                json.WriteString("answerBy", item.AnswerBy == 0 ? null : SimTime.Text(item.AnswerBy));
            }

            json.WriteString("assignee", item.Assignee);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ports(Utf8JsonWriter json, Account account)
    {
        json.WriteStartArray("ports");
        foreach (var port in account.Totals.GroupBy(t => t.Port).Select(g => (Port: g.Key, Entries: g.Sum(t => t.Entries), Lines: g.Sum(t => t.Lines), Cents: g.Sum(t => t.ValueCents))).OrderByDescending(p => p.Entries).ThenBy(p => p.Port))
        {
            json.WriteStartObject();
            json.WriteString("port", port.Port == 0 ? "other" : port.Port.ToString("0000", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteNumber("entries", port.Entries);
            json.WriteNumber("lines", port.Lines);
            json.WriteNumber("valueDollars", port.Cents / 100);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Contacts(Utf8JsonWriter json, Account account, Rulebook book)
    {
        json.WriteStartObject("contacts");
        foreach ((string name, bool center) in new[] { ("ports", false), ("centers", true) })
        {
            json.WriteStartArray(name);
            foreach (OfficeContacts contacts in account.Contacts.Where(c => book.OfficeOf(c.Office) is var o && o >= 0 && book.Offices[o].Kind == OfficeKind.Center == center))
            {
                json.WriteStartObject();
                json.WriteString("office", contacts.Office);
                json.WriteNumber("contacts", contacts.Contacts);
                json.WriteString("last", SimTime.Text(contacts.Last));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
