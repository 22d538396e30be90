using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Endpoints;

/// <summary>Keys of the API: made and revoked by the administrator, or made once with the token of the start.</summary>
internal static class KeyEndpoints
{
    private const int MostBytes = 4096;
    private const int MostDays = 366;

    private static readonly AccessRule Administrator = new(false, ServiceRole.Administrator);
    private static readonly AccessRule Maker = new(false, ServiceRole.Administrator) { TakesStartToken = true };

    public static void Map(IEndpointRouteBuilder routes, ApiKeys keys)
    {
        routes.MapApi(HttpMethod.Post, "/v1/keys", (HttpContext c) => MakeAsync(c, keys))
            .Describes("makeKey", "Make a key", "Its secret is told once. Importers, specialists and managers need a scope.")
            .WithMetadata(Maker)
            .WithMetadata(new ApiBody(typeof(KeyRequestDocument)))
            .Produces<KeyDocument>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 413);
        routes.MapApi(HttpMethod.Delete, "/v1/keys/{id}", (HttpContext c, string id) => RevokeAsync(c, id, keys))
            .Describes("revokeKey", "Revoke a key", "It opens nothing from then on, nor do its sessions.")
            .WithMetadata(Administrator)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404);
    }

    private static async Task MakeAsync(HttpContext context, ApiKeys keys)
    {
        if (await Bodies.ReadAsync(context, MostBytes).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        if (Read(body) is not { } asked)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This makes no key", $"Give a name of 1 to 64 characters, a role ({string.Join(", ", Enum.GetValues<ServiceRole>().Select(CommandJson.Name))}), a scope (importer numbers or office codes, where the role needs them), and days from 1 to {MostDays}.").ConfigureAwait(false);
            return;
        }

        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (await keys.MakeAsync(grant, asked.Name, asked.Role, asked.Scope, asked.Days, context.RequestAborted).ConfigureAwait(false) is not (ApiKeyRow key, string secret))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
            return;
        }

        if (AuditEntry.Of(context) is { } entry)
        {
            entry.About = key.Id;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.CacheControl = "no-store";
        await Json.WriteAsync(context, json =>
        {
            json.WriteString("id", key.Id);
            json.WriteString("key", secret);
            json.WriteString("expires", SimTime.Text(key.Expires));
        }).ConfigureAwait(false);
    }

    private static async Task RevokeAsync(HttpContext context, string id, ApiKeys keys)
    {
        if (await keys.RevokeAsync(id, context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Problems.NotFoundAsync(context).ConfigureAwait(false);
    }

    private static (string Name, ServiceRole Role, ImmutableArray<string> Scope, int Days)? Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 3, AllowDuplicateProperties = false });
            JsonElement root = document.RootElement;
            string name = root.GetProperty("name").GetString() ?? "";
            string asked = root.GetProperty("role").GetString() ?? "";
            ServiceRole role = Enum.GetValues<ServiceRole>().FirstOrDefault(r => CommandJson.Name(r) == asked);
            ImmutableArray<string> scope = root.TryGetProperty("scope", out JsonElement s) ? [.. s.EnumerateArray().Select(e => e.GetString() ?? "")] : [];
            int days = root.TryGetProperty("days", out JsonElement d) ? d.GetInt32() : 90;
            bool needsScope = role is ServiceRole.Importer or ServiceRole.Specialist or ServiceRole.Manager;
            bool good = name.Length is > 0 and <= 64 && name.All(c => c >= ' ') && role != 0 && days is >= 1 and <= MostDays
                && scope.Length <= 64 && scope.All(c => c.Length is > 0 and <= 20 && c.All(x => char.IsAsciiLetterOrDigit(x) || x == '-')) && needsScope == scope.Length > 0
                && root.EnumerateObject().All(m => m.Name is "name" or "role" or "scope" or "days");
            return good ? (name, role, scope, days) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
