using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// What reached one office in one run, window by window, so that the office alone can be run again on the same luck with
/// other people. What the office sends to itself (a protest against its own decision, lodged months later) is not kept:
/// a replay sends its own. What it sends to others is; their answers stay those of the recorded run.
/// </summary>
/// <remarks>Filled by one caller at a time; once full it is read only. Memory: the inboxes, about 64 bytes a piece of work.</remarks>
/// <param name="office">Index of the office.</param>
/// <param name="state">What the office was opened with.</param>
public sealed class OfficeRecord(int office, byte[]? state)
{
    private readonly List<AdvanceOrder> orders = [];
    private readonly HashSet<(long Id, long Seen)> own = [];

    public int Office => office;

    public byte[]? State => state;

    /// <summary>Orders in order of their window, with what came from elsewhere.</summary>
    public IReadOnlyList<AdvanceOrder> Orders => orders;

    /// <summary>Pieces of work in all orders: what a replay costs.</summary>
    public long Items { get; private set; }

    /// <summary>An order that the office was given.</summary>
    public void Add(AdvanceOrder order)
    {
        if (own.Count > 0 && order.Inbox.Any(IsOwn))
        {
            order = order with { Inbox = [.. order.Inbox.Where(i => !IsOwn(i))] };
        }

        Items += order.Inbox.Length;
        orders.Add(order);
    }

    /// <summary>What the office answered to the last order.</summary>
    public void Add(AdvanceReport report)
    {
        foreach (RoutedWork work in report.Outbox)
        {
            if (work.Office == office)
            {
                own.Add((work.Item.Id, work.Item.Seen));
            }
        }
    }

    private bool IsOwn(WorkItem item) => own.Contains((item.Id, item.Seen));
}

/// <summary>
/// One office alone: what reached it in a run, other people, the same luck. With the people of the recorded run it gives
/// the very report of that run, but for counts by stratum, which a replay does not keep. Costs a little less than the office
/// costs in a run, about 0.5 µs a piece of work. Safe to run from several threads at once.
/// </summary>
public static class OfficeReplay
{
    /// <param name="setup">The setup of the recorded run.</param>
    /// <param name="record">A whole recorded run of the office.</param>
    /// <param name="replication">Of the recorded run.</param>
    /// <param name="staff">People at its desks. A desk without people passes its work on, where nothing of it is seen again.</param>
    /// <param name="absence">One person more who is away for a while; null for none.</param>
    public static OfficeReport Run(Setup setup, OfficeRecord record, int replication, OfficeStaff staff, DeskAbsence? absence = null)
    {
        IEnumerable<DeskSetup> layout = setup.DesksOf(replication).Where(d => d.Office == record.Office)
            .Select(d => DeskCrew.Of(setup, d, staff.Of(d.Role), absence));
        OfficeKernel kernel = new(setup, record.Office, replication, record.State, layout, alone: true);
        (long start, long end) = setup.Span(replication);
        Dictionary<int, List<WorkItem>> coming = [];
        foreach (AdvanceOrder order in record.Orders)
        {
            AdvanceOrder given = coming.Remove(order.Window, out List<WorkItem>? own)
                ? order with { Inbox = Together(order.Inbox, own) }
                : order;
            foreach (RoutedWork work in kernel.Advance(given).Outbox)
            {
                if (work.Office == record.Office && work.Item.Seen < end)
                {
                    int window = (int)((Math.Max(work.Item.Seen, start) - start) / setup.WindowSeconds);
                    ref List<WorkItem>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(coming, window, out _);
                    (list ??= []).Add(work.Item);
                }
            }
        }

        return kernel.Collect();
    }

    private static ImmutableArray<WorkItem> Together(ImmutableArray<WorkItem> outside, List<WorkItem> own)
    {
        WorkItem[] all = new WorkItem[outside.Length + own.Count];
        outside.CopyTo(all);
        own.CopyTo(all, outside.Length);
        return ImmutableCollectionsMarshal.AsImmutableArray(all);
    }
}
