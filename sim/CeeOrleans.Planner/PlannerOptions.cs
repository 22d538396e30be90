namespace CeeOrleans.Planner;

/// <summary>Where the planner finds scenarios, keeps runs, and how it starts them.</summary>
public sealed record PlannerOptions
{
    /// <summary>The folder of scenarios. No file outside it is read.</summary>
    public required string Scenarios { get; init; }

    /// <summary>Where runs are kept, each in a folder of its own; also where openings and replications are stored.</summary>
    public required string Folder { get; init; }

    /// <summary>The command <c>cee</c>: a program, and what stands before the verb.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Runs at once. Default 1: a run takes all processors that nobody else wants.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>How far a run stands back on Linux, 0 to 19. Default 19: everything else goes first.</summary>
    public int Niceness { get; init; } = 19;

    /// <summary>Runs that wait or run. Default 20.</summary>
    public int MostOpen { get; init; } = 20;

    /// <summary>Runs of one caller that wait or run. Default 5.</summary>
    public int MostOpenOfOne { get; init; } = 5;

    /// <summary>Runs that one caller may start in 24 hours, of those that are kept. Default 50.</summary>
    public int MostADay { get; init; } = 50;

    /// <summary>Replications of a run. Default 100.</summary>
    public int MostReplications { get; init; } = 100;

    /// <summary>How long a run may take before it is stopped. Default two hours.</summary>
    public TimeSpan MostTime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Runs that are kept; of those that are over, the oldest go first. Default 200.</summary>
    public int MostKept { get; init; } = 200;
}
