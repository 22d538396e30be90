using System.Diagnostics;
using System.Reflection;

namespace CeeOrleans.Cli.Tests;

/// <summary>The command as a process of its own.</summary>
internal static class Command
{
    /// <summary>Calls <c>cee</c> and waits for it.</summary>
    /// <param name="folder">Working folder.</param>
    /// <param name="environment">Variables that differ from those of the tests.</param>
    public static Task<Said> CallAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        CallAsync(folder, environment, typeof(Verb).Assembly, args);

    /// <summary>Calls a program and waits for it.</summary>
    public static async Task<Said> CallAsync(string folder, IReadOnlyDictionary<string, string> environment, Assembly program, params string[] args)
    {
        using Process process = Start(folder, environment, program, args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Said(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program of these tests.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, Assembly program, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [program.Location, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }
}
