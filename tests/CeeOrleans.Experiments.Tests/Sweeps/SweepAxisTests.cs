using System.Collections.Immutable;
using CeeOrleans.Experiments.Sweeps;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>What may stand after --vary, and what is said of everything else.</summary>
public sealed class SweepAxisTests
{
    private static readonly string[] Paths = ["rates.selected", "people.import specialists", "cut", "backlog", "kinds.contact.minutes", "horizon.start"];

    [Theory]
    [InlineData("people.import specialists=850 people..1000 people:50 people", "850 people|900 people|950 people|1,000 people")]
    [InlineData("people.import specialists=850..1000:50", "850 people|900 people|950 people|1,000 people")]
    [InlineData("people.import specialists=850,900 , 1000 people", "850 people|900 people|1,000 people")]
    [InlineData("people.import specialists = 1,000 people..1,100 people:100 people", "1,000 people|1,100 people")]
    [InlineData("rates.selected=1 %..2 %:0.5 %", "1 %|1.5 %|2 %")]
    [InlineData("rates.selected=1..2:0.5 %", "1 %|1.5 %|2 %")]
    [InlineData("rates.selected=0.1 %..0.3 %:0.1 %", "0.1 %|0.2 %|0.3 %")]
    [InlineData("population.summaries=30 M per year..33 M per year:1.5 M per year", "30,000,000 per year|31,500,000 per year|33,000,000 per year")]
    [InlineData("money.position=$100,000..$200,000:$50,000", "$100,000|$150,000|$200,000")]
    [InlineData("population.isa midpoint=-1..1:1", "-1|0|1")]
    [InlineData("kinds.contact.minutes=lognormal(mean 10 min, cv 1.5)..lognormal(mean 20 min, cv 1.5):5 min", "lognormal(mean 10 min, cv 1.5)|lognormal(mean 15 min, cv 1.5)|lognormal(mean 20 min, cv 1.5)")]
    [InlineData("kinds.contact.minutes=10 min, lognormal(mean 20 min, cv 1.5)", "10 min|lognormal(mean 20 min, cv 1.5)")]
    [InlineData("kinds.contact.clock=1 business days..3 business days:1 business days", "1 business day|2 business days|3 business days")]
    [InlineData("kinds.contact.clock=none,same day,2 business days", "none|same day|2 business days")]
    [InlineData("cut=08:00..12:00:02:00", "08:00|10:00|12:00")]
    [InlineData("horizon.start=2015-10-01..2015-12-30:45 d", "2015-10-01|2015-11-15|2015-12-30")]
    [InlineData("backlog=stays,moves", "stays|moves")]
    [InlineData("seed=1,2,3", "1|2|3")]
    [InlineData("centers.electronics.staff.import specialist=10..30:10", "10 people|20 people|30 people")]
    [InlineData("staff.2704.import specialist=10,20", "10 people|20 people")]
    public void Parse_RangeOrList_GivesTheValuesInCanonicalForm(string text, string values)
    {
        SweepAxis? axis = SweepAxis.Parse(text, false, out ImmutableArray<string> problems);
        Assert.Empty(problems);
        Assert.Equal(values.Split('|'), axis!.Values.Select(v => v.Text));
    }

    [Theory]
    [InlineData("queue.servers=1,2,3", "1 people|2 people|3 people")]
    [InlineData("queue.kinds.case.minutes=exponential(mean 3 min)..exponential(mean 4 min):1 min", "exponential(mean 3 min)|exponential(mean 4 min)")]
    public void Parse_PlainQueue_HasItsOwnInputs(string text, string values)
    {
        SweepAxis? axis = SweepAxis.Parse(text, true, out ImmutableArray<string> problems);
        Assert.Empty(problems);
        Assert.Equal(values.Split('|').Length, axis!.Values.Length);
    }

    [Theory]
    [InlineData("", "no = between")]
    [InlineData("nonsense", "no = between")]
    [InlineData("=1,2", "no path before")]
    [InlineData("rates.selected=", "no values after")]
    [InlineData("rates.selected=..", "no beginning")]
    [InlineData("rates.selected=1 %..", "no end")]
    [InlineData("rates.selected=..2 %:1 %", "no beginning")]
    [InlineData("rates.selected=1 %..:1 %", "no end")]
    [InlineData("rates.selected=1 %..2 %", "no step")]
    [InlineData("rates.selected=1 %..2 %:", "the step is missing")]
    [InlineData("rates.selected=1 %..2 %:0 %", "the step is zero")]
    [InlineData("rates.selected=2 %..1 %:0.5 %", "reversed")]
    [InlineData("rates.selected=1 %..1 %:0.5 %", "empty")]
    [InlineData("rates.selected=1 %..2 %:0.3 %", "does not divide")]
    [InlineData("rates.selected=1 %..2 %:5 %", "does not divide")]
    [InlineData("rates.selected=1 h..2 h:1 h", "has the unit \"h\"")]
    [InlineData("rates.selected=1,2", "has no unit")]
    [InlineData("rates.selected=50 %..150 %:50 %", "is too large")]
    [InlineData("rates.selected=-1 %..1 %:1 %", "is negative")]
    [InlineData("rates.selected=0.0001 %..99 %:0.0001 %", "1,000 are allowed")]
    [InlineData("rates.selected=1 %", "one value")]
    [InlineData("rates.selected=1 %,,2 %", "empty value")]
    [InlineData("rates.selected=1 %,2 %,", "empty value")]
    [InlineData("rates.selected=1 %,1.0 %", "given twice")]
    [InlineData("rates.selected=NaN,1 %", "is no number")]
    [InlineData("rates.selectd=1 %,2 %", "did you mean rates.selected?")]
    [InlineData("import specialists=1,2", "did you mean people.import specialists")]
    [InlineData("people.import specialists=1.5 people,2 people", "is no whole number")]
    [InlineData("people.import specialists=1,000 people,1,500 people", "1,000 is written 1000")]
    [InlineData("people.import specialists=1..4 people:1.5 people", "is no whole number")]
    [InlineData("people.direct share=0.1 %..1 %:0.9 %", "out of range")]
    [InlineData("people=1,2", "is a block")]
    [InlineData("people.import specialists.more=1,2", "no such input")]
    [InlineData("targets=1,2", "no single value")]
    [InlineData("name=a,b", "word for people")]
    [InlineData("queue.servers=1,2", "does not belong in a national scenario")]
    [InlineData("backlog=stays..moves:1", "word")]
    [InlineData("centers.elektronik.opens=2015-10-01,2016-01-01", "no such Center")]
    [InlineData("horizon.start=2015-10-01..2015-12-01:2 h", "the step")]
    public void Parse_BrokenText_SaysWhatIsWrong(string text, string said)
    {
        SweepAxis? axis = SweepAxis.Parse(text, false, out ImmutableArray<string> problems);
        Assert.Null(axis);
        Assert.Contains(problems, p => p.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_EverythingWrongWithAText_IsSaidAtOnce()
    {
        _ = SweepAxis.Parse("rates.selected=1 h..200 %:x", false, out ImmutableArray<string> problems);
        Assert.Equal(3, problems.Length);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Gen.Select(Gen.Int[0, Paths.Length - 1], Gen.String[Gen.Char["0123456789.,:% =()-$dhmin"], 0, 24]).Sample(
            (path, values) =>
            {
                SweepAxis? axis = SweepAxis.Parse($"{Paths[path]}={values}", false, out ImmutableArray<string> problems);
                return axis is null == (problems.Length > 0);
            },
            iter: 3_000);
}
