using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Everything a scenario assumes, compiled once into immutable tables: rates as integer thresholds, calendars, routing,
/// people. Registered once per silo under <see cref="Hash"/>; calls carry the hash.
/// </summary>
public sealed partial class Setup
{
    private Setup(RunInputs inputs) => Inputs = inputs;

    public RunInputs Inputs { get; }

    /// <summary>Scenario hash, data hash and model version in one.</summary>
    public string Hash => $"{Inputs.ScenarioHash[..16]}-{Inputs.DataHash[..8]}-{Inputs.Seed:x}";

    /// <summary>Names the synthetic population: seed, size and generator; importer activations are shared by all setups with the same one.</summary>
    public string PopulationKey => Inputs.Population is null ? "none" : $"{Inputs.Seed:x}-{Inputs.Population.Importers}";
}
