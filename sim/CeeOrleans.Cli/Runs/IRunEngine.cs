using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Runs;

/// <summary>Carries out a run.</summary>
internal interface IRunEngine
{
    /// <param name="progress">Called often and from any thread; must return at once.</param>
    /// <param name="cancellation">
    /// Stops within a second: the result then holds the replications that were finished and is marked partial, or, when
    /// there is none, the task is cancelled.
    /// </param>
    /// <exception cref="Workload.Plan.BrokenLawException">A law of conservation did not hold.</exception>
    Task<RunResult> RunAsync(RunInputs inputs, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation);
}

/// <summary>Writes what a planner reads.</summary>
internal interface IRunWriter
{
    /// <summary>Writes the report, its charts, CSV and Parquet into a folder that exists and is empty.</summary>
    /// <param name="effective">The scenario's values with their origins.</param>
    /// <returns>Path inside the folder by what it is: "report" → "report.html".</returns>
    Task<IReadOnlyDictionary<string, string>> WriteAsync(RunResult run, MeasureTable measures, ImmutableArray<EffectiveValue> effective, string folder, CancellationToken cancellation);
}
