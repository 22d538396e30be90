using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

/// <summary>How work leaves an office without being finished: taken over, passed on, lapsed or deemed.</summary>
public sealed partial class OfficeKernel
{
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
}
