using CeeOrleans.Reference;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Where the facts come from.</summary>
internal sealed partial class Facts
{
    private static readonly Lazy<Facts> Loaded = new(Read);

    /// <summary>The facts of the reference data, read once per process.</summary>
    public static Facts Shared => Loaded.Value;

    private static Facts Read()
    {
        ReferenceData data = ReferenceData.Load();
        Facts facts = new()
        {
            Ports = [.. data.Ports.Where(p => p.IsPortOfEntry).Select(p => new FactPort(p.Code, p.Name, p.State, p.ZoneName, p.Mode, p.EntriesWeight, p.ValueBillionDollars, p.ServiceOffice))],
            ServiceOffices = [.. data.ServiceOffices.Select(o => new FactOffice(o.Code, o.Name, o.State, o.ZoneName))],
            Centers = [.. data.Centers.Select(c => new FactCenter(c.Code, c.Short, c.Name, c.City, c.ZoneName))],
            CenterOfHeading = data.CenterOfHeading,
            TariffHeadings = data.TariffHeadings,
            DataHash = data.DataHash,
            Zone = name => ZoneTables.For(name),
            Calendar = (first, last) => new(first, last, FederalHolidays.Days(Domain.Calendars.SimTime.DateOf(first).Year, Domain.Calendars.SimTime.DateOf(last).Year + 1)),
        };
        facts.NameCenters();
        return facts;
    }
}
