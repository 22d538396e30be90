using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>What one desk needed in one year of the search.</summary>
/// <param name="Need">Fewest people that meet the desk's targets, found by replay; with more people than that they are met, with one fewer not.</param>
/// <param name="NeedWithAbsence">The same when one of them is away for the two weeks in which most arrives; 0 where it was not asked.</param>
/// <param name="Fluid">People by hours alone, see <see cref="OfficeTargets.FluidPeople"/>.</param>
/// <param name="Unreachable">Targets that no number of people meets, as far as the most that were tried reach them; empty as a rule.</param>
public sealed record DeskNeed(int Office, Role Role, int Need, int NeedWithAbsence, double Fluid, ImmutableArray<TargetReach> Unreachable);

/// <summary>
/// Finds the fewest people of the desks of one office by replays of one recorded year. More people are taken to do no harm;
/// what is found is a number that meets the targets where one fewer does not. Two replays a desk from a good guess; from a poor
/// one a logarithm of how far off it is, fewer where coverage decides, whose hours say how far to go.
/// </summary>
public sealed class DeskNeeds(Setup setup, OfficeRecord record, int replication, OfficeTargets targets, BorrowedOpening? borrowed)
{
    private readonly Dictionary<OfficeStaff, OfficeReport> known = [];

    /// <summary>People beyond which a target counts as out of reach.</summary>
    private static int Most(int guess) => (4 * guess) + 12;

    /// <param name="role">The desk.</param>
    /// <param name="with">The other desk's people; those of this one are the first guess.</param>
    /// <param name="absence">Also look for what is needed while one person is away.</param>
    public DeskNeed Of(Role role, OfficeStaff with, double fluid, bool absence, CancellationToken cancellation)
    {
        int guess = Math.Max(1, with.Of(role));
        int most = Most(Math.Max(guess, (int)Math.Ceiling(fluid)));
        int missed = 0;
        int met = most + 1;
        int step = 1;
        int byHours = 0;
        bool hinted = false;
        for (int people = guess; met - missed > 1; people = Next())
        {
            OfficeReport report = Report(with.With(role, people), cancellation);
            if (targets.Met(report, role, borrowed))
            {
                met = people;
            }
            else if (people == most)
            {
                return new DeskNeed(record.Office, role, most, 0, fluid, [.. targets.Reached(report, role, borrowed).Where(t => !t.Met)]);
            }
            else
            {
                missed = people;
            }

            byHours = targets.SparePeople(report, role, borrowed) is { } spare ? (int)Math.Clamp(Math.Ceiling(people - spare), 0, most) : 0;
        }

        return new DeskNeed(record.Office, role, met, absence ? WithAbsence(role, with.With(role, met), most, cancellation) : 0, fluid, []);

        // In growing steps, or further where the last replay says that more hours were missing or to spare. Between two numbers a
        // hint serves once: hours that stood idle are not in it, so a second one may lie as far off as the first.
        int Next()
        {
            if (met > most || missed == 0)
            {
                int by = step;
                step *= 2;
                return met > most ? Math.Min(most, Math.Max(byHours, missed + by)) : Math.Max(1, Math.Min(byHours > 0 ? byHours : met, met - by));
            }

            bool hint = !hinted && byHours > missed && byHours < met;
            hinted = hint;
            return hint ? byHours : (met + missed) / 2;
        }
    }

    /// <summary>The office's year with some people.</summary>
    public OfficeReport Report(OfficeStaff staff, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!known.TryGetValue(staff, out OfficeReport? report))
        {
            known[staff] = report = OfficeReplay.Run(setup, record, replication, staff);
        }

        return report;
    }

    private int WithAbsence(Role role, OfficeStaff staff, int most, CancellationToken cancellation)
    {
        WeekRow[] weeks = [.. Report(staff, cancellation).Weeks.Where(w => w.Role == role).OrderBy(w => w.Week)];
        int busiest = 0;
        for (int w = 1; w + 1 < weeks.Length; w++)
        {
            busiest = weeks[w].Arrived + weeks[w + 1].Arrived > weeks[busiest].Arrived + weeks[Math.Min(busiest + 1, weeks.Length - 1)].Arrived ? w : busiest;
        }

        DeskAbsence away = new(role, setup.Inputs.StartDay + (weeks.Length == 0 ? 0 : 7 * weeks[busiest].Week), 14);
        int people = staff.Of(role);
        while (people < most && !targets.Met(OfficeReplay.Run(setup, record, replication, staff.With(role, people), away), role, borrowed))
        {
            cancellation.ThrowIfCancellationRequested();
            people++;
        }

        return people;
    }
}
