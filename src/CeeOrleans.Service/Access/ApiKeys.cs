using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Access;

/// <summary>
/// Turns a secret into a grant: keys of the store, and the two that only this process knows: the owner's, and the one-time
/// token of the start. A secret is 256 random bits; only its SHA-256 is kept. A key that was found is remembered for
/// <see cref="Remembered"/>: one revoked by another process of the same store opens no longer than that; one revoked here
/// opens nothing from then on. Safe for many callers.
/// </summary>
public sealed class ApiKeys(ApiKeyRows rows, TimeProvider time)
{
    /// <summary>How long a key that was found is not asked for again.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private const string Prefix = "cee_";
    private const string Scheme = "Bearer ";
    private const int SecretBytes = 32;

    /// <summary>Prefix and 256 bits in hexadecimal.</summary>
    private const int SecretCharacters = 68;

    /// <summary>Keys that are remembered at once; with more, all are forgotten.</summary>
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, Known> found = new(StringComparer.Ordinal);
    private int revocations;
    private byte[]? owner;
    private byte[]? once;

    /// <summary>The one-time token, used or not.</summary>
    private byte[]? start;

    /// <summary>The one-time token after it signed somebody in, until that session ends: it opens that session and nothing else.</summary>
    private byte[]? firstSession;

    /// <summary>A fresh secret.</summary>
    public static string NewSecret() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Whether a header names a key of this service, valid or not.</summary>
    public static bool LooksLikeKey(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && authorization.AsSpan(Scheme.Length).Trim().StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A key of the person who started the service, valid as long as it runs.</summary>
    public string MakeOwner()
    {
        string secret = NewSecret();
        owner = SHA256.HashData(Encoding.ASCII.GetBytes(secret));
        return secret;
    }

    /// <summary>A token with which one key can be made, or one person signed in, once.</summary>
    public string MakeOnce()
    {
        string secret = NewSecret();
        once = start = SHA256.HashData(Encoding.ASCII.GetBytes(secret));
        return secret;
    }

    /// <returns>Null for a secret that is none, or not any more.</returns>
    public async ValueTask<Grant?> FindAsync(string? authorization, CancellationToken cancellation)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || HashOf(authorization[Scheme.Length..]) is not { } hash)
        {
            return null;
        }

        return once is { } t && CryptographicOperations.FixedTimeEquals(t, hash)
            ? new Grant("start", "start", ServiceRole.Administrator, [], Once: true)
            : await FindAsync(hash, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whose session this is, as long as its key stands.</summary>
    /// <param name="hash">As <see cref="OpenSessionAsync"/> gave it.</param>
    public async ValueTask<Grant?> FindSessionAsync(byte[] hash, CancellationToken cancellation) =>
        firstSession is { } f && CryptographicOperations.FixedTimeEquals(f, hash)
            ? new Grant("start", "start", ServiceRole.Administrator, [])
            : await FindAsync(hash, cancellation).ConfigureAwait(false);

    /// <summary>Begins a session with a key, or with the one-time token, which is used up by it.</summary>
    /// <returns>Null for a secret that opens nothing; else the grant and the SHA-256 of the secret.</returns>
    public async Task<(Grant Grant, byte[] Hash)?> OpenSessionAsync(string secret, CancellationToken cancellation)
    {
        if (HashOf(secret) is not { } hash)
        {
            return null;
        }

        if (once is not { } token || !CryptographicOperations.FixedTimeEquals(token, hash))
        {
            return await FindAsync(hash, cancellation).ConfigureAwait(false) is { } grant ? (grant, hash) : null;
        }

        if (Interlocked.CompareExchange(ref once, null, token) != token)
        {
            return null;
        }

        firstSession = hash;
        return await FindSessionAsync(hash, cancellation).ConfigureAwait(false) is { } first ? (first, hash) : null;
    }

    /// <summary>Whether a secret is the one-time token of this start, used up; only who holds it can ask.</summary>
    public bool WasUsed(string secret) =>
        once is null && start is { } s && HashOf(secret) is { } hash && CryptographicOperations.FixedTimeEquals(s, hash);

    /// <summary>Ends the session that the one-time token began, also for a copy of its cookie; other sessions end with their keys.</summary>
    /// <param name="hash">As <see cref="OpenSessionAsync"/> gave it.</param>
    public void EndSession(byte[] hash)
    {
        if (firstSession is { } first && CryptographicOperations.FixedTimeEquals(first, hash))
        {
            firstSession = null;
        }
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

    public async Task<bool> RevokeAsync(string id, CancellationToken cancellation)
    {
        bool gone = await rows.RevokeAsync(id, cancellation).ConfigureAwait(false);
        Interlocked.Increment(ref revocations);
        foreach ((string hash, Known known) in found)
        {
            if (known.Grant.KeyId == id)
            {
                found.TryRemove(hash, out _);
            }
        }

        return gone;
    }

    private async ValueTask<Grant?> FindAsync(byte[] hash, CancellationToken cancellation)
    {
        if (owner is { } o && CryptographicOperations.FixedTimeEquals(o, hash))
        {
            return new Grant("owner", "owner", ServiceRole.Administrator, []);
        }

        string name = Convert.ToHexStringLower(hash);
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        if (found.TryGetValue(name, out Known known) && time.GetElapsedTime(known.At) < Remembered && known.Expires > now)
        {
            return known.Grant;
        }

        long at = time.GetTimestamp();
        int before = Volatile.Read(ref revocations);
        ApiKeyRow? row = await rows.FindByHashAsync(hash, now, cancellation).ConfigureAwait(false);
        if (row is null || !Enum.TryParse(row.Role, out ServiceRole role))
        {
            found.TryRemove(name, out _);
            return null;
        }

        if (found.Count >= MostRemembered)
        {
            found.Clear();
        }

        Grant grant = new(row.Id, row.Name, role, row.Scope);
        found[name] = new Known(grant, row.Expires, at);
        if (Volatile.Read(ref revocations) != before)
        {
            found.TryRemove(name, out _); // perhaps this one, after it was read
        }

        return grant;
    }

    private static byte[]? HashOf(string text)
    {
        string secret = text.Trim();
        return secret.Length == SecretCharacters && secret.StartsWith(Prefix, StringComparison.Ordinal) && Ascii.IsValid(secret) ? SHA256.HashData(Encoding.ASCII.GetBytes(secret)) : null;
    }

    /// <param name="Expires">UTC seconds.</param>
    /// <param name="At">When it was asked for, as a timestamp.</param>
    private readonly record struct Known(Grant Grant, long Expires, long At);
}
