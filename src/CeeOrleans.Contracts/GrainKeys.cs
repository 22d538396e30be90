using System.Globalization;

namespace CeeOrleans.Contracts;

/// <summary>Keys of grains, made and read in one place.</summary>
public static class GrainKeys
{
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
