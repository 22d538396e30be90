using System.Collections.Immutable;

namespace CeeOrleans.Service.Access;

/// <summary>What somebody is to the service.</summary>
public enum ServiceRole : byte
{
    /// <summary>Its own accounts only.</summary>
    Importer = 1,

    /// <summary>Import or entry specialist: accounts and work of its offices.</summary>
    Specialist = 2,

    /// <summary>Account manager: accounts and work of its offices, and who manages them.</summary>
    Manager = 3,

    /// <summary>Scenarios; no account.</summary>
    Planner = 4,

    /// <summary>Reads everything and changes nothing.</summary>
    Auditor = 5,

    /// <summary>Everything.</summary>
    Administrator = 6,
}

/// <summary>Who asks, as the key says. Decided before any grain is called.</summary>
/// <param name="KeyId">Names the key in logs.</param>
/// <param name="Actor">Name of the holder.</param>
/// <param name="Scope">Importer numbers of an importer, office codes of a specialist or manager.</param>
/// <param name="Once">May make one key and nothing else: the token of the start.</param>
public sealed record Grant(string KeyId, string Actor, ServiceRole Role, ImmutableArray<string> Scope, bool Once = false)
{
    /// <summary>Whether an account may be looked for at all; offices that limit a grant are checked on what is found.</summary>
    public bool MaySeek(string ior) => Role switch
    {
        ServiceRole.Importer => Scope.Contains(ior),
        ServiceRole.Specialist or ServiceRole.Manager or ServiceRole.Auditor or ServiceRole.Administrator => true,
        _ => false,
    };

    /// <summary>Whether an account with these offices may be seen.</summary>
    public bool MaySee(ImmutableArray<string> offices) => Role is not (ServiceRole.Specialist or ServiceRole.Manager) || offices.Any(o => Scope.Contains(o));

    public bool MaySeeOffice(string office) => Role switch
    {
        ServiceRole.Specialist or ServiceRole.Manager => Scope.Contains(office),
        ServiceRole.Auditor or ServiceRole.Administrator => true,
        _ => false,
    };

    /// <summary>Whether lists over all offices are for this grant.</summary>
    public bool MaySeeAllOffices => Role is ServiceRole.Auditor or ServiceRole.Administrator;
}
