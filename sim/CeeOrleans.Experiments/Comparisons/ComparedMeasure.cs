using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>One measure of <see cref="MeasureTable"/> under two plans.</summary>
/// <param name="A">Value of each replication under the first plan; NaN where there is none.</param>
/// <param name="B">Value of each replication under the second plan.</param>
public sealed record ComparedMeasure(string Name, string Office, string Role, string Kind, string Unit, MeasureScale Scale, ImmutableArray<double> A, ImmutableArray<double> B)
{
    /// <summary>Chance that one difference is called one though there is none.</summary>
    public const double Alpha = 1 - LuckInterval.Confidence;

    /// <summary>Means, paired difference B − A, and what pairing was worth.</summary>
    public PairedEstimate Estimate { get; } = PairedEstimate.Of(A.AsSpan(), B.AsSpan(), Scale);

    public Sense Sense => MeasureSense.Of(Name);

    /// <summary>Verdict at 95 % for this one number, taken by itself.</summary>
    public Verdict Verdict => VerdictAt(Alpha);

    /// <summary>Whether the mean difference is larger than what does not matter: half a point, six hours, one per cent.</summary>
    public bool Matters => Math.Abs(Estimate.Difference.Mean) > IndifferenceZone.Of(Unit, Estimate.A.Mean);

    /// <summary>"clocked work on time", "utilisation, import specialists", "wait mean: contact".</summary>
    public string Label => Name + (Role.Length > 0 ? $", {Role}s" : "") + (Kind.Length > 0 ? $": {Kind}" : "");

    /// <param name="alpha">Chance of a false alarm, above 0 and below 1.</param>
    public Verdict VerdictAt(double alpha) => Verdicts.Of(Estimate, Sense, alpha);
}

/// <summary>From an estimate to a word.</summary>
public static class Verdicts
{
    /// <param name="alpha">Two-sided chance of a false alarm, above 0 and below 1.</param>
    public static Verdict Of(PairedEstimate estimate, Sense sense, double alpha)
    {
        if (estimate.Identical)
        {
            return Verdict.Identical;
        }

        if (estimate.Pairs < 2)
        {
            return Verdict.Unknown;
        }

        if (!estimate.Shown(alpha))
        {
            return Verdict.NotShown;
        }

        bool more = estimate.Difference.Mean > 0;
        return sense switch
        {
            Sense.HigherIsBetter => more ? Verdict.Better : Verdict.Worse,
            Sense.LowerIsBetter => more ? Verdict.Worse : Verdict.Better,
            _ => more ? Verdict.Higher : Verdict.Lower,
        };
    }

    /// <summary>As tables and files write it.</summary>
    public static string Text(this Verdict verdict) => verdict switch
    {
        Verdict.Identical => "identical",
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Higher => "higher",
        Verdict.Lower => "lower",
        Verdict.Unknown => "unknown",
        _ => "no difference shown",
    };
}
