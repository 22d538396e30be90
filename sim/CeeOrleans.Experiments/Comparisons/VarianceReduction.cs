using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>
/// What running two plans on the same luck is worth: var(A) + var(B) over var(A − B). With a factor of ten the paired
/// difference is as sure from ten replications as an unpaired one from a hundred.
/// </summary>
/// <remarks>
/// With S = A + B and D = A − B, var S + var D = 2 (var A + var B), so the factor is (1 + var S / var D) / 2. S and D are
/// correlated where the plans have luck of different size, and the interval of a ratio of two correlated variances is
/// Pitman's: w·(K ± √(K² − 1)) with w the sample ratio and K = 1 + 2 (1 − r²) t² / (n − 2), t Student's quantile with
/// n − 2 degrees. (Pitman 1939, "A note on normal correlation", Biometrika 31, 9-12; Morgan 1939, same volume, 13-19.)
/// Exact for normal pairs and for nothing else: a heavy tail makes it too narrow. Needs three pairs.
/// </remarks>
public sealed record VarianceReduction
{
    /// <summary>Below this a factor is called low, and the reason is told.</summary>
    public const double Wanted = 10;

    /// <summary>The factor, 0.5 or more; infinite when the difference is the same in every pair; NaN when neither plan varies, or with fewer than two pairs.</summary>
    public required double Factor { get; init; }

    /// <summary>Lower end of the 95 % interval of the factor; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the 95 % interval of the factor; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>k: the larger standard deviation over the smaller, 1 or more; infinite when one plan does not vary; NaN when neither does.</summary>
    public required double Ratio { get; init; }

    /// <summary>(1 + k²) / (k − 1)²: the greatest factor that any pairing could reach; infinite for k = 1.</summary>
    public required double Bound { get; init; }

    /// <summary>Correlation of the two plans over replications; NaN when a plan does not vary.</summary>
    public required double Correlation { get; init; }

    /// <summary>Why the factor is low, or why there is none; empty when it is what one would wish.</summary>
    public required string Why { get; init; }

    /// <summary>Whether pairing does harm, beyond what luck explains.</summary>
    public bool SignificantlyBelowOne => High < 1;

    /// <summary>The factor of paired values.</summary>
    /// <param name="a">One value per replication, finite.</param>
    /// <param name="b">As many, of the same replications.</param>
    /// <param name="confidence">Of the interval, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">Unequal lengths.</exception>
    public static VarianceReduction Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double confidence = 0.95)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} values against {b.Length}.", nameof(b));
        }

        int n = a.Length;
        if (n < 2)
        {
            return None("one pair tells nothing about luck");
        }

        Span<double> differences = n <= 256 ? stackalloc double[n] : new double[n];
        for (int i = 0; i < n; i++)
        {
            differences[i] = a[i] - b[i];
        }

        double va = Variance(a);
        double vb = Variance(b);
        double vd = Variance(differences);
        if (va == 0 && vb == 0)
        {
            return None("neither plan varies from year to year");
        }

        double ratio = Math.Sqrt(Math.Max(va, vb) / Math.Min(va, vb));
        double bound = double.IsInfinity(ratio) ? 1 : ratio <= 1 ? double.PositiveInfinity : (1 + (ratio * ratio)) / ((ratio - 1) * (ratio - 1));
        double correlation = va == 0 || vb == 0 ? double.NaN : Math.Clamp((va + vb - vd) / (2 * Math.Sqrt(va * vb)), -1, 1);
        if (vd == 0)
        {
            return new VarianceReduction { Factor = double.PositiveInfinity, Ratio = ratio, Bound = bound, Correlation = correlation, Why = "" };
        }

        double vs = Math.Max(0, (2 * (va + vb)) - vd);
        double w = vs / vd;
        double factor = (1 + w) / 2;
        (double? low, double? high) = (null, null);
        if (n >= 3)
        {
            double r2 = vs == 0 ? 1 : Math.Min(1, (va - vb) * (va - vb) / (vs * vd));
            double t = StudentQuantile.TwoSided(n - 2, 1 - confidence);
            double k = 1 + (2 * (1 - r2) * t * t / (n - 2));
            double spread = k + Math.Sqrt((k * k) - 1);
            (low, high) = ((1 + (w / spread)) / 2, (1 + (w * spread)) / 2);
        }

        return new VarianceReduction { Factor = factor, Low = low, High = high, Ratio = ratio, Bound = bound, Correlation = correlation, Why = Reason(factor, high, ratio, bound, correlation) };
    }

    /// <summary>Sample variance with n − 1; exactly 0 when all values are the same.</summary>
    internal static double Variance(ReadOnlySpan<double> values)
    {
        double first = values[0];
        double sum = 0;
        foreach (double v in values)
        {
            sum += v - first; // from the first value on, so that equal values give exactly 0
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (double v in values)
        {
            squares += (v - first - mean) * (v - first - mean);
        }

        return squares / (values.Length - 1);
    }

    private static VarianceReduction None(string why) => new() { Factor = double.NaN, Ratio = double.NaN, Bound = double.NaN, Correlation = double.NaN, Why = why };

    private static string Reason(double factor, double? high, double ratio, double bound, double correlation)
    {
        if (factor >= Wanted)
        {
            return "";
        }

        if (high < 1)
        {
            return FormattableString.Invariant($"a year that is good for one plan is bad for the other (correlation {correlation:0.00}): pairing does harm here");
        }

        if (double.IsNaN(correlation))
        {
            return "one plan does not vary at all: there is nothing to pair";
        }

        return bound < Wanted
            ? FormattableString.Invariant($"luck moves one plan {ratio:#,0.0} times as much as the other, so no pairing can reach more than {bound:0.0}")
            : FormattableString.Invariant($"the plans share only part of their luck here (correlation {correlation:0.00}): who is away and what waits at a desk differs from plan to plan");
    }
}
