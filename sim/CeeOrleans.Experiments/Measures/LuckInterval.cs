using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace CeeOrleans.Experiments.Measures;

/// <summary>How a measure is spread: decides the scale its interval is made on.</summary>
public enum MeasureScale : byte
{
    /// <summary>An amount: the interval is made as it is.</summary>
    Amount = 1,

    /// <summary>A share from 0 to 1: near the ends the interval is made on the logit.</summary>
    Share = 2,
}

/// <summary>A mean with the ends of its luck interval.</summary>
/// <param name="Low">Lower end; null with fewer than two replications.</param>
/// <param name="High">Upper end; null with fewer than two replications.</param>
public readonly record struct Estimate(double Mean, double? Low, double? High);

/// <summary>
/// The luck interval: Student's t over replications, each giving one value (its own mean, share or quantile). The
/// estimand is the mean over years of that year's value. Never made from items inside one replication: items of one
/// year share that year's luck, and an interval that ignores it covers far less than it says. Conditional on the one
/// opening that all replications share (Law, Simulation Modeling and Analysis, 5th ed., section 9.4).
/// </summary>
public static class LuckInterval
{
    /// <summary>Confidence of every luck interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>A share closer to 0 or 1 than this gets its interval on the logit.</summary>
    public const double NearEnd = 0.1;

    private static readonly ConcurrentDictionary<int, double> Quantiles = new();

    /// <summary>Mean and interval of one value per replication; values that are not numbers (a share of nothing) are left out.</summary>
    /// <param name="values">One per replication.</param>
    /// <param name="scale">
    /// For a share within <see cref="NearEnd"/> of an end the half-width is carried to the logit at the mean by the
    /// delta method and back, so that the interval stays inside (0, 1) and its centre stays the mean of the years.
    /// </param>
    /// <returns>A mean of NaN when there is no value.</returns>
    public static Estimate Of(ReadOnlySpan<double> values, MeasureScale scale)
    {
        int n = 0;
        double sum = 0;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
            {
                n++;
                sum += v;
            }
        }

        if (n == 0)
        {
            return new Estimate(double.NaN, null, null);
        }

        double mean = sum / n;
        if (n == 1)
        {
            return new Estimate(mean, null, null);
        }

        double squares = 0;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
            {
                squares += (v - mean) * (v - mean);
            }
        }

        double half = Quantile(n - 1) * Math.Sqrt(squares / (n - 1) / n);
        if (scale == MeasureScale.Share && mean > 0 && mean < 1 && Math.Min(mean, 1 - mean) < NearEnd)
        {
            double logit = Math.Log(mean / (1 - mean));
            double wide = half / (mean * (1 - mean));
            return new Estimate(mean, Logistic(logit - wide), Logistic(logit + wide));
        }

        return new Estimate(mean, mean - half, mean + half);
    }

    /// <summary>Two-sided Student quantile at <see cref="Confidence"/>.</summary>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double Quantile(int degrees) =>
        Quantiles.GetOrAdd(degrees, static d => StudentT.InvCDF(0, 1, d, 1 - ((1 - Confidence) / 2)));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
