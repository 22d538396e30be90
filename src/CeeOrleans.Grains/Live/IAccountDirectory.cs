using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Grains.Live;

/// <summary>Look-ups of accounts that are there without being stored, and of their open work, beside those of the store.</summary>
public interface IAccountDirectory : IWorkLists
{
    /// <param name="list">c, m or n: by Center, manager or name.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="FormatException">The value or the cursor is none of this list.</exception>
    Task<Page<AccountRow>> ListAsync(char list, string value, string? cursor, int limit, CancellationToken cancellation);
}
