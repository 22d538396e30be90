using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;

namespace CeeOrleans.Workload.Inputs;

/// <summary>Makes the rulebook of the live world from the same values that a run is compiled from.</summary>
public static class Rulebooks
{
    /// <summary>The second of the day at which an office closes when the plan gives no shifts.</summary>
    private const int EndOfDay = SimTime.Day - 1;

    /// <summary>Cost: a few indices by code; milliseconds.</summary>
    /// <exception cref="ArgumentException">A plain queue has no rules of customs work.</exception>
    public static Rulebook Of(RunInputs inputs)
    {
        if (inputs.Work is null || inputs.Rates is null)
        {
            throw new ArgumentException($"{inputs.Name} is a plain queue: it has no rules of customs work.", nameof(inputs));
        }

        ImmutableArray<(int From, int To)> shift = inputs.People.Shift;
        return new Rulebook(
            [
                .. inputs.Offices.Select(o => new OfficePlace(o.Code, o.Name, o.Kind, inputs.Zones[o.Zone])),
                .. inputs.Centers.Select(c => new OfficePlace(c.Code, c.Name, OfficeKind.Center, inputs.Zones[c.Zone])),
            ],
            [.. inputs.Ports.Select(p => new PortPlace(p.Code, p.Name, p.Office))],
            [.. inputs.Centers.Select(c => new CenterPlace(c.Code, c.Short, c.Name))],
            new RoutingTable(
                [.. inputs.Ports.Select(p => p.Office)],
                [.. inputs.Centers.Select((_, i) => inputs.Offices.Length + i)],
                [.. inputs.Centers.Select(c => (IReadOnlyList<TakeOverPhase>)c.Phases)]),
            inputs.Kinds.Select(k => (k.Kind, new KindClock(k.Clock, k.Target))))
        {
            Work = inputs.Work,
            Calendar = inputs.Calendar,
            ClosingSecond = shift.IsDefaultOrEmpty ? EndOfDay : shift[^1].To,
            PoolBusinessDays = inputs.Rates.PoolBusinessDays,
            PoolDaysBeforeLiquidation = inputs.Rates.PoolDaysBeforeLiquidation,
            Trusted = inputs.Routing.Trusted,
            Basis = inputs.Routing.Basis,
            Backlog = inputs.Routing.Backlog,
            CenterOfHeading = inputs.CenterOfHeading,
        };
    }
}
