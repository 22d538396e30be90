using CeeOrleans.Domain.Routing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>
/// The runs that a table of published facts rests on: the run that is reported, and finished runs of shipped scenarios.
/// Each of those is null when it was never run.
/// </summary>
/// <param name="Run">A national run; of a smaller population the counts mean nothing and are not compared.</param>
public sealed record FactRuns(RunResult Run)
{
    /// <summary>Scenario of the facts of other years.</summary>
    public const string OtherYearsScenario = "published-facts";

    /// <summary>Scenario in which everything stays with the ports' service offices.</summary>
    public const string PortsScenario = "national-ports";

    /// <summary>The same entries with ten Centers that have every account of their industry.</summary>
    public const string CentersScenario = "national-cees";

    /// <summary>The test of the first two Centers.</summary>
    public const string TestScenario = "pilot-2011";

    private const int NationalImporters = 300_000;

    /// <summary>At other years' volumes.</summary>
    public StoredRun? OtherYears { get; init; }

    public StoredRun? Ports { get; init; }

    public StoredRun? Centers { get; init; }

    public StoredRun? Test { get; init; }

    /// <summary>The other runs that were at hand, apart from the one that is reported.</summary>
    public IEnumerable<StoredRun> Others => new[] { OtherYears, Ports, Centers, Test }.OfType<StoredRun>().Where(s => s.Replications != Run.Replications);

    internal bool National => IsNation(Run.Inputs);

    /// <summary>Whether a scenario is about the whole nation: published counts and statutory floors are.</summary>
    public static bool IsNation(RunInputs inputs) => inputs.Population is { Importers: >= NationalImporters };

    /// <summary>The run, or the shipped one, in which Centers have all accounts of their industries.</summary>
    internal StoredRun? AllAccounts => National && Run.Inputs.Centers.Any(TakesAll) ? StoredRun.Of(Run) : Centers;

    /// <summary>Whether the two national years were looked for at another seed than their files say.</summary>
    internal bool OtherSeed { get; private init; }

    /// <summary>Finds the other runs by the hashes of their scenarios; nothing is compiled or run.</summary>
    /// <param name="run">What is reported; stands in for the shipped scenario that it is.</param>
    /// <param name="load">Inputs of a shipped scenario by name; null when there is no such file, or it is not valid.</param>
    /// <param name="store">Where finished replications are.</param>
    public static FactRuns Find(RunResult run, Func<string, RunInputs?> load, RunStore store)
    {
        RunInputs? ports = load(PortsScenario);
        RunInputs? centers = load(CentersScenario);

        // The two national years are compared with each other: with one of them, the other is taken at its seed.
        bool pair = new[] { ports, centers }.Any(p => p?.ScenarioHash == run.Inputs.ScenarioHash);
        StoredRun?[] found = [.. new[] { load(OtherYearsScenario), Paired(ports), Paired(centers), load(TestScenario) }.AsParallel().AsOrdered().Select(Of)];
        return new FactRuns(run)
        {
            OtherYears = found[0],
            Ports = found[1],
            Centers = found[2],
            Test = found[3],
            OtherSeed = pair && ports?.Seed != run.Inputs.Seed,
        };

        RunInputs? Paired(RunInputs? inputs) => pair && inputs is not null ? inputs with { Seed = run.Inputs.Seed, Replications = run.Replications.Length } : inputs;

        StoredRun? Of(RunInputs? inputs) => inputs is null ? null
            : (inputs.ScenarioHash, inputs.Seed) == (run.Inputs.ScenarioHash, run.Inputs.Seed) ? StoredRun.Of(run)
            : store.FindRun(inputs, inputs.Replications);
    }

    /// <summary>The command that makes a run which is missing.</summary>
    internal string Command(string scenario) => FormattableString.Invariant(
        $"cee run scenarios/{scenario}.yaml{(OtherSeed && scenario is (PortsScenario or CentersScenario) ? $" --seed {Run.Inputs.Seed}" : "")}");

    internal static bool TakesAll(CenterInput center) => center.Phases.Any(p => p.Eligibility == Eligibility.AllAccounts);
}
