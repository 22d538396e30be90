using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// People over time (model section 3): who leaves, who is hired and when, how long the new ones learn, and what a
/// transfer costs. Off by default: then the people of the last day are there from the first.
/// </summary>
public sealed record PeopleOverTimeInput
{
    /// <summary>Nobody leaves, nobody is hired, nobody moves: a staffing that stands still.</summary>
    public static PeopleOverTimeInput Off { get; } = new();

    public bool On { get; init; }

    /// <summary>Positions of import specialists, filled or not; at least those on board.</summary>
    public int AuthorisedImportSpecialists { get; init; }

    public int AuthorisedEntrySpecialists { get; init; }

    /// <summary>Share of people who leave in a year, 0 to 1.</summary>
    public double AttritionPerYear { get; init; }

    /// <summary>Calendar days from a vacancy to the first class that may fill it.</summary>
    public int HiringLeadDays { get; init; }

    /// <summary>Most people of one role in one class.</summary>
    public int ClassSize { get; init; }

    /// <summary>Months in which classes start, 1 to 12, on their first business day.</summary>
    public ImmutableArray<int> ClassMonths { get; init; } = [];

    /// <summary>Classes beyond the replacement of those who left: new positions, filled on that day.</summary>
    public ImmutableArray<HiringClassInput> Classes { get; init; } = [];

    /// <summary>Spans in which no class starts.</summary>
    public ImmutableArray<HiringFreezeInput> Freezes { get; init; } = [];

    /// <summary>Pace of a person on the first day, against an experienced one.</summary>
    public double RampStart { get; init; } = 1;

    /// <summary>Days until a person works at full pace; the pace grows in a straight line.</summary>
    public int RampDays { get; init; }

    /// <summary>Share of one colleague's time that a new person takes.</summary>
    public double MentorShare { get; init; }

    /// <summary>Days for which a new person has a mentor.</summary>
    public int MentorDays { get; init; }

    /// <summary>Business days that a transferred person is lost, before the first day at the new desk.</summary>
    public int TransferBusinessDays { get; init; }

    public int Authorised(Role role) => role == Role.ImportSpecialist ? AuthorisedImportSpecialists : AuthorisedEntrySpecialists;
}

/// <summary>New positions of a role, filled on a day.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record HiringClassInput(int Day, Role Role, int People);

/// <summary>No class starts from a day on, and before another.</summary>
public sealed record HiringFreezeInput(int FromDay, int UntilDay);
