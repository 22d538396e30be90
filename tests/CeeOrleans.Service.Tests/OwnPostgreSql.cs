using System.Diagnostics;
using System.Net;
using CeeOrleans.Grains.Hosting;
using Npgsql;

namespace CeeOrleans.Service.Tests;

/// <summary>
/// A PostgreSQL of a test's own, in a folder and on a port of its own, that can be stopped as if the power had failed. The programs
/// are those of Debian, or of the folder that <see cref="Variable"/> names.
/// </summary>
internal sealed class OwnPostgreSql : IAsyncDisposable
{
    /// <summary>A folder with initdb and pg_ctl.</summary>
    public const string Variable = "CEE_POSTGRES_BIN";

    public const string Absent = $"Not run: no PostgreSQL here. apt-get install postgresql, or set {Variable} to the folder of initdb and pg_ctl.";

    private readonly string folder;
    private readonly int port;

    private OwnPostgreSql(string folder, int port) => (this.folder, this.port) = (folder, port);

    /// <summary>Null when there is none on this machine.</summary>
    public static string? Programs { get; } = Find();

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";

    public static async Task<OwnPostgreSql> StartAsync()
    {
        OwnPostgreSql server = new(Directory.CreateTempSubdirectory("cee-pg-").FullName, ClusterPlace.FreePort(IPAddress.Loopback));
        if (Environment.UserName == "root")
        {
            // A server that is started by root refuses to run.
            await RunAsync("chown", ["postgres", server.folder]);
        }

        await server.ProgramAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() =>
        ProgramAsync("pg_ctl", "-D", Data, "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "-l", Path.Combine(folder, "log"), "-w", "-t", "120", "start");

    /// <summary>Without a checkpoint and without a goodbye: what is not in the log on disk is gone.</summary>
    public Task StopImmediatelyAsync() => ProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // the texts are constants of the tests
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private Task ProgramAsync(string name, params string[] arguments)
    {
        string program = Path.Combine(Programs!, name);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments]) : RunAsync(program, arguments);
    }

    /// <summary>Its output is left alone: the server that pg_ctl leaves behind would hold a pipe open.</summary>
    private static async Task RunAsync(string program, string[] arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "\"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) { WorkingDirectory = "/" };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? Find()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        string? named = Environment.GetEnvironmentVariable(Variable);
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Order(StringComparer.Ordinal).Reverse() : [];
        return debian.Prepend(named ?? "").FirstOrDefault(f => File.Exists(Path.Combine(f, "pg_ctl")));
    }
}
