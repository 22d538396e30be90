using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Recoveries;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Briefs;

/// <summary>One number of the deciding page under every plan.</summary>
/// <param name="Group">Heads the rows that share it.</param>
/// <param name="Cells">One for each plan.</param>
/// <param name="Against">For each plan after the first, the paired difference from the first with its interval; empty where there is none.</param>
public sealed record BriefLine(string Group, string Measure, ImmutableArray<string> Cells, ImmutableArray<string> Against);

/// <summary>
/// The page that decides, as a table: numbers down, plans across, so that a plan is read beside today. What cannot be
/// computed from what is stored says which command gives it.
/// </summary>
public static class BriefTable
{
    public static ImmutableArray<BriefLine> Of(Brief brief)
    {
        List<BriefLine> lines = [];
        bool national = brief.Rows[0].Plan.Inputs.Population is not null;
        const string PeopleGroup = "People", Clocks = "Clocks", Reviews = "Reviews", Open = "What is open", Trade = "The trade", Sure = "How sure";
        foreach (var role in brief.Rows.SelectMany(r => r.People).Select(p => p.Role).Distinct().Order())
        {
            string name = MeasureTable.RoleName(role) + "s";
            BriefPeople? In(BriefRow r) => r.People.FirstOrDefault(p => p.Role == role);
            if (brief.Rows.Any(r => In(r) is { Authorised: > 0 }))
            {
                Text(PeopleGroup, $"{name}, authorised", r => In(r) is { Authorised: > 0 } p ? Words.Count(p.Authorised) : "as on board");
            }

            Text(PeopleGroup, $"{name}, fewest on board", r => In(r) is { } p ? Words.Count(p.OnBoard) : "–");
            if (brief.Rows.Any(r => In(r) is { Floor: > 0 }))
            {
                Text(PeopleGroup, $"{name}, below the floor of law", r => In(r) is { Floor: > 0 } p ? p.Below > 0 ? $"{Words.Count(p.Below)} below {Words.Count(p.Floor)}" : $"kept ({Words.Count(p.Floor)})" : "–");
            }
        }

        Measured(PeopleGroup, MeasureNames.PositionCost);
        Measured(Clocks, MeasureNames.OnTime);
        Text(Clocks, "worst Center or office", r => Worst(r.WorstOffice));
        Text(Clocks, "worst kind of work", r => Worst(r.WorstKind));
        Summed(Clocks, "AD/CVD deemed, batches", MeasureNames.Deemed);
        Summed(Clocks, "AD/CVD deemed, value", MeasureNames.DeemedValue);
        Measured(Reviews, MeasureNames.Coverage);
        Measured(Reviews, MeasureNames.RevenueFound);
        Measured(Reviews, MeasureNames.RevenueForgone);
        Measured(Open, MeasureNames.OpenAtEnd);
        Measured(Open, MeasureNames.OpenAge);
        Measured(Open, MeasureNames.OpenAgeP95);
        if (national)
        {
            Measured(Trade, MeasureNames.HoldCost);
            Measured(Trade, MeasureNames.Cf28Cost);
            Measured(Trade, MeasureNames.TouchPoints);
            Measured(Trade, MeasureNames.OfficesPerImporter);
            Measured(Trade, MeasureNames.Exposure);
            Measured(Trade, MeasureNames.OffIndustry);
        }

        Recovered("reviews are done as before", RecoveryOf.Reviews);
        Recovered("clocks are met as before", RecoveryOf.Clocks);
        BriefKnowledge? known = brief.Knowledge;
        string doubt = $"not known: cee doubt {brief.Rows[1].Plan.File} --against {brief.Rows[0].Plan.File}";
        string PlanOnly(BriefRow r, string text) => r == brief.Rows[1] ? text : "–";
        Text(Sure, "better than today in so many worlds", r => PlanOnly(r, known?.Wins is { } w ? $"{Words.Percent(w)} of {known.Worlds} (by {known.Measure})" : doubt));
        Text(Sure, "the assumption that would turn it", r => PlanOnly(r, known is null ? doubt : known.Turns.Length == 0 ? $"none of those tried; {known.Strongest} moves it most" : known.Turns[0]));
        Text(Sure, "published facts that hold", r => r.Facts is { } f ? f.Compared == 0 ? "none could be compared" : $"{f.Hold} of {f.Compared} compared" : "–");
        Text(Sure, "work left unprotected", r => r.Unprotected.Length == 0 ? "none" : $"{string.Join(", ", r.Unprotected)} ({Words.Percent(r.Plan.Measures.Mean(MeasureNames.UnprotectedShare))} of service time)");
        return [.. lines];

        void Text(string group, string measure, Func<BriefRow, string> cell) => lines.Add(new BriefLine(group, measure, [.. brief.Rows.Select(cell)], []));

        void Recovered(string what, RecoveryOf of)
        {
            // One shock for all: the surge that is laid, or what each scenario brings.
            string shock = brief.Reserves.Select(ReserveWords.Shock).Distinct().ToArray() is [var one] ? one : "the shocks of each plan";
            Text("Reserve", brief.Reserves.IsEmpty ? $"weeks after 10 % more entries until {what}" : $"weeks after {shock} until {what}", r =>
            {
                int at = brief.Rows.IndexOf(r);
                return brief.Reserves.IsEmpty ? "not computed: --recover 0,25,50" : at < brief.Reserves.Length ? Weeks(brief.Reserves[at].Rows[0].Nation.Of(of)) : "–";
            });
        }

        void Measured(string group, string name)
        {
            if (brief.Rows.All(r => r.Plan.Measures.Find(name) is null))
            {
                return;
            }

            string unit = brief.Rows.Select(r => r.Plan.Measures.Find(name)?.Unit).First(u => u is not null)!;
            lines.Add(new BriefLine(
                group,
                name,
                [.. brief.Rows.Select(r => r.Plan.Measures.Find(name) is { } m ? Words.Value(m.Mean, unit) : "–")],
                [.. brief.Comparison.Pairs.Select(p => p.Find(name) is { } m ? Difference(m.Estimate, unit) + Mood(m) : "–")]));
        }

        void Summed(string group, string label, string name)
        {
            string unit = name == MeasureNames.DeemedValue ? "dollars" : "items";
            double[][] values = [.. brief.Rows.Select(r => Batches(r.Plan, name))];
            lines.Add(new BriefLine(
                group,
                label,
                [.. values.Select(v => v.Length == 0 ? "–" : Words.Value(v.Average(), unit))],
                [.. values.Skip(1).Select(v => v.Length == 0 || v.Length != values[0].Length ? "–" : Difference(PairedEstimate.Of(values[0], v), unit))]));
        }
    }

    /// <summary>The table as a file.</summary>
    public static DataTable Data(Brief brief)
    {
        ImmutableArray<BriefLine> lines = Of(brief);
        List<DataColumn> columns = [new TextColumn("group", [.. lines.Select(l => l.Group)]), new TextColumn("measure", [.. lines.Select(l => l.Measure)])];
        for (int i = 0; i < brief.Rows.Length; i++)
        {
            int at = i;
            columns.Add(new TextColumn(brief.Rows[i].Title, [.. lines.Select(l => Plain(l.Cells[at]))]));
            if (i > 0)
            {
                columns.Add(new TextColumn($"{brief.Rows[i].Title} less {brief.Rows[0].Title}", [.. lines.Select(l => l.Against.IsEmpty ? "" : Plain(l.Against[at - 1]))]));
            }
        }

        return new DataTable("brief", [.. columns]);
    }

    private static double[] Batches(PlanOutcome plan, string name)
    {
        Measure[] parts = [.. plan.Inputs.Kinds.Where(k => k.Kind is WorkKind.AdCvdLiquidationEntry or WorkKind.AdCvdLiquidationImport).Select(k => plan.Measures.Find(name, kind: k.Name)).OfType<Measure>()];
        return parts.Length == 0 ? [] : [.. Enumerable.Range(0, plan.Measures.Replications).Select(r => parts.Sum(p => double.IsFinite(p.PerReplication[r]) ? p.PerReplication[r] : 0))];
    }

    private static string Weeks(ReserveWeeks? weeks) => weeks is { IsNone: false, Estimate: { Low: { } low, High: { } high } }
        ? string.Create(CultureInfo.InvariantCulture, $"{ReserveWords.Short(weeks)} ({low:0.#} to {high:0.#})")
        : ReserveWords.Short(weeks);

    private static string Difference(PairedEstimate e, string unit) => e.Identical ? "the same" : ComparisonWords.WithInterval(e.Difference, unit);

    private static string Mood(ComparedMeasure m) => m.Verdict switch
    {
        Verdict.Better or Verdict.Worse => $", {ComparisonWords.Judged(m)}",
        Verdict.NotShown => ", no difference shown",
        _ => "",
    };

    private static string Worst(BriefWorst? worst) => worst is null ? "nothing fell due" : string.Create(CultureInfo.InvariantCulture, $"{OfficeNames.Title(worst.Name)} {Words.Percent(worst.OnTime)}");

    private static string Plain(string text) => text.Replace('\u00a0', ' ');
}
