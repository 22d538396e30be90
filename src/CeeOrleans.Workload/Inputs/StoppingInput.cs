using System.Collections.Immutable;

namespace CeeOrleans.Workload.Inputs;

/// <summary>How a half-width is stated.</summary>
public enum HalfWidthKind : byte
{
    /// <summary>What does not matter: half a point of a share, six hours of a time, one per cent of anything else.</summary>
    WhatMatters = 0,

    /// <summary>A fraction of the mean.</summary>
    Relative = 1,

    /// <summary>An amount of a share, as a fraction of one.</summary>
    Points = 2,

    /// <summary>A time.</summary>
    Hours = 3,
}

/// <summary>How wide an interval may be, to either side.</summary>
/// <param name="Size">A fraction for <see cref="HalfWidthKind.Relative"/> and <see cref="HalfWidthKind.Points"/>, hours for <see cref="HalfWidthKind.Hours"/>; above 0.</param>
public readonly record struct HalfWidth(HalfWidthKind Kind, double Size);

/// <summary>One measure that is to be known well enough.</summary>
/// <param name="Measure">As a user names it: "coverage", "wait p95 of contact".</param>
/// <param name="File">Where it stands, for messages.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public sealed record PrecisionInput(string Measure, HalfWidth HalfWidth, string File = "", int Line = 1, int Column = 1);

/// <summary>When replications are enough: <see cref="RunInputs.Replications"/> are the most that are run.</summary>
/// <param name="Least">Replications before the first look.</param>
/// <param name="Until">One to ten measures, all of which have to be known well enough.</param>
public sealed record StoppingInput(int Least, ImmutableArray<PrecisionInput> Until);
