using System.Globalization;
using System.Net;
using CeeOrleans.Grains.Hosting;

namespace CeeOrleans.Service.Hosting;

/// <summary>The folder of an embedded service is in use by another one, or can't be written.</summary>
public sealed class DataFolderException(string message) : Exception(message);

/// <summary>
/// The folder in which an embedded service keeps its state. One process has it at a time: two silos on one store would not
/// see each other's grains. The lock goes with the process, however it ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "live.db");

    /// <summary>A key for the person whose folder this is, as long as the service runs; readable by nobody else.</summary>
    public string OwnerKey => System.IO.Path.Combine(Path, "owner.key");

    /// <summary>Whether the folder was ever served with accounts that are not stored.</summary>
    public bool WasDemo => File.Exists(DemoMark(Path));

    /// <summary>Notes that it is served with accounts that are not stored.</summary>
    public void MarkDemo() => File.WriteAllText(DemoMark(Path), "Served with --demo: most accounts are made anew each time and are not in the store.\n");

    private static string DemoMark(string folder) => System.IO.Path.Combine(folder, "demo.txt");

    private string Holder => System.IO.Path.Combine(Path, "serving.txt");

    /// <exception cref="DataFolderException">Somebody else has it (says who), or it can't be written.</exception>
    public static DataFolder Take(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            FileStream held = new(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(full, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string holder = System.IO.Path.Combine(full, "serving.txt");
            throw new DataFolderException(File.Exists(holder)
                ? $"{full} is in use by {File.ReadAllText(holder).Trim()}. Stop that service, or choose another folder with --data."
                : $"{full} can't be used: {e.Message}");
        }
    }

    /// <summary>The port of this folder's silo in a cluster: a free one at first, the same ever after.</summary>
    /// <exception cref="DataFolderException">The file that holds it holds none.</exception>
    public int SiloPort(IPAddress address)
    {
        string file = System.IO.Path.Combine(Path, "silo.port");
        if (!File.Exists(file))
        {
            int free = ClusterPlace.FreePort(address);
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{free}\n"));
            return free;
        }

        string text = File.ReadAllText(file).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new DataFolderException($"{file} holds \"{text}\"; allowed: a port from 1 to {IPEndPoint.MaxPort}. Without the file a free one is taken.");
    }

    /// <summary>Says who has the folder.</summary>
    public void Announce(string url) => File.WriteAllText(Holder, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} at {url}\n"));

    /// <summary>Writes the owner's key so that only the owner reads it.</summary>
    public void WriteOwnerKey(string url, string secret)
    {
        File.Delete(OwnerKey);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(System.IO.Path.Combine(Path, OwnerKey), options);
        writer.Write($"{url}\n{secret}\n");
    }

    public void Dispose()
    {
        File.Delete(OwnerKey);
        File.Delete(Holder);
        held.Dispose();
    }
}
