using System.Globalization;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Reports.Recoveries;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Recoveries;

/// <summary>What <c>cee recover --json</c> prints and <c>recover.json</c> holds; without a clock, so a second call gives the same bytes.</summary>
internal sealed record ReserveDocument(
    string Scenario,
    string ScenarioHash,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    int Replications,
    string CommandLine,
    string Role,
    int Today,
    ReserveDocument.SurgeRow? Surge,
    string Shock,
    int WeeksToTheEnd,
    string Finding,
    IReadOnlyList<ReserveDocument.PointRow> Points,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a reserve.</summary>
    public const string File = "recover.json";

    public static ReserveDocument From(ReserveResult r, string command, IReadOnlyDictionary<string, string> files) => new(
        r.Plan.Scenario.Inputs!.Name,
        r.Plan.Sweep.Points[0].Inputs.ScenarioHash,
        r.Plan.Scenario.Inputs.DataHash,
        RunResult.ModelVersion,
        r.Plan.Sweep.Points[0].Inputs.Seed,
        r.Replications,
        command,
        r.Plan.Role,
        r.Plan.Today,
        r.Plan.Surge is { } s ? new SurgeRow(Day(s.From), Day(s.Until), s.Factor) : null,
        ReserveWords.Shock(r),
        r.WeeksLeft,
        ReserveWords.Finding(r),
        [
            .. r.Rows.Select(row => new PointRow(
                row.Added,
                row.People,
                WeeksRow.From(row.Nation.Reviews),
                WeeksRow.From(row.Nation.Clocks),
                WeeksRow.From(row.Same.Reviews),
                WeeksRow.From(row.Same.Clocks),
                Slowest(r, row, RecoveryOf.Reviews),
                Slowest(r, row, RecoveryOf.Clocks),
                row.ResultHash)),
        ],
        files);

    public string ToJson() => JsonText.Of(this);

    private static OfficeRow? Slowest(ReserveResult r, ReserveRow row, RecoveryOf what) => row.Slowest(what) is { } office
        ? new OfficeRow(r.Offices[office.Office!.Value].Code, r.Offices[office.Office.Value].Name, WeeksRow.From(office.Of(what))!)
        : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="Until">First day after it.</param>
    internal sealed record SurgeRow(string From, string Until, double Factor);

    /// <param name="Reviews">Against today's people without the shock.</param>
    /// <param name="ReviewsSamePeople">Against the same people without the shock.</param>
    internal sealed record PointRow(int Added, int People, WeeksRow? Reviews, WeeksRow? Clocks, WeeksRow? ReviewsSamePeople, WeeksRow? ClocksSamePeople, OfficeRow? SlowestReviews, OfficeRow? SlowestClocks, string ResultHash);

    /// <param name="WithinHorizon">Share of replications; below 1 the mean is a lower bound.</param>
    internal sealed record WeeksRow(double Mean, double? Low, double? High, double WithinHorizon, IReadOnlyList<double> PerReplication)
    {
        public static WeeksRow? From(ReserveWeeks? w) => w is null ? null : new(w.Estimate.Mean, w.Estimate.Low, w.Estimate.High, w.Reached, w.PerReplication);
    }

    internal sealed record OfficeRow(string Code, string Name, WeeksRow Weeks);
}
