using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Verbs;

/// <summary>How every verb tells that a law of conservation did not hold.</summary>
internal static class BrokenLaws
{
    /// <summary>What it means for the results, and each law with its numbers.</summary>
    /// <returns><see cref="ExitCode.Failure"/>.</returns>
    public static int Tell(TextWriter error, BrokenLawException broken, string consequence)
    {
        error.WriteLine($"cee: a law of conservation does not hold; {consequence}");
        foreach (LawCheck law in broken.Broken)
        {
            error.WriteLine($"  {law.Name}: {law.Detail}");
        }

        return ExitCode.Failure;
    }
}
