using System.Numerics;
using System.Runtime.CompilerServices;

namespace CeeOrleans.Workload.Plan;

/// <summary>A row with a total order of its own: no two rows of one heap are equal.</summary>
internal interface IOrdered<T>
    where T : struct
{
    static abstract bool Before(in T a, in T b);
}

/// <summary>An event of an office: when, in which order among those of the same second, and for what.</summary>
/// <param name="Order">Kind of event in the top four bits, a stable identity below: no two events of one office are equal.</param>
internal readonly record struct OfficeEvent(long Time, ulong Order, int Index, int Version) : IOrdered<OfficeEvent>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(in OfficeEvent a, in OfficeEvent b) => a.Time < b.Time || (a.Time == b.Time && a.Order < b.Order);
}

/// <summary>A place in the queue of a desk: rank and due time (or risk), then identity.</summary>
internal readonly record struct QueuePlace(ulong Key, long Id, int Slot, int Place) : IOrdered<QueuePlace>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(in QueuePlace a, in QueuePlace b) => a.Key < b.Key || (a.Key == b.Key && a.Id < b.Id);
}

/// <summary>
/// A binary heap over structs with a total order. Our own because it is the inner loop of the event loop: one row holds
/// element and priority, and the comparison is inlined, where the standard PriorityQueue calls a comparer object.
/// </summary>
internal class BinaryHeap<T>
    where T : struct, IOrdered<T>
{
    private T[] items = new T[64];

    public int Count { get; private set; }

    public ref readonly T Peek => ref items[0];

    /// <summary>Everything in the heap, in no order; for the rare walk over a whole desk.</summary>
    public ReadOnlySpan<T> Items => items.AsSpan(0, Count);

    public void Push(in T item)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, 2 * Count);
        }

        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) >> 1;
            if (!T.Before(item, items[parent]))
            {
                break;
            }

            items[i] = items[parent];
            i = parent;
        }

        items[i] = item;
    }

    public T Pop()
    {
        T top = items[0];
        T last = items[--Count];
        int i = 0;
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && T.Before(items[child + 1], items[child]))
            {
                child++;
            }

            if (!T.Before(items[child], last))
            {
                break;
            }

            items[i] = items[child];
            i = child;
        }

        items[i] = last;
        return top;
    }
}

/// <summary>The events of an office.</summary>
internal sealed class EventHeap : BinaryHeap<OfficeEvent>;

/// <summary>
/// The queue of a desk, best first: a heap for each rank. Ranks never mix, and in one heap the pool, by far the largest of
/// them, would make the way through all the others long.
/// </summary>
internal sealed class DeskQueue
{
    private const int RankBits = 56;

    // Ranks above the last share its heap, in the order of their keys.
    private readonly BinaryHeap<QueuePlace>?[] ranks = new BinaryHeap<QueuePlace>?[8];
    private uint filled;

    public int Count { get; private set; }

    public ref readonly QueuePlace Peek => ref ranks[BitOperations.TrailingZeroCount(filled)]!.Peek;

    /// <summary>Everything in the queue, in no order.</summary>
    public IEnumerable<QueuePlace> Items => ranks.Where(r => r is not null).SelectMany(r => r!.Items.ToArray());

    public void Push(in QueuePlace place)
    {
        int rank = (int)Math.Min(place.Key >> RankBits, (ulong)ranks.Length - 1);
        (ranks[rank] ??= new BinaryHeap<QueuePlace>()).Push(place);
        filled |= 1u << rank;
        Count++;
    }

    public QueuePlace Pop()
    {
        int rank = BitOperations.TrailingZeroCount(filled);
        BinaryHeap<QueuePlace> heap = ranks[rank]!;
        QueuePlace place = heap.Pop();
        if (heap.Count == 0)
        {
            filled &= ~(1u << rank);
        }

        Count--;
        return place;
    }
}
