using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// Lifts a staffing to a statutory floor, which is a lower limit on people on board in total. Whom the law asks for goes, one
/// after the other, to the desk where one person is the largest part of what is needed on average; ties to the lower office.
/// </summary>
public static class FloorLift
{
    /// <param name="people">People by desk; lifted in place.</param>
    /// <param name="needs">By desk, the people needed in each year.</param>
    /// <param name="role">Role of the floor.</param>
    /// <param name="floor">People.</param>
    /// <param name="elsewhere">People of the role who count and stand at none of these desks: other offices, a Center's overhead.</param>
    /// <returns>People that were added, by desk; empty where the floor does not bind.</returns>
    public static Dictionary<DeskName, int> To(Dictionary<DeskName, int> people, IReadOnlyDictionary<DeskName, int[]> needs, Role role, int floor, int elsewhere)
    {
        Dictionary<DeskName, int> added = [];
        DeskName[] desks = [.. people.Keys.Where(d => d.Role == role).OrderBy(d => d.Office)];
        if (desks.Length == 0)
        {
            return added;
        }

        for (int missing = floor - elsewhere - desks.Sum(d => people[d]); missing > 0; missing--)
        {
            DeskName tightest = desks.MaxBy(d => needs[d].Average() / people[d]);
            people[tightest]++;
            added[tightest] = added.GetValueOrDefault(tightest) + 1;
        }

        return added;
    }
}
