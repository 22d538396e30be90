using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Endpoints;

/// <summary>For those who watch the service: it runs; it can read its store.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        AccessRule open = new(true);
        routes.MapGet("/health/live", () => Task.CompletedTask).WithMetadata(open).ExcludeFromDescription();
        routes.MapGet("/health/ready", context => ReadyAsync(context, facts)).WithMetadata(open).ExcludeFromDescription();
    }

    /// <summary>Says whether the audit log is on; a service that can't write it answers nothing of accounts and is not ready.</summary>
    private static async Task ReadyAsync(HttpContext context, ServiceFacts facts)
    {
        await facts.Rows.FindAsync("", context.RequestAborted).ConfigureAwait(false);
        string audit = facts.Audit.State;
        context.Response.StatusCode = audit == "failing" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await Json.WriteAsync(context, json => json.WriteString("audit", audit)).ConfigureAwait(false);
    }
}
