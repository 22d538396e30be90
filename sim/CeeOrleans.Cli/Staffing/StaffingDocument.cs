using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Staffing;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Staffing;

/// <summary>What <c>cee staff --json</c> prints and <c>staffing.json</c> holds; without a clock, so a second call gives the same bytes.</summary>
internal sealed record StaffingDocument(
    string Scenario,
    string ScenarioHash,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    string CommandLine,
    string? Office,
    string? Role,
    IReadOnlyList<string> Statement,
    StaffingDocument.CostRow Cost,
    StaffingDocument.CertificateRow Certificate,
    StaffingDocument.SearchRow Search,
    IReadOnlyList<StaffingDocument.DeskRow> Desks,
    IReadOnlyList<StaffingDocument.TargetRow> Targets,
    IReadOnlyList<StaffingDocument.FloorRow> Floors,
    IReadOnlyList<StaffingDocument.DrawRow> Draws,
    StaffingDocument.WorldRow? Worlds,
    IReadOnlyList<string> Unprotected,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a staffing.</summary>
    public const string File = "staffing.json";

    public static StaffingDocument From(StaffingResult r, string command, IReadOnlyDictionary<string, string> files) => new(
        r.Plan.Inputs.Name,
        r.Plan.Inputs.ScenarioHash,
        r.Plan.Inputs.DataHash,
        RunResult.ModelVersion,
        r.Plan.Inputs.Seed,
        command,
        r.Plan.Office is { } office ? r.Offices[office].Code : null,
        r.Plan.Role is { } role ? MeasureTable.RoleName(role) : null,
        [.. StaffingStatement.Of(r).Select(s => s.Replace('\u00a0', ' '))],
        new CostRow(r.People, r.Bound, double.IsFinite(r.Gap) ? r.Gap : null, r.Cost, r.BoundCost),
        new CertificateRow(r.YearsMet, r.Years.Length, r.LeastShare, StaffingResult.Confidence, r.Plan.SearchYears + 1, r.Plan.SearchYears + r.Years.Length),
        new SearchRow(r.Plan.SearchYears, r.Plan.Sure, r.Rounds, r.Settled),
        [.. r.Desks.Select(d => new DeskRow(r.Offices[d.Desk.Office].Code, r.Offices[d.Desk.Office].Name, MeasureTable.RoleName(d.Desk.Role), d.Today, d.ByLoad, d.ByTargets > 0 ? d.ByTargets : null, d.ByAbsence > 0 ? d.ByAbsence : null, d.Answer, d.ForFloor, d.FewerMissed, [.. r.RangeOf(d.Desk).Select(p => new RangeRow(p.People, p.YearsMet))]))],
        [.. StaffingTables.TargetRows(r).Select(t => new TargetRow(t.Office, MeasureTable.RoleName(t.Role), t.Measure, t.Kind, t.AtLeast, double.IsFinite(t.Mean) ? t.Mean : null, double.IsFinite(t.Worst) ? t.Worst : null, t.YearsMet))],
        [.. r.Floors.Select(f => new FloorRow(MeasureTable.RoleName(f.Role), f.Floor, f.People, f.Applies, f.Kept, f.Binds, f.Added, f.Citation))],
        [.. r.Draws.Select(d => new DrawRow(d.Seed, double.IsFinite(d.Share) ? d.Share : null, d.Met, [.. d.Needs.Where(n => n.Unreachable.IsEmpty).Select(n => new DrawnDesk(r.Offices[n.Office].Code, MeasureTable.RoleName(n.Role), n.Need))]))],
        r.Worlds is { } w ? new WorldRow(w.Sampled, w.Compatible, w.Holds, w.Where, [.. w.Needs.Select(n => NeedOf(r, n))]) : null,
        [.. Protection.Left(r.Plan.Inputs).Select(k => k.Name)],
        files);

    public string ToJson() => JsonText.Of(this);

    internal sealed record CostRow(int People, int BoundPeople, double? Gap, double DollarsPerYear, double BoundDollarsPerYear);

    internal sealed record CertificateRow(int YearsMet, int Years, double LeastShare, double Confidence, int FirstReplication, int LastReplication);

    internal sealed record SearchRow(int Years, double Sure, int Rounds, bool Settled);

    internal sealed record DeskRow(string Office, string Name, string Role, int Today, int NeededByLoad, int? NeededByTargets, int? NeededWithOneAbsent, int Answer, int ForFloor, int YearsMissedWithOneFewer, IReadOnlyList<RangeRow> Range);

    /// <summary>People at this desk alone, and certified years in which its own targets are met with them.</summary>
    internal sealed record RangeRow(int People, int YearsMet);

    internal sealed record TargetRow(string Office, string Role, string Measure, string Kind, double AtLeast, double? Mean, double? WorstYear, int YearsMet);

    internal sealed record FloorRow(string Role, int Floor, int OnBoard, bool Applies, bool Kept, bool Binds, int Added, string Citation);

    /// <summary>A year with other importers.</summary>
    internal sealed record DrawRow(ulong Seed, double? ShareOfSummaries, bool Met, IReadOnlyList<DrawnDesk> Desks);

    /// <summary>People that a desk needs in it.</summary>
    internal sealed record DrawnDesk(string Office, string Role, int People);

    internal sealed record WorldRow(int Sampled, int Compatible, int Holds, string FailsWhere, IReadOnlyList<NeedRow> Needs);

    /// <summary>People that one desk needs in the compatible worlds: under the assumptions as they stand, the ends and the middle of the middle nine tenths.</summary>
    internal sealed record NeedRow(string Office, string Role, int AtBase, double? Low, double? Median, double? High, int WorldsOutOfReach, IReadOnlyList<TurnerRow> Turners);

    /// <summary>People with one assumption alone at its ends; null where no compatible world has it.</summary>
    internal sealed record TurnerRow(string Path, string Low, string High, int? AtLow, int? AtHigh, double RankCorrelation, bool ToldFromChance);

    private static NeedRow NeedOf(StaffingResult r, WorldNeed n)
    {
        (double low, double median, double high) = n.People;
        return new NeedRow(
            r.Offices[n.Desk.Office].Code,
            MeasureTable.RoleName(n.Desk.Role),
            n.AtBase,
            Finite(low),
            Finite(median),
            Finite(high),
            n.OutOfReach,
            [.. n.Turners.Where(t => t.Told || t.AtLow is not null || t.AtHigh is not null).Select(t => new TurnerRow(t.Assumption.Path, t.Assumption.Low.Text, t.Assumption.High.Text, t.AtLow, t.AtHigh, t.Correlation, t.Told))]);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
