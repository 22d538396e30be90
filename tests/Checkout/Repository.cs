using System.Runtime.CompilerServices;

namespace CeeOrleans;

/// <summary>The checkout that a test or a benchmark was built in; compiled into each of them.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The folder of the shipped scenarios.</summary>
    public static string Scenarios => Path.Combine(Root, "scenarios");

    /// <summary>Path of a shipped scenario.</summary>
    /// <param name="name">With or without its ending: "smoke", "smoke.yaml".</param>
    public static string Scenario(string name) => Path.Combine(Scenarios, Path.ChangeExtension(name, ".yaml"));

    private static string Find([CallerFilePath] string here = "")
    {
        // The working folder first: a build on another machine has other source paths.
        foreach (string start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) ?? "" })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "CeeOrleans.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new InvalidOperationException("CeeOrleans.sln was not found above the tests: they run inside the repository.");
    }
}
