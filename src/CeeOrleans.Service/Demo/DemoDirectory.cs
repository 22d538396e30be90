using CeeOrleans.Domain.Offices;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Demo;

/// <summary>
/// Look-ups and work lists over the synthetic nation and the store together, in the order of importer numbers or of the desk. The nation's names are made
/// with the first look-up: 60 MB and two seconds, once. A stored account counts as it is stored.
/// </summary>
/// <param name="rows">Of the store.</param>
public sealed class DemoDirectory(Task<DemoNation> nation, AccountRows rows) : IAccountDirectory
{
    private static readonly char[] Separators = [.. Enumerable.Range(32, 95).Select(c => (char)c).Where(c => !char.IsLetterOrDigit(c))];

    private readonly DemoWork work = new(nation);

    private readonly Lazy<Task<AccountRow[]>> all = new(() => Task.Run(async () => (await nation.ConfigureAwait(false)).List()));

    public double Gathered => work.Gathered;

    /// <summary>Gathers the work of all importers.</summary>
    public Task GatherAsync() => work.AllAsync();

    public async Task<Page<OpenItem>> WorkAsync(string office, Role role, string? cursor, int limit, CancellationToken cancellation)
    {
        Page<OpenItem> stored = await rows.WorkAsync(office, role, cursor, limit, cancellation).ConfigureAwait(false);
        List<OpenItem> demo = await work.AfterAsync(office, f => f.Role == role, true, WorkPlace.AtDesk(cursor), limit + 1, ior => IsStoredAsync(ior, cancellation), cancellation).ConfigureAwait(false);
        return Both(stored, demo, i => new WorkPlace((int)i.Rank, i.Due, i.Account, i.Number), limit, WorkPlace.AfterAtDesk);
    }

    public async Task<Page<OpenItem>> OverdueAsync(string? office, long now, string? cursor, int limit, CancellationToken cancellation)
    {
        Page<OpenItem> stored = await rows.OverdueAsync(office, now, cursor, limit, cancellation).ConfigureAwait(false);
        List<OpenItem> demo = await work.AfterAsync(office, f => f.Due < now, false, WorkPlace.AmongLate(cursor), limit + 1, ior => IsStoredAsync(ior, cancellation), cancellation).ConfigureAwait(false);
        return Both(stored, demo, i => new WorkPlace(0, i.Due, i.Account, i.Number), limit, WorkPlace.AfterAmongLate);
    }

    private async Task<bool> IsStoredAsync(string ior, CancellationToken cancellation) => await rows.FindAsync(ior, cancellation).ConfigureAwait(false) is not null;

    private static Page<OpenItem> Both(Page<OpenItem> stored, List<OpenItem> demo, Func<OpenItem, WorkPlace> placeOf, int limit, Func<OpenItem, string> after)
    {
        OpenItem[] both = [.. stored.Items.Concat(demo).OrderBy(placeOf)];
        return both.Length > limit || stored.Next is not null
            ? new Page<OpenItem>([.. both.Take(limit)], after(both[Math.Min(limit, both.Length) - 1]))
            : new Page<OpenItem>([.. both], null);
    }

    public async Task<Page<AccountRow>> ListAsync(char list, string value, string? cursor, int limit, CancellationToken cancellation)
    {
        Page<AccountRow> stored = list switch
        {
            'n' => await rows.ByNameAsync(value, cursor, limit, cancellation).ConfigureAwait(false),
            'c' => await rows.ByCenterAsync(value, cursor, limit, cancellation).ConfigureAwait(false),
            'm' => await rows.ByManagerAsync(value, cursor, limit, cancellation).ConfigureAwait(false),
            _ => throw new FormatException($"There is no list {list}."),
        };
        string after = AccountRows.PlaceOf(list, cursor);
        AccountRow[] demo = await all.Value.WaitAsync(cancellation).ConfigureAwait(false);
        string[] words = value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        int at = Array.BinarySearch(demo, after, Comparer<object>.Create((row, ior) => string.CompareOrdinal(((AccountRow)row).Ior, (string)ior)));
        List<AccountRow> found = [];
        for (int i = at < 0 ? ~at : at + 1; i < demo.Length && found.Count <= limit; i++)
        {
            AccountRow row = demo[i];
            bool fits = list switch
            {
                'c' => row.Center == value,
                'm' => row.Manager == value,
                _ => words.All(w => HasWord(row.Name, w)),
            };
            if (fits && await rows.FindAsync(row.Ior, cancellation).ConfigureAwait(false) is null)
            {
                found.Add(row);
            }
        }

        AccountRow[] both = [.. stored.Items.Concat(found).OrderBy(r => r.Ior, StringComparer.Ordinal)];
        return both.Length > limit || stored.Next is not null
            ? new Page<AccountRow>([.. both.Take(limit)], AccountRows.CursorAfter(list, both[Math.Min(limit, both.Length) - 1].Ior))
            : new Page<AccountRow>([.. both], null);
    }

    private static bool HasWord(string name, string word)
    {
        for (int i = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); i >= 0; i = name.IndexOf(word, i + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (i == 0 || !char.IsLetterOrDigit(name[i - 1]))
            {
                return true;
            }
        }

        return false;
    }
}
