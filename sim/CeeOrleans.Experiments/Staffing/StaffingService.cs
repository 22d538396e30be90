using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// The cheapest whole people that meet a scenario's targets (trust, section 2). Desks are coupled forward only, so full runs
/// record what reaches each office and each office is run again alone with other people: what it needed, year by year.
/// The next round runs the whole plan with those people, from an opening of their own, until the numbers stand still. Fresh
/// years then say how often the answer holds, and what one person fewer does.
/// </summary>
/// <remarks>
/// One recorded year is held at a time: 1.5 GB for the nation. On threads; grains give the same digits. Deterministic: the
/// number of threads and what was stored change no number.
/// </remarks>
public sealed class StaffingService
{
    /// <summary>Where the curve is read, as a change of every desk.</summary>
    public static ImmutableArray<double> CurveChanges { get; } = [-0.15, -0.10, -0.05, 0, 0.05, 0.10, 0.15];

    /// <summary>Part of a year's work that is the run; the rest are replays.</summary>
    private const double RunShare = 0.5;

    /// <summary>Desks up to which each certified year also says how many people it needs at each of them: some replays a desk more.</summary>
    public const int FewDesks = 4;

    /// <summary>Cohorts below this say nothing about a worst clock.</summary>
    public const int LeastCohort = 20;

    private readonly RunOptions options;
    private readonly IProgress<StaffingProgress>? progress;
    private readonly IProgress<ImmutableArray<(DeskName Desk, int People)>>? answer;
    private readonly StaffingStore store;
    private readonly RunStore runs;
    private readonly ParallelOptions parallel;

    /// <param name="options">Cache folder, fresh or not, threads.</param>
    /// <param name="answer">Told the people of the answer as soon as the search ends, before fresh years try it.</param>
    public StaffingService(RunOptions options, IProgress<StaffingProgress>? progress = null, IProgress<ImmutableArray<(DeskName Desk, int People)>>? answer = null)
    {
        this.answer = answer;
        this.options = options;
        this.progress = progress;
        store = new StaffingStore(options.CacheFolder, options.Fresh);
        runs = new RunStore(options.CacheFolder);
        parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount };
    }

    /// <summary>
    /// The whole search. Cancelling ends it; every finished year is stored, and a second call goes on from there. Where the
    /// answer was found and a year of its certificate is finished, cancelling returns what these years say.
    /// </summary>
    /// <exception cref="ArgumentException">The plan has no targets, nobody at the desks, or people who come and go.</exception>
    /// <exception cref="BrokenLawException">A law did not hold in a run.</exception>
    public async Task<StaffingResult> RunAsync(StaffingPlan plan, CancellationToken cancellation)
    {
        if (plan.Inputs.People.OverTime.On)
        {
            throw new ArgumentException("People come and go in this scenario; a staffing is searched for people who stand still (people over time: no).", nameof(plan));
        }

        if (plan.Targets.IsEmpty)
        {
            throw new ArgumentException(plan.Role is { } none ? $"The scenario has no targets for work of {MeasureTable.RoleName(none)}s, so none is needed." : "The scenario has no targets, so nobody is needed.", nameof(plan));
        }

        Setup today = Setup.Compile(plan.Inputs);
        ImmutableArray<OfficeStaff> before = today.StaffByOffice();
        ImmutableArray<DeskName> desks =
        [
            .. Enumerable.Range(0, before.Length).Where(o => plan.Office is null || plan.Office == o)
                .SelectMany(o => Setup.DeskRoles.Where(r => before[o].Of(r) > 0 && (plan.Role ?? r) == r).Select(r => new DeskName(o, r))),
        ];
        if (desks.IsEmpty)
        {
            string who = plan.Role is { } role ? $"no {MeasureTable.RoleName(role)}" : "nobody";
            throw new ArgumentException(plan.Office is { } office ? $"Office {today.Offices[office].Code} has {who} in this scenario." : $"There is {who} at any desk in this scenario.", nameof(plan));
        }

        ImmutableArray<FloorAnswer> floors = Floors(plan, today);
        ImmutableArray<OfficeStaff> staff = before;
        ImmutableArray<OfficeStaff> next = before;
        ImmutableArray<SearchedYear> years = [];
        Dictionary<DeskName, int> forFloor = [];
        int round = 0;
        bool settled = false;
        ImmutableArray<(DeskName, int, int)> moving = [];
        while (!settled && round < plan.Passes)
        {
            round++;
            staff = next;
            RunInputs inputs = round == 1 ? plan.Inputs : Setup.WithStaff(plan.Inputs, staff);
            years = await SearchAsync(plan, inputs, desks, staff, round, cancellation).ConfigureAwait(false);
            ImmutableArray<OutOfReach> unreachable = [.. years.SelectMany(y => y.Desks).SelectMany(d => d.Unreachable.Select(t => new OutOfReach(d.Office, d.Role, t, d.Need)))];
            if (!unreachable.IsEmpty)
            {
                return new StaffingResult(plan, today.Offices, [], before, round, false, [], [], null, Nearest(unreachable));
            }

            (next, forFloor) = Combine(plan, desks, before, years, floors);
            int same = plan.Sure > 0 ? 1 : 0;
            moving = round == 1 ? [] : [.. desks.Select(d => (d, staff[d.Office].Of(d.Role), next[d.Office].Of(d.Role))).Where(m => Math.Abs(m.Item2 - m.Item3) > same)];
            settled = round > 1 && moving.IsEmpty;
        }

        if (round > 1)
        {
            // Where the rounds go to and fro by a person, the larger number is the one that was not missed.
            next = [.. next.Select((s, o) => new OfficeStaff(Math.Max(s.ImportSpecialists, staff[o].ImportSpecialists), Math.Max(s.EntrySpecialists, staff[o].EntrySpecialists)))];
        }

        answer?.Report([.. desks.Select(d => (d, next[d.Office].Of(d.Role)))]);
        ImmutableArray<CertifiedYear> certified = await CertifyAsync(plan, desks, before, next, cancellation).ConfigureAwait(false);
        return Result(plan, today, before, desks, next, years, certified, forFloor, floors, round, settled) with
        {
            Moving = moving,
            Share = plan.ShareIn(today),
            Busiest =
            [
                .. desks.SelectMany(d => certified.SelectMany(y => y.Hours).Where(h => h.Office == d.Office && h.Role == d.Role)
                    .GroupBy(h => h.Kind).OrderByDescending(g => g.Sum(h => h.Hours)).Take(2).Select(g => g.Key)).Distinct(),
            ],
        };
    }

    private async Task<ImmutableArray<SearchedYear>> SearchAsync(StaffingPlan plan, RunInputs inputs, ImmutableArray<DeskName> desks, ImmutableArray<OfficeStaff> staff, int round, CancellationToken cancellation)
    {
        OfficeTargets targets = new(inputs, plan.Targets);

        // The base plan's opening serves the first round only: a plan with other people would start from another pool.
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        bool borrowed = round == 1 && stationary;
        Dictionary<DeskName, int> guess = [];
        string question = $"search|{plan.Question}|{(borrowed ? "borrowed opening" : "own opening")}";
        return await YearsAsync(
            inputs,
            _ => question,
            1,
            plan.SearchYears,
            desks,
            (what, i, part) => progress?.Report(new StaffingProgress($"round {round} of at most {plan.Passes}{what}", i, plan.SearchYears, Fraction(plan, round - 1, i + part))),
            (setup, replication, host) =>
            {
                ConcurrentBag<DeskNeed> needs = [];
                Each(desks, office =>
                {
                    DeskNeeds one = new(setup, host.Records[office], replication, targets, borrowed ? BorrowedOpening.Unknown : stationary ? new BorrowedOpening(host.Reports[office]) : null);
                    OfficeReport report = host.Reports[office];
                    OfficeStaff at = staff[office];
                    foreach (DeskName desk in desks.Where(d => d.Office == office).OrderByDescending(d => d.Role))
                    {
                        // Entry specialists first: what they pass on reaches the import specialists of the same office.
                        double fluid = targets.FluidPeople(report, desk.Role);
                        int first = guess.TryGetValue(desk, out int last) ? last : round == 1 ? (int)Math.Ceiling(fluid * 1.02) : at.Of(desk.Role);
                        DeskNeed need = one.Of(desk.Role, at.With(desk.Role, first), fluid, absence: (round > 1 || plan.Passes == 1) && replication <= plan.AbsenceYears, cancellation);
                        needs.Add(need);
                        if (round == 1 && need.Unreachable.IsEmpty)
                        {
                            at = at.With(desk.Role, need.Need);
                        }
                    }
                });
                return new SearchedYear(replication, [.. needs.OrderBy(n => n.Office).ThenBy(n => n.Role)]);
            },
            year =>
            {
                foreach (DeskNeed need in year.Desks.Where(d => d.Unreachable.IsEmpty))
                {
                    guess[new DeskName(need.Office, need.Role)] = need.Need;
                }
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<CertifiedYear>> CertifyAsync(StaffingPlan plan, ImmutableArray<DeskName> desks, ImmutableArray<OfficeStaff> before, ImmutableArray<OfficeStaff> staff, CancellationToken cancellation)
    {
        RunInputs inputs = Setup.WithStaff(plan.Inputs, staff);
        OfficeTargets targets = new(inputs, plan.Targets);
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        Dictionary<WorkKind, string> names = inputs.Kinds.ToDictionary(k => k.Kind, k => k.Name);
        int first = plan.SearchYears + 1;
        return await YearsAsync(
            inputs,
            replication => $"certificate|{plan.Question}|{(replication - first < plan.CurveYears ? "with curve" : "")}",
            first,
            plan.Years,
            desks,
            (what, i, part) => progress?.Report(new StaffingProgress($"certificate{what}", i, plan.Years, Fraction(plan, plan.Passes, i + part))),
            (setup, replication, host) =>
            {
                ConcurrentBag<OneFewer> fewer = [];
                ConcurrentBag<CurvePoint> curve = [];
                ConcurrentBag<DeskPoint> alone = [];
                ConcurrentBag<KindHours> hours = [];
                ConcurrentBag<DeskNeed> needs = [];
                Each(desks, office =>
                {
                    BorrowedOpening? borrowed = stationary ? new BorrowedOpening(host.Reports[office]) : null;
                    DeskNeeds one = new(setup, host.Records[office], replication, targets, borrowed);
                    foreach (DeskName desk in desks.Where(d => d.Office == office))
                    {
                        // A desk that nobody is left at passes its work on: that is no staffing of the desk.
                        int people = staff[office].Of(desk.Role) - 1;
                        fewer.Add(new OneFewer(office, desk.Role, people > 0 && targets.Met(one.Report(staff[office].With(desk.Role, people), cancellation), borrowed: borrowed)));
                        double fluid = targets.FluidPeople(host.Reports[office], desk.Role);
                        needs.Add(desks.Length <= FewDesks ? one.Of(desk.Role, staff[office], fluid, absence: false, cancellation) : new DeskNeed(office, desk.Role, 0, 0, fluid, []));
                    }

                    if (replication - first < plan.CurveYears)
                    {
                        foreach (double change in CurveChanges)
                        {
                            OfficeStaff other = Scaled(desks, office, staff[office], change);
                            curve.Add(Point(change, office, other, targets.Reached(other == staff[office] ? host.Reports[office] : one.Report(other, cancellation), borrowed: borrowed), names));
                        }

                        foreach (DeskName desk in desks.Length <= FewDesks ? desks.Where(d => d.Office == office) : [])
                        {
                            foreach (KindTotals kind in host.Reports[office].Kinds.Where(k => k.ServiceSeconds > 0 && targets.RoleOf(k.Kind) == desk.Role))
                            {
                                hours.Add(new KindHours(office, desk.Role, names[kind.Kind], kind.ServiceSeconds / 3600.0));
                            }

                            foreach (int people in Around(staff[office].Of(desk.Role)).Append(Math.Max(1, before[office].Of(desk.Role))).Distinct())
                            {
                                OfficeReport report = one.Report(staff[office].With(desk.Role, people), cancellation);
                                alone.Add(Alone(desk, people, report, targets.Reached(report, desk.Role, borrowed), names));
                            }
                        }
                    }
                });
                int[] offices = [.. desks.Select(d => d.Office).Distinct()];
                return new CertifiedYear(
                    replication,
                    [.. offices.Select(o => new OfficeYear(o, targets.Reached(host.Reports[o])))],
                    [.. fewer.OrderBy(f => f.Office).ThenBy(f => f.Role)],
                    [.. needs.OrderBy(n => n.Office).ThenBy(n => n.Role)],
                    [.. curve.OrderBy(c => c.Change).ThenBy(c => c.Office)],
                    [.. alone.OrderBy(a => a.Office).ThenBy(a => a.Role).ThenBy(a => a.People)],
                    [.. hours.OrderBy(h => h.Office).ThenBy(h => h.Role).ThenBy(h => h.Kind, StringComparer.Ordinal)]);
            },
            _ => { },
            cancellation,
            partly: true).ConfigureAwait(false);
    }

    /// <summary>Years of one plan, one after the other: those of the store, and the others by a full run that is recorded.</summary>
    /// <param name="partly">When cancelled, the years that are finished are returned, if there is one.</param>
    private async Task<ImmutableArray<T>> YearsAsync<T>(
        RunInputs inputs,
        Func<int, string> question,
        int first,
        int count,
        ImmutableArray<DeskName> desks,
        Action<string, int, double> tell,
        Func<Setup, int, RecordingHost, T> look,
        Action<T> learn,
        CancellationToken cancellation,
        bool partly = false)
        where T : class
    {
        string hash = Setup.HashOf(inputs);
        Setup? setup = null;
        Opening? opening = null;
        RecordingHost? host = null;
        List<T> years = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                int at = i;
                int replication = first + i;
                tell("", i, 0);
                string key = FormattableString.Invariant($"{hash}|{question(replication)}|{replication}");
                if (store.Find<T>(key) is not { } found)
                {
                    if (setup is null || host is null || opening is null)
                    {
                        setup = Setup.Compile(inputs);
                        host = new RecordingHost(new InlineRunHost(setup, options.Threads), desks.Select(d => d.Office));
                        opening = options.Fresh ? null : runs.FindOpening(setup);
                        if (opening is null)
                        {
                            tell(", opening", i, 0);
                            opening = await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
                            runs.Keep(setup, opening);
                        }
                    }

                    host.Clear();
                    ReplicationResult result = await new RunPlan(setup, host, replication, p => tell("", at, RunShare * p.Fraction)).RunAsync($"{hash[..12]}-{replication}-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
                    runs.Keep(setup, result);
                    found = store.Keep(key, look(setup, replication, host));
                    host.Clear();

                    // A year's rows die together: collected here, they do not make the next year's peak higher.
                    GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                }

                learn(found);
                years.Add(found);
            }
        }
        catch (OperationCanceledException) when (partly && years.Count > 0)
        {
            return [.. years];
        }

        return [.. years];
    }

    /// <summary>Every office of the desks once, the one with the most people first so that threads end together.</summary>
    private void Each(ImmutableArray<DeskName> desks, Action<int> work)
    {
        int[] offices = [.. desks.Select(d => d.Office).Distinct()];
        int next = -1;
        try
        {
            Parallel.For(0, Math.Min(offices.Length, parallel.MaxDegreeOfParallelism), parallel, _ =>
            {
                for (int i = Interlocked.Increment(ref next); i < offices.Length; i = Interlocked.Increment(ref next))
                {
                    work(offices[i]);
                }
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.All(e => e is OperationCanceledException))
        {
            throw several.InnerExceptions[0];
        }
    }

    /// <summary>What all years together ask for.</summary>
    private static (ImmutableArray<OfficeStaff> Staff, Dictionary<DeskName, int> ForFloor) Combine(
        StaffingPlan plan,
        ImmutableArray<DeskName> desks,
        ImmutableArray<OfficeStaff> before,
        ImmutableArray<SearchedYear> years,
        ImmutableArray<FloorAnswer> floors)
    {
        Dictionary<DeskName, int[]> needs = desks.ToDictionary(d => d, d => years.Select(y => y.Desks.Single(x => x.Office == d.Office && x.Role == d.Role).Need).ToArray());
        Dictionary<DeskName, int> people = Reserve.Of(needs, plan.Sure);
        Dictionary<DeskName, int> forFloor = [];
        foreach (FloorAnswer floor in plan.Office is null ? floors.Where(f => f.Applies) : [])
        {
            int elsewhere = floor.People - desks.Where(d => d.Role == floor.Role).Sum(d => before[d.Office].Of(d.Role));
            foreach ((DeskName desk, int added) in FloorLift.To(people, needs, floor.Role, floor.Floor, elsewhere))
            {
                forFloor[desk] = added;
            }
        }

        OfficeStaff[] staff = [.. before];
        foreach (DeskName desk in desks)
        {
            staff[desk.Office] = staff[desk.Office].With(desk.Role, people[desk]);
        }

        return ([.. staff], forFloor);
    }

    /// <summary>
    /// The statutory floors of the roles that have desks, with the people of the plan as it stands. They are written for the
    /// nation: a plan that has not half of a floor's people is a part of it, and no floor applies.
    /// </summary>
    private static ImmutableArray<FloorAnswer> Floors(StaffingPlan plan, Setup setup) => plan.Inputs.Population is null ? [] :
    [
        .. StatutoryFloor.Check([setup.StaffingOf(1)]).Select(f => new FloorAnswer(f.Role, f.Floor, f.Least, f.Least >= f.Floor / 2, 0, f.Citation)),
    ];

    private static StaffingResult Result(
        StaffingPlan plan,
        Setup today,
        ImmutableArray<OfficeStaff> before,
        ImmutableArray<DeskName> desks,
        ImmutableArray<OfficeStaff> staff,
        ImmutableArray<SearchedYear> searched,
        ImmutableArray<CertifiedYear> years,
        Dictionary<DeskName, int> forFloor,
        ImmutableArray<FloorAnswer> floors,
        int rounds,
        bool settled)
    {
        int met = plan.AsItStands ? years.Length : Math.Max(1, years.Count(y => y.Met));
        ImmutableArray<DeskAnswer> answers =
        [
            .. desks.Select(d =>
            {
                DeskNeed[] needs = [.. searched.Select(y => y.Desks.Single(x => x.Office == d.Office && x.Role == d.Role))];
                double[] fluid = [.. years.Select(y => y.Needs.Single(x => x.Office == d.Office && x.Role == d.Role).Fluid).Order()];

                // Work with a clock has to be done in its year: a staffing that holds in as many years has the hours of as many.
                // Reviews wait in the pool from a heavy year to a light one: there the hours of the mean year must be there.
                bool waits = plan.Targets.Any(t => t.Measure == "coverage" && plan.Inputs.Kinds.Any(k => k.Kind == t.Kind && k.Role == d.Role));
                int byLoad = Math.Max(1, (int)Math.Ceiling((waits ? fluid.Average() : fluid[Math.Min(met, fluid.Length) - 1]) - 1e-9));
                int missed = years.Count(y => y.Offices.Single(o => o.Office == d.Office).Met && !y.OneFewer.Single(o => o.Office == d.Office && o.Role == d.Role).Met);
                return new DeskAnswer(d, before[d.Office].Of(d.Role), byLoad, needs.Select(n => n.Need).DefaultIfEmpty(0).Max(), ByAbsence(needs), staff[d.Office].Of(d.Role), forFloor.GetValueOrDefault(d), missed);
            }),
        ];
        ImmutableArray<FloorAnswer> after =
        [
            .. floors.Select(f => f with
            {
                People = f.People + answers.Where(a => a.Desk.Role == f.Role).Sum(a => a.Answer - a.Today),
                Added = answers.Where(a => a.Desk.Role == f.Role).Sum(a => a.ForFloor),
            }),
        ];
        return new StaffingResult(plan, today.Offices, answers, staff, rounds, settled, years, after, null, []);
    }

    /// <summary>The need of the worst year, and what an absence added in the years in which it was tried.</summary>
    private static int ByAbsence(DeskNeed[] needs)
    {
        DeskNeed[] tried = [.. needs.Where(n => n.NeedWithAbsence > 0)];
        return tried.Length == 0 ? 0 : needs.Max(n => n.Need) + tried.Max(n => n.NeedWithAbsence - n.Need);
    }

    /// <summary>Of a target that is out of reach in several years, the year that comes least near.</summary>
    private static ImmutableArray<OutOfReach> Nearest(ImmutableArray<OutOfReach> all) =>
        [.. all.GroupBy(u => (u.Office, u.Role, u.Reach.Measure, u.Reach.Kind)).Select(g => g.MinBy(u => u.Reach.Share)!).OrderBy(u => u.Office).ThenBy(u => u.Role)];

    private static CurvePoint Point(double change, int office, OfficeStaff staff, ImmutableArray<TargetReach> reached, Dictionary<WorkKind, string> names)
    {
        TargetReach[] clocks = [.. reached.Where(t => t.Measure == "on time" && t.Whole >= LeastCohort)];
        TargetReach? worst = clocks.MinBy(t => t.Share);
        return new CurvePoint(
            change,
            office,
            staff,
            reached.Where(t => t.Measure == "coverage").Sum(t => t.Part),
            reached.Where(t => t.Measure == "coverage").Sum(t => t.Whole),
            worst?.Share ?? 1,
            worst is null ? "" : names[worst.Kind]);
    }

    private static DeskPoint Alone(DeskName desk, int people, OfficeReport report, ImmutableArray<TargetReach> reached, Dictionary<WorkKind, string> names)
    {
        CurvePoint point = Point(0, desk.Office, default, reached, names);
        return new DeskPoint(desk.Office, desk.Role, people, point.Covered, point.Selected, point.WorstClock, point.WorstKind, report.Kinds.Sum(k => k.YieldFoundCents) / 100.0);
    }

    /// <summary>Numbers of people on both sides of one: seven in equal steps, as far as the curve reaches, at the least by one person.</summary>
    private static IEnumerable<int> Around(int people)
    {
        int step = Math.Max(1, (int)Math.Round(people * 0.05, MidpointRounding.AwayFromZero));
        return Enumerable.Range(-3, 7).Select(k => people + (k * step)).Where(n => n > 0);
    }

    /// <summary>The searched desks of an office larger or smaller by a share.</summary>
    private static OfficeStaff Scaled(ImmutableArray<DeskName> desks, int office, OfficeStaff staff, double change)
    {
        foreach (DeskName desk in desks.Where(d => d.Office == office))
        {
            staff = staff.With(desk.Role, Scaled(staff.Of(desk.Role), change));
        }

        return staff;
    }

    private static int Scaled(int people, double change) => people == 0 ? 0 : Math.Max(1, (int)Math.Round(people * (1 + change), MidpointRounding.AwayFromZero));

    /// <summary>A year of the first round weighs twice: it is searched from a poor guess.</summary>
    private static double Fraction(StaffingPlan plan, int roundsDone, double years)
    {
        double all = (plan.SearchYears * (plan.Passes + 1.0)) + (1.5 * plan.Years);
        double before = roundsDone == 0 ? 2.0 * years : roundsDone == plan.Passes ? (plan.SearchYears * (plan.Passes + 1.0)) + (1.5 * years) : (plan.SearchYears * (roundsDone + 1.0)) + years;
        return Math.Min(1, before / all);
    }
}
