using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>Fresh years that try an answer: how often it holds, what one person fewer does, and in the first of them the curve around it.</summary>
public sealed class StaffingCertificate(RecordedYears years)
{
    /// <summary>Where the curve is read, as a change of every desk.</summary>
    public static ImmutableArray<double> CurveChanges { get; } = [-0.15, -0.10, -0.05, 0, 0.05, 0.10, 0.15];

    /// <summary>Cohorts below this say nothing about a worst clock.</summary>
    public const int LeastCohort = 20;

    /// <summary>The fresh years; when cancelled those that are finished, if there is one.</summary>
    /// <param name="desks">Desks that were searched.</param>
    /// <param name="before">People of the scenario as it stands, by office.</param>
    /// <param name="staff">People of the answer, by office.</param>
    /// <param name="tell">Told the phase, the year and the part of it that is done.</param>
    public async Task<ImmutableArray<CertifiedYear>> RunAsync(StaffingPlan plan, ImmutableArray<DeskName> desks, ImmutableArray<OfficeStaff> before, ImmutableArray<OfficeStaff> staff, Action<string, int, double> tell, CancellationToken cancellation)
    {
        RunInputs inputs = Setup.WithStaff(plan.Inputs, staff);
        OfficeTargets targets = new(inputs, plan.Targets);
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        Dictionary<WorkKind, string> names = inputs.Kinds.ToDictionary(k => k.Kind, k => k.Name);
        int first = plan.SearchYears + 1;
        return await years.OfAsync(
            inputs,
            replication => $"certificate|{plan.Question}|{(replication - first < plan.CurveYears ? "with curve" : "")}",
            first,
            plan.Years,
            desks,
            tell,
            (setup, replication, host) =>
            {
                ConcurrentBag<OneFewer> fewer = [];
                ConcurrentBag<CurvePoint> curve = [];
                ConcurrentBag<DeskPoint> alone = [];
                ConcurrentBag<KindHours> hours = [];
                ConcurrentBag<DeskNeed> needs = [];
                years.Each(host, office =>
                {
                    BorrowedOpening? borrowed = stationary ? new BorrowedOpening(host.Reports[office]) : null;
                    DeskNeeds one = new(setup, host.Records[office], replication, targets, borrowed);
                    foreach (DeskName desk in desks.Where(d => d.Office == office))
                    {
                        // A desk that nobody is left at passes its work on: that is no staffing of the desk.
                        int people = staff[office].Of(desk.Role) - 1;
                        fewer.Add(new OneFewer(office, desk.Role, people > 0 && targets.Met(one.Report(staff[office].With(desk.Role, people), cancellation), borrowed: borrowed)));
                        double fluid = targets.FluidPeople(host.Reports[office], desk.Role);
                        needs.Add(desks.Length <= StaffingService.FewDesks ? one.Of(desk.Role, staff[office], fluid, absence: false, cancellation) : new DeskNeed(office, desk.Role, 0, 0, fluid, []));
                    }

                    if (replication - first < plan.CurveYears)
                    {
                        foreach (double change in CurveChanges)
                        {
                            OfficeStaff other = Scaled(desks, office, staff[office], change);
                            curve.Add(Point(change, office, other, targets.Reached(other == staff[office] ? host.Reports[office] : one.Report(other, cancellation), borrowed: borrowed), names));
                        }

                        foreach (DeskName desk in desks.Length <= StaffingService.FewDesks ? desks.Where(d => d.Office == office) : [])
                        {
                            foreach (KindTotals kind in host.Reports[office].Kinds.Where(k => k.ServiceSeconds > 0 && targets.RoleOf(k.Kind) == desk.Role))
                            {
                                hours.Add(new KindHours(office, desk.Role, names[kind.Kind], kind.ServiceSeconds / 3600.0));
                            }

                            foreach (int people in Around(staff[office].Of(desk.Role)).Append(Math.Max(1, before[office].Of(desk.Role))).Distinct())
                            {
                                OfficeReport report = one.Report(staff[office].With(desk.Role, people), cancellation);
                                alone.Add(Alone(desk, people, report, targets.Reached(report, desk.Role, borrowed), names));
                            }
                        }
                    }
                });
                int[] offices = [.. desks.Select(d => d.Office).Distinct()];
                return new CertifiedYear(
                    replication,
                    [.. offices.Select(o => new OfficeYear(o, targets.Reached(host.Reports[o])))],
                    [.. fewer.OrderBy(f => f.Office).ThenBy(f => f.Role)],
                    [.. needs.OrderBy(n => n.Office).ThenBy(n => n.Role)],
                    [.. curve.OrderBy(c => c.Change).ThenBy(c => c.Office)],
                    [.. alone.OrderBy(a => a.Office).ThenBy(a => a.Role).ThenBy(a => a.People)],
                    [.. hours.OrderBy(h => h.Office).ThenBy(h => h.Role).ThenBy(h => h.Kind, StringComparer.Ordinal)]);
            },
            _ => { },
            cancellation,
            partly: true).ConfigureAwait(false);
    }

    private static CurvePoint Point(double change, int office, OfficeStaff staff, ImmutableArray<TargetReach> reached, Dictionary<WorkKind, string> names)
    {
        TargetReach[] clocks = [.. reached.Where(t => t.Measure == "on time" && t.Whole >= LeastCohort)];
        TargetReach? worst = clocks.MinBy(t => t.Share);
        return new CurvePoint(
            change,
            office,
            staff,
            reached.Where(t => t.Measure == "coverage").Sum(t => t.Part),
            reached.Where(t => t.Measure == "coverage").Sum(t => t.Whole),
            worst?.Share ?? 1,
            worst is null ? "" : names[worst.Kind]);
    }

    private static DeskPoint Alone(DeskName desk, int people, OfficeReport report, ImmutableArray<TargetReach> reached, Dictionary<WorkKind, string> names)
    {
        CurvePoint point = Point(0, desk.Office, default, reached, names);
        return new DeskPoint(desk.Office, desk.Role, people, point.Covered, point.Selected, point.WorstClock, point.WorstKind, report.Kinds.Sum(k => k.YieldFoundCents) / 100.0);
    }

    /// <summary>Numbers of people on both sides of one: seven in equal steps, as far as the curve reaches, at the least by one person.</summary>
    private static IEnumerable<int> Around(int people)
    {
        int step = Math.Max(1, (int)Math.Round(people * 0.05, MidpointRounding.AwayFromZero));
        return Enumerable.Range(-3, 7).Select(k => people + (k * step)).Where(n => n > 0);
    }

    /// <summary>The searched desks of an office larger or smaller by a share.</summary>
    private static OfficeStaff Scaled(ImmutableArray<DeskName> desks, int office, OfficeStaff staff, double change)
    {
        foreach (DeskName desk in desks.Where(d => d.Office == office))
        {
            staff = staff.With(desk.Role, Scaled(staff.Of(desk.Role), change));
        }

        return staff;
    }

    private static int Scaled(int people, double change) => people == 0 ? 0 : Math.Max(1, (int)Math.Round(people * (1 + change), MidpointRounding.AwayFromZero));
}
