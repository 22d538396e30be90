using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Tests;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Experiments.Tests;

/// <summary>Weeks until all is as without a shock, on series made by hand, so that the definition can be read off.</summary>
public sealed class RecoveryTests
{
    private const int Shock = 10;
    private const int Whole = 30;
    private static readonly RecoveryWeek Calm = new(950, 1_000);
    private static readonly RecoveryWeek Late = new(800, 1_000);
    private static readonly RunInputs Plain = Sample(ShockInput.None);

    [Fact]
    public void Time_NothingHappens_IsNoWeeks() => Assert.Equal(new RecoveryTime(-1, 0, true), After());

    [Fact]
    public void Time_OneBadWeek_IsLuck() => Assert.Equal(new RecoveryTime(-1, 0, true), After((3, Late)));

    [Fact]
    public void Time_LateForThreeWeeks_IsCountedFromTheShock() =>
        Assert.Equal(new RecoveryTime(2, 5, true), After((2, Late), (3, Late), (4, Late)));

    [Fact]
    public void Time_ACalmSpellOfThreeWeeks_IsNoRecovery() =>
        Assert.Equal(new RecoveryTime(0, 6, true), After((0, Late), (1, Late), (5, Late)));

    [Fact]
    public void Time_TroubleToTheEnd_IsNotReached() =>
        Assert.Equal(new RecoveryTime(0, Whole - Shock, false), After([.. Enumerable.Range(0, Whole - Shock).Select(w => (w, Late))]));

    [Fact]
    public void Time_ASeasonThatTheTwinHasToo_IsNoTrouble()
    {
        RecoveryWeek[] summer = [.. Enumerable.Range(0, Whole).Select(w => w is > 14 and < 25 ? Late : Calm)];
        Assert.Equal(new RecoveryTime(-1, 0, true), Recovered().Time([.. summer], [.. summer]));
    }

    [Fact]
    public void Time_TroubleBeforeTheShock_IsNotTheShocks()
    {
        RecoveryWeek[] before = [.. Enumerable.Range(0, Whole).Select(w => w < Shock ? Late : Calm)];
        Assert.Equal(new RecoveryTime(-1, 0, true), Recovered().Time([.. before], [.. Enumerable.Repeat(Calm, Whole)]));
    }

    [Theory]
    [InlineData(932, 1_000, false)] // 1.8 points below
    [InlineData(925, 1_000, true)] // 2.5 points below, 2 standard errors are 1.5
    [InlineData(46, 50, false)] // 3 points below, 2 standard errors are 6
    [InlineData(3, 5, false)]
    [InlineData(0, 50, true)]
    [InlineData(0, 0, false)] // nothing to count says nothing
    public void IsTrouble_IsBeyondWhatDoesNotMatterAndWhatLuckDoes(int good, int of, bool trouble) =>
        Assert.Equal(trouble, Recovery.IsTrouble(new RecoveryWeek(good, of), new RecoveryWeek(95 * of / 100, of)));

    [Fact]
    public void IsTrouble_WithNothingToCountInTheTwin_IsFalse() => Assert.False(Recovery.IsTrouble(Late, new RecoveryWeek(0, 0)));

    [Fact]
    public void Of_WithoutShocks_IsNull_AndNeedsNoWeeksBefore()
    {
        Assert.Null(Recovery.Of(Plain));
        Assert.Equal(0, Recovery.Of(Sample(Burst(Plain.StartDay)))!.ShockWeek);
        Assert.Equal(4, Recovery.Of(Sample(Burst(Plain.StartDay + 28)))!.ShockWeek);
    }

    [Fact]
    public void Weeks_AreClocksOrReviews_OfOneOfficeOrAll()
    {
        ImmutableArray<WeekRow> rows =
        [
            new(0, 0, Role.ImportSpecialist, 1, 0, 0) { ClockedDue = 10, ClockedOnTime = 9, Opened = 30, Lapsed = 20 },
            new(0, 1, Role.ImportSpecialist, 1, 0, 0) { ClockedDue = 4, ClockedOnTime = 1, Opened = 0, Lapsed = 5 },
            new(1, 1, Role.EntrySpecialist, 1, 0, 0) { ClockedDue = 2, ClockedOnTime = 2 },
        ];
        Assert.Equal([new(10, 14), new(2, 2)], Recovery.Weeks(Plain, rows, RecoveryOf.Clocks, null)[..2]);
        Assert.Equal([new(30, 55), new(0, 0)], Recovery.Weeks(Plain, rows, RecoveryOf.Reviews, null)[..2]);
        Assert.Equal([new(1, 4), new(2, 2)], Recovery.Weeks(Plain, rows, RecoveryOf.Clocks, 1)[..2]);
    }

    [Fact]
    public void Days_UntilTheOpeningIsGone_AreThoseOfTheLastRow()
    {
        OpeningTotals gone = new(0, WorkKind.Contact, 10) { MostGoneDay = Plain.StartDay + 3, AllGoneDay = Plain.StartDay + 5 };
        OpeningTotals slow = new(0, WorkKind.Protest, 10) { MostGoneDay = Plain.StartDay + 30, AllGoneDay = Plain.StartDay + 60 };
        OpeningTotals stuck = new(1, WorkKind.Protest, 10) { MostGoneDay = Plain.StartDay + 90, Left = 1 };
        Assert.Equal((30.0, 60.0), (OpeningGone.MostDays(Plain, [gone, slow]), OpeningGone.AllDays(Plain, [gone, slow])));
        Assert.Equal(90, OpeningGone.MostDays(Plain, [gone, slow, stuck]));
        Assert.True(double.IsNaN(OpeningGone.AllDays(Plain, [gone, slow, stuck])));
        Assert.True(double.IsNaN(OpeningGone.AllDays(Plain, [])));
    }

    private static RecoveryTime After(params (int Week, RecoveryWeek Is)[] weeks)
    {
        RecoveryWeek[] series = [.. Enumerable.Repeat(Calm, Whole)];
        foreach ((int week, RecoveryWeek value) in weeks)
        {
            series[Shock + week] = value;
        }

        return Recovered().Time([.. series], [.. Enumerable.Repeat(Calm, Whole)]);
    }

    private static Recovery Recovered() => Recovery.Of(Sample(Burst(Plain.StartDay + (Shock * 7))))!;

    private static ShockInput Burst(int from) => new() { Bursts = [new MessageBurst(from, from + 7, 2)] };

    private static RunInputs Sample(ShockInput shocks) => SampleRun.National().Inputs with { Shocks = shocks };
}
