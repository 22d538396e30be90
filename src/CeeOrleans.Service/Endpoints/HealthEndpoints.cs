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
        routes.MapGet("/health/ready", async context => await facts.Rows.FindAsync("", context.RequestAborted).ConfigureAwait(false)).WithMetadata(open).ExcludeFromDescription();
    }
}
