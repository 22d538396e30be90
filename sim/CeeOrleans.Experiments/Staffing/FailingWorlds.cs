using System.Globalization;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>Which assumption tells the worlds in which an answer fails from those in which it holds.</summary>
public static class FailingWorlds
{
    /// <summary>
    /// The input whose ranks go closest with how far the targets are met, and the value that parts failing from holding worlds
    /// best. Of many inputs one always goes with a few dozen worlds; where chance would do as well (Bonferroni over the inputs)
    /// that is said.
    /// </summary>
    /// <param name="inputs">The assumptions that the worlds vary.</param>
    /// <param name="worlds">Worlds with the least slack of any target; negative where the answer fails.</param>
    /// <returns>What follows "fails where"; empty when it fails nowhere or everywhere.</returns>
    public static string Where(IReadOnlyList<Assumption> inputs, IReadOnlyList<(SampledWorld World, double Slack)> worlds)
    {
        int fails = worlds.Count(w => w.Slack < 0);
        if (fails == 0 || fails == worlds.Count || inputs.Count == 0)
        {
            return "";
        }

        double[] slack = [.. worlds.Select(w => w.Slack)];
        (Assumption Input, double Correlation)[] ranked =
        [
            .. inputs.Select(a => (a, RankStatistics.Spearman([.. worlds.Select(w => w.World.Values[a.Path].Number)], slack)))
                .OrderByDescending(x => Math.Abs(x.Item2)).ThenBy(x => x.a.Path, StringComparer.Ordinal),
        ];
        (Assumption input, double correlation) = ranked[0];
        bool above = correlation < 0;
        double at = Cut([.. worlds.Select(w => (w.World.Values[input.Path].Number, w.Slack < 0))], above);
        int right = worlds.Count(w => w.Slack < 0 && w.World.Values[input.Path].Number > at == above);
        string value = ScenarioPath.Find(input.Path, queue: false, out _)!.At(input.Value.Text, Rounded(at)).Text;
        string where = string.Create(CultureInfo.InvariantCulture, $"{input.Path} is {(above ? "above" : "below")} {value} ({right} of the {fails} failing worlds)");
        return Math.Abs(correlation) >= RankStatistics.Threshold(worlds.Count, inputs.Count)
            ? where
            : $"no single assumption of {inputs.Count} tells these worlds better than chance would; closest: where {where}";
    }

    /// <summary>The value that sorts most of both groups rightly.</summary>
    private static double Cut((double Value, bool Fails)[] worlds, bool above)
    {
        Array.Sort(worlds, (a, b) => a.Value.CompareTo(b.Value));
        double fails = worlds.Count(w => w.Fails);
        double holds = worlds.Length - fails;
        (double Sorted, double At) best = (-1, worlds[0].Value);
        int failsBelow = 0;
        for (int i = 0; i + 1 < worlds.Length; i++)
        {
            failsBelow += worlds[i].Fails ? 1 : 0;
            if (worlds[i].Value < worlds[i + 1].Value)
            {
                double sorted = ((fails - failsBelow) / fails) + ((i + 1 - failsBelow) / holds);
                sorted = above ? sorted : 2 - sorted;
                best = sorted > best.Sorted ? (sorted, (worlds[i].Value + worlds[i + 1].Value) / 2) : best;
            }
        }

        return best.At;
    }

    /// <summary>Three digits: the place of a cut between a few dozen worlds is not known better.</summary>
    private static double Rounded(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return Math.Round(Math.Round(value / unit) * unit, 12);
    }
}
