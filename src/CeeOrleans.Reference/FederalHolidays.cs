using CeeOrleans.Domain.Calendars;

namespace CeeOrleans.Reference;

/// <summary>
/// The federal holidays of 5 USC 6103(a), on the day they are observed: a Saturday's on the Friday before, a Sunday's on
/// the Monday after. Inauguration Day, a holiday of the capital only, is left out.
/// </summary>
public static class FederalHolidays
{
    /// <summary>First year of Juneteenth (Public Law 117-17, 17 June 2021).</summary>
    private const int FirstJuneteenth = 2021;

    /// <summary>Observed days of holidays of the years, ascending; New Year's Day of the year after may fall on 31 December.</summary>
    public static IEnumerable<int> Days(int firstYear, int lastYear) =>
        Enumerable.Range(firstYear, lastYear - firstYear + 1).SelectMany(Of).Select(Observed).Order();

    private static IEnumerable<DateOnly> Of(int year)
    {
        yield return new DateOnly(year, 1, 1);
        yield return Nth(year, 1, DayOfWeek.Monday, 3);
        yield return Nth(year, 2, DayOfWeek.Monday, 3);
        yield return Nth(year, 6, DayOfWeek.Monday, 1).AddDays(-7) is { Month: 5 } memorial ? memorial : throw new InvalidOperationException("The Monday before the first one of June lies in May.");
        if (year >= FirstJuneteenth)
        {
            yield return new DateOnly(year, 6, 19);
        }

        yield return new DateOnly(year, 7, 4);
        yield return Nth(year, 9, DayOfWeek.Monday, 1);
        yield return Nth(year, 10, DayOfWeek.Monday, 2);
        yield return new DateOnly(year, 11, 11);
        yield return Nth(year, 11, DayOfWeek.Thursday, 4);
        yield return new DateOnly(year, 12, 25);
    }

    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int n)
    {
        DateOnly first = new(year, month, 1);
        int offset = ((int)weekday - (int)first.DayOfWeek + 7) % 7;
        return first.AddDays(offset + (7 * (n - 1)));
    }

    private static int Observed(DateOnly date) => SimTime.DayOf(date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(1),
        _ => date,
    });
}

/// <summary>Business calendars of the agency.</summary>
public static class Calendars
{
    /// <summary>Monday to Friday without federal holidays, from the first day of one year to the last of another.</summary>
    public static BusinessCalendar Business(int firstYear = ZoneTables.FirstYear, int lastYear = ZoneTables.LastYear) => new(
        SimTime.DayOf(new DateOnly(firstYear, 1, 1)),
        SimTime.DayOf(new DateOnly(lastYear, 12, 31)),
        FederalHolidays.Days(firstYear, lastYear + 1));
}
