using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Site;

/// <summary>Renders pages on the server: a component in, HTML out. Everything a component writes is encoded by Razor.</summary>
public static class Pages
{
    /// <summary>Nothing but our own files; no page of ours inside another one.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly SiteLink[] Own =
    [
        new("Accounts", "/accounts", ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator),
        new("Work lists", "/offices", ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator),
        new("Overdue", "/overdue", ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator),
    ];

    /// <summary>Answers with a page.</summary>
    /// <typeparam name="T">A component with a parameter <c>Frame</c>.</typeparam>
    /// <param name="parameters">Its other parameters.</param>
    public static async Task RenderAsync<T>(HttpContext context, int status, string title, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        Dictionary<string, object?> all = parameters.ToDictionary(p => p.Name, p => p.Value);
        all["Frame"] = FrameOf(context, title);
        await using HtmlRenderer renderer = new(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        string html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(all)).ConfigureAwait(true)).ToHtmlString()).ConfigureAwait(false);
        byte[] bytes = Encoding.UTF8.GetBytes("<!DOCTYPE html>\n" + html);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A page that says what is the matter.</summary>
    public static Task MessageAsync(HttpContext context, int status, string title, IReadOnlyList<string> text) =>
        RenderAsync<Message>(context, status, title, ("Text", text));

    /// <summary>The first page that somebody may see.</summary>
    public static string HomeOf(HttpContext context, Grant grant) =>
        LinksOf(context, grant).FirstOrDefault()?.Path ?? "/sign-in";

    private static PageFrame FrameOf(HttpContext context, string title)
    {
        Grant? grant = context.Features.Get<Grant>();
        AntiforgeryTokenSet token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new PageFrame(title, context.Request.Path, grant, grant is null ? [] : LinksOf(context, grant), token.FormFieldName, token.RequestToken!);
    }

    private static SiteLink[] LinksOf(HttpContext context, Grant grant) =>
        [.. Own.Concat(context.RequestServices.GetRequiredService<SiteParts>().Parts.SelectMany(p => p.Links)).Where(l => l.Roles.Contains(grant.Role))];
}
