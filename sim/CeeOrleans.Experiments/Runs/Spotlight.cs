using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Scenarios.Names;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// The seed's importer: an electronics trusted trader with many ports. On the same entries of the first replication:
/// which offices does its post-release work go to without Centers, and which under this scenario?
/// </summary>
public static class Spotlight
{
    /// <returns>Null in a plain queue, or when the population has no such importer.</returns>
    public static SpotlightAccount? Of(Setup setup)
    {
        if (setup.Importers == 0 || setup.Spotlight < 0)
        {
            return null;
        }

        ImporterProfile profile = ImporterProfile.Create(setup.Inputs.Seed, setup.Spotlight);
        ImporterFacts facts = Projector.Facts(setup, profile);
        SortedSet<int> before = [];
        SortedSet<int> after = [];
        long filed = 0;
        long items = 0;
        for (int year = 0; year < setup.HorizonYears; year++)
        {
            ProjectOrder order = new(setup.Hash, year, 1, 0, ProjectOrder.MaxCandidates, setup.Start);
            for (int next = 0; next >= 0;)
            {
                ProjectBatch batch = Projector.Project(setup, profile, order with { First = next });
                next = batch.Next;
                filed += batch.Tally.Filed;
                foreach (RoutedWork work in batch.Work.Where(w => w.Item.Kind != WorkKind.PartnerReferral && w.Item.Seen < setup.End))
                {
                    items++;
                    before.Add(setup.Routing.PortOffice(work.Item.Port));
                    after.Add(work.Office);
                }
            }
        }

        ImporterName identity = ImporterNames.For(setup.Inputs.Seed, setup.Spotlight);
        return new SpotlightAccount(setup.Spotlight, identity.Name, ImporterNumbers.For(setup.Spotlight), facts.Center, facts.Ports.Length, filed, items, [.. before], [.. after]);
    }
}
