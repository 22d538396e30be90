using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Counts of one kind of work at one office by stratum of accounts, in one row of cells. An event costs three additions.
/// </summary>
internal sealed class StratumTally(WorkKind kind, StratumLayout layout)
{
    private readonly Cell[] cells = new Cell[layout.Count];

    public void Touched(in WorkItem item, long wait) => Add(item, new Cell { Touched = 1, Wait = wait });

    public void Finished(in WorkItem item, long took, bool due, bool onTime) =>
        Add(item, new Cell { Finished = 1, Took = took, Due = due ? 1 : 0, OnTime = onTime ? 1 : 0 });

    /// <summary>Lapsed or deemed.</summary>
    public void Left(in WorkItem item, bool due) => Add(item, new Cell { Left = 1, Due = due ? 1 : 0 });

    /// <summary>Open past its due time at the end of the horizon.</summary>
    public void StillOpenAndDue(in WorkItem item) => Add(item, new Cell { Due = 1 });

    public IEnumerable<StratumWork> Rows()
    {
        for (int i = 0; i < cells.Length; i++)
        {
            Cell c = cells[i];
            if (c.Touched + c.Finished + c.Left + c.Due > 0)
            {
                (StratumBy by, int index) = StratumLayout.At(i);
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

    private void Add(in WorkItem item, in Cell change)
    {
        StratumCells of = layout.Of(item.AccountClass, item.Flags, item.Center);
        cells[of.Class].Add(change);
        cells[of.Trader].Add(change);
        cells[of.Industry].Add(change);
    }

    private struct Cell
    {
        public long Touched;
        public long Wait;
        public long Finished;
        public long Took;
        public long Left;
        public long Due;
        public long OnTime;

        public void Add(in Cell change)
        {
            Touched += change.Touched;
            Wait += change.Wait;
            Finished += change.Finished;
            Took += change.Took;
            Left += change.Left;
            Due += change.Due;
            OnTime += change.OnTime;
        }
    }
}
