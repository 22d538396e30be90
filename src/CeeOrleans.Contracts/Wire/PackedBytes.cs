using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Contracts.Wire;

/// <summary>
/// Writes a message into one block of its exact size, little-endian, field by field. Not a copy of the structs' memory:
/// two silos of different builds would then read each other's padding, and digits would change without a word.
/// </summary>
internal ref struct PackedWriter
{
    private readonly byte[] block;
    private Span<byte> rest;

    /// <param name="size">Bytes that will be written, the format's version not counted.</param>
    public PackedWriter(int size)
    {
        block = new byte[1 + size];
        block[0] = PackedReader.Version;
        rest = block.AsSpan(1);
    }

    public static int SizeOf(string text) => 4 + Encoding.UTF8.GetByteCount(text);

    public void Byte(byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    public void Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, value);
        rest = rest[2..];
    }

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, value);
        rest = rest[4..];
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(rest, value);
        rest = rest[8..];
    }

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetBytes(value, rest[4..]);
        Int(length);
        rest = rest[length..];
    }

    public void Items(ImmutableArray<WorkItem> items)
    {
        Int(items.Length);
        foreach (ref readonly WorkItem item in items.AsSpan())
        {
            Item(item);
        }
    }

    public void Routed(ImmutableArray<RoutedWork> work)
    {
        Int(work.Length);
        foreach (ref readonly RoutedWork row in work.AsSpan())
        {
            Short(row.Office);
            Item(row.Item);
        }
    }

    /// <exception cref="InvalidOperationException">The size given at the start was wrong.</exception>
    public readonly Packed Done() => rest.IsEmpty ? new Packed(block) : throw new InvalidOperationException("A message was packed to another size than it said.");

    private void Item(in WorkItem item)
    {
        Span<byte> row = rest[..PackedReader.ItemSize];
        rest = rest[PackedReader.ItemSize..];
        BinaryPrimitives.WriteInt64LittleEndian(row, item.Id);
        BinaryPrimitives.WriteInt64LittleEndian(row[8..], item.Arose);
        BinaryPrimitives.WriteInt64LittleEndian(row[16..], item.Seen);
        BinaryPrimitives.WriteInt64LittleEndian(row[24..], item.Deadline);
        BinaryPrimitives.WriteInt32LittleEndian(row[32..], item.ValueDollars);
        BinaryPrimitives.WriteInt32LittleEndian(row[36..], item.FiledDay);
        BinaryPrimitives.WriteUInt16LittleEndian(row[40..], item.Port);
        BinaryPrimitives.WriteUInt16LittleEndian(row[42..], item.Heading);
        BinaryPrimitives.WriteUInt16LittleEndian(row[44..], item.Entries);
        BinaryPrimitives.WriteUInt16LittleEndian(row[46..], item.RiskRank);
        row[48] = (byte)item.Kind;
        row[49] = unchecked((byte)item.Center);
        row[50] = (byte)item.Flags;
        row[51] = (byte)((item.Referred ? 1 : 0) | (item.HandedOver ? 2 : 0) | (item.Extended ? 4 : 0) | ((int)item.Memory << 3));
        row[52] = item.AccountClass;
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote; a message of another format is refused and never misread.</summary>
internal ref struct PackedReader
{
    /// <summary>Changes with the layout of any message.</summary>
    public const byte Version = 2;

    /// <summary>Bytes of a piece of work.</summary>
    public const int ItemSize = 53;

    /// <summary>Bytes of a piece of work with its office.</summary>
    public const int RoutedSize = ItemSize + 2;

    private ReadOnlySpan<byte> rest;

    /// <exception cref="InvalidDataException">Packed by another version.</exception>
    public PackedReader(in Packed packed)
    {
        if (packed.Bytes is not { Length: > 0 } || packed.Bytes[0] != Version)
        {
            throw new InvalidDataException("A message between silos has another format: all silos of a run must be of one version.");
        }

        rest = packed.Bytes.AsSpan(1);
    }

    public byte Byte()
    {
        byte value = rest[0];
        rest = rest[1..];
        return value;
    }

    public ushort Short()
    {
        ushort value = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[2..];
        return value;
    }

    public int Int()
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        return value;
    }

    public long Long()
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[8..];
        return value;
    }

    public string Text()
    {
        int length = Int();
        string value = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return value;
    }

    public ImmutableArray<WorkItem> Items()
    {
        WorkItem[] items = new WorkItem[Int()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Item();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    public ImmutableArray<RoutedWork> Routed()
    {
        RoutedWork[] work = new RoutedWork[Int()];
        for (int i = 0; i < work.Length; i++)
        {
            work[i] = new RoutedWork(Short(), Item());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(work);
    }

    /// <exception cref="InvalidDataException">Bytes are left over.</exception>
    public readonly void Done()
    {
        if (!rest.IsEmpty)
        {
            throw new InvalidDataException($"{rest.Length} bytes of a message between silos were left over.");
        }
    }

    private WorkItem Item()
    {
        ReadOnlySpan<byte> row = rest[..ItemSize];
        rest = rest[ItemSize..];
        byte bits = row[51];
        return new WorkItem
        {
            Id = BinaryPrimitives.ReadInt64LittleEndian(row),
            Arose = BinaryPrimitives.ReadInt64LittleEndian(row[8..]),
            Seen = BinaryPrimitives.ReadInt64LittleEndian(row[16..]),
            Deadline = BinaryPrimitives.ReadInt64LittleEndian(row[24..]),
            ValueDollars = BinaryPrimitives.ReadInt32LittleEndian(row[32..]),
            FiledDay = BinaryPrimitives.ReadInt32LittleEndian(row[36..]),
            Port = BinaryPrimitives.ReadUInt16LittleEndian(row[40..]),
            Heading = BinaryPrimitives.ReadUInt16LittleEndian(row[42..]),
            Entries = BinaryPrimitives.ReadUInt16LittleEndian(row[44..]),
            RiskRank = BinaryPrimitives.ReadUInt16LittleEndian(row[46..]),
            Kind = (WorkKind)row[48],
            Center = unchecked((sbyte)row[49]),
            Flags = (AccountFlags)row[50],
            AccountClass = row[52],
            Memory = (CaseMemory)((bits >> 3) & 3),
            Referred = (bits & 1) != 0,
            HandedOver = (bits & 2) != 0,
            Extended = (bits & 4) != 0,
        };
    }
}
