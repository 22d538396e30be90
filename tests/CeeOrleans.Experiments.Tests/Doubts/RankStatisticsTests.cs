using CeeOrleans.Experiments.Doubts;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class RankStatisticsTests
{
    [Fact]
    public void Quantile_ByHand()
    {
        // R: quantile(c(1, 2, 4, 8), c(.05, .5, .95), type = 7) gives 1.15, 3.0, 7.4
        double[] values = [8, 1, 4, 2];
        Assert.Equal(1.15, RankStatistics.Quantile(values, 0.05), 12);
        Assert.Equal(3.0, RankStatistics.Quantile(values, 0.5), 12);
        Assert.Equal(7.4, RankStatistics.Quantile(values, 0.95), 12);
        Assert.Equal(8, RankStatistics.Quantile(values, 1), 12);
        Assert.True(double.IsNaN(RankStatistics.Quantile([], 0.5)));
    }

    [Fact]
    public void Spearman_ByHand_WithTies()
    {
        // R: cor(c(1, 2, 2, 4), c(1, 3, 2, 4), method = "spearman") gives 0.9486833
        Assert.Equal(0.9486833, RankStatistics.Spearman([1, 2, 2, 4], [1, 3, 2, 4]), 7);
        Assert.Equal(1, RankStatistics.Spearman([1, 2, 3, 4], [1, 8, 27, 64]), 12);
        Assert.Equal(-1, RankStatistics.Spearman([1, 2, 3, 4], [5, 4, 1, 0]), 12);
        Assert.Equal(0, RankStatistics.Spearman([1, 1, 1, 1], [5, 4, 1, 0]), 12);
    }

    [Fact]
    public void Forward_ThreeStrongInputsAmongAHundredAndSixty_AreFoundInTheirOrder()
    {
        double[][] sample = LatinSample.Draw(7, 64, 160);
        double[] y = [.. sample.Select(u => (10 * u[17]) - (6 * u[3]) + (3 * u[99]))];
        List<(int Input, double Correlation)> chosen = RankStatistics.Forward(Columns(sample), y, 10);
        Assert.Equal([17, 3, 99], chosen.Take(3).Select(c => c.Input));
        Assert.True(chosen[0].Correlation > 0 && chosen[1].Correlation < 0 && chosen[2].Correlation > 0);
        Assert.InRange(chosen.Count, 3, 5);
    }

    [Fact]
    public void Forward_NothingButNoise_ChoosesNothingInNineteenOfTwenty()
    {
        // 60 independent noises at 5 %: more than 10 false alarms have a chance below 1e-4.
        int alarms = 0;
        for (ulong seed = 100; seed < 160; seed++)
        {
            double[][] sample = LatinSample.Draw(seed, 24, 41);
            alarms += RankStatistics.Forward(Columns(sample)[..40], [.. sample.Select(u => u[40])], 3).Count > 0 ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 10);
    }

    private static double[][] Columns(double[][] sample) => [.. Enumerable.Range(0, sample[0].Length).Select(k => sample.Select(r => r[k]).ToArray())];
}
