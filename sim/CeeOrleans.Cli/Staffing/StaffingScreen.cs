using System.Collections.Immutable;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Staffing;
using CeeOrleans.Workload.Inputs;
using Spectre.Console;

namespace CeeOrleans.Cli.Staffing;

/// <summary>What <c>cee staff</c> says on a terminal.</summary>
internal static class StaffingScreen
{
    /// <summary>An answer: the table of desks, then the statement.</summary>
    /// <param name="without">The part of the statement that is left out, by its heading.</param>
    public static void Show(Screen screen, StaffingResult result, string? without = null)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("office").AddColumn("role");
        foreach (string head in StaffingTables.Heads)
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (IReadOnlyList<string> row in StaffingTables.Rows(result))
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        screen.OutConsole.Write(table);
        foreach (string line in StaffingStatement.Legend(result))
        {
            screen.Item(line);
        }

        foreach (StatementPart part in StaffingStatement.Parts(result).Where(p => p.Title != without))
        {
            Tell(screen, part.Title, part.Lines);
        }

        Tell(screen, "Whose work it is", StaffingStatement.Whose(result));
    }

    public static void Tell(Screen screen, string title, IEnumerable<string> lines)
    {
        screen.Out.WriteLine();
        screen.Heading(title);
        foreach (string line in lines)
        {
            screen.Item(line);
        }
    }

    /// <summary>Targets that nobody can meet.</summary>
    public static int OutOfReach(TextWriter error, StaffingResult result)
    {
        foreach (string line in StaffingStatement.OutOfReach(result))
        {
            error.WriteLine($"cee: {line.Replace('\u00a0', ' ')}");
        }

        return ExitCode.TargetMissed;
    }

    /// <summary>Work that no target protects, with the lines that would.</summary>
    public static int Refuse(TextWriter error, string file, RunInputs inputs, ImmutableArray<KindInput> missing)
    {
        error.WriteLine($"{file}: {(missing.Length == 1 ? "one kind of work has" : FormattableString.Invariant($"{missing.Length} kinds of work have"))} neither a target nor the word unprotected: {string.Join("; ", missing.Select(k => k.Name))}.");
        error.WriteLine("A staffing that meets the other targets may let these lie for ever. Add");
        foreach (string line in Protection.Lines(inputs, missing))
        {
            error.WriteLine("  " + line);
        }

        error.WriteLine(inputs.Targets.IsEmpty ? "cee: Nothing was run." : "cee: or say --leave-unprotected. Nothing was run.");
        return ExitCode.ScenarioInvalid;
    }
}
