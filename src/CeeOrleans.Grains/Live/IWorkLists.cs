using CeeOrleans.Domain.Offices;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Grains.Live;

/// <summary>Open items of many accounts: what an office has to do, and what is overdue. Safe for many callers at once.</summary>
public interface IWorkLists
{
    /// <summary>Share of the open work that is in the lists, 0 to 1; below 1 while they are still being gathered.</summary>
    double Gathered { get; }

    /// <summary>Open items of a role at an office that people can work on, in the order of the desk: rank, due time, account, number.</summary>
    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    Task<Page<OpenItem>> WorkAsync(string office, Role role, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Open items whose due time is over, the oldest first; of one office, or of all.</summary>
    /// <param name="office">Code, or null for all.</param>
    /// <param name="now">UTC seconds.</param>
    /// <exception cref="FormatException">The cursor is none of this list.</exception>
    Task<Page<OpenItem>> OverdueAsync(string? office, long now, string? cursor, int limit, CancellationToken cancellation);
}
