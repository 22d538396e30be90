namespace CeeOrleans.Domain.Work;

/// <summary>What of the account a piece of work carries, so that an office needs to ask nobody.</summary>
[Flags]
public enum AccountFlags : byte
{
    None = 0,
    Ctpat = 1,
    Isa = 2,

    /// <summary>Trusted trader under the scenario's definition.</summary>
    Trusted = 4,

    /// <summary>Applied to the test of the Centers.</summary>
    Applied = 8,

    /// <summary>Files fewer summaries a year than the scenario's bound for a small importer.</summary>
    Small = 16,

    /// <summary>Was at a training whose effect had not faded when the entry was filed.</summary>
    Trained = 32,
}

/// <summary>Whether the question of a case, its importer and heading, was decided in the twelve months before.</summary>
public enum CaseMemory : byte
{
    /// <summary>Nobody did, or nobody looked.</summary>
    None = 0,

    /// <summary>Another office did, and its decision was known when the case was handed to this one.</summary>
    Elsewhere = 1,

    /// <summary>The office that has the case did.</summary>
    Own = 2,
}

/// <summary>
/// One piece of human work as it travels between an importer and an office, 56 bytes. A value: copying it copies the
/// fact. Indices refer to the tables of the run's setup.
/// </summary>
public readonly record struct WorkItem
{
    /// <summary>Stable identity: importer, entry-year, entry and stage packed by <see cref="WorkId"/>.</summary>
    public required long Id { get; init; }

    /// <summary>When it arose, UTC seconds.</summary>
    public required long Arose { get; init; }

    /// <summary>When the office may first see it, UTC seconds; never before <see cref="Arose"/>.</summary>
    public required long Seen { get; init; }

    /// <summary>Clock of law that began before this stage, UTC seconds; 0 when the kind's own clock counts.</summary>
    public long Deadline { get; init; }

    /// <summary>Customs value of the entry, whole dollars.</summary>
    public int ValueDollars { get; init; }

    /// <summary>Day the entry summary was filed, days since 1970-01-01.</summary>
    public int FiledDay { get; init; }

    /// <summary>Index of the port.</summary>
    public ushort Port { get; init; }

    /// <summary>Four-digit HTS heading.</summary>
    public ushort Heading { get; init; }

    /// <summary>Entries this work covers: a batch, or the entries of one protest.</summary>
    public ushort Entries { get; init; }

    /// <summary>Place in the order of risk, 0 the riskiest; orders the pool.</summary>
    public ushort RiskRank { get; init; }

    public WorkKind Kind { get; init; }

    /// <summary>Index of the Center the account is assigned to; -1 when none.</summary>
    public sbyte Center { get; init; }

    public AccountFlags Flags { get; init; }

    /// <summary>Class of the account by size and number of ports; 0 in a plain queue.</summary>
    public byte AccountClass { get; init; }

    /// <summary>What is remembered of its question; told by the case book, then by the office that opens it.</summary>
    public CaseMemory Memory { get; init; }

    /// <summary>Stage already known when it arose (an entry referred by its keyed fate).</summary>
    public bool Referred { get; init; }

    /// <summary>Passed on by another office: the receiver counts it as received, not as arrived.</summary>
    public bool HandedOver { get; init; }

    /// <summary>Its liquidation was extended.</summary>
    public bool Extended { get; init; }

    /// <summary>Importer number within the population.</summary>
    public int Importer => WorkId.Importer(Id);
}

/// <summary>
/// Identity of a piece of work: importer (21 bits), entry-year + 16 (6 bits), entry (24 bits), stage (8 bits) and a
/// zero sign bit plus 4 spare ones. The same entry has the same identity in every scenario that contains it.
/// </summary>
public static class WorkId
{
    /// <summary>Greatest importer number.</summary>
    public const int MaxImporter = (1 << 21) - 1;

    /// <summary>Greatest index of an entry within one importer and entry-year.</summary>
    public const int MaxEntry = (1 << 24) - 1;

    public static long Pack(int importer, int entryYear, int entry, int stage)
    {
        if (importer is < 0 or > MaxImporter || entryYear is < -16 or > 47 || entry is < 0 or > MaxEntry || stage is < 0 or > 255)
        {
            throw new ArgumentOutOfRangeException(nameof(importer), $"No identity for importer {importer}, entry-year {entryYear}, entry {entry}, stage {stage}.");
        }

        return ((long)importer << 38) | ((long)(entryYear + 16) << 32) | ((long)entry << 8) | (uint)stage;
    }

    public static int Importer(long id) => (int)(id >> 38);

    public static int EntryYear(long id) => (int)((id >> 32) & 63) - 16;

    public static int Entry(long id) => (int)((id >> 8) & MaxEntry);

    public static int Stage(long id) => (int)(id & 255);

    /// <summary>The same case at its next stage.</summary>
    public static long NextStage(long id)
    {
        int stage = Stage(id) + 1;
        if (stage > 255)
        {
            throw new InvalidOperationException($"Case {id} has more than 255 stages.");
        }

        return (id & ~255L) | (uint)stage;
    }
}
