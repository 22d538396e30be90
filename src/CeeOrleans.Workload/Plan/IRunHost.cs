using System.Collections.Immutable;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Where a plan runs: threads that call the functions (the inline oracle), or grains. A host only moves messages and
/// bounds what is in flight; every rule is in the plan, the projector and the office kernel, so that "inline = grains"
/// tests the grains.
/// </summary>
public interface IRunHost
{
    /// <summary>Opens one office of a world; <paramref name="state"/> is what <see cref="SnapshotAsync"/> gave, or null for an empty office.</summary>
    Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation);

    /// <summary>
    /// Asks every importer of the population for an entry-year, shard by shard, in calls of at most
    /// <see cref="ProjectOrder.MaxCandidates"/> candidates.
    /// </summary>
    /// <param name="order">The first order of every importer; <see cref="ProjectOrder.First"/> is 0.</param>
    /// <param name="accept">Takes the batches of one shard, in order of importer and candidate. Called for one shard at a time or for several at once, in any order of shards; never twice for one shard.</param>
    Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation);

    /// <summary>Runs all offices over one window and returns their reports in the order of the orders.</summary>
    /// <exception cref="OutOfTurnException">An office is not where the plan thinks it is.</exception>
    Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation);

    Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation);

    /// <summary>The whole state of an office, for the opening cache.</summary>
    Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation);

    /// <summary>Empties and deactivates all offices of the world.</summary>
    Task CloseAsync(World world, CancellationToken cancellation);
}

/// <summary>Fixed shards of importers: by number, always 512, whatever the silos.</summary>
public static class Shards
{
    public const int Count = 512;

    /// <summary>Importers of a shard: numbers first, first + 512, … below the population.</summary>
    public static IEnumerable<int> Importers(int shard, int population)
    {
        for (int i = shard; i < population; i += Count)
        {
            yield return i;
        }
    }
}
