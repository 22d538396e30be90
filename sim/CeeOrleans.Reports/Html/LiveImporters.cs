using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Reports.Html;

/// <summary>What a report does not show where the importers are live accounts.</summary>
internal static class LiveImporters
{
    /// <summary>One paragraph for reports.</summary>
    public static string Shown { get; } = $"The importers are real, so no number of theirs is shown that is the doing of fewer than {SmallCells.Least} of them: offices, ports, industries and groups of importers with fewer are left out of tables and files, and so are the part on one importer, whom it would show, and the table of published facts, which are of the nation.";
}
