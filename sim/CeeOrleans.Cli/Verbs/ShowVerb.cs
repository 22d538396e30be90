using System.CommandLine;
using System.Text.RegularExpressions;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios;
using Spectre.Console;
using ReportWords = CeeOrleans.Reports.Charts.Words;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee show</c>: what a scenario says once its bases and the reference data are merged, and where each value comes from.</summary>
internal static partial class ShowVerb
{
    /// <summary>Origin of a value that no file states.</summary>
    private const string ReferenceData = "reference data";

    /// <summary>Values up to which each has a paragraph of its own.</summary>
    private const int Cards = 12;

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "show",
            "Shows the values of a scenario with the origin of each: what its files state or, with --effective, everything.",
            "cee show scenarios/national-cees.yaml",
            "cee show scenarios/national-cees.yaml --effective",
            "cee show scenarios/national-cees.yaml --of \"entry share\"",
            "cee show my-plan.yaml --effective --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file." });
        Option<bool> effective = verb.With(new Option<bool>("--effective") { Description = "Also the values that come from the reference data, with source, mark and range." });
        Option<string?> of = verb.With(new Option<string?>("--of") { HelpName = "WORDS", Description = "Only the values whose path has these words, from whatever file or the reference data, with all that is known about each." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print one JSON document." });
        verb.SetAction(parsed =>
        {
            LoadedScenario loaded = rooms.Load(parsed.GetRequiredValue(file));
            if (loaded.Inputs is null || !loaded.Errors.IsEmpty)
            {
                return ScenarioErrors.Tell(rooms.Screen.Error, loaded.Errors, "");
            }

            string? words = parsed.GetValue(of);
            bool all = parsed.GetValue(effective) || words is not null;
            IReadOnlyList<EffectiveValue> values = [.. loaded.Effective.Where(v => all || v.Origin != ReferenceData).Where(v => words is null || v.Path.Contains(words, StringComparison.OrdinalIgnoreCase)).Select(v => InForce(loaded, v))];
            if (words is not null && values.Count == 0)
            {
                // A path is known by its parts: "full review", not only "kinds.full review.minutes".
                string near = Nearest.To(words, loaded.Effective.SelectMany(v => v.Path.Split('.').Append(v.Path)).Select(p => p.ToLowerInvariant()).Distinct()) is { } name ? $" Did you mean {name}?" : "";
                rooms.Screen.Error.WriteLine($"cee: no value of {parsed.GetValue(file)} has \"{words}\" in its path.{near} cee show FILE --effective lists all {loaded.Effective.Length}.");
                return ExitCode.NotFound;
            }

            if (parsed.GetValue(json))
            {
                rooms.Screen.Out.WriteLine(JsonText.Of(new Document(loaded.Inputs.Name, loaded.Inputs.ScenarioHash, loaded.Inputs.DataHash, values)));
            }
            else if (words is not null && values.Count <= Cards)
            {
                WriteCards(rooms.Screen, values);
            }
            else
            {
                Write(rooms.Screen, values, all);
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary>A value a paragraph: what a table of six columns has no room for on a screen.</summary>
    private static void WriteCards(Screen screen, IReadOnlyList<EffectiveValue> values)
    {
        InputCatalogue catalogue = InputCatalogue.Load();
        foreach (EffectiveValue v in values)
        {
            screen.Heading(v.Path);
            foreach ((string name, string text) in new[]
            {
                ("value", ReportWords.Readable(v.Value)),
                ("what it is", catalogue.Find(v.Path)?.Note ?? ""),
                ("origin", v.Origin),
                ("mark", v.Mark),
                ("range", v.Range),
                ("source", v.Source),
            })
            {
                if (text.Length > 0)
                {
                    screen.Item($"{name}: {text}");
                }
            }

            screen.Out.WriteLine();
        }
    }

    /// <summary>A kind with a target is protected, whatever the reference data call it.</summary>
    private static EffectiveValue InForce(LoadedScenario loaded, EffectiveValue v) =>
        v.Origin == ReferenceData && v.Value == "yes" && loaded.Inputs!.Kinds.Any(k => !k.Unprotected && v.Path.EndsWith($"kinds.{k.Name}.unprotected", StringComparison.Ordinal))
            ? v with { Value = "no", Origin = "a target protects it", Mark = "", Source = "" }
            : v;

    private static void Write(Screen screen, IReadOnlyList<EffectiveValue> values, bool all)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("value of", "value", "origin");
        if (all)
        {
            table.AddColumns("mark", "range", "source");
        }

        // Rows of a list stand in their order: 2 before 10.
        foreach (EffectiveValue v in values.OrderBy(v => Indexes().Replace(v.Path, i => i.Value.PadLeft(6, '0')), StringComparer.Ordinal))
        {
            IEnumerable<string> cells = all ? [v.Path, ReportWords.Readable(v.Value), v.Origin, v.Mark, v.Range, v.Source] : [v.Path, ReportWords.Readable(v.Value), v.Origin];
            table.AddRow(cells.Select(c => new Text(c)));
        }

        screen.OutConsole.Write(table);
    }

    [GeneratedRegex(@"(?<=\[)\d+(?=\])")]
    private static partial Regex Indexes();

    private sealed record Document(string Scenario, string ScenarioHash, string DataHash, IReadOnlyList<EffectiveValue> Values);
}
