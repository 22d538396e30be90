using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CeeOrleans.Cli.Live;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Service.Ingest;

namespace CeeOrleans.Cli.Verbs;

/// <summary>
/// <c>cee ingest</c>: a day's file to a live service, part by part; what is not kept goes into a reject file. It also shows such
/// a file, and checks one without sending it.
/// </summary>
internal static class IngestVerb
{
    /// <summary>Lines and bytes that are sent at once.</summary>
    private const int PartLines = 33_000;
    private const int PartBytes = 24 * 1024 * 1024;

    private const string JsonLines = "jsonl";
    private const string Csv = "csv";

    /// <summary>A reject file is read by people and never part of a page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "ingest",
            "Sends a day's file of commands to a live service: JSON Lines, or CSV with a header. Every good line is kept, every other one goes into a reject file with its number and the reason. The same file sent again changes nothing.",
            "cee ingest day.jsonl",
            "cee ingest day.csv --url http://127.0.0.1:5080 --rejects rejects.jsonl",
            "cee ingest day.jsonl --dry-run",
            "cee ingest --example > day.jsonl")
        {
            Notes = Notes,
        };
        Argument<string?> file = verb.With(new Argument<string?>("FILE") { Description = "The file; one that ends in .csv is CSV, any other JSON Lines.", Arity = ArgumentArity.ZeroOrOne });
        Option<string?> example = verb.With(new Option<string?>("--example") { HelpName = $"{JsonLines}|{Csv}", Description = "Print a small file that has every command with every part, and send nothing.", Arity = ArgumentArity.ZeroOrOne });
        example.AcceptOnlyFromAmong(JsonLines, Csv);
        Option<bool> dry = verb.With(new Option<bool>("--dry-run") { Description = "Check the form of every line, say what would be rejected, and send nothing." });
        Option<string?> url = verb.With(new Option<string?>("--url") { HelpName = "URL", Description = $"The service; needs a key in {RunningService.KeyVariable}. Default: the one that runs on --data." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of a service on this machine, started by you; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        Option<string?> rejects = verb.With(new Option<string?>("--rejects") { HelpName = "FILE", Description = "Where lines go that are not kept; default FILE.rejects.jsonl. Written anew." });
        verb.Validators.Add(result =>
        {
            bool named = result.GetValue(file) is not null;
            if (named == (result.GetResult(example) is not null))
            {
                result.AddError(named ? "--example prints a file and takes none." : "FILE is missing: the day's file to send. cee ingest --example prints one.");
            }
        });
        verb.SetAction((parsed, cancellation) => parsed.GetResult(example) is not null ? ShowAsync(rooms, parsed.GetValue(example))
            : parsed.GetValue(dry) ? CheckAsync(rooms, parsed.GetValue(file)!, cancellation)
            : RunAsync(rooms, parsed.GetValue(file)!, parsed.GetValue(url), parsed.GetRequiredValue(data), parsed.GetValue(rejects), cancellation));
        return verb;
    }

    /// <summary>What a line looks like, for the help.</summary>
    private static string[] Notes()
    {
        string[] lines = IngestExample.Text(IngestFormat.JsonLines, Today()).Split('\n');
        return
        [
            "A line of the file is one command on one importer, for example:",
            .. lines.Where(l => l.Contains("\"place hold\"", StringComparison.Ordinal) || l.Contains("\"answer case\"", StringComparison.Ordinal)).Select(l => "  " + l),
            "id and at may be left out: an id tells a repeat, and at says when it happened, if not now.",
            $"Commands: {string.Join(", ", CommandJson.Names)}. cee ingest --example shows each of them with all its parts.",
        ];
    }

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static async Task<int> ShowAsync(Rooms rooms, string? format)
    {
        await rooms.Screen.Out.WriteAsync(IngestExample.Text(format == Csv ? IngestFormat.Csv : IngestFormat.JsonLines, Today())).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static async Task<int> CheckAsync(Rooms rooms, string file, CancellationToken cancellation)
    {
        string path = rooms.PathOf(file);
        if (!File.Exists(path))
        {
            return await NoFileAsync(rooms, file).ConfigureAwait(false);
        }

        bool csv = IsCsv(path);
        (long good, long wrong) = (0, 0);
        try
        {
            await foreach (FilePart part in PartsAsync(path, csv, cancellation).ConfigureAwait(false))
            {
                using MemoryStream body = new(part.Body);
                await foreach ((long line, string? reason) in IngestCheck.ReadAsync(body, csv ? IngestFormat.Csv : IngestFormat.JsonLines, part.First, cancellation).ConfigureAwait(false))
                {
                    if (reason is null)
                    {
                        good++;
                        continue;
                    }

                    wrong++;
                    await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"line {line}: {reason}")).ConfigureAwait(false);
                }
            }
        }
        catch (FormatException e)
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: {file} would be refused: {e.Message}").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"{good} in form, {wrong} would be rejected")).ConfigureAwait(false);
        await rooms.Screen.Error.WriteLineAsync("cee: nothing was sent. Whether an account accepts a line shows when it is sent.").ConfigureAwait(false);
        return wrong == 0 ? ExitCode.Ok : ExitCode.Conflict;
    }

    private static async Task<int> NoFileAsync(Rooms rooms, string file)
    {
        await rooms.Screen.Error.WriteLineAsync($"cee: there is no file {file}.").ConfigureAwait(false);
        return ExitCode.NotFound;
    }

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static async Task<int> RunAsync(Rooms rooms, string file, string? url, string data, string? rejectsName, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string path = rooms.PathOf(file);
        if (!File.Exists(path))
        {
            return await NoFileAsync(rooms, file).ConfigureAwait(false);
        }

        (HttpClient? found, int exit) = await RunningService.FindAsync(rooms, url, data, Patience, cancellation).ConfigureAwait(false);
        if (found is null)
        {
            return exit;
        }

        string rejectsPath = rooms.PathOf(rejectsName ?? file + ".rejects.jsonl");
        using HttpClient client = found;
        bool csv = IsCsv(path);
        (long lines, long kept, long repeated, long rejected) = (0, 0, 0, 0);
        StreamWriter rejects = new(rejectsPath, append: false, new UTF8Encoding(false));
        try
        {
            await using (rejects.ConfigureAwait(false))
            {
                await foreach (FilePart part in PartsAsync(path, csv, cancellation).ConfigureAwait(false))
                {
                    using ByteArrayContent body = new(part.Body);
                    body.Headers.ContentType = new MediaTypeHeaderValue(csv ? "text/csv" : "application/x-ndjson");
                    using HttpResponseMessage response = await client.PostAsync(new Uri(FormattableString.Invariant($"/v1/ingest?first={part.First}"), UriKind.Relative), body, cancellation).ConfigureAwait(false);
                    string said = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
                    if (response.StatusCode != HttpStatusCode.OK)
                    {
                        await error.WriteLineAsync(FormattableString.Invariant($"cee: the service answered {(int)response.StatusCode} from line {part.First} on: {Detail(said)} Lines before it are kept; sending the file again changes nothing of them.")).ConfigureAwait(false);
                        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ExitCode.NotAllowed : response.StatusCode == HttpStatusCode.BadRequest ? ExitCode.Usage : ExitCode.Unreachable;
                    }

                    foreach (string line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    {
                        using JsonDocument document = JsonDocument.Parse(line);
                        if (document.RootElement.TryGetProperty("line", out JsonElement number))
                        {
                            await rejects.WriteLineAsync(Reject(number.GetInt64(), document.RootElement.GetProperty("reason").GetString()!, part)).ConfigureAwait(false);
                            continue;
                        }

                        lines += document.RootElement.GetProperty("lines").GetInt64();
                        kept += document.RootElement.GetProperty("kept").GetInt64();
                        repeated += document.RootElement.GetProperty("repeated").GetInt64();
                        rejected += document.RootElement.GetProperty("rejected").GetInt64();
                    }

                    await error.WriteLineAsync(FormattableString.Invariant($"cee: {lines:#,0} lines, {kept - repeated:#,0} new, {repeated:#,0} kept before, {rejected:#,0} not kept, after {rooms.Elapsed().TotalSeconds:0.0} s")).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"cee: the service can't be reached: {e.Message} The outcome of the last part is unknown; sending the file again does nothing twice.").ConfigureAwait(false);
            return ExitCode.Unreachable;
        }

        if (rejected == 0)
        {
            File.Delete(rejectsPath);
        }
        else
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: lines that were not kept are in {rejectsPath}.")).ConfigureAwait(false);
        }

        await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"{kept - repeated} new, {repeated} kept before, {rejected} rejected")).ConfigureAwait(false);
        return rejected == 0 ? ExitCode.Ok : ExitCode.Conflict;
    }

    private static string Detail(string problem)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(problem);
            return document.RootElement.GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string Reject(long line, string reason, FilePart part)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteString("reason", reason);
            json.WriteString("text", part.Lines[(int)(line - part.First)]);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Parts of the file; of a CSV each begins with its header. Bytes that are no UTF-8 reach the service as replaced characters.</summary>
    private static async IAsyncEnumerable<FilePart> PartsAsync(string path, bool csv, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using StreamReader reader = new(path, new UTF8Encoding(false));
        string? header = csv ? await reader.ReadLineAsync(cancellation).ConfigureAwait(false) : null;
        long first = csv ? 2 : 1;
        List<string> lines = [];
        long bytes = 0;
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            lines.Add(line);
            bytes += line.Length;
            if (lines.Count == PartLines || bytes > PartBytes)
            {
                yield return Part();
                first += lines.Count;
                (lines, bytes) = ([], 0);
            }
        }

        if (lines.Count > 0)
        {
            yield return Part();
        }

        FilePart Part() => new(first, lines, Encoding.UTF8.GetBytes(string.Join('\n', header is null ? lines : lines.Prepend(header)) + "\n"));
    }

    private sealed record FilePart(long First, List<string> Lines, byte[] Body);
}
