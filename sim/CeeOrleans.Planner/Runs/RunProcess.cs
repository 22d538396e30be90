using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CeeOrleans.Planner.Runs;

/// <summary>
/// One run as a child process of low priority: look-ups go first. It stops when its input ends, so it does not outlive the service,
/// however that ends.
/// </summary>
internal static class RunProcess
{
    private const int MostErrorCharacters = 4_000;
    private const string Nice = "/usr/bin/nice";

    /// <summary>How long a child may take to stop before it is ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end.</summary>
    /// <param name="niceness">On Linux, 0 to 19.</param>
    /// <returns>The exit code, and what it said besides its progress.</returns>
    public static async Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> command, int niceness, string folder, Action<RunStep> step, CancellationToken stop)
    {
        string[] all = OperatingSystem.IsLinux() && File.Exists(Nice) ? [Nice, "-n", niceness.ToString(CultureInfo.InvariantCulture), .. command] : [.. command];
        ProcessStartInfo start = new(all[0], all[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{all[0]} did not start.");
        if (!OperatingSystem.IsLinux())
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }

        StringBuilder said = new();
        Task told = ReadAsync(process.StandardError, step, said);
        Task printed = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.StandardInput.Close();
            using CancellationTokenSource patience = new(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(told, printed).ConfigureAwait(false);
        return (process.ExitCode, said.ToString().Trim());
    }

    private static async Task ReadAsync(StreamReader error, Action<RunStep> step, StringBuilder said)
    {
        while (await error.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith('{') && Parse(line) is { } at)
            {
                step(at);
            }
            else if (said.Length + line.Length < MostErrorCharacters)
            {
                said.Append(line).Append('\n');
            }
        }
    }

    private static RunStep? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunStep>(line, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
