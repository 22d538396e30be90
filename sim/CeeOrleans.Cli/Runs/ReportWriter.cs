using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Runs;

/// <summary>Writes the report of a run. Published facts of other years come from the stored results of shipped scenarios.</summary>
/// <param name="load">Reads a scenario file.</param>
/// <param name="folder">Where the command was called: shipped scenarios lie in <c>scenarios/</c> or right in it, stored results in its cache.</param>
internal sealed class ReportWriter(Func<string, LoadedScenario> load, string folder) : IRunWriter
{
    /// <summary>Stored years that the size of luck is taken from.</summary>
    private const int YearsOfLuck = 10;

    public Task<IReadOnlyDictionary<string, string>> WriteAsync(RunResult run, MeasureTable measures, ImmutableArray<EffectiveValue> effective, string place, CancellationToken cancellation)
    {
        RunStore store = new(Path.Combine(folder, new RunOptions().CacheFolder));
        ReportFiles files = RunReport.Write(
            new ReportInput(run, measures, effective)
            {
                Targets = TargetOutcome.Evaluate(run),
                StoredYears = run.Replications.Length > 1 ? null : store.FindRun(run.Inputs, YearsOfLuck),
                Facts = run.Inputs.Population is null or { Snapshot: not null } ? null : FactTable.Evaluate(FactRuns.Find(run, Shipped, store)),
            },
            place,
            cancellation);
        return Task.FromResult<IReadOnlyDictionary<string, string>>(
            files.Files.ToDictionary(f => f.Key, f => Path.GetRelativePath(place, f.Value)));
    }

    /// <summary>A file that is absent or broken only leaves facts without a comparison; its errors are told when it is run.</summary>
    private RunInputs? Shipped(string name) =>
        new[] { Path.Combine(folder, "scenarios", name + ".yaml"), Path.Combine(folder, name + ".yaml") }.FirstOrDefault(File.Exists) is { } file
            ? load(file).Inputs
            : null;
}
