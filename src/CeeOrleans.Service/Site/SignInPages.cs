using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Site;

/// <summary>Signing in and out, and the way to the first page.</summary>
internal static class SignInPages
{
    private static readonly AccessRule Open = new(true) { Page = true };
    private static readonly AccessRule Anybody = new(false, Enum.GetValues<ServiceRole>()) { Page = true };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => Home(context)).WithMetadata(Anybody).ExcludeFromDescription();
        routes.MapGet("/sign-in", context => Pages.RenderAsync<SignIn>(context, StatusCodes.Status200OK, "Sign in", ("Ended", HasOldSession(context)), ("To", Inside(context.Request.Query["to"])))).WithMetadata(Open).ExcludeFromDescription();
        routes.MapPost("/sign-in", SignInAsync).WithMetadata(Open).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).WithMetadata(Open).ExcludeFromDescription();
    }

    private static Task Home(HttpContext context)
    {
        context.Response.Redirect(Pages.HomeOf(context, context.Features.GetRequiredFeature<Grant>()));
        return Task.CompletedTask;
    }

    private static async Task SignInAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        string to = Inside(form["to"]);
        Callers callers = context.RequestServices.GetRequiredService<Callers>();
        string key = form["key"].ToString();
        Grant? grant = await callers.SignInAsync(context, key).ConfigureAwait(false);
        if (AuditEntry.Of(context) is { } entry)
        {
            (entry.Who, entry.Always, entry.Result) = (grant, true, grant is null ? "wrong key" : "done");
        }

        if (grant is null)
        {
            await Pages.RenderAsync<SignIn>(context, StatusCodes.Status403Forbidden, "Sign in", ("Wrong", true), ("Used", callers.WasUsed(key)), ("To", to)).ConfigureAwait(false);
            return;
        }

        SeeOther(context, to);
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        if (AuditEntry.Of(context) is { } entry)
        {
            entry.Always = true;
        }

        await context.RequestServices.GetRequiredService<Callers>().SignOutAsync(context).ConfigureAwait(false);
        SeeOther(context, "/sign-in");
    }

    /// <summary>A browser that was signed in and is not: signing out takes the cookie away.</summary>
    private static bool HasOldSession(HttpContext context) =>
        context.Features.Get<Grant>() is null && context.Request.Cookies.ContainsKey(Callers.SessionCookie);

    /// <summary>After a form: the answer is another page, to be got.</summary>
    internal static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    /// <summary>A path of this site; the first page for anything else, so that nobody is sent elsewhere.</summary>
    internal static string Inside(string? path) =>
        path is { Length: > 0 and < 500 } && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";
}
