using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Surges and shocks inside the horizon.</summary>
internal sealed partial class ScenarioCompiler
{
    /// <summary>Days for which a city is closed when the scenario does not say.</summary>
    private const int SiteDays = 14;

    private ShockInput Shocks(RunInputs common, ImmutableArray<OfficeInput> offices, ImmutableArray<CenterInput> centers, ImmutableArray<PortInput> ports)
    {
        (int First, int Last) horizon = (common.StartDay, LastDay(common));
        return new ShockInput
        {
            Volumes = Volumes(horizon),
            Tariffs = Tariffs(horizon),
            Bursts = Bursts(horizon),
            DeMinimis = DeMinimis(horizon),
            Ports = PortsClosed(horizon, ports),
            Sites = SitesLost(horizon, offices, centers),
        };
    }

    /// <summary>Beginnings of the paths that shocks are written under, hiring freezes of the horizon among them.</summary>
    private IEnumerable<string> ShockPaths(RunInputs inputs) =>
        Enumerable.Range(0, file.CountOf("hiring freeze"))
            .Where(i => file.Find($"hiring freeze[{i}].from") is { Value: DateOnly from } && CalmTwin.IsShock(inputs, new HiringFreezeInput(SimTime.DayOf(from), int.MaxValue)))
            .Select(i => $"hiring freeze[{i}].")
            .Prepend("shocks.");

    /// <summary>
    /// Openings end where shocks begin, but for one kind: a change of duties makes importers correct and protest what was
    /// entered in the years before, and those corrections are on their way when the horizon begins.
    /// </summary>
    private string OpeningHash() =>
        Effective.Hash(file, "shocks.volume surges", "shocks.AD/CVD bursts", "shocks.de minimis", "shocks.ports closed", "shocks.sites lost");

    private ImmutableArray<VolumeSurge> Volumes((int First, int Last) horizon)
    {
        List<(string At, VolumeSurge Surge)> surges = [];
        for (int i = 0; i < file.CountOf("shocks.volume surges"); i++)
        {
            string at = $"shocks.volume surges[{i}]";
            if (ShockSpan(at, horizon) is { } span && file.Find($"{at}.factor") is not null)
            {
                surges.Add((at, new VolumeSurge(span.From, span.Until, file.Get($"{at}.factor", 1.0))));
            }
        }

        double small = Enumerable.Range(0, file.CountOf("shocks.de minimis")).Sum(i => file.Get($"shocks.de minimis[{i}].shipments", 0.0) * file.Get($"shocks.de minimis[{i}].share", 0.0)) / Math.Max(1, Real("population.summaries"));
        foreach ((string at, VolumeSurge surge) in surges)
        {
            // Surges that overlap multiply; the most of them act on the first day of one.
            double most = surges.Where(s => s.Surge.FromDay <= surge.FromDay && surge.FromDay < s.Surge.UntilDay).Aggregate(1.0, (f, s) => f * s.Surge.Factor)
                * Math.Pow(1 + Real("population.growth"), Math.Max(0, (surge.FromDay - horizon.First) / 365));
            if (most + small > Real("population.envelope"))
            {
                errors.Add(file.PlaceOf($"{at}.factor"), string.Create(CultureInfo.InvariantCulture, $"{at}.factor = {surge.Factor:0.###}: with growth, overlapping surges and de minimis it makes {most + small:0.##} times the entries of the first year; population.envelope leaves room for {Real("population.envelope"):0.##} times"));
            }
        }

        return [.. surges.Select(s => s.Surge)];
    }

    private ImmutableArray<TariffChange> Tariffs((int First, int Last) horizon)
    {
        var changes = ImmutableArray.CreateBuilder<TariffChange>();
        for (int i = 0; i < file.CountOf("shocks.tariff changes"); i++)
        {
            string at = $"shocks.tariff changes[{i}]";
            SortedSet<ushort> headings = Goods(at);
            if (ShockDay($"{at}.from", horizon) is { } from)
            {
                changes.Add(new TariffChange(from, [.. headings], file.Get($"{at}.corrections", 1.0), file.Get($"{at}.protests", 1.0), file.Get($"{at}.half-life", 90)));
            }
        }

        return changes.ToImmutable();
    }

    private ImmutableArray<MessageBurst> Bursts((int First, int Last) horizon)
    {
        var bursts = ImmutableArray.CreateBuilder<MessageBurst>();
        for (int i = 0; i < file.CountOf("shocks.AD/CVD bursts"); i++)
        {
            string at = $"shocks.AD/CVD bursts[{i}]";
            if (ShockSpan(at, horizon) is { } span)
            {
                bursts.Add(new MessageBurst(span.From, span.Until, file.Get($"{at}.messages", 1.0)));
            }
        }

        return bursts.ToImmutable();
    }

    private ImmutableArray<SmallEntries> DeMinimis((int First, int Last) horizon)
    {
        var surges = ImmutableArray.CreateBuilder<SmallEntries>();
        for (int i = 0; i < file.CountOf("shocks.de minimis"); i++)
        {
            string at = $"shocks.de minimis[{i}]";
            double entries = file.Get($"{at}.shipments", 0.0) * file.Get($"{at}.share", 0.0);
            double room = Real("population.summaries") * (Real("population.envelope") - 1);
            if (entries > room)
            {
                errors.Add(file.PlaceOf(at), string.Create(CultureInfo.InvariantCulture, $"{at}: makes {entries:#,0} entries a year more; population.envelope leaves room for {room:#,0}"));
            }

            if (ShockDay($"{at}.from", horizon) is { } from)
            {
                surges.Add(new SmallEntries(from, entries, (long)Math.Round(100 * file.Get($"{at}.value", 0.0))));
            }
        }

        return surges.ToImmutable();
    }

    private ImmutableArray<PortClosure> PortsClosed((int First, int Last) horizon, ImmutableArray<PortInput> ports)
    {
        Dictionary<string, int> index = ports.Select((p, i) => (p.Code, i)).ToDictionary(x => x.Code, x => x.i, StringComparer.Ordinal);
        var closures = ImmutableArray.CreateBuilder<PortClosure>();
        for (int i = 0; i < file.CountOf("shocks.ports closed"); i++)
        {
            string at = $"shocks.ports closed[{i}]";
            int? port = PortOf($"{at}.port", index);
            int? to = file.Has($"{at}.diverted to") ? PortOf($"{at}.diverted to", index) : port is { } closed ? NearestPort(ports, closed) : null;
            if (port is not null && port == to)
            {
                errors.Add(file.PlaceOf($"{at}.diverted to"), $"{at}.diverted to = \"{ports[port.Value].Code}\": is the port that is closed");
            }

            if (ShockSpan(at, horizon) is { } span && port is { } from && to is { } target)
            {
                closures.Add(new PortClosure(span.From, span.Until, from, target));
            }
        }

        for (int i = 0; i < closures.Count; i++)
        {
            PortClosure c = closures[i];
            PortClosure? clash = closures.FirstOrDefault(o => o != c && o.FromDay < c.UntilDay && c.FromDay < o.UntilDay && (o.Port == c.To || (o.Port == c.Port && closures.IndexOf(o) < i)));
            if (clash is not null)
            {
                string at = $"shocks.ports closed[{i}]";
                errors.Add(file.PlaceOf(at), clash.Port == c.To
                    ? $"{at}: its cargo goes to {ports[c.To].Code}, which is closed in the same days; name another with diverted to"
                    : $"{at}: {ports[c.Port].Code} is closed already in some of these days");
            }
        }

        return closures.ToImmutable();
    }

    private int? PortOf(string path, Dictionary<string, int> ports)
    {
        if (file.Find(path) is not { Value: string code })
        {
            return null;
        }

        if (ports.TryGetValue(code, out int port))
        {
            return port;
        }

        FactPort? byName = facts.Ports.FirstOrDefault(p => string.Equals(p.Name, code, StringComparison.OrdinalIgnoreCase));
        errors.Add(file.PlaceOf(path), $"{path} = \"{code}\": no such port of entry{(byName is not null ? $"; did you mean \"{byName.Code}\"?" : Nearest.Hint(code, ports.Keys))}; allowed: the Schedule D codes of the {ports.Count} ports of entry");
        return null;
    }

    /// <summary>
    /// The reference data has no coordinates, so nearness is that of codes: the same mode before another, then the same
    /// district (first two digits), the same state, the same zone; among equals the port with the most entries.
    /// </summary>
    private static int NearestPort(ImmutableArray<PortInput> ports, int closed)
    {
        PortInput c = ports[closed];
        return Enumerable.Range(0, ports.Length).Where(p => p != closed)
            .OrderBy(p => ports[p].Mode != c.Mode)
            .ThenBy(p => ports[p].Code[..2] == c.Code[..2] ? 0 : ports[p].State == c.State ? 1 : ports[p].Zone == c.Zone ? 2 : 3)
            .ThenByDescending(p => ports[p].Weight).ThenBy(p => ports[p].Code, StringComparer.Ordinal)
            .First();
    }

    private ImmutableArray<SiteLoss> SitesLost((int First, int Last) horizon, ImmutableArray<OfficeInput> offices, ImmutableArray<CenterInput> centers)
    {
        var lost = ImmutableArray.CreateBuilder<SiteLoss>();
        for (int i = 0; i < file.CountOf("shocks.sites lost"); i++)
        {
            string at = $"shocks.sites lost[{i}]";
            int? office = SiteOf($"{at}.office", offices, centers);
            if (ShockDay($"{at}.from", horizon) is { } from && office is { } o)
            {
                lost.Add(new SiteLoss(from, from + file.Get($"{at}.for", SiteDays), o));
            }
        }

        return lost.ToImmutable();
    }

    private int? SiteOf(string path, ImmutableArray<OfficeInput> offices, ImmutableArray<CenterInput> centers)
    {
        if (file.Find(path) is not { Value: string name })
        {
            return null;
        }

        int office = offices.Select(o => o.Code).ToList().IndexOf(name);
        if (office >= 0)
        {
            return office;
        }

        string code = centerNames.GetValueOrDefault(name, "");
        int center = centers.Select(c => c.Code).ToList().IndexOf(code);
        if (center >= 0 && centers[center].Phases.Length > 0)
        {
            return offices.Length + center;
        }

        IEnumerable<string> open = centers.Where(c => c.Phases.Length > 0).Select(c => c.Short);
        errors.Add(file.PlaceOf(path), center >= 0
            ? $"{path} = \"{name}\": this Center does not open in this scenario"
            : $"{path} = \"{name}\": no such office in this scenario{Nearest.Hint(name, offices.Select(o => o.Code).Concat(open))}; allowed: codes of offices and names of open Centers");
        return null;
    }

    private int? ShockDay(string path, (int First, int Last) horizon)
    {
        if (file.Find(path) is not { Value: DateOnly date })
        {
            return null;
        }

        int day = SimTime.DayOf(date);
        if (horizon.Last < int.MaxValue && (day < horizon.First || day > horizon.Last))
        {
            errors.Add(file.PlaceOf(path), $"{path} = {date:yyyy-MM-dd}: is outside the horizon; allowed: {SimTime.DateOf(horizon.First):yyyy-MM-dd} to {SimTime.DateOf(horizon.Last):yyyy-MM-dd}");
            return null;
        }

        return day;
    }

    private (int From, int Until)? ShockSpan(string at, (int First, int Last) horizon)
    {
        int? from = ShockDay($"{at}.from", horizon);
        if (from is not { } first || file.Find($"{at}.until") is not { Value: DateOnly until })
        {
            return null;
        }

        if (SimTime.DayOf(until) <= first)
        {
            errors.Add(file.PlaceOf($"{at}.until"), $"{at}.until = {until:yyyy-MM-dd}: is not after the first day, {SimTime.DateOf(first):yyyy-MM-dd}");
            return null;
        }

        return (first, SimTime.DayOf(until));
    }
}
