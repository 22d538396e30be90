namespace CeeOrleans.Domain.Calendars;

/// <summary>
/// Business days: Monday to Friday without the holidays given. Counting is by prefix sums over a bounded span of
/// days, so a question costs a look-up. Asking outside the span is a bug of the caller and throws.
/// </summary>
public sealed class BusinessCalendar
{
    private readonly int first;
    private readonly int[] ordinal;   // business days before day (first + i)
    private readonly int[] business;  // the business days themselves

    /// <param name="firstDay">First day of the span.</param>
    /// <param name="lastDay">Last day of the span, included.</param>
    /// <param name="holidays">Days that are no business days; weekends may be among them.</param>
    public BusinessCalendar(int firstDay, int lastDay, IEnumerable<int> holidays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastDay, firstDay);
        first = firstDay;
        Holidays = [.. holidays.Where(d => d >= firstDay && d <= lastDay).Distinct().Order()];
        var closed = Holidays.ToHashSet();
        int n = lastDay - firstDay + 1;
        ordinal = new int[n + 1];
        List<int> open = new(n);
        for (int i = 0; i < n; i++)
        {
            ordinal[i] = open.Count;
            int day = firstDay + i;
            if (!IsWeekend(day) && !closed.Contains(day))
            {
                open.Add(day);
            }
        }

        ordinal[n] = open.Count;
        business = [.. open];
    }

    /// <summary>The holidays inside the span, ascending.</summary>
    public IReadOnlyList<int> Holidays { get; }

    public int FirstDay => first;

    public int LastDay => first + ordinal.Length - 2;

    /// <summary>Saturday or Sunday. 1970-01-01 was a Thursday.</summary>
    public static bool IsWeekend(int day) => Weekday(day) >= 5;

    /// <summary>0 is Monday, 6 is Sunday.</summary>
    public static int Weekday(int day) => (((day + 3) % 7) + 7) % 7;

    public bool IsBusinessDay(int day) => ordinal[Index(day) + 1] > ordinal[Index(day)];

    /// <summary>
    /// The business day that is <paramref name="count"/> business days after <paramref name="day"/>; the day itself
    /// does not count. With 0: the day itself if it is one, else the next.
    /// </summary>
    public int AddBusinessDays(int day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int before = ordinal[Index(day)];
        int at = count == 0 ? before : (IsBusinessDay(day) ? before : before - 1) + count;
        if (at >= business.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} business days after {SimTime.DateOf(day):yyyy-MM-dd} is past the calendar, which ends {SimTime.DateOf(LastDay):yyyy-MM-dd}.");
        }

        return business[at];
    }

    /// <summary>Business days in (from, to]; negative when <paramref name="to"/> is earlier.</summary>
    public int BusinessDaysBetween(int from, int to) => ordinal[Index(to) + 1] - ordinal[Index(from) + 1];

    private int Index(int day)
    {
        int i = day - first;
        if (i < 0 || i >= ordinal.Length - 1)
        {
            throw new ArgumentOutOfRangeException(nameof(day), $"{SimTime.DateOf(day):yyyy-MM-dd} is outside the calendar {SimTime.DateOf(first):yyyy-MM-dd} to {SimTime.DateOf(LastDay):yyyy-MM-dd}.");
        }

        return i;
    }
}
