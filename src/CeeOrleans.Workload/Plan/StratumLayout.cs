using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Where the groups of accounts stand in one row of cells: classes of size and ports, then traders, then industries. Every
/// account is in one cell of each, so whatever is counted is counted three times.
/// </summary>
/// <param name="Centers">Centers of the scenario; accounts of none are one industry more.</param>
internal readonly record struct StratumLayout(int Centers)
{
    private const int Traders = 3;
    private const int TraderAt = AccountClasses.Count;
    private const int IndustryAt = TraderAt + Traders;

    /// <summary>Cells of a row.</summary>
    public int Count => IndustryAt + Centers + 1;

    /// <summary>The cells of an account.</summary>
    /// <param name="center">Index of the Center it is assigned to; -1 when none.</param>
    public StratumCells Of(byte accountClass, AccountFlags flags, int center) =>
        new(accountClass, TraderAt + NationTotals.ClassOf(flags), IndustryAt + (center >= 0 ? center : Centers));

    /// <summary>What a cell is.</summary>
    public static (StratumBy By, int Index) At(int cell) => cell < TraderAt ? (StratumBy.Class, cell)
        : cell < IndustryAt ? (StratumBy.Trader, cell - TraderAt)
        : (StratumBy.Industry, cell - IndustryAt);
}

/// <summary>The three cells of an account.</summary>
internal readonly record struct StratumCells(int Class, int Trader, int Industry);
