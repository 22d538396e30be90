using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Live;
using CeeOrleans.Planner;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(CeeOrleans.Service.Tests.Served))]

namespace CeeOrleans.Service.Tests;

/// <summary>One service for all tests of this assembly, in February 2016; every test takes accounts of its own.</summary>
public sealed class Served : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-service-").FullName;
    private static int numbers;
    private static int serials = 1_000;

    public LiveService Service { get; private set; } = null!;

    public HttpClient Owner { get; private set; } = null!;

    /// <summary>Every endpoint there is: "GET /v1/accounts/{ior}".</summary>
    public IReadOnlyList<string> Endpoints =>
    [
        .. Service.WebServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m => $"{m} /{e.RoutePattern.RawText!.TrimStart('/')}")),
    ];

    internal Clock Time { get; } = new();

    internal Counting Source { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Service = await LiveService.StartAsync(Options(folder, Time, Source) with { Parts = [new PlannerPart(Planner(folder))] }, CancellationToken.None);
        Owner = Client(Service.OwnerKey);
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    internal static LiveServiceOptions Options(string folder, TimeProvider time, IAccountSource? source = null) =>
        new() { Url = "http://127.0.0.1:0", DataFolder = folder, Book = SmallPlan.Book, Time = time, Source = source };

    /// <summary>The shipped scenarios, run by the command that stands beside the tests.</summary>
    internal static PlannerOptions Planner(string folder) => new()
    {
        Scenarios = Repository.Scenarios,
        Folder = Path.Combine(folder, "runs"),
        Niceness = 0, // a busy machine would let the tests wait for ever
        Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "cee.dll")],
    };

    public static string Fresh() => $"77-{Interlocked.Increment(ref numbers):0000000}00";

    public static int Serial() => Interlocked.Increment(ref serials);

    public HttpClient Client(string? key) => Client(Service.Url, key);

    public static HttpClient Client(string url, string? key)
    {
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A key of a role.</summary>
    public async Task<HttpClient> KeyAsync(string role, params string[] scope)
    {
        using StringContent body = new(JsonSerializer.Serialize(new { name = $"{role} {Guid.NewGuid():N}"[..30], role, scope, days = 1 }));
        using HttpResponseMessage made = await Owner.PostAsync("/v1/keys", body);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return Client(JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("key").GetString());
    }

    /// <summary>An account that was opened with a Center.</summary>
    public async Task<string> OpenedAsync(string center = "001")
    {
        string ior = Fresh();
        Said said = await DoAsync(Owner, ior, new OpenAccount(new AccountProfile($"Importer {ior}", "", "", "", ""), new Membership(2, true), Center: center));
        Assert.Equal(HttpStatusCode.Created, said.Status);
        return ior;
    }

    public static Task<Said> DoAsync(HttpClient client, string ior, AccountCommand command, string? id = null, string? match = null) =>
        SendAsync(client, ior, CommandJson.Write(command), id ?? Guid.NewGuid().ToString("N"), match);

    public static async Task<Said> SendAsync(HttpClient client, string ior, byte[] body, string? id, string? match = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/accounts/{ior}/commands") { Content = new ByteArrayContent(body) };
        if (id is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", id);
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        return await Said.OfAsync(await client.SendAsync(request));
    }

    public static async Task<Said> GetAsync(HttpClient client, string path) => await Said.OfAsync(await client.GetAsync(path));

    /// <summary>A clock that stands unless it is moved.</summary>
    internal sealed class Clock : TimeProvider
    {
        private long seconds = SmallPlan.Monday;

        public long Seconds
        {
            get => Interlocked.Read(ref seconds);
            set => Interlocked.Exchange(ref seconds, value);
        }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
    }

    /// <summary>Notes which accounts a grain looked for that are not stored.</summary>
    internal sealed class Counting : IAccountSource
    {
        /// <summary>Numbers whose grain was called.</summary>
        public System.Collections.Concurrent.ConcurrentDictionary<string, bool> Asked { get; } = new();

        /// <summary>Accounts that are there without being stored.</summary>
        public System.Collections.Concurrent.ConcurrentDictionary<string, Account> Known { get; } = new();

        public Account? Find(ImporterNumber number)
        {
            Asked[number.Text] = true;
            return Known.GetValueOrDefault(number.Text);
        }
    }
}

/// <summary>What the service answered.</summary>
public sealed record Said(HttpStatusCode Status, string? Tag, string? Type, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public int Case => Json.GetProperty("case").GetInt32();

    public static async Task<Said> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Said(response.StatusCode, response.Headers.ETag?.ToString(), response.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
        }
    }
}
