using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Live;
using CeeOrleans.Workload.Plan;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CeeOrleans.Grains.Offices;

/// <summary>What a port grain and a Center grain have in common: a key, and the face of its world.</summary>
public abstract class OfficeGrain : IGrainBase, IOfficeGrain, ILiveOfficeGrain
{
    private readonly OfficeRun run;
    private readonly OfficeLive live;

    private protected OfficeGrain(IGrainContext context, SetupRegistry setups, LiveWorld world)
    {
        GrainContext = context;
        string key = context.GrainId.Key.ToString()!;
        run = new OfficeRun(setups, key);
        live = new OfficeLive(world, key);
    }

    public IGrainContext GrainContext { get; }

    public ValueTask OpenAsync(Immutable<World> world, int office, Immutable<byte[]?> state)
    {
        run.Open(world.Value, office, state.Value);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Immutable<AdvanceReply>> AdvanceAsync(Immutable<AdvanceOrder> order) =>
        ValueTask.FromResult(new Immutable<AdvanceReply>(run.Advance(order.Value)));

    public ValueTask<Immutable<OfficeReport>> CollectAsync() => ValueTask.FromResult(new Immutable<OfficeReport>(run.Collect()));

    public ValueTask<Immutable<byte[]>> SnapshotAsync() => ValueTask.FromResult(new Immutable<byte[]>(run.Snapshot()));

    public ValueTask<WorkPage> WorkAsync(Role role, string? cursor, int limit) => live.WorkAsync(role, cursor, limit);

    public ValueTask CloseAsync()
    {
        run.Close();
        this.DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A port, or the service office at one.</summary>
[GrainType("port")]
[HashBasedPlacement]
public sealed class PortGrain(IGrainContext context, SetupRegistry setups, LiveWorld world) : OfficeGrain(context, setups, world), IPortGrain, ILivePortGrain;

/// <summary>A Center of Excellence and Expertise.</summary>
[GrainType("center")]
[HashBasedPlacement]
public sealed class CeeGrain(IGrainContext context, SetupRegistry setups, LiveWorld world) : OfficeGrain(context, setups, world), ICeeGrain, ILiveCeeGrain;
