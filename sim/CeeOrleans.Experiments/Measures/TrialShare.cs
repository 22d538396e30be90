using MathNet.Numerics.Distributions;

namespace CeeOrleans.Experiments.Measures;

/// <summary>
/// What independent trials with two outcomes say of the chance behind them: in how many years a target was met, in how many
/// worlds a plan won. Never for pieces of work inside a year, which share that year's luck.
/// </summary>
public static class TrialShare
{
    /// <summary>Confidence of what is said.</summary>
    public const double Confidence = LuckInterval.Confidence;

    /// <summary>The least chance with 95 % confidence, one-sided: 29 of 29 gives 0.90 (Clopper and Pearson 1934, Biometrika 26, 404-413).</summary>
    /// <param name="met">0 to <paramref name="trials"/>.</param>
    /// <returns>0 without a trial.</returns>
    public static double AtLeast(int met, int trials) => met == 0 || trials == 0 ? 0
        : met == trials ? Math.Pow(1 - Confidence, 1.0 / trials)
        : Beta.InvCDF(met, trials - met + 1, 1 - Confidence);

    /// <summary>The most that the chance may be with 95 % confidence, one-sided (Clopper and Pearson 1934).</summary>
    /// <param name="met">0 to <paramref name="trials"/>.</param>
    /// <returns>1 without a trial.</returns>
    public static double AtMost(int met, int trials) => 1 - AtLeast(trials - met, trials);

    /// <summary>The 95 % interval of the chance (Wilson 1927, Journal of the American Statistical Association 22, 209-212).</summary>
    /// <param name="met">0 to <paramref name="trials"/>.</param>
    /// <returns>0 to 1 without a trial.</returns>
    public static (double Low, double High) Interval(int met, int trials)
    {
        if (trials == 0)
        {
            return (0, 1);
        }

        double z = Normal.InvCDF(0, 1, (1 + Confidence) / 2);
        double p = (double)met / trials;
        double centre = p + (z * z / (2 * trials));
        double half = z * Math.Sqrt((p * (1 - p) / trials) + (z * z / (4.0 * trials * trials)));
        double scale = 1 + (z * z / trials);
        return (Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }
}
