using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Counts of one kind of work at one office by stratum of accounts, in one row of cells. An event costs three additions.
/// </summary>
internal sealed class StratumTally(WorkKind kind, StratumLayout layout)
{
    private readonly Cell[] cells = new Cell[layout.Count];

    public void Touched(in WorkItem item, long wait)
    {
        StratumCells of = CellsOf(item);
        cells[of.Class].Touch(wait);
        cells[of.Trader].Touch(wait);
        cells[of.Industry].Touch(wait);
    }

    public void Finished(in WorkItem item, long took, bool due, bool onTime)
    {
        StratumCells of = CellsOf(item);
        cells[of.Class].Finish(took, due, onTime);
        cells[of.Trader].Finish(took, due, onTime);
        cells[of.Industry].Finish(took, due, onTime);
    }

    /// <summary>Lapsed or deemed.</summary>
    public void Left(in WorkItem item, bool due)
    {
        StratumCells of = CellsOf(item);
        cells[of.Class].Leave(due);
        cells[of.Trader].Leave(due);
        cells[of.Industry].Leave(due);
    }

    /// <summary>Open past its due time at the end of the horizon.</summary>
    public void StillOpenAndDue(in WorkItem item)
    {
        StratumCells of = CellsOf(item);
        cells[of.Class].Due++;
        cells[of.Trader].Due++;
        cells[of.Industry].Due++;
    }

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

    private StratumCells CellsOf(in WorkItem item) => layout.Of(item.AccountClass, item.Flags, item.Center);

    private struct Cell
    {
        public long Touched;
        public long Wait;
        public long Finished;
        public long Took;
        public long Left;
        public long Due;
        public long OnTime;

        public void Touch(long wait)
        {
            Touched++;
            Wait += wait;
        }

        public void Finish(long took, bool due, bool onTime)
        {
            Finished++;
            Took += took;
            Due += due ? 1 : 0;
            OnTime += onTime ? 1 : 0;
        }

        public void Leave(bool due)
        {
            Left++;
            Due += due ? 1 : 0;
        }
    }
}
