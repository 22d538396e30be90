using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Tests;

/// <summary>
/// The luck of one simulated year of one experiment, from the keyed generator of the engine: the same digits on every
/// machine, in any order, and year 14 of an experiment is the same whether it is looked at after 14 years or after 40.
/// </summary>
/// <param name="seed">Of the whole study.</param>
/// <param name="experiment">0 or more.</param>
/// <param name="year">1 or more.</param>
internal readonly struct YearLuck(ulong seed, int experiment, int year)
{
    private readonly ulong key = KeyedRandom.Key(seed, year);

    /// <summary>Uniform on (0, 1).</summary>
    public double Unit(int index) => KeyedRandom.Unit(Word(index));

    public double Normal(int index) => KeyedRandom.StandardNormal(Word(index));

    /// <summary>Lognormal with mean 1.</summary>
    public double Lognormal(int index, double cv)
    {
        double s2 = Math.Log(1 + (cv * cv));
        return Math.Exp((Math.Sqrt(s2) * Normal(index)) - (s2 / 2));
    }

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential(int index) => -Math.Log(Unit(index));

    /// <summary>Poisson by inversion.</summary>
    /// <param name="mean">Up to some hundreds.</param>
    public int Poisson(int index, double mean)
    {
        double u = Unit(index);
        double term = Math.Exp(-mean);
        int n = 0;
        for (double below = term; u > below && n < 10_000; below += term)
        {
            n++;
            term *= mean / n;
        }

        return n;
    }

    private uint Word(int index)
    {
        Luck block = KeyedRandom.Draw(key, Purpose.Source, (ulong)experiment, (uint)index >> 2);
        return (index & 3) switch { 0 => block.A, 1 => block.B, 2 => block.C, _ => block.D };
    }
}
