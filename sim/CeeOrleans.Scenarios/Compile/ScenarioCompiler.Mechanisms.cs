using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Familiarity, memory, uniformity: each behind its switch.</summary>
internal sealed partial class ScenarioCompiler
{
    private FamiliarityInput? Familiarity() => !file.Get("mechanisms.familiarity", false) ? null : new FamiliarityInput(
        Real("familiarity.unfamiliar"),
        Real("familiarity.learning") / SimTime.Hour,
        Int("familiarity.half-life"),
        Int("familiarity.people per team"),
        Int("familiarity.most teams"));

    private MemoryInput? Memory() => !file.Get("mechanisms.memory", false) ? null : new MemoryInput(
        Real("memory.time"),
        Real("memory.CF-28"),
        Real("memory.seen of others"),
        Int("memory.span"));

    private UniformityInput? Uniformity()
    {
        if (!file.Get("mechanisms.uniformity", false))
        {
            return null;
        }

        double within = Real("uniformity.within office");
        double between = Real("uniformity.between offices");
        if (between < within)
        {
            errors.Add(file.PlaceOf("uniformity.between offices"), $"uniformity.between offices: {between:0.##%} is less than the {within:0.##%} inside one office, uniformity.within office; people of two offices agree at most as often as those of one");
        }

        return new UniformityInput(within, between, Real("uniformity.ambiguous"), Int("uniformity.habit"));
    }
}
