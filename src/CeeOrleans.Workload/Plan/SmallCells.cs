using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Which cells of a table on what was open in the live world may be shown: those in which at least <see cref="Least"/> importers
/// have such items, so that a number is nobody's own.
/// </summary>
public sealed class SmallCells
{
    /// <summary>Importers that a cell needs.</summary>
    public const int Least = 3;

    private readonly Dictionary<(string Office, WorkKind Kind), int> importers = [];

    /// <param name="inputs">Of the run; where it starts from no snapshot, everything may be shown.</param>
    public SmallCells(RunInputs inputs)
    {
        All = inputs.Opening.Snapshot is null;
        if (inputs.Opening.Snapshot is not { } snapshot)
        {
            return;
        }

        LiveOffices offices = new(inputs);
        HashSet<(string, WorkKind)> own = [];
        foreach (SnapshotAccount account in snapshot.Accounts)
        {
            own.Clear();
            foreach (SnapshotItem item in account.Items)
            {
                string office = offices.CodeOf(offices.OfficeOf(item, offices.TraitsOf(account)));
                own.UnionWith([(office, item.Kind), (office, WorkKind.None), ("", item.Kind)]);
            }

            foreach ((string, WorkKind) cell in own)
            {
                importers[cell] = importers.GetValueOrDefault(cell) + 1;
            }
        }
    }

    /// <summary>Everything may be shown.</summary>
    public bool All { get; }

    /// <summary>Whether the cell of an office and kind may be shown.</summary>
    /// <param name="office">Code; the empty text for all offices.</param>
    /// <param name="kind"><see cref="WorkKind.None"/> for all kinds.</param>
    public bool Shows(string office, WorkKind kind) => All || importers.GetValueOrDefault((office, kind)) >= Least;
}
