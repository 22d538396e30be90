using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service.Audit;

/// <summary>Marks an endpoint whose intent is recorded where more is known of it than its address: by <see cref="AccountDoor"/>.</summary>
internal sealed class OwnIntent;

/// <summary>Records that somebody is about to change something, before the endpoint is called: whatever is no look.</summary>
internal sealed class AuditIntent(RequestDelegate next, AuditTrail trail)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (AuditEntry.Of(context) is { } entry
            && !HttpMethods.IsGet(context.Request.Method)
            && context.Features.Get<Grant>() is not null
            && context.GetEndpoint()?.Metadata.GetMetadata<OwnIntent>() is null)
        {
            entry.Intent = await trail.AppendAsync(entry.Record(AuditAct.Intent, 0)).ConfigureAwait(false);
        }

        await next(context).ConfigureAwait(false);
    }
}
