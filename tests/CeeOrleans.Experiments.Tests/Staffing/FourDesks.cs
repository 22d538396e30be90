using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Tests;

/// <summary>
/// Two offices with two desks each. Entry specialists of both refer half of their work to the import specialists of the
/// first; a part goes on to those of the second, and a part comes back to the entry desks as rework.
/// </summary>
internal static class FourDesks
{
    public const WorkKind First = WorkKind.Plain;
    public const WorkKind Referred = WorkKind.Plain + 1;
    public const WorkKind Rework = WorkKind.Plain + 2;
    public const WorkKind FromElsewhere = WorkKind.Plain + 3;

    public static RunInputs Inputs(OfficeStaff a, OfficeStaff b, ulong seed = 7) => new()
    {
        Name = "four desks",
        ScenarioHash = FormattableString.Invariant($"{a.ImportSpecialists:x8}{a.EntrySpecialists:x8}{b.ImportSpecialists:x8}{b.EntrySpecialists:x8}").PadRight(64, '0'),
        DataHash = new string('b', 64),
        StartDay = SimTime.DayOf(new DateOnly(2016, 1, 4)),
        Days = 21,
        Seed = seed,
        Replications = 1,
        CutSecond = 0,
        Calendar = new BusinessCalendar(SimTime.DayOf(new DateOnly(2000, 1, 1)), SimTime.DayOf(new DateOnly(2060, 1, 1)), []),
        Zones = [ZoneTable.Utc],
        Ports = [],
        Centers = [],
        Offices = [Office("A", a), Office("B", b)],
        Sources =
        [
            new SourceInput(0, First, Distribution.Exponential(30 * 60), 1),
            new SourceInput(1, First, Distribution.Exponential(24 * 60), 1),
        ],
        Kinds =
        [
            Kind(First, "first look", Role.EntrySpecialist, 50, new WorkClock(ClockUnit.SameDay, 0)) with { Next = [new PlainNext(Referred, 0, 0.5), new PlainNext(FromElsewhere, 1, 0.1)] },
            Kind(Referred, "referred", Role.ImportSpecialist, 90, new WorkClock(ClockUnit.BusinessDays, 1)) with { Next = [new PlainNext(Rework, 0, 0.3), new PlainNext(FromElsewhere, 1, 0.2)] },
            Kind(Rework, "rework", Role.EntrySpecialist, 40, new WorkClock(ClockUnit.BusinessDays, 1)),
            Kind(FromElsewhere, "from elsewhere", Role.ImportSpecialist, 120, new WorkClock(ClockUnit.BusinessDays, 1)) with { Next = [new PlainNext(Rework, 1, 0.3)] },
        ],
        Targets =
        [
            new TargetInput("on time", First, 0.95),
            new TargetInput("on time", Referred, 0.95),
            new TargetInput("on time", Rework, 0.95),
            new TargetInput("on time", FromElsewhere, 0.95),
        ],
    };

    public static DoubtScenario Scenario(RunInputs inputs) => new(new LoadedScenario(inputs, [], []), _ => new LoadedScenario(inputs, [], []));

    private static OfficeInput Office(string code, OfficeStaff staff) => new(
        code,
        "Office " + code,
        "",
        OfficeKind.Queue,
        0,
        [new StaffInput(Role.ImportSpecialist, staff.ImportSpecialists), new StaffInput(Role.EntrySpecialist, staff.EntrySpecialists)]);

    private static KindInput Kind(WorkKind kind, string name, Role role, double minutes, WorkClock clock) => new()
    {
        Kind = kind,
        Name = name,
        Role = role,
        Rank = Rank.Reply,
        Service = Distribution.Exponential(minutes * 60),
        Clock = clock,
    };
}
