using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Theory.Tests;

/// <summary>
/// Two classes (Cobham 1954) and two stations (Jackson 1957) against their formulas. False-alarm rate 1e-4 a test, as
/// in <see cref="OneStationTests"/>.
/// </summary>
public sealed class PriorityAndNetworkTests
{
    private const double Urgent = 300;
    private const double Usual = 900;
    private const double LoadUrgent = 0.3;
    private const double LoadUsual = 0.35;
    private const int Skip = 4_000;
    private const int Used = 25_000;

    /// <summary>Mean residual work seen by an arrival: Σ λ·E[S²]/2, exponential services.</summary>
    private static double Residual(bool usual) => (LoadUrgent * Urgent) + (usual ? LoadUsual * Usual : 0);

    [Fact]
    public void TwoClasses_NonPreemptive_WaitsAreCobhams()
    {
        (double[] urgent, double[] usual) = TwoClasses(preempts: false, c => c.Wait);
        Bound.Agrees("wait of the urgent", Residual(usual: true) / (1 - LoadUrgent), urgent, 1, comparisons: 2);
        Bound.Agrees("wait of the usual", Residual(usual: true) / (1 - LoadUrgent) / (1 - LoadUrgent - LoadUsual), usual, 1, comparisons: 2);
    }

    [Fact]
    public void TwoClasses_PreemptiveResume_TimesInSystemAreCobhams()
    {
        (double[] urgent, double[] usual) = TwoClasses(preempts: true, c => c.Sojourn);
        Bound.Agrees("time of the urgent", Urgent / (1 - LoadUrgent), urgent, 1, comparisons: 2);
        double exact = (Usual / (1 - LoadUrgent)) + (Residual(usual: true) / (1 - LoadUrgent) / (1 - LoadUrgent - LoadUsual));
        Bound.Agrees("time of the usual", exact, usual, 1, comparisons: 2);
    }

    [Fact]
    public void TwoDesks_WithFeedback_TimeInSystemIsJacksons()
    {
        const double again = 0.25;
        const double first = 600;
        const double second = 450;
        const double load = 0.6;
        double between = first / load / (1 - again);
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            Days(between),
            201,
            [PlainQueue.Office(1, 2)],
            [new SourceInput(0, WorkKind.Plain, Distribution.Exponential(between))],
            [
                PlainQueue.Kind(0, Distribution.Exponential(first)) with { Next = [new PlainNext(WorkKind.Plain + 1, 0, 1)] },
                PlainQueue.Kind(1, Distribution.Exponential(second), Role.EntrySpecialist) with { Next = [new PlainNext(WorkKind.Plain, 0, again)] },
            ]));
        double[][] rows = Bound.Replicate(r =>
        {
            List<Customer> cut = PlainQueue.Customers(setup, r).GetRange(Skip, Used);
            return [cut.Average(c => (double)c.Sojourn), cut.Average(c => c.Visits / 2.0)];
        });

        // Each desk is as if alone under its whole flow: M/M/1 and M/M/2.
        double visits = 1 / (1 - again);
        double loadSecond = visits / between * second / 2;
        double one = first / (1 - load);
        double two = second + (OneStationTests.ErlangC(2, loadSecond) * second / 2 / (1 - loadSecond));
        Bound.Agrees("time in system", visits * (one + two), rows.Column(0), 2 * visits, comparisons: 2);
        Bound.Agrees("visits", visits, rows.Column(1), comparisons: 2);
    }

    private static (double[] Urgent, double[] Usual) TwoClasses(bool preempts, Func<Customer, long> measure)
    {
        double betweenUrgent = Urgent / LoadUrgent;
        double betweenUsual = Usual / LoadUsual;
        Setup setup = Setup.Compile(PlainQueue.Inputs(
            Days(betweenUsual),
            preempts ? 211u : 212u,
            [PlainQueue.Office(1)],
            [
                new SourceInput(0, WorkKind.Plain, Distribution.Exponential(betweenUrgent)),
                new SourceInput(0, WorkKind.Plain + 1, Distribution.Exponential(betweenUsual)),
            ],
            [
                PlainQueue.Kind(0, Distribution.Exponential(Urgent), rank: Rank.GoodsHeld) with { Preempts = preempts },
                PlainQueue.Kind(1, Distribution.Exponential(Usual), rank: Rank.Routine),
            ]));

        // An office tells the steps of one source, so the same replication is run once for each.
        double[][] rows = Bound.Replicate(r => [.. new[] { 0, 1 }.Select(source => PlainQueue.Customers(setup, r, source).GetRange(Skip, Used).Average(c => (double)measure(c)))]);
        return (rows.Column(0), rows.Column(1));
    }

    private static int Days(double between) => (int)((Skip + Used) * between * 1.08 / 86_400) + 5;
}
