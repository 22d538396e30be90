namespace CeeOrleans.Tidy.Tests;

/// <summary>The checker of references checks what it says.</summary>
public sealed class DrawingTests
{
    [Fact]
    public void Violations_ArrowDown_None() =>
        Assert.Empty(Drawing.Violations("src/CeeOrleans.Grains/CeeOrleans.Grains.csproj", ["..\\CeeOrleans.Contracts\\CeeOrleans.Contracts.csproj", "../CeeOrleans.Workload/CeeOrleans.Workload.csproj"]));

    [Theory]
    [InlineData("src/CeeOrleans.Domain/CeeOrleans.Domain.csproj", "../CeeOrleans.Workload/CeeOrleans.Workload.csproj", "CeeOrleans.Domain may not reference CeeOrleans.Workload")]
    [InlineData("src/CeeOrleans.Workload/CeeOrleans.Workload.csproj", "../CeeOrleans.Reference/CeeOrleans.Reference.csproj", "CeeOrleans.Workload may not reference CeeOrleans.Reference")]
    [InlineData("sim/CeeOrleans.Reports/CeeOrleans.Reports.csproj", "../../src/CeeOrleans.Grains/CeeOrleans.Grains.csproj", "CeeOrleans.Reports may not reference CeeOrleans.Grains")]
    [InlineData("sim/CeeOrleans.Cli/CeeOrleans.Cli.csproj", "../../tests/CeeOrleans.Cli.Tests/CeeOrleans.Cli.Tests.csproj", "CeeOrleans.Cli may not reference CeeOrleans.Cli.Tests")]
    [InlineData("sim/CeeOrleans.Extras/CeeOrleans.Extras.csproj", "../CeeOrleans.Reports/CeeOrleans.Reports.csproj", "CeeOrleans.Extras is not in the drawing")]
    public void Violations_AnyOtherArrow_IsNamed(string project, string reference, string violation) =>
        Assert.Equal([violation], Drawing.Violations(project, [reference]));

    [Fact]
    public void Violations_FromSrcIntoSim_IsNamedTwice() =>
        Assert.Equal(
            ["CeeOrleans.Grains may not reference CeeOrleans.Experiments", "CeeOrleans.Grains is in src and may not look into sim"],
            Drawing.Violations("src/CeeOrleans.Grains/CeeOrleans.Grains.csproj", ["../../sim/CeeOrleans.Experiments/CeeOrleans.Experiments.csproj"]));

    [Fact]
    public void Allowed_HasNoCircle()
    {
        HashSet<string> placed = [];
        while (placed.Count < Drawing.Allowed.Count)
        {
            string[] next = [.. Drawing.Allowed.Where(p => !placed.Contains(p.Key) && p.Value.All(placed.Contains)).Select(p => p.Key)];
            Assert.NotEmpty(next);
            placed.UnionWith(next);
        }
    }
}
