using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// The replications of a scenario that were finished at another time. What a <see cref="RunResult"/> has beyond them
/// (the expected volume, the seconds it took) needs the setup, and nobody compiles a nation to read a number.
/// </summary>
/// <param name="Replications">One or more, from the first on.</param>
public sealed record StoredRun(RunInputs Inputs, ImmutableArray<ReplicationResult> Replications)
{
    public static StoredRun Of(RunResult run) => new(run.Inputs, run.Replications);

    /// <summary>From the horizon to a year.</summary>
    public double Year => 365.0 / Inputs.Days;

    /// <summary>"Published facts, seed 20181001, result 0123456789ab": enough to tell which run a number is from.</summary>
    public string Label => FormattableString.Invariant($"{Inputs.Name}, seed {Inputs.Seed}, result {ResultHash.Of(Replications)[..12]}");
}
