using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Reports.Charts;

namespace CeeOrleans.Reports.Recoveries;

/// <summary>Time to recover after a surge or a freeze, against people added.</summary>
public static class ReserveChart
{
    public static ResponseChart Of(ReserveResult r)
    {
        List<ResponseLine> lines =
        [
            .. new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => r.Rows[0].Nation.Of(w) is not null)
                .Select(w => Line(w == RecoveryOf.Clocks ? "until clocks are met again" : "until reviews are done again", r.Rows, row => row.Nation.Of(w))),
        ];

        // Where the nation feels nothing, the slowest office of today is what there is to see.
        if (lines.All(l => l.Mean.All(m => m is 0 or double.NaN)))
        {
            foreach (RecoveryOf what in new[] { RecoveryOf.Reviews, RecoveryOf.Clocks })
            {
                if (r.Rows[0].Slowest(what) is { } slowest)
                {
                    lines.Add(Line($"{ReserveWords.Subject(what)} at {ReserveWords.Name(r, slowest)}", r.Rows, row => row.Offices.FirstOrDefault(o => o.Office == slowest.Office)?.Of(what)));
                }
            }
        }

        return new ResponseChart(
            "reserve",
            Title(ReserveWords.Shock(r)),
            ReserveWords.Finding(r),
            [.. r.Rows.Select(row => row.Added.ToString("#,0", CultureInfo.InvariantCulture))],
            [.. r.Rows.Select(row => (double)row.Added)],
            [.. lines],
            string.Create(CultureInfo.InvariantCulture, $"{r.Plan.Role} added to today's {r.Plan.Today:#,0}"),
            "weeks from the shock",
            "weeks")
        {
            BoundLabel = "not within the horizon",
        };
    }

    /// <summary>What happens is named where it fits above the picture.</summary>
    private static string Title(string shock) => "Time to recover, against people added" + (shock.Length > 60 ? "" : $": {shock}");

    private static ResponseLine Line(string label, ImmutableArray<ReserveRow> rows, Func<ReserveRow, ReserveWeeks?> weeks)
    {
        ReserveWeeks?[] of = [.. rows.Select(weeks)];
        return new ResponseLine(
            label,
            [.. of.Select(w => w?.Estimate.Mean ?? double.NaN)],
            [.. of.Select(w => w?.Estimate.Low ?? double.NaN)],
            [.. of.Select(w => w?.Estimate.High ?? double.NaN)])
        {
            Bounds = [.. Enumerable.Range(0, of.Length).Where(i => of[i] is { IsBound: true })],
        };
    }
}
