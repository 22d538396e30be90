using System.Collections.Immutable;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>A law of conservation did not hold: the run ends, with the numbers.</summary>
public sealed class BrokenLawException(ImmutableArray<LawCheck> broken)
    : Exception(string.Join(Environment.NewLine, broken.Select(l => $"{l.Name}: {l.Detail}")))
{
    public ImmutableArray<LawCheck> Broken { get; } = broken;
}

/// <summary>
/// What the plan itself counted while it moved work between importers and offices. Filed is counted at the ports, the
/// rest from the importers, so that neither can be wrong alone.
/// </summary>
internal sealed record Movements(long Filed, long Untouched, long Touched, long Delivered, long DeliveredHandedOver, long InTransitHandedOver, long OpeningInTransit);

/// <summary>
/// The laws of conservation, checked in every replication, in Release, from the numbers that the offices return and not
/// by the offices themselves.
/// </summary>
internal static class Laws
{
    public static ImmutableArray<LawCheck> Check(Setup setup, IReadOnlyList<OfficeReport> offices, Movements moved, AdCvdTotals adcvd, int replication)
    {
        (long start, long end) = setup.Span(replication);
        List<LawCheck> laws = [Law("summaries: filed = untouched + touched", moved.Filed, moved.Untouched + moved.Touched, "")];
        LawCheck? items = null;
        LawCheck? little = null;
        LawCheck? staff = null;
        LawCheck? service = null;
        LawCheck? cohort = null;
        long received = 0;
        long passed = 0;
        long arrived = 0;
        foreach (OfficeReport office in offices)
        {
            string code = setup.Offices[office.Office].Code;
            long given = 0;
            foreach (KindTotals k in office.Kinds)
            {
                long came = k.OpenAtStart + k.Arrived + k.Received;
                long went = k.Finished + k.Lapsed + k.Deemed + k.Withdrawn + k.Passed + k.OpenAtEnd;
                items ??= Broken("work items: start + arrived + received = finished + lapsed + deemed + withdrawn + passed + end", came, went, $"{code}, {k.Kind}");
                little ??= Broken("Little: integral of the number open = sum of times inside the horizon", k.OpenSeconds, k.SojournSeconds, $"{code}, {k.Kind}");
                cohort ??= k.OnTime <= k.Due ? null : Law("cohorts: on time is part of due", k.OnTime, k.Due, $"{code}, {k.Kind}");
                given += k.ServiceSeconds;
                received += k.Received;
                passed += k.Passed;
                arrived += k.Arrived;
            }

            long busy = 0;
            foreach (DeskTotals d in office.Desks)
            {
                staff ??= Broken("staff seconds: busy + idle + off = people × horizon", d.BusySeconds + d.IdleSeconds + d.OffSeconds, d.People * (end - start), $"{code}, {d.Role}");
                busy += d.BusySeconds;
            }

            // Work in hand at the end has been served but not yet put back: at a cut that is nothing, except round the clock.
            bool roundTheClock = setup.Inputs.People.Shift.IsDefaultOrEmpty;
            service ??= busy == given || (roundTheClock && busy >= given) ? null : Law("service: given to work = busy", given, busy, code);
        }

        laws.Add(items ?? new LawCheck("work items: start + arrived + received = finished + lapsed + deemed + withdrawn + passed + end", true, $"{offices.Sum(o => o.Kinds.Length)} office and kind pairs"));
        laws.Add(little ?? new LawCheck("Little: integral of the number open = sum of times inside the horizon", true, $"{offices.Sum(o => o.Kinds.Sum(k => (decimal)k.OpenSeconds)):0} item-seconds"));
        laws.Add(staff ?? new LawCheck("staff seconds: busy + idle + off = people × horizon", true, $"{offices.Sum(o => o.Desks.Length)} desks"));
        laws.Add(service ?? new LawCheck("service: given to work = busy", true, $"{offices.Sum(o => o.Desks.Sum(d => d.BusySeconds))} seconds"));
        laws.Add(cohort ?? new LawCheck("cohorts: on time is part of due", true, $"{offices.Sum(o => o.Kinds.Sum(k => k.Due))} items due"));
        laws.Add(Law("hand-over: opening in transit + passed = received + in transit", moved.OpeningInTransit + passed, received + moved.InTransitHandedOver, ""));
        laws.Add(Law("delivery: what the plan delivered is what offices received", moved.DeliveredHandedOver, received, ""));
        laws.Add(arrived >= moved.Delivered - moved.DeliveredHandedOver
            ? new LawCheck("delivery: what arrived holds what the plan delivered", true, $"{arrived} ≥ {moved.Delivered - moved.DeliveredHandedOver}")
            : Law("delivery: what arrived holds what the plan delivered", arrived, moved.Delivered - moved.DeliveredHandedOver, ""));
        laws.Add(Law("AD/CVD stock: opening + suspended = released + closing", adcvd.OpeningStock + adcvd.Suspended, adcvd.Released + adcvd.ClosingStock, ""));
        laws.Add(adcvd.ClosingStock >= 0 ? new LawCheck("AD/CVD stock: never below nothing", true, $"{adcvd.ClosingStock}") : Law("AD/CVD stock: never below nothing", adcvd.ClosingStock, 0, ""));
        return [.. laws];
    }

    private static LawCheck? Broken(string name, long left, long right, string where) => left == right ? null : Law(name, left, right, where);

    private static LawCheck Law(string name, long left, long right, string where) =>
        new(name, left == right, $"{left} {(left == right ? "=" : "≠")} {right}{(where.Length > 0 ? " at " + where : "")}");
}
