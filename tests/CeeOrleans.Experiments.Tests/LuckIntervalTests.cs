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
    public void A_skewed_sample_has_its_longer_side_where_its_tail_is()
    {
        // Skewness 2.3 of ten values, above 2·√(6·8/(11·13)) = 1.16. By hand: a = 2.2995/√10, t = 2.2622.
        double[] values = [1, 1, 1, 1, 2, 2, 2, 3, 3, 20];
        Estimate e = LuckInterval.Of(values, MeasureScale.Amount);
        double error = Math.Sqrt(values.Sum(v => (v - 3.6) * (v - 3.6)) / 9 / 10);
        double a = values.Sum(v => Math.Pow(v - 3.6, 3)) / 10 / Math.Pow(values.Sum(v => (v - 3.6) * (v - 3.6)) / 10, 1.5) / Math.Sqrt(10);

        Assert.Equal(3.6 - (error * 3 / a * (Math.Cbrt(1 + (a * (2.262157 - (a / 6)))) - 1)), e.Low!.Value, 5);
        Assert.Equal(3.6 - (error * 3 / a * (Math.Cbrt(1 + (a * (-2.262157 - (a / 6)))) - 1)), e.High!.Value, 5);
        Assert.True(e.High - e.Mean > 2 * (e.Mean - e.Low));
    }

    [Fact]
    public void Amounts_contain_their_mean_and_mirror_when_they_are_negated() =>
        Gen.Double[-1e3, 1e3].Select(v => v * v * v).Array[2, 40].Sample(values =>
        {
            Estimate e = LuckInterval.Of(values, MeasureScale.Amount);
            Estimate mirrored = LuckInterval.Of([.. values.Select(v => -v)], MeasureScale.Amount);
            Assert.InRange(e.Mean, e.Low!.Value, e.High!.Value);
            Assert.Equal((-e.High, -e.Low), (mirrored.Low, mirrored.High));
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
        int hits = 0;
        double[] values = new double[replications];
        for (int i = 0; i < 10_000; i++)
        {
            for (int r = 0; r < replications; r++)
            {
                values[r] = 50 + (3 * new YearLuck(7, i, r + 1).Normal(0));
            }

            Estimate e = LuckInterval.Of(values, MeasureScale.Amount);
            hits += e.Low <= 50 && 50 <= e.High ? 1 : 0;
        }

        Assert.InRange(hits, 9_410, 9_590);
    }
}
