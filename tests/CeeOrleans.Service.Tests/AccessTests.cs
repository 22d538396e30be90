using System.Net;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Access;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>Who may what: every endpoint and role, other people's accounts, keys.</summary>
public sealed class AccessTests(Served served)
{
    [Fact]
    public async Task Matrix_OfEveryEndpointAndRole_IsAsWritten()
    {
        string ior = await served.OpenedAsync();
        Dictionary<string, HttpClient> people = new()
        {
            ["nobody"] = served.Client(null),
            ["wrong"] = served.Client("cee_" + new string('0', 64)),
            ["importer"] = await served.KeyAsync("importer", ior),
            ["specialist"] = await served.KeyAsync("specialist", "001"),
            ["manager"] = await served.KeyAsync("manager", "001"),
            ["planner"] = await served.KeyAsync("planner"),
            ["auditor"] = await served.KeyAsync("auditor"),
            ["administrator"] = await served.KeyAsync("administrator"),
        };
        (string Endpoint, string Path, string Expected)[] rows =
        [
            ("GET /health/live", "/health/live", "200 200 200 200 200 200 200 200"),
            ("GET /health/ready", "/health/ready", "200 200 200 200 200 200 200 200"),
            ("GET /v1/openapi.json", "/v1/openapi.json", "200 200 200 200 200 200 200 200"),
            ("GET /v1/accounts/{ior}", $"/v1/accounts/{ior}", "401 401 200 200 200 403 200 200"),
            ("POST /v1/accounts/{ior}/commands", $"/v1/accounts/{ior}/commands", "401 401 400 400 400 403 403 400"),
            ("GET /v1/accounts", "/v1/accounts?center=001", "401 401 403 403 403 403 200 200"),
            ("GET /v1/offices/{code}/work", "/v1/offices/001/work", "401 401 403 200 200 403 200 200"),
            ("GET /v1/offices/{code}/work", "/v1/offices/002/work", "401 401 403 404 404 403 200 200"),
            ("GET /v1/overdue", "/v1/overdue", "401 401 403 404 404 403 200 200"),
            ("GET /v1/overdue", "/v1/overdue?office=001", "401 401 403 200 200 403 200 200"),
            ("POST /v1/keys", "/v1/keys", "401 401 403 403 403 403 403 400"),
            ("DELETE /v1/keys/{id}", "/v1/keys/none", "401 401 403 403 403 403 403 404"),
            ("GET /v1/audit", "/v1/audit", "401 401 403 403 403 403 200 200"),
            ("POST /v1/ingest", "/v1/ingest", "401 401 403 403 403 403 403 415"),
            ("GET /v1/snapshots", "/v1/snapshots", "401 401 403 403 403 200 200 200"),
            ("POST /v1/snapshots", "/v1/snapshots", "401 401 403 403 403 201 403 201"),
            ("DELETE /v1/snapshots/{id}", "/v1/snapshots/none", "401 401 403 403 403 404 403 404"),
            ("GET /", "/", "302 302 302 302 302 302 302 302"),
            ("GET /sign-in", "/sign-in", "200 200 200 200 200 200 200 200"),
            ("POST /sign-in", "/sign-in", "400 403 403 403 403 403 403 403"),
            ("POST /sign-out", "/sign-out", "400 303 303 303 303 303 303 303"),
            ("GET /accounts", "/accounts", "302 302 200 200 200 403 200 200"),
            ("GET /accounts/{ior}", $"/accounts/{ior}", "302 302 200 200 200 403 200 200"),
            ("GET /offices", "/offices", "302 302 403 200 200 403 200 200"),
            ("GET /offices/{code}/work", "/offices/001/work", "302 302 403 200 200 403 200 200"),
            ("GET /offices/{code}/work", "/offices/002/work", "302 302 403 404 404 403 200 200"),
            ("POST /offices/{code}/work", "/offices/001/work", "401 401 403 409 409 403 403 409"),
            ("POST /offices/{code}/work", "/offices/002/work", "401 401 403 404 404 403 403 409"),
            ("GET /overdue", "/overdue", "302 302 403 200 200 403 200 200"),
            ("GET /overdue", "/overdue?office=002", "302 302 403 404 404 403 200 200"),
            ("GET /assets/{version}/{**name}", "/assets/x/own/site.css", "200 200 200 200 200 200 200 200"),
            ("GET /v1/scenarios", "/v1/scenarios", "401 401 403 403 403 200 200 200"),
            ("GET /v1/runs", "/v1/runs", "401 401 403 403 403 200 200 200"),
            ("POST /v1/runs", "/v1/runs", "401 401 403 403 403 400 403 400"),
            ("GET /v1/runs/{id}", "/v1/runs/none", "401 401 403 403 403 404 404 404"),
            ("DELETE /v1/runs/{id}", "/v1/runs/none", "401 401 403 403 403 404 403 404"),
            ("GET /v1/runs/{id}/result", "/v1/runs/none/result", "401 401 403 403 403 404 404 404"),
            ("GET /plans", "/plans", "302 302 403 403 403 200 403 200"),
            ("GET /plans/{name}", "/plans/mm1", "302 302 403 403 403 200 403 200"),
            ("POST /plans/{name}", "/plans/mm1", "401 401 403 403 403 400 403 400"),
            ("GET /runs", "/runs", "302 302 403 403 403 200 200 200"),
            ("POST /runs/compare", "/runs/compare", "401 401 403 403 403 409 403 409"),
            ("GET /runs/{id}", "/runs/none", "302 302 403 403 403 404 404 404"),
            ("POST /runs/{id}/cancel", "/runs/none/cancel", "401 401 403 403 403 404 403 404"),
            ("GET /runs/{id}/report", "/runs/none/report", "302 302 403 403 403 404 404 404"),
            ("GET /runs/{id}/events", "/runs/none/events", "302 302 403 403 403 404 404 404"),
            ("GET nowhere", "/v1/nothing", "401 401 404 404 404 404 404 404"),
            ("PUT nowhere", $"/v1/accounts/{ior}", "401 401 403 403 403 403 403 403"),
        ];
        Assert.Empty(served.Endpoints.Except(rows.Select(r => r.Endpoint)));
        foreach ((string endpoint, string path, string expected) in rows)
        {
            string method = endpoint.Split(' ')[0];
            List<int> found = [];
            foreach (HttpClient client in people.Values)
            {
                using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = method == "GET" ? null : path.StartsWith("/v1", StringComparison.Ordinal) ? new StringContent("{") : new FormUrlEncodedContent([]) };
                request.Headers.TryAddWithoutValidation("Idempotency-Key", "x");
                using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                found.Add((int)response.StatusCode);
                Assert.True((int)response.StatusCode < 400 || response.Content.Headers.ContentType?.MediaType == (path.StartsWith("/v1", StringComparison.Ordinal) ? "application/problem+json" : "text/html"), $"{method} {path}: {response.StatusCode}");
            }

            Assert.Equal($"{method} {path}: {expected}", $"{method} {path}: {string.Join(' ', found)}");
        }
    }

    [Fact]
    public async Task Importer_SeesNothingOfAnother_AndNoGrainIsAsked()
    {
        string mine = await served.OpenedAsync();

        // Theirs is there, but its grain was never called: a call would ask the source.
        string theirs = Served.Fresh();
        Ledgered account = Ledgered.Opened(number: ImporterNumber.Parse(theirs));
        account.Done(SmallPlan.Entry(Served.Serial(), WorkKind.FullReview));
        served.Source.Known[theirs] = account.Account!;
        HttpClient importer = await served.KeyAsync("importer", mine);
        string never = Served.Fresh();
        string[] bodies =
        [
            await NotFoundAsync(importer, $"/v1/accounts/{theirs}"),
            await NotFoundAsync(importer, $"/v1/accounts/{never}"),
            await NotFoundAsync(importer, "/v1/accounts/no-number"),
            await NotFoundAsync(importer, $"/v1/accounts/{theirs.ToLowerInvariant()}%20"),
            await NotFoundAsync(importer, "/v1/accounts/..%2F" + theirs),
        ];
        Assert.Single(bodies.Distinct());
        foreach (AccountCommand command in new AccountCommand[] { new AnswerCase(1), new OpenInquiry("Q", PortCode.Parse("2704")), new AppealCenter("002", "why") })
        {
            Said said = await Served.DoAsync(importer, theirs, command);
            Assert.Equal((HttpStatusCode.NotFound, bodies[0]), (said.Status, said.Body));
        }

        Assert.DoesNotContain(theirs, served.Source.Asked.Keys);
        Assert.DoesNotContain(never, served.Source.Asked.Keys);
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(served.Owner, $"/v1/accounts/{theirs}")).Status);
        Assert.Contains(theirs, served.Source.Asked.Keys);
    }

    [Fact]
    public async Task Specialist_SeesAccountsOfItsOfficesOnly()
    {
        string electronics = await served.OpenedAsync("001");
        string apparel = await served.OpenedAsync("002");
        HttpClient specialist = await served.KeyAsync("specialist", "001");
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(specialist, $"/v1/accounts/{electronics}")).Status);
        Said hidden = await Served.GetAsync(specialist, $"/v1/accounts/{apparel}");
        Said none = await Served.GetAsync(specialist, $"/v1/accounts/{Served.Fresh()}");
        Assert.Equal((HttpStatusCode.NotFound, none.Body), (hidden.Status, hidden.Body));
        Assert.Equal(none, await Served.DoAsync(specialist, apparel, new PlaceHold(EntryNumber.Of("EN1", 1), PortCode.Parse("2704"), HoldCause.Trade)));
    }

    [Fact]
    public void Command_ThatTheTableDoesNotName_IsForTheAdministratorOnly()
    {
        foreach (string command in CommandJson.Names)
        {
            Assert.True(Permissions.MaySend(ServiceRole.Administrator, command));
            Assert.False(Permissions.MaySend(ServiceRole.Auditor, command) || Permissions.MaySend(ServiceRole.Planner, command));
        }

        Assert.All(new[] { "open account", "liquidate", "expire case", "open work", "decide appeal", "change membership" }, c =>
            Assert.DoesNotContain(Enum.GetValues<ServiceRole>(), r => r != ServiceRole.Administrator && Permissions.MaySend(r, c)));
        Assert.False(Permissions.MaySend(ServiceRole.Importer, "finish case"));
    }

    [Fact]
    public async Task Key_Revoked_OpensNothingAnyMore()
    {
        using StringContent body = new("""{"name":"x","role":"auditor","days":1}""");
        using HttpResponseMessage made = await served.Owner.PostAsync("/v1/keys", body, TestContext.Current.CancellationToken);
        Said said = await Said.OfAsync(made);
        HttpClient auditor = served.Client(said.Json.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(auditor, "/v1/overdue")).Status);
        using HttpResponseMessage gone = await served.Owner.DeleteAsync($"/v1/keys/{said.Json.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Served.GetAsync(auditor, "/v1/overdue")).Status);
    }

    [Fact]
    public async Task StartToken_MakesOneKeyAndNothingElse()
    {
        HttpClient start = served.Client(served.Service.StartToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await Served.GetAsync(start, "/v1/overdue")).Status);
        HttpStatusCode[] made = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using StringContent body = new($$"""{"name":"first {{i}}","role":"administrator"}""");
            using HttpResponseMessage response = await start.PostAsync("/v1/keys", body);
            return response.StatusCode;
        }));
        Assert.Single(made, s => s == HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Served.GetAsync(start, "/v1/overdue")).Status);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name":"x","role":"king"}""")]
    [InlineData("""{"name":"","role":"auditor"}""")]
    [InlineData("""{"name":"x","role":"importer"}""")]
    [InlineData("""{"name":"x","role":"auditor","scope":["001"]}""")]
    [InlineData("""{"name":"x","role":"auditor","days":0}""")]
    [InlineData("""{"name":"x","role":"auditor","days":"1"}""")]
    [InlineData("""{"name":"x","role":"auditor","more":1}""")]
    [InlineData("""{"name":"x","role":"specialist","scope":["0\n1"]}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    public async Task Key_AskedWrongly_IsNotMade(string body)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        using HttpResponseMessage response = await served.Owner.PostAsync("/v1/keys", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<string> NotFoundAsync(HttpClient client, string path)
    {
        Said said = await Served.GetAsync(client, path);
        Assert.Equal(HttpStatusCode.NotFound, said.Status);
        return said.Body;
    }
}
