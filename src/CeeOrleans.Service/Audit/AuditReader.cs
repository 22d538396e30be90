using System.Collections.Immutable;
using System.Text.Json;

namespace CeeOrleans.Service.Audit;

/// <summary>Which records of the audit log are asked for.</summary>
public sealed record AuditFilter
{
    /// <summary>Importer number: records about it, and lists that showed it.</summary>
    public string? Account { get; init; }

    /// <summary>Identity of a key, or name of its holder.</summary>
    public string? Who { get; init; }

    /// <summary>From then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before then.</summary>
    public DateTimeOffset? Until { get; init; }

    internal bool Includes(AuditRecord record) =>
        (Account is null || record.Account == Account || record.Accounts.Contains(Account))
        && (Who is null || record.Key == Who || record.Actor == Who)
        && ((Since is null && Until is null) || (AuditLine.TryTime(record.At, out DateTimeOffset at) && !(at < Since) && !(at >= Until)));
}

/// <summary>Reads audit records as they stand, also while they are written. It checks nothing: <see cref="AuditVerifier"/> does.</summary>
public static class AuditReader
{
    /// <summary>Records that fit, in the order of the chain.</summary>
    /// <param name="folder">The folder of the audit log.</param>
    /// <param name="after">Records up to this sequence are passed over.</param>
    /// <returns>Each with its line.</returns>
    public static IEnumerable<(AuditRecord Record, byte[] Line)> Read(string folder, AuditFilter filter, long after = 0) =>
        Scan(folder, filter, after).Where(r => r.Fits).Select(r => (r.Record, r.Line));

    /// <summary>A page of records that fit. No more than <paramref name="most"/> are looked at, so that a page may be short and go on.</summary>
    /// <returns>The lines, and the sequence to go on after; null at the end.</returns>
    internal static (ImmutableArray<byte[]> Lines, ImmutableArray<string> Accounts, long? Next) Page(string folder, AuditFilter filter, long after, int limit, int most)
    {
        var lines = ImmutableArray.CreateBuilder<byte[]>();
        HashSet<string> accounts = new(StringComparer.Ordinal);
        int seen = 0;
        long last = after;
        foreach ((AuditRecord record, byte[] line, bool fits) in Scan(folder, filter, after))
        {
            if (lines.Count == limit || seen == most)
            {
                return (lines.ToImmutable(), [.. accounts], last);
            }

            seen++;
            last = record.Sequence;
            if (fits)
            {
                lines.Add(line);
                if (record.Account is { } account)
                {
                    accounts.Add(account);
                }
            }
        }

        return (lines.ToImmutable(), [.. accounts], null);
    }

    private static IEnumerable<(AuditRecord Record, byte[] Line, bool Fits)> Scan(string folder, AuditFilter filter, long after)
    {
        AuditSegment[] segments = AuditSegment.All(folder);
        for (int i = 0; i < segments.Length; i++)
        {
            bool before = i + 1 < segments.Length && segments[i + 1].Chain == segments[i].Chain && (segments[i + 1].First <= after + 1 || (filter.Since is { } since && Begun(segments[i + 1]) <= since));
            if (before)
            {
                continue;
            }

            foreach (SegmentLine line in segments[i].Lines().Where(l => l.Whole))
            {
                AuditRecord record;
                try
                {
                    record = AuditRecord.Read(line.Text.Span, out _);
                }
                catch (JsonException)
                {
                    continue;
                }

                if (record.Sequence > after)
                {
                    bool fits = filter.Includes(record);
                    yield return (record, fits ? line.Text.ToArray() : [], fits);
                }
            }
        }
    }

    /// <summary>When the first record of a segment was written; the end of time when it has none.</summary>
    private static DateTimeOffset Begun(AuditSegment segment)
    {
        try
        {
            foreach (SegmentLine line in segment.Lines())
            {
                return AuditLine.TryTime(AuditRecord.Read(line.Text.Span, out _).At, out DateTimeOffset at) ? at : DateTimeOffset.MaxValue;
            }
        }
        catch (JsonException)
        {
            // Not known.
        }

        return DateTimeOffset.MaxValue;
    }
}
