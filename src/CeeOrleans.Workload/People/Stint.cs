using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Workload.Plan;

/// <summary>One person's time at one desk: a row.</summary>
/// <param name="Person">Stable: the same person has the same leave in every scenario that has the same origin office and place.</param>
/// <param name="Zone">Zone of the port he or she sits at.</param>
/// <param name="Home">Index of the office the person comes from.</param>
internal readonly record struct Stint(int Person, int Zone, int Home)
{
    /// <summary>First day at the desk.</summary>
    public int FromDay { get; init; } = int.MinValue;

    /// <summary>First day no longer at the desk.</summary>
    public int UntilDay { get; init; } = int.MaxValue;

    /// <summary>First day with the agency; those who were there before the run are experienced.</summary>
    public int HiredDay { get; init; } = int.MinValue;

    public bool Holds(int day) => day >= FromDay && day < UntilDay;
}

/// <summary>The people of one role at one office, over time.</summary>
/// <param name="Covers">From which day which office covers this desk when it has nobody (-1: none can); ascending, the first at <see cref="int.MinValue"/>.</param>
internal sealed record DeskSetup(int Office, Role Role, ImmutableArray<Stint> People, ImmutableArray<(int FromDay, int Office)> Covers)
{
    /// <summary>The covering office of a day; -1 when no office can.</summary>
    public int CoverOn(int day)
    {
        int cover = -1;
        foreach ((int from, int office) in Covers)
        {
            if (from > day)
            {
                break;
            }

            cover = office;
        }

        return cover;
    }
}
