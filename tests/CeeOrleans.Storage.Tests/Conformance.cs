using System.Collections.Immutable;
using System.Data.Common;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;
using Orleans.Storage;

namespace CeeOrleans.Storage.Tests;

public sealed class SqliteConformance(SqliteStore store) : Conformance(store);

public sealed class PostgreSqlConformance(PostgreSqlStore store) : Conformance(store);

/// <summary>What a store of live accounts must do, whatever it is.</summary>
public abstract partial class Conformance
{
    private readonly Store store;

    protected Conformance(Store store)
    {
        Assert.SkipWhen(store.Database is null, $"Not run: no PostgreSQL here. Set {PostgreSqlStore.Variable} to a connection string, or let .ci/run do it.");
        this.store = store;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_was_written_is_read_again()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview, WorkKind.FullReview));
        Assert.Equal("1", await store.WriteAsync(a, id, null));
        Found read = await store.ReadAsync(id);
        Assert.True(read.RecordExists);
        Assert.Equal("1", read.ETag);
        Same(a.Account!, read.Account!);
    }

    [Fact]
    public async Task A_state_that_was_never_written_does_not_exist()
    {
        Found read = await store.ReadAsync(Store.IdOf(Store.Fresh()));
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Null(read.Account);
    }

    [Fact]
    public async Task Of_many_first_writers_one_wins()
    {
        for (int key = 0; key < 20; key++)
        {
            (Ledgered a, GrainId id) = Store.Opened();
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WinsAsync(a, id, null)));
            Assert.Equal(1, won.Count(w => w));
            Assert.Equal("1", (await store.ReadAsync(id)).ETag);
        }
    }

    [Fact]
    public async Task Of_many_later_writers_one_wins_and_a_stale_one_changes_nothing()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        string etag = await store.WriteAsync(a, id, null);
        for (int round = 2; round < 12; round++)
        {
            a.Do(new AssignManager($"Manager {round}"));
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WinsAsync(a, id, etag)));
            Assert.Equal(1, won.Count(w => w));
            string stale = etag;
            etag = (await store.ReadAsync(id)).ETag!;
            Assert.Equal($"{round}", etag);
            a.Do(new AssignManager("Stale"));
            Assert.False(await WinsAsync(a, id, stale));
            Assert.Equal($"Manager {round}", (await store.ReadAsync(id)).Account!.Manager);
        }
    }

    [Fact]
    public async Task A_version_that_was_never_written_is_refused()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        Assert.False(await WinsAsync(a, id, "5"));
        Assert.False((await store.ReadAsync(id)).RecordExists);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_with_its_rows_and_its_old_writers_do_not_come_back()
    {
        (Ledgered a, GrainId id) = Store.Opened("Cleared Imports");
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        string etag = await store.WriteAsync(a, id, null);
        GrainState<AccountRecord> cleared = Store.StateOf(a, etag);
        await store.Storage.ClearStateAsync(LiveStorage.AccountState, id, cleared);
        Found read = await store.ReadAsync(id);
        Assert.False(read.RecordExists);
        Assert.Equal(cleared.ETag, read.ETag);
        Assert.Null(await store.Rows.FindAsync(a.Account!.Number.Text, Stop));
        a.Do(new AssignManager("late"));
        Assert.False(await WinsAsync(a, id, etag));
        Assert.False(await WinsAsync(a, id, null));
        Assert.True(await WinsAsync(a, id, read.ETag));
        GrainState<AccountRecord> stale = Store.StateOf(a, "1");
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Storage.ClearStateAsync(LiveStorage.AccountState, id, stale));
    }

    [Fact]
    public async Task A_state_of_many_megabytes_is_kept()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        Case one = a.Done(SmallPlan.Entry(Serial(), WorkKind.FullReview));
        Account large = a.Account! with
        {
            NextCase = 40_001,
            Cases = Enumerable.Range(1, 40_000).Select(n => one with { Number = n }).ToImmutableSortedDictionary(c => c.Number, c => c),
        };
        GrainState<AccountRecord> state = new(new AccountRecord { Account = large }, null!);
        await store.Storage.WriteStateAsync(LiveStorage.AccountState, id, state);
        Same(large, (await store.ReadAsync(id)).Account!);
    }

    [Fact]
    public async Task Long_keys_that_differ_at_their_end_are_two_states()
    {
        string stem = "live/" + string.Concat(Enumerable.Range(0, 500).Select(i => (char)('a' + (i * i % 26))));
        (GrainId one, GrainId two) = (GrainId.Create("importer", stem + "1"), GrainId.Create("importer", stem + "2"));
        (Ledgered a, _) = Store.Opened();
        (Ledgered b, _) = Store.Opened();
        await store.WriteAsync(a, one, null);
        await store.WriteAsync(b, two, null);
        Same(a.Account!, (await store.ReadAsync(one)).Account!);
        Same(b.Account!, (await store.ReadAsync(two)).Account!);
    }

    [Fact]
    public async Task Grains_with_one_hash_do_not_touch_each_other()
    {
        (Ledgered Account, GrainId Id)[] all = [.. Enumerable.Range(0, 10).Select(_ => Store.Opened())];
        foreach ((Ledgered a, GrainId id) in all)
        {
            await store.WriteAsync(a, id, null);
        }

        all[3].Account.Do(new AssignManager("three"));
        await store.WriteAsync(all[3].Account, all[3].Id, "1");
        foreach ((Ledgered a, GrainId id) in all)
        {
            Found read = await store.ReadAsync(id);
            Assert.Equal(a == all[3].Account ? "2" : "1", read.ETag);
            Same(a.Account!, read.Account!);
        }
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_its_turn_changes_nothing()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Storage.WriteStateAsync(LiveStorage.AccountState, id, Store.StateOf(a, null), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Storage.ReadStateAsync(LiveStorage.AccountState, id, new GrainState<AccountRecord>(new AccountRecord()), cancelled.Token));
        Assert.False((await store.ReadAsync(id)).RecordExists);
        Assert.Equal("1", await store.WriteAsync(a, id, null));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_state_and_rows_as_they_were_and_the_next_one_works()
    {
        int serial = Serial();
        (Ledgered first, GrainId firstId) = Store.Opened();
        first.Do(SmallPlan.Entry(serial));
        await store.WriteAsync(first, firstId, null);

        (Ledgered second, GrainId id) = Store.Opened();
        string etag = await store.WriteAsync(second, id, null);
        for (int i = 0; i < 5; i++)
        {
            // The entry number is somebody else's: the ledger refuses, and with it the whole write.
            Ledgered wrong = Ledgered.Opened(number: second.Account!.Number);
            wrong.Done(SmallPlan.Entry(serial, WorkKind.FullReview));
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => store.WriteAsync(wrong, id, etag));
            Assert.True(store.Database!.IsTaken(refused), refused.ToString());
        }

        Same(second.Account!, (await store.ReadAsync(id)).Account!);
        Assert.Empty((await store.Rows.WorkAsync("none", Role.ImportSpecialist, null, 10, Stop)).Items);
        Assert.Null(await ItemAsync(second.Account!.Number));
        second.Do(SmallPlan.Entry(Serial()));
        Assert.Equal("2", await store.WriteAsync(second, id, etag));
    }

    [Fact]
    public async Task Keys_outside_the_live_world_are_answered_without_the_store()
    {
        GrainId id = GrainId.Create("importer", "133a1b1-350000/7");
        GrainState<AccountRecord> state = new(new AccountRecord());
        await store.Storage.ReadStateAsync(LiveStorage.AccountState, id, state);
        Assert.False(state.RecordExists);
        (Ledgered a, _) = Store.Opened();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Storage.WriteStateAsync(LiveStorage.AccountState, id, Store.StateOf(a, null)));
    }

    [Fact]
    public async Task Sixty_four_writers_at_once_all_get_through()
    {
        (Ledgered Account, GrainId Id)[] all = [.. Enumerable.Range(0, 64).Select(_ => Store.Opened())];
        await Task.WhenAll(all.Select(async x =>
        {
            string? etag = null;
            for (int i = 0; i < 5; i++)
            {
                etag = await store.WriteAsync(x.Account, x.Id, etag);
                x.Account.Do(new AssignManager($"Manager {i}"));
            }
        }));
        foreach ((_, GrainId id) in all)
        {
            Assert.Equal("5", (await store.ReadAsync(id)).ETag);
        }
    }

    [Fact]
    public async Task The_ledger_knows_answers_and_natural_keys_of_what_was_written()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        ImporterNumber number = a.Account!.Number;
        FileEntry entry = SmallPlan.Entry(Serial(), WorkKind.DocumentReview);
        Answer answer = a.Do(entry, "the filing");
        await store.WriteAsync(a, id, null);

        ImmutableArray<PastFacts> past = await store.Rows.PastAsync(
            number,
            [new CommandEnvelope("the filing", "x", entry), new CommandEnvelope("another", "x", entry), new CommandEnvelope("new", "x", new Liquidate(entry.Entry, 1)), new CommandEnvelope("newer", "x", SmallPlan.Entry(Serial()))],
            Stop);
        Assert.Equal(answer, past[0].Answered);
        Assert.Null(past[1].Answered);
        LedgerRow row = past[1].Known!;
        Assert.Equal((number.Text, entry.Content, answer.Case, entry.FiledDay, 1_234_500L), (row.Account, row.Content, row.Case, row.FiledDay, row.ValueCents));
        Assert.Null(past[2].Known);
        Assert.Equal(row, past[2].Entry);
        Assert.Equal(PastFacts.Nothing, past[3]);

        Assert.True(await store.Rows.ForgetAnswersAsync(answer.At + 1, Stop) >= 1);
        Assert.Null((await store.Rows.PastAsync(number, [new CommandEnvelope("the filing", "x", entry)], Stop))[0].Answered);
    }

    /// <summary>Longer ago than anything that other tests write into the store at the same time: it is due before all of that, on the first page.</summary>
    private const int LongAgo = 400;

    [Fact]
    public async Task Work_lists_come_in_the_order_of_the_desk_page_by_page()
    {
        List<OpenItem> expected = [];
        for (int i = 0; i < 4; i++)
        {
            (Ledgered a, GrainId id) = Store.Opened();
            a.Now -= LongAgo * 86_400;
            string? etag = null;
            foreach (WorkKind kind in new[] { WorkKind.FullReview, WorkKind.AdCvdReview, WorkKind.DocumentReview })
            {
                a.Now += 86_400;
                Case item = a.Done(SmallPlan.Entry(Serial(), kind) with { Port = PortCode.Parse("4601"), FiledDay = SimTime.DayOf(SmallPlan.Monday) - 1 - LongAgo });
                etag = await store.WriteAsync(a, id, etag);
                int taken = a.Done(new HandOverCase(item.Number, "002", "test")).Number;
                etag = await store.WriteAsync(a, id, etag);
                Case now = a.Account!.Cases[taken];
                WorkRule rule = WorkRules.For(kind);
                expected.Add(new OpenItem(a.Account.Number.Text, now.Number, kind, rule.Role, rule.Rank, now.State, now.Subject, "002", "4601", 8471, now.Due, now.Expires >= SimTime.Never ? long.MaxValue : now.Expires, 0, null));
            }
        }

        expected = [.. expected.Where(e => e.Role == Role.ImportSpecialist).OrderBy(e => e.Rank).ThenBy(e => e.Due).ThenBy(e => e.Account, StringComparer.Ordinal).ThenBy(e => e.Number)];
        List<OpenItem> found = [];
        string? cursor = null;
        do
        {
            Page<OpenItem> page = await store.Rows.WorkAsync("002", Role.ImportSpecialist, cursor, 3, Stop);
            Assert.InRange(page.Items.Length, 1, 3);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(expected, found);

        long now2 = expected[^1].Due + 1;
        Assert.Equal(12, (await store.Rows.OverdueAsync("002", now2, null, 500, Stop)).Items.Count(i => i.Office == "002"));
        Assert.Contains((await store.Rows.OverdueAsync(null, now2, null, 500, Stop)).Items, i => i.Account == expected[0].Account);
        Assert.Contains((await store.Rows.ExpiredAsync(expected[^1].Expires, 500, Stop)), i => i.Account == expected[^1].Account);
    }

    [Fact]
    public async Task Accounts_are_found_by_name_center_and_manager()
    {
        string word = $"Zq{Guid.NewGuid():N}"[..12];
        List<string> numbers = [];
        for (int i = 0; i < 5; i++)
        {
            (Ledgered a, GrainId id) = Store.Opened($"{word}{i} O'Neil & Söhne Importers");
            a.Do(new AssignManager($"{word} Manager"));
            await store.WriteAsync(a, id, null);
            numbers.Add(a.Account!.Number.Text);
        }

        Assert.Equal(numbers, (await AllAsync(c => store.Rows.ByNameAsync(word.ToLowerInvariant(), c, 2, Stop))).Select(r => r.Ior));
        Assert.Equal(numbers, (await AllAsync(c => store.Rows.ByNameAsync($"import {word}", c, 2, Stop))).Select(r => r.Ior));
        Assert.Equal([numbers[3]], (await AllAsync(c => store.Rows.ByNameAsync($"{word}3 o'neil", c, 2, Stop))).Select(r => r.Ior));
        Assert.Equal(numbers, (await AllAsync(c => store.Rows.ByManagerAsync($"{word} Manager", c, 2, Stop))).Select(r => r.Ior));
        Assert.Subset((await AllAsync(c => store.Rows.ByCenterAsync("001", c, 3, Stop))).Select(r => r.Ior).ToHashSet(), numbers.ToHashSet());
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.ByNameAsync("'\"*&|!", null, 2, Stop));

        // A renamed account is found by its new name only.
        (Ledgered b, GrainId bid) = Store.Opened($"{word}old");
        string etag = await store.WriteAsync(b, bid, null);
        b.Do(new ChangeProfile(new AccountProfile($"{word}new", "", "", "", "")));
        await store.WriteAsync(b, bid, etag);
        Assert.Empty((await store.Rows.ByNameAsync($"{word}old", null, 9, Stop)).Items);
        Assert.Single((await store.Rows.ByNameAsync($"{word}new", null, 9, Stop)).Items);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("d29vb3Q")]
    [InlineData("////")]
    [InlineData("AAAA")]
    public async Task A_cursor_that_no_page_gave_is_refused(string cursor)
    {
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.WorkAsync("002", Role.ImportSpecialist, cursor, 3, Stop));
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.OverdueAsync(null, 1, cursor, 3, Stop));
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.ByCenterAsync("001", new string('A', 1000), 3, Stop));
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.ByCenterAsync("0\001", null, 3, Stop));
        await Assert.ThrowsAsync<FormatException>(() => store.Rows.ByManagerAsync("Ann\0", null, 3, Stop));
    }

    [Fact]
    public async Task Rows_that_are_derived_anew_are_the_same_rows()
    {
        // Other tests write to the same store meanwhile: only the accounts of this one are looked at.
        HashSet<string> own = [];
        for (int i = 0; i < 5; i++)
        {
            (Ledgered a, GrainId id) = Store.Opened();
            own.Add(a.Account!.Number.ToString());
            string? etag = null;
            foreach (WorkKind kind in new[] { WorkKind.FullReview, WorkKind.PartnerReferral, WorkKind.DocumentReview })
            {
                int number = a.Done(SmallPlan.Entry(Serial(), kind)).Number;
                etag = await store.WriteAsync(a, id, etag);
                if (kind == WorkKind.FullReview)
                {
                    a.Done(new TakeCase(number));
                    etag = await store.WriteAsync(a, id, etag);
                    a.Do(new FinishCase(number, i % 2 == 0 ? Outcome.Accepted : Outcome.Cf28));
                    etag = await store.WriteAsync(a, id, etag);
                }
            }
        }

        string before = await DumpAsync(own);
        await store.Rows.RebuildAsync(Stop);
        Assert.Equal(before, await DumpAsync(own));
    }

    [Fact]
    public async Task Roles_and_ranks_of_the_schema_are_those_of_the_rules()
    {
        await using DbConnection connection = await store.Database!.OpenAsync(Stop);
        await using DbCommand command = LiveDatabase.Command(connection, "SELECT kind, role, rank FROM work_kind ORDER BY kind");
        await using DbDataReader reader = await command.ExecuteReaderAsync(Stop);
        List<(WorkKind, Role, Rank)> rows = [];
        while (await reader.ReadAsync(Stop))
        {
            rows.Add(((WorkKind)reader.GetInt32(0), (Role)reader.GetInt32(1), (Rank)reader.GetInt32(2)));
        }

        Assert.Equal(WorkRules.All.Select(r => (r.Kind, r.Role, r.Rank)), rows);
    }

    [Fact]
    public async Task A_store_that_is_up_to_date_is_migrated_without_effect_and_is_durable()
    {
        await store.Database!.MigrateAsync(Stop);
        await store.Database.CheckDurabilityAsync(Stop);
    }

    private static int serial = 1000;

    private static int Serial() => Interlocked.Increment(ref serial);

    private async Task<bool> WinsAsync(Ledgered a, GrainId id, string? etag)
    {
        try
        {
            await store.WriteAsync(a, id, etag);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private static async Task<List<AccountRow>> AllAsync(Func<string?, Task<Page<AccountRow>>> list)
    {
        List<AccountRow> all = [];
        string? cursor = null;
        do
        {
            Page<AccountRow> page = await list(cursor);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    private async Task<object?> ItemAsync(ImporterNumber number)
    {
        await using DbConnection connection = await store.Database!.OpenAsync(Stop);
        await using DbCommand command = LiveDatabase.Command(connection, "SELECT number FROM open_item WHERE account = @account", ("account", number.Text));
        return await command.ExecuteScalarAsync(Stop);
    }

    private async Task<string> DumpAsync(HashSet<string> own)
    {
        await using DbConnection connection = await store.Database!.OpenAsync(Stop);
        List<string> lines = [];
        foreach (string sql in new[] { "SELECT ior, name, company, manager, center, trusted, opened, version FROM account ORDER BY ior", "SELECT * FROM open_item ORDER BY account, number" })
        {
            await using DbCommand command = LiveDatabase.Command(connection, sql);
            await using DbDataReader reader = await command.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
            {
                object[] values = new object[reader.FieldCount];
                reader.GetValues(values);
                if (own.Contains(values[0].ToString()!))
                {
                    lines.Add(string.Join('|', values));
                }
            }
        }

        Assert.NotEmpty(lines);
        return string.Join('\n', lines);
    }

    internal static void Same(Account expected, Account found)
    {
        Assert.Equal(expected.Cases.Values, found.Cases.Values);
        Assert.Equal(expected.Totals, found.Totals);
        Assert.Equal(expected.Unliquidated, found.Unliquidated);
        Assert.Equal(expected.Holds, found.Holds);
        Assert.Equal(expected.Contacts, found.Contacts);
        Assert.Equal(
            expected with { Cases = found.Cases, Totals = found.Totals, Unliquidated = found.Unliquidated, Holds = found.Holds, Contacts = found.Contacts },
            found);
    }
}
