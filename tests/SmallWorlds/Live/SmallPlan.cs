using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Testing;

/// <summary>Two ports with their offices and two Centers that take every account of theirs from 2016-03-01.</summary>
internal static class SmallPlan
{
    public static readonly int TakeOver = SimTime.DayOf(new DateOnly(2016, 3, 1));

    /// <summary>Monday 2016-02-01, 15:00 UTC.</summary>
    public static readonly long Monday = SimTime.StartOf(SimTime.DayOf(new DateOnly(2016, 2, 1))) + (15 * SimTime.Hour);

    public static readonly ImporterNumber Importer = ImporterNumber.Parse("12-3456789AB");

    public static readonly WorkInputs Work = new()
    {
        ReviewToCf28 = Share.Of(0.5), ReviewToCf29 = Share.Of(0.25), TrustedAdverse = Share.Of(0.5), Cf28ReplyToCf29 = Share.Of(0.5),
        Cf28Silent = Share.Of(0.5), Cf28Extended = Share.Of(0.5), Cf29Answered = Share.Of(0.5), Cf29Stands = Share.Of(0.5),
        AdverseProtested = Share.Of(0.5), CorrectionAccepted = Share.Of(0.5), ProtestGranted = Share.Of(0.5),
        ProtestFurtherInformation = Share.Of(0.35), ProtestLeadCase = Share.Of(0.1), ProtestLaboratory = Share.Of(0.1), ProtestHeadquarters = Share.Of(0.05),
        Cf28Reply = DelayTable.Constant(24 * SimTime.Day), Cf29Reply = DelayTable.Constant(15 * SimTime.Day), FurtherInformation = DelayTable.Constant(45),
        LeadCase = DelayTable.Constant(250), Laboratory = DelayTable.Constant(30), Headquarters = DelayTable.Constant(300), PartnerAgency = DelayTable.Constant(3),
        Cf28Days = 30, Cf29Days = 20, LiquidationDays = 314, ProtestDays = 180, SuspensionLiftedDays = 180, ExtensionLeadDays = 60,
        ProtestFixedPart = 0.5, ProtestMeanCappedEntries = 8,
    };

    public static readonly Rulebook Book = Make(BacklogRule.Moves);

    public static Rulebook Make(BacklogRule backlog)
    {
        ImmutableArray<TakeOverPhase> phases = [new(TakeOver, null, Eligibility.AllAccounts)];
        return new Rulebook(
            [
                new("2704", "Los Angeles", OfficeKind.ServiceOffice, ZoneTable.Utc),
                new("4601", "Newark", OfficeKind.ServiceOffice, ZoneTable.Utc),
                new("001", "Electronics", OfficeKind.Center, ZoneTable.Utc),
                new("002", "Apparel", OfficeKind.Center, ZoneTable.Utc),
            ],
            [new("2704", "Los Angeles", 0), new("2709", "Long Beach", 0), new("4601", "Newark", 1)],
            [new("001", "ELE", "Electronics"), new("002", "AFT", "Apparel")],
            new RoutingTable([0, 0, 1], [2, 3], [phases, phases]),
            WorkRules.All.Select(r => (r.Kind, new KindClock(new WorkClock(r.Rank == Rank.ClockOfLaw ? ClockUnit.CalendarDays : ClockUnit.BusinessDays, 10), null))))
        {
            Work = Work,
            Calendar = new BusinessCalendar(SimTime.DayOf(new DateOnly(2010, 1, 1)), SimTime.DayOf(new DateOnly(2030, 12, 31)), []),
            ClosingSecond = (16 * 3600) + 1800,
            PoolBusinessDays = 60,
            PoolDaysBeforeLiquidation = 10,
            Backlog = backlog,
            CenterOfHeading = [.. Enumerable.Range(0, 10_000).Select(h => (sbyte)(h is >= 8400 and < 8600 ? 0 : h is >= 6100 and < 6300 ? 1 : -1))],
        };
    }

    public static FileEntry Entry(int serial, params WorkKind[] selected) =>
        new(EntryNumber.Of("EN1", serial), PortCode.Parse("2704"), 8471, 3, 1_234_500, SimTime.DayOf(Monday) - 1, [.. selected]);
}
