using MathNet.Numerics.Distributions;

namespace CeeOrleans.Workload.Randomness;

/// <summary>The families of distributions that scenario files may state.</summary>
public enum DistributionKind : byte
{
    Constant = 1,
    Exponential = 2,
    Lognormal = 3,
    Gamma = 4,
    Uniform = 5,
    Erlang = 6,
}

/// <summary>
/// A distribution of a non-negative quantity, sampled by inversion: one uniform in, one value out, so that the same
/// uniform gives the same luck in every scenario. Values are in the unit of <see cref="Mean"/>; samplers round to
/// whole seconds at once.
/// </summary>
/// <param name="Kind">Family.</param>
/// <param name="Mean">Mean; for <see cref="DistributionKind.Constant"/> the value.</param>
/// <param name="Cv">Coefficient of variation; 0 for constant, 1 for exponential, 1/√k for Erlang with k phases.</param>
public sealed record Distribution(DistributionKind Kind, double Mean, double Cv)
{
    public static Distribution Constant(double value) => new(DistributionKind.Constant, value, 0);

    public static Distribution Exponential(double mean) => new(DistributionKind.Exponential, mean, 1);

    public static Distribution Lognormal(double mean, double cv) => new(DistributionKind.Lognormal, mean, cv);

    public static Distribution Gamma(double mean, double cv) => new(DistributionKind.Gamma, mean, cv);

    public static Distribution Erlang(double mean, int phases) => new(DistributionKind.Erlang, mean, 1 / Math.Sqrt(phases));

    /// <summary>Uniform between two values; its cv is (b − a)/((a + b)·√3).</summary>
    public static Distribution Uniform(double low, double high) =>
        new(DistributionKind.Uniform, (low + high) / 2, (high - low) / ((low + high) * Math.Sqrt(3)));

    /// <summary>The same shape with another mean.</summary>
    public Distribution WithMean(double mean) => this with { Mean = mean };

    /// <summary>Quantile at a probability strictly between 0 and 1.</summary>
    public double Quantile(double p) => Kind switch
    {
        DistributionKind.Constant => Mean,
        DistributionKind.Exponential => -Mean * Math.Log(1 - p),
        DistributionKind.Lognormal => Mean / Math.Sqrt(1 + (Cv * Cv)) * Math.Exp(Math.Sqrt(Math.Log(1 + (Cv * Cv))) * Normal.InvCDF(0, 1, p)),
        DistributionKind.Gamma or DistributionKind.Erlang => MathNet.Numerics.Distributions.Gamma.InvCDF(1 / (Cv * Cv), 1 / (Mean * Cv * Cv), p),
        DistributionKind.Uniform => Mean * (1 + (Cv * Math.Sqrt(3) * ((2 * p) - 1))),
        _ => throw new InvalidOperationException($"Unknown distribution {Kind}."),
    };
}
