namespace CeeOrleans.Scenarios.Quantities;

/// <summary>The name a person most likely meant.</summary>
internal static class Nearest
{
    /// <summary>Longer words are cut before they are compared, so that a hostile file costs little.</summary>
    private const int MaxLength = 64;

    /// <summary>"; did you mean \"queue\"?", or the empty text when nothing is close.</summary>
    public static string Hint(string found, IEnumerable<string> known) => To(found, known) is string name ? $"; did you mean \"{name}\"?" : "";

    /// <summary>The known name with the least edits (Damerau, adjacent swaps count once), or null when none is within a third of the length. A beginning of three letters or more counts as the whole.</summary>
    public static string? To(string found, IEnumerable<string> known)
    {
        string? best = null;
        int least = int.MaxValue;
        string word = Normal(found);
        if (word.Length >= 3 && known.FirstOrDefault(n => Normal(n).StartsWith(word, StringComparison.Ordinal)) is string longer)
        {
            return longer;
        }

        foreach (string name in known)
        {
            int distance = Distance(word, Normal(name));
            if (distance < least)
            {
                (least, best) = (distance, name);
            }
        }

        return best is not null && least <= Math.Max(1, Math.Min(word.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>Case, hyphens and underscores are the usual slips: they cost nothing.</summary>
    private static string Normal(string text) =>
        (text.Length > MaxLength ? text[..MaxLength] : text).ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');

    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            d[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            d[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
