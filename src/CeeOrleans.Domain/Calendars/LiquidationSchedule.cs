namespace CeeOrleans.Domain.Calendars;

/// <summary>
/// Liquidations are posted on Fridays; before October 2016 on every second one (model section 1 number 6).
/// </summary>
public static class LiquidationSchedule
{
    /// <summary>2016-10-01: from here on every Friday.</summary>
    private static readonly int Weekly = SimTime.DayOf(new DateOnly(2016, 10, 1));

    /// <summary>The day on which a liquidation scheduled for <paramref name="scheduledDay"/> is posted: that day or the next posting day.</summary>
    public static int PostedOn(int scheduledDay)
    {
        int friday = scheduledDay + ((4 - BusinessCalendar.Weekday(scheduledDay) + 7) % 7);
        if (friday >= Weekly)
        {
            return friday;
        }

        // Fridays are counted from 1970-01-02; the even ones are posting days.
        return (friday - 1) / 7 % 2 == 0 ? friday : friday + 7;
    }
}
