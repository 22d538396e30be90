using System.Net;
using CeeOrleans.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace CeeOrleans.Storage.Tests;

/// <summary>The table of silos in PostgreSQL, through Orleans' provider and the product's own queries.</summary>
public sealed class MembershipTests
{
    private static readonly DateTime Start = new(2026, 2, 2, 8, 0, 0, DateTimeKind.Utc);

    private readonly PostgreSqlStore store;

    public MembershipTests(PostgreSqlStore store)
    {
        Assert.SkipWhen(store.Database is null, $"Not run: no PostgreSQL here. Set {PostgreSqlStore.Variable} to a connection string, or let .ci/run do it.");
        this.store = store;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_table_is_empty_and_making_it_again_changes_nothing()
    {
        (IMembershipTable table, string cluster) = await MadeAsync();
        MembershipTableData first = await table.ReadAllAsync(Stop);
        Assert.Empty(first.Members);
        Assert.Equal(0, first.Version.Version);
        await table.InsertRowAsync(Entry(1), first.Version.Next(), Stop);
        (IMembershipTable again, _) = await MadeAsync(cluster);
        MembershipTableData read = await again.ReadAllAsync(Stop);
        Assert.Equal(1, read.Version.Version);
        Assert.Single(read.Members);
    }

    [Fact]
    public async Task What_was_written_is_read_again_alone_and_with_the_others()
    {
        (IMembershipTable table, _) = await MadeAsync();
        MembershipEntry one = Entry(1);
        MembershipEntry two = Entry(2);
        Assert.True(await table.InsertRowAsync(one, (await table.ReadAllAsync(Stop)).Version.Next(), Stop));
        Assert.True(await table.InsertRowAsync(two, (await table.ReadAllAsync(Stop)).Version.Next(), Stop));
        MembershipTableData all = await table.ReadAllAsync(Stop);
        Assert.Equal(2, all.Version.Version);
        Assert.Equal(2, all.Members.Count);
        MembershipEntry read = (await table.ReadRowAsync(two.SiloAddress, Stop)).Members.Single().Item1;
        Assert.Equal(two.SiloAddress, read.SiloAddress);
        Assert.Equal((two.SiloName, two.HostName, two.Status, two.ProxyPort), (read.SiloName, read.HostName, read.Status, read.ProxyPort));
        Assert.Equal((two.StartTime, two.IAmAliveTime), (read.StartTime.ToUniversalTime(), read.IAmAliveTime.ToUniversalTime()));
        Assert.Empty((await table.ReadRowAsync(Entry(3).SiloAddress, Stop)).Members);
    }

    [Fact]
    public async Task Suspicions_are_kept_word_for_word()
    {
        (IMembershipTable table, _) = await MadeAsync();
        MembershipEntry one = Entry(1);
        await table.InsertRowAsync(one, (await table.ReadAllAsync(Stop)).Version.Next(), Stop);
        MembershipTableData read = await table.ReadAllAsync(Stop);
        one.AddSuspector(Entry(2).SiloAddress, Start.AddMinutes(3));
        one.AddSuspector(Entry(3).SiloAddress, Start.AddMinutes(4));
        one.Status = SiloStatus.Dead;
        Assert.True(await table.UpdateRowAsync(one, read.Members[0].Item2, read.Version.Next(), Stop));
        MembershipEntry after = (await table.ReadAllAsync(Stop)).Members.Single().Item1;
        Assert.Equal(SiloStatus.Dead, after.Status);
        Assert.Equal(one.SuspectTimes, after.SuspectTimes);
    }

    [Fact]
    public async Task Of_many_first_writers_at_one_version_one_wins()
    {
        (IMembershipTable table, _) = await MadeAsync();
        TableVersion version = (await table.ReadAllAsync(Stop)).Version.Next();
        bool[] won = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => table.InsertRowAsync(Entry(i), version, Stop)));
        Assert.Single(won, w => w);
        MembershipTableData read = await table.ReadAllAsync(Stop);
        Assert.Equal(1, read.Version.Version);
        Assert.Single(read.Members);
    }

    [Fact]
    public async Task Of_many_who_change_silos_at_one_version_one_wins_and_the_others_change_nothing()
    {
        (IMembershipTable table, _) = await MadeAsync();
        for (int i = 1; i <= 6; i++)
        {
            Assert.True(await table.InsertRowAsync(Entry(i), (await table.ReadAllAsync(Stop)).Version.Next(), Stop));
        }

        MembershipTableData before = await table.ReadAllAsync(Stop);
        bool[] won = await Task.WhenAll(before.Members.Select(m =>
        {
            m.Item1.Status = SiloStatus.ShuttingDown;
            return table.UpdateRowAsync(m.Item1, m.Item2, before.Version.Next(), Stop);
        }));
        Assert.Single(won, w => w);
        MembershipTableData after = await table.ReadAllAsync(Stop);
        Assert.Equal(before.Version.Version + 1, after.Version.Version);
        Assert.Single(after.Members, m => m.Item1.Status == SiloStatus.ShuttingDown);
    }

    [Fact]
    public async Task Writers_of_a_stale_version_or_of_what_is_there_or_is_not_there_change_nothing()
    {
        (IMembershipTable table, _) = await MadeAsync();
        TableVersion first = (await table.ReadAllAsync(Stop)).Version.Next();
        Assert.True(await table.InsertRowAsync(Entry(1), first, Stop));
        Assert.False(await table.InsertRowAsync(Entry(2), first, Stop));
        TableVersion second = (await table.ReadAllAsync(Stop)).Version.Next();
        Assert.False(await table.InsertRowAsync(Entry(1), second, Stop));
        Assert.False(await table.UpdateRowAsync(Entry(2), second.VersionEtag, second, Stop));
        MembershipTableData read = await table.ReadAllAsync(Stop);
        Assert.Equal(1, read.Version.Version);
        Assert.Single(read.Members);
    }

    [Fact]
    public async Task A_sign_of_life_takes_no_version_and_never_goes_back()
    {
        (IMembershipTable table, _) = await MadeAsync();
        MembershipEntry one = Entry(1);
        await table.InsertRowAsync(one, (await table.ReadAllAsync(Stop)).Version.Next(), Stop);
        one.IAmAliveTime = Start.AddMinutes(10);
        await table.UpdateIAmAliveAsync(one, Stop);
        one.IAmAliveTime = Start.AddMinutes(5);
        await table.UpdateIAmAliveAsync(one, Stop);
        MembershipTableData read = await table.ReadAllAsync(Stop);
        Assert.Equal(1, read.Version.Version);
        Assert.Equal(Start.AddMinutes(10), read.Members[0].Item1.IAmAliveTime.ToUniversalTime());
    }

    [Fact]
    public async Task Only_the_dead_of_long_ago_are_forgotten()
    {
        (IMembershipTable table, _) = await MadeAsync();
        foreach ((int number, SiloStatus status, int minutes) in new[] { (1, SiloStatus.Active, 0), (2, SiloStatus.Joining, 0), (3, SiloStatus.Dead, 0), (4, SiloStatus.Dead, 90) })
        {
            MembershipEntry entry = Entry(number);
            (entry.Status, entry.IAmAliveTime) = (status, Start.AddMinutes(minutes));
            await table.InsertRowAsync(entry, (await table.ReadAllAsync(Stop)).Version.Next(), Stop);
        }

        await table.CleanupDefunctSiloEntriesAsync(Start.AddMinutes(60), Stop);
        Assert.Equal([1, 2, 4], (await table.ReadAllAsync(Stop)).Members.Select(m => m.Item1.SiloAddress.Generation).Order());
    }

    [Fact]
    public async Task Clusters_of_one_database_do_not_see_each_other_and_one_can_be_emptied()
    {
        (IMembershipTable table, string cluster) = await MadeAsync();
        (IMembershipTable other, _) = await MadeAsync();
        await table.InsertRowAsync(Entry(1), (await table.ReadAllAsync(Stop)).Version.Next(), Stop);
        await other.InsertRowAsync(Entry(1), (await other.ReadAllAsync(Stop)).Version.Next(), Stop);
        await table.DeleteMembershipTableEntriesAsync(cluster, Stop);
        Assert.Empty((await table.ReadAllAsync(Stop)).Members);
        Assert.Single((await other.ReadAllAsync(Stop)).Members);
    }

    private static MembershipEntry Entry(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("10.0.0.7"), 11_000 + number, number),
        SiloName = $"silo {number}",
        HostName = "a host",
        Status = SiloStatus.Active,
        ProxyPort = number % 2 == 0 ? 30_000 : 0,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private async Task<(IMembershipTable Table, string Cluster)> MadeAsync(string? name = null)
    {
        string cluster = name ?? $"c{Guid.NewGuid():N}";
        AdoNetClusteringTable table = new(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new ClusterOptions { ClusterId = cluster, ServiceId = "cee" }),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = ((PostgreSqlDatabase)store.Database!).Invariant, ConnectionString = store.Database!.ConnectionString }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(true, Stop);
        return (table, cluster);
    }
}
