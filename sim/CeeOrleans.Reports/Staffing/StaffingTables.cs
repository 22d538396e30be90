using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Staffing;

/// <summary>A target at one office over the years of the certificate.</summary>
/// <param name="Mean">Mean over years; NaN when nothing fell due.</param>
/// <param name="Worst">The worst year.</param>
public sealed record TargetRow(string Office, Role Role, string Measure, string Kind, double AtLeast, double Mean, double Worst, int YearsMet, int Years);

/// <summary>A staffing as tables: for the page, the screen, and the files beside the page.</summary>
public static class StaffingTables
{
    /// <summary>Columns of numbers, after office and role.</summary>
    public static ImmutableArray<string> Heads { get; } = ["today", "by hours", "by search", "one away", "answer", "one fewer misses"];

    /// <summary>The table of the answer as text: a row a desk, then sums by role.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(StaffingResult result)
    {
        foreach (DeskAnswer d in result.Desks)
        {
            yield return Row(StaffingStatement.Name(result, d.Desk.Office), d.Desk.Role, d.Today, d.ByLoad, d.ByTargets, d.ByAbsence, d.Answer, Words.Plural(d.FewerMissed, "year", "years"));
        }

        foreach (IGrouping<Role, DeskAnswer> role in result.Desks.GroupBy(d => d.Desk.Role).Where(g => g.Count() > 1).OrderBy(g => g.Key))
        {
            yield return Row("together", role.Key, role.Sum(d => d.Today), role.Sum(d => d.ByLoad), role.Sum(d => d.ByTargets), role.All(d => d.ByAbsence > 0) ? role.Sum(d => d.ByAbsence) : 0, role.Sum(d => d.Answer), "");
        }

        static IReadOnlyList<string> Row(string office, Role role, int today, int load, int targets, int absence, int answer, string fewer) =>
            [office, MeasureTable.RoleName(role), Words.Count(today), Words.Count(load), targets > 0 ? Words.Count(targets) : "–", absence > 0 ? Words.Count(absence) : "–", Words.Count(answer), fewer];
    }

    /// <summary>Every target at every searched office, over the years of the certificate.</summary>
    public static ImmutableArray<TargetRow> TargetRows(StaffingResult result)
    {
        var rows = ImmutableArray.CreateBuilder<TargetRow>();
        ImmutableArray<TargetInput> targets = result.Plan.Targets;
        foreach (int office in result.Desks.Select(d => d.Desk.Office).Distinct())
        {
            for (int t = 0; t < targets.Length; t++)
            {
                TargetInput target = targets[t];
                int at = t;
                TargetReach[] years = [.. result.Years.Select(y => y.Offices.Single(o => o.Office == office).Targets[at])];
                double[] shares = [.. years.Select(y => y.Share).Where(double.IsFinite)];
                KindInput kind = result.Plan.Inputs.Kinds.First(k => k.Kind == target.Kind);
                rows.Add(new TargetRow(
                    StaffingStatement.Mark(result, office),
                    kind.Role,
                    target.Measure,
                    kind.Name,
                    target.AtLeast,
                    shares.DefaultIfEmpty(double.NaN).Average(),
                    shares.DefaultIfEmpty(double.NaN).Min(),
                    years.Count(y => y.Met),
                    years.Length));
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>Those that are written beside the page; draws and worlds where they were asked.</summary>
    public static ImmutableArray<DataTable> Of(StaffingResult result) =>
    [
        Desks(result),
        Targets(result),
        Years(result),
        .. result.Draws.IsEmpty ? Array.Empty<DataTable>() : [Draws(result)],
        .. result.Worlds is { Needs.IsEmpty: false } ? [Worlds(result)] : Array.Empty<DataTable>(),
    ];

    /// <summary>One row per desk.</summary>
    public static DataTable Desks(StaffingResult result) => DataTable.From(
        "desks",
        result.Desks,
        ("office", d => result.Offices[d.Desk.Office].Code),
        ("name", d => OfficeNames.Title(result.Offices[d.Desk.Office].Name)),
        ("role", d => MeasureTable.RoleName(d.Desk.Role)),
        ("today", d => d.Today),
        ("needed_by_load", d => d.ByLoad),
        ("needed_by_targets", d => d.ByTargets),
        ("needed_with_one_absent", d => d.ByAbsence > 0 ? (double)d.ByAbsence : double.NaN),
        ("answer", d => d.Answer),
        ("for_floor", d => d.ForFloor),
        ("years_missed_with_one_fewer", d => d.FewerMissed));

    /// <summary>One row per office and target.</summary>
    public static DataTable Targets(StaffingResult result) => DataTable.From(
        "targets",
        TargetRows(result),
        ("office", t => t.Office),
        ("role", t => MeasureTable.RoleName(t.Role)),
        ("measure", t => t.Measure),
        ("kind", t => t.Kind),
        ("at_least", t => t.AtLeast),
        ("mean", t => t.Mean),
        ("worst_year", t => t.Worst),
        ("years_met", t => t.YearsMet),
        ("years", t => t.Years));

    /// <summary>One row per year of the certificate.</summary>
    public static DataTable Years(StaffingResult result) => DataTable.From(
        "years",
        result.Years,
        ("replication", y => y.Replication),
        ("met", y => y.Met ? 1 : 0),
        ("offices_met", y => y.Offices.Count(o => o.Met)),
        ("offices", y => y.Offices.Length),
        ("least_slack", y => y.Offices.SelectMany(o => o.Targets).Min(t => t.Slack)),
        ("missed", y => string.Join("; ", y.Offices.SelectMany(o => o.Targets.Where(t => !t.Met).Select(t => $"{t.Measure}: {StaffingStatement.Target(result, t.Kind, o.Office)}")))));

    /// <summary>One row per draw of other importers and desk: the people that its year asks for.</summary>
    public static DataTable Draws(StaffingResult result) => DataTable.From(
        "draws",
        [.. result.Draws.SelectMany(d => d.Needs.Select(n => (Draw: d, Need: n)))],
        ("seed", r => r.Draw.Seed.ToString(CultureInfo.InvariantCulture)),
        ("share_of_summaries", r => r.Draw.Share),
        ("met", r => r.Draw.Met ? 1 : 0),
        ("office", r => result.Offices[r.Need.Office].Code),
        ("role", r => MeasureTable.RoleName(r.Need.Role)),
        ("people", r => r.Need.Unreachable.IsEmpty ? (double)r.Need.Need : double.NaN));

    /// <summary>One row per compatible world and desk: the people that it asks for, and the values of its assumptions.</summary>
    public static DataTable Worlds(StaffingResult result) => DataTable.From(
        "worlds",
        [.. result.Worlds!.Needs.SelectMany(n => n.Worlds.Select(w => (n.Desk, w.World, w.People)))],
        [
            ("world", w => w.World.Index + 1),
            ("office", w => result.Offices[w.Desk.Office].Code),
            ("role", w => MeasureTable.RoleName(w.Desk.Role)),
            ("people", w => w.People),
            ("answer_is_enough", w => w.People <= result.Desks.Single(d => d.Desk == w.Desk).Answer ? 1 : 0),
            .. result.Worlds!.Needs.SelectMany(n => n.Worlds).SelectMany(w => w.World.Values.Keys).Distinct().Order(StringComparer.Ordinal)
                .Select(path => (path, (Func<(DeskName Desk, Experiments.Doubts.SampledWorld World, int People), object>)(w => w.World.Values.TryGetValue(path, out Scenarios.PathValue value) ? value.Text : ""))),
        ]);
}
