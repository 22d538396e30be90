namespace CeeOrleans.Experiments.Measures;

/// <summary>Which way a measure is good.</summary>
public enum Sense : byte
{
    /// <summary>More is neither good nor bad: volumes, people, how busy they are.</summary>
    Neutral = 0,

    HigherIsBetter = 1,

    LowerIsBetter = 2,
}

/// <summary>Which way each measure is good, for whom it matters.</summary>
public static class MeasureSense
{
    private static readonly Dictionary<string, Sense> Senses = new(StringComparer.Ordinal)
    {
        [MeasureNames.OnTime] = Sense.HigherIsBetter,
        [MeasureNames.Coverage] = Sense.HigherIsBetter,
        [MeasureNames.RevenueFound] = Sense.HigherIsBetter,
        [MeasureNames.RevenueForgone] = Sense.LowerIsBetter,
        [MeasureNames.WeeksToRecover] = Sense.LowerIsBetter,
        [MeasureNames.WeeksToRecoverReviews] = Sense.LowerIsBetter,
        [MeasureNames.Recovered] = Sense.HigherIsBetter,
        [MeasureNames.ReviewsRecovered] = Sense.HigherIsBetter,
        [MeasureNames.OpenAge] = Sense.LowerIsBetter,
        [MeasureNames.OpenAgeP95] = Sense.LowerIsBetter,
        [MeasureNames.OpenAtEnd] = Sense.LowerIsBetter,
        [MeasureNames.WaitMean] = Sense.LowerIsBetter,
        [MeasureNames.WaitP50] = Sense.LowerIsBetter,
        [MeasureNames.WaitP90] = Sense.LowerIsBetter,
        [MeasureNames.WaitP95] = Sense.LowerIsBetter,
        [MeasureNames.SojournMean] = Sense.LowerIsBetter,
        [MeasureNames.TouchPoints] = Sense.LowerIsBetter,
        [MeasureNames.OfficesPerImporter] = Sense.LowerIsBetter,
        [MeasureNames.Exposure] = Sense.LowerIsBetter,
        [MeasureNames.OffIndustry] = Sense.LowerIsBetter,
        [MeasureNames.OutsideModalOffice] = Sense.LowerIsBetter,
        [MeasureNames.HeadingExposure] = Sense.LowerIsBetter,
        [MeasureNames.Disagreement] = Sense.LowerIsBetter,
        [MeasureNames.Deemed] = Sense.LowerIsBetter,
        [MeasureNames.DeemedValue] = Sense.LowerIsBetter,
        [MeasureNames.UnprotectedItems] = Sense.LowerIsBetter,
        [MeasureNames.UnprotectedShare] = Sense.LowerIsBetter,
        [MeasureNames.PositionCost] = Sense.LowerIsBetter,
        [MeasureNames.HoldCost] = Sense.LowerIsBetter,
        [MeasureNames.Cf28Cost] = Sense.LowerIsBetter,
        [MeasureNames.HoldDays] = Sense.LowerIsBetter,
    };

    /// <param name="name">One of <see cref="MeasureNames"/>; any other is neutral.</param>
    public static Sense Of(string name) => Senses.GetValueOrDefault(name);
}
