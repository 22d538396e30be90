using System.Globalization;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Verbs;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Cli.Sweeps;

/// <summary>What the verbs that run the points of a grid have in common: what is ahead, where it is, and how it ends.</summary>
internal static class PointRuns
{
    /// <summary>How runs of a grid are carried out.</summary>
    public static SweepOptions Options(Rooms rooms, int silos, bool fresh, double? memoryMb) => new()
    {
        Run = new RunOptions { Silos = silos, Fresh = fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) },
        MemoryMb = memoryMb ?? MemoryNeed.Budget(),
    };

    /// <summary>The result of all points; null, and told why, when it was interrupted or a law did not hold.</summary>
    /// <param name="about">What is said before the number of points: a sentence, or nothing.</param>
    /// <param name="each">What is said after it: what a point is, or nothing.</param>
    /// <param name="partial">Whether points are missing in a result.</param>
    public static async Task<(T? Result, int Exit)> RunAsync<T>(
        Rooms rooms,
        SweepPlan plan,
        SweepOptions options,
        string about,
        string each,
        Func<IProgress<SweepProgress>, Task<T>> work,
        Func<T, bool> partial,
        CancellationToken cancellation)
        where T : class
    {
        TextWriter error = rooms.Screen.Error;
        SweepOutlook outlook = SweepService.Look(plan, options);
        int left = outlook.Points - outlook.Stored;
        string openings = outlook.Openings == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {outlook.Openings:#,0} of them need an opening of their own, which takes longer than the point (the nation: 20 to 30 s).");
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cee: {about}{outlook.Points:#,0} points{each}; {outlook.Stored:#,0} are finished, {left:#,0} to run{(left > 1 ? $", {outlook.SideBySide} at a time" : "")}.{openings}")).ConfigureAwait(false);
        T? result;
        try
        {
            result = await ProgressDisplay.ShowAsync(rooms.Screen, 1, shown => Interruption.OrStopAsync(() => work(Relay(shown, "")), cancellation)).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return (null, BrokenLaws.Tell(error, broken, "no table was written. The points finished before are kept."));
        }

        if (result is not null && !partial(result))
        {
            return (result, ExitCode.Ok);
        }

        SweepOutlook kept = SweepService.Look(plan, options with { Run = options.Run with { Fresh = false } });
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cee: interrupted; {kept.Stored:#,0} of {kept.Points:#,0} points are finished and kept. The same command goes on with the others{(options.Run.Fresh ? ", without --fresh" : "")}.")).ConfigureAwait(false);
        return (null, ExitCode.Interrupted);
    }

    /// <summary>Tells the display where a grid is.</summary>
    /// <param name="of">Said before it: of which grid, or nothing.</param>
    public static Relay<SweepProgress> Relay(IProgress<RunProgress> shown, string of) => new(shown, p => new RunProgress(
        string.Create(CultureInfo.InvariantCulture, $"{of}{p.Finished:#,0} of {p.Points:#,0} points{(p.Opening ? ", making an opening" : "")}"),
        0,
        p.Fraction,
        p.Entries,
        p.SimulatedDay));
}
