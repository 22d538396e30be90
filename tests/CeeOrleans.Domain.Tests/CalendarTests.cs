using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CsCheck;

namespace CeeOrleans.Domain.Tests;

public sealed class CalendarTests
{
    private static readonly int First = Day(2015, 1, 1);
    private static readonly int Last = Day(2017, 12, 31);
    private static readonly BusinessCalendar Calendar = new(First, Last, [Day(2016, 7, 4), Day(2016, 12, 26), Day(2016, 7, 3)]);

    // New York in 2016: winter, summer from 13 March 07:00 UTC, winter from 6 November 06:00 UTC.
    private static readonly ZoneTable NewYork = new("America/New_York", [0, SimTime.StartOf(Day(2016, 3, 13)) + 25_200, SimTime.StartOf(Day(2016, 11, 6)) + 21_600], [-18_000, -14_400, -18_000]);

    private static int Day(int year, int month, int day) => SimTime.DayOf(new DateOnly(year, month, day));

    [Theory]
    [InlineData(2016, 7, 1, 1, 2016, 7, 5)]    // Friday, over the weekend and Independence Day
    [InlineData(2016, 7, 4, 0, 2016, 7, 5)]
    [InlineData(2016, 7, 2, 1, 2016, 7, 5)]    // a Saturday is no start: the first business day after counts
    [InlineData(2016, 7, 5, 0, 2016, 7, 5)]
    [InlineData(2016, 7, 5, 10, 2016, 7, 19)]
    public void Business_days_are_added(int y, int m, int d, int count, int y2, int m2, int d2) =>
        Assert.Equal(Day(y2, m2, d2), Calendar.AddBusinessDays(Day(y, m, d), count));

    [Fact]
    public void Adding_and_counting_are_inverse() =>
        Gen.Select(Gen.Int[First, Last - 400], Gen.Int[1, 200]).Sample((day, n) =>
        {
            int then = Calendar.AddBusinessDays(day, n);
            return Calendar.IsBusinessDay(then) && Calendar.BusinessDaysBetween(day, then) == n;
        });

    [Fact]
    public void Adding_is_additive_and_monotone() =>
        Gen.Select(Gen.Int[First, Last - 500], Gen.Int[0, 90], Gen.Int[1, 90]).Sample((day, a, b) =>
            Calendar.AddBusinessDays(Calendar.AddBusinessDays(day, a), b) == Calendar.AddBusinessDays(Calendar.AddBusinessDays(day, 0), a + b - (a > 0 && !Calendar.IsBusinessDay(day) ? 1 : 0))
            && Calendar.AddBusinessDays(day, a + b) > Calendar.AddBusinessDays(day, a)
            && Calendar.AddBusinessDays(day + 1, a) >= Calendar.AddBusinessDays(day, a));

    [Fact]
    public void Counting_back_is_the_negative() =>
        Gen.Select(Gen.Int[First, Last], Gen.Int[First, Last]).Sample((a, b) => Calendar.BusinessDaysBetween(a, b) == -Calendar.BusinessDaysBetween(b, a));

    [Fact]
    public void Outside_the_span_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.IsBusinessDay(First - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.IsBusinessDay(Last + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.AddBusinessDays(Last, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.AddBusinessDays(First, -1));
    }

    [Fact]
    public void The_first_of_1970_was_a_thursday()
    {
        Assert.Equal(3, BusinessCalendar.Weekday(0));
        Assert.Equal(2, BusinessCalendar.Weekday(-1));
        Assert.Equal("1969-12-31T23:59:59Z", SimTime.Text(-1));
        Assert.Equal("2016-02-29T10:00:00Z", SimTime.Text(SimTime.StartOf(Day(2016, 2, 29)) + (10 * SimTime.Hour)));
    }

    [Fact]
    public void A_moment_lies_in_its_day() =>
        Gen.Long[-10_000_000_000, 10_000_000_000].Sample(t => SimTime.StartOf(SimTime.DayOf(t)) <= t && t < SimTime.StartOf(SimTime.DayOf(t) + 1));

    [Fact]
    public void Office_hours_come_back_from_utc() =>
        Gen.Select(Gen.Int[Day(2016, 1, 1), Day(2016, 12, 31)], Gen.Int[4 * SimTime.Hour, SimTime.Day - 1]).Sample((day, second) =>
        {
            long utc = NewYork.ToUtc(day, second);
            return NewYork.LocalDay(utc) == day && utc + NewYork.OffsetAt(utc) == SimTime.StartOf(day) + second;
        });

    [Fact]
    public void A_summer_day_opens_an_hour_earlier_in_utc()
    {
        Assert.Equal(SimTime.StartOf(Day(2016, 3, 11)) + (13 * SimTime.Hour), NewYork.ToUtc(Day(2016, 3, 11), 8 * SimTime.Hour));
        Assert.Equal(SimTime.StartOf(Day(2016, 3, 14)) + (12 * SimTime.Hour), NewYork.ToUtc(Day(2016, 3, 14), 8 * SimTime.Hour));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZoneTable("x", [1, 1], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZoneTable("x", [], []));
    }

    [Fact]
    public void Liquidations_are_posted_on_fridays_every_second_one_before_october_2016() =>
        Gen.Int[Day(2015, 1, 1), Day(2018, 1, 1)].Sample(day =>
        {
            int posted = LiquidationSchedule.PostedOn(day);
            int wait = day >= Day(2016, 10, 1) ? 7 : 14;
            return BusinessCalendar.Weekday(posted) == 4 && posted >= day && posted - day < wait && LiquidationSchedule.PostedOn(posted) == posted;
        });

    [Theory]
    [InlineData(ClockUnit.SameDay, 0, 2016, 7, 5)]
    [InlineData(ClockUnit.BusinessDays, 2, 2016, 7, 6)]
    [InlineData(ClockUnit.CalendarDays, 30, 2016, 8, 1)]
    public void A_clock_runs_out_when_the_office_closes(ClockUnit unit, int days, int y, int m, int d) =>
        Assert.Equal(NewYork.ToUtc(Day(y, m, d), 59_400), new WorkClock(unit, days).DueAt(Day(2016, 7, 2), NewYork, Calendar, 59_400));

    [Fact]
    public void Without_a_clock_it_never_does() => Assert.Equal(SimTime.Never, default(WorkClock).DueAt(First, NewYork, Calendar, 0));
}
