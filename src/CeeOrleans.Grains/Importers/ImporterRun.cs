using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Grains.Importers;

/// <summary>The run face of an importer grain: what is drawn for it, and nothing that a scenario assumes.</summary>
internal sealed class ImporterRun(SetupRegistry setups, int number)
{
    private ImporterProfile? profile;
    private Setup? setup;

    public ProjectBatch Project(ProjectOrder asked)
    {
        if (setup is null || setup.Hash != asked.SetupHash)
        {
            setup = setups.Find(asked.SetupHash);
            profile ??= ImporterProfile.Create(setup.Inputs.Seed, number);
        }

        return Projector.Project(setup, profile!, asked);
    }
}
