using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace CeeOrleans.Service.Audit;

/// <summary>What the last segment of a chain holds when a process takes it up.</summary>
internal sealed record AuditTail
{
    /// <summary>The segment to go on with; null when a new one is to be begun.</summary>
    public AuditSegment? Segment { get; init; }

    public AuditHead Head { get; init; } = AuditHead.None;

    /// <summary>Bytes of whole records.</summary>
    public long Durable { get; init; }

    /// <summary>Records in the segment.</summary>
    public long Records { get; init; }

    /// <summary>When its first record was written.</summary>
    public DateTimeOffset Begun { get; init; }

    /// <summary>Intents without an outcome.</summary>
    public HashSet<long> Open { get; init; } = [];

    /// <summary>Where a record is wrong that others follow; null for nowhere.</summary>
    public string? Broken { get; init; }

    /// <summary>Reads the last segment of a chain. Cost: one pass over it.</summary>
    /// <param name="anchors">Hashes by sequence that the records must have.</param>
    public static AuditTail Of(AuditSegment[] segments, IReadOnlyDictionary<long, string> anchors)
    {
        AuditTail tail = new();
        if (segments.Length == 0)
        {
            return anchors.Count == 0 ? tail : tail with { Broken = $"there is no segment, and record {anchors.Keys.Max()} is anchored" };
        }

        AuditSegment last = segments[^1];
        HashSet<long> open = [];
        AuditHead? head = null;
        string? broken = null;
        string? doubt = null;
        bool torn = false;
        (long durable, long records, DateTimeOffset begun, bool sealedUp) = (0, 0, default, false);
        foreach (SegmentLine line in last.Lines())
        {
            // A loss of power may leave blocks of zeros in what was never flushed: the end is torn from there on.
            torn |= line.Text.Span.Contains((byte)0);
            if (torn || !line.Whole || Read(line) is not { } found)
            {
                // A bad line at the end is a torn write; one that others follow is not.
                doubt ??= string.Create(CultureInfo.InvariantCulture, $"{last.Name} line {line.Number} is no record of the chain");
                continue;
            }

            if (head is { } h && (found.Record.Sequence != h.Sequence + 1 || found.Prev != h.Hash))
            {
                doubt ??= string.Create(CultureInfo.InvariantCulture, $"{last.Name} line {line.Number} does not follow the record before it");
            }

            broken ??= doubt;
            if (anchors.TryGetValue(found.Record.Sequence, out string? hash) && hash != found.Hash)
            {
                broken ??= string.Create(CultureInfo.InvariantCulture, $"record {found.Record.Sequence} is another one than was anchored");
            }

            head = new AuditHead(found.Record.Sequence, found.Hash);
            durable = line.Offset + line.Text.Length + 1;
            records++;
            sealedUp = found.Record.Act == AuditAct.Seal;
            if (begun == default)
            {
                AuditLine.TryTime(found.Record.At, out begun);
            }

            Follow(open, found.Record.Act, found.Record.Sequence, found.Record.Of, found.Record.Open);
        }

        head ??= segments.Length > 1 ? segments[^2].Last()?.Head : null;
        AuditHead end = head ?? AuditHead.None;
        if (anchors.Count > 0 && anchors.Keys.Max() > end.Sequence)
        {
            broken ??= string.Create(CultureInfo.InvariantCulture, $"the chain ends with record {end.Sequence}, and record {anchors.Keys.Max()} is anchored");
        }

        // What is broken in the middle is evidence: it stays as it is, and the chain goes on in another file.
        bool goesOn = broken is null && !sealedUp;
        return new AuditTail
        {
            Segment = goesOn ? last : null,
            Head = end,
            Durable = goesOn ? durable : 0,
            Records = goesOn ? records : 0,
            Begun = begun,
            Open = open,
            Broken = broken,
        };
    }

    /// <summary>Intents that are open after a record.</summary>
    public static void Follow(HashSet<long> open, AuditAct act, long sequence, long of, ImmutableArray<long> carried)
    {
        switch (act)
        {
            case AuditAct.Segment:
                open.UnionWith(carried);
                break;
            case AuditAct.Intent:
                open.Add(sequence);
                break;
            case AuditAct.Outcome or AuditAct.Unknown:
                open.Remove(of);
                break;
        }
    }

    /// <returns>Null when the line is no record, or not as it was written.</returns>
    private static (AuditRecord Record, string Prev, string Hash)? Read(SegmentLine line)
    {
        if (!AuditLine.TrySplit(line.Text.Span, out string hash, out string found) || hash != found)
        {
            return null;
        }

        try
        {
            return (AuditRecord.Read(line.Text.Span, out string prev), prev, hash);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
