using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>
/// Measures of a world that started from the common opening. Coverage is opened ÷ (opened + lapsed); in a world with too
/// few people nothing lapses until the pool is as old as its cut-off, and a year from another world's pool flatters it.
/// So what the pool grew by counts as lapsed: it will. In a world in balance the pool does not grow, and both are one.
/// </summary>
public static class WorldMeasures
{
    /// <summary>Mean over replications; NaN where there is none.</summary>
    public static double Value(MeasureChoice measure, RunResult run, MeasureTable table) =>
        measure.Name == MeasureNames.Coverage && measure.Kind.Length == 0 ? Coverage(run, measure.Office) : measure.In(table)?.Mean ?? double.NaN;

    /// <summary>Coverage with the growth of the pool counted as lapsed.</summary>
    public static double Coverage(RunResult run, string office = MeasureTable.Everywhere)
    {
        HashSet<WorkKind> pool = [.. run.Inputs.Kinds.Where(k => k.Rank == Rank.Pool).Select(k => k.Kind)];
        double[] shares =
        [
            .. run.Replications.Select(r =>
            {
                KindTotals[] rows = [.. r.Kinds.Where(k => pool.Contains(k.Kind) && (office == MeasureTable.Everywhere || run.Offices[k.Office].Code == office))];
                long opened = rows.Sum(k => k.Opened);
                long lost = rows.Sum(k => k.Lapsed) + Math.Max(0, rows.Sum(k => k.OpenAtEnd - k.OpenAtStart));
                return opened + lost == 0 ? double.NaN : (double)opened / (opened + lost);
            }).Where(double.IsFinite),
        ];
        return shares.Length == 0 ? double.NaN : shares.Average();
    }
}
