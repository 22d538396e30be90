using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// The lines of a day's file as commands. A line that can't be read says why and does not disturb the others. A command
/// without an identity gets one from its contents, so that the same line sent again is the same command.
/// </summary>
internal static class IngestReader
{
    /// <summary>Greatest line, bytes.</summary>
    public const int MostLineBytes = CommandJson.MostBytes + 1024;

    /// <summary>Members that are about the command, and not of it.</summary>
    private const string Ior = "ior";
    private const string Id = "id";
    private const string At = "at";

    /// <summary>Numbers are taken as they are written; all else is text.</summary>
    private static readonly HashSet<string> Flags = ["applied", "granted", "referred", "determination", "refund", "reviewed", "isa"];
    private static readonly HashSet<string> Numbers = ["heading", "lines", "valueCents", "riskRank", "hold", "form", "case", "entries", "valueDollars", "ctpatTier"];
    private const string List = "selected";

    /// <param name="first">Number of the first line; the header of a CSV is not counted when this is not 1.</param>
    /// <param name="actor">Who sends it.</param>
    /// <exception cref="FormatException">A CSV without a header.</exception>
    public static async IAsyncEnumerable<IngestLine> ReadAsync(Stream stream, IngestFormat format, long first, string actor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string[]? header = null;
        long before = first - (format == IngestFormat.Csv && first > 1 ? 2 : 1);
        await foreach (TextLine line in LineReader.ReadAsync(stream, MostLineBytes, cancellation).ConfigureAwait(false))
        {
            long number = before + line.Number;
            if (line.TooLong)
            {
                yield return new IngestLine(number, null, null, $"A line has at most {MostLineBytes:#,0} bytes.");
            }
            else if (line.Bytes.AsSpan().IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            {
                // An empty line says nothing.
            }
            else if (format == IngestFormat.Csv && header is null)
            {
                header = Header(line.Bytes);
            }
            else
            {
                yield return Read(number, line.Bytes, header, actor);
            }
        }
    }

    private static IngestLine Read(long number, byte[] bytes, string[]? header, string actor)
    {
        try
        {
            return Read(number, header is null ? bytes : FromCsv(bytes, header), actor);
        }
        catch (CommandFormatException e)
        {
            return new IngestLine(number, null, null, string.Join(" ", e.Errors));
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return new IngestLine(number, null, null, e is FormatException ? e.Message : "This is no JSON object on one line.");
        }
    }

    private static IngestLine Read(long number, byte[] json, string actor)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A line is an object: a command with the member ior.");
        }

        string? ior = null;
        string? id = null;
        string? at = null;
        using MemoryStream body = new(json.Length);
        using (Utf8JsonWriter writer = new(body))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                switch (member.Name)
                {
                    case Ior:
                        ior = Text(member);
                        break;
                    case Id:
                        id = Text(member);
                        break;
                    case At:
                        at = Text(member);
                        break;
                    default:
                        member.WriteTo(writer);
                        break;
                }
            }

            writer.WriteEndObject();
        }

        if (!ImporterNumber.TryParse(ior ?? "", out ImporterNumber? account, out string? reason))
        {
            throw new FormatException(ior is null ? "ior is missing: the importer number whose command it is." : reason);
        }

        byte[] command = body.ToArray();
        CommandJson.Read(command);
        if (id is not null && (id.Length is 0 or > CommandEnvelope.MostCharacters || !id.All(c => c is > ' ' and <= '~')))
        {
            throw new FormatException($"id has 1 to {CommandEnvelope.MostCharacters} visible characters.");
        }

        return new IngestLine(number, account, new CommandMessage(id ?? IdOf(account, at, command), actor, command, At: at is null ? 0 : TimeOf(at)), null);
    }

    private static string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw new FormatException($"{member.Name} is a text.");

    private static long TimeOf(string at) =>
        DateTimeOffset.TryParseExact(at, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time.ToUnixTimeSeconds() > 0
            ? time.ToUnixTimeSeconds()
            : throw new FormatException("at is a time as 2016-01-31T15:00:00Z.");

    private static string IdOf(ImporterNumber account, string? at, byte[] command) =>
        $"line/{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{account.Text}\n{at}\n"), .. command]))[..40]}";

    private static string[] Header(byte[] bytes)
    {
        string[] names;
        try
        {
            names = Fields(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            names = [];
        }

        return names.Contains(Ior) && names.Contains("command") && names.Distinct().Count() == names.Length
            ? names
            : throw new FormatException("The first line of a CSV names its columns, each once: ior, command, and the parts of the commands.");
    }

    /// <summary>The values of a line under their names; an empty value is one that is left out.</summary>
    private static byte[] FromCsv(byte[] bytes, string[] header)
    {
        string[] values = Fields(bytes);
        if (values.Length != header.Length)
        {
            throw new FormatException($"The header has {header.Length} columns, and this line has {values.Length}.");
        }

        using MemoryStream json = new(bytes.Length * 2);
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            for (int i = 0; i < values.Length; i++)
            {
                string value = values[i];
                if (value.Length == 0)
                {
                    continue;
                }

                writer.WritePropertyName(header[i]);
                if (header[i] == List)
                {
                    writer.WriteStartArray();
                    foreach (string kind in value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    {
                        writer.WriteStringValue(kind);
                    }

                    writer.WriteEndArray();
                }
                else if (Numbers.Contains(header[i]) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
                {
                    writer.WriteNumberValue(whole);
                }
                else if (Flags.Contains(header[i]) && value is "true" or "false")
                {
                    writer.WriteBooleanValue(value == "true");
                }
                else
                {
                    writer.WriteStringValue(value);
                }
            }

            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Values divided by commas; one in quotes may hold commas, and quotes doubled. A record is one line.</summary>
    internal static string[] Fields(byte[] bytes)
    {
        string line = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        List<string> fields = [];
        int at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                StringBuilder value = new();
                for (at++; ; at++)
                {
                    if (at >= line.Length)
                    {
                        throw new FormatException("A quote is opened and not closed on this line.");
                    }

                    if (line[at] != '"')
                    {
                        value.Append(line[at]);
                    }
                    else if (at + 1 < line.Length && line[at + 1] == '"')
                    {
                        value.Append('"');
                        at++;
                    }
                    else
                    {
                        at++;
                        break;
                    }
                }

                if (at < line.Length && line[at] != ',')
                {
                    throw new FormatException("After a closing quote comes a comma.");
                }

                fields.Add(value.ToString());
            }
            else
            {
                int end = line.IndexOf(',', at);
                end = end < 0 ? line.Length : end;
                fields.Add(line[at..end]);
                at = end;
            }

            if (at >= line.Length)
            {
                return [.. fields];
            }

            at++;
            if (at == line.Length)
            {
                fields.Add("");
                return [.. fields];
            }
        }
    }
}
