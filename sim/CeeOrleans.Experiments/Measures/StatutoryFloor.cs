using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Reference;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>
/// A statutory floor against the people on board: the staff of customs revenue functions may not fall below that of
/// March 2003. Counted are people on board, overhead included, not positions.
/// </summary>
/// <param name="Floor">People.</param>
/// <param name="Least">Fewest on board on any day looked at, in any replication.</param>
/// <param name="FirstBelow">First day below, and how many were on board then; null when the floor is kept.</param>
/// <param name="Citation">Where the floor stands.</param>
public sealed record StatutoryFloor(Role Role, int Floor, int Least, (DateOnly Day, int OnBoard)? FirstBelow, string Citation)
{
    public bool Kept => FirstBelow is null;

    /// <summary>"import specialists: 912 on board on 2013-06-03, floor 984 (6 USC 212, GAO-07-529)".</summary>
    public override string ToString()
    {
        string name = Role == Role.ImportSpecialist ? "import specialists" : "entry specialists";
        return FirstBelow is { } below
            ? FormattableString.Invariant($"{name}: {below.OnBoard} on board on {below.Day:yyyy-MM-dd}, at the least {Least}; the floor is {Floor} (6 USC 212 and 215; {Citation})")
            : FormattableString.Invariant($"{name}: {Least} on board at the least; the floor is {Floor} (6 USC 212 and 215; {Citation})");
    }

    /// <summary>The floors of the roles that have desks, import specialists first.</summary>
    /// <param name="staffing">Rows of each replication.</param>
    public static ImmutableArray<StatutoryFloor> Check(IReadOnlyList<ImmutableArray<StaffingRow>> staffing)
    {
        ImmutableArray<StatutoryFloor>.Builder floors = ImmutableArray.CreateBuilder<StatutoryFloor>();
        foreach ((Role role, string function) in new[] { (Role.ImportSpecialist, "import specialists"), (Role.EntrySpecialist, "entry specialists") })
        {
            FloorRow floor = ReferenceData.Load().Floors.Single(f => f.Function == function);
            (int Day, int People)[] days =
            [
                .. staffing.SelectMany(rows => rows.Where(r => r.Role == role).GroupBy(r => r.Day).Select(g => (g.Key, g.Sum(r => r.OnBoard + r.Overhead)))),
            ];
            if (days.Length == 0)
            {
                continue;
            }

            (int Day, int People)[] below = [.. days.Where(d => d.People < floor.People).OrderBy(d => d.Day).ThenBy(d => d.People)];
            floors.Add(new StatutoryFloor(role, floor.People, days.Min(d => d.People), below.Length == 0 ? null : (SimTime.DateOf(below[0].Day), below[0].People), floor.Source));
        }

        return floors.ToImmutable();
    }
}

/// <summary>A plan that was to respect the statutory floors falls below one.</summary>
public sealed class FloorBrokenException(IReadOnlyList<StatutoryFloor> broken)
    : Exception($"The plan falls below {string.Join("; ", broken)}.")
{
    public IReadOnlyList<StatutoryFloor> Broken { get; } = broken;
}
