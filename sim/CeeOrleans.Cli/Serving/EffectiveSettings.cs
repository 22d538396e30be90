using System.Globalization;

namespace CeeOrleans.Cli.Serving;

/// <summary>A value in force, and who said it.</summary>
/// <param name="Value">Null for none.</param>
/// <param name="Origin">"default", a file, a variable or an option.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Origin)
{
    public bool Secret { get; init; }

    public string Shown => Value is null ? "(none)" : Secret ? "(hidden)" : Value;
}

/// <summary>The settings of <c>cee serve</c>, checked one by one and together.</summary>
/// <param name="Roles">The identity provider's roles as roles of this service.</param>
internal sealed record EffectiveSettings(IReadOnlyDictionary<string, EffectiveSetting> Values, IReadOnlyList<EffectiveSetting> Roles)
{
    public string? Text(string key) => Values[key].Value;

    /// <summary>A value that has a default.</summary>
    public string Known(string key) => Values[key].Value ?? throw new InvalidOperationException($"{key} has no value.");

    public int Number(string key) => int.Parse(Known(key), CultureInfo.InvariantCulture);

    public TimeSpan Seconds(string key) => TimeSpan.FromSeconds(Number(key));

    public bool Flag(string key) => bool.Parse(Known(key));

    public bool Is(string key, string word) => string.Equals(Values[key].Value, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every value with its origin, a line each. Secrets are hidden.</summary>
    public void Print(TextWriter output)
    {
        EffectiveSetting[] rows = [.. ServeSettings.All.Select(s => Values[s.Key]).SelectMany(v => v.Key == ServeSettings.ScopeClaim ? Roles.Prepend(v) : [v])];
        int key = rows.Max(r => r.Key.Length);
        int value = Math.Min(60, rows.Max(r => r.Shown.Length));
        foreach (EffectiveSetting r in rows)
        {
            output.WriteLine($"{r.Key.PadRight(key)}  {r.Shown.PadRight(value)}  {r.Origin}");
        }
    }
}
