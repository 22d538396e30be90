namespace CeeOrleans.Cli;

/// <summary>What the command returns to the shell. Scripts rely on these numbers: never renumber.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Internal failure, or a law of conservation that did not hold.</summary>
    public const int Failure = 1;

    public const int Usage = 2;

    public const int ScenarioInvalid = 3;

    /// <summary>A declared target or an enforced floor is not met.</summary>
    public const int TargetMissed = 4;

    public const int NotFound = 5;

    /// <summary>Something is already there and is not overwritten.</summary>
    public const int Conflict = 6;

    /// <summary>Server unreachable, or the outcome of a command is unknown.</summary>
    public const int Unreachable = 7;

    public const int NotAllowed = 8;

    /// <summary>Ctrl-C or a termination signal; what was finished is kept.</summary>
    public const int Interrupted = 130;

    /// <summary>The codes as the help texts list them.</summary>
    public const string Table = """
        Exit codes:
          0  done                            5  not found
          1  internal failure, broken law    6  something is in the way
          2  wrong usage                     7  server unreachable
          3  scenario invalid                8  not allowed
          4  a target is not met           130  interrupted, finished work kept
        """;
}
