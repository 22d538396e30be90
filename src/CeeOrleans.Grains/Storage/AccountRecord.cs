using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Grains.Storage;

/// <summary>
/// What one write of an account stores: its state, and what that write changed. The store derives its rows from the second
/// in the same transaction; a read gives the first only.
/// </summary>
public sealed class AccountRecord
{
    /// <summary>Null when there is no account.</summary>
    public Account? Account { get; init; }

    /// <summary>What goes with this write.</summary>
    public AccountEffects Effects { get; init; } = AccountEffects.Nothing;

    /// <summary>A trusted trader under the rules in force; only for the rows.</summary>
    public bool Trusted { get; init; }

    /// <summary>The parts that this write changes; null to write the account whole.</summary>
    internal PartChanges? Changes { get; init; }

    /// <summary>The parts that the store has, after a read.</summary>
    internal AccountParts Parts { get; init; } = AccountParts.None;
}

/// <summary>A stored state can't be read: it is broken, or written by a newer program.</summary>
public sealed class StoredStateException(string message, Exception? inner = null) : Exception(message, inner);
