using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service.Access;

/// <summary>Finds out who asks: by a key of the service, by a token of the identity provider, or on pages by the cookie of a session.</summary>
/// <param name="provider">Null when there is no identity provider.</param>
internal sealed class Callers(ApiKeys keys, IdentityProvider? provider)
{
    /// <summary>The claim that holds the SHA-256 of the key of a session, in hexadecimal.</summary>
    public const string SessionClaim = "cee-key";

    /// <summary>The cookie of a session.</summary>
    public const string SessionCookie = "cee-session";

    /// <returns>Null for nobody.</returns>
    public async ValueTask<Grant?> FindAsync(HttpContext context, bool page)
    {
        string? authorization = context.Request.Headers.Authorization;
        if (authorization is not null)
        {
            // What looks like a key is only ever looked up as one.
            if (provider is null || ApiKeys.LooksLikeKey(authorization))
            {
                return await keys.FindAsync(authorization, context.RequestAborted).ConfigureAwait(false);
            }

            AuthenticateResult token = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme).ConfigureAwait(false);
            return token is { Succeeded: true, Principal: { } holder } ? provider.GrantOf(holder) : null;
        }

        if (!page)
        {
            return null;
        }

        AuthenticateResult session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme).ConfigureAwait(false);
        if (session is not { Succeeded: true, Principal: { } principal } || principal.FindFirstValue(SessionClaim) is not { } hash)
        {
            return null;
        }

        // Asked again every time: a session ends with its key.
        Grant? grant = await keys.FindSessionAsync(Convert.FromHexString(hash), context.RequestAborted).ConfigureAwait(false);
        if (grant is not null)
        {
            context.User = principal;
        }

        return grant;
    }

    /// <summary>Begins a session.</summary>
    /// <returns>Null for a secret that opens nothing.</returns>
    public async Task<Grant?> SignInAsync(HttpContext context, string secret)
    {
        if (await keys.OpenSessionAsync(secret, context.RequestAborted).ConfigureAwait(false) is not ({ } grant, { } hash))
        {
            return null;
        }

        // The identity binds antiforgery tokens to the session.
        ClaimsPrincipal principal = new(new ClaimsIdentity(
            [new Claim(SessionClaim, Convert.ToHexStringLower(hash)), new Claim(ClaimTypes.NameIdentifier, Convert.ToHexStringLower(hash)), new Claim(ClaimTypes.Name, grant.Actor)],
            CookieAuthenticationDefaults.AuthenticationScheme));
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal).ConfigureAwait(false);
        return grant;
    }

    /// <summary>Whether a secret is the one-time token of the start, after it was used.</summary>
    public bool WasUsed(string secret) => keys.WasUsed(secret);

    public Task SignOutAsync(HttpContext context)
    {
        if (context.User.FindFirstValue(SessionClaim) is { } hash)
        {
            keys.EndSession(Convert.FromHexString(hash));
        }

        return context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
