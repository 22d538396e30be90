using System.Collections.Frozen;
using System.Security.Cryptography;
using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Site;

/// <summary>
/// Style sheets, fonts, icons and scripts, carried inside the program. A path holds the hash of all of them, so that a browser keeps
/// a file for ever and never an old one.
/// </summary>
public static class SiteFiles
{
    private const string Root = "site/";

    private static readonly FrozenDictionary<string, byte[]> Files = Read();

    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData([.. Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => SHA256.HashData(f.Value))]))[..12];

    /// <summary>Where a file is served.</summary>
    /// <param name="name">For example "own/site.css".</param>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string Path(string name) => Files.ContainsKey(name) ? $"/assets/{Version}/{name}" : throw new ArgumentException($"There is no file {name}.", nameof(name));

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{**name}", (HttpContext context, string name) => ServeAsync(context, name)).WithMetadata(new AccessRule(true)).ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out byte[]? bytes))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = System.IO.Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static FrozenDictionary<string, byte[]> Read()
    {
        System.Reflection.Assembly assembly = typeof(SiteFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(Root, StringComparison.Ordinal)).ToFrozenDictionary(n => n[Root.Length..], n =>
        {
            using Stream stream = assembly.GetManifestResourceStream(n)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }, StringComparer.Ordinal);
    }
}
