using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>The inline host refuses what the grains refuse, in the same words.</summary>
public sealed class InlineRunHostTests
{
    private static readonly Setup Setup = Setup.Compile(SampleRun.Queue(1).Inputs);

    [Fact]
    public async Task An_office_that_is_not_open_says_so_whatever_it_is_asked()
    {
        InlineRunHost host = new(Setup);
        World world = new("never opened", Setup.Hash, 1);

        await RefusesAsync(host, world);
    }

    [Fact]
    public async Task A_closed_world_is_not_open_either()
    {
        InlineRunHost host = new(Setup);
        World world = new("closed", Setup.Hash, 1);
        await host.OpenAsync(world, 0, null, TestContext.Current.CancellationToken);
        Assert.NotEmpty(await host.SnapshotAsync(world, 0, TestContext.Current.CancellationToken));
        await host.CloseAsync(world, TestContext.Current.CancellationToken);

        await RefusesAsync(host, world);
    }

    private static async Task RefusesAsync(InlineRunHost host, World world)
    {
        string told = $"Office {Setup.Offices[0].Code} is not open in world {world.Id}.";
        foreach (Func<Task> asked in new Func<Task>[]
        {
            () => host.CollectAsync(world, 0, TestContext.Current.CancellationToken),
            () => host.SnapshotAsync(world, 0, TestContext.Current.CancellationToken),
            () => host.AdvanceAsync(world, [new AdvanceOrder(0, 0, Setup.Start + 86_400, [])], TestContext.Current.CancellationToken),
        })
        {
            Assert.Equal(told, (await Assert.ThrowsAsync<OutOfTurnException>(asked)).Message);
        }
    }
}
