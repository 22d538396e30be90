using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>What open work waits for, as far as the tallies of a replication tell it.</summary>
public enum WaitFor : byte
{
    /// <summary>Seen and not yet touched while somebody of the desk was on shift: staff busy with other work.</summary>
    StaffBusy = 1,

    /// <summary>In somebody's hands.</summary>
    InHands = 2,

    /// <summary>Answers to CF-28 and CF-29, and the silence after a CF-28.</summary>
    Importer = 3,

    /// <summary>Protests: headquarters, laboratory, lead case and further information together.</summary>
    OutsideAgencies = 4,

    /// <summary>Referrals to a partner agency without an officer stationed.</summary>
    PartnerAgency = 5,

    /// <summary>Selected reviews that nobody opened: lapsed, or still in the pool.</summary>
    NeverOpened = 6,

    /// <summary>Put down after the first touch (end of a shift, more urgent work), or not touched by the end of the horizon.</summary>
    PutDown = 7,

    /// <summary>Seen and not yet touched while nobody of the desk was on shift.</summary>
    OffShift = 8,

    /// <summary>From arising, or from being passed on, to the daily cut at which the next office sees it. At no office, so not part of the number open.</summary>
    HandOver = 9,
}

/// <summary>Time of one kind of waiting.</summary>
/// <param name="Kind">Name of the kind of work; empty for all kinds together.</param>
/// <param name="ItemDays">Item-days inside the horizon, one value per replication. Summed over the causes but the hand-over it is the integral of the number open.</param>
public sealed record WaitingPart(WaitFor Cause, string Kind, ImmutableArray<double> ItemDays);

/// <summary>
/// Splits the time that work spends at offices by cause. Per kind: open = staff busy + off shift + in hands + the rest;
/// what the rest is follows from the kind, because each kind waits outside for one party only. An item that was open at
/// the start brings along the wait before the horizon, so with a large opening the rest can come out a little low.
/// What waits for its liquidation (protests to come) is not at any office and is not in these numbers.
/// </summary>
public static class WaitingSplit
{
    private const double Day = 86_400;

    /// <summary>All causes, for all kinds together and for each kind that has any.</summary>
    public static ImmutableArray<WaitingPart> Of(RunResult run)
    {
        Dictionary<WorkKind, string> names = run.Inputs.Kinds.ToDictionary(k => k.Kind, k => k.Name);
        int n = run.Replications.Length;
        SortedDictionary<(WaitFor Cause, int Order, string Kind), long[]> sums = [];
        void Add(WaitFor cause, int order, string kind, int replication, long seconds)
        {
            if (!sums.TryGetValue((cause, order, kind), out long[]? values))
            {
                sums[(cause, order, kind)] = values = new long[n];
            }

            values[replication] += seconds;
        }

        for (int r = 0; r < n; r++)
        {
            foreach (KindTotals k in run.Replications[r].Kinds)
            {
                string name = names.GetValueOrDefault(k.Kind, k.Kind.ToString());
                long rest = k.OpenSeconds - k.WaitSeconds - k.ServiceSeconds;
                foreach ((WaitFor cause, long seconds) in new[] { (WaitFor.StaffBusy, k.WaitOnShiftSeconds), (WaitFor.OffShift, k.WaitSeconds - k.WaitOnShiftSeconds), (WaitFor.InHands, k.ServiceSeconds), (WaitFor.HandOver, k.HandOverSeconds), (RestOf(k.Kind), rest) })
                {
                    Add(cause, 0, "", r, seconds);
                    Add(cause, 1 + (int)k.Kind, name, r, seconds);
                }
            }
        }

        return [.. sums.Where(s => s.Value.Any(v => v != 0)).Select(s => new WaitingPart(s.Key.Cause, s.Key.Kind, [.. s.Value.Select(v => v / Day)]))];
    }

    /// <summary>As tables and charts name it.</summary>
    public static string Text(this WaitFor cause) => cause switch
    {
        WaitFor.StaffBusy => "staff busy",
        WaitFor.OffShift => "nobody on shift",
        WaitFor.HandOver => "hand-over to the next daily cut",
        WaitFor.InHands => "in hands",
        WaitFor.Importer => "the importer",
        WaitFor.OutsideAgencies => "headquarters, laboratory, lead case, further information",
        WaitFor.PartnerAgency => "partner agency",
        WaitFor.NeverOpened => "reviews nobody opened",
        WaitFor.PutDown => "put down after the first touch, or untouched at the end",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "Unknown cause."),
    };

    private static WaitFor RestOf(WorkKind kind) => kind switch
    {
        WorkKind.Cf28Reply or WorkKind.Cf29Issue or WorkKind.Cf29Reply => WaitFor.Importer,
        WorkKind.Protest => WaitFor.OutsideAgencies,
        WorkKind.PartnerReferral => WaitFor.PartnerAgency,
        WorkKind.FullReview => WaitFor.NeverOpened,
        _ => WaitFor.PutDown,
    };
}
