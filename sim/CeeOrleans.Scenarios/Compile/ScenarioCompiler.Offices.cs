using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Service offices: which ports they serve, their zones and people.</summary>
internal sealed partial class ScenarioCompiler
{
    private (ImmutableArray<OfficeInput> Offices, Func<FactPort, int> OfficeOf) Offices(ImmutableArray<string> zones)
    {
        if (file.Has("offices.one"))
        {
            string zone = ZoneOf("offices.one.zone", zones);
            string code = file.Get("offices.one.code", "one");
            Code("offices.one.code", code);
            OfficeInput office = new(code, file.Get("offices.one.name", code), "", OfficeKind.ServiceOffice, zones.IndexOf(zone), StaffOf("offices.one", "import specialists", "entry specialists"));
            if (file.Has("staff"))
            {
                errors.Add(file.PlaceOf("staff"), "staff: the people of one office stand in offices.one");
            }

            return ([office], _ => 0);
        }

        bool own = file.Get("offices", "service offices") != "service offices";
        ImmutableArray<OfficeInput> offices = own
            ? [.. facts.Ports.Select(p => new OfficeInput(p.Code, p.Name, p.State, OfficeKind.Port, zones.IndexOf(p.Zone), []))]
            : [.. facts.ServiceOffices.Select(o => new OfficeInput(o.Code, o.Name, o.State, OfficeKind.ServiceOffice, zones.IndexOf(o.Zone), []))];
        Dictionary<string, int> index = offices.Select((o, i) => (o.Code, i)).ToDictionary(x => x.Code, x => x.i, StringComparer.Ordinal);
        foreach (string code in file.NamesUnder("staff"))
        {
            if (index.TryGetValue(code, out int i))
            {
                offices = offices.SetItem(i, offices[i] with { Staff = StaffOf($"staff.{code}", "import specialist", "entry specialist") });
            }
            else
            {
                errors.Add(file.PlaceOf($"staff.{code}#key"), $"staff.{code}: no such office{Nearest.Hint(code, index.Keys)}; allowed: the codes of the {offices.Length} offices of this scenario (Centers have their staff under centers)");
            }
        }

        return (offices, own ? p => index[p.Code] : p => index[p.Office]);
    }

    /// <summary>A zone that some port has; another is an error, and the first stands in for it.</summary>
    private string ZoneOf(string path, ImmutableArray<string> zones)
    {
        string zone = file.Get(path, zones[0]);
        if (zones.Contains(zone))
        {
            return zone;
        }

        errors.Add(file.PlaceOf(path), $"{path} = \"{zone}\": no zone of a US port{Nearest.Hint(zone, zones)}; allowed: {string.Join(", ", zones)}");
        return zones[0];
    }

    private void Code(string path, string code)
    {
        if (code.Length > 20 || !code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            errors.Add(file.PlaceOf(path), $"{path} = \"{code}\": 1 to 20 letters, digits and hyphens are allowed");
        }
    }

    private ImmutableArray<StaffInput> StaffOf(string path, string import, string entry)
    {
        int imports = Int($"{path}.{import}");
        int entries = Int($"{path}.{entry}");
        bool said = file.Find($"{path}.{import}") is not null || file.Find($"{path}.{entry}") is not null;
        if (imports + entries == 0 && file.IsBlock(path, out int keys) && (said || keys == 0))
        {
            errors.Add(file.PlaceOf(path), $"{path}: gives no people; {(path == "offices.one" ? "one office needs some" : "leave it out to have them placed by workload")}");
        }

        List<StaffInput> staff = [];
        if (imports > 0)
        {
            staff.Add(new StaffInput(Role.ImportSpecialist, imports));
        }

        if (entries > 0)
        {
            staff.Add(new StaffInput(Role.EntrySpecialist, entries));
        }

        return [.. staff];
    }
}
