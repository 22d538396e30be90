using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Tests;

/// <summary>How often nominal 95 % intervals of one system hold its truth.</summary>
/// <param name="ByYears">By the numbers of <see cref="CoverageStudy.Years"/>: fraction of the experiments.</param>
/// <param name="AtStop">Of the intervals at which a sequential run stopped.</param>
/// <param name="MeanYears">Mean number of years until it stopped.</param>
internal sealed record Coverage(string System, ImmutableArray<double> ByYears, double AtStop, double MeanYears);

/// <summary>Measures coverage with the intervals and the stopping rule that runs use.</summary>
internal static class CoverageStudy
{
    /// <summary>Experiments behind each number of the published table.</summary>
    public const int Experiments = 10_000;

    /// <summary>Numbers of replications that coverage is measured at.</summary>
    public static ImmutableArray<int> Years { get; } = [10, 20, 40];

    /// <summary>One system, by itself declared to a stopping rule from 10 to 40.</summary>
    /// <param name="seed">Of the study; another one is an independent study.</param>
    public static Coverage Of(KnownSystem system, ulong seed, int experiments = Experiments) =>
        Of(system.Name, system.Scale, system.Truth, system.Until, experiments, (e, year) => system.Year(new YearLuck(seed, e, year)));

    /// <param name="year">Value of a year, 1 to 40, of an experiment.</param>
    public static Coverage Of(string name, MeasureScale scale, double truth, HalfWidth until, int experiments, Func<int, int, double> year)
    {
        int most = Years[^1];
        int[][] hits = new int[experiments][];
        Parallel.For(0, experiments, new ParallelOptions { MaxDegreeOfParallelism = 2 }, e =>
        {
            double[] values = new double[most];
            for (int y = 0; y < most; y++)
            {
                values[y] = year(e, y + 1);
            }

            int[] row = new int[Years.Length + 2];
            for (int i = 0; i < Years.Length; i++)
            {
                row[i] = Holds(values.AsSpan(0, Years[i])) ? 1 : 0;
            }

            int stop = StoppingRule.LooksBetween(StoppingRule.Looks[0], most).First(n => n == most || StoppingRule.Of(name, "", values.AsSpan(0, n), scale, until, 1).Reached);
            row[^2] = Holds(values.AsSpan(0, stop)) ? 1 : 0;
            row[^1] = stop;
            hits[e] = row;
        });
        double Mean(int column) => hits.Sum(h => (double)h[column]) / experiments;
        return new Coverage(name, [.. Years.Select((_, i) => Mean(i))], Mean(Years.Length), Mean(Years.Length + 1));

        bool Holds(ReadOnlySpan<double> values)
        {
            Estimate e = LuckInterval.Of(values, scale);
            return e.Low <= truth && truth <= e.High;
        }
    }

    /// <summary>A row of the published table.</summary>
    public static string Row(Coverage c, int experiments) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {c.System} | {experiments:#,0} | {string.Join(" | ", c.ByYears.Select(p => p.ToString("0.0 %", CultureInfo.InvariantCulture)))} | {c.AtStop:0.0 %} | {c.MeanYears:0.0} |");
}
