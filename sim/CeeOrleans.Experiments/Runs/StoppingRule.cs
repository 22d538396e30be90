using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments;

/// <summary>A declared measure at a look.</summary>
/// <param name="Measure">As the scenario names it.</param>
/// <param name="Unit">Of the measure; empty where the run has no such measure.</param>
/// <param name="Mean">Over the replications so far.</param>
/// <param name="HalfWidth">The wider side of its interval, in the unit; infinite with fewer than two values.</param>
/// <param name="Wanted">The half-width that was asked for, in the unit.</param>
public sealed record Precision(string Measure, string Unit, double Mean, double HalfWidth, double Wanted)
{
    public bool Reached => HalfWidth <= Wanted;
}

/// <summary>
/// When replications are enough. Looks only at <see cref="Looks"/>, so that chance gets five occasions to stop too early
/// and not thirty; the intervals that are looked at hold together with 95 % (Bonferroni over the declared measures). What
/// an ordinary 95 % interval still covers once a run has stopped on its own width is measured and stands in the table of
/// coverage among the tests (Law, Simulation Modeling and Analysis, 5th ed., section 9.4.1).
/// </summary>
public sealed class StoppingRule
{
    /// <summary>Most measures that one rule may declare.</summary>
    public const int MostMeasures = 10;

    /// <summary>Replications after which a run looks whether it may stop.</summary>
    public static ImmutableArray<int> Looks { get; } = [10, 14, 20, 28, 40];

    private readonly StoppingInput input;
    private readonly int most;
    private readonly ImmutableArray<MeasureChoice> measures;

    private StoppingRule(StoppingInput input, int most, ImmutableArray<MeasureChoice> measures)
    {
        this.input = input;
        this.most = most;
        this.measures = measures;
    }

    /// <summary>Confidence of the interval of one measure at a look.</summary>
    public double Confidence => ConfidenceOf(measures.Length);

    /// <summary>The rule of a scenario; null for a fixed number of replications.</summary>
    /// <exception cref="ArgumentException">A measure is unknown; <see cref="Check"/> finds it with its place.</exception>
    public static StoppingRule? Of(RunInputs inputs)
    {
        if (inputs.Stopping is not { } stopping)
        {
            return null;
        }

        ImmutableArray<ScenarioError> errors = Check(inputs);
        return errors.IsEmpty
            ? new StoppingRule(stopping, inputs.Replications, [.. stopping.Until.Select(u => MeasureChoice.Parse(u.Measure, inputs, out _)!)])
            : throw new ArgumentException(errors[0].Message, nameof(inputs));
    }

    /// <summary>What the reader of scenarios cannot know: whether the measures exist, and whether their half-widths fit their units.</summary>
    public static ImmutableArray<ScenarioError> Check(RunInputs inputs)
    {
        if (inputs.Stopping is not { } stopping)
        {
            return [];
        }

        var errors = ImmutableArray.CreateBuilder<ScenarioError>();
        HashSet<MeasureChoice> seen = [];
        foreach (PrecisionInput until in stopping.Until)
        {
            if (MeasureChoice.Parse(until.Measure, inputs, out string problem) is not { } choice)
            {
                errors.Add(Error(until, $"replications.until: {problem}"));
            }
            else if (!seen.Add(choice))
            {
                errors.Add(Error(until, $"replications.until: {choice.Label} is declared above"));
            }
            else if (until.HalfWidth.Kind == HalfWidthKind.Points && !choice.IsShare)
            {
                errors.Add(Error(until, $"replications.until: {choice.Label} is no share and has no points; allowed: a percentage of the mean, for example 3 %"));
            }
            else if (until.HalfWidth.Kind == HalfWidthKind.Hours && !choice.IsTime)
            {
                errors.Add(Error(until, $"replications.until: {choice.Label} is no time; allowed: a percentage of the mean, for example 3 %{(choice.IsShare ? ", or points, for example 0.5 points" : "")}"));
            }
        }

        return errors.ToImmutable();
    }

    /// <summary>A scenario that was read, with the errors of <see cref="Check"/> among its own.</summary>
    public static LoadedScenario Checked(LoadedScenario loaded)
    {
        ImmutableArray<ScenarioError> errors = loaded.Inputs is { } inputs ? Check(inputs) : [];
        return errors.IsEmpty ? loaded : loaded with { Inputs = null, Errors = loaded.Errors.AddRange(errors) };
    }

    /// <summary>Confidence of each of several intervals that hold together with 95 %.</summary>
    /// <param name="measures">1 or more.</param>
    public static double ConfidenceOf(int measures) => 1 - ((1 - LuckInterval.Confidence) / measures);

    /// <summary>Looks of a rule, ascending; the last is the most that are run.</summary>
    /// <param name="least">Replications before the first look.</param>
    /// <param name="most">Replications after the last.</param>
    public static IEnumerable<int> LooksBetween(int least, int most) => Looks.Where(n => n >= least && n <= most);

    /// <summary>Half-width of one measure from its values.</summary>
    /// <param name="values">One per replication; NaN where there is none.</param>
    /// <param name="declared">Measures that the rule declares, this one among them.</param>
    public static Precision Of(string measure, string unit, ReadOnlySpan<double> values, MeasureScale scale, HalfWidth wanted, int declared)
    {
        Estimate e = LuckInterval.Of(values, scale, ConfidenceOf(declared));
        double half = e.Low is { } low && e.High is { } high ? Math.Max(e.Mean - low, high - e.Mean) : double.PositiveInfinity;
        double size = wanted.Kind switch
        {
            HalfWidthKind.Relative => wanted.Size * Math.Abs(e.Mean),
            HalfWidthKind.Points => wanted.Size,
            HalfWidthKind.Hours => unit == "days" ? wanted.Size / 24 : wanted.Size,
            _ => IndifferenceZone.Of(unit, e.Mean),
        };
        return new Precision(measure, unit, e.Mean, half, size);
    }

    /// <summary>Whether a run looks after so many replications.</summary>
    public bool IsLook(int replications) => replications >= input.Least && replications < most && Looks.Contains(replications);

    /// <summary>Every declared measure over some replications.</summary>
    public ImmutableArray<Precision> At(MeasureTable table) =>
    [
        .. measures.Select((m, i) => m.In(table) is { } found
            ? Of(m.Label, found.Unit, found.PerReplication.AsSpan(), found.Scale, input.Until[i].HalfWidth, measures.Length)
            : new Precision(m.Label, "", double.NaN, double.PositiveInfinity, 0)),
    ];

    private static ScenarioError Error(PrecisionInput at, string message) => new(at.File, at.Line, at.Column, message);
}
