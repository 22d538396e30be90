using System.CommandLine;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee validate</c>: checks scenario files and runs nothing.</summary>
internal static class ValidateVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "validate",
            "Checks scenario files and tells every error at once, each with file:line:column.",
            "cee validate my-plan.yaml",
            "cee validate scenarios/*.yaml");
        Argument<string[]> files = verb.With(new Argument<string[]>("FILE") { Description = "Scenario files.", Arity = ArgumentArity.OneOrMore });
        verb.SetAction(parsed =>
        {
            List<ScenarioError> errors = [];
            foreach (string file in parsed.GetRequiredValue(files))
            {
                LoadedScenario loaded = rooms.LoadLive(file, SnapshotUse.Later);
                errors.AddRange(loaded.Errors);
                if (loaded.Errors.IsEmpty)
                {
                    rooms.Screen.Out.WriteLine($"{file}: ok");
                }
            }

            return errors.Count == 0 ? ExitCode.Ok : ScenarioErrors.Tell(rooms.Screen.Error, [.. errors], "");
        });
        return verb;
    }
}
