using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Snapshots;

/// <summary>A snapshot can't be read, or its contents contradict each other.</summary>
public sealed class SnapshotException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The form of a snapshot: a first line of <see cref="HeaderBytes"/> bytes that says as of when, how much and which hash; then a
/// line of JSON for each account, ascending by number, always written alike, so that the same state gives the same bytes.
/// </summary>
public static class SnapshotFile
{
    /// <summary>Bytes of the first line with its end; blanks fill it up.</summary>
    public const int HeaderBytes = 512;

    /// <summary>Version of the form; another one is refused.</summary>
    public const int Schema = 1;

    internal const string Format = "cee-live-snapshot";

    /// <summary>Greatest snapshot that is read: an importer's number in a run has so many values.</summary>
    private const int MostAccounts = WorkId.MaxImporter + 1;

    /// <summary>An account with 10,000 items and 512 cells has about a megabyte.</summary>
    private const int MostLineBytes = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4 };

    /// <summary>The first line alone; nothing is checked against the rest.</summary>
    /// <exception cref="SnapshotException">This is no snapshot, or one of another form.</exception>
    public static SnapshotFacts ReadFacts(Stream stream)
    {
        byte[] line = new byte[HeaderBytes];
        if (stream.ReadAtLeast(line, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || line[^1] != (byte)'\n')
        {
            throw new SnapshotException("it is no snapshot of live accounts: the first line is missing");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Strict);
            JsonElement header = document.RootElement;
            if (header.GetProperty("format").GetString() != Format)
            {
                throw new SnapshotException("it is no snapshot of live accounts");
            }

            int schema = header.GetProperty("schema").GetInt32();
            if (schema != Schema)
            {
                throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"it has form {schema}, and this program reads form {Schema}; take a new one"));
            }

            SnapshotFacts facts = new(
                header.GetProperty("asOf").GetInt64(),
                header.GetProperty("hash").GetString() ?? "",
                header.GetProperty("accounts").GetInt32(),
                header.GetProperty("items").GetInt32());
            return facts is { Hash.Length: 64, Accounts: >= 0, Items: >= 0, AsOf: > 0 } ? facts : throw new SnapshotException("its first line is broken");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SnapshotException("it is no snapshot of live accounts: the first line is broken", e);
        }
    }

    /// <summary>All of it, checked: counts, order, hash. About 5 µs an account and 1 µs an item.</summary>
    /// <exception cref="SnapshotException">This is no snapshot, or it was changed; says what and in which line.</exception>
    public static LiveSnapshot Read(Stream stream)
    {
        SnapshotFacts facts = ReadFacts(stream);
        if (facts.Accounts > MostAccounts)
        {
            throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"it has {facts.Accounts:#,0} accounts; a run takes {MostAccounts:#,0} at most"));
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var accounts = ImmutableArray.CreateBuilder<SnapshotAccount>();
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        long items = 0;
        byte[] buffer = new byte[1024 * 1024];
        int held = 0;
        while (true)
        {
            int read = stream.ReadAtLeast(buffer.AsSpan(held), 1, throwOnEndOfStream: false);
            hash.AppendData(buffer, held, read);
            held += read;
            int from = 0;
            while (buffer.AsSpan(from, held - from).IndexOf((byte)'\n') is var end && end >= 0)
            {
                SnapshotAccount account = ReadLine(buffer.AsMemory(from, end), accounts.Count + 2, texts);
                if (accounts.Count > 0 && string.CompareOrdinal(accounts[^1].Ior, account.Ior) >= 0)
                {
                    throw Broken(accounts.Count + 2, "accounts are not in order");
                }

                accounts.Add(account);
                items += account.Items.Length;
                from += end + 1;
                if (accounts.Count > facts.Accounts)
                {
                    throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"it says that it has {facts.Accounts:#,0} accounts, and there are more"));
                }
            }

            held -= from;
            buffer.AsSpan(from, held).CopyTo(buffer);
            if (read == 0)
            {
                break;
            }

            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length < MostLineBytes ? buffer.Length * 2 : throw Broken(accounts.Count + 2, "the line is too long"));
            }
        }

        if (held > 0 || accounts.Count != facts.Accounts || items != facts.Items)
        {
            throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"it says that it has {facts.Accounts:#,0} accounts and {facts.Items:#,0} open items, and there are {accounts.Count:#,0} and {items:#,0}"));
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == facts.Hash
            ? new LiveSnapshot(facts, accounts.ToImmutable())
            : throw new SnapshotException($"it was changed: its accounts have the hash {found[..12]}…, and it says {facts.Hash[..12]}…");
    }

    private static SnapshotAccount ReadLine(ReadOnlyMemory<byte> line, int number, Dictionary<string, string> texts)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Strict);
            JsonElement a = document.RootElement;
            var volume = ImmutableArray.CreateBuilder<SnapshotCell>(a[8].GetArrayLength());
            foreach (JsonElement c in a[8].EnumerateArray())
            {
                volume.Add(new SnapshotCell(c[0].GetInt32(), c[1].GetInt32(), c[2].GetInt64(), c[3].GetInt64()));
            }

            var items = ImmutableArray.CreateBuilder<SnapshotItem>(a[9].GetArrayLength());
            foreach (JsonElement i in a[9].EnumerateArray())
            {
                WorkKind kind = (WorkKind)i[1].GetByte();
                if (kind >= WorkKind.Plain || !WorkRules.All.Any(r => r.Kind == kind))
                {
                    throw Broken(number, string.Create(CultureInfo.InvariantCulture, $"kind of work {(int)kind} is unknown"));
                }

                items.Add(new SnapshotItem(
                    i[0].GetInt32(),
                    kind,
                    (CaseState)i[3].GetByte(),
                    Text(i[4], texts)!,
                    Text(i[5], texts)!,
                    i[6].GetInt32(),
                    i[7].GetInt64(),
                    i[8].ValueKind == JsonValueKind.Null ? SimTime.Never : i[8].GetInt64(),
                    i[9].GetInt64(),
                    i[10].GetInt32(),
                    i[11].GetInt32(),
                    i[12].GetInt32(),
                    i[13].GetInt32(),
                    i[14].GetInt32() != 0,
                    (WaitCause)i[15].GetByte()));
            }

            SnapshotAccount account = new()
            {
                Ior = a[0].GetString()!,
                Company = Text(a[1], texts),
                Center = Text(a[2], texts),
                Industry = Text(a[3], texts),
                Membership = new Membership(a[4].GetInt32(), a[5].GetInt32() != 0),
                Applied = a[6].GetInt32() != 0,
                Trusted = a[7].GetInt32() != 0,
                Volume = volume.MoveToImmutable(),
                Items = items.MoveToImmutable(),
            };
            SnapshotWriter.Check(account);
            return account;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw Broken(number, "it can't be read", e);
        }
    }

    /// <summary>The one copy of a text that many accounts have.</summary>
    private static string? Text(JsonElement element, Dictionary<string, string> texts)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string text = element.GetString()!;
        if (!texts.TryGetValue(text, out string? one))
        {
            texts.Add(text, one = text);
        }

        return one;
    }

    private static SnapshotException Broken(int line, string what, Exception? inner = null) => new(string.Create(CultureInfo.InvariantCulture, $"line {line:#,0}: {what}"), inner);
}

/// <summary>
/// Writes a snapshot, account by account, and checks each: numbers ascend, and every item is once in its account and at one
/// office. Memory: a buffer. Not safe for several callers.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private const int FlushFrom = 256 * 1024;

    private readonly Stream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> buffer = new(FlushFrom * 2);
    private readonly Utf8JsonWriter json;
    private string last = "";
    private int accounts;
    private long items;

    /// <param name="stream">Empty, and one that can be set back; stays open.</param>
    public SnapshotWriter(Stream stream)
    {
        this.stream = stream;
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        stream.Write(new byte[SnapshotFile.HeaderBytes]);
    }

    /// <exception cref="SnapshotException">It comes out of order, or an item is at no office or there twice.</exception>
    public void Add(SnapshotAccount account)
    {
        if (string.CompareOrdinal(last, account.Ior) >= 0)
        {
            throw new SnapshotException($"account {account.Ior} comes after {last}");
        }

        Check(account);
        last = account.Ior;
        accounts = checked(accounts + 1);
        items += account.Items.Length;
        Write(account);
        if (buffer.WrittenCount >= FlushFrom)
        {
            Flush();
        }
    }

    /// <summary>Writes the first line. Nothing comes after it.</summary>
    /// <param name="asOf">UTC seconds.</param>
    public SnapshotFacts Finish(long asOf)
    {
        Flush();
        SnapshotFacts facts = new(asOf, Convert.ToHexStringLower(hash.GetHashAndReset()), accounts, checked((int)items));
        byte[] line = new byte[SnapshotFile.HeaderBytes];
        line.AsSpan().Fill((byte)' ');
        line[^1] = (byte)'\n';
        Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""{"format":"{{SnapshotFile.Format}}","schema":{{SnapshotFile.Schema}},"asOf":{{facts.AsOf}},"accounts":{{facts.Accounts}},"items":{{facts.Items}},"hash":"{{facts.Hash}}"}"""),
            line);
        stream.Position = 0;
        stream.Write(line);
        stream.Flush();
        return facts;
    }

    public void Dispose()
    {
        json.Dispose();
        hash.Dispose();
    }

    /// <exception cref="SnapshotException">An item is at no office, or there twice; a cell is.</exception>
    internal static void Check(SnapshotAccount account)
    {
        int number = 0;
        foreach (SnapshotItem item in account.Items)
        {
            if (item.Number <= number)
            {
                throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"account {account.Ior}: item {item.Number} is there twice, or out of order"));
            }

            if (string.IsNullOrEmpty(item.Office))
            {
                throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"account {account.Ior}: item {item.Number} is at no office"));
            }

            number = item.Number;
        }

        SnapshotCell before = new(-1, -1, 0, 0);
        foreach (SnapshotCell cell in account.Volume)
        {
            if (cell.Port < before.Port || (cell.Port == before.Port && cell.Heading <= before.Heading) || cell.Entries < 0 || cell.ValueCents < 0)
            {
                throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"account {account.Ior}: volume of port {cell.Port:0000}, heading {cell.Heading:0000} is there twice, out of order or negative"));
            }

            before = cell;
        }
    }

    private void Write(SnapshotAccount a)
    {
        json.Reset();
        json.WriteStartArray();
        json.WriteStringValue(a.Ior);
        json.WriteStringValue(a.Company);
        json.WriteStringValue(a.Center);
        json.WriteStringValue(a.Industry);
        json.WriteNumberValue(a.Membership.CtpatTier);
        json.WriteNumberValue(a.Membership.Isa ? 1 : 0);
        json.WriteNumberValue(a.Applied ? 1 : 0);
        json.WriteNumberValue(a.Trusted ? 1 : 0);
        json.WriteStartArray();
        foreach (SnapshotCell c in a.Volume)
        {
            json.WriteStartArray();
            json.WriteNumberValue(c.Port);
            json.WriteNumberValue(c.Heading);
            json.WriteNumberValue(c.Entries);
            json.WriteNumberValue(c.ValueCents);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray();
        foreach (SnapshotItem i in a.Items)
        {
            json.WriteStartArray();
            json.WriteNumberValue(i.Number);
            json.WriteNumberValue((int)i.Kind);
            json.WriteNumberValue((int)i.Role);
            json.WriteNumberValue((int)i.State);
            json.WriteStringValue(i.Office);
            json.WriteStringValue(i.Port);
            json.WriteNumberValue(i.Heading);
            json.WriteNumberValue(i.Seen);
            if (i.Due >= SimTime.Never)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(i.Due);
            }

            json.WriteNumberValue(i.Deadline);
            json.WriteNumberValue(i.FiledDay);
            json.WriteNumberValue(i.ValueDollars);
            json.WriteNumberValue(i.Entries);
            json.WriteNumberValue(i.RiskRank);
            json.WriteNumberValue(i.Referred ? 1 : 0);
            json.WriteNumberValue((int)i.Wait);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.Flush();
        buffer.Write("\n"u8);
    }

    private void Flush()
    {
        hash.AppendData(buffer.WrittenSpan);
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
