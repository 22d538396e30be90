using System.Net;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Service.Tests;

/// <summary>Several processes on one PostgreSQL.</summary>
public sealed class ClusterTests : IDisposable
{
    private const int Accounts = 12;

    private readonly string folder = Directory.CreateTempSubdirectory("cee-cluster-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Two_processes_answer_for_the_same_accounts_and_one_goes_on_when_the_other_is_killed()
    {
        Assert.SkipWhen(OwnPostgreSql.Programs is null, OwnPostgreSql.Absent);
        await using OwnPostgreSql server = await OwnPostgreSql.StartAsync();
        await using ServeProcess one = Start(server, "one");
        using HttpClient first = await one.ReadyAsync();
        await using ServeProcess two = Start(server, "two");
        using HttpClient second = await two.ReadyAsync();

        // Opened by one, asked of the other: some accounts are active here, some there.
        string[] iors = [.. Enumerable.Range(0, Accounts).Select(i => $"66-{i:0000000}00")];
        foreach (string ior in iors)
        {
            Assert.Equal(HttpStatusCode.Created, (await Served.DoAsync(first, ior, new OpenAccount(new AccountProfile($"Importer {ior}", "", "", "", ""), default), "open")).Status);
            Assert.Equal(await Served.GetAsync(first, $"/v1/accounts/{ior}"), await Served.GetAsync(second, $"/v1/accounts/{ior}"));
        }

        // Both file for the same accounts at once; nothing is lost and nothing is counted twice.
        Said[] filed = await Task.WhenAll(iors.SelectMany((ior, i) => Enumerable.Range(0, 6).Select(n => InsistAsync(n % 2 == 0 ? first : second, ior, Entry((i * 10) + n), $"file{n}"))));
        Assert.All(filed, f => Assert.Equal(HttpStatusCode.OK, f.Status));
        foreach (string ior in iors)
        {
            Said here = await Served.GetAsync(first, $"/v1/accounts/{ior}");
            Assert.Equal(6, here.Json.GetProperty("entries").GetProperty("filed").GetInt32());
            Assert.Equal(here, await Served.GetAsync(second, $"/v1/accounts/{ior}"));
        }

        Said[] before = await Task.WhenAll(iors.Select(ior => Served.GetAsync(first, $"/v1/accounts/{ior}")));
        await one.KillAsync();
        for (int i = 0; i < Accounts; i++)
        {
            Assert.Equal(before[i], await InsistAsync(() => Served.GetAsync(second, $"/v1/accounts/{iors[i]}")));
            Assert.Equal(HttpStatusCode.OK, (await InsistAsync(second, iors[i], Entry((i * 10) + 7), "after")).Status);
        }

        // Who comes back joins at once: its port tells the others that the one before it is dead.
        await using ServeProcess again = Start(server, "one");
        using HttpClient third = await again.ReadyAsync();
        foreach (string ior in iors)
        {
            Assert.Equal(7, (await InsistAsync(() => Served.GetAsync(third, $"/v1/accounts/{ior}"))).Json.GetProperty("entries").GetProperty("filed").GetInt32());
        }

        Assert.Equal(0, await again.StopAsync());
        Assert.Equal(0, await two.StopAsync());
    }

    [Theory]
    [InlineData("synchronous_commit", "off")]
    [InlineData("fsync", "off")]
    [InlineData("full_page_writes", "off")]
    public async Task A_server_that_may_lose_what_it_acknowledged_is_refused(string setting, string value)
    {
        Assert.SkipWhen(OwnPostgreSql.Programs is null, OwnPostgreSql.Absent);
        await using OwnPostgreSql server = await OwnPostgreSql.StartAsync();
        await server.ExecuteAsync($"ALTER SYSTEM SET {setting} = {value}");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        await server.StopImmediatelyAsync();
        await server.StartAgainAsync();
        await using ServeProcess refused = Start(server, "one");
        Assert.Equal(6, await refused.EndAsync());
        Assert.Contains($"{setting}={value}", refused.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "one", "owner.key")));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_without_the_password()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The port of nobody answers there after seconds.");
        int nobody = Grains.Hosting.ClusterPlace.FreePort(IPAddress.Loopback);
        await using ServeProcess refused = ServeProcess.Start(Path.Combine(folder, "one"), ("CEE_DATABASE__KIND", "postgresql"), ("CEE_DATABASE__CONNECTIONSTRING", $"Host=127.0.0.1;Port={nobody};Database=cee;Username=cee;Password=tellnobody"));
        Assert.Equal(7, await refused.EndAsync());
        Assert.Contains("CEE_DATABASE__CONNECTIONSTRING", refused.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("tellnobody", refused.Said, StringComparison.Ordinal);
    }

    private static FileEntry Entry(int serial) =>
        new(EntryNumber.Of("CLU", serial), PortCode.Parse("2704"), 8471, 1, 100, SimTime.DayOf(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)) - 1, [WorkKind.DocumentReview]);

    private ServeProcess Start(OwnPostgreSql server, string name) => ServeProcess.Start(
        Path.Combine(folder, name),
        ("CEE_DATABASE__KIND", "postgresql"),
        ("CEE_DATABASE__CONNECTIONSTRING", server.ConnectionString),
        ("CEE_CLUSTER__PROBESECONDS", "1"));

    private static Task<Said> InsistAsync(HttpClient client, string ior, AccountCommand command, string id) => InsistAsync(() => Served.DoAsync(client, ior, command, id));

    /// <summary>As a client does when the outcome is unknown: the same again, as long as it takes the others to see that one is gone.</summary>
    private static async Task<Said> InsistAsync(Func<Task<Said>> ask)
    {
        Said said;
        do
        {
            said = await ask();
        }
        while (said.Status == HttpStatusCode.ServiceUnavailable && !TestContext.Current.CancellationToken.IsCancellationRequested);
        return said;
    }
}
