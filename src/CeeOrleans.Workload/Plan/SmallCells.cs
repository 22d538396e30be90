using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Which cells of tables that come from the live world may be shown: those in which at least <see cref="Least"/> importers have a
/// part, so that a number is nobody's own. What was open: those with such items. What is filed at a port, or done at an
/// office: those who enter goods there, or whose work goes there.
/// </summary>
public sealed class SmallCells
{
    /// <summary>Importers that a cell needs.</summary>
    public const int Least = 3;

    private readonly Dictionary<(string Office, WorkKind Kind), int> importers = [];
    private readonly int[]? atPort;
    private readonly Dictionary<string, int> atOffice = new(StringComparer.Ordinal);

    /// <param name="inputs">Of the run; where it takes nothing from a snapshot, everything may be shown.</param>
    public SmallCells(RunInputs inputs)
    {
        if (inputs.Population?.Snapshot is { } live)
        {
            atPort = new int[inputs.Ports.Length];
            Count(inputs, live);
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

    /// <summary>Whether what an office does may be shown: those count whose new work goes there on some day of the horizon.</summary>
    /// <param name="office">Code.</param>
    public bool ShowsOffice(string office) => atPort is null || atOffice.GetValueOrDefault(office) >= Least;

    private void Count(RunInputs inputs, LiveSnapshot live)
    {
        LiveOffices offices = new(inputs);
        Dictionary<int, ushort> ports = LiveVolume.PortsOf(inputs.Ports);
        int[] days = [.. offices.Days];
        int[] importersOf = new int[offices.Count];
        int[] last = new int[offices.Count];
        last.AsSpan().Fill(-1);
        for (int a = 0; a < live.Accounts.Length; a++)
        {
            SnapshotAccount account = live.Accounts[a];
            AccountTraits traits = offices.TraitsOf(account);
            int before = -1;
            foreach (SnapshotCell cell in account.Volume)
            {
                // Cells ascend by port.
                if (cell.Entries == 0 || cell.Port == before || !ports.TryGetValue(cell.Port, out ushort port))
                {
                    continue;
                }

                before = cell.Port;
                atPort![port]++;
                foreach (int day in days)
                {
                    int office = offices.OfficeOn(traits, port, day);
                    importersOf[office] += last[office] == a ? 0 : 1;
                    last[office] = a;
                }
            }
        }

        for (int o = 0; o < importersOf.Length; o++)
        {
            atOffice[offices.CodeOf(o)] = importersOf[o];
        }
    }
}
