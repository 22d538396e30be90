namespace CeeOrleans.Scenarios;

/// <summary>What the word <c>live</c> in a scenario stands for while it is read.</summary>
public sealed record SnapshotUse
{
    private SnapshotUse(string? file, bool later) => (File, IsLater) = (file, later);

    /// <summary>For nothing: a scenario that says <c>live</c> is refused, and told how to name a snapshot.</summary>
    public static SnapshotUse None { get; } = new(null, false);

    /// <summary>For a snapshot that is taken when the run starts: everything else is checked.</summary>
    public static SnapshotUse Later { get; } = new(null, true);

    /// <summary>The snapshot; null for none.</summary>
    public string? File { get; }

    public bool IsLater { get; }

    /// <summary>For this snapshot.</summary>
    /// <param name="file">Full path.</param>
    public static SnapshotUse Of(string file) => new(file, false);
}
