using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports;

/// <summary>What a report is made of.</summary>
/// <param name="Run">A run with at least one finished replication; <see cref="RunResult.Partial"/> when it was interrupted.</param>
/// <param name="Measures"><see cref="MeasureTable.From"/> of that run.</param>
/// <param name="Effective">The effective scenario: <see cref="LoadedScenario.Effective"/>.</param>
public sealed record ReportInput(RunResult Run, MeasureTable Measures, ImmutableArray<EffectiveValue> Effective)
{
    /// <summary><see cref="TargetOutcome.Evaluate(RunResult)"/> of that run.</summary>
    public ImmutableArray<TargetOutcome> Targets { get; init; } = [];

    /// <summary>Stored years of the same scenario, two or more, when the run itself has one: they say how large luck is.</summary>
    public StoredRun? StoredYears { get; init; }

    /// <summary>The comparison with published facts; null for a scenario that is not national.</summary>
    public FactTable? Facts { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Files">Stable name to path: "report", "measures.csv", "measures.parquet", "charts/backlog.png" and so on.</param>
/// <param name="Seconds">Wall clock it took.</param>
public sealed record ReportFiles(ImmutableSortedDictionary<string, string> Files, double Seconds);
