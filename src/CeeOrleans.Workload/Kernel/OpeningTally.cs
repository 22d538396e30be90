using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>Counts down what was open at the start, of one kind at one office.</summary>
internal sealed class OpeningTally
{
    /// <summary>Most is gone when no more than one in so many is left.</summary>
    private const int OneIn = 20;

    private long items;
    private int mostGone;
    private int allGone;

    public long Left { get; private set; }

    public void Add()
    {
        items++;
        Left++;
    }

    public void Gone(long time)
    {
        Left--;
        if (mostGone == 0 && Left * OneIn <= items)
        {
            mostGone = SimTime.DayOf(time);
        }

        if (Left == 0)
        {
            allGone = SimTime.DayOf(time);
        }
    }

    /// <summary>Null when nothing was open.</summary>
    public OpeningTotals? Totals(int office, WorkKind kind) =>
        items == 0 ? null : new OpeningTotals(office, kind, items) { MostGoneDay = mostGone, AllGoneDay = allGone, Left = Left };
}
