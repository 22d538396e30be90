using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;

namespace CeeOrleans.Contracts;

/// <summary>
/// One importer of record. Key: <c>population/number</c> in a scenario run (<see cref="GrainKeys.Importer"/>). Holds what
/// is drawn for it and nothing that a scenario assumes, so it stays active across replications and scenarios.
/// </summary>
[GrainInterfaceType("cee.importer")]
public interface IImporterGrain : IGrainWithStringKey
{
    /// <summary>The work that arises from some of its entries. A turn of at most 10 ms.</summary>
    [Alias("project")]
    ValueTask<Immutable<ProjectBatch>> ProjectAsync(Immutable<ProjectOrder> order);
}
