using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Cases;

/// <summary>Where an open case is. The numbers are stored: never renumber.</summary>
public enum CaseState : byte
{
    /// <summary>In the queue of its office.</summary>
    Queued = 1,

    /// <summary>A person has it.</summary>
    Taken = 2,

    /// <summary>Waits for somebody outside.</summary>
    Outside = 3,
}

/// <summary>
/// One open case of an account: the live counterpart of a work item. The account owns it; an office only sees it. A case
/// keeps its number through all its stages.
/// </summary>
public sealed record Case
{
    /// <summary>Number within the account, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Kind of work of its present stage; while it waits outside, of the stage that is to follow.</summary>
    public required WorkKind Kind { get; init; }

    public required CaseState State { get; init; }

    /// <summary>What it is about, in the words of who filed it: an entry, protest or inquiry number.</summary>
    public required string Subject { get; init; }

    /// <summary>Code of the office that has it.</summary>
    public required string Office { get; init; }

    /// <summary>Code of the port.</summary>
    public required string Port { get; init; }

    /// <summary>Four-digit HTS heading; 0 when it is about none.</summary>
    public int Heading { get; init; }

    /// <summary>When its present stage arose, UTC seconds.</summary>
    public required long Seen { get; init; }

    /// <summary>When its present stage is due, UTC seconds; <see cref="Calendars.SimTime.Never"/> without a clock or while it waits outside.</summary>
    public required long Due { get; init; }

    /// <summary>When the law or its cut-off takes it away; <see cref="Calendars.SimTime.Never"/> for never.</summary>
    public required long Expires { get; init; }

    /// <summary>Clock of law that began before this stage; 0 when the kind's own clock counts.</summary>
    public long Deadline { get; init; }

    /// <summary>Day the entry summary was filed, days since 1970-01-01.</summary>
    public required int FiledDay { get; init; }

    /// <summary>Customs value, whole dollars.</summary>
    public int ValueDollars { get; init; }

    /// <summary>Entries it covers, at least 1.</summary>
    public int Entries { get; init; } = 1;

    /// <summary>Place in the order of risk, 0 the riskiest.</summary>
    public int RiskRank { get; init; }

    /// <summary>Known when it arose to be one for an import specialist.</summary>
    public bool Referred { get; init; }

    /// <summary>Its liquidation was extended.</summary>
    public bool Extended { get; init; }

    /// <summary>Somebody took it at this stage.</summary>
    public bool Touched { get; init; }

    /// <summary>Who has it; null unless <see cref="CaseState.Taken"/>.</summary>
    public string? Assignee { get; init; }

    /// <summary>Whom it waits for; none unless <see cref="CaseState.Outside"/>.</summary>
    public WaitCause Wait { get; init; }

    /// <summary>When somebody outside has to have answered, UTC seconds; 0 when no day is set.</summary>
    public long AnswerBy { get; init; }

    /// <summary>The piece of work that the rules know, under this rulebook's indices.</summary>
    public WorkItem ToItem(Rulebook book, AccountFlags flags, int center) => new()
    {
        Id = Number,
        Arose = Seen,
        Seen = Seen,
        Deadline = Deadline,
        ValueDollars = ValueDollars,
        FiledDay = FiledDay,
        Port = (ushort)Math.Max(0, book.PortOf(Port)),
        Heading = (ushort)Heading,
        Entries = (ushort)Entries,
        RiskRank = (ushort)RiskRank,
        Kind = Kind,
        Center = (sbyte)center,
        Flags = flags,
        Referred = Referred,
        Extended = Extended,
    };
}
