using System.Collections.Immutable;

namespace CeeOrleans.Workload.Inputs;

/// <summary>People and their calendars (model section 3).</summary>
public sealed record PeopleInput
{
    /// <summary>Import specialists to place by workload where offices give none.</summary>
    public int ImportSpecialists { get; init; }

    public int EntrySpecialists { get; init; }

    /// <summary>Share of present time that goes into cases; makes service slower, not heads fewer.</summary>
    public double DirectShare { get; init; } = 1;

    /// <summary>Capacity factor for people still in their ramp; where people come and go over time, their own pace counts instead.</summary>
    public double Ramp { get; init; } = 1;

    /// <summary>Second-of-day spans in which a person works; empty means round the clock, every day.</summary>
    public ImmutableArray<(int From, int To)> Shift { get; init; } = [];

    /// <summary>Leave blocks a year in business days, for example 10, 5 and six of 1.</summary>
    public ImmutableArray<int> LeaveBlocks { get; init; } = [];

    public int SickDays { get; init; }

    /// <summary>Mean length of a spell of sickness, days.</summary>
    public int SickSpell { get; init; } = 2;

    public int TrainingDays { get; init; }

    /// <summary>Relative chance that leave starts in June to August.</summary>
    public double SummerLeave { get; init; } = 1;

    /// <summary>Relative chance that leave starts in the last two weeks of December.</summary>
    public double DecemberLeave { get; init; } = 1;

    /// <summary>A desk without people for more business days than this passes on what falls due.</summary>
    public int CoverAfterBusinessDays { get; init; } = 2;

    /// <summary>Import specialists of each open Center who do no casework.</summary>
    public int CenterOverhead { get; init; }

    /// <summary>Share of the time of a Center's specialist that stays with the port he or she came from.</summary>
    public double DualHat { get; init; }

    /// <summary>Partner-agency officers stationed at each open Center; 0 where referrals wait for the agency outside.</summary>
    public int AgencyOfficersPerCenter { get; init; }

    public PeopleOverTimeInput OverTime { get; init; } = PeopleOverTimeInput.Off;
}
