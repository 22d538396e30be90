using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Snapshots;

/// <summary>What the accounts of a snapshot enter in a year, and how much of it a plan does not know.</summary>
/// <param name="SummariesPerYear">Of all accounts, entry summaries.</param>
/// <param name="Idle">Accounts that entered nothing.</param>
/// <param name="Entries">Entry summaries that the snapshot has.</param>
/// <param name="PortUnknown">Of those, at ports that the plan does not have, or at several.</param>
/// <param name="HeadingUnknown">Of those, under headings that the plan does not have, or under several.</param>
/// <param name="CenterUnknown">Accounts at Centers that the plan does not have.</param>
public sealed record LiveVolume(double SummariesPerYear, int Idle, long Entries, long PortUnknown, long HeadingUnknown, int CenterUnknown)
{
    private const double Year = 365.0 * SimTime.Day;

    /// <param name="ports">Ports of the plan.</param>
    /// <param name="headings">Headings of the plan.</param>
    /// <param name="centers">Centers of the plan.</param>
    public static LiveVolume Of(LiveSnapshot snapshot, ImmutableArray<PortInput> ports, ImmutableArray<ushort> headings, ImmutableArray<CenterInput> centers)
    {
        Dictionary<int, ushort> portOf = PortsOf(ports);
        HashSet<int> known = [.. headings.Select(h => (int)h)];
        HashSet<string> codes = [.. centers.Select(c => c.Code)];
        double yearly = Yearly(snapshot.Facts.AsOf);
        IEnumerable<SnapshotCell> cells = snapshot.Accounts.SelectMany(a => a.Volume);
        return new LiveVolume(
            snapshot.Accounts.Sum(a => SizeOf(a, yearly)),
            snapshot.Accounts.Count(a => SizeOf(a, yearly) == 0),
            cells.Sum(c => c.Entries),
            cells.Where(c => !portOf.ContainsKey(c.Port)).Sum(c => c.Entries),
            cells.Where(c => !known.Contains(c.Heading)).Sum(c => c.Entries),
            snapshot.Accounts.Count(a => a.Center is { } center && !codes.Contains(center)));
    }

    /// <summary>Summaries a year for each entry of a snapshot: its month has just begun or is nearly over, so the days count and not the months.</summary>
    internal static double Yearly(long asOf)
    {
        DateOnly day = SimTime.DateOf(SimTime.DayOf(asOf));
        long first = SimTime.StartOf(SimTime.DayOf(new DateOnly(day.Year, day.Month, 1).AddMonths(-12)));
        return Year / (asOf - first);
    }

    /// <summary>Summaries a year of an account, in whole thousandths; 0 when it entered nothing.</summary>
    internal static double SizeOf(SnapshotAccount account, double yearly)
    {
        long entries = 0;
        foreach (SnapshotCell cell in account.Volume)
        {
            entries += cell.Entries;
        }

        return Math.Round(entries * yearly * 1000) / 1000;
    }

    /// <summary>Index of each port by its code as a number.</summary>
    internal static Dictionary<int, ushort> PortsOf(ImmutableArray<PortInput> ports) =>
        ports.Select((p, i) => (Code: int.Parse(p.Code, CultureInfo.InvariantCulture), Place: (ushort)i)).ToDictionary(p => p.Code, p => p.Place);
}
