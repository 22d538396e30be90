using System.Data.Common;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Storage.Tests;

public sealed class SqliteSnapshotTests() : SnapshotTests(new SqliteStore());

public sealed class PostgreSqlSnapshotTests() : SnapshotTests(new PostgreSqlStore());

/// <summary>Snapshots of a store: as of one moment, the same for the same state, and none of a store that contradicts itself.</summary>
public abstract class SnapshotTests(Store store) : IAsyncLifetime
{
    private static int serial = 500_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await store.InitializeAsync();
        Assert.SkipWhen(store.Database is null, $"PostgreSQL is not tested here: {PostgreSqlStore.Variable} holds no connection string.");
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_same_state_gives_the_same_snapshot_and_it_holds_what_the_accounts_have()
    {
        Ledgered[] all = [await FilledAsync(3, parts: false), await FilledAsync(40, parts: true), await FilledAsync(0, parts: false)];
        using MemoryStream first = new();
        using MemoryStream second = new();
        SnapshotFacts one = await WriteAsync(first, SmallPlan.Monday);
        SnapshotFacts two = await WriteAsync(second, SmallPlan.Monday + SimTime.Day);
        Assert.Equal(one with { AsOf = two.AsOf }, two);
        Assert.Equal(first.ToArray()[SnapshotFile.HeaderBytes..], second.ToArray()[SnapshotFile.HeaderBytes..]);

        LiveSnapshot snapshot = Read(first);
        Assert.Equal((one, 3), (snapshot.Facts, snapshot.Accounts.Length));
        Assert.Equal(all.Sum(a => a.Account!.Cases.Count), snapshot.Facts.Items);
        foreach (Account account in all.Select(a => a.Account!))
        {
            SnapshotAccount found = snapshot.Accounts.Single(a => a.Ior == account.Number.Text);
            Assert.Equal((account.Center.Center, account.Membership, true), (found.Center, found.Membership, found.Trusted));
            Assert.Equal(account.Totals.IsEmpty ? null : "001", found.Industry);
            Assert.Equal(
                account.Totals.GroupBy(t => (t.Port, t.Heading)).OrderBy(g => g.Key).Select(g => new SnapshotCell(g.Key.Port, g.Key.Heading, g.Sum(t => t.Entries), g.Sum(t => t.ValueCents))),
                found.Volume);
            Assert.Equal(
                account.Cases.Values.Select(c => (c.Number, c.Kind, c.State, c.Office, c.Port, c.Heading, c.Seen, c.Due, c.FiledDay)),
                found.Items.Select(i => (i.Number, i.Kind, i.State, i.Office, i.Port, i.Heading, i.Seen, i.Due, i.FiledDay)));
        }

        using MemoryStream late = new();
        SnapshotFacts nextYear = await WriteAsync(late, SmallPlan.Monday + (400L * SimTime.Day));
        Assert.NotEqual(one.Hash, nextYear.Hash);
        Assert.All(Read(late).Accounts, a => Assert.Empty(a.Volume));
    }

    [Fact]
    public async Task What_is_written_while_a_snapshot_is_taken_is_not_in_it()
    {
        Ledgered before = await FilledAsync(2, parts: false);
        (Ledgered after, GrainId id) = Store.Opened();
        using Interrupted stream = new(() => store.WriteAsync(after, id, null).GetAwaiter().GetResult());
        SnapshotFacts facts = await WriteAsync(stream, SmallPlan.Monday);
        Assert.Equal(1, facts.Accounts);
        Assert.Equal(before.Account!.Number.Text, Read(stream).Accounts.Single().Ior);
        using MemoryStream later = new();
        Assert.Equal(2, (await WriteAsync(later, SmallPlan.Monday)).Accounts);
    }

    [Theory]
    [InlineData("UPDATE open_item SET office = '999' WHERE account = '@ior' AND number = 1", "at 999 in the rows")]
    [InlineData("DELETE FROM open_item WHERE account = '@ior' AND number = 1", "open item 1 of @ior has no row")]
    [InlineData("UPDATE open_item SET number = 77 WHERE account = '@ior' AND number = 1", "open item 1 of @ior has no row")]
    [InlineData("UPDATE open_item SET account = '00-000000000' WHERE account = '@ior' AND number = 1", "open item 1 of 00-000000000 has a row, and its account does not know it")]
    [InlineData("UPDATE open_item SET account = '99-999999900' WHERE account = '@ior' AND number = 3", "open item 3 of @ior has no row")]
    [InlineData("DELETE FROM grain_state WHERE key = 'live/@ior'", "has a row and no account")]
    public async Task A_store_in_which_an_item_is_not_in_exactly_one_office_gives_no_snapshot(string damage, string said)
    {
        Ledgered account = await FilledAsync(3, parts: false);
        string ior = account.Account!.Number.Text;
        await using (DbConnection connection = await store.Database!.OpenAsync(Stop))
        {
            await LiveDatabase.ExecuteAsync(connection, damage.Replace("@ior", ior, StringComparison.Ordinal), Stop);
        }

        using MemoryStream stream = new();
        SnapshotException refused = await Assert.ThrowsAsync<SnapshotException>(() => WriteAsync(stream, SmallPlan.Monday));
        Assert.Contains(said.Replace("@ior", ior, StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_that_are_there_without_being_stored_stand_between_the_others_and_a_stored_one_counts_as_it_is_stored()
    {
        Ledgered stored = await FilledAsync(2, parts: false);
        Listed source = new(stored.Account! with { Cases = stored.Account.Cases.Clear() }, "00-000000100", "99-000000100");
        using MemoryStream stream = new();
        await new SnapshotRows(store.Database!, SmallPlan.Book, source).WriteAsync(stream, SmallPlan.Monday, Stop);
        LiveSnapshot snapshot = Read(stream);
        Assert.Equal(["00-000000100", stored.Account.Number.Text, "99-000000100"], snapshot.Accounts.Select(a => a.Ior));
        Assert.Equal(2, snapshot.Accounts[1].Items.Length);
    }

    private Task<SnapshotFacts> WriteAsync(Stream stream, long asOf) => new SnapshotRows(store.Database!, SmallPlan.Book, null).WriteAsync(stream, asOf, Stop);

    private static LiveSnapshot Read(MemoryStream stream)
    {
        stream.Position = 0;
        return SnapshotFile.Read(stream);
    }

    /// <summary>An account with so many open document reviews, and one that is done.</summary>
    private async Task<Ledgered> FilledAsync(int items, bool parts)
    {
        (Ledgered a, GrainId id) = Store.Opened();
        string etag = await store.WriteAsync(a, id, null);
        AccountParts stored = AccountParts.None;
        for (int i = 0; i < items; i++)
        {
            Assert.True(a.Do(SmallPlan.Entry(Interlocked.Increment(ref serial), WorkKind.DocumentReview) with { Heading = 8471 + (i % 3) }).Done);
            if (parts)
            {
                PartChanges changes = stored.To(a.Account!, a.Last, 8);
                GrainState<AccountRecord> state = new(new AccountRecord { Account = a.Account, Effects = a.Last, Changes = changes }, etag) { RecordExists = true };
                await store.Storage.WriteStateAsync(LiveStorage.AccountState, id, state);
                (etag, stored) = (state.ETag!, changes.After);
            }
            else
            {
                etag = await store.WriteAsync(a, id, etag);
            }
        }

        return a;
    }

    /// <summary>Does something when the snapshot begins to be written, which is after its moment.</summary>
    private sealed class Interrupted(Action then) : MemoryStream
    {
        private bool done;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Then();
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Then();
            base.Write(buffer, offset, count);
        }

        private void Then()
        {
            if (!done)
            {
                done = true;
                then();
            }
        }
    }

    private sealed class Listed(Account template, params string[] others) : IAccountSource
    {
        public Account? Find(ImporterNumber number) => All().FirstOrDefault(a => a.Number == number);

        public IEnumerable<Account> All() => others.Append(template.Number.Text).Order(StringComparer.Ordinal).Select(o => template with { Number = ImporterNumber.Parse(o) });
    }
}
