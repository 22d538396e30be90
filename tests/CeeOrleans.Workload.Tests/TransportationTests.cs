using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Workload.Tests;

public class TransportationTests
{
    [Fact]
    public void Transportation_OfTheTextbook_CostsWhatTheTextbookSays()
    {
        // Hillier and Lieberman, "Introduction to Operations Research", the canneries of P & T Company: least cost 152,535.
        int[,] cost = { { 464, 513, 654, 867 }, { 352, 416, 690, 791 }, { 995, 682, 388, 685 } };
        int[,] moved = Transportation.Solve([75, 125, 100], [80, 65, 70, 85], (r, c) => cost[r, c]);
        Assert.Equal(152_535, Total(moved, cost));
    }

    [Fact]
    public void Transportation_SmallCases_CostNoMoreThanAnyOtherWay()
    {
        for (int test = 0; test < 200; test++)
        {
            Luckless draw = new(test);
            int[] supply = [draw.Below(4), draw.Below(4), draw.Below(4)];
            int[] demand = [draw.Below(4), draw.Below(4)];
            int[,] cost = new int[3, 2];
            for (int r = 0; r < 3; r++)
            {
                for (int c = 0; c < 2; c++)
                {
                    cost[r, c] = draw.Below(10);
                }
            }

            int[,] moved = Transportation.Solve(supply, demand, (r, c) => cost[r, c]);
            int units = moved.Cast<int>().Sum();
            Assert.Equal(Math.Min(supply.Sum(), demand.Sum()), units);
            Assert.Equal(Best(supply, demand, cost, 0, units), Total(moved, cost));
            for (int r = 0; r < 3; r++)
            {
                Assert.InRange(moved[r, 0] + moved[r, 1], 0, supply[r]);
            }
        }
    }

    [Fact]
    public void Transportation_Ties_FallToTheLowerRowThenTheLowerColumn()
    {
        int[,] moved = Transportation.Solve([1, 1], [1, 0], (_, _) => 5);
        Assert.Equal((1, 0), (moved[0, 0], moved[1, 0]));
        moved = Transportation.Solve([1], [1, 1], (_, _) => 5);
        Assert.Equal((1, 0), (moved[0, 0], moved[0, 1]));
    }

    private static int Total(int[,] moved, int[,] cost)
    {
        int total = 0;
        for (int r = 0; r < moved.GetLength(0); r++)
        {
            for (int c = 0; c < moved.GetLength(1); c++)
            {
                total += moved[r, c] * cost[r, c];
            }
        }

        return total;
    }

    /// <summary>Least cost by trying everything: units one by one, cell by cell.</summary>
    private static int Best(int[] supply, int[] demand, int[,] cost, int cell, int units)
    {
        if (units == 0)
        {
            return 0;
        }

        if (cell == 6)
        {
            return 1_000_000;
        }

        int r = cell / 2;
        int c = cell % 2;
        int best = int.MaxValue;
        for (int n = 0; n <= Math.Min(units, Math.Min(supply[r], demand[c])); n++)
        {
            supply[r] -= n;
            demand[c] -= n;
            best = Math.Min(best, (n * cost[r, c]) + Best(supply, demand, cost, cell + 1, units - n));
            supply[r] += n;
            demand[c] += n;
        }

        return best;
    }

    /// <summary>A linear congruential generator: the same cases on every machine.</summary>
    private sealed class Luckless(int seed)
    {
        private uint state = (uint)seed;

        public int Below(int limit)
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            return (int)((state >> 8) % (uint)limit);
        }
    }
}
