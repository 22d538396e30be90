using System.CommandLine;
using CeeOrleans.Cli.Completions;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee completion</c>: a script that teaches a shell to complete this command.</summary>
internal static class CompletionVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "completion",
            "Prints a completion script for a shell.",
            "source <(cee completion bash)                    # bash: this session, or in ~/.bashrc",
            "cee completion zsh > \"${fpath[1]}/_cee\"          # zsh",
            "cee completion fish > ~/.config/fish/completions/cee.fish",
            "cee completion pwsh | Out-String | Invoke-Expression   # PowerShell: in $PROFILE");
        Argument<string> shell = verb.With(new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." });
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        verb.SetAction(parsed =>
        {
            IEnumerable<(string, string)> verbs = parsed.RootCommandResult.Command.Subcommands.Select(c => (c.Name, c.Description ?? ""));
            rooms.Screen.Out.Write(CompletionScript.For(parsed.GetRequiredValue(shell), [.. verbs]));
            return ExitCode.Ok;
        });
        return verb;
    }
}
