using System.Collections.Frozen;

namespace CeeOrleans.Service.Access;

/// <summary>Which role may send which command. What is not in the table is for the administrator only.</summary>
public static class Permissions
{
    private static readonly ServiceRole[] Trade = [ServiceRole.Importer];
    private static readonly ServiceRole[] Desk = [ServiceRole.Specialist];
    private static readonly ServiceRole[] Staff = [ServiceRole.Specialist, ServiceRole.Manager];
    private static readonly ServiceRole[] Both = [ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager];

    private static readonly FrozenDictionary<string, ServiceRole[]> Table = new Dictionary<string, ServiceRole[]>
    {
        ["file entry"] = Trade,
        ["file correction"] = Trade,
        ["file protest"] = Trade,
        ["appeal center"] = Trade,
        ["open inquiry"] = Both,
        ["answer case"] = Both,
        ["place hold"] = Desk,
        ["release hold"] = Desk,
        ["issue notice"] = Desk,
        ["close silence"] = Desk,
        ["take case"] = Staff,
        ["put back case"] = Staff,
        ["finish case"] = Staff,
        ["hand over case"] = Staff,
        ["assign manager"] = [ServiceRole.Manager],
        ["change profile"] = [ServiceRole.Manager],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool MaySend(ServiceRole role, string command) =>
        role == ServiceRole.Administrator || (Table.TryGetValue(command, out ServiceRole[]? roles) && roles.Contains(role));
}
