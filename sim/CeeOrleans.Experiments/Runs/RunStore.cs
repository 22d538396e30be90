using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments;

/// <summary>
/// Openings and finished replications on disk, by the hash of scenario, data, model version and seed. A file carries
/// its own SHA-256: a damaged or half-written one counts as missing. Written beside and renamed, so two processes can
/// share a folder.
/// </summary>
public sealed class RunStore(string folder)
{
    public Opening? FindOpening(Setup setup)
    {
        byte[]? payload = Read(OpeningPath(setup));
        return payload is null ? null : Opening.Read(new MemoryStream(payload));
    }

    public void Keep(Setup setup, Opening opening)
    {
        using MemoryStream stream = new();
        opening.Write(stream);
        Write(OpeningPath(setup), stream.ToArray());
    }

    public ReplicationResult? FindReplication(Setup setup, int replication)
    {
        byte[]? payload = Read(ReplicationPath(setup, replication));
        return payload is null ? null : JsonSerializer.Deserialize<ReplicationResult>(payload);
    }

    public void Keep(Setup setup, ReplicationResult result) =>
        Write(ReplicationPath(setup, result.Replication), JsonSerializer.SerializeToUtf8Bytes(result));

    private string OpeningPath(Setup setup) => Path.Combine(folder, "openings", $"{setup.Hash}.bin");

    private string ReplicationPath(Setup setup, int replication) => Path.Combine(folder, "replications", setup.Hash, $"{replication}.bin");

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
