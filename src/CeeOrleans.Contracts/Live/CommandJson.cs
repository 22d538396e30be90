using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Contracts.Live;

/// <summary>A command that can't be read; says all that is wrong with it.</summary>
public sealed class CommandFormatException(ImmutableArray<string> errors, Exception? inner = null) : Exception(string.Join(" ", errors), inner)
{
    /// <summary>One sentence for each thing that is wrong.</summary>
    public ImmutableArray<string> Errors { get; } = errors;
}

/// <summary>
/// Commands as JSON, on the wire and in the API: an object with the member <c>command</c>, which names it, and its parts.
/// Reading is strict: unknown, missing and doubled members are errors, and all of them are told at once.
/// </summary>
public static class CommandJson
{
    /// <summary>Greatest command, bytes.</summary>
    public const int MostBytes = 16 * 1024;

    private static readonly Dictionary<string, Func<Parts, AccountCommand>> Readers = new(StringComparer.Ordinal)
    {
        ["open account"] = p => new OpenAccount(Profile(p), Memberships(p), p.Flag("applied", false), p.TextOrNull("company"), p.TextOrNull("center")),
        ["change profile"] = p => new ChangeProfile(Profile(p)),
        ["change membership"] = p => new ChangeMembership(Memberships(p), p.Flag("applied", false), p.TextOrNull("company")),
        ["assign manager"] = p => new AssignManager(p.TextOrNull("manager")),
        ["assign center"] = p => new AssignCenter(p.TextOrNull("center")),
        ["appeal center"] = p => new AppealCenter(p.Text("wanted"), p.Text("why")),
        ["decide appeal"] = p => new DecideAppeal(p.Flag("granted"), p.Text("why")),
        ["file entry"] = p => new FileEntry(p.Entry("entry"), p.Port("port"), p.Int("heading"), p.Int("lines", 1), p.Long("valueCents"), p.Day("filed"), p.Kinds("selected"), p.Int("riskRank", 0), p.Flag("referred", false)),
        ["place hold"] = p => new PlaceHold(p.Entry("entry"), p.Port("port"), p.Choice<HoldCause>("cause"), p.Int("heading", 0), p.Flag("determination", false)),
        ["release hold"] = p => new ReleaseHold(p.Int("hold")),
        ["open inquiry"] = p => new OpenInquiry(p.Text("number"), p.Port("port"), p.Int("heading", 0), p.IntOrNull("hold")),
        ["issue notice"] = p => new IssueNotice(p.Text("number"), p.Int("form"), p.Entry("entry")),
        ["answer case"] = p => new AnswerCase(p.Int("case")),
        ["close silence"] = p => new CloseSilence(p.Int("case")),
        ["file correction"] = p => new FileCorrection(p.Text("number"), p.Entry("entry"), p.Flag("refund", false), p.Flag("reviewed", false)),
        ["liquidate"] = p => new Liquidate(p.Entry("entry"), p.Day("day")),
        ["file protest"] = p => new FileProtest(p.Text("number"), p.Choice<ProtestKind>("kind"), p.Port("port"), p.Int("heading"), p.Int("entries", 1), p.Day("entryFiled"), p.Int("valueDollars", 0)),
        ["open work"] = p => new OpenWork(p.Text("number"), p.Kind("kind"), p.Port("port"), p.Int("heading", 0), p.Day("filed"), p.Int("valueDollars", 0), p.Int("entries", 1), p.Int("riskRank", 0), p.Flag("referred", false), p.Time("deadline")),
        ["take case"] = p => new TakeCase(p.Int("case")),
        ["put back case"] = p => new PutBackCase(p.Int("case")),
        ["finish case"] = p => new FinishCase(p.Int("case"), p.Choice<Outcome>("outcome"), p.Choice<WaitCause>("wait", WaitCause.None)),
        ["hand over case"] = p => new HandOverCase(p.Int("case"), p.Text("office"), p.Text("why")),
        ["expire case"] = p => new ExpireCase(p.Int("case")),
        ["follow routing"] = p => new FollowRouting(p.Day("day")),
    };

    /// <summary>Names of all commands.</summary>
    public static IReadOnlyCollection<string> Names => Readers.Keys;

    /// <exception cref="CommandFormatException">Not a command; says all that is wrong.</exception>
    public static AccountCommand Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
        {
            throw new CommandFormatException([$"A command has at most {MostBytes:#,0} bytes; this one has {json.Length:#,0}."]);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new CommandFormatException([$"This is no JSON: {e.Message}"], e);
        }
        catch (InvalidOperationException e)
        {
            // Bytes that are no UTF-8, or half of a character of two, in the name of a member.
            throw new CommandFormatException(["This is no JSON: a name in it is no text."], e);
        }
    }

    /// <exception cref="CommandFormatException">Not a command; says all that is wrong.</exception>
    public static AccountCommand Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new CommandFormatException(["A command is an object."]);
        }

        Parts parts = new(json);
        string name = parts.Text("command");
        if (!Readers.TryGetValue(name, out Func<Parts, AccountCommand>? reader))
        {
            throw new CommandFormatException([$"There is no command \"{name}\"; allowed: {string.Join("; ", Readers.Keys)}."]);
        }

        AccountCommand? command = null;
        try
        {
            command = reader(parts);
        }
        catch (ArgumentException e)
        {
            parts.Add(e.Message);
        }

        parts.Close();
        return command!;
    }

    public static byte[] Write(AccountCommand command)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        switch (command)
        {
            case OpenAccount c:
                json.WriteString("command", "open account");
                Write(json, c.Profile);
                Write(json, c.Membership, c.Applied, c.Company);
                Optional(json, "center", c.Center);
                break;
            case ChangeProfile c:
                json.WriteString("command", "change profile");
                Write(json, c.Profile);
                break;
            case ChangeMembership c:
                json.WriteString("command", "change membership");
                Write(json, c.Membership, c.Applied, c.Company);
                break;
            case AssignManager c:
                json.WriteString("command", "assign manager");
                Optional(json, "manager", c.Manager);
                break;
            case AssignCenter c:
                json.WriteString("command", "assign center");
                Optional(json, "center", c.Center);
                break;
            case AppealCenter c:
                json.WriteString("command", "appeal center");
                json.WriteString("wanted", c.Wanted);
                json.WriteString("why", c.Why);
                break;
            case DecideAppeal c:
                json.WriteString("command", "decide appeal");
                json.WriteBoolean("granted", c.Granted);
                json.WriteString("why", c.Why);
                break;
            case FileEntry c:
                json.WriteString("command", "file entry");
                json.WriteString("entry", c.Entry.ToString());
                json.WriteString("port", c.Port.Text);
                json.WriteNumber("heading", c.Heading);
                json.WriteNumber("lines", c.Lines);
                json.WriteNumber("valueCents", c.ValueCents);
                json.WriteString("filed", DayText(c.FiledDay));
                json.WriteStartArray("selected");
                foreach (WorkKind kind in c.Selected)
                {
                    json.WriteStringValue(WorkRules.For(kind).Name);
                }

                json.WriteEndArray();
                json.WriteNumber("riskRank", c.RiskRank);
                json.WriteBoolean("referred", c.Referred);
                break;
            case PlaceHold c:
                json.WriteString("command", "place hold");
                json.WriteString("entry", c.Entry.ToString());
                json.WriteString("port", c.Port.Text);
                json.WriteString("cause", Name(c.Cause));
                json.WriteNumber("heading", c.Heading);
                json.WriteBoolean("determination", c.Determination);
                break;
            case ReleaseHold c:
                json.WriteString("command", "release hold");
                json.WriteNumber("hold", c.Hold);
                break;
            case OpenInquiry c:
                json.WriteString("command", "open inquiry");
                json.WriteString("number", c.Number);
                json.WriteString("port", c.Port.Text);
                json.WriteNumber("heading", c.Heading);
                if (c.Hold is { } hold)
                {
                    json.WriteNumber("hold", hold);
                }

                break;
            case IssueNotice c:
                json.WriteString("command", "issue notice");
                json.WriteString("number", c.Number);
                json.WriteNumber("form", c.Form);
                json.WriteString("entry", c.Entry.ToString());
                break;
            case AnswerCase c:
                Simple(json, "answer case", c.Case);
                break;
            case CloseSilence c:
                Simple(json, "close silence", c.Case);
                break;
            case FileCorrection c:
                json.WriteString("command", "file correction");
                json.WriteString("number", c.Number);
                json.WriteString("entry", c.Entry.ToString());
                json.WriteBoolean("refund", c.Refund);
                json.WriteBoolean("reviewed", c.Reviewed);
                break;
            case Liquidate c:
                json.WriteString("command", "liquidate");
                json.WriteString("entry", c.Entry.ToString());
                json.WriteString("day", DayText(c.Day));
                break;
            case FileProtest c:
                json.WriteString("command", "file protest");
                json.WriteString("number", c.Number);
                json.WriteString("kind", Name(c.Kind));
                json.WriteString("port", c.Port.Text);
                json.WriteNumber("heading", c.Heading);
                json.WriteNumber("entries", c.Entries);
                json.WriteString("entryFiled", DayText(c.EntryFiledDay));
                json.WriteNumber("valueDollars", c.ValueDollars);
                break;
            case OpenWork c:
                json.WriteString("command", "open work");
                json.WriteString("number", c.Number);
                json.WriteString("kind", WorkRules.For(c.Kind).Name);
                json.WriteString("port", c.Port.Text);
                json.WriteNumber("heading", c.Heading);
                json.WriteString("filed", DayText(c.FiledDay));
                json.WriteNumber("valueDollars", c.ValueDollars);
                json.WriteNumber("entries", c.Entries);
                json.WriteNumber("riskRank", c.RiskRank);
                json.WriteBoolean("referred", c.Referred);
                if (c.Deadline != 0)
                {
                    json.WriteString("deadline", SimTime.Text(c.Deadline));
                }

                break;
            case TakeCase c:
                Simple(json, "take case", c.Case);
                break;
            case PutBackCase c:
                Simple(json, "put back case", c.Case);
                break;
            case FinishCase c:
                Simple(json, "finish case", c.Case);
                json.WriteString("outcome", Name(c.Outcome));
                if (c.Wait != WaitCause.None)
                {
                    json.WriteString("wait", Name(c.Wait));
                }

                break;
            case HandOverCase c:
                Simple(json, "hand over case", c.Case);
                json.WriteString("office", c.Office);
                json.WriteString("why", c.Why);
                break;
            case ExpireCase c:
                Simple(json, "expire case", c.Case);
                break;
            case FollowRouting c:
                json.WriteString("command", "follow routing");
                json.WriteString("day", DayText(c.Day));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "No JSON for this command.");
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The name of a value in JSON: furtherInformation.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void Simple(Utf8JsonWriter json, string name, int about)
    {
        json.WriteString("command", name);
        json.WriteNumber("case", about);
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, AccountProfile profile)
    {
        json.WriteString("name", profile.Name);
        json.WriteString("street", profile.Street);
        json.WriteString("city", profile.City);
        json.WriteString("state", profile.State);
        json.WriteString("zip", profile.Zip);
    }

    private static void Write(Utf8JsonWriter json, Membership membership, bool applied, string? company)
    {
        json.WriteNumber("ctpatTier", membership.CtpatTier);
        json.WriteBoolean("isa", membership.Isa);
        json.WriteBoolean("applied", applied);
        Optional(json, "company", company);
    }

    private static AccountProfile Profile(Parts p) => new(p.Text("name"), p.Text("street", ""), p.Text("city", ""), p.Text("state", ""), p.Text("zip", ""));

    private static Membership Memberships(Parts p)
    {
        int tier = p.Int("ctpatTier", 0);
        bool isa = p.Flag("isa", false);
        if (tier is < 0 or > 3)
        {
            p.Add($"ctpatTier is {tier}; allowed: 0 to 3.");
            return default;
        }

        if (isa && tier == 0)
        {
            p.Add("isa: an ISA member is a C-TPAT member.");
            return default;
        }

        return new Membership(tier, isa);
    }

    private static string DayText(int day) => SimTime.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The members of one object; notes which were asked for and what is wrong.</summary>
    private sealed class Parts(JsonElement json)
    {
        private readonly HashSet<string> asked = [];
        private readonly List<string> errors = [];

        public void Add(string error) => errors.Add(error);

        /// <exception cref="CommandFormatException">Something is wrong.</exception>
        public void Close()
        {
            errors.AddRange(json.EnumerateObject().Where(m => !asked.Contains(m.Name)).Select(m => $"{m.Name} is no part of this command; allowed: {string.Join(", ", asked)}."));
            if (errors.Count > 0)
            {
                throw new CommandFormatException([.. errors]);
            }
        }

        public string Text(string name, string? otherwise = null) => Find(name, otherwise is null) is { } e ? TextOf(name, e) : otherwise ?? "";

        public string? TextOrNull(string name) => Find(name, required: false) is { } e ? TextOf(name, e) : null;

        public bool Flag(string name, bool? otherwise = null)
        {
            if (Find(name, otherwise is null) is not { } e)
            {
                return otherwise ?? false;
            }

            if (e.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                return e.GetBoolean();
            }

            Add($"{name} is true or false.");
            return false;
        }

        public int Int(string name, int? otherwise = null) => Find(name, otherwise is null) is { } e ? IntOf(name, e) : otherwise ?? 0;

        public int? IntOrNull(string name) => Find(name, required: false) is { } e ? IntOf(name, e) : null;

        public long Long(string name)
        {
            if (Find(name, required: true) is not { } e)
            {
                return 0;
            }

            if (e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out long value))
            {
                return value;
            }

            Add($"{name} is a whole number.");
            return 0;
        }

        public int Day(string name)
        {
            if (Find(name, required: true) is not { } e)
            {
                return 0;
            }

            if (e.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(e.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return SimTime.DayOf(day);
            }

            Add($"{name} is a day as 2016-01-31.");
            return 0;
        }

        public long Time(string name)
        {
            if (Find(name, required: false) is not { } e)
            {
                return 0;
            }

            if (e.ValueKind == JsonValueKind.String && DateTimeOffset.TryParseExact(e.GetString(), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time.ToUnixTimeSeconds();
            }

            Add($"{name} is a moment as 2016-01-31T16:30:00Z.");
            return 0;
        }

        public EntryNumber Entry(string name)
        {
            if (Given(name) is { } text)
            {
                if (EntryNumber.TryParse(text, out EntryNumber? entry, out string? reason))
                {
                    return entry;
                }

                Add($"{name}: {reason}");
            }

            return EntryNumber.Of("XXX", 0);
        }

        public PortCode Port(string name)
        {
            if (Given(name) is { } text)
            {
                if (PortCode.TryParse(text, out PortCode? port, out string? reason))
                {
                    return port;
                }

                Add($"{name}: {reason}");
            }

            return PortCode.Parse("0000");
        }

        public WorkKind Kind(string name) => Given(name) is { } text ? KindOf(name, text) : WorkKind.None;

        public ImmutableArray<WorkKind> Kinds(string name)
        {
            if (Find(name, required: false) is not { } e)
            {
                return [];
            }

            if (e.ValueKind != JsonValueKind.Array || e.GetArrayLength() > 16 || e.EnumerateArray().Any(k => k.ValueKind != JsonValueKind.String))
            {
                Add($"{name} is a list of at most 16 kinds of work.");
                return [];
            }

            return [.. e.EnumerateArray().Select(k => Read(name, k) is { } text ? KindOf(name, text) : WorkKind.None)];
        }

        public T Choice<T>(string name, T? otherwise = null)
            where T : struct, Enum
        {
            if (Find(name, otherwise is null) is not { } e)
            {
                return otherwise ?? default;
            }

            if (Read(name, e) is not { } text)
            {
                return default;
            }

            foreach (T value in Enum.GetValues<T>())
            {
                if (Name(value) == text)
                {
                    return value;
                }
            }

            Add($"{name} = \"{text}\"; allowed: {string.Join(", ", Enum.GetValues<T>().Select(Name))}.");
            return default;
        }

        private JsonElement? Find(string name, bool required)
        {
            asked.Add(name);
            if (json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }

            if (required)
            {
                Add($"{name} is missing.");
            }

            return null;
        }

        /// <summary>A text that must be there; null after it was told that there is none, so that nobody tells it twice.</summary>
        private string? Given(string name) => Find(name, required: true) is { } e ? Read(name, e) : null;

        private string TextOf(string name, JsonElement e) => Read(name, e) ?? "";

        private string? Read(string name, JsonElement e)
        {
            try
            {
                if (e.ValueKind == JsonValueKind.String)
                {
                    return e.GetString()!;
                }
            }
            catch (InvalidOperationException)
            {
                // Half of a character of two.
            }

            Add($"{name} is a text.");
            return null;
        }

        private int IntOf(string name, JsonElement e)
        {
            if (e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value))
            {
                return value;
            }

            Add($"{name} is a whole number.");
            return 0;
        }

        private WorkKind KindOf(string name, string text)
        {
            if (WorkRules.All.FirstOrDefault(r => r.Name == text) is { } rule)
            {
                return rule.Kind;
            }

            Add($"{name} = \"{text}\"; allowed: {string.Join("; ", WorkRules.All.Select(r => r.Name))}.");
            return WorkKind.None;
        }
    }
}
