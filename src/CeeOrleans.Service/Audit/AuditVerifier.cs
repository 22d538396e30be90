using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Audit;

/// <summary>The first place where a chain is not as it was written.</summary>
/// <param name="File">Name of the segment, or of the folder where a segment is missing.</param>
/// <param name="Line">From 1; 0 where there is none.</param>
public sealed record AuditBreak(string File, int Line, string Found, string Expected);

/// <summary>What a check of a chain found.</summary>
/// <param name="First">Sequence of the first record that is kept; 0 for none.</param>
/// <param name="Last">Of the last one.</param>
/// <param name="Open">Intents without an outcome: under way, or of a process that ended and was not started again.</param>
/// <param name="Anchors">Anchors that fitted.</param>
/// <param name="Broken">Null when the chain is whole.</param>
/// <param name="Notes">What is worth knowing and breaks nothing.</param>
public sealed record AuditReport(string Chain, int Segments, long First, long Last, string Hash, long Open, int Anchors, AuditBreak? Broken, ImmutableArray<string> Notes);

/// <summary>
/// Checks the chains of a folder, also while a service writes: every record by its own hash, by the hash and the sequence of the
/// one before it, and by anchors; seals; removed segments by the record that says so; outcomes by their intents.
/// Cost: one pass over all segments, memory for the intents that are open at the same time.
/// </summary>
public static class AuditVerifier
{
    /// <param name="folder">The folder of the audit log.</param>
    /// <param name="anchors">Read before this is called: the chain only grows. Those of chains that are not in the folder say that they are missing.</param>
    public static ImmutableArray<AuditReport> Check(string folder, IReadOnlyCollection<AuditAnchor> anchors)
    {
        AuditSegment[] segments = AuditSegment.All(folder);
        return
        [
            .. segments.Select(s => s.Chain).Concat(anchors.Select(a => a.Chain)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(chain => new Walk(folder, chain, [.. segments.Where(s => s.Chain == chain)], [.. anchors.Where(a => a.Chain == chain)]).Run()),
        ];
    }

    private sealed class Walk(string folder, string chain, AuditSegment[] segments, AuditAnchor[] anchors)
    {
        private readonly Dictionary<long, AuditAnchor> anchored = anchors.GroupBy(a => a.Sequence).ToDictionary(g => g.Key, g => g.First());
        private readonly HashSet<long> open = [];
        private readonly HashSet<string> removed = new(StringComparer.Ordinal);
        private readonly List<string> notes = [];
        private AuditHead head = AuditHead.None;
        private AuditHead? start;
        private long first;
        private int fitted;
        private AuditBreak? broken;

        public AuditReport Run()
        {
            for (int i = 0; i < segments.Length && broken is null; i++)
            {
                broken = Segment(segments[i], last: i == segments.Length - 1);
            }

            broken ??= Ends();
            return new AuditReport(chain, segments.Length, first, head.Sequence, head.Hash, open.Count, fitted, broken, [.. notes]);
        }

        private AuditBreak? Segment(AuditSegment segment, bool last)
        {
            long records = 0;
            bool sealedUp = false;
            foreach (SegmentLine line in segment.Lines())
            {
                if (!line.Whole)
                {
                    if (!last)
                    {
                        return new AuditBreak(segment.Name, line.Number, string.Create(CultureInfo.InvariantCulture, $"{line.Text.Length} bytes without an end of line"), "a whole record");
                    }

                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"{segment.Name} ends with {line.Text.Length} bytes that are no whole record yet: being written, or torn; the next start keeps them aside"));
                    break;
                }

                if (sealedUp)
                {
                    return new AuditBreak(segment.Name, line.Number, "a record after the seal", "the end of the segment");
                }

                if (Record(segment, line, ++records, out sealedUp) is { } wrong)
                {
                    return wrong;
                }
            }

            return sealedUp || last ? null : new AuditBreak(segment.Name, (int)records, "the end of the segment", "its seal");
        }

        private AuditBreak? Record(AuditSegment segment, SegmentLine line, long records, out bool sealedUp)
        {
            sealedUp = false;
            if (!AuditLine.TrySplit(line.Text.Span, out string hash, out string computed))
            {
                return Wrong("bytes that do not end as a record does", "a record with its hash");
            }

            if (hash != computed)
            {
                return Wrong($"bytes with the hash {computed}", $"those with the hash {hash} that the record carries");
            }

            AuditRecord record;
            string prev;
            try
            {
                record = AuditRecord.Read(line.Text.Span, out prev);
            }
            catch (JsonException e)
            {
                return Wrong($"no record: {e.Message}", "a record");
            }

            if (record.Chain != chain)
            {
                return Wrong($"a record of the chain {record.Chain}", $"one of {chain}");
            }

            if (start is null)
            {
                // What came before may have been removed in order; a record further on has to say so.
                first = record.Sequence;
                start = head = record.Sequence == 1 ? AuditHead.None : new AuditHead(record.Sequence - 1, prev);
            }

            if (record.Sequence != head.Sequence + 1)
            {
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"record {record.Sequence}"), string.Create(CultureInfo.InvariantCulture, $"record {head.Sequence + 1}"));
            }

            if (prev != head.Hash)
            {
                return Wrong($"the hash {prev} of the record before", $"its hash {head.Hash}");
            }

            if (anchored.TryGetValue(record.Sequence, out AuditAnchor? anchor))
            {
                if (anchor.Hash != hash)
                {
                    return Wrong(string.Create(CultureInfo.InvariantCulture, $"record {record.Sequence} with the hash {hash}"), $"the hash {anchor.Hash}, anchored at {Text(anchor)}");
                }

                fitted++;
            }

            if (record.Act is AuditAct.Outcome or AuditAct.Unknown && !open.Contains(record.Of))
            {
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"an outcome of record {record.Of}"), "the outcome of an intent that has none yet");
            }

            if (record.Act == AuditAct.Seal && record.Records != records)
            {
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"the seal of {record.Records} records"), string.Create(CultureInfo.InvariantCulture, $"a seal of {records}"));
            }

            Remember(segment, line, record);
            sealedUp = record.Act == AuditAct.Seal;
            head = new AuditHead(record.Sequence, hash);
            return null;

            AuditBreak Wrong(string found, string expected) => new(segment.Name, line.Number, found, expected);
        }

        private void Remember(AuditSegment segment, SegmentLine line, AuditRecord record)
        {
            AuditTail.Follow(open, record.Act, record.Sequence, record.Of, record.Open);
            if (record.Act == AuditAct.Removed)
            {
                removed.UnionWith(record.Seals);
            }

            if (record.Act is AuditAct.Torn or AuditAct.Broken)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{segment.Name} line {line.Number}, {record.At}: {AuditRecord.NameOf(record.Act)}, {record.Note}{(record.About is null ? "" : $", kept in {record.About}")}"));
            }
        }

        private AuditBreak? Ends()
        {
            if (start is { Sequence: > 0 } s && !removed.Contains(string.Create(CultureInfo.InvariantCulture, $"{s.Sequence}:{s.Hash}")))
            {
                return new AuditBreak(segments[0].Name, 1, string.Create(CultureInfo.InvariantCulture, $"record {s.Sequence + 1} as the first"), string.Create(CultureInfo.InvariantCulture, $"record 1, or a record that says the segments up to {s.Sequence} were removed"));
            }

            return anchors.Where(a => a.Sequence > head.Sequence).MaxBy(a => a.Sequence) is { } beyond
                ? new AuditBreak(segments.Length == 0 ? folder : segments[^1].Name, 0, string.Create(CultureInfo.InvariantCulture, $"the end of the chain {chain} after record {head.Sequence}"), string.Create(CultureInfo.InvariantCulture, $"record {beyond.Sequence}, anchored at {Text(beyond)}"))
                : null;
        }

        private static string Text(AuditAnchor anchor) => AuditLine.TimeText(DateTimeOffset.FromUnixTimeSeconds(anchor.At));
    }
}
