using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Workload.Plan;

/// <summary>Whole people at the two desks of an office.</summary>
public readonly record struct OfficeStaff(int ImportSpecialists, int EntrySpecialists)
{
    public int Total => ImportSpecialists + EntrySpecialists;

    /// <summary>People of a role that has desks.</summary>
    public int Of(Role role) => role == Role.ImportSpecialist ? ImportSpecialists : EntrySpecialists;

    /// <summary>The same with another number of a role.</summary>
    public OfficeStaff With(Role role, int people) => role == Role.ImportSpecialist ? this with { ImportSpecialists = people } : this with { EntrySpecialists = people };
}

/// <summary>One person of a desk is away for a while, beside the leave that everybody takes.</summary>
/// <param name="FromDay">First day away, days since 1970-01-01.</param>
/// <param name="Days">Calendar days, 1 or more.</param>
public sealed record DeskAbsence(Role Role, int FromDay, int Days);
