using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The accounts of a snapshot as the importers of a run, each under its place in the snapshot. Size, company, industry, ports, headings and
/// memberships are what the account says; the plan's rules say what follows from them. Entries at ports and under headings that the plan
/// does not know, or that stand for several, are dealt out over the account's others in proportion; an account that has no others
/// is drawn some, keyed by seed and number. Safe for many callers; about 2 µs an account.
/// </summary>
internal sealed class LivePopulation
{
    /// <summary>Places among the draws of ports, headings and company that no synthetic importer has.</summary>
    private const uint OfLive = 0x8000_0000;

    private readonly Setup setup;
    private readonly ImmutableArray<SnapshotAccount> accounts;
    private readonly LiveOffices offices;
    private readonly int[] company;
    private readonly int[] companySize;
    private readonly Dictionary<int, ushort> ports;
    private readonly bool[] headings = new bool[10_000];
    private readonly double yearly;

    /// <exception cref="ArgumentException">No account entered anything, or there are more than an importer's number has values.</exception>
    public LivePopulation(Setup setup, LiveSnapshot snapshot)
    {
        this.setup = setup;
        accounts = snapshot.Accounts;
        offices = new LiveOffices(setup.Inputs);
        yearly = LiveVolume.Yearly(snapshot.Facts.AsOf);
        Active = accounts.Count(a => LiveVolume.SizeOf(a, yearly) > 0);
        if (Active == 0 || accounts.Length > WorkId.MaxImporter + 1 || accounts.Length != setup.Inputs.Population!.Importers)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A snapshot of {accounts.Length:#,0} accounts, {Active:#,0} of which entered anything, is no population of {setup.Inputs.Population!.Importers:#,0} importers."), nameof(snapshot));
        }

        ports = LiveVolume.PortsOf(setup.Inputs.Ports);
        foreach (ushort heading in setup.Inputs.TariffHeadings)
        {
            headings[heading] = true;
        }

        Dictionary<string, int> first = new(StringComparer.Ordinal);
        company = new int[accounts.Length];
        companySize = new int[accounts.Length];
        for (int i = 0; i < accounts.Length; i++)
        {
            company[i] = accounts[i].Company is { } name && !first.TryAdd(name, i) ? first[name] : i;
            companySize[company[i]]++;
        }
    }

    /// <summary>Accounts that entered something, 1 or more.</summary>
    public int Active { get; }

    /// <summary>An account as the setup sees it.</summary>
    public ImporterShape Shape(ulong key, int number)
    {
        SnapshotAccount account = accounts[number];
        double size = LiveVolume.SizeOf(account, yearly);
        (ushort[] Places, ushort[] Edges) at = size == 0 ? ([], []) : Deal(account, c => ports.TryGetValue(c.Port, out ushort port) ? port : -1);
        (ushort[] Places, ushort[] Edges) under = size == 0 ? ([], []) : Deal(account, c => IsKnown(c.Heading) ? c.Heading : -1);
        int industry = IndustryOf(account, under.Places, under.Edges, key, number);
        if (size > 0 && at.Places.Length == 0)
        {
            at = ([setup.PortByWeight(KeyedRandom.Draw(key, Purpose.Port, (ulong)number, OfLive).A)], [65535]);
        }

        if (size > 0 && under.Places.Length == 0)
        {
            under = ([setup.HeadingOf(industry, KeyedRandom.Draw(key, Purpose.Heading, (ulong)number, OfLive).A)], [65535]);
        }

        return new ImporterShape
        {
            Setup = setup,
            Number = number,
            Company = company[number],
            CompanySize = companySize[company[number]],
            Size = size,
            Industry = industry,
            Center = offices.CenterOf(account),
            Membership = account.Membership,
            Flags = offices.FlagsOf(account) | (size < setup.Inputs.Population!.SmallBelow ? AccountFlags.Small : AccountFlags.None),
            Ports = at.Places,
            PortEdges = at.Edges,
            Headings = under.Places,
            HeadingEdges = under.Edges,
            AdCvdShare = ShareOf(under.Places, under.Edges, setup.HasAdCvdOrders),
        };
    }

    private bool IsKnown(int heading) => heading is > 0 and < 10_000 && headings[heading];

    /// <summary>The places that cells have, largest first and of equals the lower, with the cumulative shares of their entries; none when no cell has one.</summary>
    /// <param name="placeOf">-1 for none.</param>
    private static (ushort[] Places, ushort[] Edges) Deal(SnapshotAccount account, Func<SnapshotCell, int> placeOf)
    {
        (ushort Place, long Entries)[] rows =
        [
            .. account.Volume.Where(c => c.Entries > 0).Select(c => (Place: placeOf(c), c.Entries)).Where(c => c.Place >= 0)
                .GroupBy(c => c.Place).Select(g => (Place: (ushort)g.Key, Entries: g.Sum(c => c.Entries)))
                .OrderByDescending(r => r.Entries).ThenBy(r => r.Place),
        ];
        double[] share = [.. rows.Select(r => (double)r.Entries)];
        return ([.. rows.Select(r => r.Place)], ImporterShape.Edges(share, share.Sum()));
    }

    /// <summary>As the snapshot says; where the plan has no such Center, that of most of its entries; where they tell nothing, by luck.</summary>
    private int IndustryOf(SnapshotAccount account, ushort[] under, ushort[] edges, ulong key, int number)
    {
        if (offices.CenterOf(account.Industry) is >= 0 and var said)
        {
            return said;
        }

        int best = -1;
        double most = 0;
        for (int c = 0; c < setup.Inputs.Centers.Length; c++)
        {
            double share = ShareOf(under, edges, h => setup.Inputs.Industries[h] == c);
            (best, most) = share > most ? (c, share) : (best, most);
        }

        return best >= 0 ? best : setup.IndustryOf(KeyedRandom.Draw(key, Purpose.Company, (ulong)number, OfLive).A);
    }

    private static double ShareOf(ushort[] places, ushort[] edges, Func<int, bool> counts)
    {
        int before = 0;
        int sum = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int edge = i == places.Length - 1 ? 65536 : edges[i];
            sum += counts(places[i]) ? edge - before : 0;
            before = edge;
        }

        return sum / 65536.0;
    }
}
