using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments.Sweeps;

/// <summary>One scenario of the grid.</summary>
/// <param name="Index">0-based; the first axis moves slowest.</param>
/// <param name="Values">One per axis.</param>
/// <param name="Overrides">What is laid over the scenario: the values, and the other shares of a whole that one of them belongs to.</param>
public sealed record SweepPoint(int Index, ImmutableArray<PathValue> Values, ImmutableArray<ScenarioOverride> Overrides, RunInputs Inputs)
{
    /// <summary>Name of its setup: two points with the same one are the same run.</summary>
    public string SetupHash { get; } = Setup.HashOf(Inputs);

    /// <summary>"people.import specialists = 900 people, …".</summary>
    public string Label(ImmutableArray<SweepAxis> axes) => string.Join(", ", axes.Select((a, i) => $"{a.Path} = {Values[i].Text}"));
}

/// <summary>What a sweep will run.</summary>
/// <param name="Axes">One or more.</param>
/// <param name="Points">All of the grid, in order.</param>
public sealed record SweepPlan(LoadedScenario Scenario, ImmutableArray<SweepAxis> Axes, ImmutableArray<SweepPoint> Points)
{
    /// <summary>Most points of a grid: more is a slip of the step, and would run for days.</summary>
    public const int MostPoints = 1_000;

    private const int MostErrors = 20;

    /// <summary>SHA-256 over data, seed, replications, axes and every point: names the folder of results, lower-case hex.</summary>
    public string Hash
    {
        get
        {
            StringBuilder text = new();
            text.Append(CultureInfo.InvariantCulture, $"{Scenario.Inputs!.DataHash}|{Points[0].Inputs.Replications}\n");
            foreach (SweepAxis axis in Axes)
            {
                text.Append(axis.Path).Append('=').AppendJoin('|', axis.Values.Select(v => v.Text)).Append('\n');
            }

            text.AppendJoin('\n', Points.Select(p => p.SetupHash));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>Points that need a run of their own: those with the same setup as an earlier one do not.</summary>
    public IEnumerable<SweepPoint> Distinct => Points.DistinctBy(p => p.SetupHash);

    /// <summary>Points of the grid of some axes; more than a number can hold count as <see cref="int.MaxValue"/>.</summary>
    public static int PointsOf(IEnumerable<SweepAxis> axes) => (int)Math.Min(int.MaxValue, axes.Aggregate(1.0, (n, a) => n * a.Values.Length));

    /// <summary>
    /// Makes the grid: every point is loaded and checked before anything runs. Some tens of milliseconds a point of a
    /// national scenario, on all processors.
    /// </summary>
    /// <param name="scenario">The scenario as it stands; valid.</param>
    /// <param name="axes">Different paths.</param>
    /// <param name="load">Reads the scenario with values laid over it.</param>
    /// <param name="adjust">What the command line asks of every point: seed, replications.</param>
    /// <returns>No plan exactly when there are errors; each says at which point.</returns>
    public static (SweepPlan? Plan, ImmutableArray<string> Errors) Make(
        LoadedScenario scenario,
        ImmutableArray<SweepAxis> axes,
        Func<IReadOnlyList<ScenarioOverride>, LoadedScenario> load,
        Func<RunInputs, RunInputs> adjust)
    {
        int count = PointsOf(axes);
        SweepPoint?[] points = new SweepPoint?[count];
        ImmutableArray<string>[] errors = new ImmutableArray<string>[count];
        Parallel.For(0, count, i =>
        {
            ImmutableArray<PathValue> values = At(axes, i);
            ImmutableArray<ScenarioOverride> overrides = Wholes.Complete(scenario, [.. axes.Select((a, k) => new ScenarioOverride(a.Path, values[k].Text))]);
            LoadedScenario loaded = load(overrides);
            errors[i] = [.. loaded.Errors.Select(e => e.File == ScenarioLoader.OverrideFile ? e.Message : e.ToString())];
            points[i] = loaded.Inputs is null ? null : new SweepPoint(i, values, overrides, adjust(loaded.Inputs));
        });
        if (points.All(p => p is not null))
        {
            return (new SweepPlan(scenario, axes, [.. points.Select(p => p!)]), []);
        }

        List<string> said = [];
        foreach (IGrouping<string, (string Message, int Point)> message in errors.SelectMany((list, i) => list.Select(m => (Message: m, Point: i))).GroupBy(x => x.Message, StringComparer.Ordinal))
        {
            ImmutableArray<PathValue> values = At(axes, message.First().Point);
            string where = string.Join(", ", axes.Select((a, k) => $"{a.Path} = {values[k].Text}"));
            string more = message.Count() > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {message.Count() - 1:#,0} more") : "";
            said.Add($"at {where}{more}: {message.Key}");
        }

        return (null, said.Count <= MostErrors ? [.. said] : [.. said.Take(MostErrors), string.Create(CultureInfo.InvariantCulture, $"{said.Count - MostErrors:#,0} more errors are not shown")]);
    }

    private static ImmutableArray<PathValue> At(ImmutableArray<SweepAxis> axes, int index)
    {
        PathValue[] values = new PathValue[axes.Length];
        for (int a = axes.Length - 1; a >= 0; a--)
        {
            values[a] = axes[a].Values[index % axes[a].Values.Length];
            index /= axes[a].Values.Length;
        }

        return [.. values];
    }
}

/// <summary>Shares of a whole: where some are set, the others make room in proportion, so that the sum stays 100 %.</summary>
public static class Wholes
{
    /// <summary>
    /// The overrides with the other shares of each whole that one of them belongs to, scaled by one factor. Where all
    /// shares are set, or the set ones are more than the whole, nothing is added, and the loader says what is wrong.
    /// </summary>
    public static ImmutableArray<ScenarioOverride> Complete(LoadedScenario scenario, ImmutableArray<ScenarioOverride> overrides)
    {
        List<ScenarioOverride> all = [.. overrides];
        Dictionary<string, ScenarioPath> inputs = [];
        foreach (ScenarioOverride o in overrides)
        {
            if (ScenarioPath.Find(o.Path, queue: false, out _) is { Whole.Length: > 0 } input)
            {
                inputs[o.Path] = input;
            }
        }

        foreach (string whole in inputs.Values.Select(i => i.Whole).Distinct().Order(StringComparer.Ordinal))
        {
            ImmutableArray<string> parts = ScenarioPath.PartsOf(whole);
            if (parts.Any(p => scenario.Effective.All(e => e.Path != p)))
            {
                continue; // of synthetic importers, where the importers are live accounts: it means nothing
            }

            double set = 0;
            double rest = 0;
            List<(ScenarioPath Input, string Text, double Share)> others = [];
            foreach (string part in parts)
            {
                ScenarioOverride? given = overrides.LastOrDefault(o => o.Path == part);
                string text = given?.Value ?? scenario.Effective.First(e => e.Path == part).Value;
                ScenarioPath input = ScenarioPath.Find(part, queue: false, out _)!;
                double share = input.TryRead(text, out PathValue value, out _) ? value.Number : 0;
                if (given is null)
                {
                    others.Add((input, text, share));
                    rest += share;
                }
                else
                {
                    set += share;
                }
            }

            if (set <= 1 && rest > 0)
            {
                all.AddRange(others.Select(o => new ScenarioOverride(o.Input.Path, o.Input.At(o.Text, o.Share * (1 - set) / rest).Text)));
            }
        }

        return [.. all];
    }
}
