using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>A scenario that can be read with values laid over it.</summary>
/// <param name="Read">Reads it; the command line's seed and replications are in.</param>
public sealed record DoubtScenario(LoadedScenario Loaded, Func<IReadOnlyList<ScenarioOverride>, LoadedScenario> Read)
{
    /// <summary>Valid inputs of the scenario as it stands.</summary>
    public RunInputs Inputs => Loaded.Inputs!;
}

/// <summary>One of the fit rows of model section 7, and what a world needs of it.</summary>
/// <param name="Id">As in the table of published facts.</param>
/// <param name="Published">What was published; of the nation.</param>
public sealed record FitRow(string Id, string Name, double Published, double Tolerance);

/// <summary>What a doubt will run: the scenario, the baseline that the fits hold in, a rival, the assumptions and the sample.</summary>
/// <param name="Scenario">What is asked.</param>
/// <param name="Baseline">The same with no Center; the scenario itself where it has none.</param>
/// <param name="Rival">What it is held against; null when nothing is.</param>
/// <param name="Sample">Row by row, numbers between 0 and 1, one per assumption.</param>
public sealed record DoubtPlan(
    DoubtScenario Scenario,
    DoubtScenario Baseline,
    DoubtScenario? Rival,
    ImmutableArray<Assumption> Assumptions,
    ImmutableArray<(string Path, string Why)> LeftOut,
    ImmutableArray<MeasureChoice> Measures,
    double[][] Sample)
{
    private readonly Dictionary<string, EffectiveValue> effective = Scenario.Loaded.Effective.ToDictionary(e => e.Path, StringComparer.Ordinal);

    /// <summary>Where the solved parameters may lie: the catalogue's ranges.</summary>
    public static IReadOnlyDictionary<string, (double Low, double High, string Text)> Ranges { get; } = new[] { FitArithmetic.Cf28Path, FitArithmetic.ProtestPath, FitArithmetic.YieldPath }
        .ToDictionary(p => p, p =>
        {
            CatalogueInput input = InputCatalogue.Load().Find(p)!;
            ScenarioPath path = ScenarioPath.Find(p, queue: false, out _)!;
            _ = path.TryRead(input.Low, out PathValue low, out _);
            _ = path.TryRead(input.High, out PathValue high, out _);
            return (low.Number, high.Number, $"{input.Low} to {input.High}");
        });

    /// <summary>Names the folder of results, lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Setup.HashOf(Scenario.Inputs)}|{(Rival is null ? "" : Setup.HashOf(Rival.Inputs))}|{Sample.Length}|{Scenario.Inputs.Replications}|{string.Join(';', Measures.Select(m => m.Label))}"))));

    /// <summary>Makes a plan. Reads no run.</summary>
    /// <param name="points">2 or more worlds.</param>
    /// <exception cref="ArgumentException">The scenario is a plain queue, or leaves nothing to vary.</exception>
    public static DoubtPlan Make(DoubtScenario scenario, DoubtScenario? rival, ImmutableArray<MeasureChoice> measures, int points)
    {
        if (scenario.Inputs.Population is null || rival is { Inputs.Population: null })
        {
            throw new ArgumentException("A plain queue has no marked assumptions: nothing in it is a guess about the world.", nameof(scenario));
        }

        ImmutableArray<Assumption> all = [.. Assumption.Of(scenario.Loaded, out ImmutableArray<(string, string)> leftOut).Select(Held)];
        if (all.IsEmpty)
        {
            throw new ArgumentException("The scenario sets every marked input itself: nothing is left to vary.", nameof(scenario));
        }

        bool centers = scenario.Inputs.Centers.Any(c => !c.Phases.IsDefaultOrEmpty);
        DoubtScenario baseline = scenario;
        if (centers)
        {
            ScenarioOverride none = new("centers", "none");
            LoadedScenario loaded = scenario.Read([none]);
            baseline = new DoubtScenario(loaded, overrides => scenario.Read([none, .. overrides]));
            if (loaded.Inputs is null)
            {
                throw new ArgumentException($"The scenario without its Centers, which the published facts are held against, is not valid: {loaded.Errors.FirstOrDefault()}", nameof(scenario));
            }
        }

        return new DoubtPlan(scenario, baseline, rival, all, leftOut, measures, LatinSample.Draw(scenario.Inputs.Seed, points, all.Length));
    }

    /// <summary>"More than 3 M document reviews" is a bound and no value: the range ends at it.</summary>
    private static Assumption Held(Assumption assumption)
    {
        if (assumption.Path != FitArithmetic.DocumentPath)
        {
            return assumption;
        }

        double least = PublishedValue("document-reviews") / PublishedValue("summaries");
        return assumption.Low.Number >= least ? assumption : assumption with { Low = ScenarioPath.Find(assumption.Path, queue: false, out _)!.At(assumption.Low.Text, Math.Ceiling(least * 1e5) / 1e5) };
    }

    /// <summary>A published value of the reference data.</summary>
    public static double PublishedValue(string id) => ReferenceData.Load().PublishedFacts.First(f => f.Id == id).Value ?? double.NaN;

    /// <summary>
    /// Values of a world: those of the sample, parts cut to their whole, shares of a whole scaled to 100 %.
    /// </summary>
    public Dictionary<string, PathValue> ValuesAt(IReadOnlyList<double> u)
    {
        Dictionary<string, PathValue> values = [];
        for (int a = 0; a < Assumptions.Length; a++)
        {
            values[Assumptions[a].Path] = Assumptions[a].At(u[a]);
        }

        return Consistent(values);
    }

    /// <summary>Values of the scenario as it stands, with one assumption elsewhere.</summary>
    public Dictionary<string, PathValue> ValuesWith(Assumption assumption, PathValue value) => Consistent(new Dictionary<string, PathValue> { [assumption.Path] = value });

    /// <summary>Number of an input: the world's, else the scenario's.</summary>
    public Func<string, double> Numbers(IReadOnlyDictionary<string, PathValue> values) => path => values.TryGetValue(path, out PathValue value) ? value.Number : BaseNumber(path);

    /// <summary>What is laid over a scenario: values it does not set itself.</summary>
    public static ImmutableArray<ScenarioOverride> Overrides(DoubtScenario scenario, IReadOnlyDictionary<string, PathValue> values)
    {
        Dictionary<string, EffectiveValue> effective = scenario.Loaded.Effective.ToDictionary(e => e.Path, StringComparer.Ordinal);
        return Wholes.Complete(scenario.Loaded, [.. values.Where(v => effective.TryGetValue(v.Key, out EffectiveValue? e) && e.Mark.Length > 0).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new ScenarioOverride(v.Key, v.Value.Text))]);
    }

    /// <summary>Number of an input in the scenario as it stands; NaN for words.</summary>
    public double BaseNumber(string path)
    {
        return effective.TryGetValue(path, out EffectiveValue? value) && ScenarioPath.Find(path, queue: false, out _) is { } input && input.TryRead(value.Value, out PathValue read, out _) ? read.Number : double.NaN;
    }

    private Dictionary<string, PathValue> Consistent(Dictionary<string, PathValue> values)
    {
        Func<string, double> number = Numbers(values);
        Cut("rates.hold help", number("rates.determination"));
        Cut("rates.referred", 0.9 * number("rates.selected") / number(FitArithmetic.DocumentPath));
        foreach (IGrouping<string, string> whole in values.Keys.GroupBy(p => ScenarioPath.Find(p, queue: false, out _)?.Whole ?? "").Where(g => g.Key.Length > 0).ToList())
        {
            ImmutableArray<string> parts = ScenarioPath.PartsOf(whole.Key);
            List<string> varied = [.. whole.Order(StringComparer.Ordinal)];
            if (varied.Count < parts.Length && varied.Count == 1)
            {
                continue; // one share alone: the others make room when it is laid over
            }

            double rest = parts.Except(varied).Sum(BaseNumber);
            double sum = varied.Sum(p => values[p].Number);
            foreach (string part in varied)
            {
                values[part] = ScenarioPath.Find(part, queue: false, out _)!.At(values[part].Text, Math.Round(values[part].Number * (1 - rest) / sum, 9));
            }
        }

        return values;

        void Cut(string path, double most)
        {
            if (number(path) > most)
            {
                values[path] = ScenarioPath.Find(path, queue: false, out _)!.At(values.TryGetValue(path, out PathValue v) ? v.Text : effective[path].Value, Math.Floor(most * 1e6) / 1e6);
            }
        }
    }
}
