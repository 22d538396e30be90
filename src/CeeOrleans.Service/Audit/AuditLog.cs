using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Audit;

/// <summary>The audit log can't be written: nothing may be answered or done that it would have to hold.</summary>
public sealed class AuditUnavailableException(string message, Exception inner) : IOException(message, inner);

/// <summary>
/// Writes one chain of audit records into segments of a folder. Whoever appends goes on when the record is on the disk; all
/// that wait meanwhile share the next flush. One thread writes, so that a slow disk holds up no thread of the pool.
/// After a failed write nothing that was not flushed counts: it is cut off, kept beside the segment and recorded, and every
/// later append tries anew, so the log heals with its disk. Safe for many callers; one process has the folder.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Bytes that are given to the file at once.</summary>
    private const int WriteBytes = 1024 * 1024;

    private readonly object sync = new();
    private readonly string folder;
    private readonly AuditOptions options;
    private readonly TimeProvider time;
    private readonly HashSet<long> open;
    private readonly ConcurrentQueue<AuditAnchor> seals = new();
    private readonly ArrayBufferWriter<byte> buffer = new(WriteBytes + 64 * 1024);
    private readonly Thread writer;
    private Group waiting = new();
    private bool stopping;

    // Of the writer's thread:
    private AuditSegment? segment;
    private Stream? stream;
    private long durable;
    private long records;
    private DateTimeOffset begun;
    private AuditHead head;
    private bool failed;

    private AuditLog(string folder, string chain, AuditOptions options, TimeProvider time, AuditTail tail)
    {
        (this.folder, this.options, this.time, Chain) = (folder, options, time, chain);
        (segment, head, durable, records, begun, open) = (tail.Segment, tail.Head, tail.Durable, tail.Records, tail.Begun, tail.Open);
        Warning = tail.Broken;
        writer = new Thread(Run) { Name = "audit", IsBackground = true };
    }

    /// <summary>Name of the chain.</summary>
    public string Chain { get; }

    /// <summary>What was wrong with the chain when it was taken up; null for nothing.</summary>
    public string? Warning { get; }

    /// <summary>Why the last record could not be written; null when it could.</summary>
    public string? Failure { get; private set; }

    /// <summary>The end of the chain that is on the disk.</summary>
    public AuditHead Head
    {
        get
        {
            lock (sync)
            {
                return head;
            }
        }
    }

    internal string Folder => folder;

    /// <summary>Flushes so far; for tests.</summary>
    internal long Flushes { get; private set; }

    /// <summary>Takes up the chain of a folder, or begins one, and records that.</summary>
    /// <param name="anchors">Of any chain.</param>
    /// <exception cref="StoreRefusedException">It can't be read or written, or the folder holds two chains.</exception>
    public static async Task<AuditLog> OpenAsync(string folder, AuditOptions options, TimeProvider time, IReadOnlyList<AuditAnchor> anchors)
    {
        try
        {
            DirectoryInfo made = Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                made.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            }

            AuditSegment[] segments = AuditSegment.All(folder);
            string[] chains = [.. segments.Select(s => s.Chain).Distinct()];
            if (chains.Length > 1)
            {
                throw new StoreRefusedException($"{folder} holds the audit chains {string.Join(" and ", chains)}; a silo writes one. Move the files of the other one away.");
            }

            string chain = chains.Length == 1 ? chains[0] : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
            AuditTail tail = AuditTail.Of(segments, anchors.Where(a => a.Chain == chain).ToDictionary(a => a.Sequence, a => a.Hash));
            AuditLog log = new(folder, chain, options, time, tail);
            long[] unknown = [.. tail.Open.Order()];
            log.writer.Start();
            try
            {
                List<AuditRecord> first = [new AuditRecord { Act = AuditAct.Start, Note = unknown.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{unknown.Length} intents have no outcome") }];
                if (tail.Broken is { } broken)
                {
                    first.Add(new AuditRecord { Act = AuditAct.Broken, Note = broken });
                }

                first.AddRange(unknown.Select(sequence => new AuditRecord { Act = AuditAct.Unknown, Of = sequence }));
                await log.AppendAsync(first).ConfigureAwait(false);
                return log;
            }
            catch
            {
                await log.CloseAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"The audit log in {folder} can't be written: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>Appends a record and goes on when it is durable.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="AuditUnavailableException">It is not in the log.</exception>
    public async ValueTask<long> AppendAsync(AuditRecord record)
    {
        Item item = new(record.Act, record.Of, record.Open, record.Members());
        Group group;
        lock (sync)
        {
            group = Join();
            group.Items.Add(item);
            Monitor.Pulse(sync);
        }

        await group.Done.Task.ConfigureAwait(false);
        return item.Sequence;
    }

    /// <summary>Appends records one after the other, durable together.</summary>
    /// <returns>Their sequences.</returns>
    /// <exception cref="AuditUnavailableException">None of them is in the log.</exception>
    public async Task<long[]> AppendAsync(IReadOnlyCollection<AuditRecord> several)
    {
        if (several.Count == 0)
        {
            return [];
        }

        Item[] items = [.. several.Select(r => new Item(r.Act, r.Of, r.Open, r.Members()))];
        Group group;
        lock (sync)
        {
            group = Join();
            group.Items.AddRange(items);
            Monitor.Pulse(sync);
        }

        await group.Done.Task.ConfigureAwait(false);
        return [.. items.Select(i => i.Sequence)];
    }

    /// <summary>Seals that nobody has taken yet.</summary>
    internal ImmutableArray<AuditAnchor> TakeSeals()
    {
        var taken = ImmutableArray.CreateBuilder<AuditAnchor>();
        while (seals.TryDequeue(out AuditAnchor? seal))
        {
            taken.Add(seal);
        }

        return taken.ToImmutable();
    }

    /// <summary>Puts back what could not be used.</summary>
    internal void PutBack(IEnumerable<AuditAnchor> taken)
    {
        foreach (AuditAnchor seal in taken)
        {
            seals.Enqueue(seal);
        }
    }

    /// <summary>Records that the service stopped, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await AppendAsync(new AuditRecord { Act = AuditAct.Stop }).ConfigureAwait(false);
        }
        catch (AuditUnavailableException)
        {
            // The next start says what is missing.
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Ends without a word, as if the process had been killed.</summary>
    internal async Task CloseAsync()
    {
        lock (sync)
        {
            stopping = true;
            Monitor.Pulse(sync);
        }

        await Task.Run(writer.Join).ConfigureAwait(false);
        if (stream is not null)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Group Join()
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        return waiting;
    }

    private void Run()
    {
        Group spare = new();
        while (true)
        {
            Group group;
            lock (sync)
            {
                while (waiting.Items.Count == 0)
                {
                    if (stopping)
                    {
                        return;
                    }

                    Monitor.Wait(sync);
                }

                (group, waiting) = (waiting, spare);
            }

            try
            {
                Make();
                Store(CollectionsMarshal.AsSpan(group.Items));
                Failure = null;
                group.Done.SetResult();
            }
            catch (Exception e)
            {
                // The thread outlives whatever the disk does; nobody is told that a record is kept which is not.
                failed = true;
                Failure = e.Message;
                group.Done.SetException(new AuditUnavailableException($"The audit log can't be written: {e.Message}", e));
            }

            spare = new Group();
        }
    }

    /// <summary>Sees to it that there is a segment to write into.</summary>
    private void Make()
    {
        if (stream is not null && !failed && durable > 0)
        {
            if (durable < options.SegmentBytes && time.GetUtcNow() - begun < options.SegmentAge)
            {
                return;
            }

            Seal();
        }

        segment ??= AuditSegment.At(folder, Chain, head.Sequence + 1);
        stream?.Dispose();
        stream = options.Open(segment.Path);
        (string File, long Bytes)? cut = CutAfter(stream, segment.Path, durable);
        stream.Position = durable;
        failed = false;
        if (durable == 0)
        {
            begun = time.GetUtcNow();
            records = 0;
            Store([Own(new AuditRecord { Act = AuditAct.Segment, Open = [.. open.Order()] })]);
        }

        if (cut is { } c)
        {
            Store([Own(new AuditRecord { Act = AuditAct.Torn, About = Path.GetFileName(c.File), Note = string.Create(CultureInfo.InvariantCulture, $"{c.Bytes} bytes that were no acknowledged record") })]);
        }
    }

    private void Seal()
    {
        Store([Own(new AuditRecord { Act = AuditAct.Seal, Records = records + 1 })]);
        seals.Enqueue(new AuditAnchor(Chain, head.Sequence, head.Hash, time.GetUtcNow().ToUnixTimeSeconds(), Seal: true));
        stream!.Dispose();
        (stream, segment, durable) = (null, null, 0);
    }

    /// <summary>Writes records and flushes them; only then they count.</summary>
    private void Store(ReadOnlySpan<Item> items)
    {
        failed = true;
        string at = AuditLine.TimeText(time.GetUtcNow());
        AuditHead next = head;
        long written = 0;
        buffer.ResetWrittenCount();
        foreach (Item item in items)
        {
            next = AuditLine.Append(buffer, next, at, Chain, item.Members);
            item.Sequence = next.Sequence;
            if (buffer.WrittenCount >= WriteBytes)
            {
                stream!.Write(buffer.WrittenSpan);
                written += buffer.WrittenCount;
                buffer.ResetWrittenCount();
            }
        }

        stream!.Write(buffer.WrittenSpan);
        written += buffer.WrittenCount;
        Flush(stream);
        Flushes++;
        failed = false;
        durable += written;
        records += items.Length;
        lock (sync)
        {
            head = next;
        }

        foreach (Item item in items)
        {
            AuditTail.Follow(open, item.Act, item.Sequence, item.Of, item.Open);
        }
    }

    /// <summary>Cuts a segment after what counts; what is cut off is kept beside it.</summary>
    private static (string File, long Bytes)? CutAfter(Stream stream, string path, long durable)
    {
        long bytes = stream.Length - durable;
        if (bytes <= 0)
        {
            return null;
        }

        string file = $"{path}.torn-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        using (FileStream side = new(file, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Position = durable;
            stream.CopyTo(side);
            side.Flush(flushToDisk: true);
        }

        stream.SetLength(durable);
        Flush(stream);
        return (file, bytes);
    }

    private static void Flush(Stream stream)
    {
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            stream.Flush();
        }
    }

    private static Item Own(AuditRecord record) => new(record.Act, record.Of, record.Open, record.Members());

    /// <summary>Records that share a flush.</summary>
    private sealed class Group
    {
        public List<Item> Items { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A record on its way.</summary>
    private sealed class Item(AuditAct act, long of, ImmutableArray<long> open, byte[] members)
    {
        public AuditAct Act { get; } = act;

        public long Of { get; } = of;

        public ImmutableArray<long> Open { get; } = open;

        public byte[] Members { get; } = members;

        public long Sequence { get; set; }
    }
}
