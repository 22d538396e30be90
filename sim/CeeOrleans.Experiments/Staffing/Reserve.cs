using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// From what a desk needed in some years to what it is given. At the least what it needed in the worst of them. Beyond that a
/// reserve for worse years: the mean need and as many standard deviations as a new year exceeds with the chance left to this
/// desk, if all desks together are to hold in the wanted share of years (Student's prediction bound, Bonferroni over the
/// desks). The spread, relative to size, is pooled over the desks of a role, because eight years say little about one desk.
/// </summary>
public static class Reserve
{
    /// <param name="needs">By desk, the whole people needed in each year; at least one year each.</param>
    /// <param name="sure">Share of years in which all desks are to hold, 0 to below 1; 0 keeps no reserve.</param>
    /// <returns>People by desk.</returns>
    public static Dictionary<DeskName, int> Of(IReadOnlyDictionary<DeskName, int[]> needs, double sure)
    {
        Dictionary<DeskName, int> people = needs.ToDictionary(n => n.Key, n => n.Value.Max());
        if (sure <= 0)
        {
            return people;
        }

        double miss = (1 - sure) / needs.Count;
        foreach (IGrouping<Role, KeyValuePair<DeskName, int[]>> role in needs.GroupBy(n => n.Key.Role))
        {
            int freedom = role.Sum(n => n.Value.Length - 1);
            if (freedom == 0)
            {
                continue;
            }

            double spread = Spread([.. role.Select(n => n.Value)]);
            double t = StudentQuantile.Upper(freedom, miss);
            foreach ((DeskName desk, int[] years) in role)
            {
                // A whole number that was needed lies half a person above what would have done, on average.
                double mean = years.Average() - 0.5;
                int reserve = (int)Math.Ceiling(mean + (t * spread * years.Average() * Math.Sqrt(1 + (1.0 / years.Length))) - 1e-9);
                people[desk] = Math.Max(people[desk], reserve);
            }
        }

        return people;
    }

    /// <summary>Standard deviation from year to year relative to the mean need, pooled over desks, large ones weighing more.</summary>
    public static double Spread(IReadOnlyList<int[]> needs)
    {
        double squares = needs.Sum(years => years.Sum(q => Math.Pow(q - years.Average(), 2)));
        double size = needs.Sum(years => (years.Length - 1) * Math.Pow(years.Average(), 2));
        return size == 0 ? 0 : Math.Sqrt(squares / size);
    }
}
