using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Tests;

public sealed class DoubtVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Doubt_PlainQueue_IsWrongUsage_ForNothingInItIsAGuess()
    {
        Said said = await bench.CallAsync("doubt", "queue.yaml");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("A plain queue has no marked assumptions", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Doubt_BothScenariosBroken_AllErrorsAtOnce()
    {
        bench.Scenarios["a.yaml"] = Samples.Invalid(new ScenarioError("a.yaml", 3, 1, "wrong"));
        Said said = await bench.CallAsync("doubt", "a.yaml", "--against", "b.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("a.yaml:3:1: wrong", said.Error, StringComparison.Ordinal);
        Assert.Contains("b.yaml:1:1: no such file", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--points", "7")]
    [InlineData("--points", "1025")]
    [InlineData("--ends", "51")]
    [InlineData("--memory", "a lot")]
    [InlineData("--measure", "covrage")]
    public async Task Doubt_WrongOption_IsUsage(string option, string value)
    {
        Said said = await bench.CallAsync("doubt", "queue.yaml", option, value);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(option, said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
    }
}
