using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;
using Spectre.Console;

namespace CeeOrleans.Cli.Runs;

/// <summary>The closing words of a run: the answer first, then the few numbers behind it. Everything else is in the report.</summary>
internal static class RunSummary
{
    /// <summary>What a planner asks first of a nation.</summary>
    private static readonly (string Measure, string Role, string Label)[] Nation =
    [
        (MeasureNames.OnTime, "", "clocked work on time"),
        (MeasureNames.Coverage, "", "coverage of the review pool"),
        (MeasureNames.RevenueForgone, "", "revenue forgone"),
        (MeasureNames.OpenAge, "", "age of open work"),
        (MeasureNames.Utilisation, "import specialist", "import specialists busy"),
        (MeasureNames.Utilisation, "entry specialist", "entry specialists busy"),
        (MeasureNames.ClockedLoad, "import specialist", "clocked load, import specialists"),
        (MeasureNames.TouchPoints, "", "touch points, importers touched"),
        (MeasureNames.OfficesPerImporter, "", "post-release offices per importer"),
        (MeasureNames.Exposure, "", "questions decided by two offices"),
        (MeasureNames.PositionCost, "", "cost of positions"),
        (MeasureNames.UnprotectedShare, "", "unprotected share of work"),
    ];

    /// <summary>What a queue is known by.</summary>
    private static readonly (string Measure, string Label)[] Queue =
    [
        (MeasureNames.WaitMean, "mean wait"),
        (MeasureNames.WaitP90, "wait, 90th percentile"),
        (MeasureNames.SojournMean, "mean time at the office"),
    ];

    /// <summary>Writes the summary to the output.</summary>
    public static void Write(Screen screen, RunResult run, MeasureTable measures, RunDocument document, string? report)
    {
        TextWriter output = screen.Out;
        output.WriteLine(Answer(run, measures, document));
        output.WriteLine();
        screen.OutConsole.Write(Table(run, measures));
        foreach (RunDocument.TargetFields missed in document.Targets.Where(t => !t.Met))
        {
            output.WriteLine($"Target missed: {missed.Measure} reached {Words.Value(missed.Value ?? double.NaN, "share")}, asked {Words.Value(missed.AtLeast, "share")}.");
        }

        output.WriteLine(measures.LuckNote);
        if (document.Stopping is { } stopping)
        {
            output.WriteLine(stopping.Statement);
        }

        output.WriteLine(MeasureTable.KnowledgeNote);
        output.WriteLine();
        output.WriteLine(FormattableString.Invariant($"{Words.Short(document.Counts.EntrySummaries)} summaries, {Words.Short(document.Counts.WorkItems)} work items, {run.Replications.Length} {(run.Replications.Length == 1 ? "replication" : "replications")}, {Words.Duration(TimeSpan.FromSeconds(document.Seconds.Total))}, {document.PeakMemoryMb:0} MB, result {run.ResultHash[..Math.Min(12, run.ResultHash.Length)]}"));
        if (report is not null)
        {
            output.WriteLine($"Report: {report}");
        }
    }

    /// <summary>One sentence: how much was done in time, and were the targets met.</summary>
    private static string Answer(RunResult run, MeasureTable measures, RunDocument document)
    {
        List<string> parts = [];
        Add(MeasureNames.OnTime, "of clocked work on time");
        Add(MeasureNames.Coverage, "of the review pool covered");
        if (parts.Count == 0)
        {
            parts.Add($"{Words.Whole(document.Counts.WorkItems)} items served");
        }

        int met = document.Targets.Count(t => t.Met);
        parts.Add(document.Targets.Count == 0 ? "no targets declared" : $"{met} of {document.Targets.Count} targets met");
        return $"{run.Inputs.Name}{(run.Partial ? " (partial: interrupted)" : "")}: {string.Join(", ", parts)}.";

        void Add(string name, string text)
        {
            if (measures.Find(name) is { } measure)
            {
                parts.Add($"{Words.Value(measure.Mean, measure.Unit)} {text}");
            }
        }
    }

    private static Table Table(RunResult run, MeasureTable measures)
    {
        bool interval = measures.Replications >= 2;
        Table table = new Table().Border(TableBorder.Simple).AddColumn("measure").AddColumn(new TableColumn("mean").RightAligned());
        if (interval)
        {
            table.AddColumn(new TableColumn("95 % luck interval").RightAligned());
        }

        if (run.Inputs.Population is not null)
        {
            foreach ((string name, string role, string label) in Nation)
            {
                Row(label, measures.Find(name, role: role));
            }
        }
        else
        {
            foreach (Measure busy in measures.Rows.Where(m => m.Name == MeasureNames.Utilisation && m.Office == MeasureTable.Everywhere))
            {
                Row($"{busy.Role}s busy", busy);
            }

            foreach (string kind in run.Inputs.Kinds.Select(k => k.Name))
            {
                foreach ((string name, string label) in Queue)
                {
                    Row(run.Inputs.Kinds.Length == 1 ? label : $"{kind}: {label}", measures.Find(name, kind: kind));
                }
            }
        }

        return table;

        void Row(string label, Measure? measure)
        {
            if (measure is null)
            {
                return;
            }

            List<Text> cells = [new(label), new(Words.Value(measure.Mean, measure.Unit))];
            if (interval)
            {
                cells.Add(new Text(measure is { Low: { } low, High: { } high } ? $"{Words.Value(low, measure.Unit)} to {Words.Value(high, measure.Unit)}" : "–"));
            }

            table.AddRow(cells);
        }
    }
}
