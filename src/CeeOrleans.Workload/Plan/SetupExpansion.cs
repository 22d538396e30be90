using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>What a plan does to people and accounts before a single piece of work is drawn.</summary>
public sealed partial class Setup
{
    /// <summary>
    /// People on board under one replication's luck: on the first day of the horizon, and, where people come and go, on
    /// the first of every month and on every day on which routing changes. Rows by day, office, role; desks that never
    /// have anybody are left out.
    /// </summary>
    public ImmutableArray<StaffingRow> StaffingOf(int replication)
    {
        int last = Inputs.StartDay + Inputs.Days;
        SortedSet<int> days = [Inputs.StartDay];
        if (Inputs.People.OverTime.On)
        {
            days.UnionWith(Routing.ChangeDays.Where(d => d > Inputs.StartDay && d < last));
            DateOnly start = SimTime.DateOf(Inputs.StartDay);
            for (DateOnly month = new DateOnly(start.Year, start.Month, 1).AddMonths(1); SimTime.DayOf(month) < last; month = month.AddMonths(1))
            {
                days.Add(SimTime.DayOf(month));
            }
        }

        ImmutableArray<StaffingRow>.Builder rows = ImmutableArray.CreateBuilder<StaffingRow>();
        int ramp = Inputs.People.OverTime.RampDays;
        foreach (int day in days)
        {
            foreach (DeskSetup desk in DesksOf(replication).Where(d => d.People.Length > 0))
            {
                int onBoard = desk.People.Count(p => p.Holds(day));
                int learning = desk.People.Count(p => p.Holds(day) && p.HiredDay > int.MinValue && day - p.HiredDay < ramp);
                int center = desk.Office - Inputs.Offices.Length;
                bool open = center >= 0 && Inputs.Centers[center].Phases.Any(p => p.FromDay <= day);
                rows.Add(new StaffingRow(day, desk.Office, desk.Role, onBoard, learning, open && desk.Role == Role.ImportSpecialist ? Inputs.People.CenterOverhead : 0));
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>Accounts and goods at Centers on the first day of the horizon and on every day of it on which routing changes.</summary>
    public ImmutableArray<ExpansionRow> Expansion()
    {
        if (Inputs.Population is null)
        {
            return [];
        }

        int[] before = [.. Routing.ChangeDays.Where(d => d <= Inputs.StartDay)];
        ImmutableArray<ExpansionRow>.Builder rows = ImmutableArray.CreateBuilder<ExpansionRow>();
        rows.Add(Row(Inputs.StartDay, before.Length == 0 ? new long[Inputs.Centers.Length + 1] : Totals.AccountsTakenOnChange[before.Length - 1]));
        for (int i = before.Length; i < Routing.ChangeDays.Count && Routing.ChangeDays[i] < Inputs.StartDay + Inputs.Days; i++)
        {
            rows.Add(Row(Routing.ChangeDays[i], Totals.AccountsTakenOnChange[i]));
        }

        return rows.ToImmutable();

        ExpansionRow Row(int day, long[] accounts)
        {
            OfficeLoad load = Totals.LoadOn(this, day);
            double all = 0;
            double centers = 0;
            for (int o = 0; o < Offices.Length; o++)
            {
                double size = load.Size[o, 0] + load.Size[o, 1] + load.Size[o, 2];
                all += size;
                centers += o >= Inputs.Offices.Length ? size : 0;
            }

            int whole = Inputs.TariffHeadings.Count(h => Inputs.CenterOfHeading[h] is >= 0 and var c && TakesAll(Inputs.Centers[c].Phases, day));
            return new ExpansionRow(day, [.. accounts], whole / (double)Math.Max(1, Inputs.TariffHeadings.Length), all > 0 ? centers / all : 0);
        }

        static bool TakesAll(ImmutableArray<TakeOverPhase> phases, int day) =>
            phases.Any(p => p.FromDay <= day && p.Ports is null && p.Eligibility == Eligibility.AllAccounts);
    }
}
