using System.Collections.Immutable;
using CeeOrleans.Cli.Comparisons;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Traces;
using CeeOrleans.Cli.Verbs;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Tests;

/// <summary>What a call of the command gave.</summary>
internal sealed record Said(int Code, string Out, string Error);

/// <summary>
/// The command in this process, in a folder of its own, with rooms that a test can replace. Nothing is shared between
/// two benches, so tests run in parallel.
/// </summary>
internal sealed class Bench : IRunEngine, IRunWriter, ITracer, IComparer, IComparisonWriter, IDisposable
{
    public static readonly ImmutableArray<Func<Rooms, Verb>> Verbs =
        [RunVerb.Create, CompareVerb.Create, BriefVerb.Create, SweepVerb.Create, DoubtVerb.Create, StaffVerb.Create, OrderVerb.Create, RecoverVerb.Create, TraceVerb.Create, ValidateVerb.Create, ShowVerb.Create, SchemaVerb.Create, NewVerb.Create, ServeVerb.Create, LookupVerb.Create, IngestVerb.Create, SnapshotVerb.Create, BackupVerb.Create, RestoreVerb.Create, AuditVerb.Create, CompletionVerb.Create];

    public string Folder { get; } = Directory.CreateTempSubdirectory("cee-").FullName;

    /// <summary>Scenarios by path; any other path is one that does not exist.</summary>
    public Dictionary<string, LoadedScenario> Scenarios { get; } = new() { ["queue.yaml"] = Samples.Valid(Samples.Queue()) };

    public Func<RunInputs, RunOptions, CancellationToken, Task<RunResult>> OnRun { get; set; } =
        (inputs, _, _) => Task.FromResult(Samples.Result(inputs));

    public Func<string, CancellationToken, Task> OnWrite { get; set; } = (folder, _) => File.WriteAllTextAsync(Path.Combine(folder, "report.html"), "<html></html>");

    public Func<ComparisonRequest, RunOptions, CancellationToken, Task<Comparison>> OnCompare { get; set; } =
        (request, _, _) => Task.FromResult(Samples.Compared(request));

    /// <summary>The importer that an absent number stands for is 42.</summary>
    public Func<RunInputs, int?, long?, int, AccountLife?> OnTrace { get; set; } = (_, importer, entry, _) => Samples.Life(importer ?? 42, entry, "Los Angeles");

    /// <summary>A scenario with values laid over it; by default its hash follows them.</summary>
    public Func<LoadedScenario, IReadOnlyList<ScenarioOverride>, LoadedScenario> OnOverride { get; set; } = (scenario, overrides) =>
        scenario with { Inputs = scenario.Inputs! with { ScenarioHash = string.Concat(overrides.Select(o => o.Value.GetHashCode(StringComparison.Ordinal).ToString("x8", System.Globalization.CultureInfo.InvariantCulture))) + scenario.Inputs.ScenarioHash } };

    public Dictionary<string, string> Environment { get; } = [];

    public RunOptions? Options { get; private set; }

    public RunInputs? Inputs { get; private set; }

    /// <summary>What was asked to be compared.</summary>
    public ComparisonRequest? Compared { get; private set; }

    /// <summary>Overrides that scenarios were loaded with, in order.</summary>
    public List<(string Path, IReadOnlyList<ScenarioOverride> Overrides)> LoadedWith { get; } = [];

    /// <summary>Every file and folder below the folder, with forward slashes.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public Task<Said> CallAsync(params string[] args) => CallAsync(TestContext.Current.CancellationToken, args);

    public async Task<Said> CallAsync(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Rooms rooms = new()
        {
            Screen = Screen.Plain(output, error),
            Folder = Folder,
            Load = Load,
            LoadLive = (path, _) => Load(path),
            LoadWith = (path, overrides) =>
            {
                LoadedWith.Add((path, overrides));
                return OnOverride(Load(path), overrides);
            },
            Schema = () => "{ \"$schema\": \"http://json-schema.org/draft-07/schema#\" }\n",
            Engine = this,
            Writer = this,
            Tracer = this,
            Comparer = this,
            ComparisonWriter = this,
            Elapsed = () => TimeSpan.FromSeconds(12.5),
            PeakMemoryMb = () => 512,
            Variable = Environment.GetValueOrDefault,
            Variables = () => Environment,
        };
        int code = await CommandLine.RunAsync(args, rooms, Verbs, cancellation);
        return new Said(code, output.ToString(), error.ToString());
    }

    public Task<RunResult> RunAsync(RunInputs inputs, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        (Inputs, Options) = (inputs, options);
        progress.Report(new RunProgress("advance", 1, 0.5, 1_000, inputs.StartDay));
        return OnRun(inputs, options, cancellation);
    }

    public async Task<IReadOnlyDictionary<string, string>> WriteAsync(RunResult run, MeasureTable measures, ImmutableArray<EffectiveValue> effective, string folder, CancellationToken cancellation)
    {
        await OnWrite(folder, cancellation);
        return new Dictionary<string, string> { ["report"] = "report.html" };
    }

    public Task<Comparison> CompareAsync(ComparisonRequest request, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        (Compared, Options) = (request, options);
        return OnCompare(request, options, cancellation);
    }

    public async Task<IReadOnlyDictionary<string, string>> WriteAsync(Comparison comparison, ImmutableArray<ImmutableArray<EffectiveValue>> effective, string folder, CancellationToken cancellation)
    {
        await OnWrite(folder, cancellation);
        return new Dictionary<string, string> { ["report"] = "report.html" };
    }

    public Task<AccountLife?> TraceAsync(RunInputs inputs, int? importer, long? entry, int replication, CancellationToken cancellation) =>
        Task.FromResult(OnTrace(inputs, importer, entry, replication));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private LoadedScenario Load(string path) => Scenarios.GetValueOrDefault(path) ?? Samples.Invalid(new ScenarioError(path, 1, 1, "no such file"));
}
