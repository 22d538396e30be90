using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Grains.Storage;
using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service.Endpoints;

/// <summary>Writes answers of the API.</summary>
internal static class Json
{
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    public static Task WritePageAsync<T>(HttpContext context, Page<T> page, Action<Utf8JsonWriter, T> members) => WriteAsync(context, json =>
    {
        json.WriteStartArray("items");
        foreach (T item in page.Items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", page.Next);
    });

    /// <summary>Cursor and limit of a list; false when the limit is none.</summary>
    public static bool TryPaging(IQueryCollection query, out string? cursor, out int limit)
    {
        cursor = query["cursor"].ToString() is { Length: > 0 } given ? given : null;
        limit = AccountRows.DefaultLimit;
        return !query.ContainsKey("limit")
            || (int.TryParse(query["limit"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= AccountRows.MostInPage);
    }
}
