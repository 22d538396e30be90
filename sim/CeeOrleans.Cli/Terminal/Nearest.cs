namespace CeeOrleans.Cli.Terminal;

/// <summary>The option or verb a person most likely meant.</summary>
internal static class Nearest
{
    /// <summary>The known name with the fewest edits, or null when none is within a third of the length.</summary>
    public static string? To(string typed, IEnumerable<string> known)
    {
        (string Name, int Edits) best = known
            .Select(name => (name, Edits(typed.ToLowerInvariant(), name)))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return best.Edits <= Math.Max(1, Math.Min(typed.Length, best.Name.Length) / 3) ? best.Name : null;
    }

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
