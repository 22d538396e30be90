namespace CeeOrleans.Scenarios.Tests;

/// <summary>Checked-in texts that what the program writes is held against; rewritten only with UPDATE_GOLDEN=1.</summary>
internal static class Golden
{
    /// <summary>Compares a text with a checked-in file, or rewrites the file.</summary>
    public static void Check(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", text);
    }
}
