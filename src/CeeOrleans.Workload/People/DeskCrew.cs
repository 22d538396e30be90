using System.Collections.Immutable;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// A desk with another number of people. Fewer: some of those it has stay, taken evenly over their order, because people
/// of one home port stand together and a desk that loses all of its Pacific people works other hours. More: new people,
/// who sit in turn where those of the desk sit. A smaller crew is always part of a larger one, so that a person more
/// never changes the luck of the others.
/// </summary>
internal static class DeskCrew
{
    public static DeskSetup Of(Setup setup, DeskSetup desk, int people, DeskAbsence? absence)
    {
        ImmutableArray<Stint> crew = [.. Take(desk.People, people), .. New(setup, desk, people)];
        if (absence is not null && absence.Role == desk.Role && crew.Length > 0)
        {
            Stint first = crew[0];
            crew =
            [
                first with { UntilDay = Math.Min(first.UntilDay, absence.FromDay) },
                .. crew[1..],
                first with { FromDay = Math.Max(first.FromDay, absence.FromDay + absence.Days) },
            ];
        }

        return desk with { People = crew };
    }

    private static IEnumerable<Stint> Take(ImmutableArray<Stint> people, int count) => count >= people.Length
        ? people
        : Enumerable.Range(0, people.Length).OrderBy(Spread).Take(count).Order().Select(i => people[i]);

    private static IEnumerable<Stint> New(Setup setup, DeskSetup desk, int people)
    {
        for (int i = desk.People.Length; i < people; i++)
        {
            (int zone, int home) = desk.People.IsEmpty
                ? (Placement.ZoneOf(setup, desk.Office), desk.Office)
                : (desk.People[i % desk.People.Length].Zone, desk.People[i % desk.People.Length].Home);
            yield return new Stint(Placement.Identity(desk.Role, desk.Office, (Placement.PeoplePerOffice / 2) + i), zone, home);
        }
    }

    /// <summary>The bits of a number in reverse: every first part of this order is spread evenly (van der Corput).</summary>
    private static uint Spread(int i)
    {
        uint reversed = 0;
        for (uint bits = (uint)i, n = 0; n < 32; n++, bits >>= 1)
        {
            reversed = (reversed << 1) | (bits & 1);
        }

        return reversed;
    }
}
