using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Tests;

/// <summary>A measure whose mean over years is known exactly.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Truth">Mean over years of that year's value.</param>
/// <param name="Year">Value of one year.</param>
/// <param name="Until">Half-width at which a sequential run of it stops.</param>
internal sealed record KnownSystem(string Name, MeasureScale Scale, double Truth, Func<YearLuck, double> Year, HalfWidth Until)
{
    private const int Items = 60;

    public static ImmutableArray<KnownSystem> All { get; } =
    [
        Amount("amount, normal, cv 6 %", 50, 0.028, luck => 50 + (3 * luck.Normal(0))),
        Amount("amount, lognormal, cv 0.1", 100, 0.047, luck => 100 * luck.Lognormal(0, 0.1)),
        Amount("amount, lognormal, cv 0.3", 100, 0.14, luck => 100 * luck.Lognormal(0, 0.3)),
        Amount("amount, lognormal, cv 1", 100, 0.47, luck => 100 * luck.Lognormal(0, 1)),
        Amount("amount, exponential", 100, 0.47, luck => 100 * luck.Exponential(0)),
        Amount("rare count, Poisson, mean 2 a year", 2, 0.33, luck => luck.Poisson(0, 2)),
        Share("share 60 %, normal, sd 4 points", 0.6, 0.019, luck => 0.6 + (0.04 * luck.Normal(0))),
        Share("share 98 % on time, late with cv 0.5", 0.98, 0.005, luck => 1 - (0.02 * luck.Lognormal(0, 0.5))),
        Share("share 98 % on time, late with cv 1", 0.98, 0.01, luck => 1 - (0.02 * luck.Lognormal(0, 1))),
        Share("share 0.2 % of 1,000 items a year, rate with cv 0.5", 0.002, 0.001, luck => luck.Poisson(1, 2 * luck.Lognormal(0, 0.5)) / 1000.0),
        Share("share 0.02 % of 1,000 items a year", 0.0002, 0.0003, luck => luck.Poisson(0, 0.2) / 1000.0),
        Amount("p90 of a year's 60 waits, by the sketch, common luck cv 0.2", 36_000 * WaitQuantile(0.9), 0.13, luck => SketchQuantile(luck, 0.9)),
        new("paired difference of shares, sd 4 points, correlation 0.9", MeasureScale.Amount, 0.01, PairOfShares, new HalfWidth(HalfWidthKind.Points, 0.009)),
        Amount("paired difference of lognormals, cv 1, correlation 0.95", 20, 0.9, PairOfAmounts),
    ];

    private static KnownSystem Amount(string name, double truth, double until, Func<YearLuck, double> year) =>
        new(name, MeasureScale.Amount, truth, year, new HalfWidth(HalfWidthKind.Relative, until));

    private static KnownSystem Share(string name, double truth, double until, Func<YearLuck, double> year) =>
        new(name, MeasureScale.Share, truth, year, new HalfWidth(HalfWidthKind.Points, until));

    /// <summary>B − A of two plans that share most of a year's luck; B is a point better.</summary>
    private static double PairOfShares(YearLuck luck)
    {
        double shared = luck.Normal(0);
        return 0.01 + (0.04 * ((0.9 * shared) + (Math.Sqrt(1 - (0.9 * 0.9)) * luck.Normal(1)) - shared));
    }

    /// <summary>B − A where A has mean 100 and B has mean 120, both with cv 1; the correlation is that of the logs.</summary>
    private static double PairOfAmounts(YearLuck luck)
    {
        double s = Math.Sqrt(Math.Log(2));
        double shared = luck.Normal(0);
        double other = (0.95 * shared) + (Math.Sqrt(1 - (0.95 * 0.95)) * luck.Normal(1));
        return (120 * Math.Exp((s * other) - (s * s / 2))) - (100 * Math.Exp((s * shared) - (s * s / 2)));
    }

    /// <summary>Mean of the order statistic that is the q-quantile of exponential waits: 1/n + … + 1/(n − rank + 1).</summary>
    private static double WaitQuantile(double q)
    {
        int rank = (int)Math.Ceiling(q * Items);
        return Enumerable.Range(Items - rank + 1, rank).Sum(i => 1.0 / i);
    }

    private static double SketchQuantile(YearLuck luck, double q)
    {
        double common = luck.Lognormal(0, 0.2);
        DurationSketch sketch = new();
        for (int i = 0; i < Items; i++)
        {
            sketch.Add((long)Math.Round(36_000 * common * luck.Exponential(i + 4)));
        }

        return sketch.Quantile(q);
    }
}
