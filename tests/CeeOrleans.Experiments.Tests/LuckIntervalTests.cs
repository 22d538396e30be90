using CeeOrleans.Experiments.Measures;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class LuckIntervalTests
{
    [Fact]
    public void Three_values_by_hand()
    {
        // Mean 2, standard deviation 1, t(0.975; 2) = 4.3027 (any table of Student's t).
        Estimate e = LuckInterval.Of([1, 2, 3], MeasureScale.Amount);

        Assert.Equal(2, e.Mean);
        Assert.Equal(2 - (4.302653 / Math.Sqrt(3)), e.Low!.Value, 5);
        Assert.Equal(2 + (4.302653 / Math.Sqrt(3)), e.High!.Value, 5);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(9, 2.2622)]
    [InlineData(19, 2.0930)]
    [InlineData(39, 2.0227)]
    public void Quantiles_of_a_printed_table(int degrees, double quantile) => Assert.Equal(quantile, LuckInterval.Quantile(degrees), 4);

    [Fact]
    public void One_replication_has_no_interval()
    {
        Estimate e = LuckInterval.Of([7], MeasureScale.Amount);

        Assert.Equal(7, e.Mean);
        Assert.Null(e.Low);
        Assert.Null(e.High);
    }

    [Fact]
    public void A_replication_without_a_value_is_left_out()
    {
        Assert.Equal(LuckInterval.Of([1, 3], MeasureScale.Amount), LuckInterval.Of([1, double.NaN, 3], MeasureScale.Amount));
        Assert.True(double.IsNaN(LuckInterval.Of([double.NaN], MeasureScale.Amount).Mean));
    }

    [Fact]
    public void Shares_stay_inside_and_contain_their_mean() =>
        Gen.Double[0, 1].Array[2, 40].Sample(values =>
        {
            Estimate e = LuckInterval.Of(values, MeasureScale.Share);
            Assert.InRange(e.Mean, e.Low!.Value - 1e-12, e.High!.Value + 1e-12);
            if (Math.Min(e.Mean, 1 - e.Mean) is > 0 and < LuckInterval.NearEnd)
            {
                Assert.InRange(e.Low.Value, 0, 1);
                Assert.InRange(e.High.Value, 0, 1);
            }
        });

    [Fact]
    public void All_late_or_none_late_is_an_interval_of_no_width()
    {
        Assert.Equal(new Estimate(1, 1, 1), LuckInterval.Of([1, 1, 1], MeasureScale.Share));
        Assert.Equal(new Estimate(0, 0, 0), LuckInterval.Of([0, 0, 0], MeasureScale.Share));
    }

    /// <summary>
    /// 10,000 experiments with a known mean. Student's interval is exact for normal data, so the count of hits is
    /// binomial with p = 0.95: outside 94.1 to 95.9 % with a chance below 1e-4.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(40)]
    public void Nominal_95_percent_covers_95_percent_of_normal_data(int replications)
    {
        Random random = new(20160104);
        int hits = 0;
        double[] values = new double[replications];
        for (int i = 0; i < 10_000; i++)
        {
            for (int r = 0; r < replications; r++)
            {
                values[r] = 50 + (3 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            Estimate e = LuckInterval.Of(values, MeasureScale.Amount);
            hits += e.Low <= 50 && 50 <= e.High ? 1 : 0;
        }

        Assert.InRange(hits, 9_410, 9_590);
    }
}
