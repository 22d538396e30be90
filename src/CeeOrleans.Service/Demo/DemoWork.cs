using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Service.Demo;

/// <summary>
/// The open work of the synthetic nation by office. It is gathered from the first question on, importer by importer on one
/// thread, so that look-ups stay quick: half a minute for 350,000. Until then lists hold what is there. Kept is where an item
/// stands and whose it is, 32 bytes each; the item itself is derived again when it is shown.
/// </summary>
internal sealed class DemoWork
{
    /// <summary>Importers whose work comes into the lists together.</summary>
    private const int Together = 500;

    private readonly Lock gate = new();
    private readonly Lazy<Task<DemoNation>> nation;
    private readonly Dictionary<string, List<Found>> byOffice = new(StringComparer.Ordinal);
    private double gathered;
    private Task gathering = Task.CompletedTask;

    public DemoWork(Task<DemoNation> nation) => this.nation = new Lazy<Task<DemoNation>>(() => BeginAsync(nation));

    /// <summary>Share of the importers whose work is in the lists.</summary>
    public double Gathered => Volatile.Read(ref gathered);

    /// <summary>Gathers all of it.</summary>
    public async Task AllAsync()
    {
        await nation.Value.ConfigureAwait(false);
        await gathering.ConfigureAwait(false);
    }

    /// <summary>Items after a place, in their order, without those of accounts that are stored.</summary>
    /// <param name="office">Code, or null for all.</param>
    /// <param name="fits">Which are in the list.</param>
    /// <param name="ranked">Whether rank comes before due time, as at a desk.</param>
    /// <param name="isStored">Whether an account is in the store, which then says what is open of it.</param>
    public async Task<List<OpenItem>> AfterAsync(string? office, Func<Found, bool> fits, bool ranked, WorkPlace after, int most, Func<string, Task<bool>> isStored, CancellationToken cancellation)
    {
        DemoNation of = await nation.Value.WaitAsync(cancellation).ConfigureAwait(false);
        Found[] here;
        lock (gate)
        {
            here = [.. office is null ? byOffice.Values.SelectMany(l => l) : byOffice.GetValueOrDefault(office) ?? []];
        }

        List<OpenItem> items = [];
        Dictionary<int, bool> stored = [];
        foreach (Found found in here.Where(f => fits(f) && f.IsAfter(after, ranked)).OrderBy(f => (ranked ? f.Rank : 0, f.Due, f.Importer, f.Case)))
        {
            if (items.Count == most)
            {
                break;
            }

            string ior = DemoNation.NumberOf(found.Importer).Text;
            if (!stored.TryGetValue(found.Importer, out bool known))
            {
                stored[found.Importer] = known = await isStored(ior).ConfigureAwait(false);
            }

            if (!known)
            {
                items.Add(ItemOf(ior, of.CasesOf(found.Importer)[found.Case]));
            }
        }

        return items;
    }

    private async Task<DemoNation> BeginAsync(Task<DemoNation> made)
    {
        DemoNation of = await made.ConfigureAwait(false);
        gathering = Task.Factory.StartNew(() => Gather(of), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return of;
    }

    private void Gather(DemoNation of)
    {
        List<(string Office, Found Item)> some = [];
        for (int importer = 0; importer < of.Importers; importer++)
        {
            some.AddRange(of.CasesOf(importer).Values.Select(c => (c.Office, new Found(importer, c.Number, WorkRules.For(c.Kind), c.Due))));
            if ((importer + 1) % Together == 0 || importer == of.Importers - 1)
            {
                lock (gate)
                {
                    foreach ((string office, Found item) in some)
                    {
                        (byOffice.TryGetValue(office, out List<Found>? list) ? list : byOffice[office] = []).Add(item);
                    }
                }

                some.Clear();
                Volatile.Write(ref gathered, (importer + 1.0) / of.Importers);
            }
        }
    }

    private static OpenItem ItemOf(string ior, Case c)
    {
        WorkRule rule = WorkRules.For(c.Kind);
        return new OpenItem(ior, c.Number, c.Kind, rule.Role, rule.Rank, c.State, c.Subject, c.Office, c.Port, c.Heading, c.Due, c.Expires, 0, null);
    }

    /// <summary>An open item of the nation.</summary>
    internal readonly record struct Found(int Importer, int Case, Role Role, Rank Rank, long Due)
    {
        public Found(int importer, int number, WorkRule rule, long due)
            : this(importer, number, rule.Role, rule.Rank, due)
        {
        }

        /// <summary>Whether it stands after a place. Numbers of importers ascend with the importers; one is written out only where all before it is equal.</summary>
        public bool IsAfter(WorkPlace place, bool ranked)
        {
            int rank = ranked ? (int)Rank : 0;
            return rank != place.Rank ? rank > place.Rank
                : Due != place.Due ? Due > place.Due
                : new WorkPlace(rank, Due, DemoNation.NumberOf(Importer).Text, Case) > place;
        }
    }
}
