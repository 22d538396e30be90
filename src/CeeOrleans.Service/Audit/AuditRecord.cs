using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace CeeOrleans.Service.Audit;

/// <summary>What a record is about.</summary>
public enum AuditAct : byte
{
    /// <summary>An act of a newer program.</summary>
    Other = 0,

    /// <summary>A request was answered; durable before the answer left. Looks, lists, sign-ins, refusals.</summary>
    Answer = 1,

    /// <summary>Something is about to be done; durable before it is tried.</summary>
    Intent = 2,

    /// <summary>What became of an intent; durable before the answer left.</summary>
    Outcome = 3,

    /// <summary>The process ended between an intent and its outcome: it was done or not, and the store knows.</summary>
    Unknown = 4,

    /// <summary>The service began to write the chain.</summary>
    Start = 5,

    /// <summary>The service stopped in order.</summary>
    Stop = 6,

    /// <summary>First record of a segment; names the intents that are open.</summary>
    Segment = 7,

    /// <summary>Last record of a segment.</summary>
    Seal = 8,

    /// <summary>Old segments are about to be removed; their seals stay here.</summary>
    Removed = 9,

    /// <summary>Bytes that were no whole record were cut off and kept beside the segment.</summary>
    Torn = 10,

    /// <summary>The chain was found broken, or shorter than its anchors, when the service started.</summary>
    Broken = 11,

    /// <summary>What was done to the store outside of a request: a copy, a copy put back or this log shown by a command of this machine, a snapshot taken for a run.</summary>
    Noted = 12,
}

/// <summary>One record of the audit log: who did what, how, and what came of it. Never what an account holds.</summary>
public sealed record AuditRecord
{
    public AuditAct Act { get; internal set; }

    /// <summary>Position in the chain, from 1; 0 until it is written.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it was written: UTC, ISO 8601 with microseconds.</summary>
    public string At { get; internal set; } = "";

    /// <summary>The chain; every silo has one.</summary>
    public string Chain { get; internal set; } = "";

    /// <summary>Identity of the key, or "jwt/" and the subject; null for nobody.</summary>
    public string? Key { get; internal set; }

    /// <summary>Name of the holder.</summary>
    public string? Actor { get; internal set; }

    public string? Role { get; internal set; }

    /// <summary>Method of HTTP; "clock" for what the service does by itself; of what was noted its name.</summary>
    public string? Verb { get; internal set; }

    /// <summary>The endpoint, with names in the place of values.</summary>
    public string? Route { get; internal set; }

    /// <summary>Importer number, as it was asked for.</summary>
    public string? Account { get; internal set; }

    /// <summary>Accounts that a list showed.</summary>
    public ImmutableArray<string> Accounts { get; internal set; } = [];

    public string? Office { get; internal set; }

    /// <summary>What else it was about: a key, a run, a file.</summary>
    public string? About { get; internal set; }

    /// <summary>Name of the command.</summary>
    public string? Command { get; internal set; }

    /// <summary>Identities of commands.</summary>
    public ImmutableArray<string> Ids { get; internal set; } = [];

    /// <summary>Of <see cref="Ids"/> of the intent, those that were refused.</summary>
    public ImmutableArray<string> Refused { get; internal set; } = [];

    /// <summary>Status of the answer; 0 where there is none.</summary>
    public int Status { get; internal set; }

    /// <summary>"done", or why not.</summary>
    public string? Result { get; internal set; }

    /// <summary>The intent that this is the outcome of; 0 for none.</summary>
    public long Of { get; internal set; }

    /// <summary>Identity of the request.</summary>
    public string? Request { get; internal set; }

    /// <summary>Identity of the trace.</summary>
    public string? Trace { get; internal set; }

    /// <summary>For people.</summary>
    public string? Note { get; internal set; }

    /// <summary>Records in a segment that is sealed.</summary>
    public long Records { get; internal set; }

    /// <summary>Intents without an outcome where a segment begins.</summary>
    public ImmutableArray<long> Open { get; internal set; } = [];

    /// <summary>Seals of removed segments: "sequence:hash".</summary>
    public ImmutableArray<string> Seals { get; internal set; } = [];

    /// <summary>Its members but sequence, time and chain, each after a comma.</summary>
    internal byte[] Members()
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("act"u8, NameOf(Act));
            Write(json, "key"u8, Key);
            Write(json, "actor"u8, Actor);
            Write(json, "role"u8, Role);
            Write(json, "verb"u8, Verb);
            Write(json, "route"u8, Route);
            Write(json, "account"u8, Account);
            Write(json, "accounts"u8, Accounts);
            Write(json, "office"u8, Office);
            Write(json, "about"u8, About);
            Write(json, "command"u8, Command);
            Write(json, "ids"u8, Ids);
            Write(json, "refused"u8, Refused);
            Write(json, "status"u8, Status);
            Write(json, "result"u8, Result);
            Write(json, "of"u8, Of);
            Write(json, "request"u8, Request);
            Write(json, "trace"u8, Trace);
            Write(json, "note"u8, Note);
            Write(json, "records"u8, Records);
            if (!Open.IsEmpty)
            {
                json.WriteStartArray("open"u8);
                foreach (long sequence in Open)
                {
                    json.WriteNumberValue(sequence);
                }

                json.WriteEndArray();
            }

            Write(json, "seals"u8, Seals);
            json.WriteEndObject();
        }

        byte[] members = buffer.WrittenSpan[..^1].ToArray();
        members[0] = (byte)',';
        return members;
    }

    /// <summary>Reads a record; members of a newer program are passed over.</summary>
    /// <param name="prev">The hash that it says the record before it has.</param>
    /// <exception cref="JsonException">This is no record.</exception>
    internal static AuditRecord Read(ReadOnlySpan<byte> line, out string prev)
    {
        prev = "";
        AuditRecord record = new() { Act = AuditAct.Other };
        Utf8JsonReader json = new(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A record is an object.");
        }

        try
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                switch (name)
                {
                    case "seq": record.Sequence = json.GetInt64(); break;
                    case "prev": prev = json.GetString() ?? ""; break;
                    case "at": record.At = json.GetString() ?? ""; break;
                    case "chain": record.Chain = json.GetString() ?? ""; break;
                    case "act": record.Act = ActOf(json.GetString()); break;
                    case "key": record.Key = json.GetString(); break;
                    case "actor": record.Actor = json.GetString(); break;
                    case "role": record.Role = json.GetString(); break;
                    case "verb": record.Verb = json.GetString(); break;
                    case "route": record.Route = json.GetString(); break;
                    case "account": record.Account = json.GetString(); break;
                    case "accounts": record.Accounts = Texts(ref json); break;
                    case "office": record.Office = json.GetString(); break;
                    case "about": record.About = json.GetString(); break;
                    case "command": record.Command = json.GetString(); break;
                    case "ids": record.Ids = Texts(ref json); break;
                    case "refused": record.Refused = Texts(ref json); break;
                    case "status": record.Status = json.GetInt32(); break;
                    case "result": record.Result = json.GetString(); break;
                    case "of": record.Of = json.GetInt64(); break;
                    case "request": record.Request = json.GetString(); break;
                    case "trace": record.Trace = json.GetString(); break;
                    case "note": record.Note = json.GetString(); break;
                    case "records": record.Records = json.GetInt64(); break;
                    case "open": record.Open = Numbers(ref json); break;
                    case "seals": record.Seals = Texts(ref json); break;
                    default: json.Skip(); break;
                }
            }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException("A member of the record has the wrong kind.", e);
        }

        return json.TokenType == JsonTokenType.EndObject && record.Sequence > 0 ? record : throw new JsonException("A record has a sequence.");
    }

    internal static string NameOf(AuditAct act) => act switch
    {
        AuditAct.Answer => "answer",
        AuditAct.Intent => "intent",
        AuditAct.Outcome => "outcome",
        AuditAct.Unknown => "unknown",
        AuditAct.Start => "start",
        AuditAct.Stop => "stop",
        AuditAct.Segment => "segment",
        AuditAct.Seal => "seal",
        AuditAct.Removed => "removed",
        AuditAct.Torn => "torn",
        AuditAct.Broken => "broken",
        AuditAct.Noted => "noted",
        _ => "other",
    };

    private static AuditAct ActOf(string? name) => Enum.GetValues<AuditAct>().FirstOrDefault(a => NameOf(a) == name);

    private static ImmutableArray<string> Texts(ref Utf8JsonReader json)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(json.GetString() ?? "");
        }

        return texts.ToImmutable();
    }

    private static ImmutableArray<long> Numbers(ref Utf8JsonReader json)
    {
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(json.GetInt64());
        }

        return numbers.ToImmutable();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
