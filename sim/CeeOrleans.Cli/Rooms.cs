using CeeOrleans.Cli.Comparisons;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Traces;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli;

/// <summary>What the verbs call: the other projects, the terminal and the process, so that a test can hand in its own.</summary>
internal sealed record Rooms
{
    public required Screen Screen { get; init; }

    /// <summary>The folder that relative paths start from; results go to <c>runs/</c> in it.</summary>
    public required string Folder { get; init; }

    /// <summary>Reads and checks a scenario file.</summary>
    public required Func<string, LoadedScenario> Load { get; init; }

    /// <summary>As <see cref="Load"/>, with values laid over the file.</summary>
    public required Func<string, IReadOnlyList<ScenarioOverride>, LoadedScenario> LoadWith { get; init; }

    /// <summary>As <see cref="Load"/>, and told what the word live stands for.</summary>
    public Func<string, SnapshotUse, LoadedScenario> LoadLive { get; init; } = (path, live) => StoppingRule.Checked(ScenarioLoader.Load(path, null, [], live));

    /// <summary>The JSON Schema of scenario files.</summary>
    public required Func<string> Schema { get; init; }

    public required IRunEngine Engine { get; init; }

    /// <summary>Runs a scenario under other assumptions.</summary>
    public WorldRunner Worlds { get; init; } = new();

    public required IRunWriter Writer { get; init; }

    public required ITracer Tracer { get; init; }

    public required IComparer Comparer { get; init; }

    public required IComparisonWriter ComparisonWriter { get; init; }

    /// <summary>Time since the process began: what a user waits.</summary>
    public required Func<TimeSpan> Elapsed { get; init; }

    /// <summary>Most memory the process has held so far.</summary>
    public required Func<double> PeakMemoryMb { get; init; }

    /// <summary>Reads a variable of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>All variables of the environment.</summary>
    public Func<IEnumerable<KeyValuePair<string, string>>> Variables { get; init; } = () =>
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(v => KeyValuePair.Create((string)v.Key, (string?)v.Value ?? ""));

    /// <summary>A path as the user typed it, from <see cref="Folder"/>.</summary>
    public string PathOf(string typed) => Path.GetFullPath(typed, Folder);
}
