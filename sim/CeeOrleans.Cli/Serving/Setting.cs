using System.Globalization;

namespace CeeOrleans.Cli.Serving;

/// <summary>One setting of <c>cee serve</c>: its key, what it may be, and what it is when nobody says.</summary>
/// <param name="Key">As in a file, sections divided by colons; the variable is CEE_ and the key with two underscores for a colon.</param>
/// <param name="Default">Null for none.</param>
/// <param name="Allowed">What may stand there, as a phrase that ends "… is allowed".</param>
/// <param name="IsAllowed">Whether a value may stand there.</param>
/// <param name="Meaning">One line for who reads the settings.</param>
internal sealed record Setting(string Key, string? Default, string Allowed, Func<string, bool> IsAllowed, string Meaning)
{
    /// <summary>Comes from a file or a variable only, and is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>A path: in a file it starts from the folder of that file, elsewhere from the present folder.</summary>
    public bool IsPath { get; init; }

    public static Setting Text(string key, string? standard, string meaning, int most = 256) =>
        new(key, standard, string.Create(CultureInfo.InvariantCulture, $"a text of 1 to {most} characters"), v => v.Length <= most && v.All(c => c >= ' '), meaning);

    public static Setting Path(string key, string? standard, string meaning) =>
        new(key, standard, "a path", v => v.IndexOf('\0', StringComparison.Ordinal) < 0, meaning) { IsPath = true };

    public static Setting Flag(string key, bool standard, string meaning) =>
        new(key, standard ? "true" : "false", "true or false", v => bool.TryParse(v, out _), meaning);

    public static Setting Number(string key, int standard, int least, int most, string meaning) =>
        new(key, standard.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most, meaning);

    public static Setting Choice(string key, string? standard, string meaning, params string[] words) =>
        new(key, standard, string.Join(" or ", words), v => words.Contains(v, StringComparer.OrdinalIgnoreCase), meaning);

    /// <summary>An address of a server.</summary>
    public static Setting Address(string key, string? standard, string meaning, params string[] schemes) =>
        new(key, standard, $"an address that begins with {string.Join(" or ", schemes.Select(s => $"{s}://"))}", v => Uri.TryCreate(v, UriKind.Absolute, out Uri? u) && schemes.Contains(u.Scheme) && u.UserInfo.Length == 0, meaning);
}
