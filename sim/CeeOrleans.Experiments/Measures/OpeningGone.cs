using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>How long it takes until what was open at the start is gone: finished, lapsed, deemed or passed on.</summary>
public static class OpeningGone
{
    /// <summary>Days from the start until the last item of the rows is gone; NaN when some are left or there were none.</summary>
    public static double AllDays(RunInputs inputs, IEnumerable<OpeningTotals> rows) => Days(inputs, rows, o => o.AllGoneDay);

    /// <summary>
    /// Days from the start until of each row no more than one in twenty is left; NaN when some row never came so far or
    /// there are none.
    /// </summary>
    public static double MostDays(RunInputs inputs, IEnumerable<OpeningTotals> rows) => Days(inputs, rows, o => o.MostGoneDay);

    private static double Days(RunInputs inputs, IEnumerable<OpeningTotals> rows, Func<OpeningTotals, int> day)
    {
        ImmutableArray<int> days = [.. rows.Select(day)];
        return days.IsEmpty || days.Contains(0) ? double.NaN : days.Max() - inputs.StartDay;
    }
}
