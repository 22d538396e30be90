using System.Collections.Immutable;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Results;

/// <summary>By what accounts are told apart. Each way covers all of them, so the rows of one way sum to the nation.</summary>
public enum StratumBy : byte
{
    /// <summary>Size and number of ports: an index of <c>AccountClasses</c>.</summary>
    Class = 1,

    /// <summary>Others, C-TPAT members, trusted traders.</summary>
    Trader = 2,

    /// <summary>Center the account is assigned to, open or not; the last for accounts without one.</summary>
    Industry = 3,
}

/// <summary>A group of accounts and what befell them in the horizon.</summary>
/// <param name="Index">Place within the way of telling apart, from 0.</param>
public sealed record StratumTotals(StratumBy By, int Index)
{
    public long Importers { get; init; }

    public long Filed { get; init; }

    public long ValueCents { get; init; }

    public long Exams { get; init; }

    public long ExamDelaySeconds { get; init; }

    public long TouchPoints { get; init; }

    /// <summary>Of those, requests for information.</summary>
    public long Cf28s { get; init; }

    /// <summary>Importers with at least one decision.</summary>
    public long ImportersDecided { get; init; }

    /// <summary>Sum over them of the post-release offices each had to do with.</summary>
    public long OfficesOfImporters { get; init; }

    public long Questions { get; init; }

    /// <summary>Of those, decided by two or more offices within 12 months.</summary>
    public long QuestionsExposed { get; init; }

    /// <summary>How their work fared by kind, over all offices; only kinds with something.</summary>
    public ImmutableArray<StratumWork> Work { get; init; } = [];
}

/// <summary>Work of one kind of one group of accounts.</summary>
public sealed record StratumWork(StratumBy By, int Index, WorkKind Kind)
{
    /// <summary>First touched in the horizon.</summary>
    public long FirstTouched { get; init; }

    /// <summary>Of those, the sum of waiting before, seconds.</summary>
    public long WaitSeconds { get; init; }

    public long Finished { get; init; }

    /// <summary>Of those, the sum of times from seen to finished, seconds.</summary>
    public long FinishSeconds { get; init; }

    /// <summary>Lapsed or deemed.</summary>
    public long Left { get; init; }

    /// <summary>Cohort: clock or target ran out inside the horizon.</summary>
    public long Due { get; init; }

    /// <summary>Of those, finished in time.</summary>
    public long OnTime { get; init; }

    public StratumWork Plus(StratumWork other) => this with
    {
        FirstTouched = FirstTouched + other.FirstTouched,
        WaitSeconds = WaitSeconds + other.WaitSeconds,
        Finished = Finished + other.Finished,
        FinishSeconds = FinishSeconds + other.FinishSeconds,
        Left = Left + other.Left,
        Due = Due + other.Due,
        OnTime = OnTime + other.OnTime,
    };
}
