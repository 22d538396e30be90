using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Briefs;

/// <summary>People of one role in a plan.</summary>
/// <param name="Authorised">Positions; 0 where the plan has none stated because nobody comes or goes.</param>
/// <param name="OnBoard">Fewest on board on any day looked at, overhead of Centers included.</param>
/// <param name="Floor">Statutory floor; 0 where there is none.</param>
public sealed record BriefPeople(Role Role, int Authorised, int OnBoard, int Floor)
{
    /// <summary>People short of the floor; 0 when it is kept.</summary>
    public int Below => Math.Max(0, Floor - OnBoard);
}

/// <summary>The office or kind that did worst.</summary>
/// <param name="OnTime">Share on time, mean over replications.</param>
public sealed record BriefWorst(string Name, double OnTime);

/// <summary>
/// What the deciding page needs of one plan beside its measures: people, the worst corners, the published facts, and how
/// far down the ranking reviews got.
/// </summary>
public sealed record BriefRow
{
    /// <summary>"today", "plan", "floor plan".</summary>
    public required string Title { get; init; }

    public required PlanOutcome Plan { get; init; }

    public required ImmutableArray<BriefPeople> People { get; init; }

    /// <summary>Centers where the plan has any, else offices; null when nothing fell due.</summary>
    public required BriefWorst? WorstOffice { get; init; }

    public required BriefWorst? WorstKind { get; init; }

    /// <summary>Kinds of work without target or floor.</summary>
    public required ImmutableArray<string> Unprotected { get; init; }

    /// <summary>By replication: reviews opened, over summaries filed. The u of the yield curve.</summary>
    public required ImmutableArray<double> Reviewed { get; init; }

    /// <summary>By replication: reviews selected and ended, over summaries filed: where the curve would be with every one opened.</summary>
    public required ImmutableArray<double> Selected { get; init; }

    /// <summary>The comparison with published facts; null for a plan that is not national.</summary>
    public FactTable? Facts { get; init; }

    /// <param name="run">All replications of the plan.</param>
    /// <param name="plan">The plan of the comparison, of the same replications.</param>
    public static BriefRow From(string title, PlanOutcome plan, RunResult run, FactTable? facts)
    {
        WorkKind[] pool = [.. run.Inputs.Kinds.Where(k => k.Rank == Rank.Pool).Select(k => k.Kind)];
        bool centers = plan.Offices.Any(o => o.Kind == OfficeKind.Center && plan.Measures.Find(MeasureNames.OnTime, o.Code) is not null);
        return new BriefRow
        {
            Title = title,
            Plan = plan,
            People = [.. PeopleOf(run)],
            WorstOffice = Worst(plan.Offices.Where(o => !centers || o.Kind == OfficeKind.Center).Select(o => new BriefWorst(o.Name, plan.Measures.Mean(MeasureNames.OnTime, o.Code)))),
            WorstKind = Worst(run.Inputs.Kinds.Select(k => new BriefWorst(k.Name, plan.Measures.Mean(MeasureNames.OnTime, kind: k.Name)))),
            Unprotected = [.. run.Inputs.Kinds.Where(k => k.Unprotected).Select(k => k.Name)],
            Reviewed = [.. run.Replications.Select(r => Ratio(r.Kinds.Where(k => pool.Contains(k.Kind)).Sum(k => k.Opened), r.Summaries.Filed))],
            Selected = [.. run.Replications.Select(r => Ratio(r.Kinds.Where(k => pool.Contains(k.Kind)).Sum(k => k.Opened + k.Lapsed), r.Summaries.Filed))],
            Facts = facts,
        };
    }

    private static IEnumerable<BriefPeople> PeopleOf(RunResult run)
    {
        ImmutableArray<StatutoryFloor> floors = !FactRuns.IsNation(run.Inputs) ? [] : StatutoryFloor.Check([.. run.Replications.Select(r => r.Staffing)]);
        foreach (Role role in new[] { Role.ImportSpecialist, Role.EntrySpecialist })
        {
            StatutoryFloor? floor = floors.FirstOrDefault(f => f.Role == role);
            int onBoard = floor?.Least ?? run.Replications[0].Desks.Where(d => d.Role == role).Sum(d => d.People);
            if (onBoard > 0)
            {
                yield return new BriefPeople(role, run.Inputs.People.OverTime.On ? run.Inputs.People.OverTime.Authorised(role) : 0, onBoard, floor?.Floor ?? 0);
            }
        }
    }

    private static BriefWorst? Worst(IEnumerable<BriefWorst> all) => all.Where(w => double.IsFinite(w.OnTime)).MinBy(w => w.OnTime);

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}

/// <summary>What a knowledge interval found earlier says about the decision.</summary>
/// <param name="Wins">Share of compatible worlds in which the plan is better by the deciding measure; null when it was not asked.</param>
/// <param name="Measure">The deciding measure.</param>
/// <param name="Low">Middle nine tenths of the measure over the compatible worlds.</param>
/// <param name="Turns">Paths of assumptions that turn the decision at an end of their range, the strongest first.</param>
/// <param name="Strongest">The assumption that moves the answer most.</param>
/// <param name="Place">Folder it was read from.</param>
public sealed record BriefKnowledge(double? Wins, string Measure, double Low, double High, ImmutableArray<string> Turns, string Strongest, int Worlds, string Place);

/// <summary>One plan with other people on board.</summary>
/// <param name="People">Import specialists on board.</param>
/// <param name="Nation">Measures over all offices.</param>
public sealed record BriefPoint(double People, ImmutableArray<Measure> Nation)
{
    public Measure? Find(string name) => Nation.FirstOrDefault(m => m.Name == name && m.Kind.Length == 0 && m.Role.Length == 0);
}

/// <summary>A plan over people: points ascending by people, all on the same luck.</summary>
public sealed record BriefCurve(string Label, string File, ImmutableArray<BriefPoint> Points);

/// <summary>What one more specialist brings in, between two points of a curve.</summary>
/// <param name="PerPerson">Revenue found a person and year, dollars, with its paired luck interval.</param>
/// <param name="CostPerPerson">Dollars a year.</param>
public sealed record MarginalYield(string Label, double From, double To, Estimate PerPerson, double CostPerPerson)
{
    /// <summary>One for each pair of neighbours that have revenue.</summary>
    /// <param name="year">From the horizon to a year.</param>
    public static ImmutableArray<MarginalYield> Of(BriefCurve curve, double cost, double year)
    {
        List<MarginalYield> all = [];
        for (int i = 1; i < curve.Points.Length; i++)
        {
            (BriefPoint less, BriefPoint more) = (curve.Points[i - 1], curve.Points[i]);
            if (less.Find(MeasureNames.RevenueFound) is { } a && more.Find(MeasureNames.RevenueFound) is { } b && more.People > less.People)
            {
                double[] each = [.. a.PerReplication.Zip(b.PerReplication, (x, y) => (y - x) * year / (more.People - less.People))];
                all.Add(new MarginalYield(curve.Label, less.People, more.People, LuckInterval.Of(each, MeasureScale.Amount), cost));
            }
        }

        return [.. all];
    }
}

/// <summary>Everything that the brief shows.</summary>
public sealed record Brief
{
    public required Comparison Comparison { get; init; }

    /// <summary>Today, the plan, and the floor plan if there is one.</summary>
    public required ImmutableArray<BriefRow> Rows { get; init; }

    /// <summary>Null when no knowledge interval of the plan against today was found.</summary>
    public BriefKnowledge? Knowledge { get; init; }

    /// <summary>Empty when no curve over people was asked for.</summary>
    public ImmutableArray<BriefCurve> Curves { get; init; } = [];

    /// <summary>A run in which Centers open one after the other; null when there is none.</summary>
    public RunResult? Expansion { get; init; }

    /// <summary>Time to recover against people added, of today and of the plan; empty when it was not asked for.</summary>
    public ImmutableArray<ReserveResult> Reserves { get; init; } = [];

    /// <summary>The command that gives the same page again.</summary>
    public required string CommandLine { get; init; }
}
