using System.Globalization;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Reports.Charts;

/// <summary>Differences and comparisons as sentences and tables write them; invariant culture.</summary>
public static class ComparisonWords
{
    /// <summary>What a planner asks first when two nations are compared, in groups.</summary>
    private static readonly (string Group, (string Name, string Role, string Kind)[] Rows)[] Nation =
    [
        ("Clocks and reviews",
        [
            (MeasureNames.OnTime, "", ""), (MeasureNames.Coverage, "", ""), (MeasureNames.RevenueFound, "", ""), (MeasureNames.RevenueForgone, "", ""), (MeasureNames.Deemed, "", ""),
        ]),
        ("Work", [(MeasureNames.HoursOfWork, "", ""), (MeasureNames.Arrived, "", "CF-28 issued"), (MeasureNames.WorkItems, "", ""), (MeasureNames.Decisions, "", "")]),
        ("What is open", [(MeasureNames.OpenAtEnd, "", ""), (MeasureNames.OpenAge, "", ""), (MeasureNames.OpenAgeP95, "", "")]),
        ("The trade",
        [
            (MeasureNames.TouchPointsInAll, "", ""), (MeasureNames.TouchPoints, "", ""), (MeasureNames.OfficesPerImporter, "", ""), (MeasureNames.Exposure, "", ""),
            (MeasureNames.HoldDays, "", ""), (MeasureNames.Cf28Cost, "", ""),
        ]),
        ("People",
        [
            (MeasureNames.People, "import specialist", ""), (MeasureNames.Utilisation, "import specialist", ""), (MeasureNames.ClockedLoad, "import specialist", ""),
            (MeasureNames.People, "entry specialist", ""), (MeasureNames.Utilisation, "entry specialist", ""), (MeasureNames.ClockedLoad, "entry specialist", ""),
            (MeasureNames.PositionCost, "", ""),
        ]),
    ];

    /// <summary>The measures of the headline table by group; in a plain queue every national measure.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<ComparedMeasure> Measures)> Headline(PlanPair pair)
    {
        if (pair.A.Inputs.Population is null)
        {
            return [("The queue", [.. pair.Measures.Where(m => m.Office == MeasureTable.Everywhere && m.Name is not (MeasureNames.People or MeasureNames.ImportValue))])];
        }

        return
        [
            .. Nation.Select(g => (g.Group, (IReadOnlyList<ComparedMeasure>)[.. g.Rows.Select(r => pair.Find(r.Name, r.Role, r.Kind)).OfType<ComparedMeasure>()]))
                .Where(g => g.Item2.Count > 0),
        ];
    }

    /// <summary>Waits (mean, nine in ten) and shares on time by kind of work, where a factor can be made; after the headline.</summary>
    public static IEnumerable<ComparedMeasure> WaitsAndShares(PlanPair pair) => pair.A.Inputs.Population is null ? [] : pair.Measures.Where(m =>
        m.Office == MeasureTable.Everywhere && m.Kind.Length > 0 && m.Estimate.Pairs > 1
        && m.Name is (MeasureNames.WaitMean or MeasureNames.WaitP90 or MeasureNames.OnTime) && !double.IsNaN(m.Estimate.Reduction.Factor));

    /// <summary>A plan as sentences name it: "B, national-cees".</summary>
    public static string Plan(PlanOutcome plan) => $"{plan.Label}, {plan.Name}";

    /// <summary>A difference with its sign in the unit of its measure; shares in points.</summary>
    public static string Difference(double value, string unit)
    {
        (string number, string suffix) = Parts(value, unit);
        return number + suffix;
    }

    /// <summary>"+0.3 to +0.5 pt"; a dash without an interval.</summary>
    public static string Interval(Estimate estimate, string unit) => Ends(estimate, unit) is not var (text, suffix) ? "–" : text + suffix;

    /// <summary>"+2.1 pt (+1.9 to +2.3)".</summary>
    public static string WithInterval(Estimate estimate, string unit)
    {
        (string number, string own) = Parts(estimate.Mean, unit);
        return estimate is { Mean: 0, Low: 0, High: 0 } ? "exactly 0"
            : Ends(estimate, unit) is not var (text, suffix) ? number + own
            : $"{number}{own} ({text}{(suffix == own ? "" : suffix)})";
    }

    /// <summary>The ends of an interval, and the unit when both ends share it; null without an interval.</summary>
    private static (string Text, string Suffix)? Ends(Estimate estimate, string unit)
    {
        if (estimate is not { Low: { } low, High: { } high })
        {
            return null;
        }

        if (low == 0 && high == 0)
        {
            return ("exactly 0", "");
        }

        if (Math.Abs(high - low) <= 1e-9 * Math.Abs(high))
        {
            return ("the same every year", "");
        }

        (string from, string first) = Parts(low, unit);
        (string to, string second) = Parts(high, unit);
        return first == second || from == "0" ? ($"{from} to {to}", second) : ($"{from}{first} to {to}{second}", "");
    }

    private static (string Number, string Suffix) Parts(double value, string unit)
    {
        if (!double.IsFinite(value))
        {
            return ("–", "");
        }

        if (value == 0)
        {
            return ("0", "");
        }

        double size = Math.Abs(value);
        string text = unit switch
        {
            "share" => Digits(size * 100) + "\u00a0pt",
            "dollars" => Words.Dollars(size),
            "hours" => Words.Hours(size),
            "days" => Digits(size) + "\u00a0days",
            "ratio" or "per importer" => Digits(size),
            _ => size >= 100 || Math.Abs(size - Math.Round(size)) < 1e-9 ? Words.Count(Math.Round(size)) : Digits(size),
        };
        int space = text.IndexOf('\u00a0', StringComparison.Ordinal);
        string sign = value < 0 ? "−" : "+";
        return space < 0 ? (sign + text, "") : (sign + text[..space], text[space..]);
    }

    /// <summary>A factor beyond this says no more than that nearly all luck is shared; the rest of its digits is rounding.</summary>
    public const double MostFactor = 1_000;

    /// <summary>A factor with its interval: "24 (15 to 40)"; "exact" where the difference is the same in every year.</summary>
    public static string Factor(VarianceReduction reduction) => FactorRange(reduction) is { Length: > 0 } range
        ? $"{FactorNumber(reduction.Factor)} ({range})"
        : FactorNumber(reduction.Factor);

    /// <summary>"24", "above 1,000", "exact".</summary>
    public static string FactorNumber(double factor) => double.IsPositiveInfinity(factor) ? "exact" : factor > MostFactor ? $"above {Number(MostFactor)}" : Number(factor);

    /// <summary>"15 to 40"; empty where there is no interval, or where all of it lies above 1,000.</summary>
    public static string FactorRange(VarianceReduction reduction) => reduction is not { Low: { } low, High: { } high } || low > MostFactor ? ""
        : high > MostFactor ? $"{Number(low)} to above {Number(MostFactor)}"
        : $"{Number(low)} to {Number(high)}";

    /// <summary>k and the most that any pairing can reach: "k 1.2, at most 61".</summary>
    public static string Ratio(VarianceReduction reduction) => double.IsNaN(reduction.Ratio) ? "–"
        : $"k {(double.IsInfinity(reduction.Ratio) ? "∞" : reduction.Ratio.ToString("0.00", CultureInfo.InvariantCulture))}, {(double.IsInfinity(reduction.Bound) ? "" : "at most ")}{Limit(reduction)}";

    /// <summary>(1 + k²)/(k − 1)² as tables write it.</summary>
    public static string Limit(VarianceReduction reduction) => double.IsNaN(reduction.Bound) ? "–" : double.IsInfinity(reduction.Bound) ? "no limit" : reduction.Bound > MostFactor ? $"above {Number(MostFactor)}" : Number(reduction.Bound);

    /// <summary>What a table says of one number: a difference beyond luck that is too small to matter is called that.</summary>
    public static string Judged(ComparedMeasure measure) =>
        measure.Verdict is Verdict.Better or Verdict.Worse && !measure.Matters ? $"{measure.Verdict.Text()}, by less than matters" : measure.Verdict.Text();

    /// <summary>A positive number with two or three digits.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "–" : double.IsInfinity(value) ? "∞" : value switch
    {
        < 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        < 1e6 => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => (value / 1e6).ToString("#,0", CultureInfo.InvariantCulture) + " M",
    };

    /// <summary>The comparison in sentences, for somebody who reads nothing else.</summary>
    public static IEnumerable<string> Sentences(PlanPair pair)
    {
        string a = Plan(pair.A);
        string b = Plan(pair.B);
        if (pair.Identical)
        {
            yield return $"{b} and {a} are the same in every number of every replication: every difference is exactly zero.";
            yield break;
        }

        ComparedMeasure[] headline = [.. Headline(pair).SelectMany(g => g.Measures)];
        double alpha = Shared(headline);
        ComparedMeasure[] better = [.. headline.Where(m => m.VerdictAt(alpha) == Verdict.Better)];
        ComparedMeasure[] worse = [.. headline.Where(m => m.VerdictAt(alpha) == Verdict.Worse)];
        ComparedMeasure[] gains = [.. better.Where(m => m.Matters)];
        ComparedMeasure[] losses = [.. worse.Where(m => m.Matters)];
        yield return gains.Length == 0 ? $"{b} is not better than {a} by anything that matters in the headline." : $"Better under {b} than under {a}: {List(gains)}.";
        yield return losses.Length == 0 ? "Nothing in the headline is worse by as much as matters (half a point; six hours, or a tenth of a wait that is shorter; one per cent)." : $"Worse: {List(losses)}.";
        foreach (string sentence in Small(pair).Concat(Uniformity(pair)))
        {
            yield return sentence;
        }

        bool contacts = better.Concat(worse).Any(m => m.Name is MeasureNames.TouchPoints or MeasureNames.Cf28Cost);
        if (contacts && pair.Find(MeasureNames.Coverage) is { Verdict: Verdict.Better or Verdict.Worse })
        {
            yield return "Contacts and the cost of CF-28s follow the reviews that are opened: where more reviews lapse, importers hear less.";
        }

        ComparedMeasure[] open = [.. headline.Where(m => m.VerdictAt(alpha) == Verdict.NotShown && m.Sense != Sense.Neutral)];
        ComparedMeasure[] alone = [.. open.Where(m => m.Verdict != Verdict.NotShown)];
        if (alone.Length > 0)
        {
            yield return $"Beyond luck when looked at alone, and not when all {JudgedTogether(headline)} measures of the headline are judged at once: {Ranges(alone)}.";
        }

        if (open.Length > alone.Length)
        {
            yield return $"No difference shown at {pair.A.Measures.Replications} replications: {Ranges(open.Except(alone))}.";
        }

        static string Ranges(IEnumerable<ComparedMeasure> measures) => string.Join(", ", measures.Select(m => $"{m.Label} ({Interval(m.Estimate.Difference, m.Unit)})"));

        static string List(IEnumerable<ComparedMeasure> measures) => string.Join("; ", measures.Select(m =>
            $"{m.Label} {Words.Value(m.Estimate.B.Mean, m.Unit)} instead of {Words.Value(m.Estimate.A.Mean, m.Unit)}"));
    }

    /// <summary>Sentences hold together with 95 %: the error is shared out over the headline's measures that have a good side and differ at all.</summary>
    private static double Shared(IReadOnlyCollection<ComparedMeasure> headline) =>
        ComparedMeasure.Alpha / Math.Max(1, JudgedTogether(headline));

    private static int JudgedTogether(IReadOnlyCollection<ComparedMeasure> headline) => headline.Count(m => m.Sense != Sense.Neutral && !m.Estimate.Identical);

    /// <summary>
    /// What uniformity gains, beside the two assumptions that it follows from and where it vanishes; nothing where a plan has
    /// it off.
    /// </summary>
    public static IEnumerable<string> Uniformity(PlanPair pair)
    {
        if (pair.A.Inputs.Uniformity is not { } u || pair.B.Inputs.Uniformity is null
            || pair.Find(MeasureNames.Disagreement) is not { } all || pair.Find(MeasureNames.SameOfficePairs) is not { } same)
        {
            yield break;
        }

        double a = Workload.Plan.Uniformity.Expected(u, same.Estimate.A.Mean);
        double b = Workload.Plan.Uniformity.Expected(u, same.Estimate.B.Mean);
        yield return $"Two decisions on one ambiguous question differ in {Words.Percent(all.Estimate.A.Mean)} under {pair.A.Label} and {Words.Percent(all.Estimate.B.Mean)} under {pair.B.Label} (expected {Words.Percent(a)} and {Words.Percent(b)}). "
            + $"That is an assumption at work, not a finding: two people of one office are taken to disagree in {Words.Percent(u.WithinOffice)}, of two offices in {Words.Percent(u.BetweenOffices)}, on {Words.Percent(u.Ambiguous)} of questions. "
            + $"The difference vanishes where two offices disagree no more often than one does, {Words.Percent(u.WithinOffice)}; a blind second review of 400 ambiguous cases would give the number within 3.8 points.";
    }

    /// <summary>What is beyond luck and yet too small to matter.</summary>
    public static IEnumerable<string> Small(PlanPair pair)
    {
        ComparedMeasure[] headline = [.. Headline(pair).SelectMany(g => g.Measures)];
        double alpha = Shared(headline);
        ComparedMeasure[] small = [.. headline.Where(m => m.VerdictAt(alpha) is Verdict.Better or Verdict.Worse && !m.Matters)];
        if (small.Length > 0)
        {
            yield return $"Beyond luck, but less than half a point or one per cent: {string.Join("; ", small.Select(m => $"{m.Label} {WithInterval(m.Estimate.Difference, m.Unit)}, {m.Verdict.Text()}"))}.";
        }
    }

    /// <summary>Who gains and loses, in a sentence per dimension.</summary>
    public static IEnumerable<string> Effects(PlanPair pair)
    {
        if (pair.Affected.Length > 0 && !pair.Affected.Any(g => g.Dimension == "office"))
        {
            yield return $"No office does post-release work under both plans: {pair.OfficesOnlyInA.Length} do only under {pair.A.Label}, {pair.OfficesOnlyInB.Length} only under {pair.B.Label}, so no office can be said to gain or to lose.";
        }

        foreach (IGrouping<string, AffectedGroup> g in pair.Affected.GroupBy(x => x.Dimension))
        {
            string counts = string.Join(", ", g.GroupBy(x => x.Effect).OrderBy(e => e.Key == Effect.NotShown ? 9 : (int)e.Key).Select(e => $"{e.Count()} {Effected(e.Key, e.Count())}"));
            string only = g.Key == "office" && pair.OfficesOnlyInA.Length + pair.OfficesOnlyInB.Length > 0
                ? $" {pair.OfficesOnlyInA.Length} work only under {pair.A.Label} and {pair.OfficesOnlyInB.Length} only under {pair.B.Label}."
                : "";
            yield return $"{Plural(g.Key, g.Count())} under both plans: {counts}.{only}";
        }
    }

    /// <summary>What a contest says.</summary>
    public static string Statement(Contest contest)
    {
        double lead = contest.Plans.First(p => p.Label == contest.Leader).Value.Mean;
        Contender[] may = [.. contest.Plans.Where(p => p.MayBeBest)];
        string[] worse = [.. contest.Plans.Where(p => !p.MayBeBest).Select(p => $"{p.Label} is worse than {p.WorseThan}{(Math.Abs(p.Value.Mean - lead) <= contest.Indifference ? ", by less than matters" : "")}")];
        string set = may.Length == 1 ? $"{may[0].Label} is best" : may.Length == contest.Plans.Length ? "every plan may be best" : $"{string.Join(", ", may.Select(p => p.Label))} may be best";
        string zone = contest.Unit == "share" ? (contest.Indifference * 100).ToString("0.##", CultureInfo.InvariantCulture) + " points" : Words.Value(contest.Indifference, contest.Unit);
        string confidence = (contest.Confidence * 100).ToString("0.##", CultureInfo.InvariantCulture);
        if (may.Length == 1)
        {
            return $"{Upper(contest.Measure.Label)}: {set}; {string.Join(", ", worse)} ({confidence} % for all of it).";
        }

        string bound = contest.LeaderWithin == 0
            ? $"{contest.Leader}, which leads, is not behind any other"
            : $"{contest.Leader}, which leads, is at most {Difference(contest.LeaderWithin, contest.Unit).TrimStart('+')} behind the best";
        string verdict = contest.Decided
            ? $"{bound}: within the {zone} that do not matter"
            : contest.ReplicationsForZone is { } n ? $"{bound}; about {Words.Count(n)} replications would bring that within the {zone} that do not matter" : bound;
        return $"{Upper(contest.Measure.Label)}: {set}{(worse.Length > 0 ? $"; {string.Join(", ", worse)}" : "")}. {verdict} ({confidence} % for all of it).";
    }

    /// <summary>First letter as a capital.</summary>
    internal static string Upper(string text) => NationalCharts.Upper(text);

    /// <summary>Three digits, two where the number is below 1; never an exponent.</summary>
    private static string Digits(double size)
    {
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.Clamp(1 - (int)Math.Floor(Math.Log10(size)), 2, 5);
        return size.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture);
    }

    private static string Effected(Effect effect, int count) => effect switch
    {
        Effect.Gains => count == 1 ? "gains" : "gain",
        Effect.Loses => count == 1 ? "loses" : "lose",
        Effect.Mixed => count == 1 ? "gains in one thing and loses in another" : "gain in one thing and lose in another",
        Effect.Shifts => count == 1 ? "has other volume" : "have other volume",
        _ => "without a difference that is shown",
    };

    private static string Plural(string dimension, int count) => $"{count} {(count == 1 ? dimension : Many(dimension))}";

    /// <summary>More than one of a dimension of those affected: "classes of size and ports", "offices".</summary>
    public static string Many(string dimension) =>
        dimension.StartsWith("class of", StringComparison.Ordinal) ? "classes" + dimension[5..]
        : dimension.EndsWith('y') ? dimension[..^1] + "ies"
        : dimension + "s";
}
