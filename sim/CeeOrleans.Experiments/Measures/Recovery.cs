using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>One week of the nation or of one office: so many of so many were well done.</summary>
/// <param name="Good">On time, of clocked work whose clock ran out; or opened, of reviews that were opened or lapsed.</param>
/// <param name="Of">How many there were in the week.</param>
public readonly record struct RecoveryWeek(long Good, long Of)
{
    /// <summary>NaN when there was nothing.</summary>
    public double Share => Of == 0 ? double.NaN : Good / (double)Of;
}

/// <summary>Weeks from the first shock until all is as without it, of one replication.</summary>
/// <param name="Disturbed">Weeks from the shock to the first week of trouble; -1 when there was none.</param>
/// <param name="Weeks">Weeks from the shock to the first week of the recovery; 0 when there was no trouble; the weeks to the end of the horizon when it did not come.</param>
/// <param name="Reached">False when the horizon ended before.</param>
public readonly record struct RecoveryTime(int Disturbed, int Weeks, bool Reached);

/// <summary>What recovers.</summary>
public enum RecoveryOf : byte
{
    /// <summary>Clocked work that is done in time.</summary>
    Clocks = 1,

    /// <summary>Reviews that are opened before they lapse: where people are short, these go first.</summary>
    Reviews = 2,
}

/// <summary>
/// When an office, or the nation, does as well again as without a shock. Compared with its calm twin, the same scenario
/// without shocks on the same luck, week by week: season, holidays and leave are the same in both, and only what the shock
/// does is left. So no weeks before the shock are needed, and a level that moves with the season is no trouble.
/// <list type="bullet">
/// <item>A week is in trouble when its share is below that of the twin's same week by more than two points and by more than
/// twice the standard error that a share of so many items has (at the share of both weeks together).</item>
/// <item>Trouble begins with the first two weeks in a row that are in trouble, the shock's week or a later one; it is over
/// with the first week from which four in a row are not.</item>
/// </list>
/// One week alone is luck and is not counted as trouble. A week with nothing to count, in one of the two, says nothing. How
/// much work is open is no part of it: more open work that is done in time is met.
/// </summary>
public sealed class Recovery
{
    /// <summary>Weeks in a row that make trouble.</summary>
    public const int TroubleWeeks = 2;

    /// <summary>Weeks in a row that make a recovery.</summary>
    public const int CalmWeeks = 4;

    /// <summary>What a share may stay below the twin's.</summary>
    public const double Tolerance = 0.02;

    /// <summary>Standard errors that a share may stay below the twin's.</summary>
    public const double Errors = 2;

    private Recovery(RunInputs inputs, ImmutableArray<ShockSpan> spans)
    {
        Spans = spans;
        ShockWeek = (spans[0].FromDay - inputs.StartDay) / 7;
    }

    /// <summary>Week of the first shock: 0 is the first seven days of the horizon.</summary>
    public int ShockWeek { get; }

    /// <summary>All shocks in the order of their first days, hiring freezes among them.</summary>
    public ImmutableArray<ShockSpan> Spans { get; }

    /// <summary>Null without shocks.</summary>
    public static Recovery? Of(RunInputs inputs)
    {
        ImmutableArray<ShockSpan> spans =
        [
            .. inputs.Shocks.Spans
                .Concat(inputs.People.OverTime.Freezes.Where(f => CalmTwin.IsShock(inputs, f)).Select(f => new ShockSpan("hiring freeze", f.FromDay, f.UntilDay)))
                .OrderBy(s => s.FromDay),
        ];
        return spans.IsEmpty ? null : new Recovery(inputs, spans);
    }

    /// <summary>The whole weeks of a replication.</summary>
    /// <param name="rows">Weekly rows of a replication, or of its twin.</param>
    /// <param name="office">One office, or all for null.</param>
    public static ImmutableArray<RecoveryWeek> Weeks(RunInputs inputs, ImmutableArray<WeekRow> rows, RecoveryOf of, int? office)
    {
        long[] good = new long[inputs.Days / 7];
        long[] all = new long[good.Length];
        foreach (WeekRow row in rows)
        {
            if (row.Week < good.Length && (office is null || row.Office == office))
            {
                good[row.Week] += of == RecoveryOf.Clocks ? row.ClockedOnTime : row.Opened;
                all[row.Week] += of == RecoveryOf.Clocks ? row.ClockedDue : row.Opened + row.Lapsed;
            }
        }

        return [.. good.Select((g, w) => new RecoveryWeek(g, all[w]))];
    }

    /// <summary>How long it took in one replication.</summary>
    /// <param name="weeks">With the shock, see <see cref="Weeks"/>.</param>
    /// <param name="calm">The twin's; as many weeks.</param>
    public RecoveryTime Time(ImmutableArray<RecoveryWeek> weeks, ImmutableArray<RecoveryWeek> calm)
    {
        bool[] trouble = [.. weeks.Zip(calm, IsTrouble)];
        int first = Run(trouble, ShockWeek, TroubleWeeks, inTrouble: true);
        if (first < 0)
        {
            return new RecoveryTime(-1, 0, true);
        }

        int over = Run(trouble, first, CalmWeeks, inTrouble: false);
        return over < 0
            ? new RecoveryTime(first - ShockWeek, trouble.Length - ShockWeek, false)
            : new RecoveryTime(first - ShockWeek, over - ShockWeek, true);
    }

    /// <summary>Whether a week is worse than the twin's same week, beyond what does not matter and what luck does.</summary>
    public static bool IsTrouble(RecoveryWeek week, RecoveryWeek calm)
    {
        if (week.Of == 0 || calm.Of == 0)
        {
            return false;
        }

        double together = (week.Good + calm.Good) / (double)(week.Of + calm.Of);
        double error = Math.Sqrt(together * (1 - together) / week.Of);
        return calm.Share - week.Share > Math.Max(Tolerance, Errors * error);
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
}
