namespace CeeOrleans.Experiments.Measures;

/// <summary>The indifference zone: differences that are too small to matter, whatever luck says of them.</summary>
public static class IndifferenceZone
{
    /// <summary>Difference of a share that does not matter: half a point.</summary>
    public const double Share = 0.005;

    /// <summary>Difference of a wait that does not matter, hours: a quarter of a business day of 24 hours.</summary>
    public const double Hours = 6;

    /// <summary>Relative difference that does not matter of a wait that is itself shorter than <see cref="Hours"/>: queues of minutes are judged in minutes.</summary>
    public const double RelativeOfShortWaits = 0.1;

    /// <summary>Relative difference of any other amount that does not matter.</summary>
    public const double Relative = 0.01;

    /// <summary>The difference that does not matter, in the unit.</summary>
    /// <param name="unit">Unit of the measure.</param>
    /// <param name="level">Value that the difference is taken from; does not count for shares.</param>
    public static double Of(string unit, double level) => unit switch
    {
        "share" => Share,
        "hours" => Math.Abs(level) < Hours ? RelativeOfShortWaits * Math.Abs(level) : Hours,
        _ => Relative * Math.Abs(level),
    };
}
