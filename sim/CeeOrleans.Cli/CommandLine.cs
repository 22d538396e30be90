using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli;

/// <summary>Reads the command line, calls the verb, and turns whatever happens into an exit code and a readable line.</summary>
internal static class CommandLine
{
    /// <summary>With this variable set, an unexpected failure is shown with all its details.</summary>
    public const string DebugVariable = "CEE_DEBUG";

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Rooms rooms, IEnumerable<Func<Rooms, Verb>> verbs, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        try
        {
            ParseResult parsed = Root(rooms, verbs).Parse(args);
            if (parsed.Errors.Count > 0)
            {
                return Explain(parsed, error);
            }

            InvocationConfiguration configuration = new()
            {
                Output = rooms.Screen.Out,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // Interruption listens to signals
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("cee: interrupted.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            bool details = !string.IsNullOrEmpty(rooms.Variable(DebugVariable));
            await error.WriteLineAsync(details ? failure.ToString() : $"cee: {FirstLine(failure.Message)} (set {DebugVariable}=1 for details)").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root(Rooms rooms, IEnumerable<Func<Rooms, Verb>> verbs)
    {
        RootCommand root = new("Simulates the work of the US customs Centers of Excellence and Expertise: what if, from a scenario file to a charted report.");
        foreach (Func<Rooms, Verb> verb in verbs)
        {
            root.Add(verb(rooms));
        }

        HelpOption option = root.Options.OfType<HelpOption>().Single();
        foreach (string alias in new[] { "-?", "/?", "/h" })
        {
            option.Aliases.Remove(alias); // "/h" is a file name here, and all of them clutter completion
        }

        HelpWithExamples help = new((SynchronousCommandLineAction)option.Action!);
        option.Action = help;
        root.SetAction(parsed =>
        {
            // No verb: the help is what is needed, but a script that lost its verb must notice.
            parsed.InvocationConfiguration.Output = parsed.InvocationConfiguration.Error;
            help.Invoke(parsed);
            return ExitCode.Usage;
        });
        return root;
    }

    /// <summary>Every error of the command line, the nearest name where there is one, and where to read more.</summary>
    private static int Explain(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        string[] known = [.. command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name).Append("--help"), .. command.Subcommands.Select(c => c.Name)];
        string? unknown = parsed.Tokens
            .Where(t => t.Type is System.CommandLine.Parsing.TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal) && t.Value.Length > 2)
            .Select(t => t.Value)
            .Concat(parsed.UnmatchedTokens.Where(t => command.Subcommands.Count > 0 || t.StartsWith('-')))
            .FirstOrDefault();
        if (unknown is not null)
        {
            // What follows an unknown option is noise: its value, and arguments that moved one place.
            string kind = unknown.StartsWith('-') ? "option" : "verb";
            string hint = Nearest.To(unknown, known) is { } name ? $" Did you mean {name}?" : kind == "verb" ? $" Known: {string.Join(", ", command.Subcommands.Select(c => c.Name))}." : "";
            error.WriteLine($"cee: unknown {kind} {unknown}.{hint}");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
            {
                error.WriteLine($"cee: {message}");
            }
        }

        error.WriteLine(command is RootCommand ? "cee --help lists the verbs." : $"cee {string.Join(' ', command.Parents.OfType<Verb>().Select(p => p.Name).Append(command.Name))} --help shows how to use it.");
        return ExitCode.Usage;
    }

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];

    /// <summary>The help of System.CommandLine, and below it what to type.</summary>
    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            int code = help.Invoke(parseResult);
            IReadOnlyList<string> examples = parseResult.CommandResult.Command is Verb verb ? verb.Examples :
            [
                "cee run scenarios/national-cees.yaml",
                "cee new my-plan --from national-cees",
                "cee run --help",
            ];
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
            if (parseResult.CommandResult.Command is Verb noted && noted.Notes() is { Count: > 0 } notes)
            {
                foreach (string line in notes)
                {
                    output.WriteLine(line);
                }

                output.WriteLine();
            }

            if (parseResult.CommandResult.Command is RootCommand)
            {
                output.WriteLine(ExitCode.Table);
                output.WriteLine();
            }

            return code;
        }
    }
}
