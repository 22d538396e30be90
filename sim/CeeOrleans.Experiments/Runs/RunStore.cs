using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// Openings and finished replications on disk, by the hash of scenario, data, model version and seed; an opening by that of
/// the scenario without the shocks that it cannot know, so that a shocked scenario starts from its twin's. A file carries
/// its own SHA-256: a damaged or half-written one counts as missing. Written beside and renamed, so two processes can
/// share a folder.
/// </summary>
public sealed class RunStore(string folder)
{
    public Opening? FindOpening(Setup setup)
    {
        byte[]? payload = Read(OpeningPath(Setup.OpeningHashOf(setup.Inputs)));
        return payload is null ? null : Opening.Read(new MemoryStream(payload));
    }

    public void Keep(Setup setup, Opening opening)
    {
        using MemoryStream stream = new();
        opening.Write(stream);
        Write(OpeningPath(Setup.OpeningHashOf(setup.Inputs)), stream.ToArray());
    }

    /// <param name="inputs">Need not be compiled.</param>
    public bool HasOpening(RunInputs inputs) => File.Exists(OpeningPath(Setup.OpeningHashOf(inputs)));

    /// <summary>Whether a replication was kept; a damaged file is only found out when it is read.</summary>
    public bool HasReplication(string setupHash, int replication) => File.Exists(ReplicationPath(setupHash, replication));

    /// <summary>One finished replication; null when it is not stored.</summary>
    /// <param name="setupHash">See <see cref="Setup.HashOf"/>.</param>
    /// <param name="replication">1-based.</param>
    public ReplicationResult? FindReplication(string setupHash, int replication)
    {
        if (Read(ReplicationPath(setupHash, replication)) is not { } payload)
        {
            return null;
        }

        try
        {
            ReplicationResult? found = JsonSerializer.Deserialize<ReplicationResult>(payload);
            return found?.Replication == replication ? found : null;
        }
        catch (JsonException)
        {
            return null; // written by a version with other rows: run it again
        }
    }

    public void Keep(Setup setup, ReplicationResult result) => Keep(setup.Hash, result);

    /// <summary>The replications of a scenario from the first on, as many as are stored without a gap; null when there is none.</summary>
    /// <param name="inputs">Need not be compiled.</param>
    /// <param name="most">Reading one of a nation takes some tens of milliseconds.</param>
    public StoredRun? FindRun(RunInputs inputs, int most)
    {
        string hash = Setup.HashOf(inputs);
        ImmutableArray<ReplicationResult> found =
        [
            .. Enumerable.Range(1, most).Select(r => FindReplication(hash, r)).TakeWhile(r => r is not null).Select(r => r!),
        ];
        return found.IsEmpty ? null : new StoredRun(inputs, found);
    }

    /// <param name="setupHash"><see cref="Setup.HashOf"/> of the inputs.</param>
    public void Keep(string setupHash, ReplicationResult result) =>
        Write(ReplicationPath(setupHash, result.Replication), JsonSerializer.SerializeToUtf8Bytes(result));

    private string OpeningPath(string openingHash) => Path.Combine(folder, "openings", $"{openingHash}.bin");

    private string ReplicationPath(string setupHash, int replication) => Path.Combine(folder, "replications", setupHash, FormattableString.Invariant($"{replication}.bin"));

    private static byte[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            byte[] all = File.ReadAllBytes(path);
            if (all.Length < SHA256.HashSizeInBytes || !SHA256.HashData(all.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(all.AsSpan(0, SHA256.HashSizeInBytes)))
            {
                return null;
            }

            using BrotliStream unpack = new(new MemoryStream(all, SHA256.HashSizeInBytes, all.Length - SHA256.HashSizeInBytes), CompressionMode.Decompress);
            using MemoryStream payload = new();
            unpack.CopyTo(payload);
            return payload.ToArray();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Write(string path, byte[] payload)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using MemoryStream packed = new();
        using (BrotliStream pack = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            pack.Write(payload);
        }

        byte[] body = packed.ToArray();
        string beside = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        using (FileStream file = File.Create(beside))
        {
            file.Write(SHA256.HashData(body));
            file.Write(body);
        }

        File.Move(beside, path, overwrite: true);
    }
}
