using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CeeOrleans.Service.Tests;

/// <summary>An identity provider on this machine: a discovery document, its keys, and tokens as good or bad as asked for.</summary>
internal sealed class Provider : IAsyncDisposable
{
    private readonly RSA rsa = RSA.Create(2048);
    private readonly WebApplication app;

    private Provider(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public RsaSecurityKey Key => new(rsa) { KeyId = "k1" };

    /// <summary>Paths it was asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<Provider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        Provider made = new(builder.Build());
        made.app.Use((context, next) =>
        {
            made.Asked.Enqueue(context.Request.Path);
            return next(context);
        });
        made.app.MapGet("/.well-known/openid-configuration", c => c.Response.WriteAsync($$"""{"issuer":"{{made.Url}}","jwks_uri":"{{made.Url}}/keys"}"""));
        made.app.MapGet("/keys", c =>
        {
            RSAParameters p = made.rsa.ExportParameters(false);
            return c.Response.WriteAsync($$"""{"keys":[{"kty":"RSA","kid":"k1","use":"sig","alg":"RS256","n":"{{Base64UrlEncoder.Encode(p.Modulus)}}","e":"{{Base64UrlEncoder.Encode(p.Exponent)}}"}]}""");
        });
        await made.app.StartAsync();
        made.Url = made.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return made;
    }

    /// <summary>A token; what is not said is right.</summary>
    public string Token(string subject, object roles, object? scope = null, string audience = "cee", string? issuer = null, int minutes = 10, SigningCredentials? signing = null, IDictionary<string, object>? header = null)
    {
        Dictionary<string, object> claims = new() { ["sub"] = subject, ["roles"] = roles };
        if (scope is not null)
        {
            claims["cee_scope"] = scope;
        }

        DateTime now = DateTime.UtcNow;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Url,
            Audience = audience,
            Claims = claims,
            IssuedAt = now.AddHours(-1),
            NotBefore = now.AddHours(-1),
            Expires = now.AddMinutes(minutes),
            SigningCredentials = signing ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
            AdditionalHeaderClaims = header,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }
}
