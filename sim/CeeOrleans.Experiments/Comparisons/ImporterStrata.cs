using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>One number of a group of importers, by replication.</summary>
public sealed record StratumMeasure(string Name, string Unit, Sense Sense, ImmutableArray<double> Values);

/// <summary>A group of importers under one plan.</summary>
/// <param name="Name">As tables name it: "100 to 999 a year, 6 to 20 ports", "trusted traders", "Electronics".</param>
/// <param name="Importers">Importers of the group, in the first replication.</param>
public sealed record StratumOutcome(StratumBy By, int Index, string Name, long Importers, ImmutableArray<StratumMeasure> Measures);

/// <summary>What importers see of a plan, by size and ports, by trust, by industry.</summary>
public static class ImporterStrata
{
    /// <summary>Post-release offices an importer deals with.</summary>
    public const string Offices = "offices per importer";

    /// <summary>Share of its questions that two or more offices decide.</summary>
    public const string Exposure = "questions decided by several offices";

    /// <summary>Requests for information.</summary>
    public const string Cf28s = "CF-28 per 1,000 importers";

    public const string TouchPoints = "touch points per 1,000 importers";

    /// <summary>Of what fell due, whatever its kind but the pool.</summary>
    public const string OnTime = "clocked work on time";

    /// <summary>From asking to the end of the answer.</summary>
    public const string ContactTime = "time to answer a contact";

    /// <summary>From taking in to decision, waits outside not counted.</summary>
    public const string ProtestTime = "time to decide a protest at the desk";

    /// <summary>Every group that has importers, of live accounts enough that none is known by it, in a fixed order. Empty for a plain queue.</summary>
    public static ImmutableArray<StratumOutcome> Of(RunResult run)
    {
        ImmutableArray<ReplicationResult> reps = run.Replications;
        if (reps.IsDefaultOrEmpty || reps[0].Strata.IsDefaultOrEmpty)
        {
            return [];
        }

        List<StratumOutcome> groups = [];
        for (int i = 0; i < reps[0].Strata.Length; i++)
        {
            StratumTotals first = reps[0].Strata[i];
            if (first.Importers >= SmallCells.LeastOf(run.Inputs))
            {
                StratumTotals[] rows = [.. reps.Select(r => r.Strata[i])];
                groups.Add(new StratumOutcome(first.By, first.Index, NameOf(run.Inputs, first.By, first.Index), first.Importers, [.. MeasuresOf(rows)]));
            }
        }

        return [.. groups];
    }

    /// <summary>As tables name a group.</summary>
    public static string NameOf(RunInputs inputs, StratumBy by, int index) => by switch
    {
        StratumBy.Class => AccountClasses.NameOf(index),
        StratumBy.Trader => index switch { 0 => "outside C-TPAT", 1 => "C-TPAT, not trusted", _ => "trusted traders" },
        _ => index < inputs.Centers.Length ? inputs.Centers[index].Name : "no Center",
    };

    /// <summary>The dimension as tables name it.</summary>
    public static string Text(this StratumBy by) => by switch
    {
        StratumBy.Class => "class of size and ports",
        StratumBy.Trader => "class of trust",
        _ => "industry",
    };

    private static IEnumerable<StratumMeasure> MeasuresOf(StratumTotals[] rows)
    {
        StratumMeasure Of(string name, string unit, Sense sense, Func<StratumTotals, double> value) => new(name, unit, sense, [.. rows.Select(value)]);
        yield return Of(Offices, "per importer", Sense.LowerIsBetter, r => Ratio(r.OfficesOfImporters, r.ImportersDecided));
        yield return Of(Exposure, "share", Sense.LowerIsBetter, r => Ratio(r.QuestionsExposed, r.Questions));
        yield return Of(Cf28s, "per 1,000", Sense.LowerIsBetter, r => Ratio(1000.0 * r.Cf28s, r.Importers));
        yield return Of(TouchPoints, "per 1,000", Sense.LowerIsBetter, r => Ratio(1000.0 * r.TouchPoints, r.Importers));
        yield return Of(OnTime, "share", Sense.HigherIsBetter, r => Ratio(Clocked(r).Sum(w => w.OnTime), Clocked(r).Sum(w => w.Due)));
        yield return Of(ContactTime, "hours", Sense.LowerIsBetter, r => TimeOf(r, WorkKind.Contact));
        yield return Of(ProtestTime, "hours", Sense.LowerIsBetter, r => TimeOf(r, WorkKind.Protest));
    }

    private static IEnumerable<StratumWork> Clocked(StratumTotals r) => r.Work.Where(w => w.Kind != WorkKind.FullReview);

    private static double TimeOf(StratumTotals r, WorkKind kind) => r.Work.FirstOrDefault(w => w.Kind == kind) is { } w ? Ratio(w.FinishSeconds, w.Finished) / 3600 : double.NaN;

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
