using CeeOrleans.Experiments.Measures;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class TrialShareTests
{
    [Theory]
    [InlineData(29, 29, 0.9019)]
    [InlineData(59, 59, 0.9505)]
    [InlineData(9, 10, 0.6058)]
    [InlineData(5, 10, 0.2224)]
    [InlineData(0, 10, 0)]
    [InlineData(0, 0, 0)]
    public void The_least_chance_is_that_of_printed_tables(int met, int trials, double least) => Assert.Equal(least, TrialShare.AtLeast(met, trials), 4);

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(28, 28, 0.8794, 1)]
    public void Wilsons_interval_is_that_of_printed_tables(int met, int trials, double low, double high)
    {
        (double l, double h) = TrialShare.Interval(met, trials);
        Assert.Equal(low, l, 4);
        Assert.Equal(high, h, 4);
    }

    /// <summary>Exact, not sampled: at every chance the least share holds with 95 % or more, summed over the binomial distribution.</summary>
    [Fact]
    public void The_least_chance_holds_in_95_percent_whatever_the_chance()
    {
        const int trials = 20;
        for (double p = 0.02; p < 1; p += 0.02)
        {
            double covered = 0;
            double term = Math.Pow(1 - p, trials);
            for (int k = 0; k <= trials; k++)
            {
                covered += TrialShare.AtLeast(k, trials) <= p ? term : 0;
                term *= p / (1 - p) * (trials - k) / (k + 1);
            }

            Assert.True(covered >= 0.95 - 1e-9, $"{p:0.00}: {covered:0.000}");
        }
    }
}
