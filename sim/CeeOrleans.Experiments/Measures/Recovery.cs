using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>One week of the nation or of one office.</summary>
/// <param name="OnTime">Of the clocked work whose clock ran out and that was finished or left in the week, the share in time; NaN when there was none.</param>
/// <param name="Due">How many those were.</param>
/// <param name="Open">Open items with a clock at the end of the week.</param>
public readonly record struct RecoveryWeek(double OnTime, long Due, long Open);

/// <summary>Weeks from the first shock until clocks are met again, of one replication.</summary>
/// <param name="Disturbed">Weeks from the shock to the first week of trouble; -1 when there was none.</param>
/// <param name="Weeks">Weeks from the shock to the first week of the recovery; 0 when there was no trouble; the weeks to the end of the horizon when it did not come.</param>
/// <param name="Reached">False when the horizon ended before.</param>
public readonly record struct RecoveryTime(int Disturbed, int Weeks, bool Reached);

/// <summary>
/// When an office, or the nation, meets its clocks again after a shock, from the weekly series.
/// <list type="bullet">
/// <item>Before: the eight whole weeks before the first shock, or as many as there are, four at least.</item>
/// <item>A week is in trouble when the share on time is below that of the weeks before by more than two points and twice
/// the standard error of so many items, or when the open clocked work is above the highest of the weeks before by more
/// than a tenth and five items.</item>
/// <item>Trouble begins with the first two weeks in a row that are in trouble, the shock's week or a later one; it is over
/// with the first week from which four in a row are not.</item>
/// </list>
/// One week alone is luck and is not counted as trouble. All integers and shares of one replication; a share needs no target.
/// </summary>
public sealed class Recovery
{
    /// <summary>Whole weeks looked at before the shock, at most.</summary>
    public const int WeeksBefore = 8;

    /// <summary>Whole weeks before the shock without which there is no level to come back to.</summary>
    public const int LeastBefore = 4;

    /// <summary>Weeks in a row that make trouble.</summary>
    public const int TroubleWeeks = 2;

    /// <summary>Weeks in a row that make a recovery.</summary>
    public const int CalmWeeks = 4;

    /// <summary>What the share on time may stay below its level.</summary>
    public const double OnTimeTolerance = 0.02;

    /// <summary>What open work may stay above its highest level before.</summary>
    public const double OpenTolerance = 0.10;

    private const int OpenItems = 5;

    private readonly int shockWeek;
    private readonly int before;

    private Recovery(RunInputs inputs, int shockWeek)
    {
        this.shockWeek = shockWeek;
        before = Math.Min(WeeksBefore, shockWeek);
        Spans = [.. SpansOf(inputs)];
    }

    /// <summary>Week of the first shock: 0 is the first seven days of the horizon.</summary>
    public int ShockWeek => shockWeek;

    /// <summary>All shocks, hiring freezes among them.</summary>
    public ImmutableArray<ShockSpan> Spans { get; }

    /// <summary>Null without shocks, or with fewer than four whole weeks before the first.</summary>
    public static Recovery? Of(RunInputs inputs)
    {
        if (SpansOf(inputs).Select(s => s.FromDay).DefaultIfEmpty(int.MinValue).Min() is var first && first == int.MinValue)
        {
            return null;
        }

        int week = (first - inputs.StartDay) / 7;
        return week < LeastBefore ? null : new Recovery(inputs, week);
    }

    /// <summary>The whole weeks of a replication: of one office, or of all for null.</summary>
    public static ImmutableArray<RecoveryWeek> Weeks(RunInputs inputs, ReplicationResult replication, int? office)
    {
        int whole = inputs.Days / 7;
        long[] due = new long[whole];
        long[] met = new long[whole];
        long[] open = new long[whole];
        foreach (WeekRow row in replication.Weeks)
        {
            if (row.Week < whole && (office is null || row.Office == office))
            {
                due[row.Week] += row.ClockedDue;
                met[row.Week] += row.ClockedOnTime;
                open[row.Week] += row.OpenClocked;
            }
        }

        return [.. Enumerable.Range(0, whole).Select(w => new RecoveryWeek(due[w] == 0 ? double.NaN : met[w] / (double)due[w], due[w], open[w]))];
    }

    /// <summary>Share on time of the weeks before; NaN when nothing was due in them.</summary>
    public double Level(ImmutableArray<RecoveryWeek> weeks)
    {
        (double met, double due) = (0, 0);
        foreach (RecoveryWeek w in weeks.AsSpan(shockWeek - before, before))
        {
            met += w.Due == 0 ? 0 : w.OnTime * w.Due;
            due += w.Due;
        }

        return due == 0 ? double.NaN : met / due;
    }

    /// <summary>What open clocked work may be without trouble.</summary>
    public double Band(ImmutableArray<RecoveryWeek> weeks)
    {
        long most = 0;
        foreach (RecoveryWeek w in weeks.AsSpan(shockWeek - before, before))
        {
            most = Math.Max(most, w.Open);
        }

        return (most * (1 + OpenTolerance)) + OpenItems;
    }

    /// <summary>How long it took in one replication.</summary>
    /// <param name="weeks">See <see cref="Weeks"/>.</param>
    public RecoveryTime Time(ImmutableArray<RecoveryWeek> weeks)
    {
        double level = Level(weeks);
        double band = Band(weeks);
        bool[] trouble = [.. weeks.Select(w => w.Open > band || (w.Due > 0 && w.OnTime < level - OnTimeTolerance - (2 * Math.Sqrt(level * (1 - level) / w.Due))))];
        int first = Run(trouble, shockWeek, TroubleWeeks, inTrouble: true);
        if (first < 0)
        {
            return new RecoveryTime(-1, 0, true);
        }

        int calm = Run(trouble, first, CalmWeeks, inTrouble: false);
        return calm < 0
            ? new RecoveryTime(first - shockWeek, trouble.Length - shockWeek, false)
            : new RecoveryTime(first - shockWeek, calm - shockWeek, true);
    }

    /// <summary>The first week of so many in a row; -1 when there are none.</summary>
    private static int Run(bool[] weeks, int from, int length, bool inTrouble)
    {
        int run = 0;
        for (int w = from; w < weeks.Length; w++)
        {
            run = weeks[w] == inTrouble ? run + 1 : 0;
            if (run == length)
            {
                return w - length + 1;
            }
        }

        return -1;
    }

    private static IEnumerable<ShockSpan> SpansOf(RunInputs inputs)
    {
        int last = inputs.StartDay + inputs.Days;
        return inputs.Shocks.Spans
            .Concat(inputs.People.OverTime.Freezes.Select(f => new ShockSpan("hiring freeze", f.FromDay, f.UntilDay)))
            .Where(s => s.FromDay >= inputs.StartDay && s.FromDay < last)
            .OrderBy(s => s.FromDay);
    }
}
