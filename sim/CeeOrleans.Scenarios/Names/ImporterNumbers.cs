using System.Globalization;

namespace CeeOrleans.Scenarios.Names;

/// <summary>
/// IOR numbers of synthetic importers, in the form of an IRS number with suffix: NN-NNNNNNNXX (CBP Form 5106). The
/// prefix 00 is given to nobody, so no synthetic number is anybody's.
/// </summary>
public static class ImporterNumbers
{
    /// <summary>The number of importer <paramref name="number"/>; different importers have different ones.</summary>
    public static string For(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return string.Create(CultureInfo.InvariantCulture, $"00-{number:0000000}00");
    }
}
