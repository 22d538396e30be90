using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Staffing;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class StaffingReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staffing-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_statement_says_all_that_may_be_said()
    {
        StaffingResult result = await FoundAsync();
        string[] said = [.. StaffingStatement.Of(result)];

        Assert.StartsWith($"The plan takes {result.Desks.Where(d => d.Desk.Role == Role.ImportSpecialist).Sum(d => d.Answer)} import specialists and ", said[0], StringComparison.Ordinal);
        Assert.Contains(said, s => s.StartsWith($"It met every target in {result.YearsMet} of 4 fresh years, so in at least ", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains($"can cost less than {result.Bound} people", StringComparison.Ordinal) && s.Contains("This one costs that + ", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("One fewer ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(29, 29, 0.902)]
    [InlineData(59, 59, 0.950)]
    [InlineData(28, 29, 0.847)]
    [InlineData(0, 29, 0)]
    public async Task The_least_share_of_years_is_that_of_Clopper_and_Pearson(int met, int years, double least)
    {
        StaffingResult found = await FoundAsync();
        CertifiedYear year = found.Years[0];
        CertifiedYear Made(bool holds) => year with { Offices = [.. year.Offices.Select(o => o with { Targets = [.. o.Targets.Select(t => t with { Part = holds ? Math.Max(1, t.Whole) : 0, Whole = Math.Max(1, t.Whole) })] })] };
        StaffingResult result = found with { Years = [.. Enumerable.Range(0, years).Select(i => Made(i < met))] };

        // 28 of 29: the share p with P(28 or more of 29) = 5 %, 29 p^28 − 28 p^29 = 0.05.
        Assert.Equal(met, result.YearsMet);
        Assert.Equal(least, result.LeastShare, 3);
    }

    [Fact]
    public async Task Worlds_floors_and_unprotected_work_have_their_sentences()
    {
        StaffingResult found = await FoundAsync();
        StaffingResult result = found with
        {
            Worlds = new WorldAnswer(64, 28, 21, "people.direct share is below 68 % (6 of the 7 failing worlds)", [("coverage: full review", 5)]),
            Floors =
            [
                new FloorAnswer(Role.ImportSpecialist, 984, 984, true, 12, "GAO"),
                new FloorAnswer(Role.EntrySpecialist, 409, 500, true, 0, "memory"),
            ],
        };
        string said = string.Join('\n', StaffingStatement.Of(result)).Replace('\u00a0', ' ');

        Assert.Contains("It holds in 75.0 % of the worlds compatible with the published facts (21 of 28, 64 sampled), and fails where people.direct share is below 68 % (6 of the 7 failing worlds); missed there most: coverage: full review (5).", said, StringComparison.Ordinal);
        Assert.Contains("The floor binds: 984 import specialists on board, overhead included; the statutory floor is 984 (6 USC 212 and 215; GAO), and 12 of them are there for it alone.", said, StringComparison.Ordinal);
        Assert.Contains("The floor does not bind: 500 entry specialists on board", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_worlds_ask_for_and_what_would_turn_it_are_said_and_drawn()
    {
        StaffingResult found = await FoundAsync();
        DeskName desk = found.Desks[0].Desk;
        int answer = found.Desks[0].Answer;
        Assumption minutes = Assumption.Of(ScenarioLoader.Load(Repository.Scenario("national-cees.yaml")), out _).First(a => a.Path == "kinds.full review.minutes");
        SampledWorld World(int i) => new(i, ImmutableSortedDictionary<string, PathValue>.Empty.Add(minutes.Path, minutes.At(i / 19.0)), WorldFate.Kept, "", [], [0.9], [], 1);
        WorldNeed need = new(desk, answer - 1, [.. Enumerable.Range(0, 20).Select(i => (World(i), answer - 10 + i))], 2, [new NeedTurner(minutes, 0.9, true, answer - 9, answer + 8)]);
        StaffingResult result = found with { Worlds = new WorldAnswer(64, 22, 11, "", [("coverage: full review", 9)]) { Needs = [need] } };
        string said = string.Join('\n', StaffingStatement.UnknownLines(result)).Replace('\u00a0', ' ');

        // 9 of the 20 worlds ask for more than the answer, and 2 are out of reach.
        Assert.Contains("It holds in 50.0 % of the worlds compatible with the published facts (11 of 22, 64 sampled), and fails where import specialists are too few (11 worlds); missed there most: ", said, StringComparison.Ordinal);

        // The middle nine tenths of 20 numbers in a row: the first and the last are left out.
        Assert.Contains($" asks for {answer - 1} under the assumptions as they stand", said, StringComparison.Ordinal);
        Assert.Contains($", and for {answer - 10} to {answer + 9} in the middle nine tenths of these worlds", said, StringComparison.Ordinal);
        Assert.Matches($@"; {answer} are enough in 11 of 22(, today's \d+ in \d+)?, {answer + 6} in three of four\. In 2 of them no number of people meets every target\.", said);
        Assert.Contains($"kinds.full review.minutes, now mean 40 min ({answer - 9} at mean ", said, StringComparison.Ordinal);
        Assert.Contains($"Each of these asks alone for more than {answer} at an end of its range: kinds.full review.minutes. Over all worlds together the number follows kinds.full review.minutes more closely", said, StringComparison.Ordinal);
        ImmutableArray<ChartSeries> charts = StaffingCharts.Of(result);
        Assert.All(["turns-", "worlds-"], id => Assert.InRange(ChartRenderer.HeightOf(ChartRenderer.Png(Assert.Single(charts, c => c.Id.StartsWith(id, StringComparison.Ordinal)))), 60, 3_000));
        Assert.Equal(20, StaffingTables.Worlds(result).Rows);
    }

    [Fact]
    public async Task What_other_importers_ask_for_is_said_and_listed()
    {
        StaffingResult found = await FoundAsync();
        DeskAnswer desk = found.Desks[0];
        CertifiedYear year = found.Years[0];
        DrawnYear Draw(int i) => new(20151002UL + (ulong)i, 0.1 + (i / 100.0), i == 3 ? [.. year.Offices.Select(o => o with { Targets = [.. o.Targets.Select(t => t with { Part = 0, Whole = 10 })] })] : year.Offices, [new DeskNeed(desk.Desk.Office, desk.Desk.Role, desk.Answer - 2 + i, 0, 1, [])]);
        StaffingResult result = found with { Desks = [desk], Draws = [.. Enumerable.Range(0, 4).Select(Draw)] };
        string said = string.Join('\n', StaffingStatement.UnknownLines(result)).Replace('\u00a0', ' ');

        Assert.Equal([.. Enumerable.Range(0, 4).Select(i => Draw(i).Met)], result.Draws.Select(d => d.Met));
        int met = result.Draws.Count(d => d.Met);
        Assert.Contains($"In 4 years with other importers of the same assumptions (10.0 % to 13.0 % of the summaries, as large importers fall), each from an opening of its own, the answer meets every target in {met}, so in at least ", said, StringComparison.Ordinal);
        Assert.Contains($"With those other importers a year asks for {desk.Answer - 2} to {desk.Answer + 1} import specialists", said, StringComparison.Ordinal);
        Assert.Contains($"; {desk.Answer} are enough in 3 of 4", said, StringComparison.Ordinal);
        Assert.Equal(4, StaffingTables.Draws(result).Rows);
        Assert.Contains(StaffingStatement.Of(result), s => s == $"That is with one draw of importers; with others of the same assumptions it met them in {met} of 4 years.");
    }

    [Theory]
    [InlineData(null, 80, null)]
    [InlineData(10, 40, null)]
    [InlineData(127, 67, "97 are enough up to about")]
    [InlineData(67, 127, "97 are enough down to about")]
    public void The_value_up_to_which_an_answer_is_enough_lies_between_where_it_stands_and_the_end_that_asks_for_more(int? atHigh, int? atLow, string? said)
    {
        string? turning = StaffingStatement.Turning(new NeedTurner(Share(), 0, false, atLow, atHigh), 90, 97);
        Assert.Equal(said, turning?[..said!.Length]);
    }

    [Fact]
    public void An_answer_that_is_just_enough_is_told_so()
    {
        Assert.Equal("97 are just enough where it stands, the reserve for luck spent", StaffingStatement.Turning(new NeedTurner(Share(), 0, false, 67, 127), 97, 97));
    }

    [Theory]
    [InlineData(null, 80, 90, "by the slope to that end, 97 are passed at about 14.9")] // 11 % + 7/10 of 5.5 points
    [InlineData(120, null, 90, null)] // the missing end asks for fewer
    [InlineData(null, 89, 90, null)] // a slope within luck says nothing
    [InlineData(null, 85, 90, null)] // passed beyond the missing end
    [InlineData(127, 67, 90, null)] // both ends were run
    public void Where_the_facts_allow_one_end_alone_its_slope_says_where_the_answer_is_passed(int? atHigh, int? atLow, int atBase, string? said)
    {
        string? beyond = StaffingStatement.Beyond(new NeedTurner(Share(), 0, false, atLow, atHigh), atBase, 97);
        Assert.Equal(said is null, beyond is null);
        Assert.Contains(said ?? "", beyond ?? "", StringComparison.Ordinal);
    }

    /// <summary>Eleven per cent, from 5.5 to 17.6 %.</summary>
    private static Assumption Share() =>
        Assumption.Of(ScenarioLoader.Load(Repository.Scenario("national-cees")), out _).First(a => a.Path == "population.entry share.ELE");

    [Fact]
    public async Task Every_chart_has_its_finding_its_data_and_a_picture()
    {
        StaffingResult result = await FoundAsync();
        ImmutableArray<ChartSeries> charts = StaffingCharts.Of(result);

        Assert.Equal(["curve", "by-office", "desks"], charts.Select(c => c.Id).Where(id => !id.StartsWith("years-met-", StringComparison.Ordinal) && !id.StartsWith("alone-", StringComparison.Ordinal) && id != "one-fewer"));
        Assert.Equal(result.Desks.Length, charts.Count(c => c.Id.StartsWith("alone-", StringComparison.Ordinal)));
        Assert.Equal(result.Desks.Count(d => result.RangeOf(d.Desk).Length > 1), charts.Count(c => c.Id.StartsWith("years-met-", StringComparison.Ordinal)));
        Assert.Equal(result.Desks.Any(d => d.FewerMissed > 0), charts.Any(c => c.Id == "one-fewer"));
        Assert.All(charts, c => Assert.EndsWith(".", c.Finding, StringComparison.Ordinal));
        Assert.All(charts, c => Assert.NotEqual(0, c.Data.Rows));
        Assert.All(charts, c => Assert.InRange(ChartRenderer.HeightOf(ChartRenderer.Png(c)), 60, 3_000));
        ResponseChart curve = (ResponseChart)charts.Single(c => c.Id == "curve");
        Assert.Equal(curve.At.Order(), curve.At);
        Assert.True(curve.Lines[0].Mean[^1] >= curve.Lines[0].Mean[0], "more people are late more often");
    }

    [Fact]
    public async Task The_page_stands_alone_and_a_second_one_has_the_same_bytes()
    {
        StaffingResult result = await FoundAsync();
        ImmutableSortedDictionary<string, string> files = StaffingReport.Write(result, "cee staff four.yaml", folder, cancellation: TestContext.Current.CancellationToken);
        string page = await File.ReadAllTextAsync(Path.Combine(folder, files["report"]), TestContext.Current.CancellationToken);
        string other = Path.Combine(folder, "again");
        StaffingReport.Write(result, "cee staff four.yaml", other, cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("cee staff four.yaml", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.All(files.Values, f => Assert.Equal(File.ReadAllBytes(Path.Combine(folder, f)), File.ReadAllBytes(Path.Combine(other, f))));
        Assert.Equal(4, StaffingTables.Desks(result).Rows);
        Assert.Equal(2 * 4, StaffingTables.Targets(result).Rows);
    }

    [Theory]
    [InlineData("staffing-cees.yaml")]
    [InlineData("staffing-smoke.yaml")]
    public void The_lines_of_the_answer_make_a_scenario_with_its_people(string name)
    {
        string scenario = Repository.Scenario(name);
        LoadedScenario loaded = ScenarioLoader.Load(scenario);
        RunInputs inputs = loaded.Inputs!;
        int ports = inputs.Offices.Length;
        int[] offices = inputs.Centers.Any(c => c.Phases.Length > 0) ? [.. Enumerable.Range(ports, inputs.Centers.Length)] : [0];
        ImmutableArray<OfficeStaff> staff = [.. Enumerable.Range(0, ports + inputs.Centers.Length).Select(o => offices.Contains(o) ? new OfficeStaff(40 + o, 20 + o) : default)];
        StaffingResult result = new(
            new StaffingPlan(new DoubtScenario(loaded, _ => loaded)),
            Setup.OfficesOf(inputs),
            [.. offices.SelectMany(o => Setup.DeskRoles.Select(r => new DeskAnswer(new DeskName(o, r), 1, 1, 1, 1, staff[o].Of(r), 0, 0)))],
            staff,
            2,
            true,
            [],
            [],
            null,
            []);
        string file = Path.Combine(folder, "answer.yaml");
        File.WriteAllLines(file, AnswerScenario.Of(result, "cee staff it's.yaml", scenario));
        LoadedScenario answer = ScenarioLoader.Load(file);

        Assert.Empty(answer.Errors);
        foreach (int o in offices)
        {
            ImmutableArray<StaffInput> given = o < ports ? answer.Inputs!.Offices[o].Staff : answer.Inputs!.Centers[o - ports].Staff;
            Assert.Equal(staff[o].ImportSpecialists, given.Single(s => s.Role == Role.ImportSpecialist).People);
            Assert.Equal(staff[o].EntrySpecialists, given.Single(s => s.Role == Role.EntrySpecialist).People);
            Assert.True(o < ports || answer.Inputs.Centers[o - ports].Phases.SequenceEqual(inputs.Centers[o - ports].Phases));
        }
    }

    private async Task<StaffingResult> FoundAsync()
    {
        StaffingPlan plan = new(FourDesks.Scenario(FourDesks.Inputs(new(4, 4), new(4, 4)))) { SearchYears = 2, Years = 4 };
        return await new StaffingService(new RunOptions { CacheFolder = Path.Combine(folder, "cache"), Threads = 1 }).RunAsync(plan, TestContext.Current.CancellationToken);
    }
}
