using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Runs;

/// <summary>
/// A run as one JSON document: <c>run.json</c>, and what <c>cee run --json</c> prints. Field names are read by others:
/// add, never rename. A number that does not exist (the interval of one replication, a share of nothing) is null.
/// </summary>
internal sealed record RunDocument
{
    public required string Scenario { get; init; }

    public required string ScenarioHash { get; init; }

    public required string DataHash { get; init; }

    public required string ModelVersion { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Replications in the result; fewer than asked for when <see cref="Partial"/>.</summary>
    public required int Replications { get; init; }

    /// <summary>How a run ended that may stop by itself; null where the number of replications was fixed.</summary>
    public required StoppingFields? Stopping { get; init; }

    public required bool Partial { get; init; }

    /// <summary>The snapshot of the live world that the run started from; null when it started from none.</summary>
    public required SnapshotFields? Snapshot { get; init; }

    public required string ResultHash { get; init; }

    public required string CommandLine { get; init; }

    public required CountFields Counts { get; init; }

    public required SecondFields Seconds { get; init; }

    public required double PeakMemoryMb { get; init; }

    public required int Silos { get; init; }

    public required IReadOnlyList<MeasureFields> Measures { get; init; }

    public required IReadOnlyList<TargetFields> Targets { get; init; }

    public required IReadOnlyList<LawFields> Laws { get; init; }

    /// <summary>Statutory floors against people on board; empty in a plain queue.</summary>
    public required IReadOnlyList<FloorFields> Floors { get; init; }

    /// <summary>Accounts at Centers on the days on which routing changes; empty in a plain queue.</summary>
    public required IReadOnlyList<ExpansionFields> Expansion { get; init; }

    /// <summary>Paths by what they are: "report", "folder", …</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Describes a run.</summary>
    /// <param name="total">Seconds from the start of the process.</param>
    public static RunDocument From(RunResult run, MeasureTable measures, double total, double report, double peakMemoryMb, IReadOnlyDictionary<string, string> files) => new()
    {
        Scenario = run.Inputs.Name,
        ScenarioHash = run.Inputs.ScenarioHash,
        DataHash = run.Inputs.DataHash,
        ModelVersion = RunResult.ModelVersion,
        Seed = run.Inputs.Seed,
        Replications = run.Replications.Length,
        Stopping = StoppingOutcome.Of(run, measures) is { } stopping
            ? new StoppingFields(stopping.Most, stopping.Reached, stopping.Sentence, [.. stopping.Measures.Select(m => new PrecisionFields(m.Measure, m.Unit, Number(m.HalfWidth), m.Wanted, m.Reached))])
            : null,
        Partial = run.Partial,
        Snapshot = run.Inputs.Snapshot is { } s ? new SnapshotFields(SimTime.Text(s.AsOf), s.Hash, s.Accounts, s.Items) : null,
        ResultHash = run.ResultHash,
        CommandLine = run.CommandLine,
        Counts = CountFields.From(run),
        Seconds = new SecondFields(
            Round(run.Seconds.Start),
            Round(run.Seconds.Opening),
            Round(run.Seconds.Project),
            Round(run.Seconds.Advance),
            Round(report),
            Round(total),
            [.. run.Seconds.PerReplication.Select(Round)]),
        PeakMemoryMb = Math.Round(peakMemoryMb, 1),
        Silos = run.Silos,
        Measures = [.. measures.Rows.Select(m => new MeasureFields(m.Name, m.Office, m.Role, m.Kind, m.Unit, Number(m.Mean), Number(m.Low), Number(m.High), m.Confidence))],
        Targets = [.. TargetOutcome.Evaluate(run).Select(t => new TargetFields(t.Measure, t.Met, Number(t.Value), t.AtLeast, t.MetIn))],
        Laws = LawFields.From(run),
        Floors = [.. StatutoryFloor.Check([.. run.Replications.Select(r => r.Staffing)]).Select(f => new FloorFields(MeasureTable.RoleName(f.Role), f.Floor, f.Least, f.Kept, f.FirstBelow?.Day, f.FirstBelow?.OnBoard, f.Citation))],
        Expansion =
        [
            .. run.Expansion.Select(r => new ExpansionFields(
                SimTime.DateOf(r.Day),
                run.Inputs.Centers.Select((c, i) => (c.Code, r.Accounts[i])).Where(x => x.Item2 == 0 || x.Item2 >= SmallCells.LeastOf(run.Inputs)).ToDictionary(x => x.Code, x => x.Item2),
                r.HeadingShare,
                r.SummaryShare)),
        ],
        Files = files,
    };

    public string ToJson() => JsonText.Of(this);

    private static double Round(double seconds) => Math.Round(seconds, 3);

    private static double? Number(double? value) => value is { } v && double.IsFinite(v) ? v : null;

    internal sealed record SnapshotFields(string AsOf, string Hash, int Accounts, int Items);

    /// <summary>How a run ended that may stop by itself.</summary>
    internal sealed record StoppingFields(int Most, bool Reached, string Statement, IReadOnlyList<PrecisionFields> Measures);

    /// <summary>One declared measure; no half-width where it has no interval.</summary>
    internal sealed record PrecisionFields(string Measure, string Unit, double? HalfWidth, double Asked, bool Reached);

    /// <summary>Sizes of one replication, the first.</summary>
    internal sealed record CountFields(long Importers, int Ports, int Centers, long EntrySummaries, long WorkItems, long Decisions)
    {
        public static CountFields From(RunResult run)
        {
            ReplicationResult first = run.Replications[0];
            return new CountFields(
                run.Inputs.Population?.Importers ?? 0,
                run.Inputs.Ports.Length,
                run.Inputs.Centers.Count(c => !c.Phases.IsDefaultOrEmpty),
                first.Summaries.Filed,
                first.WorkItems,
                first.Decisions);
        }
    }

    internal sealed record SecondFields(double Start, double Opening, double Project, double Advance, double Report, double Total, IReadOnlyList<double> PerReplication);

    internal sealed record MeasureFields(string Name, string Office, string Role, string Kind, string Unit, double? Mean, double? Low, double? High, double? Confidence);

    internal sealed record FloorFields(string Role, int Floor, int Least, bool Kept, DateOnly? FirstBelow, int? OnBoardThen, string Citation);

    /// <param name="Accounts">By Center code.</param>
    internal sealed record ExpansionFields(DateOnly Day, IReadOnlyDictionary<string, long> Accounts, double HeadingShare, double SummaryShare);

    internal sealed record TargetFields(string Measure, bool Met, double? Value, double AtLeast, int MetIn);

    internal sealed record LawFields(string Name, bool Held, string Detail)
    {
        /// <summary>A law held when it held in every replication; the detail is of the first that broke it, else of the first.</summary>
        public static IReadOnlyList<LawFields> From(RunResult run) =>
        [
            .. run.Replications.SelectMany(r => r.Laws).GroupBy(l => l.Name).Select(g =>
            {
                LawCheck told = g.FirstOrDefault(l => !l.Held) ?? g.First();
                return new LawFields(g.Key, told.Held, told.Detail);
            }),
        ];
    }
}
