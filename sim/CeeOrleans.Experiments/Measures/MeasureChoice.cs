using System.Collections.Immutable;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Measures;

/// <summary>
/// A measure as a user names it: <c>coverage</c>, <c>wait p95 of contact</c>, <c>utilisation of import specialist at 2704</c>.
/// </summary>
/// <param name="Name">One of <see cref="MeasureNames"/>.</param>
/// <param name="Office">Code of an office; <see cref="MeasureTable.Everywhere"/> for the nation.</param>
public sealed record MeasureChoice(string Name, string Office = MeasureTable.Everywhere, string Role = "", string Kind = "")
{
    private static readonly ImmutableArray<string> Names =
        [.. typeof(MeasureNames).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    /// <summary>As it is typed and shown.</summary>
    public string Label => Name + (Role.Length > 0 ? $" of {Role}" : "") + (Kind.Length > 0 ? $" of {Kind}" : "") + (Office == MeasureTable.Everywhere ? "" : $" at {Office}");

    /// <summary>True when less of it is better.</summary>
    public bool LessIsBetter => MeasureSense.Of(Name) == Sense.LowerIsBetter || Name == MeasureNames.ClockedLoad;

    /// <summary>True for a share of something, from 0 to 1.</summary>
    public bool IsShare => Name is MeasureNames.OnTime or MeasureNames.Coverage or MeasureNames.Utilisation or MeasureNames.Exposure or MeasureNames.UnprotectedShare;

    /// <summary>True for a time that one piece of work takes.</summary>
    public bool IsTime => Name is MeasureNames.WaitMean or MeasureNames.WaitP50 or MeasureNames.WaitP90 or MeasureNames.WaitP95 or MeasureNames.SojournMean or MeasureNames.OpenAge or MeasureNames.OpenAgeP95;

    /// <summary>The measure in a table, or null when the run has none.</summary>
    public Measure? In(MeasureTable table) => table.Find(Name, Office, Role, Kind);

    /// <summary>What a scenario is judged by when nothing else is asked: the nation's headline, or a queue's waits.</summary>
    public static ImmutableArray<MeasureChoice> Headline(RunInputs inputs) => inputs.Population is null
        ? [.. inputs.Kinds.SelectMany(k => new[] { new MeasureChoice(MeasureNames.WaitMean, Kind: k.Name), new MeasureChoice(MeasureNames.WaitP95, Kind: k.Name) })]
        :
        [
            new MeasureChoice(MeasureNames.OnTime),
            new MeasureChoice(MeasureNames.Coverage),
            new MeasureChoice(MeasureNames.RevenueFound),
            new MeasureChoice(MeasureNames.Utilisation, Role: MeasureTable.RoleName(Domain.Offices.Role.ImportSpecialist)),
            new MeasureChoice(MeasureNames.OpenAtEnd),
        ];

    /// <summary>Reads a measure: <c>NAME [of KIND or ROLE] [at OFFICE]</c>.</summary>
    /// <param name="problem">Empty when it was read; else what is unknown, with the nearest names.</param>
    public static MeasureChoice? Parse(string text, RunInputs inputs, out string problem)
    {
        string rest = text.Trim();
        string? name = Names.Where(n => rest.Equals(n, StringComparison.OrdinalIgnoreCase) || rest.StartsWith(n + " ", StringComparison.OrdinalIgnoreCase)).MaxBy(n => n.Length);
        if (name is null)
        {
            problem = $"\"{text}\": no such measure; {Near(rest.Split(" of ")[0].Split(" at ")[0], Names)}";
            return null;
        }

        rest = rest[name.Length..];
        List<string> problems = [];
        string office = MeasureTable.Everywhere;
        int at = rest.LastIndexOf(" at ", StringComparison.Ordinal);
        if (at >= 0)
        {
            string typed = rest[(at + 4)..].Trim();
            rest = rest[..at];
            string[] codes = [.. inputs.Offices.Select(o => o.Code), .. inputs.Centers.Select(c => c.Code)];
            office = inputs.Centers.FirstOrDefault(c => c.Short.Equals(typed, StringComparison.OrdinalIgnoreCase))?.Code ?? typed;
            if (!codes.Contains(office))
            {
                problems.Add($"\"{typed}\": no such office; {Near(typed, codes.Concat(inputs.Centers.Select(c => c.Short)))}");
            }
        }

        string role = "";
        string kind = "";
        if (rest.StartsWith(" of ", StringComparison.Ordinal))
        {
            string typed = rest[4..].Trim();
            string[] roles = [.. Enum.GetValues<Domain.Offices.Role>().Select(MeasureTable.RoleName)];
            string[] kinds = [.. inputs.Kinds.Select(k => k.Name)];
            role = roles.FirstOrDefault(r => r.Equals(typed, StringComparison.OrdinalIgnoreCase)) ?? "";
            kind = role.Length > 0 ? "" : kinds.FirstOrDefault(k => k.Equals(typed, StringComparison.OrdinalIgnoreCase)) ?? "";
            if (role.Length + kind.Length == 0)
            {
                problems.Add($"\"{typed}\": neither a kind of work nor a role; {Near(typed, kinds.Concat(roles))}");
            }
        }
        else if (rest.Trim().Length > 0)
        {
            problems.Add($"\"{text}\": \"{rest.Trim()}\" follows the measure {name}; allowed: NAME of KIND or ROLE at OFFICE");
        }

        problem = string.Join("; ", problems);
        return problems.Count == 0 ? new MeasureChoice(name, office, role, kind) : null;
    }

    /// <summary>The three names with the fewest edits.</summary>
    private static string Near(string typed, IEnumerable<string> known) =>
        "nearest: " + string.Join(", ", known.Distinct().OrderBy(k => Edits(typed.ToLowerInvariant(), k.ToLowerInvariant()) - (k.Contains(typed, StringComparison.OrdinalIgnoreCase) ? 100 : 0)).ThenBy(k => k, StringComparer.Ordinal).Take(3));

    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
