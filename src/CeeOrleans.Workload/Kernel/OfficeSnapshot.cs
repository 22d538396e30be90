using System.Text;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

public sealed partial class OfficeKernel
{
    /// <summary>First byte of a snapshot: changes with its layout.</summary>
    private const byte SnapshotVersion = 2;

    /// <summary>
    /// Everything that is open, in order of identity: what the next world starts from. Work in hand is put back; what
    /// was served of it is kept.
    /// </summary>
    public byte[] Snapshot()
    {
        using MemoryStream stream = new();
        using BinaryWriter w = new(stream, Encoding.UTF8);
        w.Write(SnapshotVersion);
        int[] open = [.. Enumerable.Range(0, usedSlots).Where(s => slots[s].State is SlotState.Queued or SlotState.InService or SlotState.Outside).OrderBy(s => slots[s].Item.Id)];
        w.Write(open.Length);
        foreach (int s in open)
        {
            ref Slot slot = ref slots[s];
            WorkItems.Write(w, slot.Item);
            w.Write(slot.State == SlotState.Outside);
            w.Write(slot.State == SlotState.Outside ? slot.WaitUntil : 0);
            w.Write(slot.Due);
            w.Write(slot.Expires);
            w.Write(slot.State == SlotState.InService ? slot.Remaining - (now - slot.Started) : slot.Remaining);
            w.Write(slot.Touched);
        }

        // What was learned and what is remembered, only where the scenario asks for it: other snapshots have nothing here.
        foreach (Desk desk in desks.Where(d => d.Familiarity is not null))
        {
            foreach (long seconds in desk.Familiarity!.Seconds)
            {
                w.Write(seconds);
            }
        }

        memory?.Write(w);
        w.Flush();
        return stream.ToArray();
    }

    private void Restore(byte[] state)
    {
        using BinaryReader r = new(new MemoryStream(state), Encoding.UTF8);
        if (r.ReadByte() != SnapshotVersion)
        {
            throw new InvalidDataException("This snapshot of an office was made by another version.");
        }

        int count = r.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            WorkItem item = WorkItems.Read(r);
            bool outside = r.ReadBoolean();
            long waitUntil = r.ReadInt64();
            int s = Take(item);
            ref Slot slot = ref slots[s];
            slot.Due = r.ReadInt64();
            slot.Expires = r.ReadInt64();
            slot.Remaining = r.ReadInt64();
            slot.Touched = r.ReadBoolean();
            slot.Entered = start;
            KindTally tally = TallyOf(item.Kind);
            tally.OpenAtStart++;
            tally.Count(start, +1);
            tally.Opening.Add();
            slot.Opening = true;
            KindSetup kind = KindOf(item.Kind);
            if (outside)
            {
                WaitOutside(s, waitUntil);
            }
            else
            {
                if (slot.Expires < end)
                {
                    slot.Version++;
                    far.Push(new OfficeEvent(Math.Max(slot.Expires, start), Order(EventKind.Expiry, item.Id), s, slot.Version));
                }

                Queue(s, DeskOf(kind), kind);
            }
        }

        foreach (Desk desk in desks.Where(d => d.Familiarity is not null))
        {
            desk.Familiarity!.Restore([.. Enumerable.Range(0, setup.Inputs.Centers.Length + 1).Select(_ => r.ReadInt64())]);
        }

        memory?.Read(r);
    }
}

/// <summary>Work items as bytes, for snapshots and caches.</summary>
public static class WorkItems
{
    public static void Write(BinaryWriter w, in WorkItem item)
    {
        w.Write(item.Id);
        w.Write(item.Arose);
        w.Write(item.Seen);
        w.Write(item.Deadline);
        w.Write(item.ValueDollars);
        w.Write(item.FiledDay);
        w.Write(item.Port);
        w.Write(item.Heading);
        w.Write(item.Entries);
        w.Write(item.RiskRank);
        w.Write((byte)item.Kind);
        w.Write(item.Center);
        w.Write((byte)item.Flags);
        w.Write(item.AccountClass);
        w.Write((byte)((item.Referred ? 1 : 0) | (item.HandedOver ? 2 : 0) | (item.Extended ? 4 : 0) | ((int)item.Memory << 3)));
    }

    public static WorkItem Read(BinaryReader r)
    {
        WorkItem item = new()
        {
            Id = r.ReadInt64(),
            Arose = r.ReadInt64(),
            Seen = r.ReadInt64(),
            Deadline = r.ReadInt64(),
            ValueDollars = r.ReadInt32(),
            FiledDay = r.ReadInt32(),
            Port = r.ReadUInt16(),
            Heading = r.ReadUInt16(),
            Entries = r.ReadUInt16(),
            RiskRank = r.ReadUInt16(),
            Kind = (WorkKind)r.ReadByte(),
            Center = r.ReadSByte(),
            Flags = (AccountFlags)r.ReadByte(),
            AccountClass = r.ReadByte(),
        };
        byte bits = r.ReadByte();
        return item with { Referred = (bits & 1) != 0, HandedOver = (bits & 2) != 0, Extended = (bits & 4) != 0, Memory = (CaseMemory)((bits >> 3) & 3) };
    }
}
