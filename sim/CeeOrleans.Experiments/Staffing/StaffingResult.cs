using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>What the search found about one of its years.</summary>
public sealed record SearchedYear(int Replication, ImmutableArray<DeskNeed> Desks);

/// <summary>One desk with one person fewer, in a year of the certificate, all others as they are.</summary>
public sealed record OneFewer(int Office, Role Role, bool Met);

/// <summary>What one office reached in a year of the certificate.</summary>
public sealed record OfficeYear(int Office, ImmutableArray<TargetReach> Targets)
{
    public bool Met => Targets.All(t => t.Met);
}

/// <summary>One point of the staffing curve: every searched desk larger or smaller by one factor.</summary>
/// <param name="Change">-0.15 to 0.15.</param>
/// <param name="Covered">Of <paramref name="Selected"/>, reviews opened; what the pool grew by counts as lapsed.</param>
/// <param name="WorstClock">Least share on time of any kind with a target over all searched offices; 1 where there is none.</param>
/// <param name="WorstKind">Its name.</param>
public sealed record CurvePoint(double Change, int Office, OfficeStaff Staff, long Covered, long Selected, double WorstClock, string WorstKind);

/// <summary>One desk with some number of people, the other desk of its office as in the answer.</summary>
/// <param name="Covered">Of <paramref name="Selected"/>, reviews opened; what the pool grew by counts as lapsed.</param>
/// <param name="WorstClock">Least share on time of any kind of the desk's work with a target; 1 where there is none.</param>
/// <param name="WorstKind">Its name.</param>
/// <param name="FoundDollars">Revenue that the office's reviews found in the year.</param>
public sealed record DeskPoint(int Office, Role Role, int People, long Covered, long Selected, double WorstClock, string WorstKind, double FoundDollars)
{
    public long Lapsed => Selected - Covered;
}

/// <summary>Hours that one kind of work took at one office in a year.</summary>
public sealed record KindHours(int Office, Role Role, string Kind, double Hours);

/// <summary>One year of the certificate.</summary>
/// <param name="Hours">Where few desks are searched, what their hours went to; empty in years that the curve does not use.</param>
/// <param name="Alone">Where few desks are searched, each of them alone with other people; empty in years that the curve does not use.</param>
/// <param name="Needs">By desk, people by hours alone; and where few desks are searched, the fewest that meet the desk's own targets while the other desk of the office is as in the answer, else 0.</param>
/// <param name="Curve">Points by office; empty in years that the curve does not use.</param>
public sealed record CertifiedYear(int Replication, ImmutableArray<OfficeYear> Offices, ImmutableArray<OneFewer> OneFewer, ImmutableArray<DeskNeed> Needs, ImmutableArray<CurvePoint> Curve, ImmutableArray<DeskPoint> Alone, ImmutableArray<KindHours> Hours)
{
    public bool Met => Offices.All(o => o.Met);
}

/// <summary>One desk of the answer.</summary>
/// <param name="Today">People of the scenario as it stands.</param>
/// <param name="ByLoad">Whole people that the hours alone need in the certified years: the desk's part of the bound.</param>
/// <param name="ByTargets">Whole people that every year of the search needed; 0 where nothing was searched.</param>
/// <param name="ByAbsence">The same with one person away for the two busiest weeks; 0 where it was not tried.</param>
/// <param name="Answer">With the reserve, and the floor where it binds.</param>
/// <param name="ForFloor">Of the answer, people that only a statutory floor asks for.</param>
/// <param name="FewerMissed">Certified years in which the answer meets the office's targets and one person fewer does not.</param>
public sealed record DeskAnswer(DeskName Desk, int Today, int ByLoad, int ByTargets, int ByAbsence, int Answer, int ForFloor, int FewerMissed);

/// <summary>How many certified years a number of people at one desk meets the desk's own targets in.</summary>
/// <param name="People">At this desk; the others are as in the answer.</param>
public readonly record struct RangePoint(int People, int YearsMet);

/// <summary>A statutory floor, and whether it lifts the answer.</summary>
/// <param name="People">On board under the answer, overhead included.</param>
/// <param name="Applies">False for a part of the nation, which no floor is written for.</param>
public sealed record FloorAnswer(Role Role, int Floor, int People, bool Applies, int Added, string Citation)
{
    public bool Binds => Added > 0;

    public bool Kept => !Applies || People >= Floor;
}

/// <summary>In how many worlds that the published facts allow the answer holds.</summary>
/// <param name="Sampled">Worlds asked.</param>
/// <param name="Compatible">Worlds that the facts allow.</param>
/// <param name="Holds">Of those, worlds in which every target is met.</param>
/// <param name="Where">Which input tells best where it fails: "fails where …"; empty when it fails nowhere or nothing tells.</param>
/// <param name="MissedMost">Targets missed in most of the failing worlds, with how many.</param>
public sealed record WorldAnswer(int Sampled, int Compatible, int Holds, string Where, ImmutableArray<(string Target, int Worlds)> MissedMost)
{
    /// <summary>By desk, how many people those worlds ask for; empty where many desks were searched.</summary>
    public ImmutableArray<WorldNeed> Needs { get; init; } = [];
}

/// <summary>
/// How many people the same year asks for at one desk in every world that the published facts allow, the other searched desk
/// of the office as in the answer, or as large as that world asks.
/// </summary>
/// <param name="AtBase">Under the assumptions as they stand.</param>
/// <param name="Worlds">By compatible world, the values of its assumptions and the people; a world in which no number meets a target is not among them.</param>
/// <param name="OutOfReach">Worlds in which no number of people meets a target.</param>
/// <param name="Turners">Assumptions, those that move the number most first.</param>
public sealed record WorldNeed(DeskName Desk, int AtBase, ImmutableArray<(SampledWorld World, int People)> Worlds, int OutOfReach, ImmutableArray<NeedTurner> Turners)
{
    /// <summary>The middle nine tenths of the worlds, and their middle; NaN without a world.</summary>
    public (double Low, double Median, double High) People
    {
        get
        {
            double[] all = [.. Worlds.Select(w => (double)w.People)];
            (double low, double high) = RankStatistics.Interval(all);
            return (low, RankStatistics.Quantile(all, 0.5), high);
        }
    }
}

/// <summary>What one assumption does to the people that a desk needs.</summary>
/// <param name="Correlation">Spearman's, over the worlds.</param>
/// <param name="Told">True when chance would not do as well.</param>
/// <param name="AtLow">People with this assumption alone at its low end, fits solved again; null when that was not run or no world has it.</param>
/// <param name="AtHigh">At its high end.</param>
public sealed record NeedTurner(Assumption Assumption, double Correlation, bool Told, int? AtLow, int? AtHigh)
{
    /// <summary>How far the number goes between the ends and where it stands; 0 where neither end was run.</summary>
    public int Swing(int atBase) => Math.Max(Math.Max(AtLow ?? atBase, AtHigh ?? atBase), atBase) - Math.Min(Math.Min(AtLow ?? atBase, AtHigh ?? atBase), atBase);
}

/// <summary>Targets that no number of people meets.</summary>
public sealed record OutOfReach(int Office, Role Role, TargetReach Reach, int People);

/// <summary>What a search found.</summary>
/// <param name="Offices">All offices by index.</param>
/// <param name="Desks">Searched desks, by office and role.</param>
/// <param name="Staff">People of every office under the answer.</param>
/// <param name="Rounds">Rounds of full runs that it took.</param>
/// <param name="Settled">Whether the last round asked for the numbers it was run with, give or take one person a desk where a reserve is kept.</param>
/// <param name="Unreachable">Not empty when there is no answer; everything else is then empty.</param>
public sealed record StaffingResult(
    StaffingPlan Plan,
    ImmutableArray<OfficeLabel> Offices,
    ImmutableArray<DeskAnswer> Desks,
    ImmutableArray<OfficeStaff> Staff,
    int Rounds,
    bool Settled,
    ImmutableArray<CertifiedYear> Years,
    ImmutableArray<FloorAnswer> Floors,
    WorldAnswer? Worlds,
    ImmutableArray<OutOfReach> Unreachable)
{
    /// <summary>Confidence of the certificate.</summary>
    public const double Confidence = 0.95;

    public bool Reached => Unreachable.IsEmpty;

    /// <summary>Names of the two kinds of work that take most hours at each searched desk, where few are searched.</summary>
    public ImmutableArray<string> Busiest { get; init; } = [];

    /// <summary>Part of the expected entry summaries that the searched Center's importers file; NaN where no Center alone was searched.</summary>
    public double Share { get; init; } = double.NaN;

    /// <summary>The answer tried on other importers, a year a draw; empty where that was not asked or not yet done.</summary>
    public ImmutableArray<DrawnYear> Draws { get; init; } = [];

    /// <summary>Worlds and draws were asked for and are still to come: nothing can be said about them yet.</summary>
    public bool MoreToCome { get; init; }

    /// <summary>Desks at which the last round was run with some people and asked for others, beyond what counts as the same.</summary>
    public ImmutableArray<(DeskName Desk, int From, int To)> Moving { get; init; } = [];

    /// <summary>Fresh years that were asked for and not run, because the search was stopped.</summary>
    public int YearsLeft => Reached ? Plan.Years - Years.Length : 0;

    /// <summary>Certified years in which every target was met at every searched office.</summary>
    public int YearsMet => Years.Count(y => y.Met);

    /// <summary>Whether the targets were met in fewer of the certified years than were aimed at; false where no share was aimed at.</summary>
    public bool FallsShort => YearsMet < Plan.Sure * Years.Length;

    /// <summary>Least share of years in which it holds, with 95 % confidence, one-sided (Clopper and Pearson 1934).</summary>
    public double LeastShare => LeastShareOf(YearsMet, Years.Length);

    /// <summary>People of the searched desks.</summary>
    public int People => Desks.Sum(d => d.Answer);

    /// <summary>Fewest people that can keep doing it: in the long run hours alone need as many. A single year can be met with fewer, while what waits grows.</summary>
    public int Bound => BoundOf(Role.ImportSpecialist) + BoundOf(Role.EntrySpecialist);

    /// <summary>What the answer costs beyond the bound; positions cost the same in both roles.</summary>
    public double Gap => Bound == 0 ? double.NaN : ((double)People / Bound) - 1;

    /// <summary>Cost of the searched desks' positions, dollars a year; 0 where the scenario has no price.</summary>
    public double Cost => People * Plan.Inputs.Money.PositionDollarsPerYear;

    public double BoundCost => Bound * Plan.Inputs.Money.PositionDollarsPerYear;

    private int BoundOf(Role role)
    {
        int byLoad = Desks.Where(d => d.Desk.Role == role).Sum(d => d.ByLoad);
        FloorAnswer? floor = Plan.Office is null ? Floors.FirstOrDefault(f => f.Role == role && f.Applies) : null;

        // What stands at no desk counts for the floor, whatever the desks have.
        return floor is null ? byLoad : Math.Max(byLoad, floor.Floor - (floor.People - Desks.Where(d => d.Desk.Role == role).Sum(d => d.Answer)));
    }

    /// <summary>
    /// One desk alone, others as in the answer: from the most people that no certified year is content with to the fewest
    /// that every one is, with the answer and today's people. Empty where it was not asked (many desks) or a target is out of reach in a year.
    /// </summary>
    public ImmutableArray<RangePoint> RangeOf(DeskName desk)
    {
        int[] needs = [.. Years.SelectMany(y => y.Needs).Where(n => n.Office == desk.Office && n.Role == desk.Role && n.Unreachable.IsEmpty && n.Need > 0).Select(n => n.Need)];
        if (needs.Length < Years.Length || needs.Length == 0)
        {
            return [];
        }

        int answer = Desks.Single(d => d.Desk == desk).Answer;
        int today = Desks.Single(d => d.Desk == desk).Today;
        int from = Math.Max(1, new[] { answer, needs.Min() - 1, today }.Min());
        int to = new[] { answer, needs.Max(), today }.Max();
        return [.. Enumerable.Range(from, to - from + 1).Select(n => new RangePoint(n, needs.Count(need => need <= n)))];
    }

    internal static double LeastShareOf(int met, int years) => TrialShare.AtLeast(met, years);
}
