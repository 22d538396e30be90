using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Where the items of a snapshot are under a plan: at the office that has them, and where the plan has no such office or it is a
/// Center that stays closed, where the plan's routing sends their account and port on its first day.
/// </summary>
internal sealed class LiveOffices
{
    private readonly RunInputs inputs;
    private readonly RoutingTable routing;
    private readonly ImmutableArray<OfficeLabel> labels;
    private readonly Dictionary<string, int> offices;
    private readonly Dictionary<string, int> ports;
    private readonly Dictionary<string, int> centers;

    public LiveOffices(RunInputs inputs)
    {
        this.inputs = inputs;
        routing = new RoutingTable(
            [.. inputs.Ports.Select(p => p.Office)],
            [.. inputs.Centers.Select((_, i) => inputs.Offices.Length + i)],
            [.. inputs.Centers.Select(c => (IReadOnlyList<TakeOverPhase>)c.Phases)]);
        labels = Setup.OfficesOf(inputs);
        offices = Index(labels.Where((_, i) => i < inputs.Offices.Length || inputs.Centers[i - inputs.Offices.Length].Phases.Length > 0).Select(o => o.Code), labels.Select(o => o.Code));
        ports = Index(inputs.Ports.Select(p => p.Code), inputs.Ports.Select(p => p.Code));
        centers = Index(inputs.Centers.Select(c => c.Code), inputs.Centers.Select(c => c.Code));
    }

    public int Count => labels.Length;

    /// <summary>Days of the horizon from which on work may go to other offices: the first, and those on which routing changes.</summary>
    public IEnumerable<int> Days => routing.ChangeDays.Where(d => d > inputs.StartDay && d < inputs.StartDay + inputs.Days).Prepend(inputs.StartDay);

    /// <summary>Index of the office that new work of an account and port goes to on a day.</summary>
    public int OfficeOn(AccountTraits traits, int port, int day) => routing.OfficeFor(traits, port, day);

    public string CodeOf(int office) => labels[office].Code;

    /// <summary>Index of a port; -1 when the plan does not have it.</summary>
    public int PortOf(string code) => ports.GetValueOrDefault(code, -1);

    /// <summary>Index of a Center; -1 for none, or one that the plan does not have.</summary>
    public int CenterOf(string? code) => code is null ? -1 : centers.GetValueOrDefault(code, -1);

    /// <summary>
    /// Index of the Center that an account is assigned to; -1 for none. Where it has a Center other than that of its entries somebody
    /// decided so, and the plan keeps it; else the plan assigns it anew, on its own basis and by its own headings.
    /// </summary>
    public int CenterOf(SnapshotAccount account)
    {
        int live = CenterOf(account.Center);
        return (live >= 0 && account.Center != account.Industry) || Predominant(account) is not (>= 0 and var center) ? live : center;
    }

    /// <summary>By what it entered; entries stand for lines, of which a snapshot knows nothing. -1 when it entered nothing of any Center.</summary>
    private int Predominant(SnapshotAccount account)
    {
        if (inputs.CenterOfHeading.IsEmpty)
        {
            return -1;
        }

        HeadingTotals[] totals = [.. account.Volume.Where(c => c.Heading is > 0 and < 10_000).Select(c => new HeadingTotals(c.Heading, c.Entries, c.Entries, c.ValueCents))];
        return CenterAssignment.Assign(totals, inputs.Routing.Basis, h => inputs.CenterOfHeading[h], inputs.Centers.Length);
    }

    /// <summary>What the plan's rules see in an account.</summary>
    public AccountFlags FlagsOf(SnapshotAccount account) =>
        (account.Membership.Ctpat ? AccountFlags.Ctpat : AccountFlags.None)
        | (account.Membership.Isa ? AccountFlags.Isa : AccountFlags.None)
        | (inputs.Routing.Trusted.Includes(account.Membership) ? AccountFlags.Trusted : AccountFlags.None)
        | (account.Applied ? AccountFlags.Applied : AccountFlags.None);

    /// <summary>What routing sees in it.</summary>
    public AccountTraits TraitsOf(SnapshotAccount account) => new(CenterOf(account), inputs.Routing.Trusted.Includes(account.Membership), account.Applied);

    /// <summary>Index of the one office that has an item. Where nobody knows office or port, the first one: no item is lost.</summary>
    public int OfficeOf(in SnapshotItem item, AccountTraits traits) =>
        offices.TryGetValue(item.Office, out int office) ? office
        : ports.TryGetValue(item.Port, out int port) ? routing.OfficeFor(traits, port, inputs.StartDay)
        : 0;

    /// <summary>The port of an item; a Center has no port of its own, and the first one of all stands for it.</summary>
    public int PortOf(in SnapshotItem item, int office)
    {
        if (ports.TryGetValue(item.Port, out int port))
        {
            return port;
        }

        return Enumerable.Range(0, inputs.Ports.Length).FirstOrDefault(p => inputs.Ports[p].Office == office);
    }

    private static Dictionary<string, int> Index(IEnumerable<string> codes, IEnumerable<string> all)
    {
        List<string> places = [.. all];
        return codes.ToDictionary(c => c, c => places.IndexOf(c), StringComparer.Ordinal);
    }
}
