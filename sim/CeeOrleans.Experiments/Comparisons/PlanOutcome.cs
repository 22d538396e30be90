using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>A plan to compare: a scenario that was read and is valid.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Inputs">With the seed and the number of replications of the comparison.</param>
public sealed record ComparedPlan(string File, RunInputs Inputs);

/// <summary>What plans are called beside their letters.</summary>
public static class PlanNames
{
    /// <summary>
    /// The names of files, without folder and ending; where two are the same, the names of scenarios, and where those are the same
    /// too, with the number of the plan.
    /// </summary>
    /// <param name="plans">File and name of the scenario of each plan.</param>
    /// <returns>As many, all different.</returns>
    public static ImmutableArray<string> Of(IReadOnlyList<(string File, string Scenario)> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ImmutableArray<string> files = [.. plans.Select(p => Path.GetFileNameWithoutExtension(p.File))];
        return AreDifferent(files) ? files
            : [.. plans.Select((p, i) => plans.Count(q => q.Scenario == p.Scenario) == 1 ? p.Scenario : string.Create(CultureInfo.InvariantCulture, $"{p.Scenario} ({i + 1})"))];
    }

    /// <summary>The same as they stand in a sentence: files as the user named them, scenarios in quotes.</summary>
    internal static ImmutableArray<string> InSentences(IReadOnlyList<ComparedPlan> plans)
    {
        ImmutableArray<string> names = Of([.. plans.Select(p => (p.File, p.Inputs.Name))]);
        return AreDifferent([.. plans.Select(p => Path.GetFileNameWithoutExtension(p.File))]) ? [.. plans.Select(p => p.File)] : [.. names.Select(n => $"\"{n}\"")];
    }

    private static bool AreDifferent(ImmutableArray<string> names) => names.Distinct(StringComparer.Ordinal).Count() == names.Length;
}

/// <summary>
/// What a comparison keeps of a plan once it has run: numbers by replication. The sketches of a national replication
/// take megabytes, so they are let go plan by plan.
/// </summary>
public sealed record PlanOutcome
{
    private readonly string? name;

    /// <summary>"A", "B", … in the order of the command line.</summary>
    public required string Label { get; init; }

    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>What it is called beside its letter; the file's name, unless a comparison gave it another.</summary>
    public string Name { get => name ?? Path.GetFileNameWithoutExtension(File); init => name = value; }

    public required RunInputs Inputs { get; init; }

    /// <summary>Offices by index, Centers after the others.</summary>
    public required ImmutableArray<OfficeLabel> Offices { get; init; }

    public required MeasureTable Measures { get; init; }

    public required ImmutableArray<WaitingPart> Waiting { get; init; }

    public required ImmutableArray<PortWork> Ports { get; init; }

    /// <summary>What groups of importers see; empty for a plain queue.</summary>
    public ImmutableArray<StratumOutcome> Importers { get; init; } = [];

    public required ImmutableArray<TargetOutcome> Targets { get; init; }

    /// <summary>The seed's importer in this plan; null in a plain queue.</summary>
    public SpotlightAccount? Spotlight { get; init; }

    public required string ResultHash { get; init; }

    /// <summary>Replications that came from the store.</summary>
    public required int FromStore { get; init; }

    /// <summary>Seconds of the wall clock by phase, of the replications that were run.</summary>
    public required RunSeconds Seconds { get; init; }

    /// <summary>Letters as spreadsheets count columns: 0 is "A", 25 is "Z", 26 is "AA".</summary>
    public static string LabelOf(int plan) => plan < 26 ? ((char)('A' + plan)).ToString(CultureInfo.InvariantCulture) : LabelOf((plan / 26) - 1) + LabelOf(plan % 26);

    /// <summary>Keeps the numbers of a run.</summary>
    /// <param name="plan">0-based place on the command line.</param>
    public static PlanOutcome From(int plan, string file, RunResult run) => new()
    {
        Label = LabelOf(plan),
        File = file,
        Inputs = run.Inputs,
        Offices = run.Offices,
        Measures = MeasureTable.From(run),
        Waiting = WaitingSplit.Of(run),
        Ports = PortWork.Of(run),
        Importers = ImporterStrata.Of(run),
        Targets = TargetOutcome.Evaluate(run),
        Spotlight = run.Spotlight,
        ResultHash = run.ResultHash,
        FromStore = run.Replications.Length - run.Seconds.PerReplication.Length,
        Seconds = run.Seconds,
    };
}

/// <summary>Post-release work of one port, one value per replication.</summary>
/// <param name="Arose">Pieces of work that arose there.</param>
/// <param name="Kept">Of those, done at the office that serves the port.</param>
public sealed record PortWork(string Code, string Name, ImmutableArray<double> Arose, ImmutableArray<double> Kept)
{
    /// <summary>Every port with work, of live accounts those at which enough of them enter goods, in the order of the scenario.</summary>
    public static ImmutableArray<PortWork> Of(RunResult run) => Of(run, new SmallCells(run.Inputs));

    private static ImmutableArray<PortWork> Of(RunResult run, SmallCells cells) =>
    [
        .. Enumerable.Range(0, run.Inputs.Ports.Length)
            .Where(p => cells.ShowsPort(p) && run.Replications.All(r => r.Ports.Length > p) && run.Replications.Any(r => r.Ports[p].WorkItems > 0))
            .Select(p => new PortWork(
                run.Inputs.Ports[p].Code,
                run.Inputs.Ports[p].Name,
                [.. run.Replications.Select(r => (double)r.Ports[p].WorkItems)],
                [.. run.Replications.Select(r => (double)r.Ports[p].KeptWorkItems)])),
    ];
}
