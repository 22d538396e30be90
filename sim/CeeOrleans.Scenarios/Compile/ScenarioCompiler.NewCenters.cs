using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Centers that a plan adds to those of the catalogue.</summary>
internal sealed partial class ScenarioCompiler
{
    /// <summary>
    /// Puts the new Centers behind those of the catalogue, ascending by code, so that no office of another plan changes its
    /// place. A code, abbreviation or name by which another Center goes is an error.
    /// </summary>
    private void AddCenters(ImmutableArray<string> zones)
    {
        if (!file.Has(Declared.NewCenters))
        {
            return;
        }

        Dictionary<string, string> names = new(facts.CenterNames, StringComparer.OrdinalIgnoreCase);
        List<FactCenter> added = [];
        foreach (string code in file.NamesUnder(Declared.NewCenters).Order(StringComparer.Ordinal))
        {
            string path = $"{Declared.NewCenters}.{code}";
            if (facts.Centers.FirstOrDefault(c => c.Code == code) is { } taken)
            {
                errors.Add(file.PlaceOf(path + "#key"), $"{path}: the code is taken by {taken.Name}; a new Center needs one of its own, from {NextCode()} on");
                continue;
            }

            if (code.Length != 3 || !code.All(char.IsAsciiDigit) || string.CompareOrdinal(code, NextCode()) < 0)
            {
                errors.Add(file.PlaceOf(path + "#key"), $"{path}: is no code of a new Center; allowed: three digits, quoted, from {NextCode()} to 999");
                continue;
            }

            string abbreviation = file.Get($"{path}.abbreviation", "");
            if (abbreviation.Length > 6 || !abbreviation.All(c => char.IsAsciiLetterOrDigit(c) || c == '&'))
            {
                errors.Add(file.PlaceOf($"{path}.abbreviation"), $"{path}.abbreviation = \"{abbreviation}\": 1 to 6 letters, digits and & are allowed");
            }

            string name = file.Get($"{path}.name", abbreviation);
            if (name.Length > 60)
            {
                errors.Add(file.PlaceOf($"{path}.name"), $"{path}.name: is longer than 60 characters");
            }

            FactCenter center = new(code, abbreviation, name, file.Get($"{path}.city", ""), ZoneOf($"{path}.zone", zones));
            added.Add(center);
            names[code] = code;
            Own($"{path}.abbreviation", abbreviation, code, names, added);
            Own($"{path}.name", name, code, names, added);
        }

        centerFacts = [.. facts.Centers, .. added];
        centerNames = names;
    }

    private void Own(string path, string name, string code, Dictionary<string, string> names, List<FactCenter> added)
    {
        if (name.Length > 0 && !names.TryAdd(name, code) && names[name] != code)
        {
            FactCenter other = facts.Centers.Concat(added).First(c => c.Code == names[name]);
            errors.Add(file.PlaceOf(path), $"{path} = \"{name}\": is taken, it names {other.Name} ({other.Code}); a new Center needs one of its own");
        }
    }

    /// <summary>A Center that handles nothing or never opens is a slip: it would change no digit.</summary>
    private void CheckNewCenter(CenterInput center, bool hasHeadings)
    {
        string path = $"{Declared.NewCenters}.{center.Code}";
        if (!hasHeadings)
        {
            errors.Add(file.PlaceOf(path + "#key"), $"{path}: no headings are moved to it; moved headings gives it some with to: {center.Short}");
        }

        // A plan is laid without its Centers from outside, to be held against itself; then the new ones stay closed, too.
        bool without = file.Find("centers") is { Value: CentersFrom { Date: null }, Place.File: ScenarioLoader.OverrideFile };
        if (center.Phases.Length == 0 && !file.Has($"centers.{center.Code}") && !file.Has($"centers.{ScenarioGrammar.OtherCenters}") && !without)
        {
            errors.Add(file.PlaceOf(path + "#key"), $"{path}: never opens; centers opens it with {center.Code}: {{ opens: DATE }} or phases, or all from a date");
        }
    }

    private string NextCode() => (facts.Centers.Max(c => int.Parse(c.Code, CultureInfo.InvariantCulture)) + 1).ToString("000", CultureInfo.InvariantCulture);
}
