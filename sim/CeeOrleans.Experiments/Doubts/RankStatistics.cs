using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>Quantiles, rank correlation, and the inputs that explain a measure.</summary>
public static class RankStatistics
{
    /// <summary>Share of worlds that a knowledge interval holds.</summary>
    public const double Middle = 0.9;

    /// <summary>Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, definition 7).</summary>
    /// <param name="p">0 to 1.</param>
    /// <returns>NaN for no values.</returns>
    public static double Quantile(IEnumerable<double> values, double p)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double at = p * (sorted.Length - 1);
        int i = Math.Min((int)at, sorted.Length - 1);
        return i == sorted.Length - 1 ? sorted[i] : sorted[i] + ((at - i) * (sorted[i + 1] - sorted[i]));
    }

    /// <summary>The middle nine tenths.</summary>
    public static (double Low, double High) Interval(IReadOnlyList<double> values) =>
        (Quantile(values, (1 - Middle) / 2), Quantile(values, (1 + Middle) / 2));

    /// <summary>Ranks from 1, ties averaged.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ThenBy(i => i)];
        double[] ranks = new double[values.Count];
        for (int i = 0; i < order.Length;)
        {
            int j = i;
            while (j < order.Length && values[order[j]] == values[order[i]])
            {
                j++;
            }

            for (int k = i; k < j; k++)
            {
                ranks[order[k]] = ((i + j - 1) / 2.0) + 1;
            }

            i = j;
        }

        return ranks;
    }

    /// <summary>Spearman's rank correlation, -1 to 1; 0 where one side does not vary.</summary>
    public static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Correlation(Ranks(x), Ranks(y));

    /// <summary>The size of a rank correlation that one of several unrelated inputs would pass by chance in one case of twenty.</summary>
    /// <param name="points">4 or more.</param>
    /// <param name="inputs">How many are looked at (Bonferroni).</param>
    /// <param name="chance">Another share of cases.</param>
    public static double Threshold(int points, int inputs, double chance = 0.05)
    {
        if (points < 4)
        {
            return 1;
        }

        double t = StudentQuantile.Upper(points - 2, chance / 2 / Math.Max(1, inputs));
        return t / Math.Sqrt(points - 2 + (t * t));
    }

    /// <summary>
    /// Inputs that explain the ranks of a measure, strongest first: each step takes the one with the largest correlation with
    /// what the ones before leave unexplained, as long as chance would not do as well (Bonferroni over the inputs left).
    /// With more inputs than points nothing else can be told apart.
    /// </summary>
    /// <param name="inputs">One column per input, each as long as <paramref name="measure"/>.</param>
    /// <param name="most">Stops here at the latest.</param>
    /// <param name="chance">Share of cases in which an unrelated input may be taken.</param>
    public static List<(int Input, double Correlation)> Forward(IReadOnlyList<double[]> inputs, IReadOnlyList<double> measure, int most, double chance = 0.05)
    {
        List<(int, double)> chosen = [];
        List<double[]> basis = [];
        double[] rest = Centred(Ranks(measure));
        double[][] columns = [.. inputs.Select(x => Centred(Ranks(x)))];
        while (chosen.Count < most && rest.Length - chosen.Count > 4)
        {
            int best = -1;
            double strongest = 0;
            for (int k = 0; k < columns.Length; k++)
            {
                if (chosen.Any(c => c.Item1 == k))
                {
                    continue;
                }

                double r = Correlation(Without(columns[k], basis), rest);
                if (Math.Abs(r) > Math.Abs(strongest))
                {
                    (best, strongest) = (k, r);
                }
            }

            if (best < 0 || Math.Abs(strongest) < Threshold(rest.Length - chosen.Count, columns.Length - chosen.Count, chance))
            {
                break;
            }

            chosen.Add((best, strongest));
            basis.Add(Without(columns[best], basis));
            rest = Without(rest, [basis[^1]]);
        }

        return chosen;
    }

    private static double[] Centred(double[] x)
    {
        double mean = x.Length == 0 ? 0 : x.Average();
        return [.. x.Select(v => v - mean)];
    }

    /// <summary>What is left of a column when its parts along others, which are at right angles to each other, are taken out.</summary>
    private static double[] Without(double[] x, List<double[]> basis)
    {
        double[] left = [.. x];
        foreach (double[] b in basis)
        {
            double length = b.Sum(v => v * v);
            double share = length == 0 ? 0 : left.Zip(b, (p, q) => p * q).Sum() / length;
            for (int i = 0; i < left.Length; i++)
            {
                left[i] -= share * b[i];
            }
        }

        return left;
    }

    private static double Correlation(double[] x, double[] y)
    {
        double mx = x.DefaultIfEmpty(0).Average();
        double my = y.DefaultIfEmpty(0).Average();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }

        return xx <= 1e-12 || yy <= 1e-12 ? 0 : xy / Math.Sqrt(xx * yy);
    }
}
