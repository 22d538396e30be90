using System.Runtime.CompilerServices;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>Where the files under test lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Scenarios => Path.Combine(Root, "scenarios");

    public static string Broken => Path.Combine(Root, "tests", "CeeOrleans.Scenarios.Tests", "Broken");

    /// <summary>Golden texts are rewritten only on request.</summary>
    public static bool UpdateGolden => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <summary>Compares a text with a checked-in file, or rewrites the file.</summary>
    public static void Golden(string path, string text)
    {
        if (UpdateGolden)
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", text);
    }

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

        throw new InvalidOperationException("CeeOrleans.sln was not found above the tests.");
    }
}
