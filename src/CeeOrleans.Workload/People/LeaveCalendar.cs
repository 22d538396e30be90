using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The days on which one person is away: leave in blocks, sickness in spells, training; keyed by person and calendar
/// year (model section 3). Business days only.
/// </summary>
internal static class LeaveCalendar
{
    /// <summary>Absence by day from <paramref name="firstDay"/>, so many days.</summary>
    public static bool[] Absences(Setup setup, int person, int replication, int firstDay, int days)
    {
        bool[] away = new bool[days];
        PeopleInput people = setup.Inputs.People;
        if (people.LeaveBlocks.IsDefaultOrEmpty && people.SickDays == 0 && people.TrainingDays == 0)
        {
            return away;
        }

        int firstYear = SimTime.DateOf(firstDay).Year;
        int lastYear = SimTime.DateOf(firstDay + days - 1).Year;
        for (int year = firstYear; year <= lastYear; year++)
        {
            foreach (int day in Year(setup, person, replication, year))
            {
                if (day >= firstDay && day < firstDay + days)
                {
                    away[day - firstDay] = true;
                }
            }
        }

        return away;
    }

    private static HashSet<int> Year(Setup setup, int person, int replication, int year)
    {
        BusinessCalendar calendar = setup.Inputs.Calendar;
        PeopleInput people = setup.Inputs.People;
        int first = calendar.AddBusinessDays(SimTime.DayOf(new DateOnly(year, 1, 1)), 0);
        int count = calendar.BusinessDaysBetween(first - 1, SimTime.DayOf(new DateOnly(year, 12, 31)));
        int[] open = new int[count];
        open[0] = first;
        for (int i = 1; i < count; i++)
        {
            open[i] = calendar.AddBusinessDays(open[i - 1], 1);
        }

        double[] edges = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            DateOnly date = SimTime.DateOf(open[i]);
            total += date.Month is >= 6 and <= 8 ? people.SummerLeave : date is { Month: 12, Day: >= 18 } ? people.DecemberLeave : 1;
            edges[i] = total;
        }

        // A year that straddles the start of the horizon belongs to the replication; the opening year has key 0.
        ulong key = KeyedRandom.Key(setup.Inputs.Seed, replication);
        HashSet<int> away = [];
        uint draw = 0;
        foreach (int block in people.LeaveBlocks)
        {
            Take(block, weighted: true);
        }

        if (people.TrainingDays > 0)
        {
            Take(people.TrainingDays, weighted: false);
        }

        for (int left = people.SickDays; left > 0;)
        {
            Luck luck = Draw();
            int spell = Math.Min(left, 1 + (int)(((ulong)luck.B * (ulong)((2 * people.SickSpell) - 1)) >> 32));
            TakeAt(spell, (int)(((ulong)luck.A * (ulong)count) >> 32));
            left -= spell;
        }

        return away;

        Luck Draw() => KeyedRandom.Draw(key, Purpose.Leave, (ulong)person, ((uint)year << 8) + draw++);

        void Take(int block, bool weighted)
        {
            // A block that falls on days already taken is drawn again, seven times at most; then it moves on to the
            // next free days.
            for (int attempt = 0; ; attempt++)
            {
                Luck luck = Draw();
                int start = (int)(((ulong)luck.A * (ulong)count) >> 32);
                if (weighted)
                {
                    int i = Array.BinarySearch(edges, KeyedRandom.Unit(luck.A) * total);
                    start = Math.Min(i >= 0 ? i : ~i, count - 1);
                }

                start = Math.Min(start, count - block);
                if (attempt == 7 || Enumerable.Range(start, block).All(d => !away.Contains(open[d])))
                {
                    TakeAt(block, start);
                    return;
                }
            }
        }

        void TakeAt(int block, int start)
        {
            for (int i = 0, d = start; i < block && d < start + count; d++)
            {
                i += away.Add(open[d % count]) ? 1 : 0;
            }
        }
    }
}
