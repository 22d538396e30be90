using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

/// <summary>The people of a plan by office, and the same plan with other people.</summary>
public sealed partial class Setup
{
    /// <summary>Roles that have desks, import specialists first.</summary>
    public static ImmutableArray<Role> DeskRoles => Placement.Roles;

    /// <summary>Whole people at each office, by index of <see cref="Offices"/>.</summary>
    /// <exception cref="InvalidOperationException">People come and go in this plan, so that no one number holds.</exception>
    public ImmutableArray<OfficeStaff> StaffByOffice()
    {
        if (Inputs.People.OverTime.On)
        {
            throw new InvalidOperationException("People come and go in this plan.");
        }

        OfficeStaff[] staff = new OfficeStaff[Offices.Length];
        foreach (DeskSetup desk in desks)
        {
            staff[desk.Office] = staff[desk.Office].With(desk.Role, desk.People.Length);
        }

        return [.. staff];
    }

    /// <summary>
    /// The inputs with the people of every office given, as a scenario's <c>staff</c> keys give them; nothing is left to be
    /// placed by workload. The hash of the scenario follows the people.
    /// </summary>
    /// <param name="staff">By index of <see cref="Offices"/>.</param>
    public static RunInputs WithStaff(RunInputs inputs, ImmutableArray<OfficeStaff> staff)
    {
        int ports = inputs.Offices.Length;
        if (staff.Length != ports + inputs.Centers.Length)
        {
            throw new ArgumentException($"Staff of {staff.Length} offices was given and the plan has {ports + inputs.Centers.Length}.", nameof(staff));
        }

        string people = string.Join(';', staff.Select(s => FormattableString.Invariant($"{s.ImportSpecialists},{s.EntrySpecialists}")));
        return CalmTwin.Changed(inputs, $"|staff|{people}") with
        {
            Offices = [.. inputs.Offices.Select((o, i) => o with { Staff = Rows(staff[i]) })],
            Centers = [.. inputs.Centers.Select((c, i) => c with { Staff = Rows(staff[ports + i]) })],
        };

        static ImmutableArray<StaffInput> Rows(OfficeStaff s) => [new StaffInput(Role.ImportSpecialist, s.ImportSpecialists), new StaffInput(Role.EntrySpecialist, s.EntrySpecialists)];
    }
}
