using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Which cells of tables that come from the live world may be shown: those in which at least <see cref="Least"/> importers have a
/// part, so that a number is nobody's own. What was open: those with such items. What is filed at a port: those who enter goods there.
/// </summary>
public sealed class SmallCells
{
    /// <summary>Importers that a cell needs.</summary>
    public const int Least = 3;

    private readonly Dictionary<(string Office, WorkKind Kind), int> importers = [];
    private readonly int[]? atPort;

    /// <param name="inputs">Of the run; where it takes nothing from a snapshot, everything may be shown.</param>
    public SmallCells(RunInputs inputs)
    {
        if (inputs.Population?.Snapshot is { } live)
        {
            atPort = new int[inputs.Ports.Length];
            Dictionary<int, ushort> ports = LiveVolume.PortsOf(inputs.Ports);
            foreach (SnapshotAccount account in live.Accounts)
            {
                int last = -1;
                foreach (SnapshotCell cell in account.Volume)
                {
                    // Cells ascend by port.
                    if (cell.Entries > 0 && cell.Port != last && ports.TryGetValue(cell.Port, out ushort port))
                    {
                        atPort[port]++;
                        last = cell.Port;
                    }
                }
            }
        }

        All = inputs.Opening.Snapshot is null;
        if (inputs.Opening.Snapshot is not { } snapshot)
        {
            return;
        }

        LiveOffices offices = new(inputs);
        HashSet<(string, WorkKind)> own = [];
        foreach (SnapshotAccount account in snapshot.Accounts)
        {
            if (account.Items.IsEmpty)
            {
                continue;
            }

            own.Clear();
            AccountTraits traits = offices.TraitsOf(account);
            foreach (SnapshotItem item in account.Items)
            {
                string office = offices.CodeOf(offices.OfficeOf(item, traits));
                own.UnionWith([(office, item.Kind), (office, WorkKind.None), ("", item.Kind)]);
            }

            foreach ((string, WorkKind) cell in own)
            {
                importers[cell] = importers.GetValueOrDefault(cell) + 1;
            }
        }
    }

    /// <summary>Everything on what was open may be shown.</summary>
    public bool All { get; }

    /// <summary>Importers that a group needs to be shown: <see cref="Least"/> where they are live accounts, else one.</summary>
    public static int LeastOf(RunInputs inputs) => inputs.Population?.Snapshot is null ? 1 : Least;

    /// <summary>Whether the cell of an office and kind may be shown.</summary>
    /// <param name="office">Code; the empty text for all offices.</param>
    /// <param name="kind"><see cref="WorkKind.None"/> for all kinds.</param>
    public bool Shows(string office, WorkKind kind) => All || importers.GetValueOrDefault((office, kind)) >= Least;

    /// <summary>Whether what is filed at a port may be shown.</summary>
    public bool ShowsPort(int port) => atPort is null || atPort[port] >= Least;
}
