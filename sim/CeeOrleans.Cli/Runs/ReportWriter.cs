using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Runs;

/// <summary>Writes the report of a run.</summary>
internal sealed class ReportWriter : IRunWriter
{
    public Task<IReadOnlyDictionary<string, string>> WriteAsync(RunResult run, MeasureTable measures, ImmutableArray<EffectiveValue> effective, string folder, CancellationToken cancellation)
    {
        ReportFiles files = RunReport.Write(
            new ReportInput(run, measures, effective)
            {
                Targets = TargetOutcome.Evaluate(run),
                Facts = run.Inputs.Population is null ? null : FactTable.Evaluate(run),
            },
            folder,
            cancellation);
        return Task.FromResult<IReadOnlyDictionary<string, string>>(
            files.Files.ToDictionary(f => f.Key, f => Path.GetRelativePath(folder, f.Value)));
    }
}
