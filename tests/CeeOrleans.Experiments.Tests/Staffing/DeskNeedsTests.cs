using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>The search for the people of one desk, on a recorded year of a hundredth of the nation at one office.</summary>
public sealed class DeskNeedsTests
{
    private static readonly RunInputs Inputs = ScenarioLoader.Load(Repository.Scenario("staffing-smoke.yaml")).Inputs!;
    private static readonly Lazy<Task<(Setup Setup, OfficeRecord Record, OfficeStaff Staff)>> Year = new(RecordAsync);

    [Theory]
    [InlineData(Role.ImportSpecialist, 0.95)]
    [InlineData(Role.ImportSpecialist, 0.5)]
    [InlineData(Role.EntrySpecialist, 0.95)]
    public async Task From_any_guess_the_same_number_is_found_and_one_fewer_misses(Role role, double coverage)
    {
        (Setup setup, OfficeRecord record, OfficeStaff staff) = await Year.Value;
        OfficeTargets targets = new(Inputs, [.. Inputs.Targets.Select(t => t.Measure == "coverage" ? t with { AtLeast = coverage } : t)]);
        OfficeStaff plenty = new(40, 40);
        DeskNeeds one = new(setup, record, 1, targets, BorrowedOpening.Unknown);
        int need = one.Of(role, plenty.With(role, staff.Of(role)), 0, absence: false, TestContext.Current.CancellationToken).Need;
        Assert.True(need > 1);
        Assert.True(targets.Met(one.Report(plenty.With(role, need), TestContext.Current.CancellationToken), role, BorrowedOpening.Unknown));
        Assert.False(targets.Met(one.Report(plenty.With(role, need - 1), TestContext.Current.CancellationToken), role, BorrowedOpening.Unknown));
        foreach (int guess in new[] { 1, need - 1, need, need + 1, need + 60 })
        {
            Assert.Equal(need, one.Of(role, plenty.With(role, guess), 0, absence: false, TestContext.Current.CancellationToken).Need);
        }
    }

    [Fact]
    public async Task A_share_that_nobody_reaches_is_said_to_be_out_of_reach_with_how_near_the_most_come()
    {
        (Setup setup, OfficeRecord record, _) = await Year.Value;
        TargetInput coverage = Inputs.Targets.Single(t => t.Measure == "coverage");
        DeskNeed found = new DeskNeeds(setup, record, 1, new OfficeTargets(Inputs, [coverage with { AtLeast = 1.01 }]), BorrowedOpening.Unknown)
            .Of(Role.ImportSpecialist, new OfficeStaff(9, 9), 0, absence: false, TestContext.Current.CancellationToken);
        TargetReach reach = Assert.Single(found.Unreachable);
        Assert.InRange(reach.Share, 0.9, 1);
        Assert.Equal((4 * 9) + 12, found.Need);
    }

    private static async Task<(Setup, OfficeRecord, OfficeStaff)> RecordAsync()
    {
        Setup setup = Setup.Compile(Inputs);
        RecordingHost host = new(new InlineRunHost(setup, 2), [0]);
        Opening opening = await RunService.OpenAsync(setup, host, CancellationToken.None);
        host.Clear();
        await new RunPlan(setup, host, 1).RunAsync("desk-needs", opening, CancellationToken.None);
        return (setup, host.Records[0], setup.StaffByOffice()[0]);
    }
}
