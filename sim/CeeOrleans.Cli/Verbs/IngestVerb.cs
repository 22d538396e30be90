using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CeeOrleans.Cli.Live;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee ingest</c>: a day's file to a live service, part by part; what is not kept goes into a reject file.</summary>
internal static class IngestVerb
{
    /// <summary>Lines and bytes that are sent at once.</summary>
    private const int PartLines = 33_000;
    private const int PartBytes = 24 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "ingest",
            "Sends a day's file of commands to a live service: JSON Lines, or CSV with a header. Every good line is kept, every other one goes into a reject file with its number and the reason. The same file sent again changes nothing.",
            "cee ingest day.jsonl",
            "cee ingest day.csv --url http://127.0.0.1:5080 --rejects rejects.jsonl");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The file; one that ends in .csv is CSV, any other JSON Lines." });
        Option<string?> url = verb.With(new Option<string?>("--url") { HelpName = "URL", Description = $"The service; needs a key in {RunningService.KeyVariable}. Default: the one that runs on --data." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of a service on this machine, started by you; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        Option<string?> rejects = verb.With(new Option<string?>("--rejects") { HelpName = "FILE", Description = "Where lines go that are not kept; default FILE.rejects.jsonl. Written anew." });
        verb.SetAction((parsed, cancellation) => RunAsync(rooms, parsed.GetRequiredValue(file), parsed.GetValue(url), parsed.GetRequiredValue(data), parsed.GetValue(rejects), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string file, string? url, string data, string? rejectsName, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string path = rooms.PathOf(file);
        if (!File.Exists(path))
        {
            await error.WriteLineAsync($"cee: there is no file {file}.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        (HttpClient? found, int exit) = await RunningService.FindAsync(rooms, url, data, Patience, cancellation).ConfigureAwait(false);
        if (found is null)
        {
            return exit;
        }

        string rejectsPath = rooms.PathOf(rejectsName ?? file + ".rejects.jsonl");
        using HttpClient client = found;
        bool csv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        (long lines, long kept, long rejected) = (0, 0, 0);
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
                        rejected += document.RootElement.GetProperty("rejected").GetInt64();
                    }

                    await error.WriteLineAsync(FormattableString.Invariant($"cee: {lines:#,0} lines, {kept:#,0} kept, {rejected:#,0} not, after {rooms.Elapsed().TotalSeconds:0.0} s")).ConfigureAwait(false);
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

        await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"{kept} kept, {rejected} rejected")).ConfigureAwait(false);
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
        using (Utf8JsonWriter json = new(buffer))
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
