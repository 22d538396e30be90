using System.Globalization;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Randomness;
using CsCheck;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>Laws of reading and writing quantities.</summary>
public sealed class QuantityLaws
{
    private static readonly Gen<double> Amount = Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 1e6], Gen.Int[0, 1_000_000].Select(i => (double)i));

    private static readonly string[] Names =
    [
        "share", "share per year", "number", "signed number", "count", "people", "per year", "duration", "days", "business days", "money",
        "distribution of time", "distribution of number", "clock", "time of day", "times of day", "list of business days", "yes or no", "date", "text",
    ];

    [Fact]
    public void Write_ThenRead_IsTheSameText()
    {
        void Law(Dimension dimension, Gen<string> texts) => texts.Sample(text =>
        {
            Assert.True(dimension.TryRead(text, out object value, out string problem), $"\"{text}\" {problem}");
            string canonical = dimension.Write(value);
            Assert.True(dimension.TryRead(canonical, out object again, out problem), $"\"{canonical}\" {problem}");
            Assert.Equal(canonical, dimension.Write(again));
        });

        Law(Dimension.Share, Gen.Double[0, 100].Select(p => $"{Text(p)} %"));
        Law(Dimension.Number, Amount.Select(Text));
        Law(Dimension.PerYear, Amount.Select(a => $"{Text(a)} k per year"));
        Law(Dimension.Money, Amount.Select(a => $"${Text(a)}"));
        Law(Dimension.Duration, Gen.Select(Gen.Double[0, 1000], Gen.OneOf(Gen.Const("s"), Gen.Const("min"), Gen.Const("h"), Gen.Const("d")), (a, u) => $"{Text(a)} {u}"));
        Law(Dimension.Days, Gen.Int[0, 20_000].Select(d => $"{d} d"));
        Law(Dimension.Count, Gen.Int[0, int.MaxValue / 2].Select(i => i.ToString("#,0", CultureInfo.InvariantCulture)));
        Law(Dimension.People, Gen.Int[0, 10_000].Select(i => $"{i} people"));
        Law(Dimension.Clock, Gen.OneOf(Gen.Const("none"), Gen.Const("same day"), Gen.Int[0, 3000].Select(i => $"{i} business days"), Gen.Int[0, 3000].Select(i => $"{i} days")));
        Law(Dimension.TimeOfDay, Gen.Int[0, 1439].Select(m => $"{m / 60:00}:{m % 60:00}"));
        Law(Dimension.TimeDistribution, Gen.Select(Gen.Double[0.1, 1000], Gen.Double[0.01, 10], Gen.OneOf(Gen.Const("lognormal(mean {0} min, cv {1})"), Gen.Const("lognormal(median {0} h, cv {1})"), Gen.Const("gamma(mean {0} d, cv {1})"), Gen.Const("exponential(mean {0} s)"), Gen.Const("{0} min")), (m, cv, form) => string.Format(CultureInfo.InvariantCulture, form, Text(m), Text(cv))));
        Law(Dimension.TimeDistribution, Gen.Select(Gen.Double[0.1, 1000], Gen.Int[1, 1000], (m, k) => $"erlang(mean {Text(m)} min, phases {k})"));
        Law(Dimension.TimeDistribution, Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 1000], (low, width) => $"uniform(low {low} min, high {low + width} min)"));
    }

    [Theory]
    [InlineData("30 min", "0.5 h")]
    [InlineData("1 d", "24 h")]
    [InlineData("1 y", "365 d")]
    [InlineData("90 s", "1.5 min")]
    [InlineData("1,440 min", "1 day")]
    [InlineData("1e3 s", "1 k s")]
    public void Duration_SameTime_IsTheSameText(string one, string other) => Assert.Equal(Canonical(Dimension.Duration, one), Canonical(Dimension.Duration, other));

    [Fact]
    public void Share_IsLinear() => Gen.Int[0, 10_000].Sample(i =>
    {
        Assert.True(Dimension.Share.TryRead($"{Text(i / 100.0)} %", out object value, out _));
        Assert.Equal(i / 10_000.0, (double)value, 12);
    });

    [Fact]
    public void Read_AnyText_NeverThrows_AndSaysWhatIsWrong()
    {
        Gen<string> near = Gen.Char["0123456789.,%$ -+ekMsmindhyper(),lognormalmeancv:"].Array[0, 30].Select(c => new string(c));
        Gen.Select(Gen.OneOf(Gen.String[0, 40], near), Gen.Int[0, Names.Length - 1].Select(i => Names[i])).Sample((text, name) =>
        {
            var dimension = Dimension.Named(name);
            bool read = dimension.TryRead(text, out object value, out string problem);
            Assert.Equal(read, problem.Length == 0);
            if (read)
            {
                Assert.True(dimension.TryRead(dimension.Write(value), out _, out _), $"{name}: \"{text}\" was written as \"{dimension.Write(value)}\"");
            }
        });
    }

    [Fact]
    public void Read_InAnotherLanguageOfTheMachine_IsTheSame()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = german;
            Assert.Equal("74,070 min", Canonical(Dimension.Duration, "1,234.5 h"));
            Assert.Equal("2.5 %", Canonical(Dimension.Share, "2.5 %"));
            Assert.Equal("lognormal(mean 18 min, cv 1.5)", Canonical(Dimension.TimeDistribution, "lognormal(mean 18 min, cv 1.5)"));
            Assert.Equal("$652,000,000", Canonical(Dimension.Money, "$652 M"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Distribution_Median_IsTheHalf()
    {
        Assert.True(Dimension.TimeDistribution.TryRead("lognormal(median 300 d, cv 1)", out object value, out _));
        Assert.Equal(300 * 86_400.0, ((Distribution)value).Quantile(0.5), 3);
    }

    [Theory]
    [InlineData("documnet review", "document review")]
    [InlineData("Electornics", "electronics")]
    [InlineData("trusted-traders", "trusted traders")]
    [InlineData("servcie offices", "service offices")]
    public void Nearest_Slips_AreFound(string slip, string meant) =>
        Assert.Equal(meant, NearestOf(slip, ["document review", "electronics", "trusted traders", "service offices", "seed"]));

    [Fact]
    public void Nearest_NothingClose_IsNothing() => Assert.Null(NearestOf("zebra", ["document review", "electronics", "seed"]));

    private static string? NearestOf(string found, string[] known) => Nearest.To(found, known);

    private static string Canonical(Dimension dimension, string text)
    {
        Assert.True(dimension.TryRead(text, out object value, out string problem), problem);
        return dimension.Write(value);
    }

    private static string Text(double value) => value.ToString("G15", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
