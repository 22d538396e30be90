using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>What a finished piece of work leads to: its decision, the next stages, an extension on the way.</summary>
public sealed partial class OfficeKernel
{
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
        int person = slots[s].Person;
        Remove(s, time);
        if (kind.Rule.DecidesQuestion)
        {
            memory?.Decide(item, time);
        }

        if (!alone && (kind.Rule.DecidesQuestion || kind.Rule.IsTouchPoint))
        {
            (int home, int daysAway) = desk.OriginOf(person, SimTime.DayOf(time));
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
}
