using System.Text;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Service.Tests.Audit;

/// <summary>A chain in a folder of its own, with a clock that is moved by hand and a disk that can fail.</summary>
internal sealed class Chain : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cee-audit-").FullName;

    public Served.Clock Time { get; } = new();

    /// <summary>Whether the disk takes anything.</summary>
    public bool Full { get; set; }

    /// <summary>Bytes that the disk still takes before it is full; null for any number.</summary>
    public long? Room { get; set; }

    /// <summary>Small segments, when tests are to see many.</summary>
    public long SegmentBytes { get; set; } = 64 * 1024 * 1024;

    public AuditOptions Options => new() { SegmentBytes = SegmentBytes, Open = path => new Disk(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1), this) };

    public string[] Files => [.. AuditSegment.All(Folder).Select(s => s.Path)];

    public Task<AuditLog> OpenAsync(params AuditAnchor[] anchors) => AuditLog.OpenAsync(Folder, Options, Time, anchors);

    /// <summary>A chain with so many looks, closed in order, and its anchor.</summary>
    public async Task<AuditAnchor> WrittenAsync(int looks)
    {
        AuditLog log = await OpenAsync();
        for (int i = 0; i < looks; i++)
        {
            await log.AppendAsync(Look($"77-{i:0000000}00"));
        }

        await log.DisposeAsync();
        return Anchor(log);
    }

    public AuditAnchor Anchor(AuditLog log) => new(log.Chain, log.Head.Sequence, log.Head.Hash, Time.Seconds);

    /// <summary>The report of the only chain.</summary>
    public AuditReport Check(params AuditAnchor[] anchors) => Assert.Single(AuditVerifier.Check(Folder, anchors));

    public AuditRecord[] Records() => [.. AuditReader.Read(Folder, new AuditFilter()).Select(r => r.Record)];

    public static AuditRecord Look(string account) => new() { Act = AuditAct.Answer, Key = "k1", Actor = "Ann", Role = "auditor", Verb = "GET", Route = "/v1/accounts/{ior}", Account = account, Status = 200 };

    public static AuditRecord Intent(string id) => new() { Act = AuditAct.Intent, Key = "k1", Actor = "Ann", Role = "administrator", Verb = "POST", Route = "/v1/accounts/{ior}/commands", Account = "77-000000000", Command = "file entry", Ids = [id] };

    /// <summary>Changes the lines of a segment.</summary>
    public static void Rewrite(string file, Action<List<string>> change)
    {
        List<string> lines = [.. File.ReadAllLines(file)];
        change(lines);
        File.WriteAllText(file, string.Concat(lines.Select(l => l + "\n")));
    }

    /// <summary>Writes lines anew so that their hashes fit, as somebody would who knows how: sequence and hash of the record before included.</summary>
    public static void Forge(List<string> lines, long first, string prev)
    {
        AuditHead head = new(first - 1, prev);
        for (int i = 0; i < lines.Count; i++)
        {
            System.Buffers.ArrayBufferWriter<byte> buffer = new();
            AuditRecord record = AuditRecord.Read(Encoding.UTF8.GetBytes(lines[i]), out _);
            head = AuditLine.Append(buffer, head, record.At, record.Chain, record.Members());
            lines[i] = Encoding.UTF8.GetString(buffer.WrittenSpan).TrimEnd('\n');
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A file on a disk that may be full.</summary>
    private sealed class Disk(FileStream file, Chain chain) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (chain.Full)
            {
                throw new IOException("No space left on device");
            }

            if (chain.Room is { } room && buffer.Length > room)
            {
                file.Write(buffer[..(int)room]);
                file.Flush();
                chain.Room = 0;
                throw new IOException("No space left on device");
            }

            chain.Room -= buffer.Length;
            file.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            if (chain.Full)
            {
                throw new IOException("No space left on device");
            }

            file.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
