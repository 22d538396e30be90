using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;

namespace CeeOrleans.Workload.Inputs;

/// <param name="Code">Schedule D code, four digits.</param>
/// <param name="Zone">Index into <see cref="RunInputs.Zones"/>.</param>
/// <param name="Weight">Share of entry summaries, not necessarily normalised.</param>
/// <param name="ValueWeight">Share of import value, not necessarily normalised.</param>
/// <param name="Office">Index into <see cref="RunInputs.Offices"/> of the office that serves it.</param>
public sealed record PortInput(string Code, string Name, string State, int Zone, Mode Mode, double Weight, double ValueWeight, int Office);

/// <param name="Code">Schedule D code, or a name in a plain queue.</param>
/// <param name="Staff">People given by the scenario; empty means placed by workload (<see cref="PeopleInput"/>).</param>
public sealed record OfficeInput(string Code, string Name, string State, OfficeKind Kind, int Zone, ImmutableArray<StaffInput> Staff);

/// <summary>So many whole people of a role.</summary>
public sealed record StaffInput(Role Role, int People);

/// <param name="Code">Team code, three digits.</param>
/// <param name="Short">Abbreviation, for charts: ELE.</param>
/// <param name="Zone">Zone of its city.</param>
/// <param name="Phases">When it takes which accounts; empty when it never opens in this scenario.</param>
public sealed record CenterInput(string Code, string Short, string Name, string City, int Zone, ImmutableArray<TakeOverPhase> Phases, ImmutableArray<StaffInput> Staff);

public sealed record RoutingInput
{
    public AssignmentBasis Basis { get; init; } = AssignmentBasis.Entries;

    public TrustedTraderDefinition Trusted { get; init; } = new();

    public BacklogRule Backlog { get; init; } = BacklogRule.Moves;

    /// <summary>Share of each Center's accounts that applied to the test, trusted traders first.</summary>
    public double AppliedShare { get; init; }

    /// <summary>Share of the importers with goods of two or more Centers that ask for another Center than the predominant one.</summary>
    public double AppealShare { get; init; }

    /// <summary>Share of these appeals that are granted.</summary>
    public double AppealsGranted { get; init; }

    /// <summary>Whether clocked work of trusted traders goes first inside its rank; the pool stays in order of risk.</summary>
    public bool TrustedFirst { get; init; }
}
