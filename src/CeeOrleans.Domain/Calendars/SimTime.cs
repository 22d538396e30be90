namespace CeeOrleans.Domain.Calendars;

/// <summary>
/// Time in the product is a <see cref="long"/>: seconds since 1970-01-01T00:00:00Z. A day is an
/// <see cref="int"/>: days since 1970-01-01 in the proleptic Gregorian calendar. Neither knows a zone;
/// <see cref="ZoneTable"/> turns one place's local day and second into UTC.
/// </summary>
public static class SimTime
{
    /// <summary>Seconds in a day without a change of offset.</summary>
    public const int Day = 86_400;

    /// <summary>Seconds in an hour.</summary>
    public const int Hour = 3_600;

    /// <summary>Later than every event of every run; "never".</summary>
    public const long Never = long.MaxValue / 4;

    /// <summary>The day number of a calendar date.</summary>
    public static int DayOf(DateOnly date) => date.DayNumber - Epoch.DayNumber;

    /// <summary>The calendar date of a day number.</summary>
    public static DateOnly DateOf(int day) => DateOnly.FromDayNumber(day + Epoch.DayNumber);

    /// <summary>The UTC day that contains a moment.</summary>
    public static int DayOf(long time) => (int)Math.DivRem(time, Day, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>The first second of a UTC day.</summary>
    public static long StartOf(int day) => (long)day * Day;

    /// <summary>ISO 8601 text of a moment, for messages and traces.</summary>
    public static string Text(long time)
    {
        int day = DayOf(time);
        int second = (int)(time - StartOf(day));
        return $"{DateOf(day):yyyy-MM-dd}T{second / 3600:00}:{second / 60 % 60:00}:{second % 60:00}Z";
    }

    private static readonly DateOnly Epoch = new(1970, 1, 1);
}
