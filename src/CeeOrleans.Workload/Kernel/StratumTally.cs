using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Counts of one kind of work at one office by stratum of accounts: classes, traders, industries, in one row of cells.
/// An event costs three additions.
/// </summary>
internal sealed class StratumTally(WorkKind kind, int industries)
{
    private const int TraderAt = AccountClasses.Count;
    private const int IndustryAt = TraderAt + 3;

    private readonly Cell[] cells = new Cell[IndustryAt + industries];

    public void Touched(in WorkItem item, long wait)
    {
        foreach (int i in (ReadOnlySpan<int>)[item.AccountClass, TraderOf(item), IndustryOf(item)])
        {
            cells[i].Touched++;
            cells[i].Wait += wait;
        }
    }

    public void Finished(in WorkItem item, long took, bool due, bool onTime)
    {
        foreach (int i in (ReadOnlySpan<int>)[item.AccountClass, TraderOf(item), IndustryOf(item)])
        {
            ref Cell cell = ref cells[i];
            cell.Finished++;
            cell.Took += took;
            cell.Due += due ? 1 : 0;
            cell.OnTime += onTime ? 1 : 0;
        }
    }

    /// <summary>Lapsed or deemed.</summary>
    public void Left(in WorkItem item, bool due)
    {
        foreach (int i in (ReadOnlySpan<int>)[item.AccountClass, TraderOf(item), IndustryOf(item)])
        {
            cells[i].Left++;
            cells[i].Due += due ? 1 : 0;
        }
    }

    /// <summary>Open past its due time at the end of the horizon.</summary>
    public void StillOpenAndDue(in WorkItem item)
    {
        foreach (int i in (ReadOnlySpan<int>)[item.AccountClass, TraderOf(item), IndustryOf(item)])
        {
            cells[i].Due++;
        }
    }

    public IEnumerable<StratumWork> Rows()
    {
        for (int i = 0; i < cells.Length; i++)
        {
            Cell c = cells[i];
            if (c.Touched + c.Finished + c.Left + c.Due > 0)
            {
                (StratumBy by, int index) = i < TraderAt ? (StratumBy.Class, i) : i < IndustryAt ? (StratumBy.Trader, i - TraderAt) : (StratumBy.Industry, i - IndustryAt);
                yield return new StratumWork(by, index, kind)
                {
                    FirstTouched = c.Touched,
                    WaitSeconds = c.Wait,
                    Finished = c.Finished,
                    FinishSeconds = c.Took,
                    Left = c.Left,
                    Due = c.Due,
                    OnTime = c.OnTime,
                };
            }
        }
    }

    private static int TraderOf(in WorkItem item) => TraderAt + NationTotals.ClassOf(item.Flags);

    private int IndustryOf(in WorkItem item) => item.Center >= 0 ? IndustryAt + item.Center : cells.Length - 1;

    private struct Cell
    {
        public long Touched;
        public long Wait;
        public long Finished;
        public long Took;
        public long Left;
        public long Due;
        public long OnTime;
    }
}
