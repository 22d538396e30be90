using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>What to compare.</summary>
/// <param name="Plans">2 to <see cref="Contest.MostPlans"/>, with the same seed and number of replications; the first is what the others are compared with.</param>
/// <param name="Measures">What plans are ranked by, at most <see cref="Contest.MostMeasures"/>.</param>
/// <param name="Waterfall">Steps between the first two plans, without the last, which is the plans as they are; empty for no waterfall.</param>
public sealed record ComparisonRequest(ImmutableArray<ComparedPlan> Plans, ImmutableArray<ContestMeasure> Measures, ImmutableArray<WaterfallVariant> Waterfall)
{
    /// <summary>Name and explanation of the last step of the waterfall.</summary>
    public (string Name, string Explains) LastStep { get; init; } = ("", "");
}

/// <summary>Plans that ran on the same luck, and what that showed.</summary>
public sealed record Comparison
{
    /// <summary>In the order of the command line.</summary>
    public required ImmutableArray<PlanOutcome> Plans { get; init; }

    /// <summary>Each further plan against the first.</summary>
    public required ImmutableArray<PlanPair> Pairs { get; init; }

    /// <summary>Which plans may be best, one for each measure that all plans have.</summary>
    public required ImmutableArray<Contest> Contests { get; init; }

    /// <summary>Why the first two differ, one for each measure of the contests; empty when not asked for.</summary>
    public ImmutableArray<Waterfall> Waterfalls { get; init; } = [];

    /// <summary>What weakens the pairing.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Seconds of the wall clock for all runs.</summary>
    public required double Seconds { get; init; }

    /// <summary>The command that gives the same digits again.</summary>
    public string CommandLine { get; init; } = "";

    public int Replications => Plans[0].Measures.Replications;

    public ulong Seed => Plans[0].Inputs.Seed;

    /// <summary>What the intervals mean.</summary>
    public string LuckNote => FormattableString.Invariant(
        $"Luck intervals: 95 %, Student's t over {Replications} years that the plans share (paired by number), corrected where they are skewed, each conditional on the plan's own opening. Each interval is taken by itself: of a hundred numbers without any difference five would seem to have one.");

    /// <summary>Names a comparison: the same plans, data, model version, seed and replications have the same hash. 64 hexadecimal digits.</summary>
    public static string HashOf(IReadOnlyList<ComparedPlan> plans)
    {
        StringBuilder text = new();
        foreach (ComparedPlan plan in plans)
        {
            text.Append(plan.Inputs.ScenarioHash).Append('|').Append(plan.Inputs.DataHash).Append('|');
        }

        text.Append(FormattableString.Invariant($"{plans[0].Inputs.Seed}|{plans[0].Inputs.Replications}|{RunResult.ModelVersion}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>A comparison was stopped before every replication was there. What was finished is in the store.</summary>
/// <param name="finished">Replications of all plans and steps that are finished.</param>
/// <param name="asked">Replications that the comparison needs.</param>
public sealed class ComparisonInterruptedException(int finished, int asked, CancellationToken cancellation)
    : OperationCanceledException(FormattableString.Invariant($"{finished} of {asked} replications are finished."), cancellation)
{
    public int Finished { get; } = finished;

    public int Asked { get; } = asked;
}
