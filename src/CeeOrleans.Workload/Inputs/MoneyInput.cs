namespace CeeOrleans.Workload.Inputs;

/// <summary>Money: the yield of reviews and what work costs.</summary>
public sealed record MoneyInput
{
    /// <summary>Most that reviews could find in a year, dollars (model section 6: 652 M).</summary>
    public double YieldLimitDollars { get; init; }

    /// <summary>Exponent γ of R(u) = limit·(1 − (1 − u)^γ), u the best share of summaries by risk.</summary>
    public double YieldExponent { get; init; } = 1;

    public double PositionDollarsPerYear { get; init; }

    public double HoldDayDollars { get; init; }

    public double Cf28Dollars { get; init; }
}
