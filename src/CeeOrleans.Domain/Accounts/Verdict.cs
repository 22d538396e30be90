using System.Collections.Immutable;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>Why a command is refused. The numbers are stored with the answer: never renumber.</summary>
public enum Refusal : byte
{
    None = 0,

    /// <summary>No account of this number is open.</summary>
    NoAccount = 1,

    /// <summary>The account, case, hold or entry that the command names is not there, or not any more.</summary>
    NotThere = 2,

    /// <summary>A value that nobody could mean: too long, out of range, an unknown place.</summary>
    Invalid = 3,

    /// <summary>The account or case is not in a state in which this can be done.</summary>
    WrongState = 4,

    /// <summary>Somebody else has the case.</summary>
    TakenByAnother = 5,

    /// <summary>The same number was filed before with other contents, or by somebody else.</summary>
    OtherContents = 6,

    /// <summary>The account changed since the asker looked.</summary>
    Stale = 7,

    /// <summary>A bound of the account is reached.</summary>
    TooMany = 8,
}

/// <summary>Who asks what, under which identity.</summary>
/// <param name="Id">Identity of the command, 1 to 64 characters; the same for every repeat.</param>
/// <param name="Actor">Who asks, 1 to 64 characters.</param>
/// <param name="IfVersion">The version of the account that the asker saw; null when any will do.</param>
public sealed record CommandEnvelope(string Id, string Actor, AccountCommand Command, long? IfVersion = null)
{
    /// <summary>Most characters of an identity or a name.</summary>
    public const int MostCharacters = 64;
}

/// <summary>What became of a command. A repeat gets the same one.</summary>
/// <param name="Version">Version of the account after it; 0 when there is no account.</param>
/// <param name="Case">The case that it opened or was about.</param>
/// <param name="Reason">Why it was refused, for people; null when it was done.</param>
/// <param name="At">UTC seconds at which it was decided.</param>
public sealed record Answer(string CommandId, Refusal Refusal, string? Reason, long Version, int? Case, long At)
{
    public bool Done => Refusal == Refusal.None;
}

/// <summary>A row of the ledger: something that happened once, for ever.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="At">UTC seconds.</param>
/// <param name="FiledDay">Days since 1970-01-01; of the entry where it is about one.</param>
/// <param name="Content">What must be the same when it comes again.</param>
public sealed record LedgerRow(LedgerKind Kind, string Number, string Account, long At, int FiledDay, string Port, int Heading, int Lines, long ValueCents, int? Case, string Content)
{
    /// <summary>The key under which the ledger holds it: entries and protests are unique in the nation, all else within its account.</summary>
    public static string KeyOf(ImporterNumber account, NaturalKey key) =>
        key.Kind is LedgerKind.Entry or LedgerKind.Protest or LedgerKind.Liquidation ? key.Number : $"{account.Text}/{key.Number}";
}

/// <summary>What the ledger says about a command before it is decided.</summary>
/// <param name="Answered">The answer to the same command identity, when there was one.</param>
/// <param name="Known">The row of its natural key.</param>
/// <param name="Entry">The row of the entry that it is about.</param>
public sealed record PastFacts(Answer? Answered = null, LedgerRow? Known = null, LedgerRow? Entry = null)
{
    public static PastFacts Nothing { get; } = new();
}

/// <summary>A case that is over.</summary>
/// <param name="Case">As it was last.</param>
/// <param name="At">UTC seconds.</param>
/// <param name="Actor">Who decided; null when a clock did.</param>
public sealed record ClosedCase(Case Case, Outcome Outcome, long At, string? Actor);

/// <summary>What must be written together with the next state.</summary>
public sealed record AccountEffects
{
    public static AccountEffects Nothing { get; } = new();

    /// <summary>Cases that were opened or changed, by number; their rows are derived anew.</summary>
    public ImmutableSortedSet<int> Touched { get; init; } = [];

    public ImmutableArray<ClosedCase> Closed { get; init; } = [];

    public ImmutableArray<LedgerRow> Filed { get; init; } = [];

    /// <summary>Answers to remember, with the identity they belong to.</summary>
    public ImmutableArray<Answer> Answers { get; init; } = [];

    /// <summary>Both, this one first.</summary>
    public AccountEffects Then(AccountEffects next) => new()
    {
        Touched = Touched.Union(next.Touched),
        Closed = Closed.AddRange(next.Closed),
        Filed = Filed.AddRange(next.Filed),
        Answers = Answers.AddRange(next.Answers),
    };
}

/// <summary>What a command does: the next state, what goes with it, and the answer.</summary>
/// <param name="Account">The next state; the same object when nothing changed; null when there is no account.</param>
/// <param name="Effects">Empty for a repeat.</param>
/// <param name="Repeated">The command's identity was answered before, or what it brings is in the ledger already.</param>
public sealed record Verdict(Account? Account, AccountEffects Effects, Answer Answer, bool Repeated = false);
