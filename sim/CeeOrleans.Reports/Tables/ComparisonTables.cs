using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;

namespace CeeOrleans.Reports.Tables;

/// <summary>The files of numbers that a comparison leaves.</summary>
public static class ComparisonTables
{
    /// <summary>All of them, in a fixed order; those of the waterfall only when there is one.</summary>
    public static ImmutableArray<DataTable> Of(Comparison comparison)
    {
        List<DataTable> tables = [Differences(comparison), Pairs(comparison), Waiting(comparison), Affected(comparison), Contests(comparison)];
        if (!comparison.Waterfalls.IsEmpty)
        {
            tables.Add(Steps(comparison));
        }

        return [.. tables];
    }

    /// <summary>One row for each pair of plans and measure.</summary>
    public static DataTable Differences(Comparison comparison)
    {
        List<(PlanPair Pair, ComparedMeasure M)> rows = [.. comparison.Pairs.SelectMany(p => p.Measures.Select(m => (p, m)))];
        return DataTable.From(
            "differences",
            rows,
            ("plan_a", x => x.Pair.A.Label),
            ("plan_b", x => x.Pair.B.Label),
            ("name", x => x.M.Name),
            ("office", x => x.M.Office),
            ("role", x => x.M.Role),
            ("kind", x => x.M.Kind),
            ("unit", x => x.M.Unit),
            ("pairs", x => x.M.Estimate.Pairs),
            ("mean_a", x => x.M.Estimate.A.Mean),
            ("low_a", x => x.M.Estimate.A.Low ?? double.NaN),
            ("high_a", x => x.M.Estimate.A.High ?? double.NaN),
            ("mean_b", x => x.M.Estimate.B.Mean),
            ("low_b", x => x.M.Estimate.B.Low ?? double.NaN),
            ("high_b", x => x.M.Estimate.B.High ?? double.NaN),
            ("difference", x => x.M.Estimate.Difference.Mean),
            ("low", x => x.M.Estimate.Difference.Low ?? double.NaN),
            ("high", x => x.M.Estimate.Difference.High ?? double.NaN),
            ("verdict", x => x.M.Verdict.Text()),
            ("variance_reduction", x => x.M.Estimate.Reduction.Factor),
            ("variance_reduction_low", x => x.M.Estimate.Reduction.Low ?? double.NaN),
            ("variance_reduction_high", x => x.M.Estimate.Reduction.High ?? double.NaN),
            ("sd_ratio_k", x => x.M.Estimate.Reduction.Ratio),
            ("bound", x => x.M.Estimate.Reduction.Bound),
            ("correlation", x => x.M.Estimate.Reduction.Correlation),
            ("why", x => x.M.Estimate.Reduction.Why));
    }

    /// <summary>The values behind the differences: one row for each pair of plans, measure and replication.</summary>
    public static DataTable Pairs(Comparison comparison)
    {
        List<(PlanPair Pair, ComparedMeasure M, int R)> rows = [.. comparison.Pairs.SelectMany(p => p.Measures.SelectMany(m => m.A.Select((_, r) => (p, m, r))))];
        return DataTable.From(
            "pairs",
            rows,
            ("plan_a", x => x.Pair.A.Label),
            ("plan_b", x => x.Pair.B.Label),
            ("name", x => x.M.Name),
            ("office", x => x.M.Office),
            ("role", x => x.M.Role),
            ("kind", x => x.M.Kind),
            ("unit", x => x.M.Unit),
            ("replication", x => x.R + 1),
            ("value_a", x => x.M.A[x.R]),
            ("value_b", x => x.M.B[x.R]),
            ("difference", x => x.M.B[x.R] - x.M.A[x.R]));
    }

    /// <summary>Item-days by cause; an empty kind is all kinds.</summary>
    public static DataTable Waiting(Comparison comparison)
    {
        List<(PlanPair Pair, ComparedWaiting W)> rows = [.. comparison.Pairs.SelectMany(p => p.Waiting.Select(w => (p, w)))];
        return DataTable.From(
            "waiting",
            rows,
            ("plan_a", x => x.Pair.A.Label),
            ("plan_b", x => x.Pair.B.Label),
            ("waiting_for", x => x.W.Cause.Text()),
            ("kind", x => x.W.Kind),
            ("item_days_a", x => x.W.ItemDays.A.Mean),
            ("item_days_b", x => x.W.ItemDays.B.Mean),
            ("difference", x => x.W.ItemDays.Difference.Mean),
            ("low", x => x.W.ItemDays.Difference.Low ?? double.NaN),
            ("high", x => x.W.ItemDays.Difference.High ?? double.NaN));
    }

    /// <summary>Offices, Centers and ports, number by number.</summary>
    public static DataTable Affected(Comparison comparison)
    {
        List<(PlanPair Pair, AffectedGroup G, AffectedRow R)> rows = [.. comparison.Pairs.SelectMany(p => p.Affected.SelectMany(g => g.Rows.Select(r => (p, g, r))))];
        return DataTable.From(
            "affected",
            rows,
            ("plan_a", x => x.Pair.A.Label),
            ("plan_b", x => x.Pair.B.Label),
            ("dimension", x => x.G.Dimension),
            ("code", x => x.G.Code),
            ("name", x => x.G.Name),
            ("effect", x => x.G.Effect.Text()),
            ("measure", x => x.R.Measure),
            ("unit", x => x.R.Unit),
            ("mean_a", x => x.R.Estimate.A.Mean),
            ("mean_b", x => x.R.Estimate.B.Mean),
            ("difference", x => x.R.Estimate.Difference.Mean),
            ("low", x => x.R.Estimate.Difference.Low ?? double.NaN),
            ("high", x => x.R.Estimate.Difference.High ?? double.NaN),
            ("verdict", x => x.R.Verdict.Text()));
    }

    /// <summary>Which plans may be best: one row for each measure and plan.</summary>
    public static DataTable Contests(Comparison comparison)
    {
        List<(Contest C, Contender P)> rows = [.. comparison.Contests.SelectMany(c => c.Plans.Select(p => (c, p)))];
        return DataTable.From(
            "best",
            rows,
            ("measure", x => x.C.Measure.Label),
            ("unit", x => x.C.Unit),
            ("plan", x => x.P.Label),
            ("file", x => x.P.File),
            ("mean", x => x.P.Value.Mean),
            ("low", x => x.P.Value.Low ?? double.NaN),
            ("high", x => x.P.Value.High ?? double.NaN),
            ("verdict", x => x.P.MayBeBest ? "may be best" : $"worse than {x.P.WorseThan}"),
            ("leader", x => x.C.Leader),
            ("leader_within", x => x.C.LeaderWithin),
            ("indifference", x => x.C.Indifference),
            ("confidence", x => x.C.Confidence));
    }

    /// <summary>The bars of every waterfall.</summary>
    public static DataTable Steps(Comparison comparison)
    {
        List<(Waterfall W, WaterfallBar B)> rows = [.. comparison.Waterfalls.SelectMany(w => w.Bars.Select(b => (w, b)))];
        return DataTable.From(
            "waterfall",
            rows,
            ("measure", x => x.W.Measure),
            ("unit", x => x.W.Unit),
            ("step", x => x.B.Name),
            ("adds", x => x.B.Step.Mean),
            ("low", x => x.B.Step.Low ?? double.NaN),
            ("high", x => x.B.Step.High ?? double.NaN),
            ("difference_so_far", x => x.B.Reached.Mean),
            ("break_even_times", x => x.B.BreakEven));
    }
}
