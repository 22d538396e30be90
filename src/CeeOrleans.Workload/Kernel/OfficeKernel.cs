using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// One office in one world: an exact event loop over its desks. Events are ordered by (time, kind, identity); after all
/// events of a second the free people of each desk take the best work. Within an office nothing is approximated:
/// priorities, preemption with resume, shift ends, leave, follow-ups at once. Not thread-safe: one caller at a time.
/// Cost: about 0.6 µs a piece of work; memory grows with open work.
/// </summary>
public sealed partial class OfficeKernel
{
    private static readonly OfficeEvent Nothing = new(SimTime.Never, ulong.MaxValue, -1, 0);

    private readonly Setup setup;
    private readonly int office;
    private readonly ulong key;
    private readonly int zone;
    private readonly long start;
    private readonly long end;
    // Two heaps with one order: what ends soon (work in hand, shifts) and what may lie months ahead (clocks, waits,
    // arrivals). The near one stays as small as the desks and in the nearest cache.
    private readonly EventHeap events = new();
    private readonly EventHeap far = new();

    // What comes from outside inside this window, in order: known when the window opens, so no heap is needed.
    private readonly List<OfficeEvent> arrivals = [];
    private int arrived;
    private readonly Desk[] desks;
    private readonly KindTally?[] tallies = new KindTally?[256];
    private readonly List<RoutedWork> outbox = [];
    private readonly List<DecisionRow> decisions = [];
    private readonly List<WeekRow> weeks = [];
    private readonly int closing;
    private readonly bool alone;
    private readonly QuestionMemory? memory;
    private Slot[] slots = new Slot[256];

    // A stack beside the slots, not a chain through them: a slot that was freed long ago is in no cache, and each link of a
    // chain would be waited for.
    private readonly Stack<int> freeSlots = new();
    private int usedSlots;
    private int window;
    private int week;
    private long now;
    private long workItems;
    private long finished;
    private long repeats;
    private int watched = -1;
    private Action<WorkStep>? watcher;

    /// <param name="setup">The scenario, compiled.</param>
    /// <param name="office">Index of the office.</param>
    /// <param name="replication">0 runs the opening years before the horizon, 1 and up the horizon.</param>
    /// <param name="state">What <see cref="Snapshot"/> gave, or null for an empty office.</param>
    public OfficeKernel(Setup setup, int office, int replication, byte[]? state)
        : this(setup, office, replication, state, setup.DesksOf(replication).Where(d => d.Office == office), alone: false)
    {
    }

    /// <summary>The same with other people at the desks, for <see cref="OfficeReplay"/>.</summary>
    /// <param name="alone">No world is around it: decisions for the case book and counts by stratum are not kept.</param>
    internal OfficeKernel(Setup setup, int office, int replication, byte[]? state, IEnumerable<DeskSetup> layout, bool alone)
    {
        this.setup = setup;
        this.alone = alone;
        this.office = office;
        key = KeyedRandom.Key(setup.Inputs.Seed, replication);
        (start, end) = setup.Span(replication);
        now = start;
        zone = office < setup.Inputs.Offices.Length ? setup.Inputs.Offices[office].Zone : setup.Inputs.Centers[office - setup.Inputs.Offices.Length].Zone;
        ImmutableArray<(int From, int To)> shift = setup.Inputs.People.Shift;
        closing = shift.IsDefaultOrEmpty ? SimTime.Day - 1 : shift[^1].To;
        memory = setup.Inputs.Memory is { } remembered ? new QuestionMemory(remembered.Days) : null;
        desks = [.. layout.Select(d => new Desk(this, d, replication))];
        foreach (Desk desk in desks)
        {
            desk.Open();
        }

        foreach (int day in setup.Routing.ChangeDays)
        {
            long at = SimTime.StartOf(day) + setup.Inputs.CutSecond;
            if (setup.Inputs.Routing.Backlog == BacklogRule.Moves && at >= start && at < end)
            {
                events.Push(new OfficeEvent(at, Order(EventKind.TakeOver, day), day, 0));
            }
        }

        events.Push(new OfficeEvent(start + (7L * SimTime.Day), Order(EventKind.WeekEnd, 0), 0, 0));
        if (state is not null)
        {
            Restore(state);
        }
    }

    /// <summary>Tells every step of the work of one importer to a listener; for traces. Changes nothing else.</summary>
    public void Watch(int importer, Action<WorkStep> listener)
    {
        watched = importer;
        watcher = listener;
    }

    private enum EventKind
    {
        Completion = 0,
        ShiftEnd = 1,
        TakeOver = 2,
        ShiftStart = 3,
        Expiry = 4,
        WaitEnd = 5,
        Arrival = 6,
        WeekEnd = 7,
    }

    private enum SlotState : byte
    {
        Free = 0,
        Coming = 1,
        Queued = 2,
        InService = 3,
        Outside = 4,
    }

    /// <summary>Runs to the end of a window.</summary>
    /// <exception cref="OutOfTurnException">The window is not the next one.</exception>
    public AdvanceReport Advance(AdvanceOrder order)
    {
        if (order.Window != window)
        {
            throw new OutOfTurnException($"Office {setup.Offices[office].Code} is at window {window} and was asked for window {order.Window}.");
        }

        window++;
        outbox.Clear();
        decisions.Clear();

        arrivals.Clear();
        arrived = 0;

        // What ends in the first second of the window comes before what is seen in it, and all of that second comes before
        // the free people look up: the same order as inside a window, so that where windows meet changes nothing.
        HandleUntil(Order(EventKind.Arrival, 0));
        foreach (ref readonly WorkItem item in order.Inbox.AsSpan())
        {
            Deliver(item);
        }

        SortArrivals();
        HandleUntil(ulong.MaxValue);
        DispatchAll(now);
        for (long time = NextTime(); time < order.Until; time = NextTime())
        {
            now = time;
            do
            {
                Handle(TakeNext(), time);
            }
            while (NextTime() == time);

            DispatchAll(time);
        }

        now = order.Until;
        return new AdvanceReport(office, order.Window, [.. outbox], [.. decisions]);
    }

    /// <summary>Handles the events of this second that stand before a place in the order.</summary>
    private void HandleUntil(ulong order)
    {
        while (NextTime() == now)
        {
            if (PeekNext().Order >= order)
            {
                return;
            }

            Handle(TakeNext(), now);
        }
    }

    /// <summary>The first of all events; there must be one.</summary>
    private ref readonly OfficeEvent PeekNext()
    {
        ref readonly OfficeEvent first = ref events.Count > 0 ? ref events.Peek : ref Nothing;
        if (far.Count > 0 && OfficeEvent.Before(far.Peek, first))
        {
            first = ref far.Peek;
        }

        if (arrived < arrivals.Count)
        {
            ref OfficeEvent arrival = ref CollectionsMarshal.AsSpan(arrivals)[arrived];
            if (OfficeEvent.Before(arrival, first))
            {
                return ref arrival;
            }
        }

        return ref first;
    }

    private OfficeEvent TakeNext()
    {
        ref readonly OfficeEvent first = ref PeekNext();
        if (events.Count > 0 && Unsafe.AreSame(in first, in events.Peek))
        {
            return events.Pop();
        }

        if (far.Count > 0 && Unsafe.AreSame(in first, in far.Peek))
        {
            return far.Pop();
        }

        arrived++;
        return first;
    }

    /// <summary>The inbox comes mostly in order already.</summary>
    private void SortArrivals()
    {
        Span<OfficeEvent> coming = CollectionsMarshal.AsSpan(arrivals);
        for (int i = 1; i < coming.Length; i++)
        {
            if (OfficeEvent.Before(coming[i], coming[i - 1]))
            {
                coming.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Order.CompareTo(b.Order));
                return;
            }
        }
    }

    /// <summary>What the office found from its start to where it is. Call once, at the end.</summary>
    public OfficeReport Collect()
    {
        long rest = (now - start) % (7L * SimTime.Day);
        if (rest != 0)
        {
            CloseWeek(now);
        }

        for (int s = 0; s < usedSlots; s++)
        {
            ref Slot slot = ref slots[s];
            if (slot.State is SlotState.Queued or SlotState.InService or SlotState.Outside)
            {
                KindTally tally = TallyOf(slot.Item.Kind);
                tally.OpenAtEnd++;
                tally.SojournSeconds += now - slot.Entered;
                long age = now - Math.Min(now, slot.Item.Seen);
                tally.OpenAgeSeconds += age;
                tally.OpenAge.Add(age);
                if (slot.State != SlotState.Outside && slot.Due >= start && slot.Due < now)
                {
                    tally.Due++;
                    tally.Strata?.StillOpenAndDue(slot.Item);
                }
            }
        }

        foreach (KindTally? tally in tallies)
        {
            tally?.Count(now, 0);
        }

        foreach (Desk desk in desks)
        {
            desk.AccrueAll(now);
        }

        return new OfficeReport(
            office,
            [.. desks.Where(d => d.People.Length > 0).Select(d => d.Totals())],
            [.. tallies.Where(t => t is not null && t.Seen).Select(t => t!.Totals(office))],
            [.. weeks],
            workItems,
            finished)
        {
            Strata = [.. tallies.Where(t => t?.Strata is not null).SelectMany(t => t!.Strata!.Rows())],
            Repeats = repeats,
            Opening = [.. tallies.Select((t, kind) => t?.Opening.Totals(office, (WorkKind)kind)).OfType<OpeningTotals>()],
        };
    }

    private void Tell(int s, StepKind kind, long time, Outcome outcome = Outcome.None, long until = 0, int target = -1)
    {
        if (watcher is not null && slots[s].Item.Importer == watched)
        {
            watcher(new WorkStep(time, kind, slots[s].Item, office, outcome, until, target));
        }
    }

    private long NextTime() => PeekNext().Time;

    private static ulong Order(EventKind kind, long id) => ((ulong)kind << 60) | (ulong)id;

    private void Handle(in OfficeEvent e, long time)
    {
        switch ((EventKind)(e.Order >> 60))
        {
            case EventKind.Completion:
                Desk desk = desks[e.Index >> 20];
                ref Person person = ref desk.People[e.Index & 0xFFFFF];
                if (person.Version == e.Version && person.State == PersonState.Busy)
                {
                    int done = person.Slot;
                    desk.Release(e.Index & 0xFFFFF, time);
                    Finish(done, time);
                }

                break;
            case EventKind.ShiftEnd:
                desks[e.Index >> 20].EndShift(e.Index & 0xFFFFF, time);
                break;
            case EventKind.ShiftStart:
                desks[e.Index >> 20].StartShift(e.Index & 0xFFFFF, time);
                break;
            case EventKind.TakeOver:
                TakeOver(e.Index, time);
                break;
            case EventKind.Expiry:
                Expire(e.Index, e.Version, time);
                break;
            case EventKind.WaitEnd:
                EndWait(e.Index, e.Version, time);
                break;
            case EventKind.Arrival:
                Enter(e.Index, time, fromOutside: true);
                break;
            case EventKind.WeekEnd:
                CloseWeek(time);
                events.Push(new OfficeEvent(time + (7L * SimTime.Day), Order(EventKind.WeekEnd, 0), 0, 0));
                break;
            default:
                throw new InvalidOperationException($"Unknown event {e}.");
        }
    }

    private void Remove(int s, long time)
    {
        ref Slot slot = ref slots[s];
        KindTally tally = TallyOf(slot.Item.Kind);
        tally.Count(time, -1);
        tally.SojournSeconds += time - slot.Entered;
        if (slot.Opening)
        {
            tally.Opening.Gone(time);
        }

        slot.State = SlotState.Free;
        slot.Version++;
        freeSlots.Push(s);
    }

    private int Take(in WorkItem item)
    {
        if (!freeSlots.TryPop(out int s))
        {
            if (usedSlots == slots.Length)
            {
                Array.Resize(ref slots, 2 * usedSlots);
            }

            s = usedSlots++;
        }

        slots[s] = new Slot { Item = item, Remaining = -1, Due = SimTime.Never, Expires = SimTime.Never, Version = slots[s].Version + 1, Place = slots[s].Place };
        return s;
    }

    private void DispatchAll(long time)
    {
        foreach (Desk desk in desks)
        {
            desk.Dispatch(time);
        }
    }

    private void CloseWeek(long time)
    {
        foreach (Desk desk in desks)
        {
            desk.AccrueAll(time);
            if (desk.People.Length > 0 || desk.OpenClocked + desk.OpenPool + desk.Outside + desk.WeekArrived > 0)
            {
                weeks.Add(desk.CloseWeek(week) with { OpeningLeft = OpeningLeftAt(desk) });
            }
        }

        week++;
    }

    private long OpeningLeftAt(Desk desk)
    {
        long left = 0;
        for (int kind = 0; kind < tallies.Length; kind++)
        {
            left += tallies[kind] is { Opening.Left: > 0 } tally && DeskOf(KindOf((WorkKind)kind)) == desk ? tally.Opening.Left : 0;
        }

        return left;
    }

    private KindSetup KindOf(WorkKind kind) => setup.Kinds[(int)kind] ?? throw new InvalidOperationException($"The scenario says nothing about {kind}.");

    private Desk DeskOf(KindSetup kind)
    {
        foreach (Desk desk in desks)
        {
            if (desk.Role == kind.Input.Role)
            {
                return desk;
            }
        }

        return desks[0];
    }

    /// <summary>Whether work of this kind waits for somebody outside: referrals to an agency that has no officer here on that day.</summary>
    private bool IsOutside(KindSetup kind, long time) => kind.Outside && !(desks.Length > 2 && desks[2].IsStaffed(SimTime.DayOf(time)));

    private KindTally TallyOf(WorkKind kind) => tallies[(int)kind] ??= new KindTally(kind, start, alone || setup.Inputs.Population is null ? null : new StratumTally(kind, setup.Strata));

    private static AccountTraits TraitsOf(in WorkItem item) =>
        new(item.Center, (item.Flags & AccountFlags.Trusted) != 0, (item.Flags & AccountFlags.Applied) != 0);

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public WorkItem Item;
        public long Entered;
        public long Due;
        public long Expires;

        /// <summary>Service still to give, seconds; -1 until drawn.</summary>
        public long Remaining;
        public long Served;
        public long Started;
        public long WaitUntil;

        /// <summary>Seconds that somebody of the desk had been on shift when it was seen.</summary>
        public long ShiftAtSeen;
        public int Person;
        public int Version;

        /// <summary>Counts the times this slot was queued: only the latest place in the heap is live.</summary>
        public int Place;
        public SlotState State;
        public bool Touched;

        /// <summary>It was open at the start.</summary>
        public bool Opening;
    }
}
