using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios;

/// <summary>What is wrong in a scenario file, and where.</summary>
/// <param name="File">Path as the user gave it, or as <c>extends</c> names it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
/// <param name="Message">What was found and what is allowed, with the nearest name.</param>
public sealed record ScenarioError(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}

/// <summary>One value of the effective scenario.</summary>
/// <param name="Path">For example "rates.document review".</param>
/// <param name="Value">As scenario text: "10 %".</param>
/// <param name="Origin">Where it comes from: "national-ports.yaml:12", or "reference data".</param>
/// <param name="Mark">R, D, Mh, Mm, Ml, A or X, and the empty text for structure.</param>
/// <param name="Source">Citation.</param>
/// <param name="Range">Low and high as text; empty when there is none.</param>
public sealed record EffectiveValue(string Path, string Value, string Origin, string Mark, string Source, string Range);

/// <summary>A scenario that was read: inputs when it is valid, errors when not.</summary>
public sealed record LoadedScenario(RunInputs? Inputs, ImmutableArray<EffectiveValue> Effective, ImmutableArray<ScenarioError> Errors);

/// <summary>Reads scenario files.</summary>
public static class ScenarioLoader
{
    /// <summary>Reads, extends, validates and compiles a file. Never throws for what a user can write; every error at once.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="root">Files outside this folder are refused; null allows all.</param>
    public static LoadedScenario Load(string path, string? root = null) => throw new NotImplementedException();
}
