using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Endpoints;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Audit;

/// <summary><c>GET /v1/audit</c>: the audit log, for those who audit. Reading it is a record like any other.</summary>
internal static class AuditEndpoint
{
    /// <summary>Records that one page looks at: about 200 ms.</summary>
    private const int MostSeen = 100_000;

    private static readonly AccessRule Readers = new(false, ServiceRole.Auditor, ServiceRole.Administrator);

    public static void Map(IEndpointRouteBuilder routes, AuditTrail trail)
    {
        routes.MapApi(HttpMethod.Get, "/v1/audit", (HttpContext c) => ListAsync(c, trail))
            .Describes("listAudit", "The audit log of this silo", "In the order of the chain, the oldest first. A page may hold fewer records than asked for, also none, and still have a next one. Reading it is recorded.")
            .WithMetadata(
                Readers,
                ApiParameter.Query("account", "Importer number: records about it, and lists that showed it."),
                ApiParameter.Query("who", "Identity of a key, or name of its holder."),
                ApiParameter.Query("since", "UTC, \"2016-02-01T15:00:00Z\": from then on."),
                ApiParameter.Query("until", "UTC: before then."),
                ApiParameter.Cursor,
                ApiParameter.Limit)
            .Produces<PageDocument<AuditDocument>>()
            .Refuses(400, 401, 403, 404);
    }

    private static async Task ListAsync(HttpContext context, AuditTrail trail)
    {
        if (trail.Log is not { } log)
        {
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", "The audit log is off.").ConfigureAwait(false);
            return;
        }

        IQueryCollection query = context.Request.Query;
        long after = 0;
        if (!Json.TryPaging(query, out string? cursor, out int limit)
            || (cursor is not null && (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after) || after == 0))
            || !TryTime(query["since"], out DateTimeOffset? since)
            || !TryTime(query["until"], out DateTimeOffset? until)
            || (query.ContainsKey("account") && !ImporterNumber.TryParse(query["account"].ToString(), out _, out _)))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong list", $"account is an importer number, since and until are UTC times, cursor is the member next of the page before, and limit is 1 to {AccountRows.MostInPage}.").ConfigureAwait(false);
            return;
        }

        AuditFilter filter = new() { Account = query["account"].ToString() is { Length: > 0 } a ? a : null, Who = query["who"].ToString() is { Length: > 0 } w ? w : null, Since = since, Until = until };
        (ImmutableArray<byte[]> lines, ImmutableArray<string> accounts, long? next) = await Task.Run(() => AuditReader.Page(log.Folder, filter, after, limit, MostSeen), context.RequestAborted).ConfigureAwait(false);
        AuditEntry.Of(context)?.Shows(accounts);
        await Json.WriteAsync(context, json =>
        {
            json.WriteStartArray("items");
            foreach (byte[] line in lines)
            {
                json.WriteRawValue(line);
            }

            json.WriteEndArray();
            json.WriteString("next", next?.ToString(CultureInfo.InvariantCulture));
        }).ConfigureAwait(false);
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        bool good = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset found);
        time = found;
        return good;
    }
}
