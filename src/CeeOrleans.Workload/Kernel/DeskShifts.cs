using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

public sealed partial class OfficeKernel
{
    /// <summary>Who is there: shifts, cover of an absence, the pace of each person.</summary>
    private sealed partial class Desk
    {
        public void StartShift(int g, long time)
        {
            Group group = groups[g];
            familiarity?.StartDay(group.Day);
            if (changes && group.Span == 0)
            {
                SetPaces(group);
            }

            int present = 0;
            foreach (int i in group.Members)
            {
                if (!away[i][group.Day - firstDay])
                {
                    SetState(i, PersonState.Idle, time);
                    present++;
                }
            }

            CountShift(present, time);
            if (present == 0 && group.Span == 0)
            {
                CoverAbsence(group.Day, time);
            }

            int end = shift[group.Span].To;
            kernel.events.Push(new OfficeEvent(kernel.setup.ToUtc(group.Zone, group.Day, end), Order(EventKind.ShiftEnd, Index(g)), Index(g), 0));
        }

        public void EndShift(int g, long time)
        {
            foreach (int i in groups[g].Members)
            {
                if (People[i].State == PersonState.Busy)
                {
                    PutBack(i, time);
                }

                if (People[i].State != PersonState.Off)
                {
                    SetState(i, PersonState.Off, time);
                    CountShift(-1, time);
                }
            }

            NextShift(g, time);
        }

        /// <summary>The next span of the shift that begins at this moment or later.</summary>
        private void NextShift(int g, long time)
        {
            Group group = groups[g];
            BusinessCalendar calendar = kernel.setup.Inputs.Calendar;
            while (true)
            {
                group.Span++;
                if (group.Span == shift.Length || !calendar.IsBusinessDay(group.Day))
                {
                    group.Day++;
                    group.Span = -1;
                    if (kernel.setup.ToUtc(group.Zone, group.Day, 0) >= kernel.end)
                    {
                        return;
                    }

                    continue;
                }

                long start = kernel.setup.ToUtc(group.Zone, group.Day, shift[group.Span].From);
                if (start >= time)
                {
                    kernel.events.Push(new OfficeEvent(start, Order(EventKind.ShiftStart, Index(g)), Index(g), 0));
                    return;
                }
            }
        }

        /// <summary>
        /// Nobody of this desk is here today. If the first one to return is away for more business days than the
        /// scenario bears, what falls due before is passed to the covering desk (model section 3, "Cover").
        /// </summary>
        private void CoverAbsence(int day, long time)
        {
            int cover = CoverOn(day);
            if (cover < 0 || onShift > 0 || groups.Any(g => g.Members.Any(i => !away[i][day - firstDay])))
            {
                return;
            }

            if (!IsStaffed(day))
            {
                PassAll(SimTime.Never, cover, time);
                return;
            }

            BusinessCalendar calendar = kernel.setup.Inputs.Calendar;
            int back = day;
            int days = 0;
            do
            {
                back = calendar.AddBusinessDays(back, 1);
                days++;
            }
            while (back - firstDay < away[0].Length && away.All(a => a[back - firstDay]));

            if (days <= kernel.setup.Inputs.People.CoverAfterBusinessDays)
            {
                return;
            }

            PassAll(kernel.setup.ToUtc(groups[0].Zone, back, shift[0].From), cover, time);
        }

        /// <summary>What falls due before a moment goes to the covering office; all of it when that is never.</summary>
        private void PassAll(long before, int cover, long time)
        {
            foreach (int s in Queue.Items.Where(q => IsLive(q)).OrderBy(q => q.Key).ThenBy(q => q.Id).Select(q => q.Slot))
            {
                if (before == SimTime.Never || kernel.slots[s].Due < before)
                {
                    kernel.Unqueue(s, kernel.KindOf(kernel.slots[s].Item.Kind));
                    kernel.PassOn(s, cover, time, time);
                }
            }
        }

        /// <summary>
        /// Paces of the day: new people grow in a straight line, each takes a share of one experienced colleague's time
        /// while the mentoring lasts (spread over all of the desk), and a Center's people give time to their old port.
        /// </summary>
        private void SetPaces(Group group)
        {
            PeopleInput people = kernel.setup.Inputs.People;
            PeopleOverTimeInput plan = people.OverTime;
            int trainees = 0;
            int experienced = 0;
            foreach (Stint stint in stints)
            {
                if (stint.Holds(group.Day))
                {
                    trainees += IsNew(stint, group.Day, plan.MentorDays) ? 1 : 0;
                    experienced += IsNew(stint, group.Day, plan.RampDays) ? 0 : 1;
                }
            }

            double mentoring = plan.MentorShare * Math.Min(1, trainees / (double)Math.Max(1, experienced));
            foreach (int i in group.Members)
            {
                Stint stint = stints[i];
                double pace = IsNew(stint, group.Day, plan.RampDays)
                    ? plan.RampStart + ((1 - plan.RampStart) * (group.Day - stint.HiredDay) / plan.RampDays)
                    : 1 - mentoring;
                if (people.DualHat > 0 && kernel.office >= kernel.setup.Inputs.Offices.Length && stint.Home != kernel.office)
                {
                    pace *= 1 - people.DualHat;
                }

                People[i].Pace = Math.Max(1, (int)Math.Round(FullPace * pace));
            }
        }

        private static bool IsNew(in Stint stint, int day, int days) => stint.HiredDay > int.MinValue && day - stint.HiredDay < days;

        private void CountShift(int people, long time)
        {
            shiftSeconds = ShiftSeconds(time);
            shiftSince = time;
            onShift += people;
        }

        /// <summary>First day of a Center; people who were placed there from the start left their port then.</summary>
        private static int FirstTakeOver(OfficeKernel kernel)
        {
            int center = kernel.office - kernel.setup.Inputs.Offices.Length;
            return center < 0 || kernel.setup.Inputs.Centers[center].Phases.Length == 0
                ? SimTime.DayOf(kernel.start)
                : kernel.setup.Inputs.Centers[center].Phases.Min(p => p.FromDay);
        }
    }
}
