using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;
using Orleans.Storage;

namespace CeeOrleans.Storage.Tests;

/// <summary>Writers that share a transaction: one that is refused fails alone, and each gets its own answer.</summary>
public sealed class GroupCommitTests(SqliteStore store)
{
    [Fact]
    public async Task Writers_that_wait_share_a_transaction_and_one_that_is_refused_fails_alone()
    {
        int taken = Random.Shared.Next(4_000_000, 5_000_000);
        (Ledgered first, GrainId firstId) = Store.Opened();
        first.Do(SmallPlan.Entry(taken));
        await store.WriteAsync(first, firstId, null);
        LiveStorage storage = (LiveStorage)store.Storage;
        long before = storage.Groups;
        Task<string>[] writes;

        // While this turn lasts, all writers wait; the next turn writes for all.
        using (WriteTurn turn = await store.Database!.TurnAsync(TestContext.Current.CancellationToken))
        {
            writes =
            [
                .. Enumerable.Range(0, 100).Select(i =>
                {
                    (Ledgered a, GrainId id) = Store.Opened();
                    if (i % 10 == 3)
                    {
                        a.Done(SmallPlan.Entry(taken, WorkKind.FullReview));
                    }

                    return store.WriteAsync(a, id, i % 10 == 7 ? "5" : null);
                }),
            ];
        }

        for (int i = 0; i < writes.Length; i++)
        {
            switch (i % 10)
            {
                case 3:
                    Assert.True(store.Database.IsTaken(await Assert.ThrowsAnyAsync<Exception>(() => writes[i])));
                    break;
                case 7:
                    await Assert.ThrowsAsync<InconsistentStateException>(() => writes[i]);
                    break;
                default:
                    Assert.Equal("1", await writes[i]);
                    break;
            }
        }

        Assert.InRange(storage.Groups - before, 1, 90);
    }

    [Fact]
    public async Task A_writer_that_gives_up_while_it_waits_changes_nothing_and_the_others_are_written()
    {
        (Ledgered a, GrainId id) = Store.Opened();
        (Ledgered b, GrainId other) = Store.Opened();
        using CancellationTokenSource gone = new();
        Task written;
        Task<string> others;
        using (WriteTurn turn = await store.Database!.TurnAsync(TestContext.Current.CancellationToken))
        {
            written = store.Storage.WriteStateAsync(LiveStorage.AccountState, id, Store.StateOf(a, null), gone.Token);
            others = store.WriteAsync(b, other, null);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => written);
        }

        Assert.Equal("1", await others);
        Assert.False((await store.ReadAsync(id)).RecordExists);
    }
}
