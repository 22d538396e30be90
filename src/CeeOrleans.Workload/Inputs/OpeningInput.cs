using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Inputs;

public enum OpeningKind : byte
{
    /// <summary>Nobody waits and nothing is open.</summary>
    Empty = 0,

    /// <summary>The two years before are run once and their end kept.</summary>
    Stationary = 1,

    /// <summary>The open items are given, by office, kind and age or by a snapshot; what arrives later from earlier entry-years is projected.</summary>
    Given = 2,
}

/// <summary>Open items of one kind at one office, of one age.</summary>
/// <param name="Office">Code of the office.</param>
/// <param name="AgeDays">Calendar days since it arose, 0 to 1,000.</param>
/// <param name="Items">How many.</param>
public sealed record BacklogRow(string Office, WorkKind Kind, int AgeDays, int Items);

public sealed record OpeningInput(OpeningKind Kind, ImmutableArray<BacklogRow> Backlog)
{
    public static OpeningInput Empty { get; } = new(OpeningKind.Empty, []);

    public static OpeningInput Stationary { get; } = new(OpeningKind.Stationary, []);

    /// <summary>
    /// The open items of the live world, beside those of the backlog; null for none. The moment of the snapshot is laid on the start
    /// of the horizon: what was three days old then is three days old at the start.
    /// </summary>
    public LiveSnapshot? Snapshot { get; init; }

    /// <summary>What is open in a snapshot.</summary>
    public static OpeningInput Of(LiveSnapshot snapshot) => new(OpeningKind.Given, []) { Snapshot = snapshot };
}
