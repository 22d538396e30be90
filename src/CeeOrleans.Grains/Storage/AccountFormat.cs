using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// The stored form of an account: two lines of plain JSON. The first is what this write changed, from which the store derives
/// its rows; the second is the whole state. Both have the same members, so that the rows can be derived anew from the second
/// line. Open cases are arrays, since the largest importer has thousands; totals are packed. A large account keeps both in
/// parts (<see cref="AccountParts"/>): the first line has those that changed, and a read gives every part as a line more.
/// </summary>
public static class AccountFormat
{
    /// <summary>Version of the form that is written. Older ones are read; a newer one is refused.</summary>
    public const int SchemaVersion = 2;

    /// <summary>Greatest stored state, bytes; a larger one is not read.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private const byte NewLine = (byte)'\n';

    /// <summary>Cost: 0.1 ms for the largest importer in parts, 2 ms whole.</summary>
    public static byte[] Write(AccountRecord record)
    {
        Account account = record.Account ?? throw new ArgumentException("There is no account to write.", nameof(record));
        ArrayBufferWriter<byte> buffer = new(4096 + (record.Changes is { After.Count: > 0 } parts ? parts.Changed.Sum(p => 32 + (p.Content?.Length ?? 0)) : (account.Cases.Count * 110) + (account.Totals.Count * 16)));
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true });
        Head(json, record, account);
        json.Flush();
        buffer.Write([NewLine]);
        json.Reset();
        State(json, record, account);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="StoredStateException">Broken, or of a newer program.</exception>
    public static Account Read(ReadOnlyMemory<byte> stored) => ReadRecord(stored).Account!;

    /// <exception cref="StoredStateException">Broken, or of a newer program.</exception>
    internal static AccountRecord ReadRecord(ReadOnlyMemory<byte> stored)
    {
        if (stored.Length > MostBytes)
        {
            throw new StoredStateException($"A stored account has {stored.Length:#,0} bytes; at most {MostBytes:#,0} are read.");
        }

        int line = stored.Span.IndexOf(NewLine);
        if (line < 0)
        {
            throw new StoredStateException("A stored account has two lines; found one.");
        }

        try
        {
            ReadOnlyMemory<byte> rest = stored[(line + 1)..];
            using JsonDocument document = JsonDocument.Parse(Line(ref rest), new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement state = AccountUpgrades.ToCurrent(document.RootElement);
            return ReadState(state, rest);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new StoredStateException($"A stored account can't be read: {e.Message}", e);
        }
    }

    /// <summary>Takes the next line off the rest.</summary>
    private static ReadOnlyMemory<byte> Line(ref ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf(NewLine);
        ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    private static void Head(Utf8JsonWriter json, AccountRecord record, Account account)
    {
        AccountEffects effects = record.Effects;
        json.WriteStartObject();
        Members(json, record, account);
        json.WriteStartArray("cases");
        foreach (int number in effects.Touched)
        {
            if (account.Cases.TryGetValue(number, out Case? item))
            {
                Write(json, item);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("closed");
        foreach (ClosedCase closed in effects.Closed)
        {
            json.WriteStartArray();
            json.WriteNumberValue(closed.Case.Number);
            json.WriteNumberValue((int)closed.Case.Kind);
            json.WriteStringValue(closed.Case.Office);
            json.WriteNumberValue((int)closed.Outcome);
            json.WriteNumberValue(closed.At);
            json.WriteStringValue(closed.Actor);
            json.WriteStringValue(closed.Case.Subject);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("filed");
        foreach (LedgerRow row in effects.Filed)
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)row.Kind);
            json.WriteStringValue(LedgerRow.KeyOf(account.Number, new NaturalKey(row.Kind, row.Number)));
            json.WriteNumberValue(row.At);
            json.WriteNumberValue(row.FiledDay);
            json.WriteStringValue(row.Port);
            json.WriteNumberValue(row.Heading);
            json.WriteNumberValue(row.Lines);
            json.WriteNumberValue(row.ValueCents);
            if (row.Case is { } about)
            {
                json.WriteNumberValue(about);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStringValue(row.Content);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("answers");
        foreach (Answer answer in effects.Answers)
        {
            json.WriteStartArray();
            json.WriteStringValue(answer.CommandId);
            json.WriteNumberValue((int)answer.Refusal);
            json.WriteStringValue(answer.Reason);
            json.WriteNumberValue(answer.Version);
            if (answer.Case is { } about)
            {
                json.WriteNumberValue(about);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteNumberValue(answer.At);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        Head(json, record.Changes);
        json.WriteEndObject();
    }

    /// <summary>The parts that changed, or that there are none any more.</summary>
    private static void Head(Utf8JsonWriter json, PartChanges? changes)
    {
        if (changes is not { After.Count: > 0 })
        {
            json.WriteBoolean("whole", true);
            return;
        }

        json.WriteStartArray("parts");
        foreach (Part part in changes.Changed)
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)part.Id.Kind);
            json.WriteNumberValue(part.Id.Number);
            if (part.Content is { } content)
            {
                json.WriteRawValue(content, skipInputValidation: true);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void State(Utf8JsonWriter json, AccountRecord record, Account account)
    {
        json.WriteStartObject();
        Members(json, record, account);
        json.WriteString("street", account.Profile.Street);
        json.WriteString("city", account.Profile.City);
        json.WriteString("state", account.Profile.State);
        json.WriteString("zip", account.Profile.Zip);
        json.WriteNumber("tier", account.Membership.CtpatTier);
        json.WriteBoolean("isa", account.Membership.Isa);
        json.WriteBoolean("applied", account.Applied);
        json.WriteNumber("reason", (int)account.Center.Reason);
        json.WriteNumber("since", account.Center.Since);
        if (account.Appeal is { } appeal)
        {
            json.WriteStartArray("appeal");
            json.WriteStringValue(appeal.Wanted);
            json.WriteStringValue(appeal.Why);
            json.WriteNumberValue(appeal.Since);
            json.WriteEndArray();
        }

        json.WriteNumber("filedEntries", account.Filed);
        json.WriteNumber("liquidated", account.Liquidated);
        json.WriteNumber("nextCase", account.NextCase);
        json.WriteNumber("nextHold", account.NextHold);
        json.WriteStartArray("holds");
        foreach (Hold hold in account.Holds)
        {
            json.WriteStartArray();
            json.WriteNumberValue(hold.Number);
            json.WriteStringValue(hold.Entry);
            json.WriteStringValue(hold.Port);
            json.WriteNumberValue((int)hold.Cause);
            json.WriteNumberValue(hold.Placed);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("contacts");
        foreach (OfficeContacts contacts in account.Contacts)
        {
            json.WriteStartArray();
            json.WriteStringValue(contacts.Office);
            json.WriteNumberValue(contacts.Contacts);
            json.WriteNumberValue(contacts.Last);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weeks");
        foreach (WeekCount week in account.Unliquidated)
        {
            json.WriteStartArray();
            json.WriteNumberValue(week.Week);
            json.WriteNumberValue(week.Entries);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (record.Changes is { After.Count: > 0 and var parts })
        {
            json.WriteNumber("partCount", parts);
        }
        else
        {
            json.WriteString("totals", PackedTotals.Pack([.. account.Totals]));
            json.WritePropertyName("cases");
            Write(json, account.Cases.Values);
        }

        json.WriteEndObject();
    }

    /// <summary>Cases as an array.</summary>
    internal static void Write(Utf8JsonWriter json, IEnumerable<Case> cases)
    {
        json.WriteStartArray();
        foreach (Case item in cases)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    /// <summary>What both lines have and the rows need.</summary>
    private static void Members(Utf8JsonWriter json, AccountRecord record, Account account)
    {
        json.WriteNumber("schema", SchemaVersion);
        json.WriteString("ior", account.Number.Text);
        json.WriteNumber("version", account.Version);
        json.WriteNumber("opened", account.Opened);
        json.WriteString("name", account.Profile.Name);
        json.WriteString("company", account.Company);
        json.WriteString("manager", account.Manager);
        json.WriteString("center", account.Center.Center);
        json.WriteNumber("trusted", record.Trusted ? 1 : 0);
    }

    /// <summary>
    /// One open case. By place: number, kind, state, subject, office, port, heading, seen, due, expires, filed day, value,
    /// risk, entries, deadline, flags, wait, answer by, assignee; the last ones are left out while they are nothing. Due is seconds
    /// after seen, or null for never. Expires is 0 for never, 1 for when it is due, else one more than the seconds after seen.
    /// </summary>
    private static void Write(Utf8JsonWriter json, Case item)
    {
        int flags = (item.Referred ? 1 : 0) | (item.Extended ? 2 : 0) | (item.Touched ? 4 : 0);
        int last = item.Assignee is not null ? 19 : item.AnswerBy != 0 ? 18 : item.Wait != WaitCause.None ? 17 : flags != 0 ? 16 : item.Deadline != 0 ? 15 : item.Entries != 1 ? 14 : 13;
        json.WriteStartArray();
        json.WriteNumberValue(item.Number);
        json.WriteNumberValue((int)item.Kind);
        json.WriteNumberValue((int)item.State);
        json.WriteStringValue(item.Subject);
        json.WriteStringValue(item.Office);
        json.WriteStringValue(item.Port);
        json.WriteNumberValue(item.Heading);
        json.WriteNumberValue(item.Seen);
        if (item.Due >= SimTime.Never)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(item.Due - item.Seen);
        }

        json.WriteNumberValue(item.Expires >= SimTime.Never ? 0 : item.Expires == item.Due ? 1 : item.Expires - item.Seen + 1);
        json.WriteNumberValue(item.FiledDay);
        json.WriteNumberValue(item.ValueDollars);
        json.WriteNumberValue(item.RiskRank);
        if (last > 13)
        {
            json.WriteNumberValue(item.Entries);
        }

        if (last > 14)
        {
            json.WriteNumberValue(item.Deadline);
        }

        if (last > 15)
        {
            json.WriteNumberValue(flags);
        }

        if (last > 16)
        {
            json.WriteNumberValue((int)item.Wait);
        }

        if (last > 17)
        {
            json.WriteNumberValue(item.AnswerBy);
        }

        if (last > 18)
        {
            json.WriteStringValue(item.Assignee);
        }

        json.WriteEndArray();
    }

    private static AccountRecord ReadState(JsonElement s, ReadOnlyMemory<byte> lines)
    {
        var cases = ImmutableSortedDictionary.CreateBuilder<int, Case>();
        MonthTotals totals;
        List<PartId> parts = [];
        if (s.TryGetProperty("partCount", out JsonElement count))
        {
            totals = ReadParts(lines, cases, parts);
            if (parts.Count != count.GetInt32() || parts.Distinct().Count() != parts.Count)
            {
                throw new FormatException($"it has {count.GetInt32()} parts, and {parts.Count} are there");
            }
        }
        else if (lines.IsEmpty)
        {
            totals = MonthTotals.Of(PackedTotals.Unpack(Text(s, "totals")).AsSpan());
            Add(s.GetProperty("cases"), cases);
        }
        else
        {
            throw new FormatException("it is whole, and parts of it are there");
        }

        Account account = new()
        {
            Number = ImporterNumber.Parse(Text(s, "ior")),
            Version = s.GetProperty("version").GetInt64(),
            Opened = s.GetProperty("opened").GetInt64(),
            Profile = new AccountProfile(Text(s, "name"), Text(s, "street"), Text(s, "city"), Text(s, "state"), Text(s, "zip")),
            Company = s.GetProperty("company").GetString(),
            Manager = s.GetProperty("manager").GetString(),
            Membership = new Membership(s.GetProperty("tier").GetByte(), s.GetProperty("isa").GetBoolean()),
            Applied = s.GetProperty("applied").GetBoolean(),
            Center = new AccountCenter(s.GetProperty("center").GetString(), Known<AssignmentReason>(s.GetProperty("reason")), s.GetProperty("since").GetInt64()),
            Appeal = s.TryGetProperty("appeal", out JsonElement a) ? new CenterAppeal(a[0].GetString() ?? "", a[1].GetString() ?? "", a[2].GetInt64()) : null,
            Filed = s.GetProperty("filedEntries").GetInt64(),
            Liquidated = s.GetProperty("liquidated").GetInt64(),
            NextCase = s.GetProperty("nextCase").GetInt32(),
            NextHold = s.GetProperty("nextHold").GetInt32(),
            Holds = [.. s.GetProperty("holds").EnumerateArray().Select(h => new Hold(h[0].GetInt32(), h[1].GetString() ?? "", Pooled(h[2].GetString()), Known<HoldCause>(h[3]), h[4].GetInt64()))],
            Contacts = [.. s.GetProperty("contacts").EnumerateArray().Select(c => new OfficeContacts(Pooled(c[0].GetString()), c[1].GetInt32(), c[2].GetInt64()))],
            Unliquidated = [.. s.GetProperty("weeks").EnumerateArray().Select(w => new WeekCount(w[0].GetInt32(), w[1].GetInt32()))],
            Totals = totals,
            Cases = cases.ToImmutable(),
        };
        if (account.Version < 1 || cases.Keys.Any(n => n < 1 || n >= account.NextCase))
        {
            throw new FormatException("its counters do not fit its cases");
        }

        return new AccountRecord { Account = account, Parts = AccountParts.Of(parts, parts.Count == 0 ? MonthTotals.Empty : totals) };
    }

    private static MonthTotals ReadParts(ReadOnlyMemory<byte> lines, ImmutableSortedDictionary<int, Case>.Builder cases, List<PartId> parts)
    {
        SortedDictionary<int, ImmutableArray<MonthTotal>> months = [];
        while (!lines.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(Line(ref lines), new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement part = document.RootElement;
            PartId id = new(Known<PartKind>(part[0]), part[1].GetInt32());
            bool fits = false;
            switch (id.Kind)
            {
                case PartKind.Cases:
                    List<int> numbers = Add(part[2], cases);
                    fits = numbers.Count > 0 && numbers.All(n => n / AccountParts.CasesInPart == id.Number);
                    break;
                case PartKind.Totals:
                    ImmutableArray<MonthTotal> rows = PackedTotals.Unpack(part[2].GetString() ?? "");
                    months.Add(id.Number, rows);
                    fits = !rows.IsEmpty && rows.All(r => r.Month == id.Number);
                    break;
            }

            parts.Add(fits ? id : throw new FormatException($"part {id.Kind} {id.Number} has contents of another one"));
        }

        return [.. months.Values.SelectMany(m => m)];
    }

    /// <returns>The numbers of the cases that were added.</returns>
    private static List<int> Add(JsonElement rows, ImmutableSortedDictionary<int, Case>.Builder cases)
    {
        List<int> numbers = [];
        foreach (JsonElement row in rows.EnumerateArray())
        {
            Case item = ReadCase(row);
            cases.Add(item.Number, item);
            numbers.Add(item.Number);
        }

        return numbers;
    }

    private static Case ReadCase(JsonElement row)
    {
        int n = row.GetArrayLength();
        int flags = n > 15 ? row[15].GetInt32() : 0;
        long seen = row[7].GetInt64();
        long due = row[8].ValueKind == JsonValueKind.Null ? SimTime.Never : checked(seen + row[8].GetInt64());
        long expires = row[9].GetInt64();
        return new Case
        {
            Number = row[0].GetInt32(),
            Kind = Known<WorkKind>(row[1]),
            State = Known<CaseState>(row[2]),
            Subject = row[3].GetString() ?? "",
            Office = Pooled(row[4].GetString()),
            Port = Pooled(row[5].GetString()),
            Heading = row[6].GetInt32(),
            Seen = seen,
            Due = due,
            Expires = expires switch { 0 => SimTime.Never, 1 => due, _ => checked(seen + expires - 1) },
            FiledDay = row[10].GetInt32(),
            ValueDollars = row[11].GetInt32(),
            RiskRank = row[12].GetInt32(),
            Entries = n > 13 ? row[13].GetInt32() : 1,
            Deadline = n > 14 ? row[14].GetInt64() : 0,
            Referred = (flags & 1) != 0,
            Extended = (flags & 2) != 0,
            Touched = (flags & 4) != 0,
            Wait = n > 16 ? Known<WaitCause>(row[16]) : WaitCause.None,
            AnswerBy = n > 17 ? row[17].GetInt64() : 0,
            Assignee = n > 18 ? row[18].GetString() : null,
        };
    }

    private static string Text(JsonElement s, string name) => s.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    /// <summary>Codes of ports and offices are few: one string each for all accounts.</summary>
    private static string Pooled(string? code) => string.Intern(code ?? throw new FormatException("a code is null"));

    private static T Known<T>(JsonElement value)
        where T : struct, Enum
    {
        T found = (T)(object)value.GetByte();
        return Enum.IsDefined(found) ? found : throw new FormatException($"{value.GetByte()} is no {typeof(T).Name}; a newer program may have written it");
    }
}

/// <summary>Turns older stored forms into the present one, step by step. Samples of every form are kept in the tests.</summary>
internal static class AccountUpgrades
{
    public static JsonElement ToCurrent(JsonElement state)
    {
        int schema = state.GetProperty("schema").GetInt32();
        return schema switch
        {
            // Form 2 allows parts; an account that is whole reads the same in both.
            1 or AccountFormat.SchemaVersion => state,
            > AccountFormat.SchemaVersion => throw new StoredStateException($"A stored account has form {schema}, and this program reads forms up to {AccountFormat.SchemaVersion}: it was written by a newer program."),
            _ => throw new FormatException($"there is no form {schema}"),
        };
    }
}
