using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using MathNet.Numerics.Distributions;

namespace CeeOrleans.Theory.Tests;

/// <summary>
/// What pooling is worth when nothing but chance makes people wait. Minute scale: one desk of c against c desks of one, by
/// Erlang C. Day scale: the safety that a desk needs does not depend on its size, so that c desks of one need c times
/// what one desk of c needs (model section 2).
/// </summary>
public sealed class PoolingTests
{
    private const double Service = 600;
    private const double Hour = 3600;

    /// <summary>Mean wait at c desks of one less that at one desk of c, with the same arrivals and services in all. False alarm 1e-4 a case.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void MinuteScale_TheGainOfPoolingIsErlangs(int servers)
    {
        const double rho = 0.7;
        const int used = 60_000;
        Setup apart = Desks(servers, 1, rho, used, 500, 701);
        Setup pooled = Desks(1, servers, rho, used, 4_000, 801);
        double[][] rows = Bound.Replicate(r => [MeanWait(apart, r, used / servers, 500), MeanWait(pooled, r, used, 4_000)]);
        double gain = (rho / (1 - rho) * Service) - (OneStationTests.ErlangC(servers, rho) * Service / servers / (1 - rho));
        if (servers == 1)
        {
            // One desk of one against one desk of one: no gain, within the error of either.
            Bound.Agrees("mean wait", rho / (1 - rho) * Service, rows.Column(0), 1, 0.1, comparisons: 2);
            Bound.Agrees("mean wait", rho / (1 - rho) * Service, rows.Column(1), 1, 0.1, comparisons: 2);
            Assert.Equal(0, gain, 9);
            return;
        }

        Bound.Agrees($"gain of pooling {servers} desks", gain, [.. rows.Select(r => r[0] - r[1])], 1, 0.1);
    }

    /// <summary>
    /// The people above the load at which a share ε waits longer than T. The formula is a limit for targets far longer than
    /// a service; it is met within 10 %, and the sampling error of what is measured (false alarm 1e-4) is less than that.
    /// Measured at the load that the formula prescribes, with the mean wait, which is known, as control variate; the last
    /// step from the share found to ε goes by the slope of the logarithm, 2T/(E[S](1 + cv²)).
    /// </summary>
    [Theory]
    [InlineData(1, 1.0, 20, 150)]
    [InlineData(1, 1.5, 40, 150)]
    [InlineData(2, 1.0, 20, 150)]
    [InlineData(5, 1.0, 15, 150)]
    [InlineData(20, 1.0, 6, 60)]
    public void DayScale_TheSafetyOfADeskDoesNotDependOnItsSize(int servers, double cv, double hours, int relaxations)
    {
        const double late = 0.05;
        double target = hours * Hour;
        double spread = 1 + (cv * cv);
        double formula = Formula(Hour, cv, target, late);
        double load = servers - formula;
        double meanWait = servers == 1 ? load * Hour * spread / 2 / (1 - load) : OneStationTests.ErlangC(servers, load / servers) * Hour / (servers - load);

        int one = (int)(spread * servers / (formula * formula) * load);
        Distribution time = cv == 1 ? Distribution.Exponential(Hour) : Distribution.Lognormal(Hour, cv);
        int days = (int)((relaxations + 8) * one * Hour / load * 1.1 / 86_400) + 30;
        Setup setup = PlainQueue.OneOffice(servers, Distribution.Exponential(Hour / load), time, days, 900 + (ulong)servers);
        double[][] rows = Bound.Replicate(r =>
        {
            List<Customer> used = PlainQueue.Customers(setup, r).GetRange(8 * one, relaxations * one);
            return [used.Average(c => c.Wait > target ? 1.0 : 0), used.Average(c => (double)c.Wait)];
        });

        double[] share = rows.Column(0);
        double[] wait = rows.Column(1);
        double beta = Covariance(share, wait) / Covariance(wait, wait);
        double[] controlled = [.. share.Zip(wait, (p, w) => p - (beta * (w - meanWait)))];
        double mean = controlled.Average();
        double slope = 2 * target / (Hour * spread);
        double safety = formula + ((Math.Log(mean) - Math.Log(late)) / slope);
        double half = StudentT.InvCDF(0, 1, rows.Length - 2, 1 - (Bound.FalseAlarm / 2)) * Math.Sqrt(Covariance(controlled, controlled) / rows.Length) / mean / slope;

        string text = string.Create(CultureInfo.InvariantCulture, $"{servers} people, cv {cv}, {hours} h: formula {formula:0.0000} people, measured {safety:0.0000} ± {half:0.0000}");
        Assert.True(Math.Abs(safety - formula) <= 0.1 * formula, text);
        Assert.True(half <= 0.1 * formula, "Too weak a test. " + text);
    }

    /// <summary>E[S](1 + cv²)·ln(1/ε)/(2T), people.</summary>
    internal static double Formula(double service, double cv, double target, double late) => service * (1 + (cv * cv)) * Math.Log(1 / late) / (2 * target);

    private static double Covariance(double[] x, double[] y)
    {
        double mx = x.Average();
        double my = y.Average();
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / (x.Length - 1);
    }

    /// <summary>Desks of the same size, each with a source of its own; all of them together see the same load.</summary>
    private static Setup Desks(int desks, int servers, double rho, int used, int skip, ulong seed)
    {
        var between = Distribution.Exponential(Service / servers / rho);
        int days = (int)(((used / desks) + skip) * between.Mean * 1.25 / 86_400) + 5;
        return Setup.Compile(PlainQueue.Inputs(
            days,
            seed,
            [.. Enumerable.Range(0, desks).Select(d => PlainQueue.Office(servers, code: "Q" + d))],
            [.. Enumerable.Range(0, desks).Select(d => new SourceInput(d, WorkKind.Plain, between))],
            [PlainQueue.Kind(0, Distribution.Exponential(Service))]));
    }

    /// <summary>Over customers skip to skip + used of every desk.</summary>
    private static double MeanWait(Setup setup, int replication, int used, int skip)
    {
        Dictionary<int, long>[] seen = [.. setup.Offices.Select(_ => new Dictionary<int, long>())];
        long waited = 0;
        long counted = 0;
        InlineHost host = new(setup)
        {
            Opened = (office, kernel) => kernel.Watch(office, step =>
            {
                int number = WorkId.Entry(step.Item.Id);
                if (number < skip || number >= skip + used)
                {
                    return;
                }

                if (step.Kind == StepKind.Seen)
                {
                    seen[office][number] = step.Time;
                }
                else if (step.Kind == StepKind.Started && seen[office].Remove(number, out long at))
                {
                    waited += step.Time - at;
                    counted++;
                }
            }),
        };
        PlainQueue.Run(setup, host, replication);
        Assert.Equal((long)used * setup.Offices.Length, counted);
        return (double)waited / counted;
    }
}
