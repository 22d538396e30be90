namespace CeeOrleans.Service.Audit;

/// <summary>How the audit log is kept.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// Nothing is recorded. For benchmarks and experiments only: the start message and the health answer say so.
    /// </summary>
    public bool Off { get; init; }

    /// <summary>Days for which records are kept; 0 for ever. Default 1,827, five years. Whole sealed segments go, never single records.</summary>
    /// <remarks>An assumption: as long as the trade has to keep the records of an entry (five years, 19 CFR 163.4(a)).</remarks>
    public int KeepDays { get; init; } = 1_827;

    /// <summary>Bytes after which a segment is sealed and the next one begun. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Age after which a segment is sealed when the next record comes. Default a day.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often the head of the chain is noted in the store, when it has moved. Default 10 s.</summary>
    public TimeSpan AnchorEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Opens a segment for reading and writing; for tests of disks that fail.</summary>
    internal Func<string, Stream> Open { get; init; } = OpenFile;

    private static FileStream OpenFile(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
