using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>What a plan tells while it runs.</summary>
/// <param name="Phase">"project", "advance" or "collect".</param>
/// <param name="Fraction">Of this world, 0 to 1.</param>
/// <param name="Entries">Entry summaries drawn so far in this world.</param>
/// <param name="Time">Simulated time.</param>
public readonly record struct PlanProgress(string Phase, double Fraction, long Entries, long Time);

/// <summary>
/// Runs one world: open, project an entry-year, advance window by window with an exchange at each, collect, close. The
/// plan is pure but for its host: it holds no clock, no thread and no luck, so the inline host and the grains run the
/// very same program.
/// </summary>
public sealed class RunPlan
{
    /// <summary>How far before the opening year protests are looked at that may still wait outside.</summary>
    private const long OutsideBefore = 730L * SimTime.Day;

    /// <summary>Part of a world's progress that stands for projections: a replication draws about three seconds for every two that offices work.</summary>
    private const double ProjectionShare = 0.6;

    private readonly Setup setup;
    private readonly IRunHost host;
    private readonly int replication;
    private readonly long start;
    private readonly long end;
    private readonly long windowSeconds;
    private readonly List<RoutedWork>?[] calendar;
    private readonly List<RoutedWork> later = [];

    // Lists of windows that are over, to be used again: grown, they are too large for the nursery of the collector.
    private readonly Stack<List<RoutedWork>> spare = new();
    private readonly List<WindowedWork> projected = [];
    private readonly CaseBook caseBook;
    private readonly ProjectionCount count;
    private readonly SourceStream[] sources;
    private readonly Lock gate = new();
    private readonly Action<PlanProgress>? progress;
    private int projections;
    private int shardsDone;
    private long delivered;
    private long deliveredHandedOver;
    private long openingHandedOver;

    public RunPlan(Setup setup, IRunHost host, int replication, Action<PlanProgress>? progress = null)
    {
        this.setup = setup;
        this.host = host;
        this.replication = replication;
        this.progress = progress;
        (start, end) = setup.Span(replication);
        caseBook = new CaseBook(setup, replication);
        projections = setup.Inputs.Population is null ? 0 : replication == 0 ? Setup.EarlierYears : setup.HorizonYears;

        windowSeconds = setup.WindowSeconds;
        calendar = new List<RoutedWork>?[(int)((end - start + windowSeconds - 1) / windowSeconds)];
        count = new ProjectionCount(setup);
        sources = replication == 0 ? [] : [.. setup.Inputs.Sources.Select((_, i) => new SourceStream(setup, i, replication))];
    }

    /// <summary>The years before, run once: what is open at their end, and what is on its way.</summary>
    public async Task<Opening> RunOpeningAsync(string worldId, CancellationToken cancellation)
    {
        World world = new(worldId, setup.Hash, 0);
        try
        {
            await OpenAsync(world, Opening.Empty(setup), cancellation).ConfigureAwait(false);
            for (int year = -Setup.EarlierYears; year < -Setup.OpeningYears; year++)
            {
                await ProjectAsync(year, cancellation).ConfigureAwait(false);
            }

            await AdvanceAllAsync(world, cancellation).ConfigureAwait(false);
            byte[]?[] offices = new byte[]?[setup.Offices.Length];
            for (int o = 0; o < offices.Length; o++)
            {
                offices[o] = await host.SnapshotAsync(world, o, cancellation).ConfigureAwait(false);
            }

            return new Opening(ImmutableCollectionsMarshal.AsImmutableArray(offices), [.. later.OrderBy(w => w.Item.Seen).ThenBy(w => w.Item.Id)])
            {
                Questions = setup.Inputs.Memory is { } memory ? caseBook.Decided(end - ((long)memory.Days * SimTime.Day)) : [],
            };
        }
        finally
        {
            await host.CloseAsync(world, CancellationToken.None).ConfigureAwait(false);
            ReleaseProjected(_ => true);
        }
    }

    /// <summary>
    /// What earlier entry-years still bring, beside a backlog that is given: their later corrections, claims and
    /// protests.
    /// </summary>
    public async Task<Opening> ProjectOpeningAsync(CancellationToken cancellation)
    {
        if (setup.Inputs.Population is not null)
        {
            projections = 2;
            for (int year = -2; year <= -1; year++)
            {
                await ProjectAsync(year, cancellation).ConfigureAwait(false);
            }
        }

        ImmutableArray<RoutedWork> backlog = GivenBacklog.Of(setup);
        List<RoutedWork> coming = [.. projected.SelectMany(p => p.All), .. later, .. backlog];
        return new Opening([.. new byte[]?[setup.Offices.Length]], [.. coming.OrderBy(w => w.Item.Seen).ThenBy(w => w.Item.Id)]);
    }

    /// <summary>Runs the horizon once.</summary>
    /// <exception cref="BrokenLawException">A law of conservation does not hold.</exception>
    /// <exception cref="OutOfTurnException">An office was lost; repeat the replication in another world.</exception>
    public async Task<ReplicationResult> RunAsync(string worldId, Opening opening, CancellationToken cancellation)
    {
        World world = new(worldId, setup.Hash, replication);
        try
        {
            await OpenAsync(world, opening, cancellation).ConfigureAwait(false);
            await AdvanceAllAsync(world, cancellation).ConfigureAwait(false);
            progress?.Invoke(new PlanProgress("collect", 1, count.Filed, end));
            OfficeReport[] reports = new OfficeReport[setup.Offices.Length];
            for (int o = 0; o < reports.Length; o++)
            {
                reports[o] = await host.CollectAsync(world, o, cancellation).ConfigureAwait(false);
            }

            return Result(reports);
        }
        finally
        {
            await host.CloseAsync(world, CancellationToken.None).ConfigureAwait(false);
            ReleaseProjected(_ => true);
        }
    }

    private async Task OpenAsync(World world, Opening opening, CancellationToken cancellation)
    {
        for (int o = 0; o < setup.Offices.Length; o++)
        {
            await host.OpenAsync(world, o, opening.Offices[o], cancellation).ConfigureAwait(false);
        }

        caseBook.Remember(opening.Questions);
        foreach (RoutedWork work in opening.Coming)
        {
            Schedule(work);
            openingHandedOver += work.Item.HandedOver ? 1 : 0;
        }
    }

    private async Task ProjectAsync(int entryYear, CancellationToken cancellation)
    {
        if (setup.Inputs.Population is null)
        {
            return;
        }

        long time = Math.Max(start, YearTime(entryYear));
        progress?.Invoke(new PlanProgress("project", FractionAt(time), count.Filed, time));
        bool opening = replication == 0;
        ProjectOrder order = new(setup.Hash, entryYear, replication, 0, ProjectOrder.MaxCandidates, start) { KeepProtestsFrom = opening ? start - OutsideBefore : start };
        WindowedWork?[] shards = new WindowedWork?[Shards.Count];
        int firstYear = replication == 0 ? -Setup.OpeningYears : 0;
        await host.ProjectAsync(
            order,
            (shard, batches) =>
            {
                WindowedWork work = WindowedWork.Of(batches, start, end, windowSeconds, calendar.Length, opening ? StillOutside : null);
                lock (gate)
                {
                    shards[shard] = work;
                    if (entryYear >= firstYear)
                    {
                        foreach (ProjectBatch batch in batches)
                        {
                            count.Add(batch, entryYear == firstYear);
                        }
                    }

                    // Also when nothing is counted: the first projection activates every importer and takes longest.
                    shardsDone++;
                    progress?.Invoke(new PlanProgress("project", FractionAt(time), count.Filed, time));
                }
            },
            cancellation).ConfigureAwait(false);

        // In order of shards, whatever order they came in.
        foreach (WindowedWork? shard in shards)
        {
            projected.Add(shard ?? throw new InvalidOperationException("The host left out a shard."));
            later.AddRange(shard.Later);
        }
    }

    /// <summary>
    /// A protest that was lodged before the opening year may still wait outside when it begins: for headquarters, a lead
    /// case, a laboratory. Without those the desks would fill for two years. It is taken in at once, waits as its luck
    /// says, and comes to the desk when the wait is over; work that would have been over by then is dropped. Nothing else
    /// is drawn of before a world begins (<see cref="ProjectOrder.KeepProtestsFrom"/>).
    /// </summary>
    private RoutedWork? StillOutside(RoutedWork work)
    {
        Luck luck = KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, 0), Purpose.Decision, (ulong)work.Item.Id, 0);
        FollowUp next = WorkRules.For(WorkKind.ProtestIntake).Finish(work.Item, work.Item.Seen, luck, setup.Work!).Then;
        long until = work.Item.Seen + next.DelaySeconds;
        if (until < start)
        {
            return null;
        }

        long seen = setup.NextCut(until);
        WorkItem item = work.Item with { Id = WorkId.NextStage(work.Item.Id), Kind = next.Kind, Arose = until, Seen = seen };
        int office = setup.Routing.OfficeFor(new AccountTraits(item.Center, (item.Flags & AccountFlags.Trusted) != 0, (item.Flags & AccountFlags.Applied) != 0), item.Port, SimTime.DayOf(seen));
        return new RoutedWork((ushort)office, item);
    }

    private async Task AdvanceAllAsync(World world, CancellationToken cancellation)
    {
        int nextYear = replication == 0 ? -Setup.OpeningYears : 0;
        int lastYear = replication == 0 ? -1 : setup.HorizonYears - 1;
        int[] counts = new int[setup.Offices.Length];
        List<RoutedWork> arrivals = [];
        List<DecisionRow> rows = [];
        List<DecisionRow> applied = [];
        Task applying = Task.CompletedTask;
        for (int w = 0; w < calendar.Length; w++)
        {
            cancellation.ThrowIfCancellationRequested();
            long from = start + (w * windowSeconds);
            long until = Math.Min(end, from + windowSeconds);
            while (nextYear <= lastYear && YearTime(nextYear) < until)
            {
                await ProjectAsync(nextYear, cancellation).ConfigureAwait(false);
                nextYear++;
            }

            arrivals.Clear();
            foreach (SourceStream source in sources)
            {
                source.Until(until, arrivals);
            }

            foreach (RoutedWork work in arrivals)
            {
                Schedule(work);
            }

            ImmutableArray<AdvanceOrder> orders = Orders(w, until, counts);
            ImmutableArray<AdvanceReport> reports = await host.AdvanceAsync(world, orders, cancellation).ConfigureAwait(false);
            rows.Clear();
            foreach (AdvanceReport report in reports)
            {
                foreach (RoutedWork work in report.Outbox)
                {
                    if (work.Item.Seen < until)
                    {
                        throw new InvalidOperationException($"Office {setup.Offices[report.Office].Code} passed work into a window that is over.");
                    }

                    Schedule(work);
                }

                rows.AddRange(report.Decisions.AsSpan());
            }

            // Offices ask the case book only where they have memory: without it a window's decisions are entered while the next one
            // is worked. One window at a time, in order, so the digits are the same.
            await applying.ConfigureAwait(false);
            (rows, applied) = (applied, rows);
            List<DecisionRow> decided = applied;
            if (setup.Inputs.Memory is null)
            {
                applying = Task.Run(() => caseBook.Apply(decided), CancellationToken.None);
            }
            else
            {
                caseBook.Apply(decided);
            }

            if (w % 7 == 6 || w == calendar.Length - 1)
            {
                progress?.Invoke(new PlanProgress("advance", FractionAt(until), count.Filed, until));
            }
        }

        await applying.ConfigureAwait(false);
    }

    /// <summary>
    /// The inbox of every office for one window. Work of a window lies in many small runs, one for each shard and
    /// entry-year; each office's part is copied once, to its exact size.
    /// </summary>
    private ImmutableArray<AdvanceOrder> Orders(int w, long until, int[] counts)
    {
        Array.Clear(counts);
        List<RoutedWork> exchanged = calendar[w] ?? [];
        Tally(CollectionsMarshal.AsSpan(exchanged), counts);
        foreach (WindowedWork shard in projected)
        {
            Tally(shard.Window(w), counts);
        }

        WorkItem[][] inbox = new WorkItem[counts.Length][];
        for (int o = 0; o < inbox.Length; o++)
        {
            inbox[o] = counts[o] == 0 ? [] : new WorkItem[counts[o]];
            counts[o] = 0;
        }

        long cut = start + (w * windowSeconds);
        Deal(CollectionsMarshal.AsSpan(exchanged), inbox, counts, cut);
        foreach (WindowedWork shard in projected)
        {
            Deal(shard.Window(w), inbox, counts, cut);
        }

        AdvanceOrder[] orders = new AdvanceOrder[inbox.Length];
        for (int o = 0; o < inbox.Length; o++)
        {
            delivered += inbox[o].Length;
            orders[o] = new AdvanceOrder(o, w, until, ImmutableCollectionsMarshal.AsImmutableArray(inbox[o]));
        }

        if (calendar[w] is not null)
        {
            exchanged.Clear();
            calendar[w] = null;
            spare.Push(exchanged);
        }

        if (w % 28 == 27)
        {
            ReleaseProjected(shard => shard.IsOver(w));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(orders);
    }

    private void ReleaseProjected(Predicate<WindowedWork> which)
    {
        foreach (WindowedWork shard in projected.Where(s => which(s)))
        {
            shard.Release();
        }

        projected.RemoveAll(s => s.IsReleased);
    }

    private static void Tally(ReadOnlySpan<RoutedWork> work, int[] counts)
    {
        foreach (ref readonly RoutedWork item in work)
        {
            counts[item.Office]++;
        }
    }

    private void Deal(ReadOnlySpan<RoutedWork> work, WorkItem[][] inbox, int[] counts, long cut)
    {
        foreach (ref readonly RoutedWork item in work)
        {
            inbox[item.Office][counts[item.Office]++] = setup.Inputs.Memory is null ? item.Item : caseBook.Told(item.Item, item.Office, cut);
            deliveredHandedOver += item.Item.HandedOver ? 1 : 0;
        }
    }

    /// <summary>How much of this world is done when offices have worked until a moment. Never falls.</summary>
    private double FractionAt(long time)
    {
        double worked = Math.Clamp((time - start) / (double)(end - start), 0, 1);
        double drawn = projections == 0 ? worked : Math.Min(1, shardsDone / ((double)Shards.Count * projections));
        return (ProjectionShare * drawn) + ((1 - ProjectionShare) * worked);
    }

    private long YearTime(int entryYear) => SimTime.StartOf(setup.YearStart(entryYear)) + setup.Inputs.CutSecond;

    private void Schedule(in RoutedWork work)
    {
        long seen = Math.Max(work.Item.Seen, start);
        if (seen >= end)
        {
            later.Add(work);
            return;
        }

        int w = (int)((seen - start) / windowSeconds);
        (calendar[w] ??= spare.TryPop(out List<RoutedWork>? list) ? list : []).Add(work);
    }

    private ReplicationResult Result(OfficeReport[] reports)
    {
        AdCvdTotals adcvd = count.AdCvd;
        long inTransit = later.Count(w => w.Item.HandedOver);
        Movements moved = new(count.FiledAtPorts, count.Filed - count.Touched, count.Touched, delivered, deliveredHandedOver, inTransit, openingHandedOver);
        ImmutableArray<LawCheck> laws = Laws.Check(setup, reports, moved, adcvd, replication);
        if (laws.Any(l => !l.Held))
        {
            throw new BrokenLawException([.. laws.Where(l => !l.Held)]);
        }

        long holdHelp = reports.Sum(r => r.Kinds.Where(k => k.Kind == WorkKind.HoldHelp).Sum(k => k.OnTime));
        return new ReplicationResult
        {
            Replication = replication,
            Summaries = count.Summaries,
            Desks = [.. reports.SelectMany(r => r.Desks)],
            Kinds = [.. reports.SelectMany(r => r.Kinds)],
            Weeks = [.. reports.SelectMany(r => r.Weeks).OrderBy(x => x.Week).ThenBy(x => x.Office).ThenBy(x => x.Role)],
            Opening = [.. reports.SelectMany(r => r.Opening)],
            Ports = count.Ports,
            Industries = count.Industries,
            Accounts = caseBook.Totals() with
            {
                HoldDaysShortened = (long)Math.Round(holdHelp * (setup.Inputs.Rates?.HoldShortenedDays ?? 0)),
                RepeatsOwn = reports.Sum(r => r.Repeats),
                CompaniesTakingPart = setup.Totals.CompaniesTakingPart,
            },
            Strata = setup.Inputs.Population is null ? [] : count.Strata(reports, caseBook),
            AdCvd = adcvd,
            Laws = laws,
            Staffing = setup.Inputs.Population is null ? [] : setup.StaffingOf(replication),
            WorkItems = reports.Sum(r => r.WorkItems),
            Decisions = reports.Sum(r => r.Decisions),
        };
    }
}
