using System.Collections.Immutable;

namespace CeeOrleans.Tidy.Tests;

/// <summary>Which project may reference which: the drawing in src/README.md and sim/README.md, as data.</summary>
internal static class Drawing
{
    public static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> Allowed = new Dictionary<string, ImmutableArray<string>>
    {
        ["CeeOrleans.Domain"] = [],
        ["CeeOrleans.Workload"] = ["CeeOrleans.Domain"],
        ["CeeOrleans.Reference"] = ["CeeOrleans.Domain"],
        ["CeeOrleans.Contracts"] = ["CeeOrleans.Workload", "CeeOrleans.Domain"],
        ["CeeOrleans.Grains"] = ["CeeOrleans.Contracts", "CeeOrleans.Workload", "CeeOrleans.Domain"],
        ["CeeOrleans.Service"] = ["CeeOrleans.Grains", "CeeOrleans.Reference"],
        ["CeeOrleans.Scenarios"] = ["CeeOrleans.Workload", "CeeOrleans.Reference", "CeeOrleans.Domain"],
        ["CeeOrleans.Experiments"] = ["CeeOrleans.Scenarios", "CeeOrleans.Contracts", "CeeOrleans.Workload", "CeeOrleans.Reference"],
        ["CeeOrleans.Reports"] = ["CeeOrleans.Experiments"],
        ["CeeOrleans.Planner"] = ["CeeOrleans.Reports", "CeeOrleans.Service"],
        ["CeeOrleans.Cli"] = ["CeeOrleans.Planner", "CeeOrleans.Reports", "CeeOrleans.Service", "CeeOrleans.Grains", "CeeOrleans.Experiments", "CeeOrleans.Scenarios", "CeeOrleans.Contracts", "CeeOrleans.Reference", "CeeOrleans.Workload"],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>What is wrong with the references of a project of src or sim.</summary>
    /// <param name="project">Path of the project file from the root, with forward slashes.</param>
    /// <param name="references">Paths as the project file states them.</param>
    public static ImmutableArray<string> Violations(string project, IEnumerable<string> references)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        if (!Allowed.TryGetValue(name, out ImmutableArray<string> allowed))
        {
            return [$"{name} is not in the drawing"];
        }

        return
        [
            .. references.Select(r => r.Replace('\\', '/')).SelectMany(r => Violations(project, name, allowed, r)),
        ];
    }

    private static IEnumerable<string> Violations(string project, string name, ImmutableArray<string> allowed, string reference)
    {
        string target = Path.GetFileNameWithoutExtension(reference);
        if (!allowed.Contains(target))
        {
            yield return $"{name} may not reference {target}";
        }

        if (project.StartsWith("src/", StringComparison.Ordinal) && reference.Split('/').Contains("sim"))
        {
            yield return $"{name} is in src and may not look into sim";
        }
    }
}
