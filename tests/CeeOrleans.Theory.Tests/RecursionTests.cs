using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Theory.Tests;

/// <summary>
/// Exact recursions on the very arrivals and services of a run, equal to the second for every customer. Nothing is
/// random in the comparison, so the false-alarm rate is 0. Arrivals are recorded from the inboxes; services are drawn
/// here from their keys.
/// </summary>
public sealed class RecursionTests
{
    private const double Service = 1_000;

    [Theory]
    [InlineData(1, 0.9, 301)]
    [InlineData(1, 1.1, 302)]
    public void Lindley_OneServer_EveryWaitIsEqualToTheSecond(int servers, double rho, int seed)
    {
        // W' = max(0, W + S − A): Lindley 1952. Written apart from the recursion for many servers.
        Setup setup = PlainQueue.OneOffice(servers, Distribution.Exponential(Service / rho), Distribution.Lognormal(Service, 1.2), 150, (ulong)seed);
        Arrival[] arrivals = Arrivals(setup, out ReplicationResult result);
        long[] waits = new long[arrivals.Length];
        for (int i = 1; i < arrivals.Length; i++)
        {
            waits[i] = Math.Max(0, waits[i - 1] + arrivals[i - 1].Service - (arrivals[i].Seen - arrivals[i - 1].Seen));
        }

        AssertEqual(setup, arrivals, waits, result);
    }

    [Theory]
    [InlineData(2, 0.95, 1, 311)]
    [InlineData(7, 0.9, 1, 312)]
    [InlineData(7, 1.05, 4, 313)]
    public void KieferWolfowitz_ManyServers_EveryWaitIsEqualToTheSecond(int servers, double rho, int batch, int seed)
    {
        Setup setup = PlainQueue.OneOffice(servers, Distribution.Exponential(Service * batch / servers / rho), Distribution.Gamma(Service, 0.7), 60, (ulong)seed, batch);
        Arrival[] arrivals = Arrivals(setup, out ReplicationResult result);

        // The ordered vector of work at each server: the smallest is the wait (Kiefer and Wolfowitz 1955).
        long[] work = new long[servers];
        long[] waits = new long[arrivals.Length];
        long last = arrivals[0].Seen;
        for (int i = 0; i < arrivals.Length; i++)
        {
            for (int k = 0; k < servers; k++)
            {
                work[k] = Math.Max(0, work[k] - (arrivals[i].Seen - last));
            }

            last = arrivals[i].Seen;
            Array.Sort(work);
            waits[i] = work[0];
            work[0] += arrivals[i].Service;
        }

        AssertEqual(setup, arrivals, waits, result);
    }

    [Fact]
    public void TwoOffices_WithTheDailyCut_EveryTimeIsEqualToTheSecond()
    {
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            120,
            321,
            [PlainQueue.Office(1, code: "A"), PlainQueue.Office(1, code: "B")],
            [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(Service / 0.85))],
            [
                PlainQueue.Kind(0, Distribution.Exponential(Service)) with { Next = [new PlainNext(WorkKind.Plain + 1, 1, 1)] },
                PlainQueue.Kind(1, Distribution.Lognormal(0.9 * Service, 1)),
            ]) with { CutSecond = 36_000 });
        Arrival[] arrivals = Arrivals(setup, out ReplicationResult result);

        // First office: Lindley. Whatever it finishes between two cuts is a batch of the second office, worked in order
        // of number from the cut on.
        long free = 0;
        Sampler services = new(setup.Inputs.Kinds[1].Service);
        List<(long Cut, int Number, long Service)> batch = [];
        for (int i = 0; i < arrivals.Length; i++)
        {
            free = Math.Max(free, arrivals[i].Seen) + arrivals[i].Service;
            long day = (free - 36_000) / 86_400;
            batch.Add((((day + 1) * 86_400) + 36_000, i, ServiceOf(setup, services, WorkId.NextStage(arrivals[i].Id))));
        }

        batch.Sort();
        List<Customer> customers = PlainQueue.Customers(setup, 1);
        long freeB = 0;
        long waits = 0;
        long started = 0;
        foreach ((long cut, int number, long service) in batch)
        {
            long start = Math.Max(freeB, cut);
            freeB = start + service;
            if (start < setup.End)
            {
                waits += start - cut;
                started++;
            }

            if (freeB < setup.End)
            {
                Assert.Equal(freeB, customers[number].Finished);
            }
        }

        KindTotals second = result.Kinds.Single(k => k.Office == 1);
        Assert.Equal(started, second.FirstTouched);
        Assert.Equal(waits, second.WaitSeconds);
        Assert.True(second.Finished > 5_000, "Hardly anything went through.");
    }

    [Fact]
    public void OneServer_WithShifts_EveryTimeIsEqualToTheSecond()
    {
        (int From, int To)[] shift = [(8 * 3600, 12 * 3600), (45_000, 59_400)];
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            364,
            331,
            [PlainQueue.Office(1)],
            [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(Service * 168 / 40 / 0.9))],
            [PlainQueue.Kind(0, Distribution.Lognormal(Service, 2))]) with { People = new PeopleInput { Shift = [.. shift] } });
        Arrival[] arrivals = Arrivals(setup, out ReplicationResult result);
        List<Customer> customers = PlainQueue.Customers(setup, 1);
        long free = 0;
        long waits = 0;
        long touched = 0;
        int interrupted = 0;
        for (int i = 0; i < arrivals.Length; i++)
        {
            // Walk over the spans: start in the first one that is open, spend the service wherever a span is open.
            long left = arrivals[i].Service;
            long start = -1;
            int spans = 0;
            for (long time = Math.Max(free, arrivals[i].Seen); start < 0 || left > 0;)
            {
                (long from, long to) = SpanAfter(time);
                time = Math.Max(time, from);
                start = start < 0 ? time : start;
                long spent = Math.Min(left, to - time);
                left -= spent;
                time += spent;
                free = time;
                spans++;
            }

            interrupted += spans > 1 ? 1 : 0;
            if (start < setup.End)
            {
                Assert.Equal(start, customers[i].Started);
                waits += start - arrivals[i].Seen;
                touched++;
            }

            if (free < setup.End)
            {
                Assert.Equal(free, customers[i].Finished);
            }
        }

        KindTotals total = result.Kinds.Single();
        Assert.Equal(touched, total.FirstTouched);
        Assert.Equal(waits, total.WaitSeconds);
        Assert.True(interrupted > 100, "Too few services ran over the end of a span to prove anything.");

        // The span that is open now, or the next one, Monday to Friday.
        (long From, long To) SpanAfter(long time)
        {
            for (long day = time / 86_400; ; day++)
            {
                if ((day + 3) % 7 >= 5)
                {
                    continue;
                }

                foreach ((int from, int to) in shift)
                {
                    if (time < (day * 86_400) + to)
                    {
                        return ((day * 86_400) + from, (day * 86_400) + to);
                    }
                }
            }
        }
    }

    private static void AssertEqual(Setup setup, Arrival[] arrivals, long[] waits, ReplicationResult result)
    {
        List<Customer> customers = PlainQueue.Customers(setup, 1);
        long sum = 0;
        long touched = 0;
        DurationSketch sketch = new();
        for (int i = 0; i < arrivals.Length; i++)
        {
            if (arrivals[i].Seen + waits[i] >= setup.End)
            {
                continue;
            }

            Assert.Equal(waits[i], customers[i].Wait);
            sum += waits[i];
            sketch.Add(waits[i]);
            touched++;
            if (arrivals[i].Seen + waits[i] + arrivals[i].Service < setup.End)
            {
                Assert.Equal(waits[i] + arrivals[i].Service, customers[i].Sojourn);
            }
        }

        KindTotals total = result.Kinds.Single();
        Assert.Equal(arrivals.Length, total.Arrived);
        Assert.Equal(touched, total.FirstTouched);
        Assert.Equal(sum, total.WaitSeconds);
        Assert.Equal(sketch.Cells.ToArray(), total.Wait.Cells.ToArray());
        Assert.True(touched > 5_000, "Too few customers to prove anything.");
    }

    /// <summary>What the plan delivered, in order, with the services drawn again from their keys.</summary>
    private static Arrival[] Arrivals(Setup setup, out ReplicationResult result)
    {
        List<WorkItem> seen = [];
        InlineHost host = new(setup) { Sent = order => seen.AddRange(order.Inbox.Where(i => WorkId.Stage(i.Id) == 0)) };
        result = PlainQueue.Run(setup, host);
        Sampler services = new(setup.Inputs.Kinds[0].Service);
        return [.. seen.OrderBy(i => i.Seen).ThenBy(i => i.Id).Select(i => new Arrival(i.Id, i.Seen, ServiceOf(setup, services, i.Id)))];
    }

    private static long ServiceOf(Setup setup, Sampler services, long id) =>
        services.Seconds(KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, 1), Purpose.Service, (ulong)id, 0).A);

    private sealed record Arrival(long Id, long Seen, long Service);
}
