using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Centers: their seats and people, and what they take over, when, from which ports and whose.</summary>
internal sealed partial class ScenarioCompiler
{
    private ImmutableArray<CenterInput> Centers(ImmutableArray<string> zones, int lastDay)
    {
        CentersFrom? all = file.Find("centers")?.Value as CentersFrom?;
        Dictionary<string, int> portIndex = facts.Ports.Select((p, i) => (p.Code, i)).ToDictionary(x => x.Code, x => x.i, StringComparer.Ordinal);
        HashSet<string> named = [.. file.NamesUnder("centers")];
        const string Others = "centers." + ScenarioGrammar.OtherCenters;
        bool others = named.Contains(ScenarioGrammar.OtherCenters);
        ImmutableArray<TakeOverPhase> usual = others ? Phases(Others, portIndex, lastDay) : [];
        if (others && file.Has($"{Others}.staff"))
        {
            errors.Add(file.PlaceOf($"{Others}.staff"), $"{Others}.staff: whose staff is meant is not said; name each Center");
        }
        var centers = ImmutableArray.CreateBuilder<CenterInput>();
        foreach (FactCenter center in centerFacts)
        {
            ImmutableArray<TakeOverPhase> phases = [];
            ImmutableArray<StaffInput> staff = [];
            if (all is { Date: { } date })
            {
                phases = Phase("centers", date, null, "", lastDay) is { } phase ? [phase] : [];
            }
            else if (named.Contains(center.Code))
            {
                string path = $"centers.{center.Code}";
                phases = others && !file.Has($"{path}.opens") && !file.Has($"{path}.phases") ? usual : Phases(path, portIndex, lastDay);
                staff = file.Has($"{path}.staff") ? StaffOf($"{path}.staff", "import specialist", "entry specialist") : [];
            }

            else
            {
                phases = usual;
            }

            centers.Add(new CenterInput(center.Code, center.Short, center.Name, center.City, zones.IndexOf(center.Zone), phases, staff));
        }

        return centers.ToImmutable();
    }

    private ImmutableArray<TakeOverPhase> Phases(string path, Dictionary<string, int> ports, int lastDay)
    {
        bool opens = file.Has($"{path}.opens");
        int count = file.CountOf($"{path}.phases");
        if (opens == (count > 0) && !(file.Has($"{path}.phases") && count == 0))
        {
            errors.Add(file.PlaceOf(path + "#key"), opens ? $"{path}: has both opens and phases; one of them is allowed" : $"{path}: has neither opens nor phases; one of them is needed");
            return [];
        }

        if (opens)
        {
            IReadOnlySet<int>? set = PortSet($"{path}.ports", ports);
            return file.Find($"{path}.opens") is { Value: DateOnly date } && Phase($"{path}.opens", date, set, $"{path}.eligibility", lastDay) is { } one ? [one] : [];
        }

        foreach (string key in new[] { "ports", "eligibility" })
        {
            if (file.Has($"{path}.{key}"))
            {
                errors.Add(file.PlaceOf($"{path}.{key}"), $"{path}.{key}: belongs into each of the phases");
            }
        }

        var phases = ImmutableArray.CreateBuilder<TakeOverPhase>();
        for (int i = 0; i < count; i++)
        {
            string at = $"{path}.phases[{i}]";
            IReadOnlySet<int>? set = PortSet($"{at}.ports", ports);
            if (file.Find($"{at}.from") is { Value: DateOnly date } && Phase($"{at}.from", date, set, $"{at}.eligibility", lastDay) is { } phase)
            {
                if (phases.Count > 0 && phases[^1].FromDay > phase.FromDay)
                {
                    errors.Add(file.PlaceOf($"{at}.from"), $"{at}.from = {date:yyyy-MM-dd}: is before the phase above it, {SimTime.DateOf(phases[^1].FromDay):yyyy-MM-dd}; phases stand in order of time");
                }

                phases.Add(phase);
            }
        }

        return phases.ToImmutable();
    }

    private TakeOverPhase? Phase(string path, DateOnly from, IReadOnlySet<int>? ports, string eligibilityPath, int lastDay)
    {
        int day = SimTime.DayOf(from);
        if (day > lastDay)
        {
            errors.Add(file.PlaceOf(path), $"{path} = {from:yyyy-MM-dd}: is after the end of the horizon, {SimTime.DateOf(lastDay):yyyy-MM-dd}");
        }

        string? word = file.Find(eligibilityPath)?.Value as string ?? file.Find("eligibility")?.Value as string;
        if (word is null && !file.Has(eligibilityPath) && !file.Has("eligibility") && !eligibilityMissed)
        {
            eligibilityMissed = true;
            errors.Add(file.PlaceOf(path), $"eligibility: is missing, and a Center opens; allowed: {string.Join(", ", ScenarioGrammar.EligibilityWords[5..].Split('|'))}");
        }

        Eligibility eligibility = word switch
        {
            "applied" => Eligibility.Applied,
            "trusted traders" => Eligibility.TrustedTraders,
            "all accounts" => Eligibility.AllAccounts,
            _ => Eligibility.Nobody,
        };
        return new TakeOverPhase(day, ports, eligibility);
    }

    private HashSet<int>? PortSet(string path, Dictionary<string, int> ports)
    {
        int count = file.CountOf(path);
        if (count == 0)
        {
            return null;
        }

        HashSet<int> set = [];
        List<string> codes = [];
        Place place = file.PlaceOf(path);
        for (int i = 0; i < count; i++)
        {
            string at = $"{path}[{i}]";
            if (file.Find(at) is not { Value: string code })
            {
                continue;
            }

            if (!ports.TryGetValue(code, out int port))
            {
                FactPort? byName = facts.Ports.FirstOrDefault(p => string.Equals(p.Name, code, StringComparison.OrdinalIgnoreCase));
                string hint = byName is not null ? $"; did you mean \"{byName.Code}\"?" : Nearest.Hint(code, ports.Keys);
                errors.Add(file.PlaceOf(at), $"{at} = \"{code}\": no such port of entry{hint}; allowed: the Schedule D codes of the {ports.Count} ports of entry");
            }
            else if (!set.Add(port))
            {
                errors.Add(file.PlaceOf(at), $"{at} = \"{code}\": is given twice");
            }

            codes.Add(code);
            file.Remove(at);
        }

        // A set has no order, so the order of the list must not reach the hash.
        file.Put(new CheckedValue(path, string.Join(", ", codes.Order(StringComparer.Ordinal)), Dimension.Text, place, null));
        return set;
    }
}
