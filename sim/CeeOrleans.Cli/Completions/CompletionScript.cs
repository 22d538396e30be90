using System.Collections.Immutable;

namespace CeeOrleans.Cli.Completions;

/// <summary>
/// Scripts that complete <c>cee</c>. Verbs stand in the script, so that the first word completes without starting a
/// process; everything behind a verb is asked from the command itself by the suggest directive of System.CommandLine,
/// so that no script goes stale. Where the command has nothing to say, file names are offered.
/// </summary>
internal static class CompletionScript
{
    public static ImmutableArray<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <param name="shell">One of <see cref="Shells"/>.</param>
    /// <param name="verbs">Name and description of each verb.</param>
    public static string For(string shell, ImmutableArray<(string Name, string Description)> verbs)
    {
        string names = string.Join(' ', verbs.Select(v => v.Name));
        return shell switch
        {
            "bash" => Bash.Replace("@VERBS@", names, StringComparison.Ordinal),
            "zsh" => Zsh.Replace("@VERBS@", string.Join("\n", verbs.Select(v => $"        '{v.Name}:{Quoted(v.Description).Replace(":", "\\:", StringComparison.Ordinal)}'")), StringComparison.Ordinal),
            "fish" => Fish.Replace("@VERBS@", string.Join("\n", verbs.Select(v => $"complete -c cee -n __fish_use_subcommand -f -a {v.Name} -d '{v.Description.Replace("'", "\\'", StringComparison.Ordinal)}'")), StringComparison.Ordinal),
            "pwsh" => Pwsh.Replace("@VERBS@", string.Join(", ", verbs.Select(v => $"'{v.Name}'")), StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "Unknown shell."),
        };
    }

    /// <summary>Inside single quotes of a POSIX shell.</summary>
    private static string Quoted(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);

    private const string Bash = """
        # Completion of cee for bash.
        _cee() {
            local word="${COMP_WORDS[COMP_CWORD]}"
            if [ "$COMP_CWORD" -eq 1 ] && [[ "$word" != -* ]]; then
                COMPREPLY=( $(compgen -W "@VERBS@" -- "$word") )
                return
            fi
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "$COMP_LINE" 2>/dev/null)" -- "$word") )
        }
        complete -o default -F _cee cee

        """;

    private const string Zsh = """
        #compdef cee
        # Completion of cee for zsh.
        _cee() {
            local -a verbs suggestions
            verbs=(
        @VERBS@
            )
            if (( CURRENT == 2 )) && [[ "${words[CURRENT]}" != -* ]]; then
                _describe 'verb' verbs
                return
            fi
            local line="${words[*]}"
            suggestions=( ${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)"} )
            compadd -a suggestions || _files
        }
        if [ "$funcstack[1]" = "_cee" ]; then
            _cee "$@"
        else
            compdef _cee cee
        fi

        """;

    private const string Fish = """
        # Completion of cee for fish.
        function __cee_suggest
            set -l line (commandline -cp)
            cee "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        @VERBS@
        complete -c cee -n 'not __fish_use_subcommand' -a '(__cee_suggest)'

        """;

    private const string Pwsh = """
        # Completion of cee for PowerShell.
        Register-ArgumentCompleter -Native -CommandName cee -ScriptBlock {
            param($word, $ast, $position)
            $verbs = @(@VERBS@)
            $line = $ast.ToString()
            $found = if ($ast.CommandElements.Count -le 2 -and $word -notlike '-*') { $verbs }
                     else { & cee "[suggest:$position]" "$line" 2>$null }
            $found | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;
}
