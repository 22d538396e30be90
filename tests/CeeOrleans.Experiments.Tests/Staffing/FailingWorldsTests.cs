using System.Collections.Immutable;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Scenarios;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class FailingWorldsTests
{
    private static readonly ScenarioPath Share = ScenarioPath.Find("people.direct share", queue: false, out _)!;
    private static readonly ScenarioPath Documents = ScenarioPath.Find("rates.document review", queue: false, out _)!;

    [Fact]
    public void The_input_that_decides_is_named_with_the_value_that_parts_the_worlds()
    {
        (SampledWorld, double)[] worlds = [.. Enumerable.Range(0, 30).Select(i => World(0.6 + (0.01 * i), 0.08 + (0.001 * (i * 7 % 30)), 0.01 * (i - 9.5)))];
        string where = FailingWorlds.Where(Inputs, worlds);
        Assert.StartsWith("people.direct share is below 69.5 %", where, StringComparison.Ordinal);
        Assert.EndsWith("(10 of the 10 failing worlds)", where, StringComparison.Ordinal);
    }

    [Fact]
    public void What_chance_does_as_well_is_called_chance()
    {
        // Six worlds, two inputs: a rank correlation of one half is nothing.
        double[] slack = [0.02, -0.01, 0.03, -0.02, 0.01, 0.02];
        (SampledWorld, double)[] worlds = [.. slack.Select((s, i) => World(0.6 + (0.02 * i), 0.1 + (0.001 * (i * 5 % 6)), s))];
        Assert.StartsWith("no single assumption of 2 tells these worlds better than chance would; closest: where ", FailingWorlds.Where(Inputs, worlds), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_holds_or_fails_everywhere_has_no_where()
    {
        Assert.Equal("", FailingWorlds.Where(Inputs, [World(0.6, 0.1, 0.1), World(0.7, 0.1, 0.2)]));
        Assert.Equal("", FailingWorlds.Where(Inputs, [World(0.6, 0.1, -0.1), World(0.7, 0.1, -0.2)]));
        Assert.Equal("", FailingWorlds.Where(Inputs, []));
    }

    private static ImmutableArray<Assumption> Inputs => [.. new[] { (Share, "75 %"), (Documents, "10 %") }.Select(p => new Assumption(p.Item1.Path, p.Item1.At(p.Item2, 0.75), p.Item1.At(p.Item2, 0.6), p.Item1.At(p.Item2, 0.85), "A", "none"))];

    private static (SampledWorld, double) World(double share, double documents, double slack) => (
        new SampledWorld(
            0,
            ImmutableSortedDictionary<string, PathValue>.Empty.Add(Share.Path, Share.At("75 %", share)).Add(Documents.Path, Documents.At("10 %", documents)),
            WorldFate.Kept,
            "",
            [],
            [],
            [],
            1),
        slack);
}
