using CeeOrleans.Scenarios.Reading;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>Names that a scenario gives to what it adds itself, so that the rest of the file can use them.</summary>
internal static class Declared
{
    /// <summary>The key under which Centers are added.</summary>
    public const string NewCenters = "new centers";

    /// <summary>As many again as the catalogue has: a plan with more is no plan of this agency, and its people are mostly overhead.</summary>
    public const int MostNewCenters = 10;

    /// <summary>Every way to name a new Center, with its code: code, abbreviation, name. Whether they are allowed is not asked here.</summary>
    public static Dictionary<string, string> NamesOfNewCenters(Mapping root)
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (MapEntry center in (root.Find(NewCenters)?.Value as Mapping)?.Entries ?? [])
        {
            names.TryAdd(center.Key.Text, center.Key.Text);
            foreach (string key in new[] { "abbreviation", "name" })
            {
                if (center.Value is Mapping map && map.Find(key)?.Value is Scalar { IsEmpty: false } said)
                {
                    names.TryAdd(said.Text.Trim(), center.Key.Text);
                }
            }
        }

        return names;
    }
}
