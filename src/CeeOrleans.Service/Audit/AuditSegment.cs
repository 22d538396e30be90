using System.Globalization;

namespace CeeOrleans.Service.Audit;

/// <summary>A line of a segment.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Offset">Where it begins, bytes.</param>
/// <param name="Text">Without its end; valid until the next line is asked for.</param>
/// <param name="Whole">Whether its end was there.</param>
internal readonly record struct SegmentLine(int Number, long Offset, ReadOnlyMemory<byte> Text, bool Whole);

/// <summary>A file of an audit chain, named by the chain and by the sequence of its first record.</summary>
internal sealed record AuditSegment(string Chain, long First, string Path)
{
    private const string Ending = ".jsonl";
    private const int Digits = 15;

    public string Name => System.IO.Path.GetFileName(Path);

    public static AuditSegment At(string folder, string chain, long first) =>
        new(chain, first, System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{chain}-{first:D15}{Ending}")));

    /// <summary>All segments of a folder, by chain and sequence; none when it is not there.</summary>
    public static AuditSegment[] All(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder, "*" + Ending)
            .Select(path => (Path: path, Name: System.IO.Path.GetFileNameWithoutExtension(path)))
            .Where(f => f.Name.Length > Digits + 1 && f.Name[^(Digits + 1)] == '-')
            .Select(f => long.TryParse(f.Name.AsSpan(f.Name.Length - Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long first) ? new AuditSegment(f.Name[..^(Digits + 1)], first, f.Path) : null)
            .OfType<AuditSegment>()
            .OrderBy(s => s.Chain, StringComparer.Ordinal)
            .ThenBy(s => s.First),
    ];

    /// <summary>Its lines from the beginning. Also while it is written: the last one may not be whole then.</summary>
    public IEnumerable<SegmentLine> Lines()
    {
        using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        byte[] buffer = new byte[256 * 1024];
        (int begin, int end, int number, long offset) = (0, 0, 0, 0);
        while (true)
        {
            int length = buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return new SegmentLine(++number, offset, buffer.AsMemory(begin, length), Whole: true);
                begin += length + 1;
                offset += length + 1;
                continue;
            }

            if (begin > 0)
            {
                buffer.AsSpan(begin, end - begin).CopyTo(buffer);
                (begin, end) = (0, end - begin);
            }
            else if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            int read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > begin)
        {
            yield return new SegmentLine(++number, offset, buffer.AsMemory(begin, end - begin), Whole: false);
        }
    }

    /// <summary>Its last whole record; null when it has none.</summary>
    public (AuditRecord Record, AuditHead Head)? Last()
    {
        (AuditRecord, AuditHead)? last = null;
        byte[]? text = null;
        foreach (SegmentLine line in Lines().Where(l => l.Whole))
        {
            text = line.Text.ToArray();
        }

        if (text is not null && AuditLine.TrySplit(text, out string hash, out _))
        {
            AuditRecord record = AuditRecord.Read(text, out _);
            last = (record, new AuditHead(record.Sequence, hash));
        }

        return last;
    }
}
