using System.Collections.Immutable;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Tables;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// The charts of a comparison. Each title is what the chart shows, in one sentence; the finding below says what is
/// drawn. Charts of differences are of the first two plans; with more, contests show all of them.
/// </summary>
public static class ComparisonCharts
{
    /// <summary>Most rows of a chart of offices or ports.</summary>
    public const int MostRows = 20;

    /// <summary>All charts that there are data for, in the order of the report.</summary>
    public static ImmutableArray<ChartSeries> Of(Comparison comparison)
    {
        PlanPair pair = comparison.Pairs[0];
        List<ChartSeries?> all = [];
        if (comparison.Plans.Length > 2)
        {
            all.AddRange(comparison.Contests.Select((c, i) => Best(comparison.Plans, c, i)));
        }

        all.Add(Shares(pair));
        all.Add(Changes(pair));
        all.Add(OnTimeByKind(pair));
        all.Add(Waits(pair));
        all.Add(Causes(pair));
        all.Add(Offices(pair));
        all.Add(Ports(pair));
        all.AddRange(comparison.Waterfalls.Select((w, i) => Steps(pair, w, i)));
        all.Add(Reduction(pair));
        return [.. all.OfType<ChartSeries>()];
    }

    private static IntervalChart Best(ImmutableArray<PlanOutcome> plans, Contest contest, int number)
    {
        string[] may = [.. contest.Plans.Where(p => p.MayBeBest).Select(p => p.Label)];
        string title = may.Length == contest.Plans.Length ? $"By {contest.Measure.Label} every plan may be best" : $"By {contest.Measure.Label} {string.Join(", ", may)} may be best of {contest.Plans.Length} plans";
        bool percent = contest.Unit == "share";
        return new IntervalChart(
            FormattableString.Invariant($"best-{number + 1}"),
            title,
            ComparisonWords.Statement(contest),
            ["mean with its own luck interval"],
            [.. contest.Plans.Select(p => new IntervalRow(
                ComparisonWords.Plan(plans.First(o => o.Label == p.Label)),
                [Mark(p.Value)],
                p.MayBeBest ? $"{Words.Value(p.Value.Mean, contest.Unit)}, may be best" : $"{Words.Value(p.Value.Mean, contest.Unit)}, worse than {p.WorseThan}",
                p.MayBeBest ? Tone.Better : Tone.Worse))],
            $"{contest.Measure.Label}, {(percent ? "%" : contest.Unit)}; {(contest.Sense == Sense.LowerIsBetter ? "less" : "more")} is better",
            percent ? IntervalAxis.Percent : IntervalAxis.Number)
        { ToneNames = ["", "may be best", "is worse", ""] };
    }

    private static IntervalChart? Shares(PlanPair pair)
    {
        ComparedMeasure[] rows = [.. Headline(pair).Where(m => IsHighShare(m) && double.IsFinite(m.Estimate.Difference.Mean) && (!m.Estimate.Identical || pair.Identical))];
        if (rows.Length == 0)
        {
            return null;
        }

        ComparedMeasure most = rows.OrderByDescending(m => m.Verdict is Verdict.Better or Verdict.Worse).ThenByDescending(m => Math.Abs(m.Estimate.Difference.Mean)).First();
        return new IntervalChart(
            "shares",
            pair.Identical
                ? "Every share is the same under both plans"
                : $"{ComparisonWords.Upper(most.Label)} goes from {Words.Percent(most.Estimate.A.Mean)} to {Words.Percent(most.Estimate.B.Mean)}",
            $"Shares of the nation under both plans; each mark is the mean with its own 95 % luck interval. To the right the paired difference {pair.B.Label} − {pair.A.Label} with its interval, which is narrower than the two marks suggest because both plans share their luck.",
            [ComparisonWords.Plan(pair.A), ComparisonWords.Plan(pair.B)],
            [.. rows.Select(m => new IntervalRow(m.Label, [Mark(m.Estimate.A), Mark(m.Estimate.B)], ComparisonWords.WithInterval(m.Estimate.Difference, m.Unit)))],
            "share, %",
            IntervalAxis.Percent);
    }

    private static IntervalChart? Changes(PlanPair pair)
    {
        ComparedMeasure[] rows = [.. Headline(pair).Where(m => !IsHighShare(m) && double.IsFinite(m.Estimate.Relative) && (!m.Estimate.Identical || pair.Identical))];
        if (rows.Length == 0)
        {
            return null;
        }

        ComparedMeasure most = rows.OrderByDescending(m => m.Verdict is Verdict.Better or Verdict.Worse).ThenByDescending(m => Math.Abs(m.Estimate.Relative)).First();
        string title = pair.Identical || most.Estimate.Difference.Mean == 0
            ? "No amount changes"
            : $"{ComparisonWords.Upper(most.Label)} changes most: {ComparisonWords.Difference(most.Estimate.Relative, "share").Replace("pt", "%", StringComparison.Ordinal)}, {Words.Value(most.Estimate.A.Mean, most.Unit)} to {Words.Value(most.Estimate.B.Mean, most.Unit)}";
        return new IntervalChart(
            "changes",
            title,
            $"Change of each amount, and of shares below a half, from {pair.A.Label} to {pair.B.Label}, relative to {pair.A.Label}, with its paired 95 % luck interval; to the right the difference in its own unit. Numbers that are the same in every year are left out; what more than doubles stands at the edge.",
            ["change"],
            [.. rows.Select(m =>
            {
                double scale = 1 / Math.Abs(m.Estimate.A.Mean);
                Estimate d = m.Estimate.Difference;
                return new IntervalRow(m.Label, [new IntervalMark(d.Mean * scale, (d.Low ?? double.NaN) * scale, (d.High ?? double.NaN) * scale)], ComparisonWords.WithInterval(d, m.Unit), ToneOf(m.Verdict));
            })],
            $"change relative to {pair.A.Label}, %",
            IntervalAxis.Percent,
            Reference: 0) { Limit = 1 };
    }

    private static IntervalChart? OnTimeByKind(PlanPair pair)
    {
        ComparedMeasure[] rows = [.. National(pair, MeasureNames.OnTime).Where(m => !(m.Estimate.A.Mean == 1 && m.Estimate.B.Mean == 1))];
        if (rows.Length == 0)
        {
            return null;
        }

        int better = rows.Count(m => m.Verdict == Verdict.Better);
        int worse = rows.Count(m => m.Verdict == Verdict.Worse);
        return new IntervalChart(
            "on-time-by-kind",
            pair.Identical ? "Every kind of work is as punctual under both plans" : $"{better} of {rows.Length} kinds of work are more often on time under {pair.B.Label}, {worse} less often",
            $"Share on time of what fell due, difference {pair.B.Label} − {pair.A.Label} with its 95 % luck interval; to the right the share late under {pair.A.Label} and {pair.B.Label}. Kinds that are never late under both are left out.",
            ["difference"],
            [.. rows.OrderBy(m => m.Estimate.Difference.Mean).ThenBy(m => m.Kind, StringComparer.Ordinal).Select(m => new IntervalRow(m.Kind, [Mark(m.Estimate.Difference)], $"late {Late(m.Estimate.A.Mean)} → {Late(m.Estimate.B.Mean)}", ToneOf(m.Verdict)))],
            "difference of the share on time, points",
            IntervalAxis.Points,
            Reference: 0);
    }

    private static IntervalChart? Waits(PlanPair pair)
    {
        ComparedMeasure[] rows = [.. National(pair, MeasureNames.WaitP90).Where(m => m.Estimate.A.Mean > 0 && m.Estimate.B.Mean > 0 && (!m.Estimate.Identical || pair.Identical))];
        if (rows.Length == 0)
        {
            return null;
        }

        ComparedMeasure most = rows.OrderByDescending(m => m.Verdict is Verdict.Better or Verdict.Worse).ThenByDescending(m => Math.Abs(m.Estimate.Difference.Mean)).First();
        return new IntervalChart(
            "waits",
            pair.Identical ? "Every kind of work waits as long under both plans" : $"{ComparisonWords.Upper(most.Kind)}: nine in ten are touched within {Words.Hours(most.Estimate.B.Mean)} instead of {Words.Hours(most.Estimate.A.Mean)}",
            "Time within which nine in ten pieces of work are touched for the first time, nights and weekends included, by kind: mean over years with its own 95 % luck interval. To the right the paired difference. Kinds that wait exactly as long are left out.",
            [ComparisonWords.Plan(pair.A), ComparisonWords.Plan(pair.B)],
            [.. rows.OrderByDescending(m => m.Estimate.A.Mean).Select(m => new IntervalRow(m.Kind, [Mark(m.Estimate.A), Mark(m.Estimate.B)], ComparisonWords.WithInterval(m.Estimate.Difference, m.Unit)))],
            "time to the first touch, 90th percentile (logarithmic)",
            IntervalAxis.LogHours);
    }

    private static BarChart? Causes(PlanPair pair)
    {
        ComparedWaiting[] rows = [.. pair.Waiting.Where(w => w.Kind.Length == 0 && (w.ItemDays.A.Mean > 0 || w.ItemDays.B.Mean > 0))];
        if (rows.Length == 0)
        {
            return null;
        }

        ComparedWaiting most = rows.MaxBy(w => Math.Abs(w.ItemDays.Difference.Mean))!;
        double days = Math.Max(1, pair.A.Inputs.Days);
        return new BarChart(
            "waiting",
            pair.Identical ? "Work waits for the same, as long" : $"Waiting for {ShortCause(most.Cause)} changes most: {Words.Count(Math.Round(most.ItemDays.A.Mean / days))} to {Words.Count(Math.Round(most.ItemDays.B.Mean / days))} pieces of work at any time",
            "Pieces of open work by what they wait for, mean over the horizon. The hand-over is the time between offices, to the daily cut. Headquarters, laboratory, lead case and further information are not told apart: replications do not carry that.",
            [ComparisonWords.Plan(pair.A), ComparisonWords.Plan(pair.B)],
            [.. rows.OrderByDescending(w => w.ItemDays.A.Mean).Select(w =>
            {
                double a = Math.Max(0, w.ItemDays.A.Mean / days);
                double b = Math.Max(0, w.ItemDays.B.Mean / days);
                return new BarRow(ComparisonWords.Upper(ShortCause(w.Cause)), [a, b], [Words.Count(a >= 100 ? Math.Round(a) : a), Words.Count(b >= 100 ? Math.Round(b) : b)]);
            })],
            "pieces of open work, mean over the horizon",
            Percent: false);
    }

    private static IntervalChart? Offices(PlanPair pair)
    {
        string name = pair.Measures.Any(m => m.Office != MeasureTable.Everywhere && m.Name == MeasureNames.Coverage) ? MeasureNames.Coverage : MeasureNames.OnTime;
        (AffectedGroup Group, AffectedRow Row)[] all =
        [
            .. pair.Affected.Where(g => g.Dimension == "office").SelectMany(g => g.Rows.Where(r => r.Measure == name && r.Estimate.Pairs > 0).Select(r => (g, r))),
        ];
        if (all.Length < 2)
        {
            return null;
        }

        int better = all.Count(x => x.Row.Verdict == Verdict.Better);
        int worse = all.Count(x => x.Row.Verdict == Verdict.Worse);
        var shown = all.OrderByDescending(x => Math.Abs(x.Row.Estimate.Difference.Mean)).ThenBy(x => x.Group.Code, StringComparer.Ordinal).Take(MostRows).OrderBy(x => x.Row.Estimate.Difference.Mean).ThenBy(x => x.Group.Code, StringComparer.Ordinal).ToArray();
        return new IntervalChart(
            "offices",
            $"Of {all.Length} offices that work under both plans, {better} gain and {worse} lose {(name == MeasureNames.Coverage ? "coverage" : "punctuality")}",
            $"{ComparisonWords.Upper(name)} by office, difference {pair.B.Label} − {pair.A.Label} with its 95 % luck interval{(shown.Length < all.Length ? $"; the {shown.Length} largest of {all.Length}" : "")}. Colours share out the 5 % error over all offices. An office that hands most of its work over keeps few cases, and few cases swing widely.",
            ["difference"],
            [.. shown.Select(x => new IntervalRow(
                $"{OfficeNames.Title(x.Group.Name)} ({x.Group.Code})",
                [Mark(x.Row.Estimate.Difference)],
                $"{Words.Percent(x.Row.Estimate.A.Mean)} → {Words.Percent(x.Row.Estimate.B.Mean)}",
                ToneOf(x.Row.Verdict)))],
            $"difference of {name}, points",
            IntervalAxis.Points,
            Reference: 0);
    }

    private static BarChart? Ports(PlanPair pair)
    {
        (AffectedGroup Group, AffectedRow Row)[] all = [.. pair.Affected.Where(g => g.Dimension == "port").SelectMany(g => g.Rows.Select(r => (g, r)))];
        if (all.Length == 0 || all.All(x => x.Row.Estimate.Identical))
        {
            return null;
        }

        var shown = all.OrderByDescending(x => Math.Abs(x.Row.Estimate.Difference.Mean)).ThenBy(x => x.Group.Code, StringComparer.Ordinal).Take(MostRows).ToArray();
        double a = all.Sum(x => x.Row.Estimate.A.Mean);
        double b = all.Sum(x => x.Row.Estimate.B.Mean);
        return new BarChart(
            "ports",
            $"Work done at the ports' own offices goes from {Words.Count(Math.Round(a))} to {Words.Count(Math.Round(b))} pieces; {OfficeNames.Title(shown[0].Group.Name)} changes most",
            $"Post-release work that arises at a port and is done at the office that serves it, by port{(shown.Length < all.Length ? $"; the {shown.Length} largest changes of {all.Length}" : "")}. Whether it is good to have it elsewhere is not in this chart.",
            [ComparisonWords.Plan(pair.A), ComparisonWords.Plan(pair.B)],
            [.. shown.Select(x => new BarRow(
                $"{OfficeNames.Title(x.Group.Name)} ({x.Group.Code})",
                [x.Row.Estimate.A.Mean, x.Row.Estimate.B.Mean],
                [Words.Count(Math.Round(x.Row.Estimate.A.Mean)), Words.Count(Math.Round(x.Row.Estimate.B.Mean))]))],
            "pieces of work in the horizon",
            Percent: false);
    }

    private static StepChart Steps(PlanPair pair, Waterfall waterfall, int number)
    {
        List<StepBar> bars = [];
        double at = 0;
        foreach (WaterfallBar bar in waterfall.Bars)
        {
            double to = bar.Reached.Mean;
            double half = bar.Step.High is { } high ? high - bar.Step.Mean : double.NaN;
            string even = double.IsNaN(bar.BreakEven) ? "" : $"; × {ComparisonWords.Number(bar.BreakEven)}";
            bars.Add(new StepBar(bar.Name, at, to, to - half, to + half, ComparisonWords.WithInterval(bar.Step, waterfall.Unit) + even, ToneOf(bar.Step, waterfall.Sense), Sum: false));
            at = to;
        }

        double whole = waterfall.Total.High is { } top ? top - waterfall.Total.Mean : double.NaN;
        bars.Add(new StepBar("the whole difference", 0, waterfall.Total.Mean, waterfall.Total.Mean - whole, waterfall.Total.Mean + whole, ComparisonWords.WithInterval(waterfall.Total, waterfall.Unit), Tone.Plain, Sum: true));
        WaterfallBar most = waterfall.Bars.MaxBy(b => Math.Abs(b.Step.Mean))!;
        return new StepChart(
            FormattableString.Invariant($"waterfall-{number + 1}"),
            waterfall.Total.Mean == 0
                ? $"{ComparisonWords.Upper(waterfall.Measure)} does not differ, with any mechanism"
                : $"{ComparisonWords.Upper(waterfall.Measure)}: of {ComparisonWords.Difference(waterfall.Total.Mean, waterfall.Unit)}, {ComparisonWords.Difference(most.Step.Mean, waterfall.Unit)} comes with {most.Name}",
            $"How the difference {pair.B.Label} − {pair.A.Label} grows as mechanisms are switched on in both plans, one after the other, each with its 95 % luck interval; × n is the break-even: n times the step, and the whole difference would vanish. What a step adds depends on what stands before it.",
            [.. bars],
            $"difference of {waterfall.Measure}, {(waterfall.Unit == "share" ? "points" : waterfall.Unit)}",
            waterfall.Unit == "share");
    }

    private static IntervalChart? Reduction(PlanPair pair)
    {
        ComparedMeasure[] rows = [.. Headline(pair).Where(m => double.IsFinite(m.Estimate.Reduction.Factor) && m.Estimate.Reduction.Low is not null)];
        if (rows.Length == 0)
        {
            return null;
        }

        int high = rows.Count(m => m.Estimate.Reduction.Factor >= VarianceReduction.Wanted);
        return new IntervalChart(
            "variance-reduction",
            $"Sharing luck is worth a factor of ten or more for {high} of {rows.Length} numbers",
            "Variance-reduction factor of each headline number, with its 95 % interval: a factor of 20 means that ten paired years are worth 200 unpaired ones. Right: the ratio k of the standard deviations and the most that any pairing could reach. The line stands at 1, where pairing is worth nothing; what is beyond 1,000 stands at the edge.",
            ["factor"],
            [.. rows.OrderByDescending(m => m.Estimate.Reduction.Factor).Select(m =>
            {
                VarianceReduction v = m.Estimate.Reduction;
                return new IntervalRow(m.Label, [new IntervalMark(v.Factor, v.Low ?? double.NaN, v.High ?? double.NaN)], $"{ComparisonWords.FactorNumber(v.Factor)}; {ComparisonWords.Ratio(v)}", v.SignificantlyBelowOne ? Tone.Worse : v.Factor >= VarianceReduction.Wanted ? Tone.Better : Tone.NotShown);
            })],
            "variance of A + variance of B over variance of the difference (logarithmic)",
            IntervalAxis.LogNumber,
            Reference: 1) { Limit = ComparisonWords.MostFactor, ToneNames = ["", "10 or more", "below 1: pairing does harm", "below 10"] };
    }

    /// <summary>Shares above a half stand together, so that the axis shows their differences; the others are amounts.</summary>
    private static bool IsHighShare(ComparedMeasure m) => m.Unit == "share" && Math.Min(m.Estimate.A.Mean, m.Estimate.B.Mean) >= 0.5;

    private static string Late(double onTime) => 1 - onTime is > 0 and < 0.000_005 ? "<0.001\u00a0%" : Words.Percent(1 - onTime);

    private static string ShortCause(WaitFor cause) => cause switch
    {
        WaitFor.OutsideAgencies => "headquarters, laboratory, lead case …",
        WaitFor.PutDown => "after the first touch, and other",
        WaitFor.StaffBusy => "staff busy with other work",
        WaitFor.HandOver => "the hand-over to the next cut",
        WaitFor.NeverOpened => "a review nobody opened",
        WaitFor.InHands => "nothing: in hands",
        _ => cause.Text(),
    };

    private static IEnumerable<ComparedMeasure> Headline(PlanPair pair) => ComparisonWords.Headline(pair).SelectMany(g => g.Measures);

    private static IEnumerable<ComparedMeasure> National(PlanPair pair, string name) =>
        pair.Measures.Where(m => m.Name == name && m.Office == MeasureTable.Everywhere && m.Kind.Length > 0 && m.Estimate.Pairs > 0);

    private static IntervalMark Mark(Estimate e) => new(e.Mean, e.Low ?? double.NaN, e.High ?? double.NaN);

    private static Tone ToneOf(Estimate step, Sense sense) => step is not { Low: { } low, High: { } high } || low * high <= 0 ? Tone.NotShown
        : sense == Sense.Neutral ? Tone.Plain
        : step.Mean > 0 == (sense == Sense.HigherIsBetter) ? Tone.Better
        : Tone.Worse;

    private static Tone ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Better => Tone.Better,
        Verdict.Worse => Tone.Worse,
        Verdict.Higher or Verdict.Lower => Tone.Plain,
        _ => Tone.NotShown,
    };
}
