using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Results;

/// <summary>Seconds of the wall clock, measured by the host of a run.</summary>
public sealed record RunSeconds
{
    public double Start { get; init; }

    public double Opening { get; init; }

    public double Project { get; init; }

    public double Advance { get; init; }

    public double Report { get; init; }

    public double Total { get; init; }

    public ImmutableArray<double> PerReplication { get; init; } = [];
}

/// <summary>A finished or interrupted run: what was asked, what was found, what it cost.</summary>
public sealed record RunResult
{
    /// <summary>Version of the model: changes whenever the same inputs may give other digits.</summary>
    public const string ModelVersion = "1.4";

    public required RunInputs Inputs { get; init; }

    /// <summary>The offices by index, Centers after the others.</summary>
    public required ImmutableArray<OfficeLabel> Offices { get; init; }

    public required ImmutableArray<ReplicationResult> Replications { get; init; }

    /// <summary>
    /// Weekly rows of the same scenario without its shocks, by replication in the order of <see cref="Replications"/>; empty
    /// without shocks. No part of <see cref="ResultHash"/>.
    /// </summary>
    public ImmutableArray<ImmutableArray<WeekRow>> CalmWeeks { get; init; } = [];

    /// <summary>SHA-256 over the canonical bytes of every replication, lower-case hex.</summary>
    public required string ResultHash { get; init; }

    /// <summary>Expected number of summaries in the horizon, computed in the setup.</summary>
    public required double ExpectedSummaries { get; init; }

    /// <summary>Standard deviation of that number from swings and chance.</summary>
    public required double ExpectedSummariesSd { get; init; }

    /// <summary>True when it was interrupted and holds only the replications that were finished.</summary>
    public bool Partial { get; init; }

    public required RunSeconds Seconds { get; init; }

    public double PeakMemoryMb { get; init; }

    public int Silos { get; init; } = 1;

    /// <summary>The command that repeats the run.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>How far the expansion is, on the days on which it moves; empty in a plain queue.</summary>
    public ImmutableArray<ExpansionRow> Expansion { get; init; } = [];

    /// <summary>The seed's importer: one electronics trusted trader with the most ports; null in a plain queue.</summary>
    public SpotlightAccount? Spotlight { get; init; }
}

/// <summary>An office as tables and charts name it.</summary>
public sealed record OfficeLabel(string Code, string Name, Domain.Offices.OfficeKind Kind);

/// <summary>One account, before and after: on the same entries, which offices does it deal with?</summary>
/// <param name="Importer">Number within the population.</param>
/// <param name="Ports">Ports it enters goods at.</param>
/// <param name="WorkItems">Pieces of post-release work of the horizon, first replication.</param>
/// <param name="OfficesBefore">Office indices under the ports' service offices.</param>
/// <param name="OfficesAfter">Office indices under this scenario.</param>
public sealed record SpotlightAccount(int Importer, string Name, string Ior, int Center, int Ports, long Summaries, long WorkItems, ImmutableArray<int> OfficesBefore, ImmutableArray<int> OfficesAfter);
