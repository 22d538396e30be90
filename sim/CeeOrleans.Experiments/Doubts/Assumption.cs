using System.Collections.Immutable;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Experiments.Doubts;

/// <summary>
/// An input that nobody has read anywhere, with the range an honest sweep covers. Its value is taken to be as likely too
/// high as too low: half of the sample lies on each side, in equal ratios where the range is above zero, else in equal
/// differences. Where the value is an end of its range, the sample goes evenly to the other end.
/// </summary>
/// <param name="Value">What the scenario uses.</param>
/// <param name="Low">Low end of the range, scenario text.</param>
/// <param name="High">High end.</param>
public sealed record Assumption(string Path, PathValue Value, PathValue Low, PathValue High, string Mark, string Source)
{
    /// <summary>Inputs that are technique of the engine or words of a report, and nothing about the world.</summary>
    private static readonly Dictionary<string, string> Technique = new(StringComparer.Ordinal)
    {
        ["population.envelope"] = "technique of drawing entries; what it clips is counted",
        ["population.small below"] = "only where the report draws a line",
    };

    /// <summary>Inputs whose numbers follow from a published fact at every point, with the fact.</summary>
    private static readonly Dictionary<string, string> Solved = new(StringComparer.Ordinal)
    {
        [FitArithmetic.Cf28Path] = "solved at every point for the published number of CF-28",
        [FitArithmetic.ProtestPath] = "solved at every point for the published number of protests",
        [FitArithmetic.YieldPath] = "solved at every point for the revenue found",
    };

    /// <summary>Inputs that mean nothing while a switch is off: how their notes end, the switch, and how it reads when off.</summary>
    private static readonly (string Note, string Switch, string Off)[] Switched =
    [
        ("only over time", "people.over time", "no"),
        ("only with familiarity", "mechanisms.familiarity", "no"),
        ("only with memory", "mechanisms.memory", "no"),
        ("only with uniformity", "mechanisms.uniformity", "no"),
        ("only with trainings", "training.events", "0 per year"),
        ("only with appeals", "appeals.share", "0 %"),
    ];

    /// <summary>
    /// The assumptions of a scenario: marked A, M, D or X in the catalogue, with a range, and not set by the scenario's own
    /// files (what a file says is the question, not a doubt). Ascending by path.
    /// </summary>
    /// <param name="leftOut">Marked inputs that are not varied, each with the reason.</param>
    public static ImmutableArray<Assumption> Of(LoadedScenario scenario, out ImmutableArray<(string Path, string Why)> leftOut)
    {
        List<Assumption> all = [];
        List<(string, string)> others = [];
        Dictionary<string, EffectiveValue> effective = scenario.Effective.ToDictionary(e => e.Path, StringComparer.Ordinal);
        foreach (CatalogueInput input in InputCatalogue.Load().All.OrderBy(i => i.Path, StringComparer.Ordinal))
        {
            if (input.Mark is not ("A" or "D" or "X") && !input.Mark.StartsWith('M'))
            {
                continue;
            }

            if (!effective.TryGetValue(input.Path, out EffectiveValue? value) || ScenarioPath.Find(input.Path, queue: false, out _) is not { } path)
            {
                continue;
            }

            string? why = value.Mark.Length == 0 ? $"set by the scenario ({value.Origin})"
                : Technique.TryGetValue(input.Path, out string? technique) ? technique
                : Solved.TryGetValue(input.Path, out string? solved) ? solved
                : Switched.FirstOrDefault(s => input.Note.EndsWith(s.Note, StringComparison.Ordinal) && effective.TryGetValue(s.Switch, out EffectiveValue? off) && off.Value == s.Off) is { Switch: { } silent } ? $"means nothing while {silent} is off"
                : input.Low.Length == 0 ? "has no range"
                : null;
            if (why is null
                && path.TryRead(value.Value, out PathValue at, out _) && path.TryRead(input.Low, out PathValue low, out _) && path.TryRead(input.High, out PathValue high, out _)
                && low.Number < high.Number)
            {
                all.Add(new Assumption(input.Path, at, low, high, input.Mark, input.Source));
            }
            else
            {
                others.Add((input.Path, why ?? "has no numbers to range over"));
            }
        }

        leftOut = [.. others];
        return [.. all];
    }

    /// <summary>The value at a place of the sample.</summary>
    /// <param name="u">0 gives the low end, 1 the high end, one half the scenario's value where that lies inside.</param>
    public PathValue At(double u)
    {
        ScenarioPath path = ScenarioPath.Find(Path, queue: false, out _)!;
        bool ratios = Low.Number > 0;
        bool inside = Value.Number > Low.Number && Value.Number < High.Number;
        return !inside ? path.Between(Low.Text, High.Text, u, ratios)
            : u < 0.5 ? path.Between(Low.Text, Value.Text, 2 * u, ratios)
            : path.Between(Value.Text, High.Text, (2 * u) - 1, ratios);
    }
}
