namespace CeeOrleans.Experiments;

/// <summary>How a run is carried out; nothing here changes a digit of the result.</summary>
public sealed record RunOptions
{
    /// <summary>Silos in this process; 0 runs inline, on threads, without grains.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>Folder of stored openings and replications.</summary>
    public string CacheFolder { get; init; } = ".cache";

    /// <summary>Ignore every cache.</summary>
    public bool Fresh { get; init; }

    /// <summary>Refuse a plan whose people on board fall below a statutory floor.</summary>
    public bool EnforceFloors { get; init; }

    /// <summary>Take finished replications from the store and run only the others; nothing is taken when <see cref="Fresh"/>.</summary>
    public bool Reuse { get; init; }

    /// <summary>Threads of an inline run, 1 or more; null for one a processor. Silos have threads of their own.</summary>
    public int? Threads { get; init; }
}

/// <summary>Where a run is.</summary>
/// <param name="Phase">"start", "opening", "project", "advance", "collect".</param>
/// <param name="Replication">1-based; 0 in the opening.</param>
/// <param name="Fraction">Of the whole run, 0 to 1.</param>
/// <param name="Entries">Entry summaries drawn so far.</param>
/// <param name="SimulatedDay">Days since 1970-01-01.</param>
public sealed record RunProgress(string Phase, int Replication, double Fraction, long Entries, int SimulatedDay);
