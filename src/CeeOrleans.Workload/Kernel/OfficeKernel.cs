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
    private readonly QuestionMemory? memory;
    private Slot[] slots = new Slot[256];
    private int freeSlot = -1;
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
        : this(setup, office, replication, state, setup.DesksOf(replication).Where(d => d.Office == office))
    {
    }

    /// <summary>The same with other people at the desks, for <see cref="OfficeReplay"/>.</summary>
    internal OfficeKernel(Setup setup, int office, int replication, byte[]? state, IEnumerable<DeskSetup> layout)
    {
        this.setup = setup;
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
                tally.OpenAgeSeconds += now - Math.Min(now, slot.Item.Seen);
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

    private void Deliver(in WorkItem item)
    {
        int s = Take(item);
        slots[s].State = SlotState.Coming;
        if (GivenBacklog.Has(item) && !item.HandedOver)
        {
            // It comes at the first cut, with everything else that is open at the start.
            slots[s].Opening = true;
            TallyOf(item.Kind).Opening.Add();
        }

        if (item.Seen <= now)
        {
            Enter(s, now, fromOutside: true);
        }
        else
        {
            arrivals.Add(new OfficeEvent(item.Seen, Order(EventKind.Arrival, item.Id), s, 0));
        }
    }

    /// <summary>A piece of work is seen: it gets its due time and service time, and joins its queue.</summary>
    private void Enter(int s, long time, bool fromOutside)
    {
        ref Slot slot = ref slots[s];
        KindSetup kind = KindOf(slot.Item.Kind);
        KindTally tally = TallyOf(slot.Item.Kind);
        if (fromOutside)
        {
            tally.Count(time, +1);
            slot.Entered = time;
            if (slot.Item.HandedOver)
            {
                tally.Received++;
            }
            else
            {
                tally.Arrived++;
                tally.HandOverSeconds += slot.Item.Seen - slot.Item.Arose;
                workItems++;
            }
        }

        if (IsOutside(kind, time))
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Service, (ulong)slot.Item.Id, 0);
            WaitOutside(s, time + setup.Inputs.Work!.PartnerAgency.At(luck.A));
            return;
        }

        (slot.Due, slot.Expires) = Clocks(slot.Item, kind);
        if (slot.Remaining < 0)
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Service, (ulong)slot.Item.Id, 0);
            slot.Remaining = kind.ServiceSeconds(luck.A, slot.Item.Entries, setup.Inputs.Work);
        }

        Desk desk = DeskOf(kind);
        if (!kind.Pool)
        {
            desk.ClockedArrived += slot.Remaining;
        }

        if (fromOutside || slot.State == SlotState.Outside)
        {
            desk.WeekArrived++;
        }

        if (!desk.IsStaffed(SimTime.DayOf(time)))
        {
            int cover = desk.CoverOn(SimTime.DayOf(time));
            if (cover < 0)
            {
                throw new InvalidOperationException($"Nobody in the whole scenario can do {kind.Input.Name}: {setup.Offices[office].Code} has no {kind.Input.Role} and no office covers it.");
            }

            // It was seen here, so its clock and its load are those of work in a queue, even after a wait outside.
            slot.State = SlotState.Coming;
            PassOn(s, cover, time, time);
            return;
        }

        if (slot.Expires <= time && kind.Expiry != Expiry.None)
        {
            // Seen after its clock ran out: there is nothing to decide any more.
            Leave(s, time, kind.Expiry == Expiry.LapsesUnopened ? Outcome.Lapsed : Outcome.Deemed);
            return;
        }

        if (slot.Expires < end)
        {
            slot.Version++;
            far.Push(new OfficeEvent(slot.Expires, Order(EventKind.Expiry, slot.Item.Id), s, slot.Version));
        }

        Tell(s, StepKind.Seen, time, until: slot.Due);
        slot.ShiftAtSeen = desk.ShiftSeconds(time);
        Queue(s, desk, kind);
    }

    private (long Due, long Expires) Clocks(in WorkItem item, KindSetup kind)
    {
        BusinessCalendar calendar = setup.Inputs.Calendar;
        ZoneTable place = setup.Inputs.Zones[zone];
        if (kind.Pool)
        {
            RateInput rates = setup.Inputs.Rates!;
            int day = Math.Min(
                calendar.AddBusinessDays(item.FiledDay, rates.PoolBusinessDays),
                item.FiledDay + setup.Inputs.Work!.LiquidationDays - rates.PoolDaysBeforeLiquidation);
            long cutoff = setup.ToUtc(zone, day, closing);
            return (cutoff, cutoff);
        }

        if (item.Deadline > 0)
        {
            return (item.Deadline, kind.Expiry == Expiry.None ? SimTime.Never : item.Deadline);
        }

        KindTally tally = TallyOf(item.Kind);
        if (tally.ClockSeen == item.Seen)
        {
            return (tally.ClockDue, tally.ClockExpires);
        }

        int seen = place.LocalDay(item.Seen);
        long due = kind.Due.DueAt(seen, place, calendar, closing);
        long expires = kind.Expiry == Expiry.None ? SimTime.Never : kind.Input.Clock.DueAt(seen, place, calendar, closing);
        (tally.ClockSeen, tally.ClockDue, tally.ClockExpires) = (item.Seen, due, expires);
        return (due, expires);
    }

    private void Queue(int s, Desk desk, KindSetup kind)
    {
        ref Slot slot = ref slots[s];
        slot.State = SlotState.Queued;
        slot.Place++;
        ulong inside = kind.Pool ? (ulong)slot.Item.RiskRank << 40 : (ulong)(slot.Due >= SimTime.Never ? slot.Item.Seen : slot.Due);
        if (setup.Inputs.Routing.TrustedFirst && !kind.Pool && (slot.Item.Flags & AccountFlags.Trusted) == 0)
        {
            inside |= 1UL << 55;
        }

        desk.Queue.Push(new QueuePlace(((ulong)kind.Input.Rank << 56) | (inside & 0x00FF_FFFF_FFFF_FFFF), slot.Item.Id, s, slot.Place));
        if (kind.Pool)
        {
            desk.OpenPool++;
        }
        else
        {
            desk.OpenClocked++;
        }

        desk.MayPreempt |= kind.Preempts;
    }

    private void WaitOutside(int s, long until)
    {
        ref Slot slot = ref slots[s];
        slot.State = SlotState.Outside;
        slot.WaitUntil = until;
        slot.Version++;
        Tell(s, StepKind.WaitsOutside, now, until: until);
        DeskOf(KindOf(slot.Item.Kind)).Outside++;
        far.Push(new OfficeEvent(until, Order(EventKind.WaitEnd, slot.Item.Id), s, slot.Version));
    }

    private void EndWait(int s, int version, long time)
    {
        ref Slot slot = ref slots[s];
        if (slot.State != SlotState.Outside || slot.Version != version)
        {
            return;
        }

        KindSetup kind = KindOf(slot.Item.Kind);
        DeskOf(kind).Outside--;
        if (kind.Outside)
        {
            TallyOf(slot.Item.Kind).Finished++;
            Remove(s, time);
            return;
        }

        slot.Item = slot.Item with { Seen = time };
        Enter(s, time, fromOutside: false);
    }

    private void Expire(int s, int version, long time)
    {
        ref Slot slot = ref slots[s];
        KindSetup kind = KindOf(slot.Item.Kind);
        if (slot.Version != version || slot.State is not (SlotState.Queued or SlotState.InService))
        {
            return;
        }

        if (kind.Expiry == Expiry.LapsesUnopened)
        {
            if (!slot.Touched)
            {
                Unqueue(s, kind);
                DeskOf(kind).WeekLapsed++;
                Leave(s, time, Outcome.Lapsed);
            }

            return;
        }

        if (slot.State == SlotState.InService)
        {
            DeskOf(kind).Interrupt(slot.Person, time);
        }

        Unqueue(s, kind);
        Leave(s, time, Outcome.Deemed);
    }

    /// <summary>A queued slot leaves the counts of its desk; its place in the heap is skipped when it comes up.</summary>
    private void Unqueue(int s, KindSetup kind)
    {
        Desk desk = DeskOf(kind);
        if (slots[s].State == SlotState.Queued)
        {
            desk.OpenPool -= kind.Pool ? 1 : 0;
            desk.OpenClocked -= kind.Pool ? 0 : 1;
            slots[s].State = SlotState.Coming;
        }
    }

    private void Finish(int s, long time)
    {
        WorkItem item = slots[s].Item;
        KindSetup kind = KindOf(item.Kind);
        KindTally tally = TallyOf(item.Kind);
        Desk desk = DeskOf(kind);
        finished++;
        tally.Finished++;
        tally.EntriesFinished += item.Entries;
        tally.Sojourn.Add(time - item.Seen);
        if (kind.Pool)
        {
            tally.YieldFoundCents += setup.YieldCents[item.RiskRank >> 6];
        }

        long due = slots[s].Due;
        bool counts = due >= start && due < end;
        if (counts)
        {
            tally.Due++;
            tally.OnTime += time <= due ? 1 : 0;
            desk.WeekDue++;
            desk.WeekOnTime += time <= due ? 1 : 0;
            desk.WeekClockedDue += kind.Pool ? 0 : 1;
            desk.WeekClockedOnTime += !kind.Pool && time <= due ? 1 : 0;
        }

        tally.Strata?.Finished(item, time - item.Seen, counts, counts && time <= due);

        desk.WeekFinished++;
        if (kind.Rule is null)
        {
            Tell(s, StepKind.Finished, time);
            Remove(s, time);
            FinishPlain(item, kind, time);
            return;
        }

        Luck luck = KeyedRandom.Draw(key, Purpose.Decision, (ulong)item.Id, 0);
        Decision decision = kind.Rule.Finish(item, time, luck, setup.Work!);
        Tell(s, StepKind.Finished, time, decision.Outcome);
        (int home, int daysAway) = desk.OriginOf(slots[s].Person, SimTime.DayOf(time));
        Remove(s, time);
        if (kind.Rule.DecidesQuestion)
        {
            memory?.Decide(item, time);
        }

        if (kind.Rule.DecidesQuestion || kind.Rule.IsTouchPoint)
        {
            decisions.Add(new DecisionRow(time, item.Id, (ushort)office, item.Heading, item.Kind, decision.Outcome)
            {
                Flags = item.Flags,
                Center = item.Center,
                AccountClass = item.AccountClass,
                Home = (ushort)home,
                DaysAway = (ushort)daysAway,
            });
        }

        if (decision.Then.Kind != WorkKind.None)
        {
            Follow(item, decision.Then, WorkId.NextStage(item.Id), time);
        }

        if (decision.Also.Kind != WorkKind.None)
        {
            Follow(item, decision.Also, WorkId.NextStage(item.Id) | 64, time);
        }
    }

    private void Follow(in WorkItem done, in FollowUp next, long id, long time)
    {
        WorkItem item = done with
        {
            Id = id,
            Kind = next.Kind,
            Arose = time + next.DelaySeconds,
            Seen = time + next.DelaySeconds,
            Deadline = next.Deadline,
            Entries = next.Entries > 0 ? next.Entries : done.Entries,
            HandedOver = false,

            // Another office may get it, or another case may have been decided until then.
            Memory = done.Memory == CaseMemory.Own ? CaseMemory.None : done.Memory,
        };
        if (next.ByRoute)
        {
            long seen = setup.NextCut(Math.Max(time + next.DelaySeconds, time + 1), next.Kind);
            int target = setup.Routing.OfficeFor(TraitsOf(item), item.Port, SimTime.DayOf(seen));
            outbox.Add(new RoutedWork((ushort)target, item with { Seen = seen, Memory = CaseMemory.None }));
            return;
        }

        item = Extend(item, time);
        int s = Take(item);
        ref Slot slot = ref slots[s];
        slot.Entered = time;
        KindTally tally = TallyOf(item.Kind);
        tally.Count(time, +1);
        tally.Arrived++;
        workItems++;
        if (next.DelaySeconds > 0)
        {
            WaitOutside(s, time + next.DelaySeconds);
        }
        else
        {
            slot.State = SlotState.Outside;
            Enter(s, time, fromOutside: false);
        }
    }

    /// <summary>
    /// An opened case whose next stage would come too near its liquidation is extended, once a stage: a short piece of
    /// work with the liquidation as its clock of law.
    /// </summary>
    private WorkItem Extend(in WorkItem item, long time)
    {
        if (item.Extended || item.Kind is not (WorkKind.Cf28Reply or WorkKind.Cf29Issue or WorkKind.Cf29Reply) || setup.Kinds[(int)WorkKind.Extension] is null)
        {
            return item;
        }

        WorkInputs inputs = setup.Inputs.Work!;
        long liquidation = SimTime.StartOf(item.FiledDay + inputs.LiquidationDays);
        if (item.Seen < liquidation - ((long)inputs.ExtensionLeadDays * SimTime.Day))
        {
            return item;
        }

        WorkItem extension = item with { Id = item.Id | 128, Kind = WorkKind.Extension, Arose = time, Seen = time, Deadline = Math.Max(liquidation, time + SimTime.Day) };
        int s = Take(extension);
        slots[s].Entered = time;
        KindTally tally = TallyOf(WorkKind.Extension);
        tally.Count(time, +1);
        tally.Arrived++;
        workItems++;
        slots[s].State = SlotState.Outside;
        Enter(s, time, fromOutside: false);
        return item with { Extended = true };
    }

    private void FinishPlain(in WorkItem item, KindSetup kind, long time)
    {
        if (kind.Input.Next.IsDefaultOrEmpty)
        {
            return;
        }

        double u = KeyedRandom.Unit(KeyedRandom.Draw(key, Purpose.Decision, (ulong)item.Id, 0).A);
        foreach (PlainNext next in kind.Input.Next)
        {
            if (u >= next.Probability)
            {
                u -= next.Probability;
                continue;
            }

            WorkItem then = item with { Id = WorkId.NextStage(item.Id), Kind = next.Kind, Arose = time, Seen = time, Deadline = 0, HandedOver = false };
            if (next.Office != office)
            {
                outbox.Add(new RoutedWork((ushort)next.Office, then with { Seen = setup.NextCut(time + 1) }));
                return;
            }

            int s = Take(then);
            slots[s].State = SlotState.Coming;
            Enter(s, time, fromOutside: true);
            return;
        }
    }

    /// <summary>Routing changes on this day and the backlog moves: whatever belongs elsewhere from today on is passed on.</summary>
    private void TakeOver(int day, long time)
    {
        for (int s = 0; s < usedSlots; s++)
        {
            ref Slot slot = ref slots[s];
            if (slot.State is not (SlotState.Queued or SlotState.InService or SlotState.Outside))
            {
                continue;
            }

            AccountTraits traits = TraitsOf(slot.Item);
            int target = setup.Routing.OfficeFor(traits, slot.Item.Port, day);
            if (target == office || target == setup.Routing.OfficeFor(traits, slot.Item.Port, day - 1))
            {
                continue;
            }

            KindSetup kind = KindOf(slot.Item.Kind);
            long available = slot.State == SlotState.Outside ? slot.WaitUntil : time;
            if (slot.State == SlotState.InService)
            {
                DeskOf(kind).Interrupt(slot.Person, time);
            }

            if (slot.State == SlotState.Outside)
            {
                DeskOf(kind).Outside--;
            }
            else
            {
                Unqueue(s, kind);
            }

            PassOn(s, target, available, time);
        }
    }

    /// <summary>Passes a piece of work to another office, which sees it after the next cut.</summary>
    private void PassOn(int s, int target, long available, long time)
    {
        ref Slot slot = ref slots[s];
        KindSetup kind = KindOf(slot.Item.Kind);
        TallyOf(slot.Item.Kind).Passed++;

        // Where the law's clock and the planner's target differ, the law's goes along: a target must never deem.
        long clock = slot.Expires < SimTime.Never ? slot.Expires : slot.Due;
        long deadline = kind.Pool || clock >= SimTime.Never || slot.State == SlotState.Outside ? slot.Item.Deadline : clock;
        long seen = setup.NextCut(Math.Max(available, time + 1), slot.Item.Kind);
        TallyOf(slot.Item.Kind).HandOverSeconds += seen - Math.Max(available, time);
        outbox.Add(new RoutedWork((ushort)target, slot.Item with
        {
            Memory = CaseMemory.None,
            Seen = seen,
            Deadline = deadline,
            HandedOver = true,
        }));
        if (!kind.Pool && slot.Remaining >= 0 && slot.State != SlotState.Outside)
        {
            // Its load goes with it.
            DeskOf(kind).ClockedArrived -= slot.Remaining + slot.Served;
        }

        Tell(s, StepKind.PassedOn, time, target: target);
        Remove(s, time);
    }

    /// <summary>The work is over without a person's decision.</summary>
    private void Leave(int s, long time, Outcome outcome)
    {
        ref Slot slot = ref slots[s];
        KindTally tally = TallyOf(slot.Item.Kind);
        if (outcome == Outcome.Lapsed)
        {
            tally.Lapsed++;
            tally.YieldForgoneCents += setup.YieldCents[slot.Item.RiskRank >> 6];
        }
        else
        {
            tally.Deemed++;
            tally.DeemedValueDollars += slot.Item.ValueDollars;
        }

        bool counts = slot.Due >= start && slot.Due < end;
        if (counts)
        {
            tally.Due++;
            KindSetup kind = KindOf(slot.Item.Kind);
            DeskOf(kind).WeekDue++;
            DeskOf(kind).WeekClockedDue += kind.Pool ? 0 : 1;
        }

        tally.Strata?.Left(slot.Item, counts);

        Tell(s, StepKind.Left, time, outcome);
        Remove(s, time);
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
        slot.Next = freeSlot;
        freeSlot = s;
    }

    private int Take(in WorkItem item)
    {
        int s;
        if (freeSlot >= 0)
        {
            s = freeSlot;
            freeSlot = slots[s].Next;
        }
        else
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

    private KindTally TallyOf(WorkKind kind) => tallies[(int)kind] ??= new KindTally(kind, start, setup.Inputs.Population is null ? null : new StratumTally(kind, setup.Inputs.Centers.Length + 1));

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
        public int Next;
        public int Version;

        /// <summary>Counts the times this slot was queued: only the latest place in the heap is live.</summary>
        public int Place;
        public SlotState State;
        public bool Touched;

        /// <summary>It was open at the start.</summary>
        public bool Opening;
    }
}
