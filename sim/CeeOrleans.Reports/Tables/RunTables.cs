using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Tables;

/// <summary>The files of numbers that every run leaves: measures, weekly series, and the totals by kind, desk and port.</summary>
public static class RunTables
{
    /// <summary>All five, in a fixed order; a plain queue has no ports. Of live importers rows that are the doing of few are left out.</summary>
    public static ImmutableArray<DataTable> Of(RunResult run, MeasureTable measures)
    {
        SmallCells cells = new(run.Inputs);
        List<DataTable> tables = [Measures(measures), Weekly(run, cells), Kinds(run, cells), Desks(run, cells)];
        if (run.Replications.Any(r => r.Ports.Length > 0))
        {
            tables.Add(Ports(run, cells));
        }

        return [.. tables];
    }

    /// <summary>One row per measure and replication, with the mean and interval repeated: easy to filter, easy to plot.</summary>
    public static DataTable Measures(MeasureTable measures)
    {
        List<(Measure Measure, int Replication)> rows = [];
        foreach (Measure m in measures.Rows)
        {
            for (int r = 0; r < m.PerReplication.Length; r++)
            {
                rows.Add((m, r));
            }
        }

        return new DataTable(
            "measures",
            Text("name", rows, x => x.Measure.Name),
            Text("office", rows, x => x.Measure.Office),
            Text("role", rows, x => x.Measure.Role),
            Text("kind", rows, x => x.Measure.Kind),
            Text("unit", rows, x => x.Measure.Unit),
            Number("mean", rows, x => x.Measure.Mean),
            Number("low", rows, x => x.Measure.Low ?? double.NaN),
            Number("high", rows, x => x.Measure.High ?? double.NaN),
            Number("confidence", rows, x => x.Measure.Confidence ?? double.NaN),
            Whole("replication", rows, x => x.Replication),
            Number("value", rows, x => x.Measure.PerReplication[x.Replication]));
    }

    private static DataTable Weekly(RunResult run, SmallCells cells)
    {
        List<(int Replication, WeekRow Row)> rows = [.. run.Replications.SelectMany(r => r.Weeks.Where(w => cells.ShowsOffice(run.Offices[w.Office].Code)).Select(w => (r.Replication, w)))];
        string[] ends = [.. Enumerable.Range(0, (run.Inputs.Days / 7) + 2).Select(w => Date(run.Inputs.StartDay + Math.Min(run.Inputs.Days, (w + 1) * 7) - 1))];
        return new DataTable(
            "weekly",
            Whole("replication", rows, x => x.Replication),
            Whole("week", rows, x => x.Row.Week),
            Text("last_day", rows, x => ends[x.Row.Week]),
            Text("office", rows, x => run.Offices[x.Row.Office].Code),
            Text("role", rows, x => MeasureTable.RoleName(x.Row.Role)),
            Whole("open_clocked", rows, x => x.Row.OpenClocked),
            Whole("open_pool", rows, x => x.Row.OpenPool),
            Whole("outside", rows, x => x.Row.Outside),
            Whole("arrived", rows, x => x.Row.Arrived),
            Whole("finished", rows, x => x.Row.Finished),
            Whole("lapsed", rows, x => x.Row.Lapsed),
            Whole("opened", rows, x => x.Row.Opened),
            Whole("due", rows, x => x.Row.Due),
            Whole("on_time", rows, x => x.Row.OnTime),
            Whole("busy_seconds", rows, x => x.Row.BusySeconds),
            Whole("present_seconds", rows, x => x.Row.PresentSeconds));
    }

    private static DataTable Kinds(RunResult run, SmallCells cells)
    {
        Dictionary<Domain.Work.WorkKind, string> names = run.Inputs.Kinds.ToDictionary(k => k.Kind, k => k.Name);
        List<(int Replication, KindTotals Row)> rows = [.. run.Replications.SelectMany(r => r.Kinds.Where(k => cells.ShowsOffice(run.Offices[k.Office].Code)).Select(k => (r.Replication, k)))];
        return new DataTable(
            "kinds",
            Whole("replication", rows, x => x.Replication),
            Text("office", rows, x => run.Offices[x.Row.Office].Code),
            Text("kind", rows, x => names.GetValueOrDefault(x.Row.Kind, x.Row.Kind.ToString())),
            Whole("open_at_start", rows, x => x.Row.OpenAtStart),
            Whole("arrived", rows, x => x.Row.Arrived),
            Whole("received", rows, x => x.Row.Received),
            Whole("finished", rows, x => x.Row.Finished),
            Whole("lapsed", rows, x => x.Row.Lapsed),
            Whole("deemed", rows, x => x.Row.Deemed),
            Whole("withdrawn", rows, x => x.Row.Withdrawn),
            Whole("passed", rows, x => x.Row.Passed),
            Whole("open_at_end", rows, x => x.Row.OpenAtEnd),
            Whole("due", rows, x => x.Row.Due),
            Whole("on_time", rows, x => x.Row.OnTime),
            Whole("opened", rows, x => x.Row.Opened),
            Whole("service_seconds", rows, x => x.Row.ServiceSeconds),
            Whole("wait_seconds", rows, x => x.Row.WaitSeconds),
            Whole("first_touched", rows, x => x.Row.FirstTouched),
            Number("wait_p50_seconds", rows, x => x.Row.Wait.Quantile(0.50)),
            Number("wait_p90_seconds", rows, x => x.Row.Wait.Quantile(0.90)),
            Number("wait_p95_seconds", rows, x => x.Row.Wait.Quantile(0.95)),
            Whole("sojourn_seconds", rows, x => x.Row.SojournSeconds),
            Whole("open_age_seconds", rows, x => x.Row.OpenAgeSeconds),
            Whole("yield_found_cents", rows, x => x.Row.YieldFoundCents),
            Whole("yield_forgone_cents", rows, x => x.Row.YieldForgoneCents),
            Whole("deemed_value_dollars", rows, x => x.Row.DeemedValueDollars),
            Whole("entries_finished", rows, x => x.Row.EntriesFinished));
    }

    private static DataTable Desks(RunResult run, SmallCells cells)
    {
        List<(int Replication, DeskTotals Row)> rows = [.. run.Replications.SelectMany(r => r.Desks.Where(d => cells.ShowsOffice(run.Offices[d.Office].Code)).Select(d => (r.Replication, d)))];
        return new DataTable(
            "desks",
            Whole("replication", rows, x => x.Replication),
            Text("office", rows, x => run.Offices[x.Row.Office].Code),
            Text("role", rows, x => MeasureTable.RoleName(x.Row.Role)),
            Whole("people", rows, x => x.Row.People),
            Whole("busy_seconds", rows, x => x.Row.BusySeconds),
            Whole("idle_seconds", rows, x => x.Row.IdleSeconds),
            Whole("off_seconds", rows, x => x.Row.OffSeconds),
            Whole("clocked_seconds", rows, x => x.Row.ClockedSeconds),
            Whole("clocked_arrived_seconds", rows, x => x.Row.ClockedArrivedSeconds),
            Whole("present_seconds", rows, x => x.Row.PresentSeconds));
    }

    private static DataTable Ports(RunResult run, SmallCells cells)
    {
        List<(int Replication, PortTotals Row)> rows = [.. run.Replications.SelectMany(r => r.Ports.Where(p => cells.ShowsPort(p.Port)).Select(p => (r.Replication, p)))];
        PortInput[] ports = [.. run.Inputs.Ports];
        return new DataTable(
            "ports",
            Whole("replication", rows, x => x.Replication),
            Text("port", rows, x => ports[x.Row.Port].Code),
            Text("name", rows, x => ports[x.Row.Port].Name),
            Text("state", rows, x => ports[x.Row.Port].State),
            Text("served_by", rows, x => run.Inputs.Offices[ports[x.Row.Port].Office].Code),
            Whole("filed", rows, x => x.Row.Filed),
            Whole("value_cents", rows, x => x.Row.ValueCents),
            Whole("ctpat_value_cents", rows, x => x.Row.CtpatValueCents),
            Whole("work_items", rows, x => x.Row.WorkItems),
            Whole("kept_work_items", rows, x => x.Row.KeptWorkItems),
            Whole("exams", rows, x => x.Row.Exams),
            Whole("exam_delay_seconds", rows, x => x.Row.ExamDelaySeconds),
            Whole("officer_seconds", rows, x => x.Row.OfficerSeconds));
    }

    private static string Date(int day) => SimTime.DateOf(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static TextColumn Text<T>(string name, List<T> rows, Func<T, string> value) => new(name, [.. rows.Select(value)]);

    private static WholeColumn Whole<T>(string name, List<T> rows, Func<T, long> value) => new(name, [.. rows.Select(value)]);

    private static NumberColumn Number<T>(string name, List<T> rows, Func<T, double> value) => new(name, [.. rows.Select(value)]);
}
