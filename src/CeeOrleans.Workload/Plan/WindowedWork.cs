namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The projected work of one shard and entry-year, laid out by window with one counting sort; what is seen after the
/// world ends is kept apart. Built on the thread that brought the shard, so the plan's own thread only deals it out.
/// </summary>
internal sealed class WindowedWork
{
    private readonly int[] starts;
    private RoutedWork[] work;

    private WindowedWork(RoutedWork[] work, int[] starts, RoutedWork[] later)
    {
        this.work = work;
        this.starts = starts;
        Later = later;
    }

    /// <summary>Seen after the end of the world, in order of importer and entry.</summary>
    public RoutedWork[] Later { get; }

    /// <summary>All work inside the world, by window.</summary>
    public IEnumerable<RoutedWork> All => work;

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

        RoutedWork[] work = new RoutedWork[total];
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

        return new WindowedWork(work, starts, [.. later]);
    }

    public ReadOnlySpan<RoutedWork> Window(int w) => work.Length == 0 ? [] : work.AsSpan(starts[w], starts[w + 1] - starts[w]);

    /// <summary>Whether nothing is left after a window.</summary>
    public bool IsOver(int w) => starts[w + 1] == work.Length;

    private static int WindowOf(in RoutedWork item, long start, long windowSeconds) => (int)((item.Item.Seen - start) / windowSeconds);
}
