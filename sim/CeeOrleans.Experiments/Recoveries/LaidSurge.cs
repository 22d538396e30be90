using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Recoveries;

/// <summary>A surge of all entries that is laid over a scenario, to ask what reserve it needs.</summary>
/// <param name="Until">First day after it.</param>
/// <param name="Factor">Entries of its days against the usual ones, above 1.</param>
public sealed record LaidSurge(DateOnly From, DateOnly Until, double Factor)
{
    /// <summary>Entries more than usual in the surge that is laid where nothing is said.</summary>
    public const double StandardMore = 0.10;

    /// <summary>Its weeks.</summary>
    public const int StandardWeeks = 13;

    /// <summary>Weeks of the horizon before it.</summary>
    public const int WeeksBefore = 13;

    /// <summary>Replaces the volume surges that a scenario has; its other shocks stay.</summary>
    public ScenarioOverride Override => ScenarioOverride.VolumeSurge(From, Until, Factor);

    /// <summary>A tenth more entries for thirteen weeks from the fourteenth week on, or what is said in place of each.</summary>
    public static LaidSurge Over(RunInputs inputs, double? more = null, DateOnly? from = null, int? days = null)
    {
        DateOnly first = from ?? SimTime.DateOf(inputs.StartDay + (7 * WeeksBefore));
        return new LaidSurge(first, first.AddDays(days ?? (7 * StandardWeeks)), 1 + (more ?? StandardMore));
    }

    /// <summary>"10 % more entries from 31 December 2015 to 30 March 2016".</summary>
    public string Said => string.Create(CultureInfo.InvariantCulture, $"{100 * (Factor - 1):0.##} % more entries from {From:d MMMM yyyy} to {Until.AddDays(-1):d MMMM yyyy}");
}
