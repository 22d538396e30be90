using System.Globalization;
using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Contracts;

/// <summary>Keys of grains, made and read in one place.</summary>
public static class GrainKeys
{
    /// <summary>The world of real accounts and offices.</summary>
    public const string LiveWorld = "live";

    private const string LivePrefix = LiveWorld + "/";

    /// <summary>A live account.</summary>
    public static string LiveImporter(ImporterNumber number) => LivePrefix + number.Text;

    /// <summary>Whether a key is of the live world: then, and only then, something may be stored under it.</summary>
    public static bool IsLive(string key) => key.StartsWith(LivePrefix, StringComparison.Ordinal);

    /// <summary>The importer of a live account, read from its key.</summary>
    /// <exception cref="FormatException">The key is not live/number.</exception>
    public static ImporterNumber LiveImporterOf(string key) => IsLive(key)
        ? Domain.Accounts.ImporterNumber.Parse(key[LivePrefix.Length..])
        : throw new FormatException($"\"{key}\" is no key of a live account.");

    /// <summary>An importer of a synthetic population.</summary>
    public static string Importer(string population, int number) => string.Create(CultureInfo.InvariantCulture, $"{population}/{number}");

    /// <summary>An office of a world.</summary>
    public static string Office(string world, string code) => $"{world}/{code}";

    /// <summary>The number of an importer, read from its key.</summary>
    /// <exception cref="FormatException">The key is not population/number.</exception>
    public static int ImporterNumber(string key)
    {
        int slash = key.LastIndexOf('/');
        return slash > 0 && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"\"{key}\" is no key of an importer; a key is population/number.");
    }
}
