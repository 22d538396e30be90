using System.Net;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Access;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>The OWASP API Security Top 10 of 2023, item by item. Tokens (API2, API10) are in TokenTests, rates and sizes (API4) in LimitTests.</summary>
public sealed class OwaspTests(Served served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task API1_ObjectLevel_AnotherAccountIsNeitherSeenNorTouched_ByNumberNameCursorOrCommand()
    {
        string mine = await served.OpenedAsync();
        string theirs = await served.OpenedAsync();
        int about = (await Served.DoAsync(served.Owner, theirs, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        string tag = (await Served.GetAsync(served.Owner, $"/v1/accounts/{theirs}")).Tag!;
        string cursor = (await Served.GetAsync(served.Owner, "/v1/accounts?center=001&limit=1")).Json.GetProperty("next").GetString()!;
        HttpClient importer = await served.KeyAsync("importer", mine);
        string nothing = (await Served.GetAsync(importer, "/v1/accounts/never-was")).Body;
        foreach (string spelt in new[] { theirs, theirs.Replace("-", "%2D", StringComparison.Ordinal), theirs + "/", theirs + "?ior=" + mine, "./" + theirs, "%2e%2e/" + theirs, theirs + ";x=1" })
        {
            Said said = await Served.GetAsync(importer, $"/v1/accounts/{spelt}");
            Assert.Equal((spelt, HttpStatusCode.NotFound, nothing), (spelt, said.Status, said.Body));
        }

        Assert.Equal((HttpStatusCode.NotFound, nothing), Pair(await Served.DoAsync(importer, theirs, new AnswerCase(about), match: tag)));
        foreach (string path in new[] { "/v1/accounts?name=Importer", $"/v1/accounts?center=001&cursor={Uri.EscapeDataString(cursor)}", "/v1/offices/2704/work", "/v1/overdue", "/v1/overdue?office=2704" })
        {
            Said said = await Served.GetAsync(importer, path);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, said.Status));
            Assert.DoesNotContain(theirs, said.Body, StringComparison.Ordinal);
        }

        Assert.Equal(tag, (await Served.GetAsync(served.Owner, $"/v1/accounts/{theirs}")).Tag);
    }

    [Fact]
    public async Task API2_Authentication_AKeyCountsInItsHeaderOnly_AndOnlyWhileItIsValid()
    {
        Said made = await MakeAsync("""{"name":"x","role":"auditor","days":1}""");
        string key = made.Json.GetProperty("key").GetString()!;
        using HttpClient nobody = served.Client(null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Served.GetAsync(nobody, $"/v1/overdue?key={key}&access_token={key}&authorization=Bearer%20{key}")).Status);
        foreach (string header in new[] { key, $"Basic {key}", $"Bearer {key[..^1]}", $"Bearer {key}0", $"Bearer {key.ToUpperInvariant()}", $"Bearer {key}, Bearer {key}", "Bearer", "Bearer cee_" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/overdue");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            Assert.Equal((header, HttpStatusCode.Unauthorized), (header, (await nobody.SendAsync(request, Stop)).StatusCode));
        }

        using HttpRequestMessage cookie = new(HttpMethod.Get, "/v1/overdue");
        cookie.Headers.TryAddWithoutValidation("Cookie", $"cee-session={key}; key={key}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.SendAsync(cookie, Stop)).StatusCode);
        using HttpClient auditor = served.Client(key);
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(auditor, "/v1/overdue")).Status);
        long now = served.Time.Seconds;
        served.Time.Seconds = now + 86_401;
        Assert.Equal(HttpStatusCode.Unauthorized, (await Served.GetAsync(auditor, "/v1/overdue")).Status);
        served.Time.Seconds = now;
    }

    [Fact]
    public async Task API3_Properties_WhatNobodyMaySetIsRefused()
    {
        string ior = await served.OpenedAsync();
        HttpClient importer = await served.KeyAsync("importer", ior);
        Assert.Equal(HttpStatusCode.BadRequest, (await MakeAsync("""{"name":"x","role":"auditor","id":"0","expires":"2099-01-01T00:00:00Z"}""")).Status);
        foreach (string more in new[] { "\"actor\":\"owner\"", "\"version\":1", "\"role\":\"administrator\"", "\"at\":\"2011-01-01T00:00:00Z\"", "\"trusted\":true", "\"ior\":\"12-3456789AB\"" })
        {
            Said said = await Served.SendAsync(importer, ior, System.Text.Encoding.UTF8.GetBytes("{\"command\":\"appeal center\",\"wanted\":\"002\",\"why\":\"w\"," + more + "}"), Guid.NewGuid().ToString("N"));
            Assert.Equal((more, HttpStatusCode.BadRequest), (more, said.Status));
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await Served.DoAsync(importer, ior, new ChangeMembership(new Membership(3, true), true, null))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Served.DoAsync(importer, ior, new AssignCenter("002"))).Status);
    }

    [Theory]
    [InlineData("/v1/accounts?center=001&limit=501")]
    [InlineData("/v1/accounts?center=001&limit=-1")]
    [InlineData("/v1/accounts?center=001&limit=999999999999")]
    [InlineData("/v1/overdue?limit=0")]
    [InlineData("/v1/offices/001/work?limit=1e9")]
    public async Task API4_Resources_APageHasABound(string path) => Assert.Equal(HttpStatusCode.BadRequest, (await Served.GetAsync(served.Owner, path)).Status);

    [Fact]
    public async Task API5_Functions_AreForTheirRoles_WhateverTheRequestSaysItIs()
    {
        HttpClient auditor = await served.KeyAsync("auditor");
        foreach (string header in new[] { "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-User", "X-Role" })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/keys") { Content = new StringContent("""{"name":"x","role":"administrator"}""") };
            request.Headers.TryAddWithoutValidation(header, "administrator");
            Assert.Equal(HttpStatusCode.Forbidden, (await auditor.SendAsync(request, Stop)).StatusCode);
        }

        foreach (string command in CommandJson.Names)
        {
            ServiceRole[] allowed = [.. Enum.GetValues<ServiceRole>().Where(r => Permissions.MaySend(r, command))];
            Assert.Contains(ServiceRole.Administrator, allowed);
            Assert.DoesNotContain(allowed, r => r is ServiceRole.Auditor or ServiceRole.Planner);
        }
    }

    [Fact]
    public async Task API6_BusinessFlows_ARepeatIsOneDeed_AndATakenCaseIsTaken()
    {
        string ior = await served.OpenedAsync();
        int about = (await Served.DoAsync(served.Owner, ior, SmallPlan.Entry(Served.Serial(), WorkKind.FullReview))).Case;
        HttpClient one = await served.KeyAsync("specialist", "2704");
        HttpClient two = await served.KeyAsync("specialist", "2704");
        Said[] many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Served.DoAsync(one, ior, new TakeCase(about), "same")));
        Assert.Single(many.Distinct());
        Assert.Equal(HttpStatusCode.OK, many[0].Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Served.DoAsync(two, ior, new TakeCase(about))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Served.DoAsync(two, ior, new FinishCase(about, Outcome.Accepted))).Status);
    }

    [Fact]
    public async Task API7_ServerSideRequests_NothingThatIsSentIsFetched()
    {
        await using Provider trap = await Provider.StartAsync();
        string url = trap.Url + "/trap";
        foreach (string path in new[] { $"/v1/accounts/{Uri.EscapeDataString(url)}", $"/v1/accounts?name={Uri.EscapeDataString(url)}", $"/v1/accounts?center={Uri.EscapeDataString(url)}", $"/sign-in?to={Uri.EscapeDataString(url)}" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Forwarded-Host", new Uri(url).Authority);
            request.Headers.TryAddWithoutValidation("Referer", url);
            await served.Owner.SendAsync(request, Stop);
        }

        string ior = await served.OpenedAsync();
        await Served.DoAsync(served.Owner, ior, new ChangeProfile(new AccountProfile(url, url, "", "", "")));
        await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}");
        Assert.Empty(trap.Asked);
    }

    [Fact]
    public async Task API8_Configuration_TellsNothingAndLetsNoOtherSiteIn()
    {
        foreach (string path in new[] { "/v1/overdue", "/v1/nothing", "/sign-in", "/health/live" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
            using HttpResponseMessage response = await served.Owner.SendAsync(request, Stop);
            Assert.Empty(response.Headers.Server);
            Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase) || h.Key.StartsWith("X-Powered", StringComparison.OrdinalIgnoreCase));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }

        foreach (string method in new[] { "TRACE", "OPTIONS", "PATCH", "PROPFIND" })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), "/v1/overdue");
            using HttpResponseMessage response = await served.Owner.SendAsync(request, Stop);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.MethodNotAllowed });
        }

        Said wrong = await Served.SendAsync(served.Owner, await served.OpenedAsync(), "{\"command\":[]}"u8.ToArray(), "x");
        Assert.DoesNotContain("   at ", wrong.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", wrong.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task API9_Inventory_ThereIsOneVersionAndNoBackDoor()
    {
        foreach (string path in new[] { "/v0/overdue", "/v2/overdue", "/v1/debug", "/admin", "/dashboard", "/metrics", "/swagger", "/openapi/v1.json", "/.env", "/v1/overdue/../../etc/passwd", "/assets/x/../../live.db" })
        {
            Said said = await Served.GetAsync(served.Owner, path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, said.Status));
        }

        Assert.All(served.Endpoints, e => Assert.Matches("^(GET|POST|DELETE) /", e));
    }

    [Fact]
    public void API10_OtherServices_AnswersOfTheProviderCountOnlyAsFarAsWeMappedThem()
    {
        IdentityProvider provider = new() { Authority = "https://idp.example", Audience = "cee" };
        System.Security.Claims.ClaimsIdentity claims = new([new("sub", "u"), new("roles", "Administrator"), new("roles", "administrator"), new("cee_scope", "001")]);
        Assert.Null(provider.GrantOf(new System.Security.Claims.ClaimsPrincipal(claims)));
    }

    private static (HttpStatusCode, string) Pair(Said said) => (said.Status, said.Body);

    private async Task<Said> MakeAsync(string json)
    {
        using StringContent body = new(json);
        return await Said.OfAsync(await served.Owner.PostAsync("/v1/keys", body, Stop));
    }
}
