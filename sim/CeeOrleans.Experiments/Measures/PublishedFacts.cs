using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Reference;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>One row of the table of published facts.</summary>
/// <param name="Id">Stable name that finds the evaluator, for example "ctpat-value-share".</param>
/// <param name="Fact">What was published.</param>
/// <param name="Low">Published value, or lower end of a range; NaN when unknown. Shares are fractions.</param>
/// <param name="High">Upper end; equal to <paramref name="Low"/> for one value, infinite for "at least".</param>
/// <param name="Unit">"share", "dollars", "days" or a thing counted a year.</param>
/// <param name="Use">"evidence", "fit", "input", "derived" or "unknown".</param>
/// <param name="Tolerance">See <see cref="Measures.Tolerance.Parse"/>.</param>
public sealed record FactRow(string Id, string Fact, double Low, double High, string Unit, string Use, string Tolerance, string Source, string Mark)
{
    /// <summary>A row of the reference data: per cents become shares, "at least" has no upper end.</summary>
    public static FactRow From(PublishedFact fact)
    {
        double scale = fact.Unit == "%" ? 0.01 : 1;
        double low = fact.Value * scale ?? double.NaN;
        double high = fact.Fact.EndsWith("at least", StringComparison.Ordinal) ? double.PositiveInfinity : low;
        string unit = fact.Unit switch { "%" => "share", "$" => "dollars", _ => fact.Unit };
        string year = fact.FiscalYear is { } y ? FormattableString.Invariant($", FY{y}") : "";
        return new FactRow(fact.Id, fact.Fact + year, low, high, unit, fact.Use.ToString().ToLowerInvariant(), fact.Tolerance, fact.Source, fact.Mark);
    }
}

/// <summary>What came of a comparison.</summary>
public enum FactVerdict : byte
{
    /// <summary>Inside the tolerance.</summary>
    Holds = 1,

    /// <summary>Outside: a finding, explained.</summary>
    Missed = 2,

    /// <summary>Needs another run, which is not at hand.</summary>
    NotRun = 3,

    /// <summary>Nothing was published, or this run says nothing about it.</summary>
    Unknown = 4,

    /// <summary>An input or a derived value: shown, and no test of anything.</summary>
    Shown = 5,
}

/// <param name="Simulated">NaN when there is none.</param>
/// <param name="Note">Explains a miss, or says how to get the value.</param>
public sealed record FactOutcome(FactRow Row, double Simulated, FactVerdict Verdict, string Note);

/// <summary>
/// The comparison with published facts (model section 7). Only evidence rows count in "n of m hold": inputs were set to
/// their values, and fits were solved to hit them, so neither proves anything.
/// </summary>
/// <param name="Rows">Evidence first, then fits, inputs, derived, unknown.</param>
public sealed record FactTable(ImmutableArray<FactOutcome> Rows)
{
    /// <summary>Command that makes the run of the other years.</summary>
    public const string OtherYearsCommand = "cee run scenarios/published-facts.yaml";

    /// <summary>Command that makes the baseline which the benefit of members is measured against.</summary>
    public const string BaselineCommand = "cee run scenarios/national-ports.yaml";

    /// <summary>Fiscal year of the run of the other years.</summary>
    public const int OtherFiscalYear = 2019;

    private const string NoTuning = "Nothing was tuned to it.";

    private static readonly string[] Uses = ["evidence", "fit", "input", "derived", "unknown"];

    /// <summary>Evidence rows that hold.</summary>
    public int Hold => Evidence.Count(r => r.Verdict == FactVerdict.Holds);

    /// <summary>Evidence rows that could be compared.</summary>
    public int Compared => Evidence.Count(r => r.Verdict is FactVerdict.Holds or FactVerdict.Missed);

    /// <summary>Evidence rows in all.</summary>
    public int All => Evidence.Count();

    /// <summary>"5 of 7 hold; 1 not run".</summary>
    public string Summary => Compared == All
        ? $"{Hold} of {All} evidence rows hold."
        : $"{Hold} of {Compared} evidence rows compared hold; {All - Compared} of {All} could not be compared.";

    private IEnumerable<FactOutcome> Evidence => Rows.Where(r => r.Row.Use == "evidence");

    /// <summary>Compares a national run with the facts of the reference data.</summary>
    /// <param name="run">A national run; for a smaller population the counts mean nothing and are not compared.</param>
    /// <param name="otherYears">Stored result of the run of the other years; null when it was not run, or is <paramref name="run"/> itself.</param>
    /// <param name="baseline">Stored result of the ports' baseline on the same entries; null when it was not run.</param>
    public static FactTable Evaluate(RunResult run, RunResult? otherYears = null, RunResult? baseline = null) =>
        Evaluate(ReferenceData.Load().PublishedFacts.Select(FactRow.From), run, otherYears, baseline);

    /// <summary>Compares a national run with the facts given.</summary>
    /// <param name="facts">Rows of the reference data.</param>
    /// <param name="run">A national run; for a smaller population the counts mean nothing and are not compared.</param>
    /// <param name="otherYears">Stored result of the run at other years' volumes; null when it was not run.</param>
    /// <param name="baseline">Stored result of the ports' baseline on the same entries; null when it was not run.</param>
    public static FactTable Evaluate(IEnumerable<FactRow> facts, RunResult run, RunResult? otherYears = null, RunResult? baseline = null) =>
        new([.. facts.OrderBy(f => Array.IndexOf(Uses, f.Use) is var i && i < 0 ? Uses.Length : i).Select(f => Evaluate(f, new Runs(run, otherYears ?? (FiscalYear(run) == OtherFiscalYear ? run : null), baseline)))]);

    private static FactOutcome Evaluate(FactRow row, Runs runs)
    {
        (double simulated, string? missing, string why) = Simulate(row, runs);
        if (double.IsNaN(row.Low))
        {
            return new FactOutcome(row, simulated, FactVerdict.Unknown, "Nothing was published.");
        }

        if (missing is not null)
        {
            return new FactOutcome(row, double.NaN, FactVerdict.NotRun, missing);
        }

        if (!double.IsFinite(simulated))
        {
            return new FactOutcome(row, double.NaN, FactVerdict.Unknown, why);
        }

        Tolerance tolerance = Measures.Tolerance.Parse(row.Tolerance);
        if (tolerance.Kind == ToleranceKind.None)
        {
            return new FactOutcome(row, simulated, FactVerdict.Shown, "");
        }

        bool holds = tolerance.Admits(simulated, row.Low, row.High);
        return new FactOutcome(row, simulated, holds ? FactVerdict.Holds : FactVerdict.Missed, holds ? "" : why);
    }

    /// <summary>The value, or what is missing; and what explains a miss.</summary>
    private static (double Value, string? Missing, string Why) Simulate(FactRow row, Runs runs)
    {
        const string Expectation = "Fits hold in expectation: counts are scaled to the expected number of summaries, but the mix of work swings, too.";
        return row.Id switch
        {
            "ctpat-value-share" => (runs.This(r => (double)r.Summaries.CtpatValueCents / r.Summaries.ValueCents), null,
                $"Membership is drawn by size until members file the published share of entries, so their share of value follows from how value per entry grows with size. {NoTuning}"),
            "ctpat-line-share" => Other(runs, r => (double)r.Summaries.CtpatLines / r.Summaries.Lines,
                $"Lines per summary do not depend on membership in the model; the published shares of lines and of entries suggest that members file longer summaries. {NoTuning}"),
            "isa-value-share" => Other(runs, r => (double)r.Summaries.IsaValueCents / r.Summaries.ValueCents,
                $"820 numbers are placed by size among C-TPAT companies; their value follows from the tail of sizes. {NoTuning}"),
            "laredo-ctpat-value" => Other(runs, r => PortShare(runs.OtherYears!.Inputs, r, "2304"),
                $"Importers choose ports by size, mode and region, not by membership; lanes for members at the land border are not in the model. {NoTuning}"),
            "accounts-per-center" => (Accounts(runs.Run), null, "The scenario opens no Center to every account of its industry, or the population is not the national one."),
            "adcvd-liquidated" => Other(runs, r => r.AdCvd.Released * Runs.Year(runs.OtherYears!),
                $"Releases follow messages times the mean size of a batch, which was set from FY2016 (72 entries a message); the published numbers of FY2019 give 166. {NoTuning}"),
            "member-benefit" => Benefit(runs),
            "cf28" => (runs.PerVolume(r => Sum(r, WorkKind.Cf28Issue, k => k.Arrived)), null, Expectation + " A CF-28 needs an opened review: where coverage differs from the baseline's, so do they."),
            "cf29" => (runs.PerVolume(r => Sum(r, WorkKind.Cf29Issue, k => k.Arrived)), null, Expectation),
            "psc" => (runs.PerVolume(r => Sum(r, WorkKind.CorrectionFirstLook, k => k.Arrived) + r.Summaries.CorrectionsAutomatic), null, Expectation),
            "protests" => (runs.PerVolume(r => Sum(r, WorkKind.ProtestIntake, k => k.Arrived)), null, Expectation + " Protests follow decisions of earlier years, too."),
            "document-reviews" => (runs.PerVolume(r => Sum(r, WorkKind.DocumentReview, k => k.Arrived)), null, Expectation),
            "found" => (runs.PerVolume(r => r.Kinds.Sum(k => k.YieldFoundCents) / 100.0), null, Expectation + " Revenue found follows coverage."),
            "ctpat-entry-share" => (runs.This(r => (double)r.Summaries.CtpatFiled / r.Summaries.Filed), null, Expectation),
            "aft-importers" => (runs.This(r => Industry(runs.Run.Inputs, r, "004")), null, Expectation),
            "gateways-16" => (runs.This(Gateways), null, Expectation),
            "adcvd-reviews" => (runs.PerVolume(r => Sum(r, WorkKind.AdCvdReview, k => k.Arrived)), null, Expectation),
            "adcvd-liquidated-2016" => (runs.Count(r => r.AdCvd.Released), null, Expectation),
            "adcvd-messages" => (runs.Count(r => r.AdCvd.Messages), null, Expectation),
            "summaries" => (runs.National ? runs.Run.ExpectedSummaries * Runs.Year(runs.Run) : double.NaN, null, Expectation),
            "vacancy-duration" => (double.NaN, null, "Follows from attrition and the hiring lead by a·L/(1 + a·L); people on board are an input of this run."),
            "under-collection" => (double.NaN, null, "Follows from the yield curve: what all reviews could find less what they found."),
            "protest-ages" or "staff-per-center" => (double.NaN, null, ""),
            _ => (double.NaN, null, "This run has no measure for it."),
        };
    }

    private static (double Value, string? Missing, string Why) Other(Runs runs, Func<ReplicationResult, double> value, string why) =>
        runs.OtherYears is null
            ? (double.NaN, $"Of another year: not run. Get it with: {OtherYearsCommand}", why)
            : (runs.OtherYears.Replications.Average(value), null, why);

    private static (double Value, string? Missing, string Why) Benefit(Runs runs)
    {
        const string Why = "The difference of hold days and CF-28s between the baseline and this run, at this scenario's dollars. With memory, familiarity and uniformity off, moving work changes little of what members see.";
        if (!runs.TakesAll)
        {
            return (double.NaN, null, "Concerns a world in which all members joined; in this scenario they did not.");
        }

        return runs.Baseline is null
            ? (double.NaN, $"Needs the baseline: not run. Get it with: {BaselineCommand}", Why)
            : (Cost(runs.Baseline) - Cost(runs.Run), null, Why);
    }

    /// <summary>What holds and CF-28s cost all importers, dollars a year, less what hold help saved.</summary>
    private static double Cost(RunResult run)
    {
        MeasureTable measures = MeasureTable.From(run);
        return (measures.Mean(MeasureNames.HoldCost) + measures.Mean(MeasureNames.Cf28Cost)) * 365.0 / run.Inputs.Days;
    }

    private static double Accounts(RunResult run)
    {
        int[] open = [.. run.Inputs.Centers.Select((c, i) => (c, i)).Where(x => x.c.Phases.Any(p => p.Eligibility == Eligibility.AllAccounts)).Select(x => x.i)];
        return open.Length == 0 || run.Inputs.Population is not { Importers: >= Runs.NationalImporters }
            ? double.NaN
            : run.Replications.Average(r => r.Industries.Where(i => open.Contains(i.Center)).Average(i => (double)i.AccountsTaken));
    }

    /// <summary>A fiscal year begins in October of the year before.</summary>
    private static int FiscalYear(RunResult run)
    {
        DateOnly start = SimTime.DateOf(run.Inputs.StartDay);
        return start.Month >= 10 ? start.Year + 1 : start.Year;
    }

    private static double PortShare(RunInputs inputs, ReplicationResult r, string code)
    {
        PortTotals? port = r.Ports.FirstOrDefault(p => inputs.Ports[p.Port].Code == code);
        return port is null ? double.NaN : (double)port.CtpatValueCents / port.ValueCents;
    }

    private static double Industry(RunInputs inputs, ReplicationResult r, string code) =>
        r.Industries.Where(i => i.Center >= 0 && inputs.Centers[i.Center].Code == code).Select(i => (double)i.Importers).DefaultIfEmpty(double.NaN).First();

    private static double Gateways(ReplicationResult r) =>
        r.Ports.Select(p => p.ValueCents).OrderDescending().Take(16).Sum() / (double)r.Ports.Sum(p => p.ValueCents);

    private static long Sum(ReplicationResult r, WorkKind kind, Func<KindTotals, long> value) => r.Kinds.Where(k => k.Kind == kind).Sum(value);

    private sealed record Runs(RunResult Run, RunResult? OtherYears, RunResult? Baseline)
    {
        public const int NationalImporters = 300_000;

        public bool National => Run.Inputs.Population is { Importers: >= NationalImporters };

        public bool TakesAll => Run.Inputs.Centers.Any(c => c.Phases.Any(p => p.Eligibility == Eligibility.AllAccounts));

        /// <summary>From the horizon to a year.</summary>
        public static double Year(RunResult run) => 365.0 / run.Inputs.Days;

        public double This(Func<ReplicationResult, double> value) => National ? Run.Replications.Average(value) : double.NaN;

        public double Count(Func<ReplicationResult, double> value) => This(value) * Year(Run);

        /// <summary>A count a year at the expected number of summaries: without the swing of demand, which no fit can foresee.</summary>
        public double PerVolume(Func<ReplicationResult, double> value) =>
            Count(r => value(r) * (Run.ExpectedSummaries > 0 && r.Summaries.Filed > 0 ? Run.ExpectedSummaries / r.Summaries.Filed : 1));
    }
}
