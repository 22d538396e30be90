using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Sweeps;

/// <summary>How many runs fit side by side.</summary>
public static class MemoryNeed
{
    /// <summary>Of the memory of this machine, what runs may take together when nothing else is said.</summary>
    public const double ShareOfMachine = 0.6;

    /// <summary>What a process holds before it runs anything, MB.</summary>
    private const double Base = 150;

    /// <summary>Measured on the national scenario, 350,000 importers: 1.1 GB at the peak on threads, 2.2 GB in one silo.</summary>
    private const double InlinePerImporter = 2.8e-3;

    private const double SiloPerImporter = 5.9e-3;

    /// <summary>Measured on 350,000 importers with a tenth of the nation's entries: 404 MB without a shock, 642 MB with one and its twin, which keeps importers of its own.</summary>
    private const double TwinPerImporter = 0.7e-3;

    /// <summary>Memory of one run at its peak, MB, beyond what the process holds anyway.</summary>
    public static double OfRun(RunInputs inputs, int silos) => 30 + ((inputs.Population?.Importers ?? 0) * ((silos == 0 ? InlinePerImporter : SiloPerImporter) + (CalmTwin.Of(inputs) is null ? 0 : TwinPerImporter)));

    /// <summary>The default budget of this machine, MB.</summary>
    public static double Budget() => ShareOfMachine * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024.0);

    /// <summary>Runs side by side: as many as the budget holds and there are processors, and never none.</summary>
    /// <param name="need">Of the largest run, MB.</param>
    public static int SideBySide(double need, double budget, int processors, int runs) =>
        (int)Math.Clamp(Math.Floor((budget - Base) / need), 1, Math.Max(1, Math.Min(processors, runs)));
}
