using System.Numerics;
using System.Text;

namespace CeeOrleans.Cli.Terminal;

/// <summary>A command as it would be typed again: what was left out stays out, and every word is quoted as a shell needs it.</summary>
internal sealed class CommandText
{
    private readonly StringBuilder text = new("cee ");

    /// <param name="verb">The verb alone.</param>
    /// <param name="files">Arguments without a name.</param>
    public CommandText(string verb, params IEnumerable<string> files)
    {
        text.Append(verb);
        foreach (string file in files)
        {
            text.Append(' ').Append(Quoted(file));
        }
    }

    /// <summary>An option that was given, or nothing.</summary>
    public CommandText With(string option, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(option).Append(' ').Append(Quoted(value));
        }

        return this;
    }

    /// <summary>An option that was given as a number, or nothing.</summary>
    public CommandText With<T>(string option, T? value)
        where T : struct, INumber<T>
        => value is null ? this : With(option, FormattableString.Invariant($"{value}"));

    /// <summary>An option once for each of its values.</summary>
    public CommandText With(string option, IEnumerable<string> values) => values.Aggregate(this, (command, value) => command.With(option, value));

    /// <summary>An option that takes no value.</summary>
    public CommandText With(string option, bool on)
    {
        if (on)
        {
            text.Append(' ').Append(option);
        }

        return this;
    }

    public override string ToString() => text.ToString();

    /// <summary>A word of a command line as a shell takes it.</summary>
    public static string Quoted(string word) => word.Length == 0 || word.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"' or '$' or '&' or ';' or '(' or ')' or '*' or '?' or '|' or '<' or '>' or '`' or '\\' or '#' or '!')
        ? "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'"
        : word;
}
