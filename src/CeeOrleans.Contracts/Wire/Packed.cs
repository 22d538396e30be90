using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Contracts.Wire;

/// <summary>
/// How the plan's messages cross from silo to silo: as one block of bytes each, written by hand, since a batch is
/// thousands of small rows. Inside a silo nothing is written: calls carry them as immutable references. The plan's types
/// know nothing of Orleans; these converters are the only bridge.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("cee.packed")]
public readonly record struct Packed([property: Id(0)] byte[] Bytes)
{
    internal static Packed Of(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return new Packed(stream.ToArray());
    }

    internal BinaryReader Open() => new(new MemoryStream(Bytes), Encoding.UTF8);
}

/// <summary>Packs the setup's name and the range of a projection.</summary>
[RegisterConverter]
public sealed class ProjectOrderConverter : IConverter<ProjectOrder, Packed>
{
    public ProjectOrder ConvertFromSurrogate(in Packed surrogate)
    {
        using BinaryReader r = surrogate.Open();
        return new ProjectOrder(r.ReadString(), r.ReadInt32(), r.ReadInt32(), r.ReadInt32(), r.ReadInt32(), r.ReadInt64());
    }

    public Packed ConvertToSurrogate(in ProjectOrder value)
    {
        ProjectOrder o = value;
        return Packed.Of(w =>
        {
            w.Write(o.SetupHash);
            w.Write(o.EntryYear);
            w.Write(o.Replication);
            w.Write(o.First);
            w.Write(o.Count);
            w.Write(o.KeepFrom);
        });
    }
}

/// <summary>Packs a world.</summary>
[RegisterConverter]
public sealed class WorldConverter : IConverter<World, Packed>
{
    public World ConvertFromSurrogate(in Packed surrogate)
    {
        using BinaryReader r = surrogate.Open();
        return new World(r.ReadString(), r.ReadString(), r.ReadInt32());
    }

    public Packed ConvertToSurrogate(in World value)
    {
        World o = value;
        return Packed.Of(w =>
        {
            w.Write(o.Id);
            w.Write(o.SetupHash);
            w.Write(o.Replication);
        });
    }
}

/// <summary>Packs what an importer returns.</summary>
[RegisterConverter]
public sealed class ProjectBatchConverter : IConverter<ProjectBatch, Packed>
{
    public ProjectBatch ConvertFromSurrogate(in Packed surrogate)
    {
        using BinaryReader r = surrogate.Open();
        int importer = r.ReadInt32();
        int next = r.ReadInt32();
        EntryTally tally = new()
        {
            Filed = r.ReadInt32(),
            Touched = r.ReadInt32(),
            Clipped = r.ReadInt32(),
            ValueCents = r.ReadInt64(),
            Lines = r.ReadInt64(),
            CorrectionsAutomatic = r.ReadInt32(),
            Suspended = r.ReadInt32(),
            Released = r.ReadInt32(),
            Messages = r.ReadInt32(),
            OpeningStock = r.ReadInt32(),
            Flags = (AccountFlags)r.ReadByte(),
            Center = r.ReadSByte(),
            ExamsSecurity = r.ReadInt32(),
            ExamsTrade = r.ReadInt32(),
            ExamsPartner = r.ReadInt32(),
            ExamsProperty = r.ReadInt32(),
        };
        PortTally[] ports = new PortTally[r.ReadInt32()];
        for (int i = 0; i < ports.Length; i++)
        {
            ports[i] = new PortTally(r.ReadUInt16(), r.ReadInt32(), r.ReadInt64(), r.ReadInt32(), r.ReadInt64(), r.ReadInt64());
        }

        return new ProjectBatch(importer, Rows.ReadRouted(r), ImmutableCollectionsMarshal.AsImmutableArray(ports), tally, next);
    }

    public Packed ConvertToSurrogate(in ProjectBatch value)
    {
        ProjectBatch o = value;
        return Packed.Of(w =>
        {
            w.Write(o.Importer);
            w.Write(o.Next);
            EntryTally t = o.Tally;
            w.Write(t.Filed);
            w.Write(t.Touched);
            w.Write(t.Clipped);
            w.Write(t.ValueCents);
            w.Write(t.Lines);
            w.Write(t.CorrectionsAutomatic);
            w.Write(t.Suspended);
            w.Write(t.Released);
            w.Write(t.Messages);
            w.Write(t.OpeningStock);
            w.Write((byte)t.Flags);
            w.Write(t.Center);
            w.Write(t.ExamsSecurity);
            w.Write(t.ExamsTrade);
            w.Write(t.ExamsPartner);
            w.Write(t.ExamsProperty);
            w.Write(o.Ports.Length);
            foreach (PortTally p in o.Ports)
            {
                w.Write(p.Port);
                w.Write(p.Filed);
                w.Write(p.ValueCents);
                w.Write(p.Exams);
                w.Write(p.ExamDelaySeconds);
                w.Write(p.OfficerSeconds);
            }

            Rows.Write(w, o.Work);
        });
    }
}

/// <summary>Packs an office's inbox for a window.</summary>
[RegisterConverter]
public sealed class AdvanceOrderConverter : IConverter<AdvanceOrder, Packed>
{
    public AdvanceOrder ConvertFromSurrogate(in Packed surrogate)
    {
        using BinaryReader r = surrogate.Open();
        int office = r.ReadInt32();
        int window = r.ReadInt32();
        long until = r.ReadInt64();
        WorkItem[] inbox = new WorkItem[r.ReadInt32()];
        for (int i = 0; i < inbox.Length; i++)
        {
            inbox[i] = WorkItems.Read(r);
        }

        return new AdvanceOrder(office, window, until, ImmutableCollectionsMarshal.AsImmutableArray(inbox));
    }

    public Packed ConvertToSurrogate(in AdvanceOrder value)
    {
        AdvanceOrder o = value;
        return Packed.Of(w =>
        {
            w.Write(o.Office);
            w.Write(o.Window);
            w.Write(o.Until);
            w.Write(o.Inbox.Length);
            foreach (WorkItem item in o.Inbox)
            {
                WorkItems.Write(w, item);
            }
        });
    }
}

/// <summary>Packs what an office did in a window.</summary>
[RegisterConverter]
public sealed class AdvanceReportConverter : IConverter<AdvanceReport, Packed>
{
    public AdvanceReport ConvertFromSurrogate(in Packed surrogate)
    {
        using BinaryReader r = surrogate.Open();
        int office = r.ReadInt32();
        int window = r.ReadInt32();
        ImmutableArray<RoutedWork> outbox = Rows.ReadRouted(r);
        DecisionRow[] decisions = new DecisionRow[r.ReadInt32()];
        for (int i = 0; i < decisions.Length; i++)
        {
            decisions[i] = new DecisionRow(r.ReadInt64(), r.ReadInt64(), r.ReadUInt16(), r.ReadUInt16(), (WorkKind)r.ReadByte(), (Outcome)r.ReadByte());
        }

        return new AdvanceReport(office, window, outbox, ImmutableCollectionsMarshal.AsImmutableArray(decisions));
    }

    public Packed ConvertToSurrogate(in AdvanceReport value)
    {
        AdvanceReport o = value;
        return Packed.Of(w =>
        {
            w.Write(o.Office);
            w.Write(o.Window);
            Rows.Write(w, o.Outbox);
            w.Write(o.Decisions.Length);
            foreach (DecisionRow d in o.Decisions)
            {
                w.Write(d.Time);
                w.Write(d.Id);
                w.Write(d.Office);
                w.Write(d.Heading);
                w.Write((byte)d.Kind);
                w.Write((byte)d.Outcome);
            }
        });
    }
}

/// <summary>Packs what an office found, as JSON: once per office and replication.</summary>
[RegisterConverter]
public sealed class OfficeReportConverter : IConverter<OfficeReport, Packed>
{
    public OfficeReport ConvertFromSurrogate(in Packed surrogate) =>
        JsonSerializer.Deserialize<OfficeReport>(surrogate.Bytes) ?? throw new InvalidDataException("An empty report of an office crossed between silos.");

    public Packed ConvertToSurrogate(in OfficeReport value) => new(JsonSerializer.SerializeToUtf8Bytes(value));
}

/// <summary>Carries the refusal of an office as itself, so that a caller in another silo can tell it from a bug.</summary>
[RegisterConverter]
public sealed class OutOfTurnConverter : IConverter<OutOfTurnException, OutOfTurnSurrogate>
{
    public OutOfTurnException ConvertFromSurrogate(in OutOfTurnSurrogate surrogate) => new(surrogate.Message);

    public OutOfTurnSurrogate ConvertToSurrogate(in OutOfTurnException value) => new(value.Message);
}

/// <summary>What of a refusal crosses: its words.</summary>
[GenerateSerializer]
[Immutable]
[Alias("cee.out-of-turn")]
public readonly record struct OutOfTurnSurrogate([property: Id(0)] string Message);

internal static class Rows
{
    public static void Write(BinaryWriter w, ImmutableArray<RoutedWork> work)
    {
        w.Write(work.Length);
        foreach (RoutedWork row in work)
        {
            w.Write(row.Office);
            WorkItems.Write(w, row.Item);
        }
    }

    public static ImmutableArray<RoutedWork> ReadRouted(BinaryReader r)
    {
        RoutedWork[] work = new RoutedWork[r.ReadInt32()];
        for (int i = 0; i < work.Length; i++)
        {
            work[i] = new RoutedWork(r.ReadUInt16(), WorkItems.Read(r));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(work);
    }
}
