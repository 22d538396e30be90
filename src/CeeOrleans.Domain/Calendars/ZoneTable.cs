namespace CeeOrleans.Domain.Calendars;

/// <summary>
/// The UTC offsets of one time zone as plain numbers, so that a run never asks the operating system.
/// Cost of a look-up: a binary search over the transitions (about two a year).
/// </summary>
public sealed class ZoneTable
{
    private readonly long[] starts;
    private readonly int[] offsets;

    /// <param name="name">IANA name, for example America/New_York.</param>
    /// <param name="starts">UTC second from which each offset holds, ascending; the first one is the start of the table.</param>
    /// <param name="offsets">Seconds to add to UTC to get local time, one for each start.</param>
    public ZoneTable(string name, IReadOnlyList<long> starts, IReadOnlyList<int> offsets)
    {
        ArgumentOutOfRangeException.ThrowIfZero(starts.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(offsets.Count, starts.Count);
        for (int i = 1; i < starts.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(starts[i], starts[i - 1], nameof(starts));
        }

        Name = name;
        this.starts = [.. starts];
        this.offsets = [.. offsets];
    }

    /// <summary>A zone that is always UTC; plain queues use it.</summary>
    public static ZoneTable Utc { get; } = new("UTC", [long.MinValue], [0]);

    public string Name { get; }

    /// <summary>The transitions, for the data hash.</summary>
    public IEnumerable<(long Start, int Offset)> Transitions => starts.Zip(offsets);

    /// <summary>Seconds to add to UTC at this moment.</summary>
    public int OffsetAt(long utc)
    {
        int i = Array.BinarySearch(starts, utc);
        return offsets[i >= 0 ? i : Math.Max(0, ~i - 1)];
    }

    /// <summary>
    /// The moment of a local wall-clock time. In the hour that a change skips the later offset counts, in the
    /// hour that it repeats the earlier one; office hours never fall there.
    /// </summary>
    public long ToUtc(int localDay, int secondOfDay)
    {
        long local = SimTime.StartOf(localDay) + secondOfDay;
        long guess = local - OffsetAt(local);
        return local - OffsetAt(guess);
    }

    /// <summary>The local day at a moment.</summary>
    public int LocalDay(long utc) => SimTime.DayOf(utc + OffsetAt(utc));
}
