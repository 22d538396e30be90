using System.Net;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>The service as a whole: its folder, its address, a restart, its clock.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-hosting-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Service_StartedAgain_KnowsWhatWasAcknowledged()
    {
        Served.Clock time = new();
        const string ior = "12-3456789AB";
        FileEntry entry = SmallPlan.Entry(1, WorkKind.FullReview);
        Said first;
        await using (LiveService service = await LiveService.StartAsync(Served.Options(folder, time), Stop))
        {
            using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
            await Served.DoAsync(owner, ior, new OpenAccount(new AccountProfile("Ann", "", "", "", ""), default));
            first = await Served.DoAsync(owner, ior, entry, "once");
            Assert.Equal(HttpStatusCode.OK, first.Status);
            Assert.True(File.Exists(Path.Combine(folder, "owner.key")));
        }

        Assert.False(File.Exists(Path.Combine(folder, "owner.key")));
        await using LiveService again = await LiveService.StartAsync(Served.Options(folder, time), Stop);
        using HttpClient other = Served.Client(again.Url, again.OwnerKey);
        Assert.Equal(first, await Served.DoAsync(other, ior, entry, "once"));
        Said page = await Served.GetAsync(other, $"/v1/accounts/{ior}");
        Assert.Equal(first.Tag, page.Tag);
    }

    [Fact]
    public async Task Folder_InUse_IsRefusedAndSaysByWhom()
    {
        await using LiveService service = await LiveService.StartAsync(Served.Options(folder, TimeProvider.System), Stop);
        DataFolderException e = await Assert.ThrowsAsync<DataFolderException>(() => LiveService.StartAsync(Served.Options(folder, TimeProvider.System), Stop));
        Assert.Contains(service.Url, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_OfADemonstration_SaysWhatIsMissingWithoutIt()
    {
        await using (LiveService service = await LiveService.StartAsync(Served.Options(folder, TimeProvider.System), Stop))
        {
            Assert.False(service.LacksDemo);
        }

        await using (LiveService service = await LiveService.StartAsync(Served.Options(folder, TimeProvider.System, new Served.Counting()), Stop))
        {
            Assert.False(service.LacksDemo);
        }

        await using ServeProcess serving = ServeProcess.Start(folder);
        using HttpClient client = await serving.ReadyAsync();
        Assert.Contains("this folder was served with --demo; without it only accounts that were stored are there", serving.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsToldInOneLine()
    {
        using System.Net.Sockets.TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        (int exit, string said) = await IngestTests.CeeAsync("serve", "--data", folder, "--urls", $"http://{taken.LocalEndpoint}");
        Assert.Equal(6, exit);
        Assert.Contains("can't be listened at", Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://example.com")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/path")]
    [InlineData("nonsense")]
    public async Task Address_NotOnThisMachine_IsRefused(string url) =>
        await Assert.ThrowsAsync<ArgumentException>(() => LiveService.StartAsync(Served.Options(folder, TimeProvider.System) with { Url = url }, Stop));

    [Fact]
    public async Task Clock_ThatRanOut_ClosesTheCaseWhenTheServiceLooks()
    {
        Served.Clock time = new();
        const string ior = "12-3456789AB";
        await using (LiveService service = await LiveService.StartAsync(Served.Options(folder, time), Stop))
        {
            using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
            await Served.DoAsync(owner, ior, new OpenAccount(new AccountProfile("Ann", "", "", "", ""), default));
            await Served.DoAsync(owner, ior, SmallPlan.Entry(1, WorkKind.FullReview));
        }

        // The service scans when it starts; the answer to a request that comes after it is what the scan left.
        time.Seconds += 200L * 86_400;
        await using LiveService later = await LiveService.StartAsync(Served.Options(folder, time), Stop);
        await later.FirstScan;
        using HttpClient other = Served.Client(later.Url, later.OwnerKey);
        Assert.Equal(0, (await Served.GetAsync(other, $"/v1/accounts/{ior}")).Json.GetProperty("openItems").GetInt32());
    }
}
