using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// What a search for staffing is asked. Targets hold in every office for itself, each with its own cohort, in every year: a
/// nation that is on time on average may have one office that drowns. What holds in every office holds in the nation.
/// </summary>
/// <param name="Scenario">A scenario with targets, and how to read it with values laid over it.</param>
public sealed record StaffingPlan(DoubtScenario Scenario)
{
    /// <summary>Rounds after which a search that still goes to and fro takes the larger numbers (trust, section 2).</summary>
    public const int MostPasses = 3;

    /// <summary>Index of the one office that is searched, others as they are; null for all that have people.</summary>
    public int? Office { get; init; }

    /// <summary>
    /// The one role that is searched; people of the other stay as they are, and targets of their work are not judged. Null for
    /// both.
    /// </summary>
    public Role? Role { get; init; }

    /// <summary>Years that the search looks at, 1 or more; replications 1 and up.</summary>
    public int SearchYears { get; init; } = 8;

    /// <summary>Fresh years of the certificate, 1 or more; replications behind those of the search.</summary>
    public int Years { get; init; } = 29;

    /// <summary>
    /// Share of years that the search aims at, 0 to below 1: a reserve for worse years than those it looked at. 0 asks for
    /// no more than that the years of the search hold.
    /// </summary>
    public double Sure { get; init; } = 0.95;

    /// <summary>Rounds of full runs, 1 or more; 0 where the scenario's own people are certified and nobody is searched for.</summary>
    public int Passes { get; init; } = MostPasses;

    /// <summary>Whether the scenario's own people are certified as they stand.</summary>
    public bool AsItStands => Passes == 0;

    /// <summary>Years of a round in which the two-week absence of one person is tried.</summary>
    public int AbsenceYears { get; init; } = 3;

    /// <summary>Years of the certificate that the curve is drawn from.</summary>
    public int CurveYears { get; init; } = 3;

    public RunInputs Inputs => Scenario.Inputs;

    /// <summary>Part of the expected entry summaries that the importers of the searched Center file in a setup; NaN where no Center alone is searched.</summary>
    public double ShareIn(Setup setup) => Office is { } office && office >= Inputs.Offices.Length && Inputs.Population is not null ? setup.SummaryShareOf(office - Inputs.Offices.Length) : double.NaN;

    /// <summary>What is to be met: the scenario's targets, or those of the role's work.</summary>
    public ImmutableArray<TargetInput> Targets => Role is { } role
        ? [.. Inputs.Targets.Where(t => Inputs.Kinds.Any(k => k.Kind == t.Kind && k.Role == role))]
        : Inputs.Targets;

    /// <summary>Names the folder of results and what is stored of them, lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Setup.HashOf(Inputs)}|{Question}|{SearchYears}|{Sure:R}|{Years}|{Passes}|{CurveYears}"))));

    /// <summary>What decides the numbers of a year, beside the setup of its run.</summary>
    /// <remarks>The number in front changes with what is found out about a year.</remarks>
    public string Question => string.Create(
        CultureInfo.InvariantCulture,
        $"7|{Office}|{Role}|{AbsenceYears}|{string.Join(';', Targets.Select(t => $"{t.Measure},{(int)t.Kind},{t.AtLeast:R}"))}");
}

/// <summary>A desk that is searched.</summary>
/// <param name="Office">Index of the office.</param>
public readonly record struct DeskName(int Office, Role Role);

/// <summary>Where a search is.</summary>
/// <param name="Phase">"search 1 of 3", "certificate".</param>
/// <param name="Fraction">Of the whole, 0 to 1.</param>
public sealed record StaffingProgress(string Phase, int Year, int Of, double Fraction);

/// <summary>Kinds of work that nothing in a plan protects, and what to write about them.</summary>
public static class Protection
{
    /// <summary>
    /// Kinds without a target that the scenario does not call unprotected itself. Work that no desk does is left out: no
    /// staffing helps it.
    /// </summary>
    public static ImmutableArray<KindInput> Missing(LoadedScenario scenario) =>
        [.. scenario.Inputs!.Kinds.Where(k => Occurs(scenario.Inputs, k) && !HasTarget(scenario.Inputs, k) && !Declared(scenario, k))];

    /// <summary>Kinds that the scenario leaves unprotected and says so, or that were left on the command line.</summary>
    public static ImmutableArray<KindInput> Left(RunInputs inputs) => [.. inputs.Kinds.Where(k => Occurs(inputs, k) && !HasTarget(inputs, k))];

    /// <summary>The lines that would protect them, or say that nothing does.</summary>
    public static ImmutableArray<string> Lines(RunInputs inputs, ImmutableArray<KindInput> missing)
    {
        string under = inputs.Population is null ? "queue: kinds" : "kinds";
        return
        [
            "targets:",
            .. missing.Select(k => k.Rank == Domain.Work.Rank.Pool
                ? $"  - {{ measure: coverage, kind: {Quoted(k.Name)}, at least: 95 % }}"
                : $"  - {{ measure: on time, kind: {Quoted(k.Name)}, at least: 95 % }}"),
            $"or, for work that may wait without end ({under}):",
            .. missing.Take(1).Select(k => $"  {Quoted(k.Name)}: {{ unprotected: yes }}"),
        ];
    }

    /// <summary>A comma ends a value inside braces.</summary>
    private static string Quoted(string name) => name.Contains(',', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    /// <summary>Whether desks have such work at all: without trainings nobody holds one.</summary>
    private static bool Occurs(RunInputs inputs, KindInput kind) => kind.Role is Role.ImportSpecialist or Role.EntrySpecialist
        && (kind.Kind != Domain.Work.WorkKind.TradeTraining || inputs.Rates?.Training is not null);

    /// <summary>A promise of nothing protects nothing.</summary>
    private static bool HasTarget(RunInputs inputs, KindInput kind) => inputs.Targets.Any(t => t.Kind == kind.Kind && t.AtLeast > 0);

    /// <summary>Said by a file. The reference data call the pool discretionary, which is no planner's word on it.</summary>
    private static bool Declared(LoadedScenario scenario, KindInput kind) =>
        scenario.Effective.Any(e => e.Mark.Length == 0 && e.Path.EndsWith($"kinds.{kind.Name}.unprotected", StringComparison.Ordinal) && e.Value.Equals("yes", StringComparison.OrdinalIgnoreCase));
}
