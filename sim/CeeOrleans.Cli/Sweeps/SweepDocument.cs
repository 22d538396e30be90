using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Sweeps;

/// <summary>
/// What <c>cee sweep --json</c> prints and <c>sweep.json</c> holds. It has no time of day and no seconds: a sweep that was
/// interrupted and resumed gives the same bytes.
/// </summary>
internal sealed record SweepDocument(
    string Scenario,
    string ScenarioHash,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    int Replications,
    string SweepHash,
    string CommandLine,
    IReadOnlyList<SweepDocument.AxisRow> Axes,
    IReadOnlyList<SweepDocument.PointRow> Points,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a sweep.</summary>
    public const string File = "sweep.json";

    public static SweepDocument From(SweepResult sweep, string command, IReadOnlyDictionary<string, string> files) => new(
        sweep.Plan.Scenario.Inputs!.Name,
        sweep.Plan.Scenario.Inputs.ScenarioHash,
        sweep.Plan.Scenario.Inputs.DataHash,
        RunResult.ModelVersion,
        sweep.Plan.Points[0].Inputs.Seed,
        sweep.Plan.Points[0].Inputs.Replications,
        sweep.Plan.Hash,
        command,
        [.. sweep.Plan.Axes.Select(a => new AxisRow(a.Path, [.. a.Values.Select(v => v.Text)]))],
        [
            .. sweep.Finished.Select(o => new PointRow(
                sweep.Plan.Axes.Select((a, i) => (a.Path, o.Point.Values[i].Text)).ToDictionary(x => x.Path, x => x.Text),
                o.Point.Inputs.ScenarioHash,
                o.ResultHash,
                [.. o.Chosen.Where(m => m is not null).Select(m => new MeasureRow(m!.Name, m.Office, m.Role, m.Kind, m.Unit, m.Mean, m.Low, m.High, m.Confidence))],
                o.TargetsMet,
                o.Point.Inputs.Targets.Length)),
        ],
        files);

    public string ToJson() => JsonText.Of(this);

    internal sealed record AxisRow(string Path, IReadOnlyList<string> Values);

    internal sealed record PointRow(IReadOnlyDictionary<string, string> Values, string ScenarioHash, string ResultHash, IReadOnlyList<MeasureRow> Measures, int TargetsMet, int Targets);

    internal sealed record MeasureRow(string Name, string Office, string Role, string Kind, string Unit, double Mean, double? Low, double? High, double? Confidence);
}
