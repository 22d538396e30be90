using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli.Serving;

/// <summary>Names of settings, for those who mistype one.</summary>
internal static class KnownNames
{
    private static readonly Dictionary<string, Setting> ByKey = ServeSettings.All.ToDictionary(s => s.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Sections and what is in them.</summary>
    private static readonly ILookup<string, string> Sections = ServeSettings.All.Select(s => s.Key).Append($"{ServeSettings.Roles}:ROLE")
        .Where(k => k.Contains(':', StringComparison.Ordinal))
        .ToLookup(k => k[..k.LastIndexOf(':')], k => k[(k.LastIndexOf(':') + 1)..], StringComparer.OrdinalIgnoreCase);

    public static Setting? Find(string key) => ByKey.GetValueOrDefault(key);

    public static bool IsSection(string key) => Sections.Contains(key);

    /// <summary>The provider's role that a key names, or null.</summary>
    public static string? RoleOf(string key)
    {
        string prefix = ServeSettings.Roles + ":";
        return key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && key.Length > prefix.Length ? key[prefix.Length..] : null;
    }

    /// <summary>The known key that a person most likely meant, or null.</summary>
    public static string? Nearest(string key)
    {
        if (ByKey.TryGetValue(key, out Setting? known))
        {
            return known.Key;
        }

        // Whole keys first; then the last word, for a right word in a wrong section.
        Dictionary<string, string> whole = ByKey.Keys.ToDictionary(k => k.ToLowerInvariant());
        Dictionary<string, string> last = ByKey.Keys.GroupBy(k => k[(k.LastIndexOf(':') + 1)..].ToLowerInvariant()).ToDictionary(g => g.Key, g => g.First());
        return Terminal.Nearest.To(key, whole.Keys) is { } near ? whole[near]
            : Terminal.Nearest.To(key[(key.LastIndexOf(':') + 1)..], last.Keys) is { } word ? last[word]
            : null;
    }

    /// <summary>What is wrong with a key that is no setting.</summary>
    public static string WhatIsWrong(string key)
    {
        if (IsSection(key))
        {
            return $"this is a section, not a value; it has {string.Join(", ", Sections[key])}.";
        }

        for (int colon = key.LastIndexOf(':'); colon > 0; colon = key.LastIndexOf(':', colon - 1))
        {
            if (ByKey.TryGetValue(key[..colon], out Setting? value))
            {
                return $"{value.Key} takes one value, neither a list nor a section.";
            }
        }

        string hint = (InANearSection(key) ?? Nearest(key)) is { } near ? $"; did you mean {near}?" : $". Known: {string.Join(", ", ServeSettings.All.Select(s => s.Key.Split(':')[0]).Distinct())}.";
        return "there is no such setting" + hint;
    }

    /// <summary>The right name in a section whose name is mistyped, or null.</summary>
    private static string? InANearSection(string key)
    {
        int colon = key.LastIndexOf(':');
        Dictionary<string, string> sections = Sections.ToDictionary(s => s.Key.ToLowerInvariant(), s => s.Key);
        if (colon < 0 || IsSection(key[..colon]) || Terminal.Nearest.To(key[..colon], sections.Keys) is not { } name)
        {
            return null;
        }

        string right = $"{sections[name]}:{key[(colon + 1)..]}";
        return ByKey.TryGetValue(right, out Setting? known) ? known.Key : RoleOf(right) is null ? null : right;
    }
}
