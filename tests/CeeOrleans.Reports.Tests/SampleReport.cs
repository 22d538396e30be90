using System.Collections.Immutable;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Tests;

/// <summary>A report of a sample run.</summary>
internal static class SampleReport
{
    public static ReportInput Of(RunResult run, StoredRun? otherYears = null)
    {
        ImmutableArray<EffectiveValue> effective =
        [
            new("name", run.Inputs.Name, "national-cees.yaml:2", "", "", ""),
            new("people.import specialists", "935 people", "national-ports.yaml:31", "R", "NTEU <2018> & \"staff\"", ""),
            new("rates.document review", "10 %", "reference data", "D", "FreightWaves FY2004", "8 % to 12 %"),
            new("people.direct share", "0.75", "reference data", "A", "", "0.60 to 0.85"),
        ];
        return new ReportInput(run, MeasureTable.From(run), effective)
        {
            Targets = TargetOutcome.Evaluate(run),
            Facts = run.Inputs.Population is null ? null : FactTable.Evaluate(new FactRuns(run) { OtherYears = otherYears }),
        };
    }
}
