using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Orders;

/// <summary>What a year may bring: openings themselves, and the people that an opening needs.</summary>
/// <param name="Openings">Most Centers that open in a year.</param>
/// <param name="Positions">Most positions that new Centers may take a year for their overhead; null for no limit.</param>
/// <param name="Classes">Most classes of new people a year for them; null for no limit.</param>
public sealed record YearlyLimits(int Openings, int? Positions, int? Classes)
{
    /// <summary>Openings a year that all limits allow; 0 when one of them allows none.</summary>
    /// <param name="overhead">Positions that a Center takes beyond the people who move to it.</param>
    /// <param name="classSize">Most people of a class.</param>
    public int OpeningsFor(int overhead, int classSize)
    {
        int people = Math.Min(Positions ?? int.MaxValue, Classes is { } c ? c * classSize : int.MaxValue);
        return overhead == 0 || people == int.MaxValue ? Openings : Math.Min(Openings, people / overhead);
    }
}

/// <summary>A Center and the day on which it opens.</summary>
/// <param name="Center">Index among the scenario's Centers.</param>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record CenterOpening(int Center, int Day);

/// <summary>
/// Which Centers are still to open, and on which days they may. Centers that a scenario opens before the first day stay as
/// they are; those it opens later, or never, are the question.
/// </summary>
public sealed record OrderPlan
{
    /// <summary>The scenario with none of the remaining Centers open: what every order is held against.</summary>
    public required RunInputs Base { get; init; }

    /// <summary>Centers whose order is asked for, by index, at least two.</summary>
    public required ImmutableArray<int> Remaining { get; init; }

    /// <summary>Days of the openings, ascending, as many as Centers remain.</summary>
    public required ImmutableArray<int> Days { get; init; }

    /// <summary>Who is taken by a Center once it opens.</summary>
    public required Eligibility Eligibility { get; init; }

    /// <summary>The scenario's own order, when it opens every remaining Center; else empty.</summary>
    public required ImmutableArray<int> Given { get; init; }

    /// <summary>Most plans that are run side by side with the base: the contest takes twenty.</summary>
    public const int MostOrders = 19;

    /// <summary>Lays a plan out.</summary>
    /// <param name="inputs">A national scenario with people over time.</param>
    /// <param name="limits">What a year may bring.</param>
    /// <param name="first">Day of the first opening; null for the first day of the horizon.</param>
    /// <param name="problem">Empty when there is a plan; else what stands in the way, and what to do.</param>
    public static OrderPlan? Make(RunInputs inputs, YearlyLimits limits, int? first, out string problem)
    {
        if (inputs.Population is null)
        {
            problem = "a plain queue has no Centers; name a national scenario, for example one that extends scenarios/expansion-2012-2016.yaml";
            return null;
        }

        if (!inputs.People.OverTime.On)
        {
            problem = "people stand still in this scenario, so that a Center would have its people before it opens; add \"people: { over time: yes }\"";
            return null;
        }

        int start = first ?? inputs.StartDay;
        int[] remaining = [.. Enumerable.Range(0, inputs.Centers.Length).Where(c => inputs.Centers[c].Phases.All(p => p.FromDay >= start))];
        int each = limits.OpeningsFor(inputs.People.CenterOverhead, inputs.People.OverTime.ClassSize);
        int last = inputs.StartDay + inputs.Days - 1;
        if (remaining.Length < 2)
        {
            problem = FormattableString.Invariant($"{remaining.Length} of {inputs.Centers.Length} Centers are still to open on {SimTime.DateOf(start):yyyy-MM-dd}; an order needs two. Leave Centers out of \"centers:\", or give an earlier --first");
            return null;
        }

        if (each == 0)
        {
            problem = FormattableString.Invariant($"no Center can open: each takes {inputs.People.CenterOverhead} positions (people.center overhead), and the limits of {limits.Positions?.ToString(CultureInfo.InvariantCulture) ?? "any number of"} positions and {limits.Classes?.ToString(CultureInfo.InvariantCulture) ?? "any number of"} classes of {inputs.People.OverTime.ClassSize} a year do not bring as many");
            return null;
        }

        ImmutableArray<int> days = [.. Enumerable.Range(0, remaining.Length).Select(i => SimTime.DayOf(SimTime.DateOf(start).AddYears(i / each)) + (i % each * 365 / each))];
        if (days[^1] > last - 30)
        {
            problem = FormattableString.Invariant($"{remaining.Length} Centers at {each} a year open until {SimTime.DateOf(days[^1]):yyyy-MM-dd}; the horizon ends on {SimTime.DateOf(last):yyyy-MM-dd}, and the last one needs 30 days to show. Lengthen horizon.length, or allow more openings a year");
            return null;
        }

        // The first day of the roster is that of the opening years: a Center that opens then is no transition.
        problem = "";
        TakeOverPhase[] all = [.. inputs.Centers.SelectMany(c => c.Phases)];
        return new OrderPlan
        {
            Base = WithOpenings(inputs, remaining, []),
            Remaining = [.. remaining],
            Days = days,
            Eligibility = all.Length == 0 ? Eligibility.AllAccounts : all.MaxBy(p => p.FromDay)!.Eligibility,
            Given = remaining.All(c => inputs.Centers[c].Phases.Length > 0) ? [.. remaining.OrderBy(c => inputs.Centers[c].Phases.Min(p => p.FromDay)).ThenBy(c => c)] : [],
        };
    }

    /// <summary>The first Center of the days alone: what one opening by itself does.</summary>
    public RunInputs Alone(int center) => Opened([new CenterOpening(center, Days[0])]);

    /// <summary>The scenario with the remaining Centers opening in an order, one on each day.</summary>
    public RunInputs Ordered(ImmutableArray<int> order) => Opened(OpeningsOf(order));

    /// <summary>When each Center of an order opens.</summary>
    public ImmutableArray<CenterOpening> OpeningsOf(ImmutableArray<int> order) => [.. order.Zip(Days, (c, d) => new CenterOpening(c, d))];

    /// <summary>
    /// Orders that are worth running: by what each Center gains alone, best first; that with two neighbours exchanged, once for
    /// each pair; the reverse; and the scenario's own. No order twice.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Candidates(ImmutableArray<int> byGain)
    {
        List<ImmutableArray<int>> orders = [byGain];
        for (int i = 0; i + 1 < byGain.Length; i++)
        {
            orders.Add(byGain.SetItem(i, byGain[i + 1]).SetItem(i + 1, byGain[i]));
        }

        orders.Add([.. byGain.Reverse()]);
        if (!Given.IsEmpty)
        {
            orders.Add(Given);
        }

        return [.. orders.DistinctBy(o => string.Join(',', o)).Take(MostOrders)];
    }

    private RunInputs Opened(ImmutableArray<CenterOpening> openings) => WithOpenings(Base, Remaining, openings, Eligibility);

    private static RunInputs WithOpenings(RunInputs inputs, IReadOnlyCollection<int> remaining, ImmutableArray<CenterOpening> openings, Eligibility eligibility = Eligibility.AllAccounts)
    {
        string text = string.Join(';', openings.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Center}@{o.Day}")));
        return CalmTwin.Changed(inputs, $"|openings {text}|{eligibility}") with
        {
            Centers =
            [
                .. inputs.Centers.Select((c, i) => !remaining.Contains(i) ? c
                    : openings.FirstOrDefault(o => o.Center == i) is { } opening ? c with { Phases = [new TakeOverPhase(opening.Day, null, eligibility)] }
                    : c with { Phases = [] }),
            ],
        };
    }
}
