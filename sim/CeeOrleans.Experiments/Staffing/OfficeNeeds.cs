using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>What the desks of an office need in a year that was not searched: a world, other importers.</summary>
public static class OfficeNeeds
{
    /// <summary>
    /// The searched desks, each with the other desk of the office as large as this year asks, searched or not: where entry
    /// specialists are short, what they pass on comes too late for any number of import specialists.
    /// </summary>
    /// <param name="office">Index of the office; the host has recorded its year.</param>
    /// <param name="staff">Its people in that year.</param>
    /// <returns>By role.</returns>
    public static ImmutableArray<DeskNeed> Of(StaffingResult result, Setup setup, RecordingHost host, int office, OfficeStaff staff, BorrowedOpening? borrowed, CancellationToken cancellation)
    {
        OfficeTargets targets = new(setup.Inputs, result.Plan.Inputs.Targets);
        DeskNeeds desks = new(setup, host.Records[office], 1, targets, borrowed);
        List<DeskNeed> needs = [];
        OfficeStaff at = staff;
        foreach (Role role in Setup.DeskRoles.Where(r => staff.Of(r) > 0).OrderDescending())
        {
            // Where no number is enough, the most that were tried take nothing from the other desk.
            DeskNeed need = desks.Of(role, at, targets.FluidPeople(host.Reports[office], role), absence: false, cancellation);
            at = at.With(role, Math.Max(at.Of(role), need.Need));
            if (result.Desks.Any(d => d.Desk == new DeskName(office, role)))
            {
                needs.Add(need);
            }
        }

        return [.. needs.OrderBy(n => n.Role)];
    }
}
