using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;
using CsCheck;
using MathNet.Numerics.Distributions;

namespace CeeOrleans.Workload.Tests;

public sealed class RandomnessTests
{
    /// <summary>Distributions under test; the Kolmogorov-Smirnov tests share one false-alarm rate of 1e-4.</summary>
    private static readonly Distribution[] Tested =
    [
        Distribution.Exponential(600),
        Distribution.Lognormal(3600, 0.5),
        Distribution.Lognormal(3600, 1.5),
        Distribution.Gamma(2_000_000, 0.5),
        Distribution.Gamma(900, 1.3),
        Distribution.Erlang(1200, 3),
        Distribution.Uniform(100, 700),
    ];

    public static TheoryData<int> Distributions => [.. Enumerable.Range(0, Tested.Length)];

    /// <summary>The known-answer vectors of Random123 (kat_vectors, philox4x32 with 10 rounds).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_PublishedCounterAndKey_GivesThePublishedWords(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint a, uint b, uint c, uint d) =>
        Assert.Equal(new Luck(a, b, c, d), KeyedRandom.Philox(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void PhiloxRun_AnyCounterKeyAndLength_IsTheBlocksOneByOne() =>
        Gen.Select(Gen.UInt.Array[6], Gen.Int[0, 70]).Sample((words, length) =>
        {
            // The run counts inside one entry-year, so its counter never wraps.
            uint from = words[2] >> 8;
            Luck[] run = new Luck[length];
            KeyedRandom.PhiloxRun(run, words[0], words[1], from, words[3], words[4], words[5]);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(KeyedRandom.Philox(words[0], words[1], from + (uint)i, words[3], words[4], words[5]), run[i]);
            }
        });

    [Fact]
    public void Key_NeighbouringSeedsAndReplications_AreAllDifferent()
    {
        HashSet<ulong> keys = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            for (int replication = 0; replication < 100; replication++)
            {
                Assert.True(keys.Add(KeyedRandom.Key(seed, replication)));
            }
        }
    }

    [Fact]
    public void InverseNormal_FromTailToTail_IsMathNets()
    {
        for (int i = 1; i < 20_000; i++)
        {
            double p = i / 20_000.0;
            Assert.Equal(Normal.InvCDF(0, 1, p), InverseNormal.At(p), 1e-8);
        }

        foreach (uint word in new[] { 0u, 1u, 1_000u, uint.MaxValue - 1_000, uint.MaxValue })
        {
            Assert.Equal(Normal.InvCDF(0, 1, KeyedRandom.Unit(word)), KeyedRandom.StandardNormal(word), 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Sampler_OverAnEvenGridOfWords_HasTheMeanAndDeviationStated(int which)
    {
        // A grid is a quadrature, not a sample: what is missing is only the tail beyond its last point.
        Distribution d = Tested[which];
        Sampler sampler = new(d);
        double[] values = [.. Enumerable.Range(0, 1 << 16).Select(i => sampler.Value(((uint)i << 16) | 0x8000))];
        double mean = values.Average();
        double sd = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
        Assert.InRange(mean / d.Mean, 0.998, 1.002);
        Assert.InRange(sd / (d.Mean * d.Cv), 0.95, 1.005);
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Sampler_OverKeyedLuck_PassesKolmogorovSmirnov(int which)
    {
        const int n = 20_000;
        Distribution d = Tested[which];
        Sampler sampler = new(d);
        double[] values = [.. Enumerable.Range(0, n).Select(i => sampler.Value(KeyedRandom.Draw(7, Purpose.Service, (ulong)i, (uint)which).A)).Order()];
        double worst = 0;
        for (int i = 0; i < n; i++)
        {
            double p = Cdf(d, values[i]);
            worst = Math.Max(worst, Math.Max(Math.Abs(p - ((double)i / n)), Math.Abs(p - ((i + 1.0) / n))));
        }

        // Dvoretzky, Kiefer and Wolfowitz with Massart's constant; 1e-4 shared by all distributions.
        double bound = Math.Sqrt(Math.Log(2 * Tested.Length / 1e-4) / (2 * n));
        Assert.True(worst <= bound, $"{d}: {worst} > {bound}");
    }

    [Fact]
    public void Seconds_AnyWord_IsTheRoundedValueAndNeverNegative() =>
        Gen.Select(Gen.UInt, Gen.Int[0, Tested.Length - 1]).Sample((word, which) =>
        {
            Sampler sampler = new(Tested[which]);
            long seconds = sampler.Seconds(word);
            Assert.True(seconds >= 0 && Math.Abs(seconds - sampler.Value(word)) <= 0.5);
        }, iter: 300);

    [Fact]
    public void Constant_AnyWord_IsItsValue() => Assert.Equal(480, new Sampler(Distribution.Constant(480)).Seconds(12345));

    private static double Cdf(Distribution d, double x)
    {
        double v = Math.Log(1 + (d.Cv * d.Cv));
        return d.Kind switch
        {
            DistributionKind.Exponential => 1 - Math.Exp(-x / d.Mean),
            DistributionKind.Lognormal => Normal.CDF(Math.Log(d.Mean) - (v / 2), Math.Sqrt(v), Math.Log(x)),
            DistributionKind.Uniform => (x - 100) / 600,
            _ => Gamma.CDF(1 / (d.Cv * d.Cv), 1 / (d.Mean * d.Cv * d.Cv), x),
        };
    }
}
