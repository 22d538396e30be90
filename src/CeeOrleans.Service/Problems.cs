using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Service.Site;
using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service;

/// <summary>Errors as RFC 9457 problem details, and on pages as a page. What is not found looks the same whether it is not there or not allowed.</summary>
public static class Problems
{
    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "Not found", "There is nothing here for this key.");

    /// <summary>For the page of an account: the same words for one that is not there and one that is not allowed.</summary>
    public static Task NoAccountAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "Not found", "There is nothing here for this key, or the number is wrong.");

    /// <summary>Too much was asked for at once; says when to come again.</summary>
    public static Task TooManyAsync(HttpContext context, TimeSpan after)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests", "Wait as long as Retry-After says.");
    }

    public static async Task WriteAsync(HttpContext context, int status, string title, string detail, string? refusal = null, ImmutableArray<string> errors = default)
    {
        if (context.Features.Get<PageRequest>() is not null)
        {
            await Pages.MessageAsync(context, status, title, [detail, .. errors.IsDefault ? [] : errors]).ConfigureAwait(false);
            return;
        }

        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", refusal is null ? "about:blank" : $"urn:cee:refusal:{refusal}");
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            if (!errors.IsDefaultOrEmpty)
            {
                json.WriteStartArray("errors");
                foreach (string error in errors)
                {
                    json.WriteStringValue(error);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
