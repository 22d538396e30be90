using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Reports.Briefs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Briefs;

/// <summary>What <c>cee brief --json</c> prints and <c>brief.json</c> holds; without a clock, so a second call gives the same bytes.</summary>
internal sealed record BriefDocument(
    IReadOnlyList<BriefDocument.PlanFields> Plans,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    int Replications,
    string CommandLine,
    IReadOnlyList<string> Answer,
    IReadOnlyList<BriefDocument.LineFields> Page,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a brief.</summary>
    public const string File = "brief.json";

    public static BriefDocument From(Brief brief, IReadOnlyDictionary<string, string> files) => new(
        [.. brief.Rows.Select(r => new PlanFields(r.Title, r.Plan.File, r.Plan.Inputs.ScenarioHash, r.Plan.ResultHash))],
        brief.Rows[0].Plan.Inputs.DataHash,
        RunResult.ModelVersion,
        brief.Comparison.Seed,
        brief.Comparison.Replications,
        brief.CommandLine,
        [.. BriefReport.Answer(brief).Select(Plain)],
        [.. BriefTable.Of(brief).Select(l => new LineFields(l.Group, l.Measure, [.. l.Cells.Select(Plain)], [.. l.Against.Select(Plain)]))],
        files);

    public string ToJson() => JsonText.Of(this);

    internal static string Plain(string text) => text.Replace('\u00a0', ' ');

    internal sealed record PlanFields(string Title, string File, string ScenarioHash, string ResultHash);

    internal sealed record LineFields(string Group, string Measure, IReadOnlyList<string> Cells, IReadOnlyList<string> Against);
}
