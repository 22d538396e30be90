using System.Globalization;
using System.Text.Json;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Endpoints;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// <c>POST /v1/ingest</c>: a day's file or a part of it. The answer is JSON Lines: every line that was not kept, with its number
/// and the reason, and at last the counts. It comes when all that was kept is durable. A file that breaks off, or is too
/// large, keeps the lines before; sending it again changes nothing of them.
/// </summary>
internal static class IngestEndpoint
{
    /// <summary>Greatest body; <c>cee ingest</c> sends a larger file in parts.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private static readonly AccessRule Feeders = new(false, ServiceRole.Administrator);

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        SemaphoreSlim one = new(1, 1);
        routes.MapApi(HttpMethod.Post, "/v1/ingest", (HttpContext c) => IngestAsync(c, facts, one))
            .Describes("ingest", "Take in a day's file", "JSON Lines or CSV, at most 64 MB. Every good line is kept and durable; the answer, JSON Lines, names every other one as line and reason, and ends with the counts: lines, kept, repeated (those of the kept that were kept before), rejected. The same file again changes nothing.")
            .WithMetadata(Feeders)
            .Produces(StatusCodes.Status200OK)
            .Refuses(400, 401, 403, 413, 415, 429)
            .DisableRequestTimeout();
    }

    private static async Task IngestAsync(HttpContext context, ServiceFacts facts, SemaphoreSlim one)
    {
        IngestFormat? format = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/jsonl" => IngestFormat.JsonLines,
            "text/csv" => IngestFormat.Csv,
            _ => null,
        };
        if (format is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "Not this kind of file", "Send application/x-ndjson or text/csv.").ConfigureAwait(false);
            return;
        }

        long first = 1;
        if (context.Request.Query.ContainsKey("first") && (!long.TryParse(context.Request.Query["first"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out first) || first is < 1 or > 1_000_000_000_000))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong first", "first is the number of the first line of this part, from 1.").ConfigureAwait(false);
            return;
        }

        if (context.Request.ContentLength > MostBytes)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", string.Create(CultureInfo.InvariantCulture, $"At most {MostBytes:#,0} bytes are read at once; send it in parts, each with the number of its first line in ?first=.")).ConfigureAwait(false);
            return;
        }

        if (!await one.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            context.Response.Headers.RetryAfter = "5";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Busy", "Another file is being read. Send this one when it is done.").ConfigureAwait(false);
            return;
        }

        try
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MostBytes;
            await ReadAsync(context, facts, format.Value, first).ConfigureAwait(false);
        }
        finally
        {
            one.Release();
        }
    }

    private static async Task ReadAsync(HttpContext context, ServiceFacts facts, IngestFormat format, long first)
    {
        // Rejects wait in a file: nobody reads the answer before the body is sent, and a bad file has as many as it has lines.
        FileStream rejects = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 64 * 1024,
        });
        await using (rejects.ConfigureAwait(false))
        {
            AuditRecord whose = AuditEntry.Of(context)?.Record(AuditAct.Intent, 0) ?? new AuditRecord();
            IngestRun run = new(facts.Grains, facts.Audit, whose, reject => rejects.WriteAsync(Line(json =>
            {
                json.WriteNumber("line", reject.Line);
                json.WriteString("reason", reject.Reason);
            })).AsTask());
            IngestResult result;
            try
            {
                string actor = context.Features.GetRequiredFeature<Grant>().Actor;
                result = await run.RunAsync(IngestReader.ReadAsync(context.Request.Body, format, first, actor, context.RequestAborted), context.RequestAborted).ConfigureAwait(false);
            }
            catch (FormatException e)
            {
                await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This is no such file", e.Message).ConfigureAwait(false);
                return;
            }

            context.Response.ContentType = "application/x-ndjson";
            rejects.Position = 0;
            await rejects.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(
                Line(json =>
                {
                    json.WriteNumber("lines", result.Lines);
                    json.WriteNumber("kept", result.Kept);
                    json.WriteNumber("repeated", result.Repeated);
                    json.WriteNumber("rejected", result.Rejected);
                }),
                context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static byte[] Line(Action<Utf8JsonWriter> members)
    {
        using MemoryStream line = new(128);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
