using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Theory.Tests;

/// <summary>
/// One station against its formulas. False-alarm rate: 1e-4 a test, by Student's bound over 30 replications. An empty
/// start does no harm: customers before number <see cref="Skip"/> are left out (more than 11 relaxation times of every
/// system here, so what is left of the start is about 1e-5 of a mean), and a fixed count of customers is averaged, not
/// a fixed span of time, so the estimate has no bias of a ratio.
/// </summary>
public sealed class OneStationTests
{
    private const double Service = 600;
    private const int Skip = 4_000;
    private const int Used = 30_000;

    /// <summary>Arrivals and services are whole seconds, so a time is off by less than this.</summary>
    private const double Second = 1;

    [Fact]
    public void Mm1_LoadOfSevenTenths_MeanWaitIsRhoOverMuMinusLambda()
    {
        const double rho = 0.7;
        double[][] rows = Replicate(1, Distribution.Exponential(Service / rho), Distribution.Exponential(Service), 101);
        Bound.Agrees("mean wait", rho / (1 - rho) * Service, rows.Column(0), Second, comparisons: 2);
        Bound.Agrees("chance of waiting", rho, rows.Column(1), Second / Service, comparisons: 2);
    }

    [Theory]
    [InlineData(2, 0.7)]
    [InlineData(5, 0.8)]
    [InlineData(20, 0.85)]
    public void Mmc_ByErlangC_MeanWaitChanceOfWaitingAndTailAgree(int servers, double rho)
    {
        double c = ErlangC(servers, rho);
        double decay = servers * (1 - rho) / Service;
        double longer = Math.Round(1 / decay);
        double[][] rows = Replicate(servers, Distribution.Exponential(Service / servers / rho), Distribution.Exponential(Service), 102 + (ulong)servers, longer: longer);
        Bound.Agrees("mean wait", c / decay, rows.Column(0), Second, 0.15, comparisons: 3);
        Bound.Agrees("chance of waiting", c, rows.Column(1), decay * Second, 0.15, comparisons: 3);
        Bound.Agrees("chance of waiting longer than those who wait do on average", c * Math.Exp(-decay * longer), rows.Column(2), c * decay * Second, 0.2, comparisons: 3);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Mg1_LognormalService_MeanWaitIsPollaczekKhinchine(double cv)
    {
        const double rho = 0.65;
        double[][] rows = Replicate(1, Distribution.Exponential(Service / rho), Distribution.Lognormal(Service, cv), 131);
        double second = Service * Service * (1 + (cv * cv));
        Bound.Agrees("mean wait", rho / Service * second / 2 / (1 - rho), rows.Column(0), Second, 0.1);
    }

    [Fact]
    public void Md1_ConstantService_MeanWaitIsHalfOfMm1()
    {
        const double rho = 0.7;
        double[][] rows = Replicate(1, Distribution.Exponential(Service / rho), Distribution.Constant(Service), 141);
        Bound.Agrees("mean wait", rho * Service / 2 / (1 - rho), rows.Column(0), Second);
    }

    [Fact]
    public void BatchArrivals_ThreeAtATime_MeanTimeInSystemAgrees()
    {
        const int batch = 3;
        const double rho = 0.6;
        double[][] rows = Replicate(1, Distribution.Exponential(Service * batch / rho), Distribution.Exponential(Service), 151, batch);
        Bound.Agrees("mean time in system", (1 + batch) / 2.0 * Service / (1 - rho), rows.Column(3), Second);
    }

    [Fact]
    public void MmInfinity_ManyServers_NumberInSystemIsPoisson()
    {
        const double mean = 20;
        const int servers = 90;
        Setup setup = PlainQueue.OneOffice(servers, Distribution.Exponential(Service / mean), Distribution.Exponential(Service), 60, 161);
        double[][] rows = Bound.Replicate(r =>
        {
            // Looks eight mean services apart are independent but for e^-8.
            double[] seen = NumberAt(PlainQueue.Customers(setup, r), Looks(setup, (long)(8 * Service)));
            double average = seen.Average();
            return [average, seen.Sum(x => (x - average) * (x - average)) / (seen.Length - 1)];
        });
        Bound.Agrees("mean number in system", mean, rows.Column(0), mean * Second / Service, comparisons: 2);
        Bound.Agrees("variance of the number in system", mean, rows.Column(1), mean * Second / Service, comparisons: 2);
    }

    [Fact]
    public void MtMInfinity_RateByHour_NumberInSystemFollowsTheIntegral()
    {
        const double mean = 20;
        const double service = 4 * 3600;
        double[] rate = [.. Enumerable.Range(0, 24).Select(h => 1 + (0.8 * Math.Sin(2 * Math.PI * h / 24)))];
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            400,
            171,
            [PlainQueue.Office(90)],
            [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(service / mean)) { Rate = [.. rate] }],
            [PlainQueue.Kind(0, Distribution.Exponential(service))]));
        int[] hours = [0, 6, 12, 18];
        double[][] rows = Bound.Replicate(r =>
        {
            List<Customer> customers = PlainQueue.Customers(setup, r);
            return [.. hours.Select(h => NumberAt(customers, [.. Enumerable.Range(10, 388).Select(d => setup.Start + (d * 86_400L) + (h * 3600L))]).Average())];
        });
        for (int i = 0; i < hours.Length; i++)
        {
            Bound.Agrees($"mean number in system at {hours[i]} h", Integral(hours[i]), rows.Column(i), mean * Second / 600, comparisons: hours.Length);
        }

        // m' = λ(t) − μ·m with an hourly rate, run until the day repeats.
        double Integral(int hour)
        {
            double m = mean;
            double keep = Math.Exp(-3600 / service);
            for (int h = 0; h < (24 * 40) + hour; h++)
            {
                m = (m * keep) + (mean * rate[h % 24] * (1 - keep));
            }

            return m;
        }
    }

    [Fact]
    public void PooledServers_AgainstSeparateOnes_WaitLessByTheFormula()
    {
        const double rho = 0.7;
        double[][] pooled = Replicate(2, Distribution.Exponential(Service / 2 / rho), Distribution.Exponential(Service), 181);
        double[][] apart = Replicate(1, Distribution.Exponential(Service / rho), Distribution.Exponential(Service), 182);
        double saved = (rho / (1 - rho) * Service) - (ErlangC(2, rho) * Service / 2 / (1 - rho));
        Bound.Agrees("wait saved by pooling", saved, [.. apart.Zip(pooled).Select(x => x.First[0] - x.Second[0])], Second, 0.12);
    }

    internal static double ErlangC(int servers, double rho)
    {
        double load = servers * rho;
        double blocked = 1;
        for (int k = 1; k <= servers; k++)
        {
            blocked = load * blocked / (k + (load * blocked));
        }

        return blocked / (1 - (rho * (1 - blocked)));
    }

    /// <summary>Mean wait, share waiting, share waiting longer than so many seconds, mean time in system.</summary>
    private static double[][] Replicate(int servers, Distribution between, Distribution service, ulong seed, int batch = 1, double longer = Service)
    {
        int used = Used - (Used % batch);
        int days = (int)((Skip + used) * between.Mean / batch * 1.08 / 86_400) + 5;
        int skip = Skip - (Skip % batch);
        Setup setup = PlainQueue.OneOffice(servers, between, service, days, seed, batch);
        return Bound.Replicate(r =>
        {
            List<Customer> all = PlainQueue.Customers(setup, r);
            Assert.True(all.Count >= skip + used, "The horizon is too short for the customers wanted.");
            List<Customer> cut = all.GetRange(skip, used);
            Assert.All(cut, c => Assert.True(c.Finished > 0));
            return
            [
                cut.Average(c => (double)c.Wait),
                cut.Average(c => c.Wait > 0 ? 1.0 : 0),
                cut.Average(c => c.Wait > longer ? 1.0 : 0),
                cut.Average(c => (double)c.Sojourn),
            ];
        });
    }

    private static long[] Looks(Setup setup, long apart) =>
        [.. Enumerable.Range(5, (int)((setup.End - setup.Start) / apart) - 6).Select(i => setup.Start + (i * apart))];

    private static double[] NumberAt(List<Customer> customers, long[] looks)
    {
        double[] number = new double[looks.Length];
        foreach (Customer c in customers)
        {
            int i = Array.BinarySearch(looks, c.Seen);
            for (i = i >= 0 ? i : ~i; i < looks.Length && (c.Finished == long.MinValue || looks[i] < c.Finished); i++)
            {
                number[i]++;
            }
        }

        return number;
    }
}
