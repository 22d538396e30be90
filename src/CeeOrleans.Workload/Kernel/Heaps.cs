using System.Runtime.CompilerServices;

namespace CeeOrleans.Workload.Plan;

/// <summary>An event of an office: when, in which order among those of the same second, and for what.</summary>
/// <param name="Order">Kind of event in the top four bits, a stable identity below: no two events of one office are equal.</param>
internal readonly record struct OfficeEvent(long Time, ulong Order, int Index, int Version);

/// <summary>A place in the queue of a desk: rank and due time (or risk), then identity.</summary>
internal readonly record struct QueuePlace(ulong Key, long Id, int Slot, int Place);

/// <summary>
/// A binary heap over structs with a total order. Our own because it is the inner loop of the event loop: one row holds
/// element and priority, and the comparison is inlined, where the standard PriorityQueue calls a comparer object.
/// </summary>
internal sealed class EventHeap
{
    private OfficeEvent[] items = new OfficeEvent[256];

    public int Count { get; private set; }

    public ref readonly OfficeEvent Peek => ref items[0];

    public void Push(in OfficeEvent item)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, 2 * Count);
        }

        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) >> 1;
            if (!Before(item, items[parent]))
            {
                break;
            }

            items[i] = items[parent];
            i = parent;
        }

        items[i] = item;
    }

    public OfficeEvent Pop()
    {
        OfficeEvent top = items[0];
        OfficeEvent last = items[--Count];
        int i = 0;
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(items[child + 1], items[child]))
            {
                child++;
            }

            if (!Before(items[child], last))
            {
                break;
            }

            items[i] = items[child];
            i = child;
        }

        items[i] = last;
        return top;
    }

    /// <summary>The one order of events.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(in OfficeEvent a, in OfficeEvent b) => a.Time < b.Time || (a.Time == b.Time && a.Order < b.Order);
}

/// <summary>The queue of a desk. See <see cref="EventHeap"/>.</summary>
internal sealed class DeskQueue
{
    private QueuePlace[] items = new QueuePlace[64];

    public int Count { get; private set; }

    public ref readonly QueuePlace Peek => ref items[0];

    public void Push(in QueuePlace item)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, 2 * Count);
        }

        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) >> 1;
            if (!Before(item, items[parent]))
            {
                break;
            }

            items[i] = items[parent];
            i = parent;
        }

        items[i] = item;
    }

    public QueuePlace Pop()
    {
        QueuePlace top = items[0];
        QueuePlace last = items[--Count];
        int i = 0;
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(items[child + 1], items[child]))
            {
                child++;
            }

            if (!Before(items[child], last))
            {
                break;
            }

            items[i] = items[child];
            i = child;
        }

        items[i] = last;
        return top;
    }

    /// <summary>Everything in the queue, in no order; for the rare walk over a whole desk.</summary>
    public ReadOnlySpan<QueuePlace> Items => items.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Before(in QueuePlace a, in QueuePlace b) => a.Key < b.Key || (a.Key == b.Key && a.Id < b.Id);
}
