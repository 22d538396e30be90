using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>Paired differences and the worth of pairing: by hand, as laws, and against known truth.</summary>
public sealed class PairedComparisonTests
{
    [Fact]
    public void Three_pairs_by_hand()
    {
        PairedEstimate e = PairedEstimate.Of([1, 2, 3], [2, 2, 5]);

        // Differences 1, 0, 2: mean 1, sd 1; t(0.975; 2) = 4.3027. var A = 1, var B = 3, var D = 1: factor 4.
        Assert.Equal((2, 3, 1), (e.A.Mean, e.B.Mean, e.Difference.Mean));
        Assert.Equal(1 - (4.302653 / Math.Sqrt(3)), e.Difference.Low!.Value, 5);
        Assert.Equal(4, e.Reduction.Factor, 12);
        Assert.Equal(Math.Sqrt(3), e.Reduction.Ratio, 12);
        Assert.Equal((1 + 3) / Math.Pow(Math.Sqrt(3) - 1, 2), e.Reduction.Bound, 12);
        Assert.Equal(Math.Sqrt(3) / 2, e.Reduction.Correlation, 12);
    }

    [Fact]
    public void Pitmans_interval_by_hand()
    {
        // S = A + B = 3, 4, 8 and D = B − A = 1, 0, 2: w = 7 / 1, cov = 2, so r² = 4 / 7; t(0.975; 1) = 12.7062.
        VarianceReduction v = VarianceReduction.Of([1, 2, 3], [2, 2, 5]);
        double k = 1 + (2 * (3 / 7.0) * 12.7062 * 12.7062);
        double spread = k + Math.Sqrt((k * k) - 1);

        Assert.Equal((1 + (7 / spread)) / 2, v.Low!.Value, 4);
        Assert.Equal((1 + (7 * spread)) / 2, v.High!.Value, 0);
    }

    [Fact]
    public void A_plan_against_itself_differs_by_exactly_zero() =>
        Gen.Double[-1e6, 1e6].Array[2, 40].Sample(values =>
        {
            PairedEstimate e = PairedEstimate.Of(values, values);
            Assert.Equal(new Estimate(0, 0, 0), e.Difference);
            Assert.True(e.Identical);
            Assert.False(e.Shown(0.99));
            Assert.Equal(Verdict.Identical, Verdicts.Of(e, Sense.HigherIsBetter, 0.05));
        });

    [Fact]
    public void Swapping_the_plans_negates_the_difference_and_keeps_the_factor() =>
        Gen.Select(Gen.Double[-1e3, 1e3].Array[12], Gen.Double[-1e3, 1e3].Array[12]).Sample((a, b) =>
        {
            PairedEstimate one = PairedEstimate.Of(a, b);
            PairedEstimate other = PairedEstimate.Of(b, a);
            Assert.Equal(one.Difference.Mean, -other.Difference.Mean);
            Assert.Equal(one.Difference.Low!.Value, -other.Difference.High!.Value);
            Assert.Equal(one.Difference.High!.Value, -other.Difference.Low!.Value);
            Assert.Equal(one.Reduction.Factor, other.Reduction.Factor, 9);
            Assert.Equal(one.Reduction.Low!.Value, other.Reduction.Low!.Value, 9);
            Assert.Equal(one.Reduction.Ratio, other.Reduction.Ratio, 9);
        });

    [Fact]
    public void No_factor_exceeds_its_bound_and_every_interval_contains_its_factor() =>
        Gen.Select(Gen.Double[-10, 10].Array[8], Gen.Double[-10, 10].Array[8]).Sample((a, b) =>
        {
            VarianceReduction v = VarianceReduction.Of(a, b);
            Assert.InRange(v.Factor, 0.5, v.Bound * (1 + 1e-9));
            Assert.InRange(v.Factor, v.Low!.Value, v.High!.Value);
            Assert.InRange(v.Correlation, -1, 1);
            Assert.True(v.Factor >= VarianceReduction.Wanted || v.Why.Length > 0);
        });

    [Fact]
    public void A_shift_by_the_same_amount_every_year_has_an_infinite_factor()
    {
        PairedEstimate e = PairedEstimate.Of([1, 2, 4], [11, 12, 14]);

        Assert.True(double.IsPositiveInfinity(e.Reduction.Factor));
        Assert.Equal(new Estimate(10, 10, 10), e.Difference);
        Assert.True(e.Shown(0.01));
        Assert.False(e.Identical);
    }

    [Theory]
    [InlineData(new double[] { 5, 5, 5 }, new double[] { 5, 5, 5 }, "neither plan varies")]
    [InlineData(new double[] { 5, 5, 5 }, new double[] { 4, 6, 7 }, "one plan does not vary")]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6 }, new double[] { 6, 5, 4, 3, 2, 1.5 }, "pairing does harm")]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 10, 20, 30, 41 }, "no pairing can reach more than")]
    [InlineData(new double[] { 1, 2, 3, 4, 3, 2 }, new double[] { 2, 1, 4, 3, 2, 3 }, "share only part of their luck")]
    [InlineData(new double[] { 1 }, new double[] { 2 }, "one pair")]
    public void A_low_factor_says_why(double[] a, double[] b, string why) =>
        Assert.Contains(why, VarianceReduction.Of(a, b).Why, StringComparison.Ordinal);

    [Fact]
    public void A_year_in_which_one_plan_has_no_value_is_left_out_of_both()
    {
        PairedEstimate e = PairedEstimate.Of([1, double.NaN, 3, 5], [2, 9, double.NaN, 7]);

        Assert.Equal(2, e.Pairs);
        Assert.Equal((3, 4.5, 1.5), (e.A.Mean, e.B.Mean, e.Difference.Mean));
    }

    [Fact]
    public void Plans_with_different_numbers_of_years_cannot_be_paired() =>
        Assert.Throws<ArgumentException>(() => PairedEstimate.Of([1, 2], [1, 2, 3]));

    /// <summary>
    /// 10,000 experiments with normal pairs of known truth. Both intervals are exact for them, so the hits are binomial
    /// with p = 0.95: outside 94.1 to 95.9 % with a chance below 1e-4, for each of the two in each case.
    /// </summary>
    [Theory]
    [InlineData(10, 0.95, 1.0)]
    [InlineData(10, 0.0, 1.0)]
    [InlineData(10, 0.9, 2.5)]
    [InlineData(40, 0.99, 1.2)]
    [InlineData(5, -0.6, 1.5)]
    public void Nominal_95_percent_covers_95_percent_of_normal_pairs(int pairs, double correlation, double ratio)
    {
        // sd A = 1, sd B = ratio, mean B − A = 0.3.
        double factor = (1 + (ratio * ratio)) / (1 + (ratio * ratio) - (2 * correlation * ratio));
        int differences = 0;
        int factors = 0;
        double[] a = new double[pairs];
        double[] b = new double[pairs];
        for (int i = 0; i < 10_000; i++)
        {
            for (int r = 0; r < pairs; r++)
            {
                YearLuck luck = new(7, i, r + 1);
                double shared = luck.Normal(0);
                a[r] = shared;
                b[r] = 0.3 + (ratio * ((correlation * shared) + (Math.Sqrt(1 - (correlation * correlation)) * luck.Normal(1))));
            }

            PairedEstimate e = PairedEstimate.Of(a, b);
            differences += e.Difference.Low <= 0.3 && 0.3 <= e.Difference.High ? 1 : 0;
            factors += e.Reduction.Low <= factor && factor <= e.Reduction.High ? 1 : 0;
        }

        Assert.InRange(differences, 9_410, 9_590);
        Assert.InRange(factors, 9_410, 9_590);
    }

    /// <summary>
    /// How far the interval of the factor is off where its assumption fails: lognormal pairs with cv 0.03, as common
    /// swings make them, and heavy ones with cv 1. The first must keep to 93 to 97 %; the second is known to cover less,
    /// and this number stands here so that nobody believes otherwise.
    /// </summary>
    [Theory]
    [InlineData(0.03, 9_300, 9_700)]
    [InlineData(1.0, 7_000, 9_300)]
    public void Coverage_of_the_factor_for_skewed_pairs_is_what_is_said(double cv, int least, int most)
    {
        const double Correlation = 0.9;
        double s2 = Math.Log(1 + (cv * cv));

        // Both have mean 1 and this cv; the correlation is that of the logs, carried over exactly.
        double truth = 1 / (1 - ((Math.Exp(Correlation * s2) - 1) / (Math.Exp(s2) - 1)));
        int hits = 0;
        double[] a = new double[10];
        double[] b = new double[10];
        for (int i = 0; i < 10_000; i++)
        {
            for (int r = 0; r < 10; r++)
            {
                YearLuck luck = new(7, i, r + 1);
                double shared = luck.Normal(0);
                a[r] = Math.Exp(Math.Sqrt(s2) * shared);
                b[r] = Math.Exp(Math.Sqrt(s2) * ((Correlation * shared) + (Math.Sqrt(1 - (Correlation * Correlation)) * luck.Normal(1))));
            }

            VarianceReduction v = VarianceReduction.Of(a, b);
            hits += v.Low <= truth && truth <= v.High ? 1 : 0;
        }

        Assert.InRange(hits, least, most);
    }

    [Fact]
    public void Every_measure_with_a_good_side_is_one_that_exists()
    {
        string[] names = [.. typeof(MeasureNames).GetFields().Select(f => (string)f.GetValue(null)!)];

        Assert.Equal(Sense.HigherIsBetter, MeasureSense.Of(MeasureNames.Coverage));
        Assert.Equal(Sense.LowerIsBetter, MeasureSense.Of(MeasureNames.WaitP90));
        Assert.Equal(Sense.Neutral, MeasureSense.Of(MeasureNames.Filed));
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    internal static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
