using CeeOrleans.Domain.Calendars;
using NodaTime;
using NodaTime.TimeZones;

namespace CeeOrleans.Reference;

/// <summary>
/// UTC offsets from the zone data that NodaTime carries (TZDB), never from the operating system, so that two machines
/// agree. The tables are part of the data hash.
/// </summary>
public static class ZoneTables
{
    /// <summary>First and last year of the tables by default: what scenarios may reach.</summary>
    public const int FirstYear = 1995;

    public const int LastYear = 2045;

    private static readonly TzdbDateTimeZoneSource Source = TzdbDateTimeZoneSource.Default;

    /// <summary>Whether there is a zone of this IANA name.</summary>
    public static bool Knows(string iana) => Source.CanonicalIdMap.ContainsKey(iana);

    /// <summary>The offsets of a zone from the start of one year to the end of another.</summary>
    /// <exception cref="ArgumentException">No such zone.</exception>
    public static ZoneTable For(string iana, int firstYear = FirstYear, int lastYear = LastYear)
    {
        if (!Knows(iana))
        {
            throw new ArgumentException($"There is no time zone {iana}.", nameof(iana));
        }

        DateTimeZone zone = Source.ForId(iana);
        Instant from = Instant.FromUtc(firstYear, 1, 1, 0, 0);
        Instant to = Instant.FromUtc(lastYear + 1, 1, 1, 0, 0);
        List<long> starts = [];
        List<int> offsets = [];
        foreach (ZoneInterval interval in zone.GetZoneIntervals(from, to))
        {
            // Intervals that differ only in their name have the same offset: one row.
            if (offsets.Count == 0 || offsets[^1] != interval.WallOffset.Seconds)
            {
                starts.Add(interval.HasStart && interval.Start > from ? interval.Start.ToUnixTimeSeconds() : from.ToUnixTimeSeconds());
                offsets.Add(interval.WallOffset.Seconds);
            }
        }

        return new ZoneTable(iana, starts, offsets);
    }
}
