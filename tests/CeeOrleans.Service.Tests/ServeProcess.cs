using System.Diagnostics;
using System.Text;

namespace CeeOrleans.Service.Tests;

/// <summary><c>cee serve</c> as a process of its own. What it says is read all the time, or it would stand still some day.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task listening;

    private ServeProcess(Process process, string folder)
    {
        (this.process, this.folder) = (process, folder);
        listening = ListenAsync();
    }

    /// <summary>What it said so far.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <param name="variables">Settings as variables of the environment.</param>
    public static ServeProcess Start(string folder, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "cee.dll"), "serve", "--urls", "http://127.0.0.1:0", "--data", folder]) { RedirectStandardError = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ServeProcess(Process.Start(start) ?? throw new InvalidOperationException("The service did not start."), folder);
    }

    /// <summary>A client with the owner's key.</summary>
    public async Task<HttpClient> ReadyAsync()
    {
        await Task.WhenAny(ready.Task, listening);
        Assert.True(ready.Task.IsCompleted, $"The service ended before it was ready: {Said}");
        string[] key = await File.ReadAllLinesAsync(Path.Combine(folder, "owner.key"), TestContext.Current.CancellationToken);
        return Served.Client(key[0], key[1]);
    }

    /// <summary>SIGKILL, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until it has said goodbye.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await listening;
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        await listening;
        process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }

            if (line.Contains("Ctrl-C stops it", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        }
    }
}
