using System.Net.Http.Headers;
using CeeOrleans.Cli.Verbs;

namespace CeeOrleans.Cli.Live;

/// <summary>The service that a verb talks to: one that runs on a folder of this machine, or one that an address names.</summary>
internal static class RunningService
{
    /// <summary>Name of the variable that holds a key of the API.</summary>
    public const string KeyVariable = "CEE_KEY";

    /// <param name="url">The service, or null for the one that runs on <paramref name="data"/>.</param>
    /// <returns>A client, or null and the exit code after the reason was told.</returns>
    public static async Task<(HttpClient? Client, int Exit)> FindAsync(Rooms rooms, string? url, string data, TimeSpan patience, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string? key = rooms.Variable(KeyVariable);
        if (url is null)
        {
            string file = Path.Combine(rooms.PathOf(data), "owner.key");
            if (!File.Exists(file))
            {
                await error.WriteLineAsync($"cee: no service runs on {data}. Start one with cee serve, or name another with --url and a key in {KeyVariable}.").ConfigureAwait(false);
                return (null, ExitCode.Unreachable);
            }

            string[] lines = await File.ReadAllLinesAsync(file, cancellation).ConfigureAwait(false);
            (url, key) = (lines[0], key is { Length: > 0 } ? key : lines[1]);
        }

        if (string.IsNullOrEmpty(key) || !Uri.TryCreate(url, UriKind.Absolute, out Uri? service))
        {
            await error.WriteLineAsync($"cee: a service is named by its address, and its key by {KeyVariable}.").ConfigureAwait(false);
            return (null, ExitCode.Usage);
        }

        HttpClient client = new() { BaseAddress = service, Timeout = patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return (client, ExitCode.Ok);
    }
}
