using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace CeeOrleans.Cli;

/// <summary>A verb of the command: parse, call the library, print.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params ReadOnlySpan<string> examples)
        : base(name, description) => Examples = examples.ToArray();

    /// <summary>What to type, shown below the help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What else is shown below the examples, line by line as it stands.</summary>
    public Func<IReadOnlyList<string>> Notes { get; init; } = () => [];

    /// <summary>Adds an option and returns it.</summary>
    public Option<T> With<T>(Option<T> option)
    {
        Add(option);
        return option;
    }

    /// <summary>Adds an argument and returns it.</summary>
    public Argument<T> With<T>(Argument<T> argument)
    {
        // The parser takes an unknown option for an argument where one is expected; a file that begins with two dashes is a slip.
        argument.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(t => t.Value).Where(v => v.StartsWith("--", StringComparison.Ordinal)))
            {
                result.AddError($"Unknown option {token}.");
            }
        });
        Add(argument);
        return argument;
    }

    /// <summary>A whole number within bounds; anything else is wrong usage.</summary>
    /// <param name="or">A word that may stand where a number does, and the value it is read as.</param>
    public Option<T?> WithNumber<T>(string name, string description, T least, T most, (string Word, T Value)? or = null)
        where T : struct, IBinaryInteger<T>
    {
        Option<T?> option = new(name)
        {
            HelpName = or is null ? "N" : $"N|{or.Value.Word}",
            Description = description,
            CustomParser = result =>
            {
                string token = result.Tokens[^1].Value;
                if (or is { } named && token == named.Word)
                {
                    return named.Value;
                }

                if (T.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
                {
                    return value;
                }

                result.AddError(FormattableString.Invariant($"{name} {token}: a whole number from {least} to {most}{(or is null ? "" : $", or {or.Value.Word},")} is allowed."));
                return null;
            },
        };
        Add(option);
        return option;
    }
}
