using System.Collections.Immutable;
using System.Security.Claims;

namespace CeeOrleans.Service.Access;

/// <summary>
/// An identity provider whose tokens are taken beside keys, and how its claims are read. Its signing keys are fetched from its
/// discovery document; issuer, audience, signature and lifetime are checked by the JWT bearer handler.
/// </summary>
public sealed record IdentityProvider
{
    /// <summary>Greatest name of a holder: it is the actor of commands.</summary>
    private const int MostCharacters = 64;

    /// <summary>Its address; https unless it is on this machine.</summary>
    public required string Authority { get; init; }

    /// <summary>What its tokens for this service say in <c>aud</c>.</summary>
    public required string Audience { get; init; }

    /// <summary>The claim that holds the roles, one or many.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The claim that holds importer numbers or office codes, one or many.</summary>
    public string ScopeClaim { get; init; } = "cee_scope";

    /// <summary>The provider's roles as roles of this service. What is not here is no role.</summary>
    public IReadOnlyDictionary<string, ServiceRole> Roles { get; init; } = ImmutableDictionary<string, ServiceRole>.Empty;

    /// <summary>What a token that was found genuine allows.</summary>
    /// <returns>
    /// Null without a subject, without exactly one role of this service, or with a role that needs a scope and has none: two roles
    /// would leave open which one decides.
    /// </returns>
    public Grant? GrantOf(ClaimsPrincipal holder)
    {
        string? subject = holder.FindFirstValue("sub");
        ServiceRole[] roles = [.. holder.FindAll(RoleClaim).Where(c => Roles.ContainsKey(c.Value)).Select(c => Roles[c.Value]).Distinct()];
        if (subject is not { Length: > 0 and <= MostCharacters } || !subject.All(c => c >= ' ') || roles.Length != 1)
        {
            return null;
        }

        ImmutableArray<string> scope = [.. holder.FindAll(ScopeClaim).SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
        bool needsScope = roles[0] is ServiceRole.Importer or ServiceRole.Specialist or ServiceRole.Manager;
        return needsScope && scope.IsEmpty ? null : new Grant($"jwt/{subject}", subject, roles[0], needsScope ? scope : []);
    }
}
