using System.Runtime.InteropServices;

namespace CeeOrleans.Cli;

/// <summary>
/// Ctrl-C and termination signals. The first one asks the verb to stop and to keep what is finished; the process is gone
/// at most <see cref="Patience"/> later, whatever the verb does; a second one ends it at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Longest time from the signal to the end of the process: the 2 seconds of the design, less the time a process needs to end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    /// <summary>How long interrupted work may take to hand back what is finished, before it is left behind; what is left of <see cref="Patience"/> is for keeping it.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1.2);

    /// <summary>What is said when the time was too short.</summary>
    public const string GivenUp = "cee: interrupted; there was no time left to write down what is finished. What a command stores as it goes is kept, and the same command goes on from there.";

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private Timer? watchdog;

    private Interruption() =>
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Takes over the signals of this process until disposed.</summary>
    public static Interruption Listen() => new();

    /// <summary>The result of work that was asked to stop: what it hands back in time; null when that is nothing.</summary>
    public static async Task<T?> OrStopAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
        where T : class
    {
        Task<T> running = Task.Run(work, CancellationToken.None);
        try
        {
            return await running.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            try
            {
                return await running.WaitAsync(StopWithin, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        watchdog?.Dispose();
        source.Dispose();
    }

    /// <summary>The end of <see cref="Patience"/>: on a busy machine the report of what is finished may take longer.</summary>
    private static void GiveUp()
    {
        try
        {
            Console.Error.WriteLine(GivenUp);
        }
        finally
        {
            Environment.Exit(ExitCode.Interrupted);
        }
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        watchdog = new Timer(static _ => GiveUp(), null, Patience, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }
}
