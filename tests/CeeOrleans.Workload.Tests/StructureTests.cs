using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;
using CsCheck;

namespace CeeOrleans.Workload.Tests;

/// <summary>Laws of the small parts: sketches, largest remainder, heaps, the case book, leave, cuts.</summary>
public sealed class StructureTests
{
    private static readonly Gen<long[]> Durations = Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 100_000], Gen.Long[0, 1L << 32]).Array[1, 200];

    [Fact]
    public void Sketch_MergedFromTwo_IsTheSketchOfBoth() =>
        Gen.Select(Durations, Durations).Sample((a, b) =>
        {
            DurationSketch merged = SketchOf(a);
            merged.Merge(SketchOf(b));
            DurationSketch union = SketchOf([.. a, .. b]);
            Assert.Equal(union.Count, merged.Count);
            Assert.Equal(union.Cells.TrimEnd(0).ToArray(), merged.Cells.TrimEnd(0).ToArray());
        });

    [Fact]
    public void Sketch_AnyQuantile_IsWithinItsStatedError() =>
        Gen.Select(Durations, Gen.Double[0, 1]).Sample((values, q) =>
        {
            long exact = values.Order().ElementAt((int)Math.Clamp((long)Math.Ceiling(q * values.Length), 1, values.Length) - 1);
            double found = SketchOf(values).Quantile(q);
            Assert.True(Math.Abs(found - exact) <= (exact < 128 ? 0 : 0.008 * exact), $"{found} for {exact}");
        });

    [Fact]
    public void Sketch_BuiltFromItsCells_IsTheSame()
    {
        DurationSketch sketch = SketchOf([0, 5, 130, 99_999]);
        DurationSketch copy = new(sketch.Cells);
        Assert.Equal(sketch.Count, copy.Count);
        Assert.Equal(sketch.Quantile(0.9), copy.Quantile(0.9));
        Assert.True(double.IsNaN(DurationSketch.Empty.Quantile(0.5)));
    }

    [Fact]
    public void Apportion_AnyWeights_PlacesEveryoneWithinOneOfTheExactShare() =>
        Gen.Select(Gen.Int[0, 2_000], Gen.Double[0, 1e6].Array[1, 40]).Where((_, w) => w.Sum() > 0).Sample((total, weights) =>
        {
            int[] seats = Placement.Apportion(total, weights);
            Assert.Equal(total, seats.Sum());
            for (int i = 0; i < seats.Length; i++)
            {
                Assert.True(Math.Abs(seats[i] - (total * weights[i] / weights.Sum())) < 1 + 1e-5);
            }
        });

    [Fact]
    public void Apportion_ScaledWeights_GiveTheSameSeats() =>
        Gen.Select(Gen.Int[0, 2_000], Gen.Int[1, 1_000].Array[1, 40]).Sample((total, weights) =>
            Assert.Equal(Placement.Apportion(total, [.. weights.Select(w => (double)w)]), Placement.Apportion(total, [.. weights.Select(w => w * 4.0)])));

    [Fact]
    public void Apportion_Ties_GoToTheLowerOffice()
    {
        Assert.Equal([2, 1, 1], Placement.Apportion(4, [1, 1, 1]));
        Assert.Equal([0, 0], Placement.Apportion(3, [0, 0]));
    }

    [Fact]
    public void EventHeap_PushedAndPopped_GivesTheSortedOrder() =>
        Gen.Select(Gen.Long[0, 20], Gen.Bool).Array[0, 300].Sample(steps =>
        {
            // A sorted list is the model; a true takes the first away, a false adds one.
            EventHeap heap = new();
            SortedSet<(long Time, ulong Order)> model = [];
            ulong order = 0;
            foreach ((long time, bool pop) in steps)
            {
                if (pop && model.Count > 0)
                {
                    OfficeEvent e = heap.Pop();
                    Assert.Equal(model.Min, (e.Time, e.Order));
                    model.Remove(model.Min);
                }
                else
                {
                    ulong mixed = (order++ * 2_654_435_761UL) % 1_000_003;
                    heap.Push(new OfficeEvent(time, mixed, 0, 0));
                    model.Add((time, mixed));
                }

                Assert.Equal(model.Count, heap.Count);
            }

            Assert.Equal(model, Enumerable.Range(0, heap.Count).Select(_ => heap.Pop()).Select(e => (e.Time, e.Order)));
        });

    [Fact]
    public void DeskQueue_PushedAndPopped_GivesTheSortedOrder() =>
        Gen.Select(Gen.Select(Gen.ULong[0, 9], Gen.ULong[0, 6], (rank, inside) => (rank << 56) | inside), Gen.Bool).Array[0, 300].Sample(steps =>
        {
            DeskQueue queue = new();
            SortedSet<(ulong Key, long Id)> model = [];
            long id = 0;
            foreach ((ulong key, bool pop) in steps)
            {
                if (pop && model.Count > 0)
                {
                    Assert.Equal(model.Min, (queue.Peek.Key, queue.Peek.Id));
                    queue.Pop();
                    model.Remove(model.Min);
                }
                else
                {
                    long mixed = (id++ * 7_919) % 1_000_003;
                    queue.Push(new QueuePlace(key, mixed, 0, 0));
                    model.Add((key, mixed));
                }
            }

            Assert.Equal(model, Enumerable.Range(0, queue.Count).Select(_ => queue.Pop()).Select(p => (p.Key, p.Id)));
        });

    [Theory]
    [InlineData(0, 365, 1)]
    [InlineData(0, 366, 0)]
    public void CaseBook_TwoOfficesOnOneQuestion_AreExposedWithinTwelveMonths(int firstDay, int secondDay, int exposed)
    {
        CaseBook book = new(Setup.Compile(PlainQueue.Inputs(1, 1, [.. Enumerable.Range(0, 5).Select(_ => PlainQueue.Office(1))], [], [PlainQueue.Kind(0, Distribution.Constant(60))])), 1);
        book.Apply([Decide(firstDay, importer: 7, office: 1), Decide(secondDay, importer: 7, office: 2)]);
        Assert.Equal((1, exposed), (book.Totals().Questions, book.Totals().QuestionsExposed));
        Assert.Equal((1, 2), (book.Totals().ImportersDecided, book.Totals().OfficesOfImporters));
    }

    [Fact]
    public void CaseBook_OneOfficeOrTwoHeadingsOrTwoImporters_ExposeNothing()
    {
        CaseBook book = new(Setup.Compile(PlainQueue.Inputs(1, 1, [.. Enumerable.Range(0, 5).Select(_ => PlainQueue.Office(1))], [], [PlainQueue.Kind(0, Distribution.Constant(60))])), 1);
        book.Apply([Decide(3, 7, 1), Decide(1, 7, 1), Decide(2, 7, 2, heading: 9401), Decide(4, 8, 2)]);
        Assert.Equal((3, 0), (book.Totals().Questions, book.Totals().QuestionsExposed));
    }

    [Fact]
    public void CaseBook_AnyDecisions_CountsAsTheDefinitionDoes() =>
        Gen.Select(Gen.Int[0, 1_500], Gen.Int[0, 3], Gen.Int[0, 8]).Array[0, 60].Sample(rows =>
        {
            CaseBook book = new(Setup.Compile(PlainQueue.Inputs(1, 1, [.. Enumerable.Range(0, 9).Select(_ => PlainQueue.Office(1))], [], [PlainQueue.Kind(0, Distribution.Constant(60))])), 1);
            book.Apply([.. rows.Select((r, i) => Decide(r.Item1, r.Item2, r.Item3, number: i))]);
            int exposed = rows.GroupBy(r => r.Item2).Count(q => q.Any(a => q.Any(b => a.Item3 != b.Item3 && Math.Abs(a.Item1 - b.Item1) <= 365)));
            AccountTotals totals = book.Totals();
            Assert.Equal(exposed, totals.QuestionsExposed);
            Assert.Equal(rows.Length, totals.QuestionDecisions);
            Assert.Equal(rows.GroupBy(r => r.Item2).Sum(q => q.Count() - q.GroupBy(r => r.Item3).Max(o => o.Count())), totals.OutsideModalOffice);
            Assert.Equal(rows.Select(r => r.Item2).Distinct().Count(), totals.ImportersDecided);
            Assert.Equal(rows.Select(r => (r.Item2, r.Item3)).Distinct().Count(), totals.OfficesOfImporters);
        });

    [Fact]
    public void Leave_AnyPersonAndYear_AddsUpAndFallsOnBusinessDays()
    {
        RunInputs inputs = PlainQueue.Inputs(700, 3, [PlainQueue.Office(1)], [], [PlainQueue.Kind(0, Distribution.Constant(60))]) with
        {
            StartDay = SimTime.DayOf(new DateOnly(2016, 1, 1)),
            People = new PeopleInput { LeaveBlocks = [10, 5, 1, 1, 1, 1, 1, 1], SickDays = 9, TrainingDays = 5, SummerLeave = 1.6, DecemberLeave = 3 },
        };
        Setup setup = Setup.Compile(inputs);
        int first = SimTime.DayOf(new DateOnly(2016, 1, 1));
        double summer = 0;
        for (int person = 0; person < 200; person++)
        {
            bool[] away = LeaveCalendar.Absences(setup, person, 1, first, 366);
            int[] days = [.. Enumerable.Range(0, 366).Where(d => away[d]).Select(d => first + d)];
            Assert.Equal(21 + 9 + 5, days.Length);
            Assert.All(days, d => Assert.True(inputs.Calendar.IsBusinessDay(d)));
            Assert.Equal(away[100..200], LeaveCalendar.Absences(setup, person, 1, first + 100, 100));
            summer += days.Count(d => SimTime.DateOf(d).Month is >= 6 and <= 8);
        }

        Assert.True(summer / 200 / 35 > 0.27, "Summer has a quarter of the days and should have more of the leave.");
    }

    [Fact]
    public void NextCut_AnyMoment_IsTheFirstCutAtOrAfterIt()
    {
        Setup setup = Setup.Compile(PlainQueue.Inputs(7, 1, [PlainQueue.Office(1)], [], [PlainQueue.Kind(0, Distribution.Constant(60))]) with { CutSecond = 36_000 });
        Gen.Long[-4_000_000_000, 4_000_000_000].Sample(time =>
        {
            long cut = setup.NextCut(time);
            Assert.InRange(cut, time, time + 86_399);
            Assert.Equal(36_000, ((cut % 86_400) + 86_400) % 86_400);
            Assert.Equal(cut, setup.NextCut(cut));
            Assert.Equal(cut + 86_400, setup.NextCut(cut + 1));
        });
    }

    private static DurationSketch SketchOf(long[] values)
    {
        DurationSketch sketch = new();
        foreach (long v in values)
        {
            sketch.Add(v);
        }

        return sketch;
    }

    private static DecisionRow Decide(int day, int importer, int office, int heading = 8471, int number = 0) =>
        new(day * 86_400L, WorkId.Pack(importer, 0, number, 0), (ushort)office, (ushort)heading, WorkKind.Determination, Outcome.Accepted);
}
