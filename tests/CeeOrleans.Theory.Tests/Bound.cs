using System.Globalization;
using MathNet.Numerics.Distributions;

namespace CeeOrleans.Theory.Tests;

/// <summary>
/// Agreement with theory as a test with a known false-alarm rate: the mean over independent replications lies within
/// Student's bound of the exact value. Replications average many customers, so their means are close to normal.
/// </summary>
internal static class Bound
{
    /// <summary>Chance that one comparison fails although the engine is right.</summary>
    public const double FalseAlarm = 1e-4;

    /// <summary>Independent replications behind every comparison.</summary>
    public const int Replications = 30;

    /// <param name="what">What is compared, for the message.</param>
    /// <param name="exact">The analytic value.</param>
    /// <param name="replications">One unbiased estimate from each replication.</param>
    /// <param name="rounding">How far whole seconds may move the value.</param>
    /// <param name="power">Greatest relative half-width: a comparison that could not see this much proves nothing.</param>
    /// <param name="comparisons">Comparisons that share the false-alarm rate (Bonferroni).</param>
    public static void Agrees(string what, double exact, IReadOnlyCollection<double> replications, double rounding = 0, double power = 0.06, int comparisons = 1)
    {
        int n = replications.Count;
        double mean = replications.Average();
        double sd = Math.Sqrt(replications.Sum(x => (x - mean) * (x - mean)) / (n - 1));
        double half = (StudentT.InvCDF(0, 1, n - 1, 1 - (FalseAlarm / comparisons / 2)) * sd / Math.Sqrt(n)) + rounding;
        string text = string.Create(CultureInfo.InvariantCulture, $"{what}: theory {exact:G8}, measured {mean:G8} ± {half:G4} over {n} replications");
        Assert.True(Math.Abs(mean - exact) <= half, text);
        Assert.True(half <= power * Math.Abs(exact), "Too weak a test. " + text);
    }

    /// <summary>Runs the replications 1 to <see cref="Replications"/>, two at a time, and takes numbers from each.</summary>
    public static double[][] Replicate(Func<int, double[]> replication)
    {
        double[][] rows = new double[Replications][];
        Parallel.For(0, Replications, new ParallelOptions { MaxDegreeOfParallelism = 2 }, r => rows[r] = replication(r + 1));
        return rows;
    }

    public static double[] Column(this double[][] rows, int column) => [.. rows.Select(r => r[column])];
}
