using System.Collections.Immutable;
using System.Data.Common;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;
using Orleans.Storage;

namespace CeeOrleans.Storage.Tests;

/// <summary>Accounts in parts: what a write does not hand in stays, and a read gives parts of one write.</summary>
public abstract partial class Conformance
{
    [Fact]
    public async Task An_account_in_parts_is_read_as_it_was_decided_after_every_command()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        (string? etag, AccountParts parts) = (null, AccountParts.None);
        Random random = new(11);
        List<int> open = [];
        for (int i = 0; i < 120; i++)
        {
            if (open.Count > 0 && random.Next(3) == 0)
            {
                int number = open[random.Next(open.Count)];
                a.Do(new TakeCase(number));
                (etag, parts) = await InPartsAsync(a, id, etag, parts);
                Assert.True(a.Do(new FinishCase(number, Outcome.Accepted)).Done);
                open.Remove(number);
            }
            else
            {
                Answer answer = a.Do(SmallPlan.Entry(Serial(), random.Next(3) == 0 ? [] : [WorkKind.DocumentReview]) with { Heading = 8400 + random.Next(90), FiledDay = SimTime.DayOf(SmallPlan.Monday) - random.Next(300) });
                Assert.True(answer.Done, answer.Reason);
                open.AddRange(answer.Case is { } opened ? [opened] : []);
            }

            (etag, parts) = await InPartsAsync(a, id, etag, parts);
            if (i % 10 == 0)
            {
                Same(a.Account!, (await store.ReadAsync(id)).Account!);
            }
        }

        Assert.True(parts.Count > 10);
        Same(a.Account!, (await store.ReadAsync(id)).Account!);
        HashSet<string> own = [a.Account!.Number.ToString()];
        string before = await DumpAsync(own);
        await store.Rows.RebuildAsync(Stop);
        Assert.Equal(before, await DumpAsync(own));
        Same(a.Account!, (await store.ReadAsync(id)).Account!);
    }

    [Fact]
    public async Task An_account_that_is_written_whole_again_leaves_no_parts_behind()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        (string? etag, AccountParts parts) = await InPartsAsync(a, id, null, AccountParts.None);
        Assert.Equal(2, parts.Count);
        Assert.Equal(2L, await PartsOfAsync(a));
        a.Do(new AssignManager("whole"));
        (etag, parts) = await InPartsAsync(a, id, etag, parts, from: 1_000);
        Assert.Equal(0, parts.Count);
        Assert.Equal(0L, await PartsOfAsync(a));
        Same(a.Account!, (await store.ReadAsync(id)).Account!);
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        (etag, _) = await InPartsAsync(a, id, etag, parts);
        Same(a.Account!, (await store.ReadAsync(id)).Account!);
        await store.Storage.ClearStateAsync(LiveStorage.AccountState, id, Store.StateOf(a, etag));
        Assert.Equal(0L, await PartsOfAsync(a));
    }

    [Fact]
    public async Task A_part_of_a_write_that_lost_is_not_stored()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        (string? etag, AccountParts parts) = await InPartsAsync(a, id, null, AccountParts.None);
        Account kept = a.Account!;
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        await Assert.ThrowsAsync<InconsistentStateException>(() => InPartsAsync(a, id, $"{int.Parse(etag!, System.Globalization.CultureInfo.InvariantCulture) + 7}", parts));
        Same(kept, (await store.ReadAsync(id)).Account!);
    }

    [Fact]
    public async Task A_filing_of_the_largest_importer_hands_in_a_month_and_a_few_cases()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        Case one = a.Done(SmallPlan.Entry(Serial(), WorkKind.FullReview));
        a.Become(Largest.After(a.Account!, one));
        (string? etag, AccountParts parts) = await InPartsAsync(a, id, null, AccountParts.None, AccountParts.WorthwhileFrom);
        a.Done(SmallPlan.Entry(Serial(), WorkKind.DocumentReview));
        PartChanges changes = parts.To(a.Account!, a.Last);
        Assert.Equal(2, changes.Changed.Length);
        Assert.InRange(AccountFormat.Write(new AccountRecord { Account = a.Account, Effects = a.Last, Changes = changes }).Length, 5_000, 32_000);
        (_, parts) = await InPartsAsync(a, id, etag, parts, AccountParts.WorthwhileFrom);
        Same(a.Account!, (await store.ReadAsync(id)).Account!);
    }

    private async Task<(string Etag, AccountParts Parts)> InPartsAsync(Ledgered a, GrainId id, string? etag, AccountParts parts, int from = 0)
    {
        PartChanges changes = parts.To(a.Account!, a.Last, from);
        GrainState<AccountRecord> state = new(new AccountRecord { Account = a.Account, Effects = a.Last, Changes = changes }, etag!) { RecordExists = etag is not null };
        await store.Storage.WriteStateAsync(LiveStorage.AccountState, id, state);
        return (state.ETag!, changes.After);
    }

    private async Task<object?> PartsOfAsync(Ledgered a)
    {
        await using DbConnection connection = await store.Database!.OpenAsync(Stop);
        await using DbCommand command = LiveDatabase.Command(connection, "SELECT count(*) FROM account_part WHERE account = @account", ("account", a.Account!.Number.Text));
        return await command.ExecuteScalarAsync(Stop);
    }
}

/// <summary>
/// The largest importer after ten years: 400,000 summaries a year at 60 ports under 8 headings. Open are 2,400 document reviews
/// (a tenth of the summaries, three weeks each, half of what they may take), 840 of the pool, 300 protests, 400 corrections and
/// replies: 4,000, and some.
/// </summary>
internal static class Largest
{
    private const int Open = 4_500;
    private const int Last = 1_200_000;

    public static Account After(Account a, params Case[] kinds) => a with
    {
        Filed = 4_000_000,
        Liquidated = 3_600_000,
        NextCase = Last + 1,
        Totals =
        [
            .. from month in Enumerable.Range(541, Account.MonthsKept)
               from port in Enumerable.Range(0, 60).Select(p => 101 + (p * 83))
               from heading in Enumerable.Range(0, 8).Select(h => 407 + (h * 1117))
               select new MonthTotal(month, port, heading, 70 + (heading % 9), 180, 487_879_000 + heading),
        ],
        Unliquidated = [.. Enumerable.Range(2300, 160).Select(w => new WeekCount(w, 7_700))],
        Contacts = [.. Enumerable.Range(1, 60).Select(o => new OfficeContacts($"{o:0000}", 900, SmallPlan.Monday))],
        Cases = Enumerable.Range(Last - Open + 1, Open).Select(n => kinds[n % kinds.Length] with { Number = n, ValueDollars = 69_697 }).ToImmutableSortedDictionary(c => c.Number, c => c),
    };
}
