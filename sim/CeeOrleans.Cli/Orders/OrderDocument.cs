using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Orders;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Orders;

/// <summary>What <c>cee order --json</c> prints and <c>order.json</c> holds; without a clock, so a second call gives the same bytes.</summary>
internal sealed record OrderDocument(
    string Scenario,
    string ScenarioHash,
    string DataHash,
    string ModelVersion,
    ulong Seed,
    int Replications,
    string CommandLine,
    string Measure,
    string Unit,
    IReadOnlyList<OrderDocument.GainRow> Gains,
    IReadOnlyList<OrderDocument.OrderRow> Orders,
    IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that makes a folder that of a ranking.</summary>
    public const string File = "order.json";

    public static OrderDocument From(OrderResult result, string command, IReadOnlyDictionary<string, string> files) => new(
        result.Plan.Base.Name,
        result.Plan.Base.ScenarioHash,
        result.Plan.Base.DataHash,
        RunResult.ModelVersion,
        result.Plan.Base.Seed,
        result.Plan.Base.Replications,
        command,
        result.Measure.Label,
        result.Unit,
        [.. result.Gains.Select(g => new GainRow(result.Plan.Base.Centers[g.Center].Short, g.Gain.Difference.Mean, g.Gain.Difference.Low, g.Gain.Difference.High))],
        [
            .. result.Orders.Select((o, i) => new OrderRow(
                i + 1,
                [.. result.Plan.OpeningsOf(o.Order).Select(c => new OpeningRow(result.Plan.Base.Centers[c.Center].Short, SimTime.DateOf(c.Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))],
                o.Value.Mean,
                o.BehindBest.Difference.Mean,
                o.BehindBest.Difference.Low,
                o.BehindBest.Difference.High,
                o.MayBeBest)),
        ],
        files);

    public string ToJson() => JsonText.Of(this);

    internal sealed record GainRow(string Center, double Gain, double? Low, double? High);

    internal sealed record OpeningRow(string Center, string Opens);

    internal sealed record OrderRow(int Rank, IReadOnlyList<OpeningRow> Openings, double Mean, double BehindBest, double? Low, double? High, bool MayBeBest);
}
