using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Tests;

/// <summary>
/// One server, exponential gaps and services, one day from empty: the whole chain, from the event loop over the table of
/// measures to the interval, where the truth of a terminating run is known. The number in system follows Kolmogorov's
/// forward equations.
/// </summary>
internal static class SmallQueue
{
    /// <summary>Experiments; each needs forty days.</summary>
    public const int Experiments = 500;

    private const double Gap = 900;
    private const double Service = 600;
    private const int Day = 86_400;

    /// <summary>States kept; with a load of two thirds more than 150 in system have a chance below 1e-26.</summary>
    private const int States = 150;

    /// <summary>Coverage of three measures: a count, a share, and a small skewed number.</summary>
    public static IEnumerable<Coverage> Study(ulong seed)
    {
        int years = CoverageStudy.Years[^1];
        Setup setup = PlainQueue.OneOffice(1, Distribution.Exponential(Gap), Distribution.Exponential(Service), 1, seed);
        ReplicationResult[] days = new ReplicationResult[Experiments * years];
        Parallel.For(0, days.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, r => days[r] = PlainQueue.Run(setup, new InlineHost(setup), r + 1));
        var table = MeasureTable.From(new RunResult
        {
            Inputs = setup.Inputs,
            Offices = setup.Offices,
            Replications = [.. days],
            ResultHash = "",
            ExpectedSummaries = 0,
            ExpectedSummariesSd = 0,
            Seconds = new RunSeconds(),
            Silos = 0,
        });

        (double busy, double open) = Transient();
        foreach ((string name, string role, double truth, HalfWidth until) in new[]
        {
            // An arrival at 86,399.5 seconds and later rounds into the next day.
            (MeasureNames.Arrived, "", (Day - 0.5) / Gap, new HalfWidth(HalfWidthKind.Relative, 0.045)),
            (MeasureNames.Utilisation, MeasureTable.RoleName(Role.ImportSpecialist), busy, new HalfWidth(HalfWidthKind.Points, 0.04)),
            (MeasureNames.OpenAtEnd, "", open, new HalfWidth(HalfWidthKind.Relative, 0.6)),
        })
        {
            Measure m = table.Find(name, role: role)!;
            yield return CoverageStudy.Of($"M/M/1, load 67 %, one day from empty, through the engine: {name}", m.Scale, truth, until, Experiments, (e, year) => m.PerReplication[(e * years) + year - 1]);
        }
    }

    /// <summary>Share of the day that the server is busy, and the number in system at its end, by Runge and Kutta in steps of five seconds.</summary>
    private static (double Busy, double Open) Transient()
    {
        const double step = 5;
        double[] p = new double[States];
        p[0] = 1;
        double busy = 0;
        for (int i = 0; i < (int)(Day / step); i++)
        {
            double[] k1 = Slope(p);
            double[] k2 = Slope(Moved(p, k1, step / 2));
            double[] k3 = Slope(Moved(p, k2, step / 2));
            double[] k4 = Slope(Moved(p, k3, step));
            double before = 1 - p[0];
            for (int n = 0; n < States; n++)
            {
                p[n] += step / 6 * (k1[n] + (2 * k2[n]) + (2 * k3[n]) + k4[n]);
            }

            busy += step * (before + 1 - p[0]) / 2;
        }

        return (busy / Day, p.Select((x, n) => n * x).Sum());

        static double[] Moved(double[] from, double[] slope, double by) => [.. from.Select((x, n) => x + (by * slope[n]))];

        static double[] Slope(double[] p)
        {
            double[] d = new double[States];
            for (int n = 0; n < States; n++)
            {
                double up = n < States - 1 ? p[n] / Gap : 0;
                double down = n > 0 ? p[n] / Service : 0;
                d[n] -= up + down;
                if (n < States - 1)
                {
                    d[n + 1] += up;
                }

                if (n > 0)
                {
                    d[n - 1] += down;
                }
            }

            return d;
        }
    }
}
