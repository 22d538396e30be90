using System.Globalization;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments;

/// <summary>Whether what is open in a snapshot and who does the work belong to worlds of the same size.</summary>
public static class LiveFit
{
    /// <summary>A world with so many times the other's importers is another one.</summary>
    private const double Apart = 3;

    /// <summary>What does not fit, in a sentence; null when nothing does not, and where the importers are those of the snapshot.</summary>
    public static string? Mismatch(RunInputs inputs) =>
        inputs.Opening.Snapshot?.Facts is { } snapshot && inputs.Population is { Snapshot: null, Importers: > 0 and var importers } && (snapshot.Accounts > Apart * importers || importers > Apart * snapshot.Accounts)
            ? string.Create(CultureInfo.InvariantCulture, $"The snapshot has {snapshot.Accounts:#,0} accounts with {snapshot.Items:#,0} open items, and the scenario {importers:#,0} importers: its people and its volume are not those of the live world. population: live takes the importers from the snapshot too; its people are to be set for them.")
            : null;
}
