using System.Collections.Immutable;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Verbs;

/// <summary>How every verb tells what is wrong in a scenario file.</summary>
internal static class ScenarioErrors
{
    /// <summary>All errors, one a line as file:line:column, in the order of the file, and how many.</summary>
    /// <returns><see cref="ExitCode.ScenarioInvalid"/>.</returns>
    public static int Tell(TextWriter error, ImmutableArray<ScenarioError> errors, string consequence)
    {
        foreach (ScenarioError e in errors)
        {
            error.WriteLine(e.ToString());
        }

        error.WriteLine(FormattableString.Invariant($"cee: {errors.Length} {(errors.Length == 1 ? "error" : "errors")} in the scenario. {consequence}").TrimEnd());
        return ExitCode.ScenarioInvalid;
    }
}
