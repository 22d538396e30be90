using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CeeOrleans.Service.Audit;

/// <summary>
/// Holds every answer to somebody with a key back until its record is durable, whichever endpoint gives it, so that none can
/// forget to. Where the log can't be written, the answer is 503 and nothing of the account leaves. Not recorded: what is open to
/// all, answers that too much was asked (429), and the way to the sign-in page.
/// </summary>
internal sealed class AuditGate(RequestDelegate next, AuditTrail trail)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (trail.Log is null || context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { Open: true, Page: false })
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        IHttpResponseBodyFeature body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        AuditEntry entry = new(context);
        HeldBody held = new(body, () => RecordAsync(context, entry));
        context.Features.Set(entry);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(context).ConfigureAwait(false);
            await held.PassAsync().ConfigureAwait(false);
            await held.EndAsync().ConfigureAwait(false);
        }
        catch (AuditUnavailableException) when (!context.Response.HasStarted)
        {
            context.Features.Set(body);
            context.Response.Clear();
            await Problems.WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                entry.Intent == 0 ? "The audit log can't be written" : "The outcome is unknown",
                entry.Intent == 0 ? "Nothing is shown or done that can't be recorded. Nothing was done." : "The audit log can't be written. Send it again with the same Idempotency-Key.").ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(body);
        }
    }

    private async ValueTask RecordAsync(HttpContext context, AuditEntry entry)
    {
        int status = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode;
        bool recorded = entry.Intent != 0 || entry.Always || (entry.Who is not null ? status != StatusCodes.Status429TooManyRequests : status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden);
        if (recorded)
        {
            await trail.AppendAsync(entry.Record(entry.Intent == 0 ? AuditAct.Answer : AuditAct.Outcome, status)).ConfigureAwait(false);
        }
    }
}
