using System.Collections.Immutable;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Compile;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios;

/// <summary>What is wrong in a scenario file, and where.</summary>
/// <param name="File">Path as the user gave it; a base as <c>extends</c> names it, beside the file that names it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
/// <param name="Message">What was found and what is allowed, with the nearest name.</param>
public sealed record ScenarioError(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}

/// <summary>One value of the effective scenario.</summary>
/// <param name="Path">For example "rates.document review".</param>
/// <param name="Value">As scenario text in canonical form: "10 %".</param>
/// <param name="Origin">Where it comes from: "national-ports.yaml:12", or "reference data".</param>
/// <param name="Mark">R, D, Mh, Mm, Ml, A or X for reference data, and the empty text for what a file says.</param>
/// <param name="Source">Citation; empty for what a file says.</param>
/// <param name="Range">Low and high as text; empty when there is none.</param>
public sealed record EffectiveValue(string Path, string Value, string Origin, string Mark, string Source, string Range);

/// <summary>A scenario that was read: inputs when it is valid, errors when not.</summary>
/// <param name="Inputs">Null exactly when there are errors.</param>
/// <param name="Effective">Every value that could be read, ascending by path (ordinal).</param>
/// <param name="Errors">By file in the order of the chain, then by line and column; at most 200, then one that counts the rest.</param>
public sealed record LoadedScenario(RunInputs? Inputs, ImmutableArray<EffectiveValue> Effective, ImmutableArray<ScenarioError> Errors);

/// <summary>A value laid over a scenario from outside its files: by a command line, a sweep, a search.</summary>
/// <param name="Path">Path of a value, as in <see cref="EffectiveValue"/>: "people.import specialists". Elements of lists cannot be set one by one.</param>
/// <param name="Value">In the syntax of scenario files: "950 people".</param>
public sealed record ScenarioOverride(string Path, string Value)
{
    /// <summary>True where the value is a list or block in flow style, "[{ from: 2016-01-15, … }]", and takes the place of the whole list.</summary>
    public bool IsFlow { get; init; }

    /// <summary>One surge in the place of all volume surges that a scenario has.</summary>
    /// <param name="until">First day after it.</param>
    /// <param name="factor">Entries of its days against the usual ones.</param>
    public static ScenarioOverride VolumeSurge(DateOnly from, DateOnly until, double factor) =>
        new("shocks.volume surges", FormattableString.Invariant($"[{{ from: {from:yyyy-MM-dd}, until: {until:yyyy-MM-dd}, factor: {factor:0.######} }}]")) { IsFlow = true };
}

/// <summary>Reads scenario files. Thread-safe; reading a national scenario takes some tens of milliseconds.</summary>
public static class ScenarioLoader
{
    /// <summary>What errors and origins call an override.</summary>
    public const string OverrideFile = "override";

    private static readonly Lazy<Block> Grammar = new(() => ScenarioGrammar.Build(InputCatalogue.Load(), Facts.Shared.CenterNames));

    /// <summary>Reads, extends, validates and compiles a file. Never throws for what a user can write; every error at once.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="root">Files outside this folder are refused, links resolved; null allows all.</param>
    public static LoadedScenario Load(string path, string? root = null) => Load(path, root, []);

    /// <summary>As <see cref="Load(string, string?)"/>, with values laid over the file; later ones win.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="root">Files outside this folder are refused; null allows all.</param>
    /// <param name="overrides">Errors in them name <see cref="OverrideFile"/> as the file and their 1-based position as the line.</param>
    public static LoadedScenario Load(string path, string? root, IReadOnlyList<ScenarioOverride> overrides) => Load(path, root, overrides, SnapshotUse.None);

    /// <summary>As <see cref="Load(string, string?, IReadOnlyList{ScenarioOverride})"/>, and told what the word live stands for.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="root">Files outside this folder are refused; null allows all.</param>
    /// <param name="overrides">Values laid over the file.</param>
    /// <param name="live">The snapshot of the live world, or that it is taken later.</param>
    public static LoadedScenario Load(string path, string? root, IReadOnlyList<ScenarioOverride> overrides, SnapshotUse live)
    {
        ErrorList errors = new();
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(new Place(path ?? "", 1, 1), "a file name is needed");
            return new LoadedScenario(null, [], errors.Sorted([]));
        }

        (Mapping? merged, bool complete, IReadOnlyList<string> files) = ExtendsChain.Read(path, root, errors.Direct);
        if (merged is null)
        {
            return new LoadedScenario(null, [], errors.Sorted(files));
        }

        for (int i = 0; i < overrides.Count; i++)
        {
            Place place = new(OverrideFile, i + 1, 1);
            Node value = overrides[i].IsFlow && YamlReader.ReadText($"value: {overrides[i].Value}\n", OverrideFile, errors.Direct)?.Find("value") is { } flow
                ? flow.Value
                : new Scalar(place, overrides[i].Value, Plain: true);
            foreach (string key in overrides[i].Path.Split('.').Reverse())
            {
                value = new Mapping(place, [new MapEntry(new Scalar(place, key, Plain: true), value)]);
            }

            merged = (Mapping)ExtendsChain.Merge(merged, LivePopulation.Spelled((Mapping)value));
        }

        CheckedScenario file = Checker.Check(merged, complete, Grammar.Value, InputCatalogue.Load(), errors);

        // Without its base a scenario has no meaning to check.
        RunInputs? inputs = complete ? ScenarioCompiler.Compile(file, Facts.Shared, InputCatalogue.Load(), Resolve, live, errors) : null;
        return new LoadedScenario(inputs, Effective.View(file), errors.Sorted(files));

        string? Resolve(Place place, string name)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(place.File))!;
            string full = Path.GetFullPath(name, folder);
            if (root is not null && !ExtendsChain.IsInside(full, root))
            {
                errors.Add(place, $"{name} is outside the folder of scenarios; only files inside it may be read");
                return null;
            }

            if (!File.Exists(full))
            {
                errors.Add(place, $"there is no file {name}");
                return null;
            }

            return full;
        }
    }

    /// <summary>The grammar, for the exported schema.</summary>
    internal static Block Shape => Grammar.Value;
}
