using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments;

/// <summary>The life of one importer in one replication: every entry as luck gave it, and every step of its work.</summary>
/// <param name="Importer">Its number.</param>
/// <param name="Entries">Entries filed in the horizon, ascending by entry-year and number.</param>
/// <param name="Steps">Steps in order of time.</param>
/// <param name="Work">Work that arose from the entries of the horizon and where it was first routed, by identity.</param>
public sealed record ImporterLife(int Importer, Setup Setup, ImporterFacts Facts, ImmutableArray<(int EntryYear, DrawnEntry Entry)> Entries, ImmutableArray<WorkStep> Steps, ImmutableArray<RoutedWork> Work);

/// <summary>Follows one importer through a replication, run inline. Costs one replication and, the first time, an opening.</summary>
public static class Tracer
{
    /// <returns>Null when the scenario has no such importer, or its importers are live accounts, whose lives are not told.</returns>
    /// <param name="choice">Number within the population, from 0; null for <see cref="Setup.Spotlight"/>.</param>
    /// <param name="replication">1-based.</param>
    public static async Task<ImporterLife?> TraceAsync(RunInputs inputs, int? choice, int replication, RunOptions options, CancellationToken cancellation)
    {
        if (inputs.Population is null or { Snapshot: not null } || choice < 0 || choice >= inputs.Population.Importers)
        {
            return null;
        }

        Setup setup = Setup.Compile(inputs);
        int importer = choice ?? setup.Spotlight;
        if (importer < 0)
        {
            return null;
        }

        List<WorkStep> steps = [];
        InlineRunHost host = new(setup) { Watch = (importer, step => { lock (steps) { steps.Add(step); } }) };
        RunStore store = new(options.CacheFolder);
        Opening? opening = options.Fresh ? null : store.FindOpening(setup);
        if (opening is null)
        {
            opening = await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
            store.Keep(setup, opening);
            steps.Clear();
        }

        await new RunPlan(setup, host, replication).RunAsync($"trace-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
        ImporterProfile profile = ImporterProfile.Create(inputs.Seed, importer);
        List<(int, DrawnEntry)> entries = [];
        List<RoutedWork> work = [];
        for (int year = 0; year < setup.HorizonYears; year++)
        {
            entries.AddRange(Projector.Draw(setup, profile, year, replication).Select(e => (year, e)));
            ProjectOrder order = new(setup.Hash, year, replication, 0, ProjectOrder.MaxCandidates, setup.Start);
            for (int next = 0; next >= 0;)
            {
                ProjectBatch batch = Projector.Project(setup, profile, order with { First = next });
                next = batch.Next;
                work.AddRange(batch.Work);
            }
        }

        return new ImporterLife(importer, setup, Projector.Facts(setup, profile), [.. entries], [.. steps.OrderBy(s => s.Time).ThenBy(s => s.Item.Id).ThenBy(s => s.Kind)], [.. work]);
    }
}
