using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

public sealed class OfficeReplayTests
{
    private static readonly Lazy<(Setup Setup, Dictionary<int, OfficeRecord> Records, Dictionary<int, OfficeReport> Reports)> Centers =
        new(() => Recorded(Setup.Compile(SmallNation.Inputs(centers: true)), SmallNation.Opening));

    [Fact]
    public void Every_office_replayed_with_its_own_people_gives_the_very_report_of_the_run()
    {
        (Setup setup, Dictionary<int, OfficeRecord> records, Dictionary<int, OfficeReport> reports) = Centers.Value;
        ImmutableArray<OfficeStaff> staff = setup.StaffByOffice();
        foreach (OfficeRecord record in records.Values)
        {
            Assert.Equal(Json(reports[record.Office] with { Strata = [] }), Json(OfficeReplay.Run(setup, record, 1, staff[record.Office])));
        }

        Assert.Contains(reports.Values, r => r.WorkItems > 1_000);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(6)]
    public void A_service_office_without_Centers_gives_its_report_too_though_protests_come_back_to_it(int holdHelpCutHours)
    {
        Setup setup = Setup.Compile(SmallNation.Inputs(centers: false) with { Opening = OpeningInput.Empty, HoldHelpCutHours = holdHelpCutHours });
        (_, Dictionary<int, OfficeRecord> records, Dictionary<int, OfficeReport> reports) = Recorded(setup, Opening.Empty(setup));
        ImmutableArray<OfficeStaff> staff = setup.StaffByOffice();
        foreach (int office in new[] { 0, 1 })
        {
            Assert.Equal(Json(reports[office] with { Strata = [] }), Json(OfficeReplay.Run(setup, records[office], 1, staff[office])));
        }
    }

    [Fact]
    public void More_people_finish_more_in_time_and_fewer_finish_less()
    {
        (Setup setup, Dictionary<int, OfficeRecord> records, Dictionary<int, OfficeReport> reports) = Centers.Value;
        int office = reports.Values.MaxBy(r => r.WorkItems)!.Office;
        OfficeStaff staff = setup.StaffByOffice()[office];
        long few = OnTime(OfficeReplay.Run(setup, records[office], 1, staff.With(Role.ImportSpecialist, 1).With(Role.EntrySpecialist, 1)));
        long many = OnTime(OfficeReplay.Run(setup, records[office], 1, new OfficeStaff(staff.ImportSpecialists + 6, staff.EntrySpecialists + 6)));
        Assert.True(few < OnTime(reports[office]) || OnTime(reports[office]) < many, $"{few}, {OnTime(reports[office])}, {many}");
        Assert.True(few < many);
    }

    [Fact]
    public void A_person_away_for_two_weeks_is_missed_for_two_weeks_and_counted_once()
    {
        (Setup setup, Dictionary<int, OfficeRecord> records, Dictionary<int, OfficeReport> reports) = Centers.Value;
        int office = reports.Values.MaxBy(r => r.WorkItems)!.Office;
        OfficeStaff staff = setup.StaffByOffice()[office];
        DeskTotals whole = Import(OfficeReplay.Run(setup, records[office], 1, staff));
        DeskTotals away = Import(OfficeReplay.Run(setup, records[office], 1, staff, new DeskAbsence(Role.ImportSpecialist, setup.Inputs.StartDay + 100, 14)));
        Assert.Equal(whole.PersonDays - 14, away.PersonDays);
        Assert.InRange(whole.PresentSeconds - away.PresentSeconds, 1, 14L * SimTime.Day);

        static DeskTotals Import(OfficeReport report) => report.Desks.Single(d => d.Role == Role.ImportSpecialist);
    }

    [Fact]
    public void A_smaller_crew_is_part_of_a_larger_one()
    {
        (Setup setup, Dictionary<int, OfficeRecord> records, _) = Centers.Value;
        DeskSetup desk = setup.DesksOf(1).MaxBy(d => d.People.Length)!;
        Assert.Contains(records.Values, r => r.Office == desk.Office);
        for (int n = 1; n < desk.People.Length + 4; n++)
        {
            ImmutableArray<Stint> small = DeskCrew.Of(setup, desk, n, null).People;
            ImmutableArray<Stint> large = DeskCrew.Of(setup, desk, n + 1, null).People;
            Assert.Equal(n, small.Length);
            Assert.Equal(n + 1, large.Select(p => p.Person).Distinct().Count());
            Assert.Empty(small.Except(large));
        }

        Assert.Equal(desk.People, DeskCrew.Of(setup, desk, desk.People.Length, null).People);
    }

    [Fact]
    public void A_plan_with_its_own_people_given_is_the_same_plan()
    {
        RunInputs inputs = SmallNation.Inputs(centers: true);
        Setup setup = Centers.Value.Setup;
        RunInputs given = Setup.WithStaff(inputs, setup.StaffByOffice());
        Setup again = Setup.Compile(given);
        Assert.Equal(setup.StaffByOffice(), again.StaffByOffice());
        Assert.NotEqual(setup.Hash, again.Hash);
        Assert.Throws<ArgumentException>(() => Setup.WithStaff(inputs, [new OfficeStaff(1, 1)]));
    }

    private static (Setup, Dictionary<int, OfficeRecord>, Dictionary<int, OfficeReport>) Recorded(Setup setup, Opening opening)
    {
        Dictionary<int, OfficeRecord> records = Enumerable.Range(0, setup.Offices.Length).ToDictionary(o => o, o => new OfficeRecord(o, opening.Offices[o]));
        Dictionary<int, OfficeReport> reports = [];
        InlineHost host = new(setup)
        {
            Sent = order => records[order.Office].Add(order),
            Reported = report =>
            {
                records[report.Office].Add(report);
                return report;
            },
            Collected = report => reports[report.Office] = report,
        };
        SmallNation.Run(setup, host, opening);
        return (setup, records, reports);
    }

    private static long OnTime(OfficeReport report) => report.Kinds.Sum(k => k.OnTime + k.Opened);

    private static string Json(OfficeReport report) => JsonSerializer.Serialize(report);
}
