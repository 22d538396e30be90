using System.Collections.Immutable;
using System.Runtime.InteropServices;
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
public readonly record struct Packed([property: Id(0)] byte[] Bytes);

/// <summary>Packs the setup's name and the range of a projection.</summary>
[RegisterConverter]
public sealed class ProjectOrderConverter : IConverter<ProjectOrder, Packed>
{
    public ProjectOrder ConvertFromSurrogate(in Packed surrogate)
    {
        PackedReader r = new(surrogate);
        ProjectOrder order = new(r.Text(), r.Int(), r.Int(), r.Int(), r.Int(), r.Long()) { KeepProtestsFrom = r.Long() };
        r.Done();
        return order;
    }

    public Packed ConvertToSurrogate(in ProjectOrder value)
    {
        PackedWriter w = new(PackedWriter.SizeOf(value.SetupHash) + (4 * 4) + (2 * 8));
        w.Text(value.SetupHash);
        w.Int(value.EntryYear);
        w.Int(value.Replication);
        w.Int(value.First);
        w.Int(value.Count);
        w.Long(value.KeepFrom);
        w.Long(value.KeepProtestsFrom);
        return w.Done();
    }
}

/// <summary>Packs a world.</summary>
[RegisterConverter]
public sealed class WorldConverter : IConverter<World, Packed>
{
    public World ConvertFromSurrogate(in Packed surrogate)
    {
        PackedReader r = new(surrogate);
        World world = new(r.Text(), r.Text(), r.Int());
        r.Done();
        return world;
    }

    public Packed ConvertToSurrogate(in World value)
    {
        PackedWriter w = new(PackedWriter.SizeOf(value.Id) + PackedWriter.SizeOf(value.SetupHash) + 4);
        w.Text(value.Id);
        w.Text(value.SetupHash);
        w.Int(value.Replication);
        return w.Done();
    }
}

/// <summary>Packs what an importer returns.</summary>
[RegisterConverter]
public sealed class ProjectBatchConverter : IConverter<ProjectBatch, Packed>
{
    private const int TallySize = (12 * 4) + (2 * 8) + 4;
    private const int PortSize = 2 + (2 * 4) + (3 * 8);

    public ProjectBatch ConvertFromSurrogate(in Packed surrogate)
    {
        PackedReader r = new(surrogate);
        int importer = r.Int();
        int next = r.Int();
        EntryTally tally = new()
        {
            Filed = r.Int(),
            Touched = r.Int(),
            Clipped = r.Int(),
            ValueCents = r.Long(),
            Lines = r.Long(),
            CorrectionsAutomatic = r.Int(),
            Suspended = r.Int(),
            Released = r.Int(),
            Messages = r.Int(),
            OpeningStock = r.Int(),
            Flags = (AccountFlags)r.Byte(),
            Center = unchecked((sbyte)r.Byte()),
            AccountClass = r.Byte(),
            First = r.Byte() != 0,
            ExamsSecurity = r.Int(),
            ExamsTrade = r.Int(),
            ExamsPartner = r.Int(),
            ExamsProperty = r.Int(),
        };
        PortTally[] ports = new PortTally[r.Int()];
        for (int i = 0; i < ports.Length; i++)
        {
            ports[i] = new PortTally(r.Short(), r.Int(), r.Long(), r.Int(), r.Long(), r.Long());
        }

        ProjectBatch batch = new(importer, r.Routed(), ImmutableCollectionsMarshal.AsImmutableArray(ports), tally, next);
        r.Done();
        return batch;
    }

    public Packed ConvertToSurrogate(in ProjectBatch value)
    {
        PackedWriter w = new((4 * 4) + TallySize + (value.Ports.Length * PortSize) + (value.Work.Length * PackedReader.RoutedSize));
        w.Int(value.Importer);
        w.Int(value.Next);
        EntryTally t = value.Tally;
        w.Int(t.Filed);
        w.Int(t.Touched);
        w.Int(t.Clipped);
        w.Long(t.ValueCents);
        w.Long(t.Lines);
        w.Int(t.CorrectionsAutomatic);
        w.Int(t.Suspended);
        w.Int(t.Released);
        w.Int(t.Messages);
        w.Int(t.OpeningStock);
        w.Byte((byte)t.Flags);
        w.Byte(unchecked((byte)t.Center));
        w.Byte(t.AccountClass);
        w.Byte(t.First ? (byte)1 : (byte)0);
        w.Int(t.ExamsSecurity);
        w.Int(t.ExamsTrade);
        w.Int(t.ExamsPartner);
        w.Int(t.ExamsProperty);
        w.Int(value.Ports.Length);
        foreach (ref readonly PortTally p in value.Ports.AsSpan())
        {
            w.Short(p.Port);
            w.Int(p.Filed);
            w.Long(p.ValueCents);
            w.Int(p.Exams);
            w.Long(p.ExamDelaySeconds);
            w.Long(p.OfficerSeconds);
        }

        w.Routed(value.Work);
        return w.Done();
    }
}

/// <summary>Packs an office's inbox for a window.</summary>
[RegisterConverter]
public sealed class AdvanceOrderConverter : IConverter<AdvanceOrder, Packed>
{
    public AdvanceOrder ConvertFromSurrogate(in Packed surrogate)
    {
        PackedReader r = new(surrogate);
        AdvanceOrder order = new(r.Int(), r.Int(), r.Long(), r.Items());
        r.Done();
        return order;
    }

    public Packed ConvertToSurrogate(in AdvanceOrder value)
    {
        PackedWriter w = new((3 * 4) + 8 + (value.Inbox.Length * PackedReader.ItemSize));
        w.Int(value.Office);
        w.Int(value.Window);
        w.Long(value.Until);
        w.Items(value.Inbox);
        return w.Done();
    }
}

/// <summary>Packs what an office did in a window.</summary>
[RegisterConverter]
public sealed class AdvanceReportConverter : IConverter<AdvanceReport, Packed>
{
    private const int DecisionSize = (2 * 8) + (4 * 2) + 5;

    public AdvanceReport ConvertFromSurrogate(in Packed surrogate)
    {
        PackedReader r = new(surrogate);
        int office = r.Int();
        int window = r.Int();
        ImmutableArray<RoutedWork> outbox = r.Routed();
        DecisionRow[] decisions = new DecisionRow[r.Int()];
        for (int i = 0; i < decisions.Length; i++)
        {
            decisions[i] = new DecisionRow(r.Long(), r.Long(), r.Short(), r.Short(), (WorkKind)r.Byte(), (Outcome)r.Byte())
            {
                Flags = (AccountFlags)r.Byte(),
                Center = unchecked((sbyte)r.Byte()),
                AccountClass = r.Byte(),
                Home = r.Short(),
                DaysAway = r.Short(),
            };
        }

        r.Done();
        return new AdvanceReport(office, window, outbox, ImmutableCollectionsMarshal.AsImmutableArray(decisions));
    }

    public Packed ConvertToSurrogate(in AdvanceReport value)
    {
        PackedWriter w = new((4 * 4) + (value.Outbox.Length * PackedReader.RoutedSize) + (value.Decisions.Length * DecisionSize));
        w.Int(value.Office);
        w.Int(value.Window);
        w.Routed(value.Outbox);
        w.Int(value.Decisions.Length);
        foreach (ref readonly DecisionRow d in value.Decisions.AsSpan())
        {
            w.Long(d.Time);
            w.Long(d.Id);
            w.Short(d.Office);
            w.Short(d.Heading);
            w.Byte((byte)d.Kind);
            w.Byte((byte)d.Outcome);
            w.Byte((byte)d.Flags);
            w.Byte(unchecked((byte)d.Center));
            w.Byte(d.AccountClass);
            w.Short(d.Home);
            w.Short(d.DaysAway);
        }

        return w.Done();
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
