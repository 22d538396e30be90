using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class FitArithmeticTests
{
    private static readonly RunResult Base = SampleRun.National(replications: 1, centers: false);

    [Fact]
    public void Solve_AtTheBase_GivesTheBase()
    {
        FitSolution solution = new FitArithmetic(Base, Value).Solve(Value);
        Assert.Equal(Value(FitArithmetic.Cf28Path), solution.Cf28, 4);
        Assert.Equal(Value(FitArithmetic.ProtestPath), solution.Protest, 8);
        Assert.Equal(Value(FitArithmetic.YieldPath), solution.Yield, 2);
    }

    [Fact]
    public void Solve_TwiceTheReviews_NeedsLessOfEach_AndFewerPeopleNeedMore()
    {
        FitArithmetic arithmetic = new(Base, Value);
        FitSolution atBase = arithmetic.Solve(Value);
        Assert.True(arithmetic.Solve(With("rates.selected", 2)).Cf28 <= atBase.Cf28);
        Assert.True(arithmetic.Solve(With("people.direct share", 0.8)).Cf28 >= atBase.Cf28);
        Assert.True(arithmetic.Solve(With("people.direct share", 0.8)).Coverage <= atBase.Coverage);
        Assert.True(arithmetic.Solve(With("kinds.protest.minutes", 3)).Coverage <= atBase.Coverage);
    }

    [Theory]
    [InlineData(0.6, 0.1)]
    [InlineData(1.0, 0.1)]
    [InlineData(1.0, 0.3)]
    [InlineData(1.4, 0.2)]
    public void Expected_OfTheLesserOfOneAndANormal_AgreesWithTheSum(double mean, double spread)
    {
        const int N = 200_000;
        double sum = Enumerable.Range(0, N).Sum(i => Math.Min(1, mean * (1 + (spread * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / N)))));
        Assert.Equal(sum / N, FitArithmetic.Expected(mean, spread), 4);
    }

    [Fact]
    public void Yield_IsTheInverseOfTheCurve()
    {
        double exponent = FitArithmetic.YieldFor(168e6, 652e6, 0.0166);
        Assert.Equal(168e6, 652e6 * (1 - Math.Pow(1 - 0.0166, exponent)), 0);
        Assert.Equal(double.PositiveInfinity, FitArithmetic.YieldFor(168e6, 150e6, 0.0166));
        Assert.Equal(double.PositiveInfinity, FitArithmetic.YieldFor(168e6, 652e6, 0));
    }

    private static Func<string, double> With(string path, double times) => p => p == path ? times * Value(p) : Value(p);

    private static double Value(string path)
    {
        Assert.True(ScenarioPath.Find(path, false, out _)!.TryRead(InputCatalogue.Load().Find(path)!.Value, out PathValue value, out _));
        return value.Number;
    }
}
