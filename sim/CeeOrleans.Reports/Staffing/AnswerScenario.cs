using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Reports.Staffing;

/// <summary>The answer of a search as a scenario that other commands take.</summary>
public static class AnswerScenario
{
    /// <summary>The answer as a scenario, beside the page.</summary>
    public const string File = "answer.yaml";

    /// <summary>The lines of a scenario file that gives the searched one the people of the answer.</summary>
    /// <param name="command">The command that found it.</param>
    /// <param name="extends">Path of the searched scenario from where the file will stand.</param>
    public static IEnumerable<string> Of(StaffingResult result, string command, string extends) =>
    [
        $"name: {Quoted($"{result.Plan.Inputs.Name}, answer")}",
        $"description: {Quoted($"The people that {command} found.")}",
        $"extends: {Quoted(extends)}",
        .. Lines(result),
    ];

    /// <summary>Whether the answer can be written as a scenario: it is another one than that which was searched.</summary>
    public static bool Exists(StaffingResult result) => !result.Plan.AsItStands && result.Plan.Inputs.Population is not null;

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>
    /// The lines that, in a file that extends the scenario, give its offices the people of the answer. Where all Centers stand in
    /// one word, each is named, with the day on which it opens: a word cannot be laid over.
    /// </summary>
    public static IEnumerable<string> Lines(StaffingResult result)
    {
        RunInputs inputs = result.Plan.Inputs;
        int ports = inputs.Offices.Length;
        int[] searched = [.. result.Desks.Select(d => d.Desk.Office).Distinct()];
        bool word = result.Plan.Scenario.Loaded.Effective.Any(e => e.Path == "centers");
        int[] centers = [.. Enumerable.Range(ports, inputs.Centers.Length).Where(o => inputs.Centers[o - ports].Phases.Length > 0 && (word || searched.Contains(o)))];
        if (centers.Length > 0)
        {
            yield return "centers:";
            foreach (int o in centers)
            {
                CenterInput center = inputs.Centers[o - ports];
                string opens = word ? string.Create(CultureInfo.InvariantCulture, $"opens: {SimTime.DateOf(center.Phases.Min(p => p.FromDay)):yyyy-MM-dd}, ") : "";
                yield return string.Create(CultureInfo.InvariantCulture, $"  {(center.Short.Contains('&', StringComparison.Ordinal) ? $"\"{center.Code}\"" : center.Short)}: {{ {opens}staff: {{ import specialist: {result.Staff[o].ImportSpecialists}, entry specialist: {result.Staff[o].EntrySpecialists} }} }}");
            }
        }

        if (inputs.Offices.Length == 1 && centers.Length == 0)
        {
            // The people of one office stand with it.
            yield return "offices:";
            yield return string.Create(CultureInfo.InvariantCulture, $"  one: {{ import specialists: {result.Staff[0].ImportSpecialists}, entry specialists: {result.Staff[0].EntrySpecialists} }}");
        }
        else if (searched.Any(o => o < ports))
        {
            yield return "staff:";
            foreach (int o in searched.Where(o => o < ports))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"  \"{inputs.Offices[o].Code}\": {{ import specialist: {result.Staff[o].ImportSpecialists}, entry specialist: {result.Staff[o].EntrySpecialists} }}");
            }
        }
    }
}
