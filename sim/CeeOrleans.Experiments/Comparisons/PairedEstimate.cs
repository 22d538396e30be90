using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>One number under two plans on the same luck.</summary>
/// <remarks>
/// Replications are independent simulated years; a year of A and the year of B with the same number share every draw.
/// The difference is B − A year by year, its interval <see cref="LuckInterval"/> over the years
/// (Law, Simulation Modeling and Analysis, 5th ed., section 10.2.1). Replications in which a plan has no value (a share of nothing) are left out of both.
/// </remarks>
public sealed record PairedEstimate
{
    private ImmutableArray<double> differences = [];

    /// <summary>Replications in which both plans have a value.</summary>
    public required int Pairs { get; init; }

    /// <summary>Mean of A over the pairs, with its own luck interval.</summary>
    public required Estimate A { get; init; }

    /// <summary>Mean of B over the pairs, with its own luck interval.</summary>
    public required Estimate B { get; init; }

    /// <summary>Mean of B − A with its 95 % luck interval; no interval with fewer than two pairs.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Standard error of the mean difference; NaN with fewer than two pairs.</summary>
    public required double StandardError { get; init; }

    /// <summary>What pairing was worth.</summary>
    public required VarianceReduction Reduction { get; init; }

    /// <summary>Whether both plans have exactly the same value, or none, in every replication.</summary>
    public required bool Identical { get; init; }

    /// <summary>The difference relative to A, as a fraction of |A|; NaN when A is 0.</summary>
    public double Relative => A.Mean == 0 ? double.NaN : Difference.Mean / Math.Abs(A.Mean);

    /// <summary>Compares values by replication.</summary>
    /// <param name="a">One per replication; NaN where there is none.</param>
    /// <param name="b">As many, of the same replications.</param>
    /// <param name="scale">Scale of the intervals of A and of B; the difference of shares is an amount.</param>
    /// <exception cref="ArgumentException">Unequal lengths.</exception>
    public static PairedEstimate Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b, MeasureScale scale = MeasureScale.Amount)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} values against {b.Length}.", nameof(b));
        }

        double[] inA = new double[a.Length];
        double[] inB = new double[a.Length];
        double[] apart = new double[a.Length];
        int n = 0;
        bool identical = true;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsFinite(a[i]) && double.IsFinite(b[i]))
            {
                (inA[n], inB[n], apart[n]) = (a[i], b[i], b[i] - a[i]);
                n++;
            }

            identical &= a[i].Equals(b[i]); // also where neither has a value
        }

        return new PairedEstimate
        {
            Pairs = n,
            A = LuckInterval.Of(inA.AsSpan(0, n), scale),
            B = LuckInterval.Of(inB.AsSpan(0, n), scale),
            Difference = LuckInterval.Of(apart.AsSpan(0, n), MeasureScale.Amount),
            StandardError = n < 2 ? double.NaN : Math.Sqrt(VarianceReduction.Variance(apart.AsSpan(0, n)) / n),
            Reduction = VarianceReduction.Of(inA.AsSpan(0, n), inB.AsSpan(0, n)),
            Identical = n > 0 && identical,
            differences = [.. apart.AsSpan(0, n)],
        };
    }

    /// <summary>Whether the difference is beyond luck at a level of error.</summary>
    /// <param name="alpha">Two-sided chance of a false alarm, above 0 and below 1; divide it by the number of looks.</param>
    /// <returns>False with fewer than two pairs, and when the difference is exactly zero.</returns>
    public bool Shown(double alpha)
    {
        // Hall's transformation shortens the side away from the tail, and far out in the tails too much: shown is what both show.
        Estimate e = LuckInterval.Of(differences.AsSpan(), MeasureScale.Amount, 1 - alpha);
        return e.Mean != 0 && (e.Low > 0 || e.High < 0) && Math.Abs(e.Mean) > LuckInterval.Quantile(Pairs - 1, 1 - alpha) * StandardError;
    }
}
