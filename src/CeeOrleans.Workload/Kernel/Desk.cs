using System.Collections.Immutable;
using System.Numerics;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

public sealed partial class OfficeKernel
{
    private enum PersonState : byte
    {
        Off = 0,
        Idle = 1,
        Busy = 2,
    }

    private struct Person
    {
        public PersonState State;
        public int Slot;
        public int Version;
        public long Since;
        public long Busy;
        public long Idle;
        public long Off;
        public bool Clocked;

        /// <summary>Pace against an experienced person, in 1/1,024.</summary>
        public int Pace;
    }

    /// <summary>People of one zone of a desk: they come and go together, but for leave.</summary>
    private sealed class Group
    {
        public required int Zone { get; init; }

        public required int[] Members { get; init; }

        public int Day { get; set; }

        public int Span { get; set; }
    }

    /// <summary>
    /// The people of one role at this office, and the one queue they work. The free person with the lowest number takes
    /// the best work; who is interrupted by the end of a shift, leave, or goods held puts the work back in its place
    /// with what is left of it.
    /// </summary>
    private sealed partial class Desk
    {
        private readonly OfficeKernel kernel;
        /// <summary>Pace of an experienced person.</summary>
        private const int FullPace = 1024;

        private readonly DeskSetup layout;
        private readonly ImmutableArray<Stint> stints;
        private readonly ImmutableArray<(int From, int To)> shift;
        private readonly bool[][] away;
        private readonly bool changes;
        private readonly int firstDay;
        private readonly Group[] groups;
        private readonly ulong[] idle;
        private readonly int number;
        private readonly Familiarity? familiarity;
        private readonly double caseShare;
        private readonly int habitsFrom;
        private long shiftSeconds;
        private long shiftSince;
        private long clocked;
        private long weekBusy;
        private long weekPresent;
        private long capacity;
        private int onShift;

        public Desk(OfficeKernel kernel, DeskSetup layout, int replication)
        {
            this.kernel = kernel;
            this.layout = layout;
            number = (int)layout.Role - 1;
            shift = kernel.setup.Inputs.People.Shift;
            shiftSince = kernel.start;
            habitsFrom = FirstTakeOver(kernel);
            caseShare = kernel.setup.Inputs.People.DirectShare * (kernel.setup.Inputs.People.OverTime.On ? 1 : kernel.setup.Inputs.People.Ramp);
            firstDay = SimTime.DayOf(kernel.start) - 1;
            int days = SimTime.DayOf(kernel.end) - firstDay + 2;
            stints = [.. layout.People.Where(p => p.UntilDay > firstDay && p.FromDay < firstDay + days)];
            People = new Person[stints.Length];
            idle = new ulong[(People.Length + 63) / 64];
            away = [.. stints.Select(p => LeaveCalendar.Absences(kernel.setup, p.Person, replication, firstDay, days))];
            changes = stints.Any(p => p.FromDay > firstDay || p.UntilDay < firstDay + days || p.HiredDay > int.MinValue) || kernel.setup.Inputs.People.DualHat > 0;
            for (int i = 0; i < stints.Length && changes; i++)
            {
                for (int d = 0; d < days; d++)
                {
                    away[i][d] |= !stints[i].Holds(firstDay + d);
                }
            }

            kernel.setup.Shocks?.CloseSite(kernel.office, firstDay, away);
            familiarity = layout.Role == Role.ImportSpecialist && kernel.setup.Inputs.Familiarity is { } learning
                ? new Familiarity(learning, stints.Length, kernel.setup.Inputs.Centers.Length, SimTime.DayOf(kernel.start))
                : null;
            groups =
            [
                .. stints.Select((p, i) => (p.Zone, i)).GroupBy(x => x.Zone).OrderBy(g => g.Key)
                    .Select(g => new Group { Zone = g.Key, Members = [.. g.Select(x => x.i)] }),
            ];
            for (int i = 0; i < People.Length; i++)
            {
                People[i].Since = kernel.start;
                People[i].Pace = FullPace;
            }
        }

        public Role Role => layout.Role;

        public Person[] People { get; }

        /// <summary>What the desk has learned of industries; null where familiarity is off.</summary>
        public Familiarity? Familiarity => familiarity;

        public int CoverOn(int day) => layout.CoverOn(day);

        /// <summary>Seconds since the start of the world in which somebody of the desk was on shift.</summary>
        public long ShiftSeconds(long time) => shift.IsDefaultOrEmpty ? time - kernel.start : shiftSeconds + (onShift > 0 ? time - shiftSince : 0);

        /// <summary>Office that a person comes from, and the days since he or she left it; its own and 0 for who never moved.</summary>
        public (int Home, int DaysAway) OriginOf(int i, int day)
        {
            Stint stint = stints[i];
            int left = stint.FromDay > int.MinValue ? stint.FromDay : habitsFrom;
            return stint.Home == kernel.office ? (kernel.office, 0) : (stint.Home, Math.Clamp(day - left, 0, ushort.MaxValue));
        }

        /// <summary>Whether the desk has people on a day, present or on leave.</summary>
        public bool IsStaffed(int day)
        {
            if (!changes)
            {
                return People.Length > 0;
            }

            foreach (Stint stint in stints)
            {
                if (stint.Holds(day))
                {
                    return true;
                }
            }

            return false;
        }

        public DeskQueue Queue { get; } = new();

        public long OpenClocked { get; set; }

        public long OpenPool { get; set; }

        public long Outside { get; set; }

        public long ClockedArrived { get; set; }

        public long WeekArrived { get; set; }

        public long WeekFinished { get; set; }

        public long WeekLapsed { get; set; }

        public long WeekOpened { get; set; }

        public long WeekDue { get; set; }

        public long WeekOnTime { get; set; }

        public long WeekClockedDue { get; set; }

        public long WeekClockedOnTime { get; set; }

        public bool MayPreempt { get; set; }

        public void Open()
        {
            if (shift.IsDefaultOrEmpty)
            {
                for (int i = 0; i < People.Length; i++)
                {
                    SetState(i, PersonState.Idle, kernel.start);
                }

                return;
            }

            for (int g = 0; g < groups.Length; g++)
            {
                groups[g].Day = firstDay;
                groups[g].Span = -1;
                NextShift(g, kernel.start);
            }
        }

        /// <summary>Free people take work, best first; goods held take a person from lesser work when nobody is free.</summary>
        public void Dispatch(long time)
        {
            while (TrySkipToLive())
            {
                int person = FirstIdle();
                if (person < 0)
                {
                    break;
                }

                Start(person, Queue.Pop().Slot, time);
            }

            if (!MayPreempt || onShift == 0 && !shift.IsDefaultOrEmpty)
            {
                return;
            }

            while (TrySkipToLive())
            {
                KindSetup best = kernel.KindOf(kernel.slots[Queue.Peek.Slot].Item.Kind);
                int victim = best.Preempts ? Victim((byte)best.Input.Rank) : -1;
                if (victim < 0)
                {
                    MayPreempt = best.Preempts;
                    return;
                }

                int slot = Queue.Pop().Slot;
                PutBack(victim, time);
                SetState(victim, PersonState.Idle, time);
                Start(victim, slot, time);
            }

            MayPreempt = false;
        }

        /// <summary>A completion: the person is free again.</summary>
        public void Release(int i, long time)
        {
            StopService(i, time);
            SetState(i, PersonState.Idle, time);
        }

        /// <summary>The work in hand is taken away, by law or by a take-over; the person is free.</summary>
        public void Interrupt(int i, long time)
        {
            PutBack(i, time);
            SetState(i, PersonState.Idle, time);
        }

        public void AccrueAll(long time)
        {
            for (int i = 0; i < People.Length; i++)
            {
                Accrue(i, time);
            }
        }

        public WeekRow CloseWeek(int week)
        {
            WeekRow row = new(week, kernel.office, Role, OpenClocked + InService(pool: false), OpenPool + InService(pool: true), Outside)
            {
                Arrived = WeekArrived,
                Finished = WeekFinished,
                Lapsed = WeekLapsed,
                Opened = WeekOpened,
                Due = WeekDue,
                OnTime = WeekOnTime,
                ClockedDue = WeekClockedDue,
                ClockedOnTime = WeekClockedOnTime,
                BusySeconds = weekBusy,
                PresentSeconds = weekPresent,
            };
            WeekArrived = WeekFinished = WeekLapsed = WeekOpened = WeekDue = WeekOnTime = WeekClockedDue = WeekClockedOnTime = weekBusy = weekPresent = 0;
            return row;
        }

        public DeskTotals Totals() => new(kernel.office, Role, People.Length, People.Sum(p => p.Busy), People.Sum(p => p.Idle), People.Sum(p => p.Off), clocked)
        {
            ClockedArrivedSeconds = ClockedArrived,
            PersonDays = PersonDays(),
            CapacitySeconds = capacity / FullPace,
        };

        private long PersonDays()
        {
            int from = SimTime.DayOf(kernel.start);
            int until = SimTime.DayOf(kernel.end);
            return stints.Sum(s => Math.Max(0L, Math.Min(until, s.UntilDay) - Math.Max(from, s.FromDay)));
        }

        private int Index(int item) => (number << 20) | item;

        private int InService(bool pool)
        {
            int n = 0;
            foreach (ref readonly Person p in People.AsSpan())
            {
                n += p.State == PersonState.Busy && p.Clocked != pool ? 1 : 0;
            }

            return n;
        }

        private bool IsLive(in QueuePlace place) => kernel.slots[place.Slot].State == SlotState.Queued && kernel.slots[place.Slot].Place == place.Place;

        /// <summary>Drops places whose work has left the queue; false when none is left.</summary>
        private bool TrySkipToLive()
        {
            while (Queue.Count > 0)
            {
                if (IsLive(Queue.Peek))
                {
                    return true;
                }

                Queue.Pop();
            }

            return false;
        }

        private int FirstIdle()
        {
            for (int w = 0; w < idle.Length; w++)
            {
                if (idle[w] != 0)
                {
                    return (w * 64) + BitOperations.TrailingZeroCount(idle[w]);
                }
            }

            return -1;
        }

        /// <summary>The busy person with the least urgent work below a rank; -1 when there is none.</summary>
        private int Victim(byte rank)
        {
            int victim = -1;
            ulong worst = 0;
            for (int i = 0; i < People.Length; i++)
            {
                if (People[i].State == PersonState.Busy)
                {
                    ref Slot slot = ref kernel.slots[People[i].Slot];
                    KindSetup kind = kernel.KindOf(slot.Item.Kind);
                    ulong key = ((ulong)kind.Input.Rank << 56) | ((ulong)Math.Min(slot.Due, (1L << 55) - 1));
                    if ((byte)kind.Input.Rank > rank && key > worst)
                    {
                        worst = key;
                        victim = i;
                    }
                }
            }

            return victim;
        }

        private void Start(int i, int s, long time)
        {
            ref Slot slot = ref kernel.slots[s];
            KindSetup kind = kernel.KindOf(slot.Item.Kind);
            OpenPool -= kind.Pool ? 1 : 0;
            OpenClocked -= kind.Pool ? 0 : 1;
            if (!slot.Touched)
            {
                slot.Touched = true;
                KindTally tally = kernel.TallyOf(slot.Item.Kind);
                tally.FirstTouched++;
                tally.WaitSeconds += time - slot.Item.Seen;
                tally.WaitOnShiftSeconds += ShiftSeconds(time) - slot.ShiftAtSeen;
                tally.Wait.Add(time - slot.Item.Seen);
                tally.Strata?.Touched(slot.Item, time - slot.Item.Seen);
                tally.Opened++;
                WeekOpened += kind.Pool ? 1 : 0;
                Open(ref slot, kind, time);
            }

            kernel.Tell(s, StepKind.Started, time);
            slot.State = SlotState.InService;
            slot.Started = time;
            slot.Person = i;
            SetState(i, PersonState.Busy, time);
            ref Person person = ref People[i];
            person.Slot = s;
            person.Clocked = !kind.Pool;
            person.Version++;
            kernel.events.Push(new OfficeEvent(time + Elapsed(slot.Remaining, person.Pace), Order(EventKind.Completion, Index(i)), Index(i), person.Version));
        }

        private void StopService(int i, long time)
        {
            ref Person person = ref People[i];
            ref Slot slot = ref kernel.slots[person.Slot];
            long served = time - slot.Started;
            long done = person.Pace == FullPace ? served : Math.Min(slot.Remaining, served * person.Pace / FullPace);
            slot.Remaining -= done;
            slot.Served += done;
            familiarity?.Work(IndustryOf(slot.Item), (long)Math.Round(done * caseShare));
            kernel.TallyOf(slot.Item.Kind).ServiceSeconds += served;
            person.Version++;
        }

        /// <summary>
        /// Who opens a piece of work brings what the desk has learned of the industry and what the office remembers of the
        /// question (model section 4): its time is longer or shorter by both, in whole 1,024ths.
        /// </summary>
        private void Open(ref Slot slot, KindSetup kind, long time)
        {
            long factor = familiarity?.FactorOf(IndustryOf(slot.Item)) ?? Familiarity.Whole;
            if (kernel.memory is not null && kind.Rule is { DecidesQuestion: true })
            {
                if (kernel.memory.Knows(slot.Item, time))
                {
                    slot.Item = slot.Item with { Memory = CaseMemory.Own };
                    kernel.repeats++;
                }

                MemoryInput remembered = kernel.setup.Inputs.Memory!;
                factor = slot.Item.Memory switch
                {
                    CaseMemory.Own => (long)Math.Round(factor * remembered.Time),
                    CaseMemory.Elsewhere => (long)Math.Round(factor * remembered.TimeElsewhere),
                    _ => factor,
                };
            }

            if (factor != Familiarity.Whole)
            {
                long before = slot.Remaining;
                slot.Remaining = Math.Max(1, ((slot.Remaining * factor) + (Familiarity.Whole / 2)) / Familiarity.Whole);
                ClockedArrived += kind.Pool ? 0 : slot.Remaining - before;
            }
        }

        private int IndustryOf(in WorkItem item) => kernel.setup.Inputs.CenterOfHeading is { IsDefaultOrEmpty: false } centers ? centers[item.Heading] : -1;

        /// <summary>Seconds that work takes at a pace, rounded up: nothing is finished early.</summary>
        private static long Elapsed(long work, int pace) => pace == FullPace ? work : ((work * FullPace) + pace - 1) / pace;

        /// <summary>The work in hand goes back to its place in the queue with what is left of it.</summary>
        private void PutBack(int i, long time)
        {
            int s = People[i].Slot;
            StopService(i, time);
            kernel.Tell(s, StepKind.PutBack, time);
            kernel.Queue(s, this, kernel.KindOf(kernel.slots[s].Item.Kind));
        }

        private void SetState(int i, PersonState state, long time)
        {
            Accrue(i, time);
            ref Person person = ref People[i];
            person.State = state;
            ulong bit = 1UL << (i & 63);
            if (state == PersonState.Idle)
            {
                idle[i >> 6] |= bit;
            }
            else
            {
                idle[i >> 6] &= ~bit;
            }

            if (state == PersonState.Busy)
            {
                return;
            }

            person.Slot = -1;
        }

        private void Accrue(int i, long time)
        {
            ref Person person = ref People[i];
            long spent = time - person.Since;
            person.Since = time;
            capacity += person.State == PersonState.Off ? 0 : spent * person.Pace;
            switch (person.State)
            {
                case PersonState.Busy:
                    person.Busy += spent;
                    clocked += person.Clocked ? spent : 0;
                    weekBusy += spent;
                    weekPresent += spent;
                    break;
                case PersonState.Idle:
                    person.Idle += spent;
                    weekPresent += spent;
                    break;
                default:
                    person.Off += spent;
                    break;
            }
        }
    }
}
