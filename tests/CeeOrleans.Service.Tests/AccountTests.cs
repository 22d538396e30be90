using System.Net;
using System.Text.Json;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

public sealed class AccountTests(Served served)
{
    [Fact]
    public async Task Account_Opened_IsSeenWithItsCenterAndWhyItIsTrusted()
    {
        string ior = await served.OpenedAsync();
        Said page = await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("001", page.Json.GetProperty("center").GetProperty("code").GetString());
        Assert.True(page.Json.GetProperty("trusted").GetProperty("is").GetBoolean());
        Assert.Equal("application/json", page.Type);
    }

    [Fact]
    public async Task Page_AskedWithItsTag_IsNotSentAgain_AndATagOfAnotherStoreIsNone()
    {
        string ior = await served.OpenedAsync();
        Said page = await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}");
        using HttpRequestMessage again = new(HttpMethod.Get, $"/v1/accounts/{ior}");
        again.Headers.TryAddWithoutValidation("If-None-Match", page.Tag);
        using HttpResponseMessage same = await served.Owner.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Served.DoAsync(served.Owner, ior, new AssignManager("Bo"), match: "\"1-00000000\"")).Status);
        Said done = await Served.DoAsync(served.Owner, ior, new AssignManager("Bo"), match: page.Tag);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.NotEqual(page.Tag, done.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Served.DoAsync(served.Owner, ior, new AssignManager("Cy"), match: page.Tag)).Status);
    }

    [Fact]
    public async Task Command_SentAgain_GetsTheSameAnswerAndChangesNothing()
    {
        string ior = await served.OpenedAsync();
        FileEntry entry = SmallPlan.Entry(Served.Serial(), WorkKind.DocumentReview);
        Said first = await Served.DoAsync(served.Owner, ior, entry, "the-same");
        Said second = await Served.DoAsync(served.Owner, ior, entry, "the-same");
        Said third = await Served.DoAsync(served.Owner, ior, entry, "another");
        Assert.Equal(first, second);
        Assert.Equal(first.Case, third.Case);
        Assert.Equal(1, (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Json.GetProperty("entries").GetProperty("filed").GetInt32());
    }

    [Fact]
    public async Task EntryNumber_OfAnotherAccount_IsRefusedWithAReason()
    {
        string mine = await served.OpenedAsync();
        string theirs = await served.OpenedAsync();
        FileEntry entry = SmallPlan.Entry(Served.Serial());
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(served.Owner, theirs, entry)).Status);
        Said refused = await Served.DoAsync(served.Owner, mine, entry);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("urn:cee:refusal:otherContents", refused.Json.GetProperty("type").GetString());
        Assert.DoesNotContain(theirs, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EntryOfAnotherAccount_CannotBeHeldOrAskedAbout_AndOneThatNobodyFiledCanBeHeld()
    {
        string mine = await served.OpenedAsync();
        string theirs = await served.OpenedAsync();
        FileEntry entry = SmallPlan.Entry(Served.Serial());
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(served.Owner, theirs, entry)).Status);
        foreach (AccountCommand command in new AccountCommand[] { new PlaceHold(entry.Entry, entry.Port, HoldCause.Trade), new IssueNotice("N1", 28, entry.Entry) })
        {
            Said refused = await Served.DoAsync(served.Owner, mine, command);
            Assert.True((int)refused.Status is >= 400 and < 500, refused.Body);
            Assert.DoesNotContain(theirs, refused.Body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(served.Owner, theirs, command)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(served.Owner, mine, new PlaceHold(SmallPlan.Entry(Served.Serial()).Entry, entry.Port, HoldCause.Trade))).Status);
    }

    [Fact]
    public async Task OneEntryNumber_FiledByManyAccountsAtOnce_BelongsToOne()
    {
        FileEntry entry = SmallPlan.Entry(Served.Serial());
        string[] iors = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => served.OpenedAsync()));
        Said[] said = await Task.WhenAll(iors.Select(i => Served.DoAsync(served.Owner, i, entry)));
        Assert.Single(said, s => s.Status == HttpStatusCode.OK);
        Assert.Equal(11, said.Count(s => s.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Case_TakenByManyAtOnce_GoesToOne()
    {
        string ior = await served.OpenedAsync();
        int about = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        HttpClient[] people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => served.KeyAsync("specialist", "2704")));
        Said[] said = await Task.WhenAll(people.Select(p => Served.DoAsync(p, ior, new TakeCase(about))));
        Assert.Single(said, s => s.Status == HttpStatusCode.OK);
        Assert.All(said.Where(s => s.Status != HttpStatusCode.OK), s => Assert.Equal("urn:cee:refusal:takenByAnother", s.Json.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task WorkList_ShowsWhatIsOpenAndForgetsWhatIsDone()
    {
        string ior = await served.OpenedAsync();
        int about = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        Assert.Contains(await ListAsync("/v1/offices/2704/work?limit=500"), i => i.GetProperty("account").GetString() == ior);
        WorkPage page = await served.Service.Grains.GetGrain<ILivePortGrain>(GrainKeys.Office(GrainKeys.LiveWorld, "2704")).WorkAsync(Role.ImportSpecialist, null, 500);
        Assert.Contains(page.Items, i => i.Account == ior && i.Number == about);
        await Served.DoAsync(served.Owner, ior, new TakeCase(about));
        await Served.DoAsync(served.Owner, ior, new FinishCase(about, Outcome.Accepted));
        Assert.DoesNotContain(await ListAsync("/v1/offices/2704/work?limit=500"), i => i.GetProperty("account").GetString() == ior);
    }

    [Fact]
    public async Task Account_ThatIsThereWithoutBeingStored_IsStoredWholeWithItsFirstCommand()
    {
        ImporterNumber number = ImporterNumber.Parse(Served.Fresh());
        Ledgered derived = Ledgered.Opened(number: number);
        derived.Done(SmallPlan.Entry(Served.Serial(), WorkKind.FullReview));
        derived.Done(SmallPlan.Entry(Served.Serial(), WorkKind.FullReview));
        served.Source.Known[number.Text] = derived.Account!;
        Assert.Equal(2, (await Served.GetAsync(served.Owner, $"/v1/accounts/{number.Text}")).Json.GetProperty("openItems").GetInt32());
        Assert.DoesNotContain(await ListAsync("/v1/offices/2704/work?limit=500"), i => i.GetProperty("account").GetString() == number.Text);
        await Served.DoAsync(served.Owner, number.Text, new TakeCase(1));
        Assert.Equal(2, (await ListAsync("/v1/offices/2704/work?limit=500")).Count(i => i.GetProperty("account").GetString() == number.Text));
    }

    [Fact]
    public async Task Accounts_AreFoundByNameCenterAndManager_PageByPage()
    {
        string word = $"Q{Guid.NewGuid():N}"[..10];
        List<string> opened = [];
        for (int i = 0; i < 3; i++)
        {
            string ior = Served.Fresh();
            await Served.DoAsync(served.Owner, ior, new OpenAccount(new AccountProfile($"{word} Imports {i}", "", "", "", ""), default, Center: "002"));
            await Served.DoAsync(served.Owner, ior, new AssignManager(word));
            opened.Add(ior);
        }

        Assert.Equal(opened, (await ListAsync($"/v1/accounts?name={word}%20imp&limit=2")).Select(a => a.GetProperty("ior").GetString()));
        Assert.Equal(opened, (await ListAsync($"/v1/accounts?manager={word}&limit=1")).Select(a => a.GetProperty("ior").GetString()));
        Assert.Subset((await ListAsync("/v1/accounts?center=002&limit=2")).Select(a => a.GetProperty("ior").GetString()).ToHashSet(), opened.ToHashSet<string?>());
    }

    [Theory]
    [InlineData("/v1/accounts")]
    [InlineData("/v1/accounts?name=")]
    [InlineData("/v1/accounts?name=a&center=001")]
    [InlineData("/v1/accounts?name=a&limit=0")]
    [InlineData("/v1/accounts?name=a&limit=9999")]
    [InlineData("/v1/accounts?name=a&cursor=nonsense")]
    [InlineData("/v1/offices/2704/work?role=nobody")]
    [InlineData("/v1/offices/2704/work?cursor=%00")]
    [InlineData("/v1/overdue?limit=-1")]
    public async Task Lists_AskedWrongly_SayHow(string path)
    {
        Said said = await Served.GetAsync(served.Owner, path);
        Assert.Equal(HttpStatusCode.BadRequest, said.Status);
        Assert.Equal("application/problem+json", said.Type);
    }

    [Fact]
    public async Task Command_WithoutIdentityOrWithABrokenBody_IsRefusedWithEveryReason()
    {
        string ior = await served.OpenedAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await Served.SendAsync(served.Owner, ior, CommandJson.Write(new AssignManager("Bo")), null)).Status);
        Said said = await Served.SendAsync(served.Owner, ior, """{"command":"file entry","entry":"EN1-0000001-9","port":"27","lines":"x","filed":"2016-02-30","selected":["nothing"],"extra":1}"""u8.ToArray(), "x");
        Assert.Equal(HttpStatusCode.BadRequest, said.Status);
        Assert.True(said.Json.GetProperty("errors").GetArrayLength() >= 7, said.Body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Served.SendAsync(served.Owner, ior, new byte[CommandJson.MostBytes + 1], "x")).Status);
    }

    private async Task<List<JsonElement>> ListAsync(string path)
    {
        List<JsonElement> items = [];
        string? next = null;
        do
        {
            Said said = await Served.GetAsync(served.Owner, next is null ? path : $"{path}&cursor={next}");
            Assert.Equal(HttpStatusCode.OK, said.Status);
            items.AddRange(said.Json.GetProperty("items").EnumerateArray());
            next = said.Json.GetProperty("next").GetString();
        }
        while (next is not null);
        return items;
    }
}
