using CeeOrleans.Contracts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Grains.Offices;

/// <summary>
/// The run face of an office grain: it hosts the kernel. Port and Center grains are shells that hold one; the live face
/// stands beside it, over the same rules.
/// </summary>
internal sealed class OfficeRun(SetupRegistry setups, string key)
{
    private OfficeKernel? kernel;

    public void Open(World world, int office, byte[]? state) =>
        kernel = new OfficeKernel(setups.Find(world.SetupHash), office, world.Replication, state);

    public AdvanceReply Advance(AdvanceOrder order)
    {
        if (kernel is null)
        {
            return new AdvanceReply(null, $"Office {key} is not open here: its activation was lost, or it was never opened.");
        }

        try
        {
            return new AdvanceReply(kernel.Advance(order), null);
        }
        catch (OutOfTurnException e)
        {
            return new AdvanceReply(null, e.Message);
        }
    }

    public OfficeReport Collect() => Kernel.Collect();

    public byte[] Snapshot() => Kernel.Snapshot();

    public void Close() => kernel = null;

    private OfficeKernel Kernel => kernel ?? throw new OutOfTurnException($"Office {key} is not open here: its activation was lost, or it was never opened.");
}
