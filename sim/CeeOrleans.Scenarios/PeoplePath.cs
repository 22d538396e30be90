using System.Collections.Immutable;

namespace CeeOrleans.Scenarios;

/// <summary>Where a scenario says how many people it has of a role, so that a change there changes something.</summary>
public static class PeoplePath
{
    /// <summary>Roles that people are stated by.</summary>
    public static ImmutableArray<string> Roles { get; } = ["import specialists", "entry specialists"];

    /// <summary>"people.import specialists"; of a scenario with one office "offices.one.import specialists"; null where every office has its staff given, and in a plain queue.</summary>
    /// <param name="scenario">Valid.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    public static string? Of(LoadedScenario scenario, string role) => scenario.Inputs is not { Population: not null } inputs ? null
        : scenario.Effective.Any(v => v.Path.StartsWith("offices.one.", StringComparison.Ordinal)) ? $"offices.one.{role}"
        : inputs.Offices.All(o => !o.Staff.IsEmpty) && inputs.Centers.All(c => c.Phases.IsEmpty || !c.Staff.IsEmpty) ? null
        : $"people.{role}";
}
