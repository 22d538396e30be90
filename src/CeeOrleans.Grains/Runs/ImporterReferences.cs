using CeeOrleans.Contracts;

namespace CeeOrleans.Grains.Runs;

/// <summary>
/// References to the importers of the populations in use, kept across replications and setups: making one costs about as
/// much as calling it. Thread-safe; about 120 bytes an importer.
/// </summary>
public sealed class ImporterReferences(IGrainFactory grains)
{
    /// <summary>Populations kept; a process that meets more of them starts over.</summary>
    private const int Most = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, IImporterGrain?[]> populations = new(StringComparer.Ordinal);

    /// <summary>The importers of a population by number, each made when it is first asked for.</summary>
    internal Importers Of(string population, int count)
    {
        lock (gate)
        {
            if (!populations.TryGetValue(population, out IImporterGrain?[]? known) || known.Length != count)
            {
                if (populations.Count >= Most)
                {
                    populations.Clear();
                }

                populations[population] = known = new IImporterGrain?[count];
            }

            return new Importers(grains, population, known);
        }
    }

    internal sealed class Importers(IGrainFactory grains, string population, IImporterGrain?[] known)
    {
        // Two threads may make the same reference; both are equal and either may stay.
        public IImporterGrain this[int number] => known[number] ??= grains.GetGrain<IImporterGrain>(GrainKeys.Importer(population, number));
    }
}
