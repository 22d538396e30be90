using System.Collections.Immutable;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// A host that keeps what reaches some offices and what they report, for replays. One world at a time; what it keeps is
/// the inboxes themselves, about 0.3 GB for a national year.
/// </summary>
public sealed class RecordingHost(IRunHost inner, IEnumerable<int> offices) : IRunHost
{
    private readonly HashSet<int> watched = [.. offices];

    /// <summary>By office.</summary>
    public Dictionary<int, OfficeRecord> Records { get; } = [];

    /// <summary>By office; there once the world was collected.</summary>
    public Dictionary<int, OfficeReport> Reports { get; } = [];

    /// <summary>Lets go of everything that was kept.</summary>
    public void Clear()
    {
        Records.Clear();
        Reports.Clear();
    }

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation)
    {
        if (watched.Contains(office))
        {
            Records[office] = new OfficeRecord(office, state);
        }

        return inner.OpenAsync(world, office, state, cancellation);
    }

    public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation) => inner.ProjectAsync(order, accept, cancellation);

    public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        foreach (AdvanceOrder order in orders)
        {
            if (Records.TryGetValue(order.Office, out OfficeRecord? record))
            {
                record.Add(order);
            }
        }

        ImmutableArray<AdvanceReport> reports = await inner.AdvanceAsync(world, orders, cancellation).ConfigureAwait(false);
        foreach (AdvanceReport report in reports)
        {
            if (Records.TryGetValue(report.Office, out OfficeRecord? record))
            {
                record.Add(report);
            }
        }

        return reports;
    }

    public async Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation)
    {
        OfficeReport report = await inner.CollectAsync(world, office, cancellation).ConfigureAwait(false);
        if (watched.Contains(office))
        {
            Reports[office] = report;
        }

        return report;
    }

    public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

    public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);
}
