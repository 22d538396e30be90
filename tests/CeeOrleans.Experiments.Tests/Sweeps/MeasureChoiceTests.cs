using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class MeasureChoiceTests
{
    private static readonly RunResult Run = SampleRun.National();

    [Theory]
    [InlineData("coverage", "coverage")]
    [InlineData("Coverage", "coverage")]
    [InlineData("open at end", "open at end")]
    [InlineData("age of open work of contact", "age of open work of contact")]
    [InlineData("wait p95 of CF-28 reply read", "wait p95 of CF-28 reply read")]
    [InlineData("utilisation of import specialist at 2704", "utilisation of import specialist at 2704")]
    [InlineData("coverage at ELE", "coverage at 007")]
    public void Parse_NameKindRoleOffice_IsShownAsItIsTyped(string text, string label)
    {
        MeasureChoice? choice = MeasureChoice.Parse(text, Run.Inputs, out string problem);
        Assert.Empty(problem);
        Assert.Equal(label, choice!.Label);
        Assert.NotNull(choice.In(MeasureTable.From(Run)));
    }

    [Theory]
    [InlineData("covrage", "coverage")]
    [InlineData("", "no such measure")]
    [InlineData("wait p95 of contakt", "contact")]
    [InlineData("coverage at 27O4", "2704")]
    [InlineData("coverage everywhere", "follows the measure coverage")]
    public void Parse_UnknownName_NamesTheNearest(string text, string said)
    {
        Assert.Null(MeasureChoice.Parse(text, Run.Inputs, out string problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Headline_EveryMeasure_IsInTheTable() =>
        Assert.All(MeasureChoice.Headline(Run.Inputs), m => Assert.NotNull(m.In(MeasureTable.From(Run))));
}
