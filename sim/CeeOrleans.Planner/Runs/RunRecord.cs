using System.Collections.Immutable;

namespace CeeOrleans.Planner.Runs;

/// <summary>Where a run is.</summary>
public enum RunState
{
    Waiting,
    Running,
    Done,
    Cancelled,
    Failed,
}

/// <summary>A run as it is kept, in <c>record.json</c> of its folder.</summary>
/// <param name="Id">Sixteen hexadecimal digits, from who asked and under which Idempotency-Key.</param>
/// <param name="Scenario">Name of the scenario; empty for a comparison.</param>
/// <param name="Changes">New values by path.</param>
/// <param name="Compares">Runs that a comparison compares; empty for a run.</param>
/// <param name="By">Name of who asked.</param>
/// <param name="KeyId">Key of who asked.</param>
/// <param name="Error">Why it failed or was cancelled; null when it is not over, or done.</param>
/// <param name="Live">It starts from the live accounts, of which a snapshot is taken when it begins.</param>
/// <param name="Snapshot">What that snapshot is, in words; null before.</param>
public sealed record RunRecord(
    string Id,
    string Title,
    string Scenario,
    ImmutableSortedDictionary<string, string> Changes,
    ImmutableArray<string> Compares,
    string By,
    string KeyId,
    RunState State,
    DateTimeOffset Asked,
    DateTimeOffset? Started = null,
    DateTimeOffset? Ended = null,
    string? Error = null,
    bool Live = false,
    string? Snapshot = null)
{
    public bool IsComparison => !Compares.IsEmpty;

    public bool IsOver => State is RunState.Done or RunState.Cancelled or RunState.Failed;
}

/// <summary>What the child said last.</summary>
/// <param name="Day">Simulated day, "2016-05-03"; null before the first.</param>
public sealed record RunStep(string Phase, int Replication, int Of, double Fraction, long Entries, string? Day);
