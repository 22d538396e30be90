using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Whole people over time (model section 3): losses, vacancies, classes of new people, and transfers on every day on
/// which routing changes. One walk in order of time; what is drawn is keyed by the person, before the horizon by
/// replication 0, after it by the replication. A person's time to leave has no memory, so drawing it anew at the
/// horizon changes nothing but the luck.
/// </summary>
internal sealed class Roster
{
    /// <summary>Office number in the identity of a person who was hired in the run.</summary>
    private const int Hired = 1023;

    private readonly Setup setup;
    private readonly Role role;
    private readonly int replication;
    private readonly int horizon;
    private readonly PeopleOverTimeInput plan;
    private readonly List<Member>[] seats;
    private readonly List<Stint>[] stints;
    private readonly PriorityQueue<Member, (int Day, int Id)> losses = new();
    private readonly Queue<int> vacancies = new();
    private readonly Dictionary<int, double[]> hoursOfEpoch = [];
    private int positions;
    private int hires;

    private Roster(Setup setup, Role role, int replication)
    {
        this.setup = setup;
        this.role = role;
        this.replication = replication;
        horizon = setup.Inputs.StartDay;
        plan = setup.Inputs.People.OverTime;
        seats = [.. Enumerable.Range(0, setup.Offices.Length + setup.Inputs.Centers.Length).Select(_ => new List<Member>())];
        stints = [.. setup.Offices.Select(_ => new List<Stint>())];
    }

    /// <summary>Desks of both roles over the opening years and the horizon, under one replication's luck.</summary>
    public static ImmutableArray<DeskSetup> Of(Setup setup, int replication)
    {
        List<DeskSetup> desks = [];
        foreach (Role role in Placement.Roles)
        {
            Roster roster = new(setup, role, replication);
            roster.Run();
            ImmutableArray<Stint>[] people = [.. roster.stints.Select(s => s.OrderBy(x => x.FromDay).ThenBy(x => x.Person).ToImmutableArray())];
            ImmutableArray<(int, int)>[] covers = Placement.Covers(setup, people);
            desks.AddRange(people.Select((p, o) => new DeskSetup(o, role, p, covers[o])));
        }

        return [.. desks.Concat(Placement.Stationed(setup)).OrderBy(d => d.Office).ThenBy(d => d.Role)];
    }

    private void Run()
    {
        (int first, int last) = (SimTime.DayOf(setup.Span(0).Start), SimTime.DayOf(setup.End));
        Settle(first);
        List<(int Day, int Order, Action Happens)> dates = [];
        foreach (int day in setup.Routing.ChangeDays.Where(d => d > first && d <= last))
        {
            dates.Add((day, 0, () => Transfer(day)));
        }

        foreach (int day in ClassDays(first, last))
        {
            dates.Add((day, 1, () => Replace(day)));
        }

        foreach (HiringClassInput given in plan.Classes.Where(c => c.Role == role && c.Day > first && c.Day <= last))
        {
            dates.Add((given.Day, 2, () => Hire(given.Day, given.People, newPositions: true)));
        }

        foreach ((int day, _, Action happens) in dates.OrderBy(d => d.Day).ThenBy(d => d.Order))
        {
            LoseUntil(day);
            happens();
        }

        LoseUntil(last + 1);
        for (int s = 0; s < stints.Length; s++)
        {
            foreach (Member member in seats[s])
            {
                End(member, s, int.MaxValue);
            }
        }
    }

    /// <summary>Who is there on the first day, and which positions stand empty.</summary>
    private void Settle(int day)
    {
        int onBoard = role == Role.ImportSpecialist ? setup.Inputs.People.ImportSpecialists : setup.Inputs.People.EntrySpecialists;
        int[] targets = Targets(onBoard, day);
        int overhead = targets.AsSpan(stints.Length).ToArray().Sum();
        int[] home = Placement.Counts(onBoard - overhead, Placement.Hours(setup, role, day: null), new int?[stints.Length]);
        Stint[][] people = Placement.Move(setup, role, home, targets[..stints.Length]);
        for (int s = 0; s < seats.Length; s++)
        {
            int count = s < stints.Length ? people[s].Length : targets[s];
            for (int i = 0; i < count; i++)
            {
                Stint at = s < stints.Length ? people[s][i] : new Stint(Placement.Identity(role, s, i), 0, s - setup.Inputs.Centers.Length);
                Join(new Member(at.Person, at.Zone, at.Home, int.MinValue) { Since = int.MinValue }, s, day);
            }
        }

        int filled = seats.Sum(s => s.Count);
        positions = Math.Max(plan.Authorised(role), filled);
        for (int i = 0; i < positions - filled; i++)
        {
            // Vacancies of the past lead time, spread evenly.
            vacancies.Enqueue(day - plan.HiringLeadDays + (int)((long)plan.HiringLeadDays * (i + 1) / (positions - filled)));
        }
    }

    private void LoseUntil(int day)
    {
        while (losses.TryPeek(out Member? member, out (int Day, int Id) at) && at.Day < day)
        {
            losses.Dequeue();
            seats[member.Seat].Remove(member);
            End(member, member.Seat, at.Day);
            vacancies.Enqueue(at.Day);
        }
    }

    private void Replace(int day)
    {
        int ready = vacancies.Count(v => v + plan.HiringLeadDays <= day);
        int size = Math.Min(plan.ClassSize, ready);
        for (int i = 0; i < size; i++)
        {
            vacancies.Dequeue();
        }

        Hire(day, size, newPositions: false);
    }

    /// <summary>New people go where most is missing of what the positions would give.</summary>
    private void Hire(int day, int people, bool newPositions)
    {
        positions += newPositions ? people : 0;
        int[] targets = Targets(positions, day);
        for (int i = 0; i < people; i++)
        {
            int best = 0;
            for (int s = 1; s < seats.Length; s++)
            {
                best = targets[s] - seats[s].Count > targets[best] - seats[best].Count ? s : best;
            }

            int office = OfficeOf(best);
            Join(new Member(Identity(), Placement.ZoneOf(setup, office), office, day) { Since = day }, best, day);
        }
    }

    /// <summary>Routing changes: people follow the work, at least cost in lost familiarity.</summary>
    private void Transfer(int day)
    {
        int[] targets = Targets(seats.Sum(s => s.Count), day);
        int[] supply = [.. seats.Select((s, i) => Math.Max(0, s.Count - targets[i]))];
        int[] demand = [.. seats.Select((s, i) => Math.Max(0, targets[i] - s.Count))];
        double[]?[] industries = new double[]?[setup.Inputs.Offices.Length];
        int[,] moves = Transportation.Solve(supply, demand, Cost);
        int leaves = BusinessDaysBefore(day, plan.TransferBusinessDays);
        int arrives = plan.TransferBusinessDays == 0 ? day : setup.Inputs.Calendar.AddBusinessDays(day, plan.TransferBusinessDays);
        int moved = 0;
        for (int from = 0; from < seats.Length; from++)
        {
            for (int to = 0; to < seats.Length; to++)
            {
                for (int k = 0; k < moves[from, to]; k++)
                {
                    // Who came last goes first.
                    Member member = seats[from][^1];
                    seats[from].RemoveAt(seats[from].Count - 1);

                    // Every second one is lost before the change and the others after it, so that neither the old desks nor
                    // the new ones stand empty in between.
                    bool early = moved++ % 2 == 0;
                    End(member, from, early ? Math.Max(leaves, member.Since) : day);
                    member.Since = early ? day : arrives;
                    member.Seat = to;
                    seats[to].Add(member);
                }
            }
        }

        // 1 - the share of the office's work in the Center's industry; between ports only when nothing else is left.
        long Cost(int from, int to)
        {
            int office = OfficeOf(to) - setup.Inputs.Offices.Length;
            if (office < 0)
            {
                return 2_000_000;
            }

            int origin = OfficeOf(from);
            if (origin >= setup.Inputs.Offices.Length)
            {
                return 1_000_000;
            }

            double[] share = industries[origin] ??= setup.Totals.IndustriesOf(setup, origin);
            return 1_000_000 - (long)Math.Round(1e6 * share[office]);
        }
    }

    /// <summary>People of each desk, then of the overhead of each Center, when so many are shared out by a day's routing.</summary>
    private int[] Targets(int people, int day)
    {
        int epoch = setup.Routing.ChangeDays.Count(d => d <= day);
        if (!hoursOfEpoch.TryGetValue(epoch, out double[]? hours))
        {
            hoursOfEpoch[epoch] = hours = Placement.Hours(setup, role, day);
        }

        int[] targets = new int[seats.Length];
        int?[] given = new int?[stints.Length];
        int left = people;
        for (int o = 0; o < stints.Length; o++)
        {
            int center = o - setup.Inputs.Offices.Length;
            bool open = center < 0 || setup.Inputs.Centers[center].Phases.Any(p => p.FromDay <= day);
            given[o] = open ? Placement.Given(setup, o, role) : 0;
            if (center >= 0 && open && role == Role.ImportSpecialist)
            {
                targets[stints.Length + center] = Math.Min(setup.Inputs.People.CenterOverhead, left / 2);
                left -= targets[stints.Length + center];
            }
        }

        Placement.Counts(left, hours, given).CopyTo(targets, 0);
        return targets;
    }

    private void Join(Member member, int seat, int day)
    {
        member.Seat = seat;
        seats[seat].Add(member);
        if (plan.AttritionPerYear <= 0)
        {
            return;
        }

        int leaves = LeavesAfter(day, day < horizon ? 0 : replication, member.Id);
        if (leaves >= horizon && day < horizon && replication > 0)
        {
            leaves = LeavesAfter(horizon, replication, member.Id);
        }

        losses.Enqueue(member, (leaves, member.Id));
    }

    private int Identity()
    {
        int number = hires++;
        return Placement.Identity(role, Hired - (number / Placement.PeoplePerOffice), number % Placement.PeoplePerOffice);
    }

    private int LeavesAfter(int day, int luck, int person)
    {
        double u = KeyedRandom.Unit(KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, luck), Purpose.Attrition, (ulong)person, 0).A);
        double perDay = -Math.Log(1 - Math.Min(plan.AttritionPerYear, 0.999)) / 365.25;
        return day + 1 + (int)Math.Min(1e6, -Math.Log(1 - u) / perDay);
    }

    private void End(Member member, int seat, int day)
    {
        // Overhead has no desk, and a stint that was over before it began leaves no row.
        if (seat < stints.Length && day > member.Since)
        {
            stints[seat].Add(new Stint(member.Id, member.Zone, member.Home) { FromDay = member.Since, UntilDay = day, HiredDay = member.HiredDay });
        }
    }

    private int OfficeOf(int seat) => seat < stints.Length ? seat : seat - setup.Inputs.Centers.Length;

    private IEnumerable<int> ClassDays(int first, int last)
    {
        for (DateOnly month = new(SimTime.DateOf(first).Year, 1, 1); SimTime.DayOf(month) <= last; month = month.AddMonths(1))
        {
            int day = setup.Inputs.Calendar.AddBusinessDays(SimTime.DayOf(month), 0);
            if (plan.ClassMonths.Contains(month.Month) && day > first && day <= last && !plan.Freezes.Any(f => day >= f.FromDay && day < f.UntilDay))
            {
                yield return day;
            }
        }
    }

    private int BusinessDaysBefore(int day, int days)
    {
        while (days > 0)
        {
            day--;
            days -= setup.Inputs.Calendar.IsBusinessDay(day) ? 1 : 0;
        }

        return day;
    }

    private sealed class Member(int id, int zone, int home, int hiredDay)
    {
        public int Id { get; } = id;

        public int Zone { get; } = zone;

        public int Home { get; } = home;

        public int HiredDay { get; } = hiredDay;

        /// <summary>First day at the seat.</summary>
        public int Since { get; set; }

        public int Seat { get; set; }
    }
}
