using System.Collections.Immutable;
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
        double high = fact.Fact.EndsWith("at least", StringComparison.Ordinal) ? double.PositiveInfinity : fact.High * scale ?? low;
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
/// <param name="Others">Runs beside the reported one that rows were taken from; see <see cref="StoredRun.Label"/>.</param>
public sealed record FactTable(ImmutableArray<FactOutcome> Rows, ImmutableArray<string> Others)
{
    private const string NoTuning = "Nothing was tuned to it.";

    private const string AccountsPerCenter = "accounts-per-center";

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
    public static FactTable Evaluate(FactRuns runs) => Evaluate(ReferenceData.Load().PublishedFacts.Select(FactRow.From), runs);

    /// <summary>Compares a national run with the facts given.</summary>
    public static FactTable Evaluate(IEnumerable<FactRow> facts, FactRuns runs) => new(
        [.. facts.OrderBy(f => Array.IndexOf(Uses, f.Use) is var i && i < 0 ? Uses.Length : i).Select(f => Evaluate(f, runs))],
        [.. runs.Others.Select(o => o.Label)]);

    private static FactOutcome Evaluate(FactRow row, FactRuns runs)
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

        return tolerance.Admits(simulated, row.Low, row.High) && (row.Id != AccountsPerCenter || UnderAHundred(Accounts(runs.Test!)))
            ? new FactOutcome(row, simulated, FactVerdict.Holds, row.Id == AccountsPerCenter ? why : "")
            : new FactOutcome(row, simulated, FactVerdict.Missed, why);
    }

    /// <summary>The value, or what is missing; and what explains a miss.</summary>
    private static (double Value, string? Missing, string Why) Simulate(FactRow row, FactRuns runs)
    {
        const string Expectation = "Fits hold in expectation: counts are scaled to the expected number of summaries, but the mix of work swings, too.";
        return row.Id switch
        {
            "ctpat-value-share" => (This(runs, r => (double)r.Summaries.CtpatValueCents / r.Summaries.ValueCents), null,
                $"Membership is drawn by size until members file the published 24 % of entries; with 53 % of value, a member's entry would be worth 3.6 times another's. In the model value per entry depends on industry, port and size, and on membership only by way of size, which gives less. {NoTuning}"),
            "ctpat-line-share" => OtherYear(runs, (_, r) => (double)r.Summaries.CtpatLines / r.Summaries.Lines,
                $"Lines per summary do not depend on membership in the model, so members have the share of lines that they have of entries, 24 %; with 37 % of lines, a member's summary would have 1.9 times the lines of another's. {NoTuning}"),
            "isa-value-share" => OtherYear(runs, (_, r) => (double)r.Summaries.IsaValueCents / r.Summaries.ValueCents,
                $"820 numbers are placed by size among C-TPAT companies; their value follows from the tail of sizes. {NoTuning}"),
            "laredo-ctpat-value" => OtherYear(runs, (run, r) => PortShare(run.Inputs, r, "2304"),
                $"Importers choose ports by size, mode and region, not by membership, so members have about the share of Laredo's value that they have of the nation's; the lanes for members at the land border, which draw them there, are not in the model. {NoTuning}"),
            AccountsPerCenter => AccountsOf(runs),
            "adcvd-liquidated" => OtherYear(runs, (run, r) => r.AdCvd.Released * run.Year,
                $"Releases follow messages times the mean size of a batch, which was set from FY2016: 115,195 entries by 1,603 messages, 72 a message. Of FY2019 283,075 entries and 1,704 messages were published, 166 a message; what a message lifts is not the same every year. {NoTuning}"),
            "member-benefit" => Benefit(runs),
            "cf28" => (PerVolume(runs, r => Sum(r, WorkKind.Cf28Issue, k => k.Arrived)), null, Expectation + " A CF-28 needs an opened review: where coverage differs from the baseline's, so do they."),
            "cf29" => (PerVolume(runs, r => Sum(r, WorkKind.Cf29Issue, k => k.Arrived)), null, Expectation),
            "psc" => (PerVolume(runs, r => Sum(r, WorkKind.CorrectionFirstLook, k => k.Arrived) + r.Summaries.CorrectionsAutomatic), null, Expectation),
            "protests" => (PerVolume(runs, r => Sum(r, WorkKind.ProtestIntake, k => k.Arrived)), null, Expectation + " Protests follow decisions of earlier years, too."),
            "document-reviews" => (PerVolume(runs, r => Sum(r, WorkKind.DocumentReview, k => k.Arrived)), null, Expectation),
            "found" => (PerVolume(runs, r => r.Kinds.Sum(k => k.YieldFoundCents) / 100.0), null, Expectation + " Revenue found follows coverage."),
            "ctpat-entry-share" => (This(runs, r => (double)r.Summaries.CtpatFiled / r.Summaries.Filed), null, Expectation),
            "aft-importers" => (This(runs, r => Industry(runs.Run.Inputs, r, "004")), null, Expectation),
            "gateways-16" => (This(runs, Gateways), null, Expectation),
            "adcvd-reviews" => (PerVolume(runs, r => Sum(r, WorkKind.AdCvdReview, k => k.Arrived)), null, Expectation),
            "adcvd-liquidated-2016" => (Count(runs, r => r.AdCvd.Released), null, Expectation),
            "adcvd-messages" => (Count(runs, r => r.AdCvd.Messages), null, Expectation),
            "summaries" => (runs.National ? runs.Run.ExpectedSummaries * StoredRun.Of(runs.Run).Year : double.NaN, null, Expectation),
            "vacancy-duration" => (double.NaN, null, "Follows from attrition and the hiring lead by a·L/(1 + a·L); people on board are an input of this run."),
            "under-collection" => (double.NaN, null, "Follows from the yield curve: what all reviews could find less what they found."),
            "protest-ages" or "staff-per-center" => (double.NaN, null, ""),
            _ => (double.NaN, null, "This run has no measure for it."),
        };
    }

    private static (double Value, string? Missing, string Why) OtherYear(FactRuns runs, Func<StoredRun, ReplicationResult, double> value, string why) =>
        runs.OtherYears is not { } other
            ? (double.NaN, $"Of another year: not run. Get it with: {runs.Command(FactRuns.OtherYearsScenario)}", why)
            : (other.Replications.Average(r => value(other, r)), null, why);

    /// <summary>Accounts after the test; the explanation tells those in the test, which the verdict needs, too.</summary>
    private static (double Value, string? Missing, string Why) AccountsOf(FactRuns runs)
    {
        string[] missing =
        [
            .. runs.AllAccounts is null ? [runs.Command(FactRuns.CentersScenario)] : Array.Empty<string>(),
            .. runs.Test is null ? [runs.Command(FactRuns.TestScenario)] : Array.Empty<string>(),
        ];
        if (missing.Length > 0)
        {
            return (double.NaN, $"From the test to after it: not run. Get it with: {string.Join(" and ", missing)}", "");
        }

        double test = Accounts(runs.Test!);
        string told = FormattableString.Invariant($"Accounts a Center in the test: {test:#,0}; published: under a hundred.");
        return (Accounts(runs.AllAccounts!), null, UnderAHundred(test) ? told
            : $"{told} The scenario of the test takes every trusted trader of the two industries; the Centers of the test took companies that applied, and how many of the eligible did was not published. {NoTuning}");
    }

    private static bool UnderAHundred(double accounts) => new Tolerance(ToleranceKind.Order, 10).Admits(accounts, 10, 10);

    /// <summary>Accounts of a Center that is open, on average.</summary>
    private static double Accounts(StoredRun run)
    {
        int[] open = [.. run.Inputs.Centers.Select((c, i) => (c, i)).Where(x => !x.c.Phases.IsDefaultOrEmpty).Select(x => x.i)];
        return run.Replications.Average(r => r.Industries.Where(i => open.Contains(i.Center)).Select(i => (double)i.AccountsTaken).DefaultIfEmpty(double.NaN).Average());
    }

    private static (double Value, string? Missing, string Why) Benefit(FactRuns runs)
    {
        const string Why = "The published figure extends to all importers what was measured on those who had joined: fewer trade exams and fewer of some forms. In the model a member is examined and selected less under either plan, and a Center as such changes neither; what changes is hold help and the reviews that are opened, hence the CF-28s. " + NoTuning;
        string[] missing =
        [
            .. runs.Ports is null ? [runs.Command(FactRuns.PortsScenario)] : Array.Empty<string>(),
            .. runs.Centers is null ? [runs.Command(FactRuns.CentersScenario)] : Array.Empty<string>(),
        ];
        if (missing.Length > 0)
        {
            return (double.NaN, $"The cost to importers without Centers less that with them: not run. Get it with: {string.Join(" and ", missing)}", Why);
        }

        int both = Math.Min(runs.Ports!.Replications.Length, runs.Centers!.Replications.Length);
        return (Cost(runs.Ports, both) - Cost(runs.Centers, both), null, Why);
    }

    /// <summary>What holds and CF-28s cost all importers, dollars a year, less what hold help saved.</summary>
    private static double Cost(StoredRun run, int replications) =>
        run.Replications.Take(replications).Average(r => ImporterCost.OfHolds(r, run.Inputs.Money) + ImporterCost.OfCf28(r, run.Inputs.Money)) * run.Year;

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

    private static double This(FactRuns runs, Func<ReplicationResult, double> value) => runs.National ? runs.Run.Replications.Average(value) : double.NaN;

    private static double Count(FactRuns runs, Func<ReplicationResult, double> value) => This(runs, value) * StoredRun.Of(runs.Run).Year;

    /// <summary>A count a year at the expected number of summaries: without the swing of demand, which no fit can foresee.</summary>
    private static double PerVolume(FactRuns runs, Func<ReplicationResult, double> value) =>
        Count(runs, r => value(r) * (runs.Run.ExpectedSummaries > 0 && r.Summaries.Filed > 0 ? runs.Run.ExpectedSummaries / r.Summaries.Filed : 1));
}
