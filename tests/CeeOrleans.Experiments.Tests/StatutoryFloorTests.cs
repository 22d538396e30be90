using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public class StatutoryFloorTests
{
    private static readonly int Day = SimTime.DayOf(new DateOnly(2015, 10, 1));

    [Fact]
    public void Floors_AreKept_WhereOverheadMakesUpTheNumber()
    {
        StatutoryFloor floor = StatutoryFloor.Check([[Row(0, 0, 500, 0), Row(0, 1, 472, 12)]]).Single(f => f.Role == Role.ImportSpecialist);
        Assert.Equal((984, 984, true), (floor.Floor, floor.Least, floor.Kept));
    }

    [Fact]
    public void Floors_FirstDayBelow_IsThatOfTheWorstReplicationOnThatDay()
    {
        ImmutableArray<StaffingRow> first = [Row(0, 0, 990, 0), Row(31, 0, 985, 0), Row(62, 0, 970, 0)];
        ImmutableArray<StaffingRow> second = [Row(0, 0, 990, 0), Row(31, 0, 980, 0), Row(62, 0, 960, 0)];
        StatutoryFloor floor = Assert.Single(StatutoryFloor.Check([first, second]));
        Assert.Equal((new DateOnly(2015, 11, 1), 980), floor.FirstBelow);
        Assert.Equal(960, floor.Least);
        Assert.Contains("980 on board on 2015-11-01, at the least 960; the floor is 984", floor.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Floors_OfARoleWithoutDesks_AreNotLookedAt() =>
        Assert.Empty(StatutoryFloor.Check([[]]));

    private static StaffingRow Row(int day, int office, int onBoard, int overhead) => new(Day + day, office, Role.ImportSpecialist, onBoard, 0, overhead);
}
