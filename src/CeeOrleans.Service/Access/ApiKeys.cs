using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Access;

/// <summary>
/// Turns a secret into a grant: keys of the store, and the two that only this process knows: the owner's, and the one-time
/// token of the start. A secret is 256 random bits; only its SHA-256 is kept. Safe for many callers.
/// </summary>
public sealed class ApiKeys(ApiKeyRows rows, TimeProvider time)
{
    private const string Prefix = "cee_";
    private const int SecretBytes = 32;

    /// <summary>Prefix and 256 bits in hexadecimal.</summary>
    private const int SecretCharacters = 68;

    private byte[]? owner;
    private byte[]? once;

    /// <summary>A fresh secret.</summary>
    public static string NewSecret() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A key of the person who started the service, valid as long as it runs.</summary>
    public string MakeOwner()
    {
        string secret = NewSecret();
        owner = SHA256.HashData(Encoding.ASCII.GetBytes(secret));
        return secret;
    }

    /// <summary>A token with which one key can be made, once.</summary>
    public string MakeOnce()
    {
        string secret = NewSecret();
        once = SHA256.HashData(Encoding.ASCII.GetBytes(secret));
        return secret;
    }

    /// <returns>Null for a secret that is none, or not any more.</returns>
    public async ValueTask<Grant?> FindAsync(string? authorization, CancellationToken cancellation)
    {
        const string Scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string secret = authorization[Scheme.Length..].Trim();
        if (secret.Length != SecretCharacters || !secret.StartsWith(Prefix, StringComparison.Ordinal) || !Ascii.IsValid(secret))
        {
            return null;
        }

        byte[] bytes = Encoding.ASCII.GetBytes(secret);
        byte[] hash = SHA256.HashData(bytes);
        if (owner is { } o && CryptographicOperations.FixedTimeEquals(o, hash))
        {
            return new Grant("owner", "owner", ServiceRole.Administrator, []);
        }

        if (once is { } t && CryptographicOperations.FixedTimeEquals(t, hash))
        {
            return new Grant("start", "start", ServiceRole.Administrator, [], Once: true);
        }

        ApiKeyRow? row = await rows.FindAsync(bytes, time.GetUtcNow().ToUnixTimeSeconds(), cancellation).ConfigureAwait(false);
        return row is not null && Enum.TryParse(row.Role, out ServiceRole role) ? new Grant(row.Id, row.Name, role, row.Scope) : null;
    }

    /// <summary>Makes a key. The secret is told now and never again.</summary>
    /// <param name="grant">Who makes it; a one-time token is used up by it.</param>
    /// <returns>Null when the one-time token was used up in the meantime.</returns>
    public async Task<(ApiKeyRow Key, string Secret)?> MakeAsync(Grant grant, string name, ServiceRole role, ImmutableArray<string> scope, int days, CancellationToken cancellation)
    {
        if (grant.Once && Interlocked.Exchange(ref once, null) is null)
        {
            return null;
        }

        string secret = NewSecret();
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        ApiKeyRow key = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), name, role.ToString(), scope, now, now + (days * 86_400L));
        await rows.AddAsync(key, Encoding.ASCII.GetBytes(secret), cancellation).ConfigureAwait(false);
        return (key, secret);
    }

    public Task<bool> RevokeAsync(string id, CancellationToken cancellation) => rows.RevokeAsync(id, cancellation);
}
