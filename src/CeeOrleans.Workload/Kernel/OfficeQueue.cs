using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>How work comes to a desk: seen, with its clocks, into a queue, out to wait for somebody, past its time.</summary>
public sealed partial class OfficeKernel
{
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
}
