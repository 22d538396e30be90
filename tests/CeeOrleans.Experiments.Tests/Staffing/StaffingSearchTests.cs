using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class StaffingSearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staffing-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task The_search_costs_what_the_cheapest_of_all_staffings_in_a_box_costs(ulong seed)
    {
        const int Least = 1;
        const int Most = 5;
        const int Years = 2;
        int cheapest = int.MaxValue;
        List<(OfficeStaff A, OfficeStaff B)> all = [];
        foreach (OfficeStaff a in Box(Least, Most))
        {
            foreach (OfficeStaff b in Box(Least, Most))
            {
                // Dearer than the cheapest so far: cannot be the answer.
                if (a.Total + b.Total <= cheapest && await HoldsAsync(FourDesks.Inputs(a, b, seed), Years))
                {
                    cheapest = a.Total + b.Total;
                    all.Add((a, b));
                }
            }
        }

        Assert.InRange(cheapest, 5, (4 * Most) - 1);
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4), seed))) { SearchYears = Years, Years = 1, Sure = 0 });

        Assert.True(found.Reached);
        Assert.Equal(cheapest, found.Staff.Sum(s => s.Total));
        Assert.Contains((found.Staff[0], found.Staff[1]), all);
    }

    [Fact]
    public async Task A_second_search_finds_the_same_and_runs_no_year_again()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 4 };
        StaffingResult first = await SearchAsync(plan);
        DateTime[] written = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];
        StaffingResult second = await SearchAsync(plan);

        Assert.Equal(first.Desks, second.Desks);
        Assert.Equal(first.YearsMet, second.YearsMet);
        Assert.Equal(written, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task An_interrupted_search_goes_on_and_finds_what_an_uninterrupted_one_finds()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 3 };
        using CancellationTokenSource stop = new();
        Stop after = new(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StaffingService(new RunOptions { CacheFolder = folder, Threads = 1 }, after).RunAsync(plan, stop.Token));
        StaffingResult resumed = await SearchAsync(plan);
        string other = Directory.CreateTempSubdirectory("staffing-").FullName;
        StaffingResult whole = await new StaffingService(new RunOptions { CacheFolder = other, Threads = 2 }).RunAsync(plan, TestContext.Current.CancellationToken);
        Directory.Delete(other, recursive: true);

        Assert.Equal(whole.Desks, resumed.Desks);
    }

    [Fact]
    public async Task The_certificate_stands_on_years_that_the_search_did_not_see()
    {
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 3, Years = 5 });

        Assert.Equal([4, 5, 6, 7, 8], found.Years.Select(y => y.Replication));
        Assert.True(found.Bound <= found.People, $"{found.Bound} and {found.People}");
        Assert.All(found.Desks, d => Assert.True(d.ByLoad <= d.Answer && d.ByTargets <= d.Answer && d.ByTargets <= d.ByAbsence, d.ToString()));
        Assert.All(found.Years, y => Assert.Equal(4, y.OneFewer.Length));
    }

    [Fact]
    public async Task A_reserve_costs_people_and_misses_no_more_years()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 3, Years = 12 };
        StaffingResult bare = await SearchAsync(plan with { Sure = 0 });
        StaffingResult sure = await SearchAsync(plan with { Sure = 0.99 });

        Assert.True(sure.People > bare.People, $"{sure.People} and {bare.People}");
        Assert.True(sure.YearsMet >= bare.YearsMet);
    }

    [Fact]
    public async Task Only_the_office_that_was_asked_for_gets_other_people()
    {
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(5, 5), new(5, 5)))) { Office = 1, SearchYears = 2, Years = 2 });

        Assert.Equal(new OfficeStaff(5, 5), found.Staff[0]);
        Assert.Equal([new DeskName(1, Role.ImportSpecialist), new DeskName(1, Role.EntrySpecialist)], found.Desks.Select(d => d.Desk));
        Assert.All(found.Years, y => Assert.Equal(1, Assert.Single(y.Offices).Office));
    }

    [Fact]
    public async Task One_desk_alone_climbs_to_the_answer_and_one_fewer_misses_what_the_stair_says()
    {
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 6, Sure = 0 });

        Assert.All(found.Desks, desk =>
        {
            ImmutableArray<RangePoint> range = found.RangeOf(desk.Desk);
            Assert.Equal(range.Order(Comparer<RangePoint>.Create((a, b) => a.YearsMet.CompareTo(b.YearsMet))), range);
            Assert.Equal(6, range[^1].YearsMet);
            Assert.Contains(range, p => p.People == desk.Answer);

            // Years in which the whole office holds are years in which each of its desks does.
            int office = found.Years.Count(y => y.Offices.Single(o => o.Office == desk.Desk.Office).Met);
            Assert.True(range.Single(p => p.People == desk.Answer).YearsMet >= office, $"{desk}");
        });
    }

    [Fact]
    public async Task A_scenario_that_is_certified_as_it_stands_keeps_its_people_and_says_how_often_they_do()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 3 };
        StaffingResult stands = await SearchAsync(plan with { Passes = 0 });
        StaffingResult thin = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(1, 1), new(1, 1)))) { SearchYears = 2, Years = 3, Passes = 0 });

        Assert.Equal([new OfficeStaff(4, 4), new OfficeStaff(4, 4)], stands.Staff);
        Assert.All(stands.Desks, d => Assert.Equal((d.Today, 0), (d.Answer, d.ByTargets)));
        Assert.Equal([3, 4, 5], stands.Years.Select(y => y.Replication));
        Assert.True(stands.YearsMet > thin.YearsMet, $"{stands.YearsMet} and {thin.YearsMet}");
    }

    [Fact]
    public async Task Only_the_role_that_was_asked_for_is_searched_and_judged()
    {
        // One entry specialist alone drowns; that is not what was asked.
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(5, 1), new(5, 4)))) { Office = 0, Role = Role.ImportSpecialist, SearchYears = 2, Years = 2, Sure = 0 });

        Assert.Equal(new DeskName(0, Role.ImportSpecialist), Assert.Single(found.Desks).Desk);
        Assert.Equal(1, found.Staff[0].EntrySpecialists);
        Assert.Equal(new OfficeStaff(5, 4), found.Staff[1]);
        Assert.All(found.Years, y => Assert.Equal([FourDesks.Referred, FourDesks.FromElsewhere], Assert.Single(y.Offices).Targets.Select(t => t.Kind)));
        Assert.All(found.Years.SelectMany(y => y.Curve), p => Assert.Equal(1, p.Staff.EntrySpecialists));
    }

    [Fact]
    public async Task One_desk_alone_reaches_no_less_with_more_people_and_today_is_among_them()
    {
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(FourDesks.Inputs(new(7, 6), new(7, 6)))) { SearchYears = 2, Years = 2 });
        DeskPoint[] alone = [.. found.Years[0].Alone.Where(p => p.Office == 0 && p.Role == Role.ImportSpecialist)];

        Assert.Contains(alone, p => p.People == 7);
        Assert.Contains(alone, p => p.People == found.Staff[0].ImportSpecialists);
        Assert.Equal(alone.Select(p => p.People).Distinct().Order(), alone.Select(p => p.People));
        Assert.True(alone[^1].WorstClock >= alone[0].WorstClock, $"{alone[0]} and {alone[^1]}");
    }

    [Fact]
    public async Task A_certificate_that_is_stopped_says_what_its_finished_years_say_and_the_same_call_goes_on()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 5 };
        using CancellationTokenSource stop = new();
        List<string> told = [];
        StaffingResult part = await new StaffingService(
            new RunOptions { CacheFolder = folder, Threads = 1 },
            new Watch<StaffingProgress>(p =>
            {
                if (p is { Phase: "certificate", Year: 2 })
                {
                    stop.Cancel();
                }
            }),
            new Watch<ImmutableArray<(DeskName Desk, int People)>>(desks => told.Add(string.Join(' ', desks.Select(d => d.People))))).RunAsync(plan, stop.Token);
        StaffingResult whole = await SearchAsync(plan);

        Assert.Equal((2, 3), (part.Years.Length, part.YearsLeft));
        Assert.Equal(part.Staff, whole.Staff);
        Assert.Equal([string.Join(' ', whole.Desks.Select(d => d.Answer))], told);
        Assert.Equal((5, 0), (whole.Years.Length, whole.YearsLeft));
        Assert.Equal(whole.Years.Take(2).Select(y => y.Met), part.Years.Select(y => y.Met));
    }

    [Fact]
    public async Task A_target_that_nobody_can_meet_is_told_with_the_nearest_that_can()
    {
        RunInputs inputs = FourDesks.Inputs(new(4, 4), new(4, 4));

        // One in fifteen services takes longer than a day and a half: no number of people makes them shorter.
        inputs = inputs with
        {
            Kinds = [.. inputs.Kinds.Select(k => k.Kind == FourDesks.Referred ? k with { Service = Workload.Randomness.Distribution.Lognormal(12 * 3600, 1.5) } : k)],
            Targets = [.. inputs.Targets.Select(t => t with { AtLeast = t.Kind == FourDesks.Referred ? 0.999 : t.AtLeast })],
        };
        StaffingResult found = await SearchAsync(new StaffingPlan(FourDesks.Scenario(inputs)) { SearchYears = 2, Years = 2 });

        Assert.False(found.Reached);
        Assert.All(found.Unreachable, u => Assert.Equal(FourDesks.Referred, u.Reach.Kind));
        Assert.All(found.Unreachable, u => Assert.InRange(u.Reach.Share, 0.5, 0.998));
        Assert.Empty(found.Years);
    }

    [Fact]
    public async Task A_scenario_without_targets_or_with_people_who_come_and_go_is_refused()
    {
        RunInputs inputs = FourDesks.Inputs(new(4, 4), new(4, 4));
        Assert.Contains("no targets", (await Assert.ThrowsAsync<ArgumentException>(() => SearchAsync(new StaffingPlan(FourDesks.Scenario(inputs with { Targets = [] }))))).Message, StringComparison.Ordinal);
        RunInputs moving = inputs with { People = inputs.People with { OverTime = new PeopleOverTimeInput { On = true } } };
        Assert.Contains("come and go", (await Assert.ThrowsAsync<ArgumentException>(() => SearchAsync(new StaffingPlan(FourDesks.Scenario(moving))))).Message, StringComparison.Ordinal);
    }

    private Task<StaffingResult> SearchAsync(StaffingPlan plan) =>
        new StaffingService(new RunOptions { CacheFolder = folder, Threads = 2 }).RunAsync(plan, TestContext.Current.CancellationToken);

    private static IEnumerable<OfficeStaff> Box(int least, int most) =>
        from i in Enumerable.Range(least, most - least + 1)
        from e in Enumerable.Range(least, most - least + 1)
        select new OfficeStaff(i, e);

    private static async Task<bool> HoldsAsync(RunInputs inputs, int years)
    {
        Setup setup = Setup.Compile(inputs);
        for (int r = 1; r <= years; r++)
        {
            ReplicationResult result = await new RunPlan(setup, new InlineRunHost(setup, 1), r).RunAsync($"box-{r}", Opening.Empty(setup), TestContext.Current.CancellationToken);
            foreach (KindTotals kind in result.Kinds)
            {
                if (kind.Due > 0 && (double)kind.OnTime / kind.Due < inputs.Targets.Single(t => t.Kind == kind.Kind).AtLeast)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private sealed class Watch<T>(Action<T> look) : IProgress<T>
    {
        public void Report(T value) => look(value);
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<StaffingProgress>
    {
        private int told;

        public void Report(StaffingProgress value)
        {
            if (++told == 4)
            {
                source.Cancel();
            }
        }
    }
}
