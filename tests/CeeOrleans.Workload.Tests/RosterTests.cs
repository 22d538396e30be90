using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using CeeOrleans.Testing;
using Xunit;

namespace CeeOrleans.Workload.Tests;

/// <summary>People over time: nobody appears from nowhere, sits at two desks, or leaves twice.</summary>
public class RosterTests
{
    private static readonly PeopleOverTimeInput Plan = new()
    {
        On = true,
        AuthorisedImportSpecialists = 13,
        AuthorisedEntrySpecialists = 7,
        AttritionPerYear = .3,
        HiringLeadDays = 100,
        ClassSize = 2,
        ClassMonths = [1, 3, 5, 7, 9, 11],
        RampStart = .3,
        RampDays = 365,
        MentorShare = .1,
        MentorDays = 183,
        TransferBusinessDays = 5,
    };

    [Fact]
    public void Roster_Nobody_SitsAtTwoDesksOnOneDay()
    {
        Setup setup = Compile(Plan);
        for (int replication = 0; replication <= 3; replication++)
        {
            foreach (IGrouping<int, Stint> person in setup.DesksOf(replication).SelectMany(d => d.People).GroupBy(p => p.Person))
            {
                Stint[] stints = [.. person.OrderBy(s => s.FromDay)];
                for (int i = 1; i < stints.Length; i++)
                {
                    Assert.True(stints[i].FromDay >= stints[i - 1].UntilDay, $"person {person.Key}: {stints[i - 1]} and {stints[i]}");
                }
            }
        }
    }

    [Fact]
    public void Roster_OnBoard_NeverExceedsThePositions()
    {
        Setup setup = Compile(Plan);
        ImmutableArray<DeskSetup> desks = setup.DesksOf(1);
        for (int day = SimTime.DayOf(setup.Span(0).Start); day < SimTime.DayOf(setup.End); day++)
        {
            Assert.InRange(desks.Where(d => d.Role == Role.ImportSpecialist).Sum(d => d.People.Count(p => p.Holds(day))), 1, 13);
            Assert.InRange(desks.Where(d => d.Role == Role.EntrySpecialist).Sum(d => d.People.Count(p => p.Holds(day))), 1, 7);
        }
    }

    [Fact]
    public void Roster_BeforeTheHorizon_IsTheSameInEveryReplication()
    {
        Setup setup = Compile(Plan);
        int horizon = setup.Inputs.StartDay;
        int[] Before(int replication) => [.. setup.DesksOf(replication).Select(d => d.People.Count(p => p.Holds(horizon - 1)))];
        Assert.Equal(Before(1), Before(2));
        Assert.NotEqual(
            setup.DesksOf(1).SelectMany(d => d.People).Select(p => p.UntilDay),
            setup.DesksOf(2).SelectMany(d => d.People).Select(p => p.UntilDay));
    }

    [Fact]
    public void Roster_HiringFreeze_BringsNobody()
    {
        Setup setup = Compile(Plan with { Freezes = [new HiringFreezeInput(0, 100_000)] });
        Assert.All(setup.DesksOf(1).SelectMany(d => d.People), p => Assert.Equal(int.MinValue, p.HiredDay));
        int last = SimTime.DayOf(setup.End) - 1;
        Assert.True(setup.DesksOf(1).Sum(d => d.People.Count(p => p.Holds(last))) < 15, "three years at 30 % a year take people away");
    }

    [Fact]
    public void Roster_GivenClass_AddsPositionsOnItsDay()
    {
        int day = SmallNation.Inputs(centers: false).StartDay + 30;
        Setup setup = Compile(Plan with { AttritionPerYear = 0, AuthorisedImportSpecialists = 12, Classes = [new HiringClassInput(day, Role.ImportSpecialist, 3)] });
        int Count(int on) => setup.DesksOf(1).Where(d => d.Role == Role.ImportSpecialist).Sum(d => d.People.Count(p => p.Holds(on)));
        Assert.Equal(12, Count(day - 1));
        Assert.Equal(15, Count(day));
        Assert.Equal(3, setup.DesksOf(1).SelectMany(d => d.People).Count(p => p.HiredDay == day));
    }

    [Fact]
    public void Roster_CenterOpens_PeopleFollowTheWorkAndAreLostForFiveBusinessDays()
    {
        RunInputs inputs = SmallNation.Inputs(centers: false);
        int opens = inputs.StartDay + 100;
        inputs = inputs with { Centers = [.. inputs.Centers.Select(c => c with { Phases = [new TakeOverPhase(opens, null, Eligibility.AllAccounts)] })] };
        Setup setup = Compile(Plan with { AttritionPerYear = 0, AuthorisedImportSpecialists = 12 }, inputs);
        ImmutableArray<DeskSetup> desks = setup.DesksOf(1);
        int At(int day, bool centers) => desks.Where(d => d.Office >= inputs.Offices.Length == centers).Sum(d => d.People.Count(p => p.Holds(day)));
        Assert.Equal((19, 0), (At(opens - 8, centers: false), At(opens - 8, centers: true)));   // five business days and a weekend
        Assert.Equal((9, 0), (At(opens - 1, centers: false), At(opens - 1, centers: true)));    // half are on their way
        Assert.Equal((0, 10), (At(opens, centers: false), At(opens, centers: true)));           // the other half are
        Assert.Equal((0, 19), (At(opens + 8, centers: false), At(opens + 8, centers: true)));
    }

    [Fact]
    public void Roster_Vacancies_SettleAtTheLeadTimeTimesTheAttrition()
    {
        // 1,000 positions: a loss is filled after the lead time, so on board is 1 / (1 + a L) of them (model section 7).
        RunInputs inputs = SmallNation.Inputs(centers: false);
        inputs = inputs with { People = inputs.People with { ImportSpecialists = 1_000, EntrySpecialists = 1_000 } };
        Setup setup = Compile(Plan with { AttritionPerYear = .08, HiringLeadDays = 304, ClassSize = 1_000, AuthorisedImportSpecialists = 1_000, AuthorisedEntrySpecialists = 1_000, ClassMonths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }, inputs);
        int last = SimTime.DayOf(setup.End) - 1;
        int[] onBoard = [.. Enumerable.Range(1, 8).Select(r => setup.DesksOf(r).Sum(d => d.People.Count(p => p.Holds(last))))];

        // A class a month adds half a month to the lead: 1 / (1 + 0.0834 x 319/365.25) = 93.2 %, sd of the mean of 16,000 positions 0.2 %.
        Assert.InRange(onBoard.Average() / 2_000, .932 - .01, .932 + .01);
    }

    [Fact]
    public void Expansion_Accounts_GoToTheCenterOnItsDay()
    {
        RunInputs inputs = SmallNation.Inputs(centers: false);
        int trusted = inputs.StartDay + 100;
        int everyone = inputs.StartDay + 200;
        inputs = inputs with
        {
            Centers = inputs.Centers.SetItem(0, inputs.Centers[0] with
            {
                Phases = [new TakeOverPhase(trusted, null, Eligibility.TrustedTraders), new TakeOverPhase(everyone, null, Eligibility.AllAccounts)],
            }),
        };
        Setup setup = Setup.Compile(inputs);
        ImmutableArray<ExpansionRow> rows = setup.Expansion();
        Assert.Equal([inputs.StartDay, trusted, everyone], rows.Select(r => r.Day));
        Assert.Equal(0, rows[0].Accounts[0]);
        Assert.InRange(rows[1].Accounts[0], 0, rows[2].Accounts[0] - 1);
        Assert.Equal(setup.Totals.ImportersByCenter[0], rows[2].Accounts[0]);
        Assert.All(rows, r => Assert.Equal(0, r.Accounts.Skip(1).Sum()));
        Assert.Equal(0, rows[1].HeadingShare);
        Assert.Equal(9 / 97.0, rows[2].HeadingShare, 9);    // chapters 10, 20 … 90 are the Center's
        Assert.True(rows[0].SummaryShare == 0 && rows[1].SummaryShare <= rows[2].SummaryShare && rows[2].SummaryShare < .5);
    }

    [Fact]
    public void Staffing_Rows_AddUpToThePeopleOfTheRoster()
    {
        Setup setup = Compile(Plan);
        ImmutableArray<StaffingRow> rows = setup.StaffingOf(2);
        Assert.Equal(setup.Inputs.StartDay, rows[0].Day);
        foreach (IGrouping<int, StaffingRow> day in rows.GroupBy(r => r.Day))
        {
            Assert.Equal(setup.DesksOf(2).Sum(d => d.People.Count(p => p.Holds(day.Key))), day.Sum(r => r.OnBoard));
            Assert.All(day, r => Assert.InRange(r.Learning, 0, r.OnBoard));
        }

        Assert.True(rows.Select(r => r.Day).Distinct().Count() >= 12);
    }

    [Fact]
    public async Task Run_WithPeopleOverTime_KeepsEveryLawAndTheSameDigitsInHalfWindows()
    {
        RunInputs inputs = SmallNation.Inputs(centers: false);
        int opens = inputs.StartDay + 100;
        inputs = inputs with
        {
            Opening = OpeningInput.Empty,
            Centers = [.. inputs.Centers.Select((c, i) => c with { Phases = [new TakeOverPhase(opens + (30 * (i % 3)), null, Eligibility.AllAccounts)] })],
            People = inputs.People with { OverTime = Plan, CenterOverhead = 1, DualHat = .1 },
        };
        ReplicationResult whole = await RunAsync(inputs);
        Assert.All(whole.Laws, l => Assert.True(l.Held, l.Name));
        Assert.Equal(ResultHash.Of(whole), ResultHash.Of(await RunAsync(inputs with { WindowHours = 12 })));
        Assert.Contains(whole.Kinds, k => k.Office >= inputs.Offices.Length && k.Finished > 0);
        Assert.All(whole.Desks, d => Assert.True(d.CapacitySeconds <= d.PresentSeconds));
    }

    private static async Task<ReplicationResult> RunAsync(RunInputs inputs)
    {
        Setup setup = Setup.Compile(inputs);
        return await new RunPlan(setup, new InlineHost(setup), 1).RunAsync("w", Opening.Empty(setup), TestContext.Current.CancellationToken);
    }

    private static Setup Compile(PeopleOverTimeInput plan, RunInputs? inputs = null)
    {
        inputs ??= SmallNation.Inputs(centers: false);
        return Setup.Compile(inputs with { People = inputs.People with { OverTime = plan } });
    }
}
