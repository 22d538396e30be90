using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Recoveries;

/// <summary>
/// What reserve a surge or shock needs: a sweep over people added, and for each point the weeks until clocks and reviews
/// are as today's people, without the shock, have them on the same luck. Against today and not against the same people
/// without the shock: a reserve is there to hold today's level, and people who raise the level of calm weeks too would else
/// seem to help nothing. The latter is given beside it.
/// </summary>
public static class ReserveService
{
    /// <summary>All points. Cancelling ends it within a window of simulated time; every finished replication is kept, and a second call goes on.</summary>
    /// <param name="run">Carries out one run.</param>
    /// <param name="progress">May be called from any thread.</param>
    public static async Task<ReserveResult> RunAsync(ReservePlan plan, SweepOptions options, PointRun run, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        SweepResult sweep = await SweepService.RunAsync(
            plan.Sweep,
            [new MeasureChoice(MeasureNames.WeeksToRecoverReviews), new MeasureChoice(MeasureNames.WeeksToRecover)],
            options,
            run,
            progress,
            cancellation).ConfigureAwait(false);
        Recovery recovery = Recovery.Of(plan.Sweep.Points[0].Inputs)!;
        if (sweep.Partial)
        {
            return new ReserveResult(plan, [], [], recovery, sweep.Ran);
        }

        // Everything is in the store now, read again point by point: a sweep keeps measures, not weeks.
        RunOptions stored = options.Run with { Fresh = false };
        RunResult today = Read(plan.Sweep.Points[0].Inputs, stored);
        List<ReserveRow> rows = [];
        foreach (SweepPoint point in plan.Sweep.Points)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(Row(plan, point, Read(point.Inputs, stored), today.CalmWeeks, recovery));
        }

        return new ReserveResult(plan, [.. rows], today.Offices, recovery, sweep.Ran);
    }

    private static RunResult Read(RunInputs inputs, RunOptions options) =>
        RunService.Stored(inputs, options) ?? throw new InvalidOperationException("A run that was just finished is not in the store.");

    private static ReserveRow Row(ReservePlan plan, SweepPoint point, RunResult run, ImmutableArray<ImmutableArray<WeekRow>> calm, Recovery recovery)
    {
        ReserveOffice One(int? office, ImmutableArray<ImmutableArray<WeekRow>> against) =>
            new(office, Weeks(run, against, recovery, RecoveryOf.Reviews, office), Weeks(run, against, recovery, RecoveryOf.Clocks, office));
        int added = plan.Added[point.Index];
        return new ReserveRow(
            added,
            plan.Today + added,
            One(null, calm),
            [.. Enumerable.Range(0, run.Offices.Length).Select(o => One(o, calm)).Where(o => o.Reviews is not null || o.Clocks is not null)],
            One(null, run.CalmWeeks),
            run.ResultHash);
    }

    private static ReserveWeeks? Weeks(RunResult run, ImmutableArray<ImmutableArray<WeekRow>> calm, Recovery recovery, RecoveryOf of, int? office)
    {
        ImmutableArray<RecoveryWeek>[] with = [.. run.Replications.Select(r => Recovery.Weeks(run.Inputs, r.Weeks, of, office))];
        if (with.All(r => r.All(w => w.Of == 0)))
        {
            return null;
        }

        RecoveryTime[] times = [.. with.Select((w, i) => recovery.Time(w, Recovery.Weeks(run.Inputs, calm[i], of, office)))];
        return new ReserveWeeks([.. times.Select(t => (double)t.Weeks)], times.Average(t => t.Reached ? 1.0 : 0));
    }
}
