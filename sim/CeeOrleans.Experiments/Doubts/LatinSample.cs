using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>
/// A Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): each input takes each of n equal slices of its
/// range exactly once. Of several drawn, the one whose nearest two points lie farthest apart is kept (maximin; Johnson,
/// Moore and Ylvisaker 1990). A Sobol sequence needs direction numbers in 170 dimensions and keeps its evenness there only
/// for far more points than 64. Keyed: the same seed gives the same sample on every machine.
/// </summary>
public static class LatinSample
{
    /// <summary>Hypercubes drawn to choose from.</summary>
    public const int Candidates = 32;

    /// <summary>Fourth word of the counter: no purpose of a run has it, so the sample shares no luck with any run.</summary>
    private const uint Stream = 0x4C48_5331;

    /// <param name="points">2 or more.</param>
    /// <param name="inputs">1 or more.</param>
    /// <returns>Row by row; every number strictly between 0 and 1. Cost: candidates × points² × inputs / 2.</returns>
    public static double[][] Draw(ulong seed, int points, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        double[][]? best = null;
        double farthest = -1;
        for (uint candidate = 0; candidate < Candidates; candidate++)
        {
            double[][] sample = One(seed, candidate, points, inputs);
            double nearest = Nearest(sample, farthest);
            if (nearest > farthest)
            {
                (best, farthest) = (sample, nearest);
            }
        }

        return best!;
    }

    /// <summary>The square of the distance between the nearest two points.</summary>
    /// <param name="enough">May stop and return anything not above this as soon as it is reached.</param>
    public static double Nearest(double[][] sample, double enough = -1)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < sample.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = 0; k < sample[i].Length; k++)
                {
                    double d = sample[i][k] - sample[j][k];
                    sum += d * d;
                }

                least = Math.Min(least, sum);
                if (least <= enough)
                {
                    return least;
                }
            }
        }

        return least;
    }

    private static double[][] One(ulong seed, uint candidate, int points, int inputs)
    {
        ulong key = KeyedRandom.Key(seed, 0);
        double[][] sample = [.. Enumerable.Range(0, points).Select(_ => new double[inputs])];
        int[] slice = new int[points];
        for (int k = 0; k < inputs; k++)
        {
            for (int i = 0; i < points; i++)
            {
                slice[i] = i;
            }

            // Fisher and Yates; a 32-bit word on at most some thousand places leaves a bias below one in a million.
            for (int i = points - 1; i >= 0; i--)
            {
                Luck luck = unchecked(KeyedRandom.Philox((uint)i, (uint)k, candidate, Stream, (uint)key, (uint)(key >> 32)));
                int j = (int)(((ulong)luck.A * (ulong)(i + 1)) >> 32);
                (slice[i], slice[j]) = (slice[j], slice[i]);
                sample[i][k] = (slice[i] + KeyedRandom.Unit(luck.B)) / points;
            }
        }

        return sample;
    }
}
