using System.Net;
using System.Text.RegularExpressions;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>The pages without a browser: sessions, forms, what is encoded and what is hidden.</summary>
public sealed partial class PageTests(Served served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_BeginsWithAKey_ShowsWhatTheKeyMaySee_AndEndsWithSigningOut()
    {
        string ior = await served.OpenedAsync();
        using Visitor visitor = new(served.Service.Url);
        Assert.Equal($"/sign-in?to=%2Faccounts%2F{ior}", (await visitor.GetAsync($"/accounts/{ior}")).Location);
        Assert.Equal("/accounts/" + ior, (await visitor.SignInAsync(served.Service.OwnerKey, $"/accounts/{ior}")).Location);
        Shown page = await visitor.GetAsync($"/accounts/{ior}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains($"Importer of record {ior}", page.Html, StringComparison.Ordinal);
        Assert.Contains("A trusted trader has C-TPAT tier 2 or more", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/v1/overdue")).Status);
        Assert.Equal("/sign-in", (await visitor.PostAsync("/accounts", "/sign-out", [])).Location);
        Assert.StartsWith("/sign-in", (await visitor.GetAsync($"/accounts/{ior}")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_EndsWhenItsKeyIsRevoked()
    {
        using StringContent body = new("""{"name":"x","role":"auditor"}""");
        Said made = await Said.OfAsync(await served.Owner.PostAsync("/v1/keys", body, Stop));
        using Visitor visitor = new(served.Service.Url);
        await visitor.SignInAsync(made.Json.GetProperty("key").GetString()!, "/overdue");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/overdue")).Status);
        await served.Owner.DeleteAsync($"/v1/keys/{made.Json.GetProperty("id").GetString()}", Stop);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/overdue")).Status);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/overdue?office=001", "/overdue?office=001")]
    public async Task SignIn_LeadsToThisSiteOnly(string to, string expected)
    {
        using Visitor visitor = new(served.Service.Url);
        Assert.Equal(expected, (await visitor.SignInAsync(served.Service.OwnerKey, to)).Location);
    }

    [Fact]
    public async Task Cookie_IsOutOfReachOfScriptsAndOfOtherSites()
    {
        using Visitor visitor = new(served.Service.Url);
        Shown shown = await visitor.SignInAsync(served.Service.OwnerKey, "/");
        string cookie = Assert.Single(shown.Cookies, c => c.StartsWith("cee-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(served.Service.OwnerKey, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithoutItsToken_OrWithThatOfAnotherSession_DoesNothing()
    {
        string ior = await served.OpenedAsync();
        int about = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        using Visitor visitor = new(served.Service.Url);
        await visitor.SignInAsync(served.Service.OwnerKey, "/");
        string other = (await new Visitor(served.Service.Url).GetAsync("/sign-in")).Token;
        string tag = (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Tag!;
        foreach (string? token in new[] { null, "", "nonsense", other })
        {
            Shown shown = await visitor.SendAsync("/offices/2704/work", [.. Act(ior, about, "take"), .. token is null ? Array.Empty<(string, string)>() : [("__RequestVerificationToken", token)]]);
            Assert.Equal(HttpStatusCode.BadRequest, shown.Status);
        }

        Assert.Equal(tag, (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Tag);
    }

    [Fact]
    public async Task Case_IsTakenFinishedAndHandedOver_OnThePageOfItsOffice()
    {
        string ior = await served.OpenedAsync();
        int first = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        int second = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        using Visitor visitor = new(served.Service.Url);
        await visitor.SignInAsync(served.Service.OwnerKey, "/");
        const string work = "/offices/2704/work?role=importSpecialist";
        foreach (int about in new[] { first, second })
        {
            Assert.Equal($"{work}&done=take&account={ior}&case={about}", (await visitor.PostAsync(work, work, Act(ior, about, "take"))).Location);
        }

        Assert.Equal($"{work}&done=finish&account={ior}&case={first}", (await visitor.PostAsync(work, work, [.. Act(ior, first, "finish"), ("outcome", "accepted")])).Location);
        Shown again = await visitor.PostAsync(work, work, [.. Act(ior, first, "finish"), ("outcome", "accepted")]);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains("Not done", again.Html, StringComparison.Ordinal);
        Assert.Equal($"{work}&done=hand-over&account={ior}&case={second}", (await visitor.PostAsync(work, work, [.. Act(ior, second, "hand-over"), ("office", "002"), ("why", "apparel")])).Location);
        var items = (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal("002", Assert.Single(items).GetProperty("office").GetString());
        foreach ((string, string)[] wrong in new (string, string)[][] { [], Act(ior, second, "burn"), [("account", ior), ("case", "-1"), ("act", "take"), ("id", "x")], Act("77-000", second, "take") })
        {
            Shown shown = await visitor.PostAsync(work, work, wrong);
            Assert.True(shown.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound, $"{shown.Status}");
        }
    }

    [Fact]
    public async Task WorkList_SaysWhichCaseWasTaken_AndNamesOutcomesAndCentersInFull()
    {
        await using OwnService own = await OwnService.StartAsync();
        using HttpClient owner = Served.Client(own.Service.Url, own.Service.OwnerKey);
        string ior = Served.Fresh();
        await Served.DoAsync(owner, ior, new OpenAccount(new AccountProfile("Taken", "", "", "", ""), default, Center: "001"));
        int about = (await Served.DoAsync(owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        using Visitor visitor = new(own.Service.Url);
        await visitor.SignInAsync(own.Service.OwnerKey, "/");
        const string work = "/offices/2704/work?role=importSpecialist";
        string html = (await visitor.GetAsync((await visitor.PostAsync(work, work, Act(ior, about, "take"))).Location)).Html;
        Assert.Contains($"You have case {about} of {ior}.", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"cf28\">CF-28</option>", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"002\">002 Apparel</option>", html, StringComparison.Ordinal);
        foreach (string told in new[] { "&account=<b>&case=1", $"&account={ior}&case=-1", $"&account={ior}", "" })
        {
            Assert.DoesNotContain("role=\"status\"", (await visitor.GetAsync($"{work}&done=take{told}")).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Account_PutsOverdueItemsFirst_SaysWhichTheyAre_AndInWhichOrderTheOthersStand()
    {
        string ior = await served.OpenedAsync();
        int filed = SimTime.DayOf(SmallPlan.Monday) - 9;
        int calm = (await Served.DoAsync(served.Owner, ior, new OpenWork("W1", WorkKind.AdCvdMessage, PortCode.Parse("2704"), 8471, filed, Deadline: SmallPlan.Monday + (60 * SimTime.Day)))).Case;
        int late = (await Served.DoAsync(served.Owner, ior, new OpenWork("W2", WorkKind.AdCvdMessage, PortCode.Parse("2704"), 8471, filed, Deadline: SmallPlan.Monday - SimTime.Hour))).Case;
        string html = (await Served.GetAsync(served.Owner, $"/accounts/{ior}")).Body;
        Assert.Contains($"1 is overdue: case {late}, due 2016-02-01 14:00 UTC.", html, StringComparison.Ordinal);
        Assert.Contains("Overdue ones first, by due time; then by priority at the desk and due time", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf($"class=\"num\">{late}</th>", StringComparison.Ordinal) < html.IndexOf($"class=\"num\">{calm}</th>", StringComparison.Ordinal));
        string overdue = (await Served.GetAsync(served.Owner, "/overdue")).Body;
        Assert.Contains("Was due, UTC", overdue, StringComparison.Ordinal);
        Assert.DoesNotContain("cee-late\">0</td>", overdue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartToken_SignsInOnce_AndSaysSoTheSecondTime_AndItsSessionEndsWithSigningOut()
    {
        await using OwnService own = await OwnService.StartAsync();
        using Visitor visitor = new(own.Service.Url);
        Shown shown = await visitor.SignInAsync(own.Service.StartToken, "/overdue");
        Assert.Equal("/overdue", shown.Location);
        string cookie = Assert.Single(shown.Cookies, c => c.StartsWith("cee-session=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/overdue")).Status);
        using (Visitor other = new(own.Service.Url))
        {
            Shown refused = await other.SignInAsync(own.Service.StartToken, "/overdue");
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("This token was used", refused.Html, StringComparison.Ordinal);
            Assert.Contains("owner.key", refused.Html, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/overdue")).Status);
        Assert.Equal("/sign-in", (await visitor.PostAsync("/overdue", "/sign-out", [])).Location);
        Assert.DoesNotContain("Your session has ended", (await visitor.GetAsync("/sign-in")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SignInAsync(own.Service.StartToken, "/overdue")).Status);
        using HttpClient copied = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(own.Service.Url) };
        copied.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.Redirect, (await copied.GetAsync("/overdue", Stop)).StatusCode);
        string page = await copied.GetStringAsync("/sign-in", Stop);
        Assert.Contains("Your session has ended", page, StringComparison.Ordinal);
        Assert.Contains("take the new token from the terminal", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SignInAsync("cee_" + new string('0', 64), "/")).Status);
    }

    [Fact]
    public async Task LookUp_TakesACenterByCodeNameOrAbbreviation_AndANumberWithoutHyphens()
    {
        string ior = await served.OpenedAsync();
        foreach (string center in new[] { "001", "electronics", "ELE", "Electr" })
        {
            Shown found = await LookUpAsync($"/accounts?by=center&q={center}");
            Assert.Equal(HttpStatusCode.OK, found.Status);
            Assert.Contains("001 Electronics", found.Html, StringComparison.Ordinal);
        }

        Shown unknown = await LookUpAsync("/accounts?by=center&q=e");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("002 AFT Apparel", unknown.Html, StringComparison.Ordinal);
        Assert.Equal($"/accounts/{ior}", (await LookUpAsync($"/accounts?q={ior.Replace("-", "", StringComparison.Ordinal)}")).Location);
        Assert.Equal("/accounts/12-3456789AB", (await LookUpAsync("/accounts?q=123456789ab")).Location);
        Assert.Equal("/accounts/123-45-6789", (await LookUpAsync("/accounts?q=123456789")).Location);
        Assert.Contains("12-345678999 or 123456-78999", (await LookUpAsync("/accounts?q=12345678999")).Html, StringComparison.Ordinal);
        Assert.Contains("or the number is wrong", (await LookUpAsync("/accounts/12-3456789AB")).Html, StringComparison.Ordinal);

        async Task<Shown> LookUpAsync(string path)
        {
            using Visitor visitor = new(served.Service.Url);
            await visitor.SignInAsync(served.Service.OwnerKey, "/");
            return await visitor.GetAsync(path);
        }
    }

    [Fact]
    public async Task Pages_ShowWhatPeopleWroteAsText()
    {
        string ior = Served.Fresh();
        const string evil = "<script>alert(1)</script>\"'&";
        await Served.DoAsync(served.Owner, ior, new OpenAccount(new AccountProfile(evil, evil, "", "", ""), default, Center: "001"));
        await Served.DoAsync(served.Owner, ior, new AssignManager(evil));
        using Visitor visitor = new(served.Service.Url);
        await visitor.SignInAsync(served.Service.OwnerKey, "/");
        foreach (string path in new[] { $"/accounts/{ior}", "/accounts?by=center&q=001", $"/accounts?by=name&q={Uri.EscapeDataString(evil)}", $"/accounts?by={Uri.EscapeDataString(evil)}&q={Uri.EscapeDataString(evil)}", $"/offices/001/work?done={Uri.EscapeDataString(evil)}&role={Uri.EscapeDataString(evil)}", $"/sign-in?to=/{Uri.EscapeDataString(evil)}" })
        {
            Assert.DoesNotContain("<script>alert", (await visitor.GetAsync(path)).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Importer_FindsItsOwnAccounts_AndOnPagesToo_NothingOfAnother()
    {
        string mine = await served.OpenedAsync();
        string theirs = Served.Fresh();
        served.Source.Known[theirs] = Ledgered.Opened(number: ImporterNumber.Parse(theirs)).Account!;
        HttpClient importer = await served.KeyAsync("importer", mine);
        Said list = await Served.GetAsync(importer, "/accounts");
        Assert.Contains($"/accounts/{mine}", list.Body, StringComparison.Ordinal);
        Said never = await Served.GetAsync(importer, $"/accounts/{Served.Fresh()}");
        Said hidden = await Served.GetAsync(importer, $"/accounts/{theirs}");
        Assert.Equal((HttpStatusCode.NotFound, WithoutToken(never.Body)), (hidden.Status, WithoutToken(hidden.Body)));
        foreach (string path in new[] { "/accounts?by=name&q=Ann", "/accounts?by=center&q=001", "/accounts?by=manager&q=Bo" })
        {
            Assert.DoesNotContain(theirs, (await Served.GetAsync(importer, path)).Body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(theirs, served.Source.Asked.Keys);
    }

    private static (string, string)[] Act(string ior, int about, string act) => [("id", Guid.NewGuid().ToString("N")), ("account", ior), ("case", $"{about}"), ("act", act)];

    private static string WithoutToken(string html) => TokenField().Replace(html, "");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    /// <summary>Somebody with a browser's cookies and without its scripts.</summary>
    private sealed class Visitor(string url) : IDisposable
    {
        private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(url) };

        public async Task<Shown> GetAsync(string path) => await ShownAsync(await client.GetAsync(path, Stop));

        /// <summary>Loads a page and sends one of its forms.</summary>
        public async Task<Shown> PostAsync(string page, string action, (string, string)[] fields) =>
            await SendAsync(action, [.. fields, ("__RequestVerificationToken", (await GetAsync(page)).Token)]);

        public async Task<Shown> SendAsync(string action, (string Name, string Value)[] fields)
        {
            using FormUrlEncodedContent form = new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
            return await ShownAsync(await client.PostAsync(action, form, Stop));
        }

        public Task<Shown> SignInAsync(string key, string to) => PostAsync($"/sign-in?to={Uri.EscapeDataString(to)}", "/sign-in", [("key", key), ("to", to)]);

        public void Dispose() => client.Dispose();

        private static async Task<Shown> ShownAsync(HttpResponseMessage response)
        {
            using (response)
            {
                string html = await response.Content.ReadAsStringAsync(Stop);
                return new Shown(response.StatusCode, response.Headers.Location?.ToString() ?? "", html, TokenField().Match(html).Groups[1].Value, response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? c) ? [.. c] : []);
            }
        }
    }

    /// <summary>A service for one test.</summary>
    private sealed class OwnService(string folder, LiveService service) : IAsyncDisposable
    {
        public LiveService Service { get; } = service;

        public static async Task<OwnService> StartAsync()
        {
            string folder = Directory.CreateTempSubdirectory("cee-pages-").FullName;
            return new OwnService(folder, await LiveService.StartAsync(Served.Options(folder, new Served.Clock()), Stop));
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Shown(HttpStatusCode Status, string Location, string Html, string Token, string[] Cookies);
}
