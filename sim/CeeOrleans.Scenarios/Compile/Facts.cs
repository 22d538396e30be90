using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Scenarios.Compile;

internal sealed record FactPort(string Code, string Name, string State, string Zone, Mode Mode, double Weight, double ValueWeight, string Office);

internal sealed record FactOffice(string Code, string Name, string State, string Zone);

internal sealed record FactCenter(string Code, string Short, string Name, string City, string Zone);

/// <summary>The reference data as the compiler uses it. Immutable; loaded once per process.</summary>
internal sealed partial class Facts
{
    /// <summary>The ports of entry, ascending by code.</summary>
    public required ImmutableArray<FactPort> Ports { get; init; }

    /// <summary>The service offices, ascending by code.</summary>
    public required ImmutableArray<FactOffice> ServiceOffices { get; init; }

    /// <summary>The ten Centers, ascending by code.</summary>
    public required ImmutableArray<FactCenter> Centers { get; init; }

    /// <summary>Center index of each four-digit heading, 10,000 long; -1 where none.</summary>
    public required ImmutableArray<sbyte> CenterOfHeading { get; init; }

    /// <summary>The four-digit headings that exist, ascending.</summary>
    public required ImmutableArray<ushort> TariffHeadings { get; init; }

    public required string DataHash { get; init; }

    /// <summary>Table of an IANA zone over a span of days.</summary>
    public required Func<string, ZoneTable> Zone { get; init; }

    /// <summary>Business days between two days, both included.</summary>
    public required Func<int, int, BusinessCalendar> Calendar { get; init; }

    /// <summary>Every way to name a Center: code, abbreviation, full name, the words of the name, city.</summary>
    public IReadOnlyDictionary<string, string> CenterNames { get; private set; } = new Dictionary<string, string>();

    private void NameCenters()
    {
        // Names that two Centers would share (a word such as "materials") name none.
        Dictionary<string, string?> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (FactCenter center in Centers)
        {
            IEnumerable<string> words = center.Name.Split(['&', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (string name in new[] { center.Code, center.Short, center.Name }.Concat(words).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                names[name] = names.ContainsKey(name) ? null : center.Code;
            }
        }

        CenterNames = names.Where(n => n.Value is not null).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(n => n.Key, n => n.Value!, StringComparer.OrdinalIgnoreCase);
    }
}
