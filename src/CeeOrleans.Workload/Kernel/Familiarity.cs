using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Recent case hours of one desk by industry, and what they make of its speed (model section 4). Hours are whole seconds and
/// factors whole 1,024ths, brought up to date on the first of each month, so that no order of sums and no maths library
/// shows. An industry is served by as many of the office's commodity teams as it has of its hours, at least one; x is the
/// hours of one of them.
/// </summary>
internal sealed class Familiarity
{
    /// <summary>A factor of 1.</summary>
    public const int Whole = 1024;

    private readonly FamiliarityInput input;
    private readonly int teams;
    private readonly long[] hours;
    private readonly long[] worked;
    private readonly int[] factor;
    private int month;
    private int day;

    /// <param name="people">Import specialists of the desk.</param>
    /// <param name="industries">Centers of the scenario; goods of none count as one more.</param>
    /// <param name="day">First day, days since 1970-01-01.</param>
    public Familiarity(FamiliarityInput input, int people, int industries, int day)
    {
        this.input = input;
        teams = Math.Clamp(people / Math.Max(1, input.PeoplePerTeam), 1, input.MostTeams);
        hours = new long[industries + 1];
        worked = new long[industries + 1];
        factor = new int[industries + 1];
        this.day = day;
        month = MonthOf(day);
        Learn();
    }

    /// <summary>Case seconds remembered, by industry, those of the running month among them: what a snapshot keeps.</summary>
    public IEnumerable<long> Seconds => hours.Zip(worked, (h, w) => h + w);

    /// <summary>Time against that of a familiar team, in 1,024ths.</summary>
    public int FactorOf(int industry) => factor[Row(industry)];

    /// <summary>Case seconds worked on goods of an industry; they count from the next month on.</summary>
    public void Work(int industry, long seconds) => worked[Row(industry)] += seconds;

    /// <summary>A day begins; on the first of a month the hours of the last one are learned and old ones fade.</summary>
    public void StartDay(int today)
    {
        if (today <= day || MonthOf(today) == month)
        {
            return;
        }

        // What was worked in the month lies half of it back in the mean.
        long kept = Fade(today - day);
        long recent = Fade((today - day) / 2);
        for (int i = 0; i < hours.Length; i++)
        {
            hours[i] = Faded(hours[i], kept) + Faded(worked[i], recent);
            worked[i] = 0;
        }

        day = today;
        month = MonthOf(today);
        Learn();
    }

    /// <summary>Takes over what a desk knew at the end of the world before.</summary>
    public void Restore(IReadOnlyList<long> seconds)
    {
        for (int i = 0; i < hours.Length; i++)
        {
            hours[i] = seconds[i];
        }

        Learn();
    }

    private static int MonthOf(int day)
    {
        DateOnly date = SimTime.DateOf(day);
        return (date.Year * 12) + date.Month;
    }

    private static long Faded(long seconds, long kept) => (long)(((Int128)seconds * kept) >> 20);

    private int Row(int industry) => industry >= 0 ? industry : hours.Length - 1;

    private long Fade(int days) => (long)Math.Round(Math.Pow(2, -days / (double)input.HalfLifeDays) * (1 << 20));

    private void Learn()
    {
        long all = 0;
        foreach (long h in hours)
        {
            all += h;
        }

        for (int i = 0; i < hours.Length; i++)
        {
            long serving = all == 0 ? 1 : Math.Max(1, (long)((((Int128)hours[i] * teams) + (all / 2)) / all));
            double x = hours[i] / (double)serving / SimTime.Hour;
            factor[i] = (int)Math.Round(Whole * (1 + ((input.Unfamiliar - 1) * Math.Exp(-x / input.LearningHours))));
        }
    }
}
