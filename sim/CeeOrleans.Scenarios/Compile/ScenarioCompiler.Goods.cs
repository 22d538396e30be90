using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Goods, named by chapters, headings and Centers' industries, and which Center handles them.</summary>
internal sealed partial class ScenarioCompiler
{
    /// <summary>The headings that a block names; an error when it names none.</summary>
    private SortedSet<ushort> Goods(string at)
    {
        SortedSet<ushort> headings = [];
        Chapters($"{at}.chapters", headings);
        Headings($"{at}.headings", headings);
        CenterHeadings($"{at}.centers", headings);
        if (!file.Has($"{at}.chapters") && !file.Has($"{at}.headings") && !file.Has($"{at}.centers"))
        {
            errors.Add(file.PlaceOf(at), $"{at}: says nothing of which goods; at least one of chapters, headings, centers is needed");
        }

        return headings;
    }

    /// <summary>
    /// Which Center handles each heading: the one founded for its industry, unless it was moved. Centers that nothing is left
    /// of do not open; one that is named to open all the same is an error.
    /// </summary>
    private (ImmutableArray<sbyte> CenterOfHeading, ImmutableArray<CenterInput> Centers) Moved(ImmutableArray<CenterInput> centers)
    {
        int count = file.CountOf("moved headings");
        if (count == 0 && centers.Length == facts.Centers.Length)
        {
            return (facts.CenterOfHeading, centers);
        }

        sbyte[] center = [.. facts.CenterOfHeading];
        Dictionary<ushort, string> moved = [];
        for (int i = 0; i < count; i++)
        {
            string at = $"moved headings[{i}]";
            SortedSet<ushort> goods = Goods(at);
            if (CenterOf($"{at}.to") is not { } to)
            {
                continue;
            }

            foreach (ushort heading in goods)
            {
                if (!moved.TryAdd(heading, at))
                {
                    errors.Add(file.PlaceOf(at), string.Create(CultureInfo.InvariantCulture, $"{at}: moves heading {heading:0000}, which {moved[heading]} moves already"));
                    break;
                }

                center[heading] = (sbyte)to;
            }
        }

        HashSet<int> left = [.. facts.TariffHeadings.Select(h => (int)center[h])];
        for (int c = 0; c < centers.Length; c++)
        {
            string path = $"centers.{centers[c].Code}";
            if (c >= facts.Centers.Length)
            {
                CheckNewCenter(centers[c], left.Contains(c));
            }
            else if (!left.Contains(c) && file.Has(path))
            {
                errors.Add(file.PlaceOf(path + "#key"), $"{path}: opens, but all its headings are moved to other Centers; take it out, or leave it some");
            }
        }

        return ([.. center], [.. centers.Select((c, i) => left.Contains(i) ? c : c with { Phases = [] })]);
    }

    private int? CenterOf(string path)
    {
        if (file.Find(path) is not { Value: string name })
        {
            return null;
        }

        if (centerNames.TryGetValue(name, out string? code))
        {
            return centerFacts.Select(c => c.Code).ToList().IndexOf(code);
        }

        errors.Add(file.PlaceOf(path), $"{path} = \"{name}\": no such Center{Nearest.Hint(name, centerNames.Keys)}; allowed: {string.Join(", ", centerFacts.Select(c => c.Short))}");
        return null;
    }

    private void Chapters(string path, SortedSet<ushort> headings)
    {
        foreach (int chapter in file.Get(path, ImmutableArray<object>.Empty).Select(c => (int)c))
        {
            ushort[] found = [.. facts.TariffHeadings.Where(h => h / 100 == chapter)];
            if (found.Length == 0)
            {
                errors.Add(file.PlaceOf(path), string.Create(CultureInfo.InvariantCulture, $"{path}: no goods are entered under chapter {chapter}; allowed: the chapters of the tariff, 1 to 97 without 77"));
            }

            headings.UnionWith(found);
        }
    }

    private void Headings(string path, SortedSet<ushort> headings)
    {
        for (int i = 0; i < file.CountOf(path); i++)
        {
            string text = file.Get($"{path}[{i}]", "");
            if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort heading) && text.Length == 4 && facts.TariffHeadings.BinarySearch(heading) >= 0)
            {
                headings.Add(heading);
            }
            else if (text.Length > 0)
            {
                errors.Add(file.PlaceOf($"{path}[{i}]"), $"{path}[{i}] = \"{text}\": no such heading{Nearest.Hint(text, facts.TariffHeadings.Select(h => h.ToString("0000", CultureInfo.InvariantCulture)))}; allowed: the four-digit headings of the tariff");
            }
        }
    }

    private void CenterHeadings(string path, SortedSet<ushort> headings)
    {
        for (int i = 0; i < file.CountOf(path); i++)
        {
            string name = file.Get($"{path}[{i}]", "");
            if (facts.CenterNames.TryGetValue(name, out string? code))
            {
                int center = facts.Centers.Select(c => c.Code).ToList().IndexOf(code);
                headings.UnionWith(facts.TariffHeadings.Where(h => facts.CenterOfHeading[h] == center));
            }
            else if (centerNames.ContainsKey(name))
            {
                errors.Add(file.PlaceOf($"{path}[{i}]"), $"{path}[{i}] = \"{name}\": a new Center was founded for no industry; name chapters or headings");
            }
            else if (name.Length > 0)
            {
                errors.Add(file.PlaceOf($"{path}[{i}]"), $"{path}[{i}] = \"{name}\": no such Center{Nearest.Hint(name, facts.CenterNames.Keys)}; allowed: {string.Join(", ", facts.Centers.Select(c => c.Short))}");
            }
        }
    }
}
