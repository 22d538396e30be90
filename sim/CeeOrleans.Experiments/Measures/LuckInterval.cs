using System.Collections.Concurrent;

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
/// <remarks>
/// Student's interval covers too little where years are skewed (87 % for ten years with cv 1). So where a sample is more
/// skewed than normal data are in about one sample of 25, Hall's cubic transformation of t takes over: it moves the
/// interval towards the long tail and widens it there (Hall 1992, "On the removal of skewness by transformation", Journal
/// of the Royal Statistical Society B 54, 221-228; with Student's quantile in place of the normal one, which is right for
/// large samples only). Measured coverage of all this: the table beside the tests.
/// </remarks>
public static class LuckInterval
{
    /// <summary>Confidence of every luck interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>A share closer to 0 or 1 than this gets its interval on the logit.</summary>
    public const double NearEnd = 0.1;

    private static readonly ConcurrentDictionary<(int Degrees, double Confidence), double> Quantiles = new();

    /// <summary>Mean and interval of one value per replication; values that are not numbers (a share of nothing) are left out.</summary>
    /// <param name="values">One per replication.</param>
    /// <param name="scale">
    /// For a share within <see cref="NearEnd"/> of an end the half-width is carried to the logit at the mean by the
    /// delta method and back, so that the interval stays inside (0, 1) and its centre stays the mean of the years. That is
    /// skewed enough as it is: no correction on top. Of any share the interval is cut at 0 and 1.
    /// </param>
    /// <param name="confidence">Above 0 and below 1; more than <see cref="Confidence"/> where several intervals are to hold together.</param>
    /// <returns>A mean of NaN when there is no value.</returns>
    public static Estimate Of(ReadOnlySpan<double> values, MeasureScale scale, double confidence = Confidence)
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
        double cubes = 0;
        foreach (double v in values)
        {
            if (double.IsFinite(v))
            {
                double d = v - mean;
                squares += d * d;
                cubes += d * d * d;
            }
        }

        double t = Quantile(n - 1, confidence);
        double error = Math.Sqrt(squares / (n - 1) / n);
        if (scale == MeasureScale.Share && mean > 0 && mean < 1 && Math.Min(mean, 1 - mean) < NearEnd)
        {
            double logit = Math.Log(mean / (1 - mean));
            double wide = t * error / (mean * (1 - mean));
            return new Estimate(mean, Logistic(logit - wide), Logistic(logit + wide));
        }

        double skewness = squares == 0 ? 0 : cubes / n / Math.Pow(squares / n, 1.5);
        (double below, double above) = Math.Abs(skewness) > Skewed(n) ? (Transformed(t, skewness, n), -Transformed(-t, skewness, n)) : (t, t);
        (double low, double high) = (mean - (below * error), mean + (above * error));
        return scale == MeasureScale.Share && mean is >= 0 and <= 1 ? new Estimate(mean, Math.Max(low, 0), Math.Min(high, 1)) : new Estimate(mean, low, high);
    }

    /// <summary>Twice the standard error of the skewness of a normal sample, sd² = 6 (n − 2) / ((n + 1)(n + 3)); no sample of four or fewer reaches it.</summary>
    private static double Skewed(int n) => 2 * Math.Sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3.0)));

    /// <summary>Where Hall's transformation, g(T) = T + a·T²/3 + a²·T³/27 + a/6 with a = skewness ÷ √n, reaches a quantile.</summary>
    private static double Transformed(double quantile, double skewness, int n)
    {
        double a = skewness / Math.Sqrt(n);
        return 3 / a * (Math.Cbrt(1 + (a * (quantile - (a / 6)))) - 1);
    }

    /// <summary>Two-sided Student quantile.</summary>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    public static double Quantile(int degrees, double confidence = Confidence) =>
        Quantiles.GetOrAdd((degrees, confidence), static k => StudentQuantile.TwoSided(k.Degrees, 1 - k.Confidence));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
