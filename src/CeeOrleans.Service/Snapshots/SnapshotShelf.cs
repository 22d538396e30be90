using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Service.Snapshots;

/// <summary>A snapshot that is kept.</summary>
/// <param name="Id">As of when, and the first digits of its hash: 2026-11-24T185000Z-0123456789ab.</param>
/// <param name="Path">The file.</param>
/// <param name="Expired">It is older than it is to be kept.</param>
public sealed record KeptSnapshot(string Id, string Path, SnapshotFacts Facts, long Bytes, bool Expired);

/// <summary>No snapshot was taken or deleted; says why.</summary>
/// <param name="busy">Later there may be room.</param>
public sealed class SnapshotRefusedException(string message, bool busy = false) : Exception(message)
{
    public bool Busy { get; } = busy;
}

/// <summary>
/// The snapshots of a data folder, in <c>snapshots/</c>, readable by their owner only. One appears under its name when it is whole
/// and on the disk, and is never changed. Safe for many callers; one is taken at a time.
/// </summary>
/// <param name="dataFolder">Of the service.</param>
/// <param name="write">Writes the live world into a stream as of UTC seconds.</param>
public sealed class SnapshotShelf(string dataFolder, SnapshotSettings settings, Func<Stream, long, CancellationToken, Task<SnapshotFacts>> write, TimeProvider time)
{
    private const string Ending = ".snapshot";
    private const string Unfinished = ".part";

    private readonly string folder = System.IO.Path.Combine(System.IO.Path.GetFullPath(dataFolder), "snapshots");
    private int taking;

    public SnapshotSettings Settings => settings;

    /// <summary>The newest first. A file that is no snapshot is left out.</summary>
    public ImmutableArray<KeptSnapshot> List()
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        long oldest = time.GetUtcNow().ToUnixTimeSeconds() - (settings.KeepDays * 86_400L);
        var found = ImmutableArray.CreateBuilder<KeptSnapshot>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + Ending))
        {
            try
            {
                using FileStream file = File.OpenRead(path);
                SnapshotFacts facts = SnapshotFile.ReadFacts(file);
                found.Add(new KeptSnapshot(System.IO.Path.GetFileNameWithoutExtension(path), path, facts, file.Length, facts.AsOf < oldest));
            }
            catch (Exception e) when (e is SnapshotException or IOException or UnauthorizedAccessException)
            {
                // Not ours, or deleted a moment ago.
            }
        }

        return [.. found.OrderByDescending(s => s.Facts.AsOf).ThenBy(s => s.Id, StringComparer.Ordinal)];
    }

    public KeptSnapshot? Find(string id) => List().FirstOrDefault(s => s.Id == id);

    /// <summary>Takes one. Some seconds for a nation.</summary>
    /// <exception cref="SnapshotRefusedException">Another one is being taken, or there are as many as may be kept.</exception>
    /// <exception cref="SnapshotException">The store contradicts itself; nothing was kept.</exception>
    /// <exception cref="StoredStateException">A stored account can't be read; nothing was kept.</exception>
    public async Task<KeptSnapshot> TakeAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref taking, 1) == 1)
        {
            throw new SnapshotRefusedException("Another snapshot is being taken. Take this one when that is done.", busy: true);
        }

        try
        {
            int kept = List().Length;
            if (kept >= settings.MostKept)
            {
                throw new SnapshotRefusedException(string.Create(CultureInfo.InvariantCulture, $"{kept} snapshots are kept, and {settings.MostKept} may be. Delete some: cee snapshot delete --expired, or by name."));
            }

            MakeFolder();
            return await Task.Run(() => WriteAsync(time.GetUtcNow().ToUnixTimeSeconds(), cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref taking, 0);
        }
    }

    /// <summary>Deletes one; false when there is none of this name.</summary>
    public bool Delete(string id)
    {
        if (Find(id) is not { } found)
        {
            return false;
        }

        File.Delete(found.Path);
        return true;
    }

    private async Task<KeptSnapshot> WriteAsync(long asOf, CancellationToken cancellation)
    {
        string part = System.IO.Path.Combine(folder, System.IO.Path.GetRandomFileName() + Unfinished);
        try
        {
            SnapshotFacts facts;
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            FileStream stream = new(part, options);
            await using (stream.ConfigureAwait(false))
            {
                facts = await write(stream, asOf, cancellation).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            string id = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(asOf):yyyy-MM-dd'T'HHmmss'Z'}-{facts.Hash[..12]}");
            string path = System.IO.Path.Combine(folder, id + Ending);
            File.Move(part, path, overwrite: true);
            return new KeptSnapshot(id, path, facts, new FileInfo(path).Length, false);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>The folder is its owner's alone. What an earlier process did not finish goes: the folder is locked, so nobody writes it.</summary>
    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (string left in Directory.EnumerateFiles(folder, "*" + Unfinished))
        {
            File.Delete(left);
        }
    }
}
