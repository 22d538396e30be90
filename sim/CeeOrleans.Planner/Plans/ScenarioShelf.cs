using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Planner.Plans;

/// <summary>A scenario that may be chosen.</summary>
/// <param name="Queue">A plain queue, to hold against theory, and no nation.</param>
public sealed record ShelfScenario(string Name, string Title, string Description, bool Queue);

/// <summary>A plan: a scenario with some inputs changed.</summary>
/// <param name="Inputs">Null exactly when there are errors.</param>
/// <param name="Values">The inputs that the scenario has, by path, as it says them.</param>
/// <param name="Errors">What is wrong, by path of the input; the empty path for the scenario itself.</param>
internal sealed record CheckedPlan(RunInputs? Inputs, ImmutableSortedDictionary<string, string> Values, ImmutableArray<(string Path, string Message)> Errors);

/// <summary>
/// The scenarios of one folder, by name. A name is looked up among those that are there and never made into a path, and whatever a
/// file names has to lie in the folder too.
/// </summary>
internal sealed partial class ScenarioShelf(PlannerOptions options)
{
    private const int MostCharacters = 60;
    private const string Opening = "opening";
    private const string Population = "population";
    private const string Snapshot = "population.snapshot";
    private const string Synthetic = "synthetic";

    /// <summary>Scenarios without errors, by name.</summary>
    public ImmutableArray<ShelfScenario> List() =>
    [
        .. Files().Select(f => (Name: Path.GetFileNameWithoutExtension(f), Loaded: Load(f, [])))
            .Where(s => s.Loaded.Inputs is not null)
            .Select(s => new ShelfScenario(s.Name, ValueOf(s.Loaded, "name"), ValueOf(s.Loaded, "description"), s.Loaded.Inputs!.Population is null)),
    ];

    /// <summary>Whether there is such a scenario.</summary>
    public bool Has(string name) => FileOf(name) is not null;

    /// <summary>Checks a plan.</summary>
    /// <param name="name">Of a scenario that is there.</param>
    /// <param name="changes">New values by path; of paths that are no input of the page, all are wrong.</param>
    public CheckedPlan Check(string name, IReadOnlyDictionary<string, string> changes)
    {
        string file = FileOf(name) ?? throw new ArgumentException($"There is no scenario {name}.", nameof(name));
        LoadedScenario plain = Load(file, []);
        ImmutableSortedDictionary<string, string> values = plain.Effective.Where(v => PlanInput.All.Any(i => i.Path == v.Path)).ToImmutableSortedDictionary(v => v.Path, v => v.Value, StringComparer.Ordinal);
        values = values.RemoveRange(PeoplePath.Roles.Where(role => PeoplePath.Of(plain, role) != $"people.{role}").Select(role => $"people.{role}"));
        if (plain.Inputs is { Population: not null } nation)
        {
            values = values.Add(Population, nation.Awaited.HasFlag(LiveParts.Population) || nation.Population.Snapshot is not null ? "live" : Synthetic);
        }

        List<(string, string)> errors = [];
        foreach ((string path, string value) in changes)
        {
            if (path == Population && value == Synthetic && values.GetValueOrDefault(path) == Synthetic)
            {
                continue; // as it is
            }

            if (!values.ContainsKey(path))
            {
                errors.Add((path, PlanInput.All.Any(i => i.Path == path) ? $"{name} has no {path}." : $"\"{path}\" can't be changed here; allowed: {string.Join(", ", values.Keys)}."));
            }
            else if (value.Length > MostCharacters || !Plain().IsMatch(value))
            {
                errors.Add((path, PlanInput.All.First(i => i.Path == path).Allowed));
            }
            else if (path == "replications" && (!int.TryParse(value, out int n) || n < 1 || n > options.MostReplications))
            {
                errors.Add((path, $"A whole number from 1 to {options.MostReplications} is allowed."));
            }
        }

        // What can be read is read all the same: everything wrong is told at once.
        ScenarioOverride[] overrides = [.. changes.Where(c => c is not (Population, Synthetic) && errors.TrueForAll(e => e.Item1 != c.Key)).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ScenarioOverride(c.Key, c.Value))];
        LoadedScenario loaded = Load(file, overrides);
        return new CheckedPlan(loaded.Errors.IsEmpty && errors.Count == 0 ? loaded.Inputs : null, values,
        [
            .. errors,

            // A check that spans inputs may stand at the file; then it is told above the fields.
            .. loaded.Errors.Select(e => e.File == ScenarioLoader.OverrideFile && e.Line <= overrides.Length ? (overrides[e.Line - 1].Path, Without(overrides[e.Line - 1], e.Message)) : ("", e.Message)),
        ]);
    }

    /// <summary>An error of the loader beside its field: the value and what is wrong, without the path.</summary>
    private static string Without(ScenarioOverride changed, string message)
    {
        string start = $"{changed.Path} = \"{changed.Value}\"";
        return message.StartsWith(start, StringComparison.Ordinal) ? $"\"{changed.Value}\" {message[start.Length..].TrimStart(':', ' ')}" : message;
    }

    /// <summary>A plan as a scenario file that extends the one it changes.</summary>
    /// <param name="changes">As <see cref="Check"/> found them good.</param>
    /// <param name="snapshot">What live stands for; null where the scenario does not say it, or it is not taken yet.</param>
    public string Write(string name, string title, IReadOnlyDictionary<string, string> changes, string? snapshot = null)
    {
        LiveParts live = snapshot is null ? LiveParts.None : Check(name, changes).Inputs?.Awaited ?? LiveParts.None;

        // Who imports stands inside a block, beside what else is changed there.
        changes = changes.Where(c => c is not (Population, Synthetic)).ToImmutableDictionary(c => c.Key == Population ? Snapshot : c.Key, c => c.Value);
        StringBuilder yaml = new();
        yaml.Append("name: ").Append(JsonSerializer.Serialize(title)).Append('\n');
        yaml.Append("extends: ").Append(JsonSerializer.Serialize(Path.GetFullPath(FileOf(name)!))).Append('\n');
        string file = snapshot is null ? "" : JsonSerializer.Serialize(Path.GetFullPath(snapshot));
        if (live.HasFlag(LiveParts.Opening))
        {
            changes = changes.Where(c => c.Key != Opening).Append(KeyValuePair.Create($"{Opening}.snapshot", file)).ToImmutableDictionary();
        }

        if (live.HasFlag(LiveParts.Population))
        {
            changes = changes.Where(c => c.Key != Snapshot).Append(KeyValuePair.Create(Snapshot, file)).ToImmutableDictionary();
        }

        foreach (IGrouping<string, (string Block, string Key, string Value)> block in changes
            .OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => (Block: c.Key.Contains('.', StringComparison.Ordinal) ? c.Key.Split('.')[0] : "", Key: c.Key.Split('.')[^1], c.Value))
            .GroupBy(c => c.Block))
        {
            if (block.Key.Length > 0)
            {
                yaml.Append(block.Key).Append(":\n");
            }

            foreach ((_, string key, string value) in block)
            {
                yaml.Append(block.Key.Length > 0 ? "  " : "").Append(key).Append(": ").Append(value).Append('\n');
            }
        }

        return yaml.ToString();
    }

    /// <summary>A snapshot is taken when the run begins, and not to check a plan.</summary>
    private LoadedScenario Load(string file, IReadOnlyList<ScenarioOverride> overrides) => ScenarioLoader.Load(file, options.Scenarios, overrides, SnapshotUse.Later);

    private static string ValueOf(LoadedScenario loaded, string path) => loaded.Effective.FirstOrDefault(v => v.Path == path)?.Value ?? "";

    private string? FileOf(string name) => Files().FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == name);

    private IEnumerable<string> Files() => Directory.Exists(options.Scenarios) ? Directory.EnumerateFiles(options.Scenarios, "*.yaml").Order(StringComparer.Ordinal) : [];

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9 .,%$/-]*[A-Za-z0-9%])?\z")]
    private static partial Regex Plain();
}
