using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Grains.Live;

/// <summary>The live face of an office grain: its work list, read from the rows. It owns no case and keeps nothing.</summary>
internal sealed class OfficeLive(LiveWorld world, string key)
{
    public async ValueTask<WorkPage> WorkAsync(Role role, string? cursor, int limit)
    {
        Page<OpenItem> page = await world.Rows.WorkAsync(key[(key.LastIndexOf('/') + 1)..], role, cursor, limit, CancellationToken.None);
        return new WorkPage([.. page.Items.Select(i => new WorkRow(i.Account, i.Number, (byte)i.Kind, i.Subject, i.Port, i.Heading, i.Due, i.Assignee))], page.Next);
    }
}
