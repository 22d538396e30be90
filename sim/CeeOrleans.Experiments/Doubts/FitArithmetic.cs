using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;
using MathNet.Numerics.Distributions;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>The free parameters of the fit rows at one point (model section 7).</summary>
/// <param name="Coverage">Share of the pool that people can open, expected.</param>
/// <param name="Cf28">Share of opened reviews that must lead to a CF-28 for the published number; above 1 when none suffices.</param>
/// <param name="Protest">Share of summaries protested as entered.</param>
/// <param name="Yield">Exponent of the yield curve; infinite when all reviews together find less than was found.</param>
public readonly record struct FitSolution(double Coverage, double Cf28, double Protest, double Yield);

/// <summary>
/// A fit means that one free parameter is solved to hit a published number. With other assumptions it must be solved
/// again, and for that the numbers themselves help: 60,000 CF-28 and 45,000 protests are the same work in every world, so
/// the hours with a clock are known before anything is simulated. What people have left is for the pool; what they open
/// there decides which share must lead to a CF-28, and how steep the yield must be.
/// <para>Scaled from the base run: its counts, its service seconds by kind, its people present.</para>
/// </summary>
public sealed class FitArithmetic
{
    public const string Cf28Path = "work.review to CF-28";
    public const string ProtestPath = "rates.protest as entered";
    public const string YieldPath = "money.yield exponent";
    public const string DocumentPath = "rates.document review";

    /// <summary>Business days of a year less annual leave: sick and training days are taken from these.</summary>
    private const double DaysBeforeSickness = 229;

    private readonly Func<string, double> at;
    private readonly Dictionary<WorkKind, double> seconds;
    private readonly double present;
    private readonly double selected;
    private readonly double opened;
    private readonly double reviews;
    private readonly double cf28;
    private readonly double protests;
    private readonly double filed;
    private readonly double trustedShare;
    private readonly double ctpatShare;
    private readonly double spread;

    /// <param name="run">The base run.</param>
    /// <param name="value">Number of an input in the base scenario, base units; means of distributions.</param>
    public FitArithmetic(RunResult run, Func<string, double> value)
    {
        at = value;
        double n = run.Replications.Length;
        KindTotals[] kinds = [.. run.Replications.SelectMany(r => r.Kinds)];
        seconds = kinds.GroupBy(k => k.Kind).ToDictionary(g => g.Key, g => g.Sum(k => k.ServiceSeconds) / n);
        present = run.Replications.SelectMany(r => r.Desks).Where(d => d.Role == Role.ImportSpecialist).Sum(d => (double)d.PresentSeconds) / n;
        opened = kinds.Where(k => k.Kind == WorkKind.FullReview).Sum(k => (double)k.Opened) / n;
        selected = opened + (kinds.Where(k => k.Kind == WorkKind.FullReview).Sum(k => (double)k.Lapsed + k.OpenAtEnd - k.OpenAtStart) / n);
        reviews = kinds.Where(k => k.Kind == WorkKind.AdCvdReview).Sum(k => (double)k.Finished) / n;
        cf28 = kinds.Where(k => k.Kind == WorkKind.Cf28Issue).Sum(k => (double)k.Arrived) / n;
        protests = kinds.Where(k => k.Kind == WorkKind.ProtestIntake).Sum(k => (double)k.Arrived) / n;
        filed = run.Replications.Average(r => (double)r.Summaries.Filed);
        trustedShare = run.Replications.Sum(r => (double)r.Summaries.TrustedFiled) / n / filed;
        ctpatShare = (run.Replications.Sum(r => (double)r.Summaries.CtpatFiled) / n / filed) - trustedShare;
        spread = SpreadOf(Room(value, 1), selected <= 0 ? 1 : opened / selected);
    }

    /// <summary>The free parameters where inputs are as a function says. Cost: microseconds.</summary>
    /// <param name="value">Number of an input at the point.</param>
    public FitSolution Solve(Func<string, double> value)
    {
        double p = at(Cf28Path);
        double coverage = 1;
        for (int pass = 0; pass < 4; pass++)
        {
            coverage = Expected(Room(value, p / at(Cf28Path)), spread);
            double openedHere = (selected * Ratio(value, "rates.selected") * coverage) + reviews;
            p = openedHere <= 0 ? double.PositiveInfinity : at(Cf28Path) * (opened + reviews) / openedHere * Adverse(at) / Adverse(value);
        }

        double adverse = Math.Max(0, protests - (at(ProtestPath) * filed));
        double adverseHere = adverse * Ratio(value, "work.adverse protested") * Cf29(value, p) / Cf29(at, at(Cf28Path));
        double protest = at(ProtestPath) * (protests - adverseHere) / Math.Max(1, protests - adverse);
        double found = at("money.yield limit") * (1 - Math.Pow(1 - (at("rates.selected") * opened / Math.Max(1, selected)), at(YieldPath)));
        return new FitSolution(coverage, p, protest, YieldFor(found, value("money.yield limit"), value("rates.selected") * coverage));
    }

    /// <summary>Exponent with which the best share of summaries by risk finds so many dollars.</summary>
    public static double YieldFor(double found, double limit, double share) =>
        found >= limit || share is <= 0 or >= 1 ? double.PositiveInfinity : Math.Log(1 - (found / limit)) / Math.Log(1 - share);

    /// <summary>
    /// Mean of min(1, X) for X normal with this mean and relative deviation: people cannot open more than there is, and
    /// what is idle in one office or month does not help in another.
    /// </summary>
    public static double Expected(double mean, double spread)
    {
        if (mean <= 0)
        {
            return 0;
        }

        double s = spread * mean;
        if (s < 1e-9)
        {
            return Math.Min(1, mean);
        }

        double z = (mean - 1) / s;
        return Math.Clamp(mean - ((mean - 1) * Normal.CDF(0, 1, z)) - (s * Normal.PDF(0, 1, z)), 0, 1);
    }

    /// <summary>The spread that makes a coverage of a room; 0 when the room alone explains it.</summary>
    private static double SpreadOf(double room, double coverage)
    {
        if (coverage >= Math.Min(1, room))
        {
            return 0;
        }

        double low = 0;
        double high = 2;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Expected(room, middle) > coverage ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Seconds that people have beside work with a clock, over the seconds that the whole pool would take.</summary>
    /// <param name="cf28Ratio">Share that leads to a CF-28, against the base: only straight CF-29 follow from it.</param>
    private double Room(Func<string, double> value, double cf28Ratio)
    {
        double slower = at("people.direct share") * at("people.ramp") / (value("people.direct share") * value("people.ramp"));
        double people = present * (DaysBeforeSickness - value("people.sick days") - value("people.training days")) / (DaysBeforeSickness - at("people.sick days") - at("people.training days"));
        double cf29 = Cf29(value, at(Cf28Path) * cf28Ratio) / Cf29(at, at(Cf28Path));
        double silent = (1 - value("work.CF-28 silent")) / (1 - at("work.CF-28 silent"));
        double clocked = 0;
        foreach ((WorkKind kind, double spent) in seconds)
        {
            WorkRule rule = WorkRules.For(kind);
            if (rule.Role != Role.ImportSpecialist || kind == WorkKind.FullReview)
            {
                continue;
            }

            double count = kind switch
            {
                WorkKind.HoldHelp => Ratio(value, "rates.hold help"),
                WorkKind.Determination => (value("rates.determination") - value("rates.hold help")) / Math.Max(1e-9, at("rates.determination") - at("rates.hold help")),
                WorkKind.AdCvdLiquidationImport => Ratio(value, "rates.AD/CVD batch"),
                WorkKind.AcceleratedProtest => Ratio(value, "rates.protest accelerated"),
                WorkKind.ExclusionProtest => Ratio(value, "rates.protest exclusion"),
                WorkKind.Cf28Reply => silent,
                WorkKind.Cf29Issue => cf29,
                WorkKind.Cf29Reply => cf29 * Ratio(value, "work.CF-29 answered"),
                WorkKind.CorrectionReview => Ratio(value, "rates.correction") * Ratio(value, "rates.correction reviewed"),
                WorkKind.RefundClaim => Ratio(value, "rates.refund claim"),
                WorkKind.Contact => Ratio(value, "rates.contact"),
                _ => 1,
            };
            clocked += spent * Math.Max(0, count) * Ratio(value, $"kinds.{rule.Name}.minutes") * slower;
        }

        double pool = seconds.GetValueOrDefault(WorkKind.FullReview) / Math.Max(1, opened) * selected * Ratio(value, "rates.selected") * Ratio(value, $"kinds.{WorkRules.For(WorkKind.FullReview).Name}.minutes") * slower;
        return pool <= 0 ? 1 : (people - clocked) / pool;
    }

    /// <summary>CF-29 for each CF-28: replies and silence that lead to one, and straight ones.</summary>
    private static double Cf29(Func<string, double> value, double p) =>
        ((1 - value("work.CF-28 silent")) * value("work.CF-28 reply to CF-29")) + value("work.CF-28 silent") + (value("work.review to CF-29") / Math.Max(1e-6, p));

    /// <summary>How often an opened review has consequences, against one of a trader that nobody trusts.</summary>
    private double Adverse(Func<string, double> value)
    {
        double trusted = trustedShare * value("rates.trusted selected");
        double rest = (ctpatShare * value("rates.C-TPAT selected")) + (1 - trustedShare - ctpatShare);
        double share = trusted + rest <= 0 ? 0 : trusted / (trusted + rest);
        return 1 - (share * (1 - value("work.trusted adverse")));
    }

    private double Ratio(Func<string, double> value, string path) => at(path) == 0 ? 1 : value(path) / at(path);
}
