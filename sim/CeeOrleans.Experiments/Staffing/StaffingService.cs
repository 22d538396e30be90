using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
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
/// On threads; grains give the same digits. Deterministic: the number of threads changes no number, nor does what was stored, as
/// long as more people do no harm: where a search begins then decides only how long it takes.
/// </remarks>
public sealed class StaffingService
{
    /// <summary>Desks up to which each certified year also says how many people it needs at each of them: some replays a desk more.</summary>
    public const int FewDesks = 4;

    private readonly IProgress<StaffingProgress>? progress;
    private readonly IProgress<ImmutableArray<(DeskName Desk, int People)>>? answer;
    private readonly RecordedYears recorded;

    /// <param name="options">Cache folder, fresh or not, threads.</param>
    /// <param name="answer">Told the people of the answer as soon as the search ends, before fresh years try it.</param>
    public StaffingService(RunOptions options, IProgress<StaffingProgress>? progress = null, IProgress<ImmutableArray<(DeskName Desk, int People)>>? answer = null)
    {
        this.answer = answer;
        this.progress = progress;
        recorded = new RecordedYears(options);
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
        Dictionary<DeskName, (double Need, double Fluid)> learned = [];
        int round = 0;
        bool settled = false;
        ImmutableArray<(DeskName, int, int)> moving = [];
        while (!settled && round < plan.Passes)
        {
            round++;
            staff = next;
            RunInputs inputs = round == 1 ? plan.Inputs : Setup.WithStaff(plan.Inputs, staff);
            years = await SearchAsync(plan, inputs, desks, staff, learned, round, cancellation).ConfigureAwait(false);
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
        ImmutableArray<CertifiedYear> certified = await new StaffingCertificate(recorded).RunAsync(
            plan,
            desks,
            before,
            next,
            (what, i, part) => progress?.Report(new StaffingProgress($"certificate{what}", i, plan.Years, Fraction(plan, plan.Passes, i + part))),
            cancellation).ConfigureAwait(false);
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

    /// <param name="learned">By desk, people needed and people by hours alone, summed over all years before, of this round and of those before; for first guesses.</param>
    private async Task<ImmutableArray<SearchedYear>> SearchAsync(StaffingPlan plan, RunInputs inputs, ImmutableArray<DeskName> desks, ImmutableArray<OfficeStaff> staff, Dictionary<DeskName, (double Need, double Fluid)> learned, int round, CancellationToken cancellation)
    {
        OfficeTargets targets = new(inputs, plan.Targets);

        // The base plan's opening serves the first round only: a plan with other people would start from another pool.
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        bool borrowed = round == 1 && stationary;
        string question = $"search|{plan.Question}|{(borrowed ? "borrowed opening" : "own opening")}";
        return await recorded.OfAsync(
            inputs,
            _ => question,
            1,
            plan.SearchYears,
            desks,
            (what, i, part) => progress?.Report(new StaffingProgress($"round {round} of at most {plan.Passes}{what}", i, plan.SearchYears, Fraction(plan, round - 1, i + part))),
            (setup, replication, host) =>
            {
                ConcurrentBag<DeskNeed> needs = [];
                recorded.Each(host, office =>
                {
                    DeskNeeds one = new(setup, host.Records[office], replication, targets, borrowed ? BorrowedOpening.Unknown : stationary ? new BorrowedOpening(host.Reports[office]) : null);
                    OfficeReport report = host.Reports[office];
                    OfficeStaff at = staff[office];
                    foreach (DeskName desk in desks.Where(d => d.Office == office).OrderByDescending(d => d.Role))
                    {
                        // Entry specialists first: what they pass on reaches the import specialists of the same office.
                        double fluid = targets.FluidPeople(report, desk.Role);
                        int first = learned.TryGetValue(desk, out (double Need, double Fluid) so) && so.Fluid > 0 ? (int)Math.Round(fluid * so.Need / so.Fluid) : (int)Math.Ceiling(fluid * 1.02);
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
                    DeskName desk = new(need.Office, need.Role);
                    (double people, double fluid) = learned.GetValueOrDefault(desk);
                    learned[desk] = (people + need.Need, fluid + need.Fluid);
                }
            },
            cancellation).ConfigureAwait(false);
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

    /// <summary>A year of a search weighs twice one of the certificate: it is replayed four times as often.</summary>
    private static double Fraction(StaffingPlan plan, int roundsDone, double years)
    {
        double search = 2.0 * plan.SearchYears;
        double done = roundsDone == plan.Passes ? (search * plan.Passes) + years : (search * roundsDone) + (2.0 * years);
        return Math.Min(1, done / ((search * plan.Passes) + plan.Years));
    }
}
