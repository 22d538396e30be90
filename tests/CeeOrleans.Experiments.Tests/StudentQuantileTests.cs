using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using MathNet.Numerics;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class StudentQuantileTests
{
    /// <summary>Tables solved with thirty digits (mpmath 1.3, betainc and bisection).</summary>
    [Theory]
    [InlineData(1, 0.4, 0.32491969623290633)]
    [InlineData(1, 0.1, 3.0776835371752534)]
    [InlineData(1, 0.025, 12.706204736174705)]
    [InlineData(1, 0.001, 318.30883898555045)]
    [InlineData(1, 1e-6, 318309.88618274347)]
    [InlineData(1, 1e-9, 318309886.18379067)]
    [InlineData(1, 1e-12, 318309886183.79067)]
    [InlineData(2, 0.4, 0.28867513459481288)]
    [InlineData(2, 0.1, 1.8856180831641267)]
    [InlineData(2, 0.025, 4.3026527297494639)]
    [InlineData(2, 0.001, 22.327124770119875)]
    [InlineData(2, 1e-6, 707.1057205259338)]
    [InlineData(2, 1e-9, 22360.679741456877)]
    [InlineData(2, 1e-12, 707106.78118548686)]
    [InlineData(3, 0.4, 0.27667066233268991)]
    [InlineData(3, 0.1, 1.6377443536962101)]
    [InlineData(3, 0.025, 3.1824463052837096)]
    [InlineData(3, 0.001, 10.214531852407387)]
    [InlineData(3, 1e-6, 103.29946778041934)]
    [InlineData(3, 1e-9, 1033.1096745038077)]
    [InlineData(3, 1e-12, 10331.108244292486)]
    [InlineData(4, 0.4, 0.27072229470759742)]
    [InlineData(4, 0.1, 1.5332062740589439)]
    [InlineData(4, 0.025, 2.7764451051977944)]
    [InlineData(4, 0.001, 7.1731822197823085)]
    [InlineData(4, 1e-6, 41.577854150450975)]
    [InlineData(4, 1e-9, 234.02761040611894)]
    [InlineData(4, 1e-12, 1316.0727465592565)]
    [InlineData(5, 0.4, 0.26718086570414513)]
    [InlineData(5, 0.1, 1.4758840488244811)]
    [InlineData(5, 0.025, 2.5705818356363155)]
    [InlineData(5, 0.001, 5.8934295313560101)]
    [InlineData(5, 1e-6, 24.771029720515944)]
    [InlineData(5, 1e-9, 98.937224648369957)]
    [InlineData(5, 1e-12, 393.95695957760377)]
    [InlineData(7, 0.4, 0.26316686135202281)]
    [InlineData(7, 0.1, 1.4149239276505085)]
    [InlineData(7, 0.025, 2.3646242515927853)]
    [InlineData(7, 0.001, 4.7852896286383341)]
    [InlineData(7, 1e-6, 14.241469651981446)]
    [InlineData(7, 1e-9, 38.705980643231614)]
    [InlineData(7, 1e-12, 104.0218292626472)]
    [InlineData(9, 0.4, 0.26095533647391101)]
    [InlineData(9, 0.1, 1.3830287383966323)]
    [InlineData(9, 0.025, 2.2621571627982055)]
    [InlineData(9, 0.001, 4.2968056627299185)]
    [InlineData(9, 1e-6, 10.7201604099095)]
    [InlineData(9, 1e-9, 23.729919819378502)]
    [InlineData(9, 1e-12, 51.41491602328223)]
    [InlineData(10, 0.4, 0.26018482949208024)]
    [InlineData(10, 0.1, 1.3721836411103356)]
    [InlineData(10, 0.025, 2.2281388519862747)]
    [InlineData(10, 0.001, 4.1437004940465897)]
    [InlineData(10, 1e-6, 9.7519954909405802)]
    [InlineData(10, 1e-9, 20.144697766673997)]
    [InlineData(10, 1e-12, 40.532096178662597)]
    [InlineData(19, 0.4, 0.25692281979615473)]
    [InlineData(19, 0.1, 1.3277282090267984)]
    [InlineData(19, 0.025, 2.0930240544083098)]
    [InlineData(19, 0.001, 3.5794001489547159)]
    [InlineData(19, 1e-6, 6.7233942822001864)]
    [InlineData(19, 1e-9, 10.613521312506378)]
    [InlineData(19, 1e-12, 15.884838733726815)]
    [InlineData(29, 0.4, 0.25568363457125614)]
    [InlineData(29, 0.1, 1.3114336473015511)]
    [InlineData(29, 0.025, 2.0452296421327043)]
    [InlineData(29, 0.001, 3.396240288356803)]
    [InlineData(29, 1e-6, 5.9171055404595622)]
    [InlineData(29, 1e-9, 8.5564273076113017)]
    [InlineData(29, 1e-12, 11.613158011561407)]
    [InlineData(39, 0.4, 0.2550822281696059)]
    [InlineData(39, 0.1, 1.3036385886212741)]
    [InlineData(39, 0.025, 2.0226909200367611)]
    [InlineData(39, 0.001, 3.3127880826719007)]
    [InlineData(39, 1e-6, 5.5773841580876013)]
    [InlineData(39, 1e-9, 7.7575360645798737)]
    [InlineData(39, 1e-12, 10.087196511192301)]
    [InlineData(59, 0.4, 0.25449253434521785)]
    [InlineData(59, 0.1, 1.2960657251220525)]
    [InlineData(59, 0.025, 2.0009953780882677)]
    [InlineData(59, 0.001, 3.2342073444472929)]
    [InlineData(59, 1e-6, 5.2729883777697851)]
    [InlineData(59, 1e-9, 7.0774950507049951)]
    [InlineData(59, 1e-12, 8.8542564079520342)]
    [InlineData(100, 0.4, 0.25402218245822782)]
    [InlineData(100, 0.1, 1.290074761346516)]
    [InlineData(100, 0.025, 1.9839715185235523)]
    [InlineData(100, 0.001, 3.1737394937387829)]
    [InlineData(100, 1e-6, 5.0488308772283458)]
    [InlineData(100, 1e-9, 6.5989398206555321)]
    [InlineData(100, 1e-12, 8.0258255944932531)]
    public void It_is_what_thirty_digits_give(int degrees, double tail, double expected) =>
        Assert.InRange(StudentQuantile.Upper(degrees, tail) / expected, 1 - 1e-9, 1 + 1e-9);

    [Fact]
    public void Every_degree_to_a_hundred_gives_its_tail_back()
    {
        for (int degrees = 1; degrees <= 100; degrees++)
        {
            for (double tail = 0.49; tail > 1e-12; tail *= 0.31)
            {
                double t = StudentQuantile.Upper(degrees, tail);
                double back = SpecialFunctions.BetaRegularized(degrees / 2.0, 0.5, degrees / (degrees + (t * t))) / 2;

                Assert.InRange(back / tail, 1 - 1e-9, 1 + 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(3, double.NaN)]
    public void What_has_no_quantile_is_refused(int degrees, double tail) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentQuantile.Upper(degrees, tail));

    [Fact]
    public void Two_years_and_an_error_shared_over_ten_thousand_numbers_give_a_verdict()
    {
        PairedEstimate estimate = PairedEstimate.Of([10, 12], [11, 13.5]);

        Assert.False(estimate.Shown(0.05 / 1e9));
        Assert.False(estimate.Shown(1e-15));
    }
}
