using System.Text.Json;
using CeeOrleans.Experiments;
using Spectre.Console;

namespace CeeOrleans.Cli.Terminal;

/// <summary>
/// Shows where a run is, on the error stream: a bar on a terminal, else a plain line every few seconds. The run only
/// leaves its latest word here; drawing happens on a timer, so that a run reports as often as it likes.
/// </summary>
internal sealed class ProgressDisplay : IProgress<RunProgress>
{
    /// <summary>Time between two plain lines.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Time between two lines for a program.</summary>
    private static readonly TimeSpan JsonInterval = TimeSpan.FromSeconds(0.25);

    private readonly System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
    private readonly Pace pace = new();
    private RunProgress? latest;
    private RunProgress? told;

    private ProgressDisplay()
    {
    }

    public void Report(RunProgress value) => Volatile.Write(ref latest, value);

    /// <summary>Does the work and shows its progress until it ends.</summary>
    /// <param name="asJson">For a program that reads it: one JSON object a line, four times a second.</param>
    public static async Task<T> ShowAsync<T>(Screen screen, int replications, Func<IProgress<RunProgress>, Task<T>> work, bool asJson = false)
    {
        ProgressDisplay display = new();
        if (asJson)
        {
            await using Timer timer = new(_ => display.Tell(screen.Error, replications), null, TimeSpan.Zero, JsonInterval);
            return await work(display).ConfigureAwait(false);
        }

        if (!screen.ErrorMoves)
        {
            await using Timer timer = new(
                _ =>
                {
                    if (display.Latest is { } at)
                    {
                        screen.Error.WriteLine(display.Line(at, replications));
                    }
                },
                null,
                LineInterval,
                LineInterval);
            return await work(display).ConfigureAwait(false);
        }

        return await screen.ErrorConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async bar =>
            {
                ProgressTask task = bar.AddTask("start", maxValue: 1);
                using Timer timer = new(_ => display.Draw(task, replications), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
                return await work(display).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private RunProgress? Latest => Volatile.Read(ref latest);

    private void Tell(TextWriter error, int replications)
    {
        if (Latest is { } at && Interlocked.Exchange(ref told, at) != at)
        {
            error.WriteLine(JsonLine(at, replications));
        }
    }

    /// <summary>{"phase":"advance","replication":2,"of":3,"fraction":0.5,"entries":1000,"day":"2016-05-03"}; day is null before the first.</summary>
    internal static string JsonLine(RunProgress at, int replications) => JsonSerializer.Serialize(
        new { phase = at.Phase, replication = at.Replication, of = replications, fraction = Math.Round(at.Fraction, 4), entries = at.Entries, day = at.SimulatedDay == 0 ? null : Words.Day(at.SimulatedDay) });

    private void Draw(ProgressTask task, int replications)
    {
        if (Latest is { } at)
        {
            task.Value = at.Fraction;
            task.Description = Markup.Escape(Where(at, replications, pace.Left(watch.Elapsed, at.Fraction)));
        }
    }

    private string Line(RunProgress at, int replications) =>
        FormattableString.Invariant($"cee: {at.Fraction * 100:0} %  {Where(at, replications, pace.Left(watch.Elapsed, at.Fraction))}");

    /// <summary>"advance 2 of 3 · 2016-05-03 · 12.3 M entries · 8 s left".</summary>
    internal static string Where(RunProgress at, int replications, TimeSpan? left)
    {
        List<string> parts = [at.Replication == 0 ? at.Phase : $"{at.Phase} {at.Replication} of {replications}"];
        if (at.SimulatedDay != 0)
        {
            parts.Add(Words.Day(at.SimulatedDay));
        }

        if (at.Entries > 0)
        {
            parts.Add($"{Words.Short(at.Entries)} entries");
        }

        if (left is { } time)
        {
            parts.Add($"{Words.Duration(time)} left");
        }

        return string.Join(" · ", parts);
    }
}
