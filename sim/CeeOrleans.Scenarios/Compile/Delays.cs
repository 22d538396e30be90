using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Tables of integers from distributions, computed once per scenario.</summary>
internal static class Delays
{
    /// <summary>
    /// Quantiles in whole seconds. The first is the least value; the last, which has no quantile in an unbounded
    /// family, is chosen so that the mean of the table is the mean of the distribution.
    /// </summary>
    public static DelayTable Table(Distribution delay)
    {
        if (delay.Kind == DistributionKind.Constant)
        {
            return DelayTable.Constant((long)Math.Round(delay.Mean));
        }

        long[] quantiles = new long[DelayTable.Steps + 1];
        quantiles[0] = delay.Kind == DistributionKind.Uniform ? (long)Math.Round(delay.Mean * (1 - (delay.Cv * Math.Sqrt(3)))) : 0;
        long inner = 0;
        for (int i = 1; i < DelayTable.Steps; i++)
        {
            quantiles[i] = Math.Max(quantiles[i - 1], (long)Math.Round(delay.Quantile(i / (double)DelayTable.Steps)));
            inner += quantiles[i - 1] + quantiles[i];
        }

        long wanted = (long)Math.Round(delay.Mean * DelayTable.Steps * 2);
        quantiles[^1] = Math.Max(quantiles[^2], wanted - inner - quantiles[^2]);
        return new DelayTable(quantiles);
    }

    /// <summary>Mean of min(entries, most) when a sample is rounded to a whole number of at least 1.</summary>
    public static double MeanCapped(Distribution entries, int most)
    {
        const int Points = 20_000;
        long sum = 0;
        for (int i = 0; i < Points; i++)
        {
            double value = entries.Quantile((i + 0.5) / Points);
            sum += Math.Clamp((long)Math.Round(Math.Min(value, most)), 1, most);
        }

        return sum / (double)Points;
    }
}
