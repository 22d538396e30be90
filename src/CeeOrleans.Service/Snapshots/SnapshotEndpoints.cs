using System.Text.Json;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Endpoints;
using CeeOrleans.Service.OpenApi;
using CeeOrleans.Workload.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Snapshots;

/// <summary>
/// <c>/v1/snapshots</c>: the live accounts as of one moment, for runs. What is in one is never sent: it stays in the folder of the
/// service, and the answers say its hash and its counts.
/// </summary>
internal static class SnapshotEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, SnapshotShelf shelf)
    {
        AccessRule takers = new(false, [.. shelf.Settings.Takers]);
        AccessRule readers = new(false, [.. shelf.Settings.Takers.Union([ServiceRole.Auditor, ServiceRole.Administrator])]);
        routes.MapApi(HttpMethod.Get, "/v1/snapshots", (HttpContext c) => ListAsync(c, shelf))
            .Describes("listSnapshots", "Snapshots of the live accounts", "All that are kept, the newest first. Their contents are not sent.")
            .WithMetadata(readers)
            .Produces<PageDocument<SnapshotDocument>>()
            .Refuses(401, 403);
        routes.MapApi(HttpMethod.Post, "/v1/snapshots", (HttpContext c) => TakeAsync(c, shelf))
            .Describes("takeSnapshot", "Take a snapshot of the live accounts", "As of now, in one read transaction; commands go on meanwhile. The same state has the same hash. Has no body.")
            .WithMetadata(takers)
            .Produces<SnapshotDocument>(StatusCodes.Status201Created)
            .Refuses(401, 403, 409, 429)
            .DisableRequestTimeout();
        routes.MapApi(HttpMethod.Delete, "/v1/snapshots/{id}", (HttpContext c, string id) => DeleteAsync(c, id, shelf))
            .Describes("deleteSnapshot", "Delete a snapshot", "Runs that used it keep their results and can't be repeated.")
            .WithMetadata(takers)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404);
    }

    private static Task ListAsync(HttpContext context, SnapshotShelf shelf) => Json.WriteAsync(context, json =>
    {
        json.WriteStartArray("items");
        foreach (KeptSnapshot kept in shelf.List())
        {
            json.WriteStartObject();
            Write(json, kept, shelf);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next");
    });

    private static async Task TakeAsync(HttpContext context, SnapshotShelf shelf)
    {
        try
        {
            KeptSnapshot taken = await shelf.TakeAsync(context.RequestAborted).ConfigureAwait(false);
            Audited.About(context, taken.Id);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await Json.WriteAsync(context, json => Write(json, taken, shelf)).ConfigureAwait(false);
        }
        catch (SnapshotRefusedException e) when (e.Busy)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Busy", e.Message).ConfigureAwait(false);
        }
        catch (SnapshotRefusedException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "Too many snapshots", e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SnapshotException or StoredStateException)
        {
            // What contradicts itself names an account, which a planner may not see.
            await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "The store contradicts itself", "No snapshot was kept. An administrator finds where with: cee snapshot take, on the folder of the service when it is stopped.").ConfigureAwait(false);
        }
    }

    private static async Task DeleteAsync(HttpContext context, string id, SnapshotShelf shelf)
    {
        if (shelf.Delete(id))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Problems.NotFoundAsync(context).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, KeptSnapshot kept, SnapshotShelf shelf)
    {
        json.WriteString("id", kept.Id);
        json.WriteString("asOf", SimTime.Text(kept.Facts.AsOf));
        json.WriteString("hash", kept.Facts.Hash);
        json.WriteNumber("accounts", kept.Facts.Accounts);
        json.WriteNumber("items", kept.Facts.Items);
        json.WriteNumber("bytes", kept.Bytes);
        json.WriteString("keptUntil", SimTime.Text(kept.Facts.AsOf + (shelf.Settings.KeepDays * (long)SimTime.Day)));
        json.WriteBoolean("expired", kept.Expired);
    }
}
