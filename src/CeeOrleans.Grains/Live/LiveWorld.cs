using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Importers;
using CeeOrleans.Grains.Storage;
using Orleans.Storage;

namespace CeeOrleans.Grains.Live;

/// <summary>Accounts that need not be stored to be there; a demonstration's nation. Safe for many callers.</summary>
public interface IAccountSource
{
    /// <summary>The account of a number as it was before its first command, or null. At most a millisecond.</summary>
    Account? Find(ImporterNumber number);

    /// <summary>
    /// Every account it can name, ascending by number (ordinal); empty where it finds accounts and can't list them. Each costs
    /// what <see cref="Find"/> costs.
    /// </summary>
    IEnumerable<Account> All() => [];
}

/// <summary>
/// What the live faces of a silo work with: the rules in force, the store, the clock. A silo of runs has
/// <see cref="None"/>: its live faces refuse every call.
/// </summary>
public sealed class LiveWorld
{
    private readonly IGrainStorage? storage;
    private readonly AccountRows? rows;
    private readonly LiveDatabase? database;
    private readonly Rulebook? book;

    private LiveWorld()
    {
    }

    public LiveWorld(Rulebook book, LiveDatabase database, IGrainStorage storage, AccountRows rows, TimeProvider time, IAccountSource? source)
    {
        (this.book, this.database, this.storage, this.rows, Time, Source) = (book, database, storage, rows, time, source);
    }

    public static LiveWorld None { get; } = new();

    public Rulebook Book => book ?? throw NotHere();

    public AccountRows Rows => rows ?? throw NotHere();

    internal LiveDatabase Database => database ?? throw NotHere();

    internal IGrainStorage Storage => storage ?? throw NotHere();

    internal TimeProvider Time { get; } = TimeProvider.System;

    internal IAccountSource? Source { get; }

    internal AccountLive Account(IGrainBase grain, ImporterNumber number) => new(grain, number, this);

    private static InvalidOperationException NotHere() => new("This silo serves no live accounts.");
}
