using System.Collections.Immutable;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Tests;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Experiments.Tests;

/// <summary>Weeks until clocks are met again, on series made by hand, so that the definition can be read off.</summary>
public sealed class RecoveryTests
{
    private const int Shock = 10;
    private const int Whole = 30;
    private static readonly RecoveryWeek Calm = new(0.95, 1_000, 200);
    private static readonly RecoveryWeek Late = new(0.80, 1_000, 200);
    private static readonly RecoveryWeek Full = new(0.95, 1_000, 400);
    private static readonly RunInputs Plain = Sample(ShockInput.None);

    [Fact]
    public void Time_NothingHappens_IsNoWeeks() => Assert.Equal(new RecoveryTime(-1, 0, true), After());

    [Fact]
    public void Time_OneBadWeek_IsLuck() => Assert.Equal(new RecoveryTime(-1, 0, true), After((3, Late)));

    [Fact]
    public void Time_LateForThreeWeeks_IsCountedFromTheShock() =>
        Assert.Equal(new RecoveryTime(2, 5, true), After((2, Late), (3, Late), (4, Late)));

    [Fact]
    public void Time_BacklogAboveItsBand_IsTroubleToo() =>
        Assert.Equal(new RecoveryTime(0, 3, true), After((0, Full), (1, Late), (2, Full)));

    [Fact]
    public void Time_ACalmSpellOfThreeWeeks_IsNoRecovery() =>
        Assert.Equal(new RecoveryTime(0, 6, true), After((0, Late), (1, Late), (5, Late)));

    [Fact]
    public void Time_TroubleToTheEnd_IsNotReached() =>
        Assert.Equal(new RecoveryTime(0, Whole - Shock, false), After([.. Enumerable.Range(0, Whole - Shock).Select(w => (w, Late))]));

    [Fact]
    public void Time_FewItemsDue_NeedAClearDifference() =>
        Assert.Equal(new RecoveryTime(-1, 0, true), After((0, new RecoveryWeek(0.80, 5, 10)), (1, new RecoveryWeek(0.80, 5, 10))));

    [Fact]
    public void Of_WithoutShocksOrWithTooFewWeeksBefore_IsNull()
    {
        Assert.Null(Recovery.Of(Plain));
        Assert.Null(Recovery.Of(Sample(Burst(Plain.StartDay + 27))));
        Assert.Equal(4, Recovery.Of(Sample(Burst(Plain.StartDay + 28)))!.ShockWeek);
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

        return Recovery.Of(Sample(Burst(Plain.StartDay + (Shock * 7))))!.Time([.. series]);
    }

    private static ShockInput Burst(int from) => new() { Bursts = [new MessageBurst(from, from + 7, 2)] };

    private static RunInputs Sample(ShockInput shocks) => SampleRun.National().Inputs with { Shocks = shocks };
}
