using System.CommandLine;

namespace CeeOrleans.Cli.Terminal;

/// <summary>Options for a program that starts a verb: progress it can read, and a way to stop that needs no signals.</summary>
internal sealed record Driven(Option<bool> JsonProgress, Option<bool> StopWithInput)
{
    public static Driven Add(Verb verb) => new(
        verb.With(new Option<bool>("--json-progress") { Description = "Report progress as JSON lines on the error stream." }),
        verb.With(new Option<bool>("--stop-with-input") { Description = "Stop, as on Ctrl-C, when the standard input ends: also when the program that started this one is gone." }));

    /// <summary>Does the work; it is also cancelled by the end of the input, when that was asked for.</summary>
    public async Task<int> DoAsync(ParseResult parsed, Func<bool, CancellationToken, Task<int>> work, CancellationToken cancellation)
    {
        if (!parsed.GetValue(StopWithInput))
        {
            return await work(parsed.GetValue(JsonProgress), cancellation).ConfigureAwait(false);
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = Task.Run(() => UntilEndAsync(stop), CancellationToken.None);
        return await work(parsed.GetValue(JsonProgress), stop.Token).ConfigureAwait(false);
    }

    private static async Task UntilEndAsync(CancellationTokenSource stop)
    {
        try
        {
            Stream input = Console.OpenStandardInput();
            byte[] buffer = new byte[256];
            while (await input.ReadAsync(buffer).ConfigureAwait(false) > 0)
            {
                // What is said does not matter, only that somebody is there.
            }

            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // No input to end, or the work is over.
        }
    }
}
