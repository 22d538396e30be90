using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service.Access;

/// <summary>Who may call an endpoint. One without this is closed to all.</summary>
/// <param name="Open">Needs no key: health.</param>
/// <param name="Roles">Who may call it.</param>
internal sealed record AccessRule(bool Open, params ServiceRole[] Roles)
{
    /// <summary>The one-time token of the start may be used here, and nowhere else.</summary>
    public bool TakesStartToken { get; init; }
}

/// <summary>
/// Lets nobody through whom the endpoint does not name. Comes before every endpoint, so that nothing is asked for somebody who
/// may not ask. Without a key the answer is the same for every path, known or not.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, ApiKeys keys)
{
    public async Task InvokeAsync(HttpContext context)
    {
        AccessRule? rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        if (rule is { Open: true })
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        Grant? grant = await keys.FindAsync(context.Request.Headers.Authorization, context.RequestAborted).ConfigureAwait(false);
        if (grant is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "A key is needed", "Send the header \"Authorization: Bearer\" with a key that is valid.").ConfigureAwait(false);
            return;
        }

        if (context.GetEndpoint() is null)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        if (rule is null || !rule.Roles.Contains(grant.Role) || (grant.Once && !rule.TakesStartToken))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
            return;
        }

        context.Features.Set(grant);
        await next(context).ConfigureAwait(false);
    }
}
