using CeeOrleans.Cli.Live;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Demo;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Tests;

/// <summary>The work lists of the synthetic nation: every open item once, in the order of the desk, whether its account is stored or not.</summary>
public sealed class DemoWorkTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2016, 3, 1, 15, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("cee-demo-").FullName;
    private DemoNation nation = null!;
    private DemoDirectory lists = null!;
    private LiveService service = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RunInputs inputs = LivePlan.Load(Repository.Scenario("smoke"), DateOnly.FromDateTime(Now.UtcDateTime)).Inputs!;
        Rulebook book = Rulebooks.Of(inputs);
        nation = LivePlan.Demo(inputs, book, Now);
        service = await LiveService.StartAsync(
            new LiveServiceOptions { Url = "http://127.0.0.1:0", DataFolder = folder, Book = book, Time = new Standing(), Source = nation, Directory = rows => lists = new DemoDirectory(Task.FromResult(nation), rows) },
            Stop);
        await lists.GatherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Lists_HaveEveryOpenItemOnce_InTheOrderOfTheDesk_AlsoWhenAnAccountIsStored()
    {
        (string Account, Case Item)[] open = [.. nation.All().SelectMany(a => a.Cases.Values.Select(c => (a.Number.Text, c)))];
        Assert.True(open.Length > 500);
        Assert.Equal(1, lists.Gathered);
        await HoldsAsync(open);

        // The first item is taken: its account is stored with all that is open of it, and stands in the lists as before.
        (string ior, Case item) = open[0];
        IAccountGrain account = service.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ImporterNumber.Parse(ior)));
        AnswerMessage answer = (await account.DoAsync([new CommandMessage("take", "Ann", CommandJson.Write(new TakeCase(item.Number)))]))[0];
        Assert.True(answer.Done, answer.Reason);
        await HoldsAsync(open);
        Page<OpenItem> page = await lists.WorkAsync(item.Office, WorkRules.For(item.Kind).Role, null, AccountRows.MostInPage, Stop);
        Assert.Equal("Ann", (await AllAsync(c => lists.WorkAsync(item.Office, WorkRules.For(item.Kind).Role, c, 100, Stop))).Single(i => (i.Account, i.Number) == (ior, item.Number)).Assignee);
        Assert.NotEmpty(page.Items);
    }

    [Fact]
    public async Task Overdue_IsWhatIsDueBeforeNow_TheOldestFirst()
    {
        long now = Now.ToUnixTimeSeconds();
        (string, int)[] late = [.. nation.All().SelectMany(a => a.Cases.Values.Where(c => c.Due < now).Select(c => (c.Due, a.Number.Text, c.Number))).Order().Select(c => (c.Text, c.Number))];
        OpenItem[] found = await AllAsync(c => lists.OverdueAsync(null, now, c, 7, Stop));
        Assert.Equal(late, found.Select(i => (i.Account, i.Number)));
    }

    [Fact]
    public void Subjects_AreEntryNumbers_OrNumbersOfContacts()
    {
        Assert.All(nation.All().SelectMany(a => a.Cases.Values), c => Assert.True(c.Kind == WorkKind.Contact ? c.Subject.StartsWith("Q-", StringComparison.Ordinal) : EntryNumber.TryParse(c.Subject, out EntryNumber? _, out string? _), c.Subject));
    }

    private async Task HoldsAsync((string Account, Case Item)[] open)
    {
        foreach (IGrouping<(string Office, Role Role), (string Account, Case Item)> desk in open.GroupBy(o => (o.Item.Office, WorkRules.For(o.Item.Kind).Role)))
        {
            OpenItem[] found = await AllAsync(c => lists.WorkAsync(desk.Key.Office, desk.Key.Role, c, 100, Stop));
            Assert.Equal(
                desk.OrderBy(o => WorkRules.For(o.Item.Kind).Rank).ThenBy(o => o.Item.Due).ThenBy(o => o.Account, StringComparer.Ordinal).ThenBy(o => o.Item.Number).Select(o => (o.Account, o.Item.Number)),
                found.Select(i => (i.Account, i.Number)));
        }
    }

    private static async Task<OpenItem[]> AllAsync(Func<string?, Task<Page<OpenItem>>> list)
    {
        List<OpenItem> all = [];
        string? cursor = null;
        do
        {
            Page<OpenItem> page = await list(cursor);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return [.. all];
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
