using CeeOrleans.Experiments.Doubts;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class LatinSampleTests
{
    [Fact]
    public void Draw_AnySeedAndSize_EveryProjectionIsLatin() =>
        Gen.Select(Gen.ULong, Gen.Int[2, 40], Gen.Int[1, 20]).Sample(
            (seed, points, inputs) =>
            {
                double[][] sample = LatinSample.Draw(seed, points, inputs);
                return sample.Length == points && Enumerable.Range(0, inputs).All(k =>
                    sample.Select(row => (int)(row[k] * points)).Order().SequenceEqual(Enumerable.Range(0, points))
                    && sample.All(row => row[k] is > 0 and < 1));
            },
            iter: 60);

    [Fact]
    public void Draw_TheSameSeed_GivesTheSameSample_AndAnotherSeedAnother()
    {
        double[][] one = LatinSample.Draw(20151001, 64, 170);
        Assert.Equal(one.SelectMany(r => r), LatinSample.Draw(20151001, 64, 170).SelectMany(r => r));
        Assert.NotEqual(one.SelectMany(r => r), LatinSample.Draw(20151002, 64, 170).SelectMany(r => r));
    }

    [Fact]
    public void Draw_OfSeveral_KeepsTheOneWhoseNearestPointsLieFarthestApart()
    {
        // Of 32 the best must beat what another seed's first draw gives on the average; 20 seeds leave no room for chance.
        double kept = Enumerable.Range(0, 20).Average(s => LatinSample.Nearest(LatinSample.Draw((ulong)s, 16, 4)));
        double shuffled = Enumerable.Range(0, 20).Average(s => LatinSample.Nearest(Shuffled(LatinSample.Draw((ulong)s, 16, 4))));
        Assert.True(kept > 1.5 * shuffled, $"{kept} against {shuffled}");
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 0)]
    public void Draw_TooFewPointsOrInputs_IsRefused(int points, int inputs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LatinSample.Draw(1, points, inputs));

    /// <summary>Columns turned against each other: Latin still, and no longer chosen.</summary>
    private static double[][] Shuffled(double[][] sample) =>
        [.. sample.Select((_, i) => sample[0].Select((_, k) => sample[((i * ((2 * k) + 1)) + k) % sample.Length][k]).ToArray())];
}
