using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

/// <summary>What happened to a piece of work.</summary>
public enum StepKind : byte
{
    /// <summary>The desk sees it; <see cref="WorkStep.Until"/> is its due time.</summary>
    Seen = 1,
    Started = 2,

    /// <summary>Interrupted by the end of a shift or by goods held; what is left waits in its place.</summary>
    PutBack = 3,
    Finished = 4,

    /// <summary>Waits for somebody outside until <see cref="WorkStep.Until"/>.</summary>
    WaitsOutside = 5,

    /// <summary>Lapsed or deemed.</summary>
    Left = 6,

    /// <summary>Passed to office <see cref="WorkStep.Target"/>.</summary>
    PassedOn = 7,
}

/// <summary>One step in the life of a piece of work, for traces.</summary>
/// <param name="Time">UTC seconds.</param>
/// <param name="Office">Index of the office where it happened.</param>
public readonly record struct WorkStep(long Time, StepKind Kind, WorkItem Item, int Office, Outcome Outcome, long Until, int Target);
