using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;

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

    /// <summary>The open cases as they were written last, for an account that has many; null otherwise.</summary>
    internal CaseText? Text { get; init; }
}

/// <summary>
/// The stored text of an account's open cases, kept while they do not change: most commands to the largest importer are
/// filings that open no case, and its cases are most of its state. Not thread-safe: it belongs to one activation.
/// </summary>
internal sealed class CaseText
{
    /// <summary>Accounts with fewer open cases are written as fast without it.</summary>
    public const int WorthwhileFrom = 200;

    private ImmutableSortedDictionary<int, Case>? cases;
    private byte[] text = [];

    /// <summary>The cases as a JSON array.</summary>
    public ReadOnlySpan<byte> Of(ImmutableSortedDictionary<int, Case> wanted)
    {
        if (!ReferenceEquals(cases, wanted))
        {
            text = AccountFormat.WriteCases(wanted);
            cases = wanted;
        }

        return text;
    }
}

/// <summary>A stored state can't be read: it is broken, or written by a newer program.</summary>
public sealed class StoredStateException(string message, Exception? inner = null) : Exception(message, inner);
