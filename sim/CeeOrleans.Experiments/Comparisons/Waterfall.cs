using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>Something in the model that may make the difference between two plans, and how a scenario is told to do without.</summary>
/// <param name="Name">As the bar is called: "leave and cover".</param>
/// <param name="Explains">What it adds to the difference, one sentence.</param>
/// <param name="Off">Values that switch it off in a scenario, at the same capacity. Empty where it is off already.</param>
public sealed record Mechanism(string Name, string Explains, Func<RunInputs, ImmutableArray<ScenarioOverride>> Off)
{
    /// <summary>What is left with every mechanism off.</summary>
    public const string Base = "whole people, chance of arrivals and services";

    /// <summary>
    /// The mechanisms that a scenario can switch, in the order in which they are added. A scenario that has one off has no bar
    /// for it; <see cref="SwitchedOn"/> gives a scenario all of them.
    /// </summary>
    public static ImmutableArray<Mechanism> All { get; } =
    [
        new("leave and cover", "People are away; few at a desk feel it more than many.", LeaveOff),
        new("swings of ports, industries and work mix", "Local swings of demand, which pooling over ports evens out.", inputs => SwingsOff(inputs.Swings, national: false)),
        new("national swings", "Swings that all offices share, which no pooling cures.", inputs => SwingsOff(inputs.Swings, national: true)),
        new("memory", "Who decided the same importer and heading before is faster and asks less; break-even at a time on repeat of 100 % and as many CF-28 as the first time.", inputs => inputs.Memory is null ? [] : [new("mechanisms.memory", "no")]),
        new("familiarity", "Teams that see an industry often are faster in it; break-even where unfamiliar work takes as long as familiar, memory and the rest as they are.", inputs => inputs.Familiarity is null ? [] : [new("mechanisms.familiarity", "no")]),
        new("dual-hat time", "A Center's people keep giving time to their old port.", inputs => inputs.People.DualHat == 0 ? [] : [new("people.dual hat", "0 %")]),
        new("Center overhead", "People of each Center who do no casework.", inputs => inputs.People.CenterOverhead == 0 ? [] : [new("people.center overhead", "0 people")]),
        new("people over time", "People leave, are hired, learn and move: what the transition costs.", inputs => inputs.People.OverTime.On ? [new("people.over time", "no")] : []),
    ];

    /// <summary>What a scenario must be told to have memory, familiarity and uniformity.</summary>
    public static ImmutableArray<ScenarioOverride> SwitchedOn { get; } =
        [new("mechanisms.memory", "yes"), new("mechanisms.familiarity", "yes"), new("mechanisms.uniformity", "yes")];

    /// <summary>
    /// Nobody is away, and service is slower by the share of days that people were away, so that a desk does as much in
    /// a year as before.
    /// </summary>
    private static ImmutableArray<ScenarioOverride> LeaveOff(RunInputs inputs)
    {
        PeopleInput people = inputs.People;
        double away = people.LeaveBlocks.Sum() + people.SickDays + people.TrainingDays;
        if (inputs.Population is null || away == 0)
        {
            return [];
        }

        // 260 weekdays a year less ten federal holidays (model section 3).
        const double Present = 250.875;
        string share = (people.DirectShare * (1 - (away / Present)) * 100).ToString("0.####", CultureInfo.InvariantCulture);
        return
        [
            new("people.leave blocks", "0"),
            new("people.sick days", "0 business days"),
            new("people.training days", "0 business days"),
            new("people.direct share", $"{share} %"),
        ];
    }

    private static ImmutableArray<ScenarioOverride> SwingsOff(SwingInput swings, bool national) => national
        ? swings.NationalSd == 0 ? [] : [new("swings.national sd", "0 %")]
        : swings is { PortSd: 0, IndustrySd: 0, MixSd: 0 } ? [] : [new("swings.port sd", "0 %"), new("swings.industry sd", "0 %"), new("swings.mix sd", "0 %")];
}

/// <summary>Two plans at one step of a waterfall: everything up to here is in, the rest is switched off.</summary>
/// <param name="Added">What this step adds to the one before.</param>
public sealed record WaterfallVariant(string Added, string Explains, RunInputs A, RunInputs B);

/// <summary>One bar.</summary>
/// <param name="Step">What it adds to the difference B − A, with its luck interval.</param>
/// <param name="Reached">The difference with everything up to this step.</param>
/// <param name="BreakEven">
/// How many times its size this step would have to be for the whole difference to vanish, all others as they are; NaN
/// where no positive size does that, for a step that luck alone may explain, and for the first bar.
/// </param>
public sealed record WaterfallBar(string Name, string Explains, Estimate Step, Estimate Reached, double BreakEven);

/// <summary>Why a difference is there: how it grows as mechanisms are switched on, one after the other, in both plans.</summary>
/// <remarks>
/// Step i is the paired difference of differences, (Bᵢ − Aᵢ) − (Bᵢ₋₁ − Aᵢ₋₁), year by year on the same luck, so the bars
/// add up to the difference exactly. What a step adds depends on the order: it is the effect given all that stands before.
/// </remarks>
public sealed record Waterfall(string Measure, string Unit, Sense Sense, ImmutableArray<WaterfallBar> Bars, Estimate Total)
{
    /// <summary>The waterfall of one measure.</summary>
    /// <param name="steps">By step the values of A and B, one per replication; the last step is the plans as they are.</param>
    /// <exception cref="ArgumentException">No step.</exception>
    public static Waterfall Of(string measure, string unit, Sense sense, IReadOnlyList<(string Name, string Explains, ImmutableArray<double> A, ImmutableArray<double> B)> steps)
    {
        if (steps.Count == 0)
        {
            throw new ArgumentException("A waterfall needs a step.", nameof(steps));
        }

        double[][] differences = [.. steps.Select(s => s.A.Zip(s.B, (a, b) => b - a).ToArray())];
        Estimate total = LuckInterval.Of(differences[^1], MeasureScale.Amount);
        List<WaterfallBar> bars = [];
        for (int i = 0; i < steps.Count; i++)
        {
            double[] step = i == 0 ? differences[0] : [.. differences[i].Zip(differences[i - 1], (now, before) => now - before)];
            Estimate added = LuckInterval.Of(step, MeasureScale.Amount);
            double times = i == 0 || added.Low is not { } low || added.High is not { } high || low * high <= 0 ? double.NaN : 1 - (total.Mean / added.Mean);
            bars.Add(new WaterfallBar(steps[i].Name, steps[i].Explains, added, LuckInterval.Of(differences[i], MeasureScale.Amount), times > 0 ? times : double.NaN));
        }

        return new Waterfall(measure, unit, sense, [.. bars], total);
    }
}
