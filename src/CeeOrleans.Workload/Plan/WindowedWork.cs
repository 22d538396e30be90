using System.Collections.Concurrent;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The projected work of one shard and entry-year, laid out by window with one counting sort; what is seen after the
/// world ends is kept apart. Built on the thread that brought the shard, so the plan's own thread only deals it out.
/// </summary>
internal sealed class WindowedWork
{
    private readonly int[] starts;
    private readonly int count;
    private RoutedWork[] work;

    private WindowedWork(RoutedWork[] work, int count, int[] starts, RoutedWork[] later)
    {
        this.work = work;
        this.count = count;
        this.starts = starts;
        Later = later;
    }

    /// <summary>Seen after the end of the world, in order of importer and entry.</summary>
    public RoutedWork[] Later { get; }

    /// <summary>All work inside the world, by window.</summary>
    public IEnumerable<RoutedWork> All => work.Take(count);

    /// <param name="before">What becomes of work seen before the world begins; null drops it.</param>
    public static WindowedWork Of(IReadOnlyList<ProjectBatch> batches, long start, long end, long windowSeconds, int windows, Func<RoutedWork, RoutedWork?>? before = null)
    {
        int[] starts = new int[windows + 1];
        List<RoutedWork> later = [];
        List<RoutedWork> carried = [];
        int total = 0;
        foreach (ProjectBatch batch in batches)
        {
            foreach (ref readonly RoutedWork item in batch.Work.AsSpan())
            {
                if (item.Item.Seen < start)
                {
                    if (before?.Invoke(item) is { } follows)
                    {
                        carried.Add(follows);
                    }

                    continue;
                }

                if (item.Item.Seen < end)
                {
                    starts[WindowOf(item, start, windowSeconds) + 1]++;
                    total++;
                }
                else
                {
                    later.Add(item);
                }
            }
        }

        foreach (RoutedWork item in carried)
        {
            if (item.Item.Seen < end)
            {
                starts[WindowOf(item, start, windowSeconds) + 1]++;
                total++;
            }
            else
            {
                later.Add(item);
            }
        }

        for (int w = 0; w < windows; w++)
        {
            starts[w + 1] += starts[w];
        }

        RoutedWork[] work = WorkBuffers.Take(total);
        int[] next = starts.AsSpan(0, windows).ToArray();
        foreach (ProjectBatch batch in batches)
        {
            foreach (ref readonly RoutedWork item in batch.Work.AsSpan())
            {
                if (item.Item.Seen >= start && item.Item.Seen < end)
                {
                    work[next[WindowOf(item, start, windowSeconds)]++] = item;
                }
            }
        }

        foreach (RoutedWork item in carried)
        {
            if (item.Item.Seen < end)
            {
                work[next[WindowOf(item, start, windowSeconds)]++] = item;
            }
        }

        return new WindowedWork(work, total, starts, [.. later]);
    }

    public ReadOnlySpan<RoutedWork> Window(int w) => count == 0 ? [] : work.AsSpan(starts[w], starts[w + 1] - starts[w]);

    /// <summary>Whether nothing is left after a window.</summary>
    public bool IsOver(int w) => starts[w + 1] == count;

    /// <summary>Gives the rows back; nothing of it may be read any more.</summary>
    public void Release()
    {
        WorkBuffers.GiveBack(work);
        work = [];
        IsReleased = true;
    }

    public bool IsReleased { get; private set; }

    private static int WindowOf(in RoutedWork item, long start, long windowSeconds) => (int)((item.Item.Seen - start) / windowSeconds);
}

/// <summary>
/// Rows of projected work that are used again by the next shard of a like size: a year of a nation is 340 MB in pieces
/// too large for the nursery of the collector, and each replication's would make it walk over every importer. Sizes are
/// rounded up by an eighth at most. The pool of the framework keeps too few pieces of one size and rounds up to powers
/// of two. Keeps 6 million rows (380 MB) at most. Safe for threads.
/// </summary>
internal static class WorkBuffers
{
    private const long MostRows = 6_000_000;
    private const int Least = 1024;
    private static readonly ConcurrentDictionary<int, ConcurrentBag<RoutedWork[]>> Spare = new();
    private static long kept;

    /// <summary>An array of at least so many rows, with whatever was in it.</summary>
    public static RoutedWork[] Take(int rows)
    {
        if (rows < Least)
        {
            return new RoutedWork[rows];
        }

        int size = SizeOf(rows);
        if (Spare.TryGetValue(size, out ConcurrentBag<RoutedWork[]>? bag) && bag.TryTake(out RoutedWork[]? found))
        {
            Interlocked.Add(ref kept, -size);
            return found;
        }

        return GC.AllocateUninitializedArray<RoutedWork>(size);
    }

    public static void GiveBack(RoutedWork[] rows)
    {
        if (rows.Length < Least || Interlocked.Read(ref kept) + rows.Length > MostRows)
        {
            return;
        }

        Interlocked.Add(ref kept, rows.Length);
        Spare.GetOrAdd(rows.Length, _ => []).Add(rows);
    }

    /// <summary>The next multiple of an eighth of the power of two below.</summary>
    private static int SizeOf(int rows)
    {
        int step = 1 << Math.Max(0, 31 - System.Numerics.BitOperations.LeadingZeroCount((uint)rows) - 3);
        return (rows + step - 1) / step * step;
    }
}
