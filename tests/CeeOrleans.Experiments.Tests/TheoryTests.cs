using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Theory;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CsCheck;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class TheoryTests
{
    /// <summary>Rows of the Erlang B table that every traffic handbook prints: traffic that c lines carry at 1 % loss.</summary>
    [Theory]
    [InlineData(1, 0.0101)]
    [InlineData(5, 1.361)]
    [InlineData(10, 4.461)]
    [InlineData(20, 12.03)]
    [InlineData(50, 37.90)]
    [InlineData(100, 84.06)]
    public void Erlang_B_at_one_percent_loss(int lines, double traffic) => Assert.InRange(QueueTheory.ErlangB(lines, traffic), 0.0099, 0.0101);

    [Theory]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(2, 1.0, 1.0 / 3)]
    [InlineData(3, 2.4, 0.64719)]
    [InlineData(2, 1.6, 0.71111)]
    public void Erlang_C_by_hand(int servers, double offered, double wait) => Assert.Equal(wait, QueueTheory.ErlangC(servers, offered), 5);

    [Fact]
    public void The_recursion_is_the_sum_of_the_textbook() =>
        Gen.Select(Gen.Int[1, 30], Gen.Double[0.01, 0.99]).Sample((c, load) =>
        {
            double a = c * load;
            double term = 1, sum = 0;
            for (int k = 0; k < c; k++)
            {
                sum += term;
                term *= a / (k + 1);
            }

            double top = term / (1 - load);
            Assert.Equal(top / (sum + top), QueueTheory.ErlangC(c, a), 9);
        });

    [Fact]
    public void One_server_is_the_textbook()
    {
        // M/M/1, rate 0.8, service 1: wait ρ/(μ − λ) = 4; constant service waits half as long.
        Assert.Equal(4, QueueTheory.MeanWaitMmc(1, 0.8, 1), 12);
        Assert.Equal(4, QueueTheory.MeanWaitMg1(0.8, 1, 1), 12);
        Assert.Equal(2, QueueTheory.MeanWaitMg1(0.8, 1, 0), 12);
    }

    [Fact]
    public void A_quantile_undoes_the_tail()
    {
        double t = QueueTheory.QuantileMmc(3, 1 / 250.0, 600, 0.95);

        Assert.Equal(0.05, QueueTheory.TailMmc(3, 1 / 250.0, 600, t), 12);
        Assert.Equal(0, QueueTheory.QuantileMmc(3, 1 / 250.0, 600, 0.3));
    }

    [Fact]
    public void Overload_has_no_steady_state()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueTheory.ErlangC(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueTheory.MeanWaitMg1(1, 1, 1));
    }

    [Fact]
    public void The_plain_queues_are_recognised()
    {
        Assert.Equal("M/M/3", Notation(3, Distribution.Exponential(600)));
        Assert.Equal("M/M/1", Notation(1, Distribution.Exponential(200)));
        Assert.Equal("M/D/1", Notation(1, Distribution.Constant(200)));
        Assert.Equal("M/G/1", Notation(1, Distribution.Lognormal(200, 1.5)));
        Assert.Equal("M/M/∞", Notation(500, Distribution.Exponential(600)));
        Assert.Null(Notation(3, Distribution.Constant(600)));
        Assert.Null(Notation(2, Distribution.Exponential(600)));
    }

    [Fact]
    public void What_is_no_plain_queue_has_no_theory()
    {
        RunInputs queue = SampleRun.Queue().Inputs;

        Assert.NotNull(PlainQueue.Recognise(queue));
        Assert.Null(PlainQueue.Recognise(SampleRun.National(1).Inputs));
        Assert.Null(PlainQueue.Recognise(queue with { People = queue.People with { Shift = [(0, 3600)] } }));
        Assert.Null(PlainQueue.Recognise(queue with { People = queue.People with { DirectShare = 0.75 } }));
        Assert.Null(PlainQueue.Recognise(queue with { Sources = [queue.Sources[0] with { Batch = 2 }] }));
        Assert.Null(PlainQueue.Recognise(queue with { Sources = [queue.Sources[0] with { AtCut = true }] }));
        Assert.Null(PlainQueue.Recognise(queue with { Sources = [queue.Sources[0], queue.Sources[0]] }));
        Assert.Null(PlainQueue.Recognise(queue with { Kinds = [queue.Kinds[0] with { Next = [new PlainNext(WorkKind.Plain, 0, 0.5)] }] }));
    }

    private static string? Notation(int servers, Distribution service)
    {
        RunInputs queue = SampleRun.Queue().Inputs;
        return PlainQueue.Recognise(queue with
        {
            Offices = [queue.Offices[0] with { Staff = [new StaffInput(Role.ImportSpecialist, servers)] }],
            Kinds = [queue.Kinds[0] with { Service = service }],
        })?.Notation;
    }
}
