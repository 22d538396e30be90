using System.Globalization;
using System.Threading.RateLimiting;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Site;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace CeeOrleans.Service.Access;

/// <summary>
/// Lets nobody through whom the endpoint does not name. Comes before every endpoint, so that nothing is asked for somebody who
/// may not ask. Without a key the answer is the same for every path, known or not.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, Callers callers, IAntiforgery antiforgery, ServiceLimits limits) : IDisposable
{
    /// <summary>Answers to those without a key, by address: a flood of them costs others nothing.</summary>
    private readonly PartitionedRateLimiter<HttpContext> strangers = PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetFixedWindowLimiter(
        c.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limits.WrongKeysAMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public async Task InvokeAsync(HttpContext context)
    {
        AccessRule? rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        bool page = rule?.Page ?? IsBrowser(context);
        bool bearer = context.Request.Headers.Authorization.Count > 0;
        if (page)
        {
            context.Features.Set(new PageRequest());
        }

        Grant? grant = rule is { Open: true, Page: false } ? null : await callers.FindAsync(context, page).ConfigureAwait(false);
        if (grant is null && rule is not { Open: true })
        {
            await TurnAwayAsync(context, page).ConfigureAwait(false);
            return;
        }

        // A refusal is recorded with its name too.
        AuditEntry.Of(context)?.Who = grant;
        if (context.GetEndpoint() is null)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        if (rule is null || (!rule.Open && (!rule.Roles.Contains(grant!.Role) || (grant.Once && !rule.TakesStartToken))))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
            return;
        }

        // A key in the header is sent by nobody's browser on its own; a cookie is.
        if (rule.Page && HttpMethods.IsPost(context.Request.Method) && !(context.Request.HasFormContentType && (bearer || await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This form can't be taken", "It is none of ours, or too old. Go back, load the page again and send it once more.").ConfigureAwait(false);
            return;
        }

        if (grant is not null)
        {
            context.Features.Set(grant);
        }

        await next(context).ConfigureAwait(false);
    }

    public void Dispose() => strangers.Dispose();

    private async Task TurnAwayAsync(HttpContext context, bool page)
    {
        using RateLimitLease lease = strangers.AttemptAcquire(context);
        if (!lease.IsAcquired)
        {
            await Problems.TooManyAsync(context, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromMinutes(1)).ConfigureAwait(false);
            return;
        }

        if (page && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"/sign-in?to={Uri.EscapeDataString(context.Request.GetEncodedPathAndQuery())}"));
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "A key is needed", "Send the header \"Authorization: Bearer\" with a key that is valid.").ConfigureAwait(false);
    }

    /// <summary>Somebody who follows a link that leads nowhere, with a browser.</summary>
    private static bool IsBrowser(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
