using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Staffing;

/// <summary>Offices and roles as a person types them.</summary>
internal static class DeskWords
{
    /// <summary>An office by code, abbreviation or name, or the only one whose name begins or contains what was typed.</summary>
    public static int? OfficeOf(RunInputs inputs, string typed, out string problem)
    {
        (int Index, string[] Names)[] offices = NamesOf(inputs);
        problem = "";
        foreach (Func<string, bool> same in new Func<string, bool>[]
        {
            n => n.Equals(typed, StringComparison.OrdinalIgnoreCase),
            n => n.StartsWith(typed, StringComparison.OrdinalIgnoreCase),
            n => typed.Length >= 3 && typed.StartsWith(n, StringComparison.OrdinalIgnoreCase) && n.Length >= 2,
            n => typed.Length >= 3 && n.Contains(typed, StringComparison.OrdinalIgnoreCase),
        })
        {
            (int Index, string[] Names)[] found = [.. offices.Where(o => o.Names.Any(n => n.Length > 0 && same(n)))];
            if (found.Length == 1)
            {
                return found[0].Index;
            }

            if (found.Length > 1)
            {
                problem = $"--office {typed}: {string.Join(", ", found.Take(5).Select(o => $"{o.Names[0]} ({o.Names[^1]})"))}{(found.Length > 5 ? ", …" : "")} all have that name; say which by its code.";
                return null;
            }
        }

        ILookup<string, string> names = offices.SelectMany(o => o.Names).ToLookup(n => n.ToLowerInvariant());
        string near = Nearest.To(typed, names.Select(n => n.Key)) is { } name ? $" Did you mean {names[name].First()}?" : "";
        problem = $"--office {typed}: no such office.{near} Known: {string.Join(", ", inputs.Centers.Select(c => c.Short).Concat(inputs.Offices.Select(o => o.Code)).Take(16))}{(offices.Length > 16 ? ", …" : "")}.";
        return null;
    }

    /// <summary>What an office may be called by, its code or abbreviation first and its name last.</summary>
    public static (int Index, string[] Names)[] NamesOf(RunInputs inputs) =>
    [
        .. inputs.Offices.Select((o, i) => (i, new[] { o.Code, o.Name })),
        .. inputs.Centers.Select((c, i) => (inputs.Offices.Length + i, new[] { c.Short, c.Code, c.Name })),
    ];

    /// <summary>Import or entry, also with the word specialist behind it.</summary>
    public static Role? RoleOf(string typed) => typed.Trim().ToUpperInvariant() switch
    {
        "IMPORT" or "IMPORT SPECIALIST" or "IMPORT SPECIALISTS" => Role.ImportSpecialist,
        "ENTRY" or "ENTRY SPECIALIST" or "ENTRY SPECIALISTS" => Role.EntrySpecialist,
        _ => null,
    };
}
