using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using Spectre.Console;
using ReportWords = CeeOrleans.Reports.Charts.Words;

namespace CeeOrleans.Cli.Comparisons;

/// <summary>The closing words of a comparison: the answer first, then the numbers behind it. Everything else is in the report.</summary>
internal static class ComparisonSummary
{
    /// <summary>Writes the summary to the output.</summary>
    public static void Write(Screen screen, Comparison comparison, ComparisonDocument document)
    {
        TextWriter output = screen.Out;
        foreach (PlanOutcome plan in comparison.Plans)
        {
            output.WriteLine($"{plan.Label}  {plan.File}: {plan.Inputs.Name}");
        }

        foreach (PlanPair pair in comparison.Pairs)
        {
            output.WriteLine();
            foreach (string sentence in ComparisonWords.Sentences(pair))
            {
                output.WriteLine(Plain(sentence));
            }

            output.WriteLine();
            screen.OutConsole.Write(Table(pair));
            foreach (string sentence in ComparisonWords.Effects(pair))
            {
                output.WriteLine(Plain(sentence));
            }
        }

        foreach (Contest contest in comparison.Contests)
        {
            output.WriteLine(Plain(ComparisonWords.Statement(contest)));
        }

        foreach (Waterfall waterfall in comparison.Waterfalls)
        {
            output.WriteLine();
            screen.OutConsole.Write(Table(waterfall));
        }

        output.WriteLine(comparison.LuckNote);
        output.WriteLine(MeasureTable.KnowledgeNote);
        output.WriteLine();
        int stored = comparison.Plans.Sum(p => p.FromStore);
        output.WriteLine(FormattableString.Invariant($"{comparison.Plans.Length} plans, {comparison.Replications} replications each, {stored} of {comparison.Plans.Length * comparison.Replications} from the store, {Terminal.Words.Duration(TimeSpan.FromSeconds(document.Seconds.Total))}, {document.PeakMemoryMb:0} MB"));
        if (document.Files.GetValueOrDefault("report") is { } report)
        {
            output.WriteLine($"Report: {report}");
        }
    }

    private static Table Table(PlanPair pair)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("measure")
            .AddColumn(new TableColumn(pair.A.Label).RightAligned())
            .AddColumn(new TableColumn(pair.B.Label).RightAligned())
            .AddColumn(new TableColumn($"{pair.B.Label} − {pair.A.Label}").RightAligned())
            .AddColumn(new TableColumn("95 % luck interval").RightAligned())
            .AddColumn($"{pair.B.Label} is")
            .AddColumn(new TableColumn("luck shared: factor").RightAligned())
            .AddColumn(new TableColumn("sd ratio k, bound").RightAligned());
        foreach (ComparedMeasure m in ComparisonWords.Headline(pair).SelectMany(g => g.Measures))
        {
            PairedEstimate e = m.Estimate;
            table.AddRow(
                new Text(m.Label),
                new Text(Plain(ReportWords.Value(e.A.Mean, m.Unit))),
                new Text(Plain(ReportWords.Value(e.B.Mean, m.Unit))),
                new Text(Plain(ComparisonWords.Difference(e.Difference.Mean, m.Unit))),
                new Text(Plain(ComparisonWords.Interval(e.Difference, m.Unit))),
                new Text(ComparisonWords.Judged(m)),
                new Text(e.Identical ? "–" : Plain(ComparisonWords.Factor(e.Reduction))),
                new Text(e.Identical ? "–" : Plain(ComparisonWords.Ratio(e.Reduction))));
        }

        return table;
    }

    private static Table Table(Waterfall waterfall)
    {
        Table table = new Table().Border(TableBorder.Simple).Title(new TableTitle(Markup.Escape($"Why {waterfall.Measure} differs (B − A)")))
            .AddColumn("step")
            .AddColumn(new TableColumn("adds").RightAligned())
            .AddColumn(new TableColumn("95 % luck interval").RightAligned())
            .AddColumn(new TableColumn("break-even").RightAligned());
        foreach (WaterfallBar bar in waterfall.Bars)
        {
            table.AddRow(
                new Text(bar.Name),
                new Text(Plain(ComparisonWords.Difference(bar.Step.Mean, waterfall.Unit))),
                new Text(Plain(ComparisonWords.Interval(bar.Step, waterfall.Unit))),
                new Text(double.IsNaN(bar.BreakEven) ? "–" : $"{ComparisonWords.Number(bar.BreakEven)} times"));
        }

        return table.AddRow(new Text("the whole difference"), new Text(Plain(ComparisonWords.Difference(waterfall.Total.Mean, waterfall.Unit))), new Text(Plain(ComparisonWords.Interval(waterfall.Total, waterfall.Unit))), new Text(""));
    }

    /// <summary>A terminal breaks lines where it likes; a space is a space there.</summary>
    private static string Plain(string text) => text.Replace('\u00a0', ' ');
}
