using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The Center of an account, and how it came to it. An importer may appeal at any time and no clock for the decision was
/// found (STR on the interim rule), so an appeal is decided before the run begins and holds all through it.
/// </summary>
/// <param name="Predominant">Center that its predominant goods give under the scenario's basis; -1 when none.</param>
/// <param name="Center">Center that has it: after an appeal that was granted, the one with the next most of its goods.</param>
/// <param name="Appealed">It asked for that other Center.</param>
internal readonly record struct AccountAssignment(int Predominant, int Center, bool Appealed)
{
    /// <summary>Whether its appeal was granted.</summary>
    public bool Granted => Center != Predominant;

    /// <summary>
    /// Who appeals is drawn for each importer and kept over scenarios: with a larger share the same ones appeal, and more.
    /// Nothing is drawn for importers with goods of one Center, or where nobody appeals.
    /// </summary>
    /// <param name="key">Key of what lies before the horizon.</param>
    /// <param name="totals">Its goods of twelve months.</param>
    public static AccountAssignment Of(RunInputs inputs, ulong key, int number, ReadOnlySpan<HeadingTotals> totals)
    {
        RoutingInput routing = inputs.Routing;
        (int first, int second) = CenterAssignment.FirstTwo(totals, routing.Basis, h => inputs.CenterOfHeading[h], inputs.Centers.Length);
        if (routing.AppealShare <= 0 || second < 0)
        {
            return new AccountAssignment(first, first, Appealed: false);
        }

        Luck luck = KeyedRandom.Draw(key, Purpose.Appeal, (ulong)number, 0);
        bool appealed = KeyedRandom.Unit(luck.A) < routing.AppealShare;
        return new AccountAssignment(first, appealed && KeyedRandom.Unit(luck.B) < routing.AppealsGranted ? second : first, appealed);
    }
}
