using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Tests;

/// <summary>
/// Good requests, spoilt: 3,000 here on each store, as many as <c>CEE_MUTATED_REQUESTS</c> says otherwise. None may break the service,
/// and one that is refused may not have changed anything. The same seed sends the same requests.
/// </summary>
public sealed class MutatedRequestTests : IDisposable
{
    private const int Seed = 20260211;

    /// <summary>So often a long run says where it is.</summary>
    private const int Progress = 10_000;

    private const string Ior = "77-912345600";
    private static readonly string[] Pieces = ["\0", "\n", "\r\n", "%00", "%", "..", "../", "\\", "'", "\"", "<", "é", "\ud83d\ude00", "\ufffd", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "0", "9223372036854775808", "1e400", "NaN", "&", "=", "?", "#", ";", " ", "77-912345600", "001", "\"command\":\"take case\","];
    private readonly string folder = Directory.CreateTempSubdirectory("cee-mutated-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Requests => int.TryParse(Environment.GetEnvironmentVariable("CEE_MUTATED_REQUESTS"), CultureInfo.InvariantCulture, out int n) ? n : 3_000;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(StoreUnderTest.Embedded)]
    [InlineData(StoreUnderTest.Server)]
    public async Task Requests_Spoilt_BreakNothing_AndWhatIsRefusedChangesNothing(string store)
    {
        await using StoreUnderTest under = await StoreUnderTest.StartAsync(store);
        LiveServiceOptions options = under.Under(Served.Options(folder, new Served.Clock()) with { Limits = new ServiceLimits { RequestsASecond = 0, WrongKeysAMinute = int.MaxValue }, Server = web => web.UseTestServer() });
        await using LiveService service = await LiveService.StartAsync(options, Stop);
        TestServer server = (TestServer)service.WebServices.GetRequiredService<IServer>();
        string[] keys = [service.OwnerKey, service.OwnerKey, service.OwnerKey, await KeyAsync(server, service.OwnerKey, "importer", Ior), await KeyAsync(server, service.OwnerKey, "specialist", "2704"), "cee_" + new string('0', 64)];
        await SendAsync(server, new Sent("POST", $"/v1/accounts/{Ior}/commands", "", service.OwnerKey, "open", "", CommandJson.Write(new OpenAccount(new AccountProfile("A", "", "", "", ""), new Membership(2, true), Center: "001"))));
        for (int i = 0; i < 20; i++)
        {
            await SendAsync(server, new Sent("POST", $"/v1/accounts/{Ior}/commands", "", service.OwnerKey, $"file{i}", "", CommandJson.Write(SmallPlan.Entry(i + 1, WorkKind.FullReview))));
        }

        Random random = new(Seed);
        string before = await TagAsync(server, service.OwnerKey);
        Dictionary<int, int> statuses = [];
        for (int i = 0; i < Requests; i++)
        {
            Sent sent = Spoil(random, Good(random, i, before, keys[random.Next(keys.Length)]));
            int status = await SendAsync(server, sent);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            Assert.True(status is >= 200 and < 500, $"request {i} got {status}: {sent}");
            string after = await TagAsync(server, service.OwnerKey);
            Assert.True(status < 300 || after == before, $"request {i} was refused with {status} and changed the account: {sent}");
            before = after;
            if ((i + 1) % Progress == 0)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{i + 1:#,0} of {Requests:#,0} spoilt requests on {store}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Requests:#,0} spoilt requests on {store}, answers by status: " + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(statuses.GetValueOrDefault(200) > Requests / 100 && statuses.GetValueOrDefault(400) > Requests / 10, "The spoilt requests are too good or too bad to say anything.");
    }

    [Fact]
    public async Task Bytes_ThatAreNoRequest_CloseTheConnectionAndNothingElse()
    {
        await using LiveService service = await LiveService.StartAsync(Served.Options(folder, new Served.Clock()), Stop);
        Uri url = new(service.Url);
        Random random = new(Seed);
        byte[] good = Encoding.ASCII.GetBytes($"GET /v1/overdue?limit=3 HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {service.OwnerKey}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 1_000; i++)
        {
            byte[] bytes = [.. good];
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            using TcpClient client = new();
            await client.ConnectAsync(url.Host, url.Port, Stop);
            using NetworkStream stream = client.GetStream();
            await stream.WriteAsync(bytes, Stop);
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[32];
            int read = 0;
            try
            {
                read = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, Stop);
            }
            catch (IOException)
            {
                // Closed without a word.
            }

            string status = Encoding.ASCII.GetString(answer, 0, read);
            Assert.True(read == 0 || status.StartsWith("HTTP/1.", StringComparison.Ordinal) && (status[9] != '5' || status.Contains(" 505 ", StringComparison.Ordinal)), $"bytes {i}: {status}");
        }

        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await Served.GetAsync(owner, "/v1/overdue")).Status);
    }

    private static Sent Good(Random random, int i, string tag, string key) => random.Next(10) switch
    {
        0 => new Sent("GET", $"/v1/accounts/{Ior}", "", key, "", tag, []),
        1 => new Sent("GET", "/v1/accounts", random.Next(2) == 0 ? "?name=A&limit=3" : "?center=001", key, "", "", []),
        2 => new Sent("GET", "/v1/offices/2704/work", "?role=importSpecialist&limit=2", key, "", "", []),
        3 => new Sent("GET", "/v1/overdue", "?office=2704&limit=2", key, "", "", []),
        4 => new Sent("POST", "/v1/keys", "", key, "", "", Encoding.UTF8.GetBytes("""{"name":"x","role":"specialist","scope":["001","2704"],"days":3}""")),
        5 => new Sent("GET", "/sign-in", "?to=/accounts", key, "", "", []),
        _ => new Sent("POST", $"/v1/accounts/{Ior}/commands", "", key, $"m{i}", random.Next(2) == 0 ? "" : tag, CommandJson.Write(CommandOf(random, i))),
    };

    private static AccountCommand CommandOf(Random random, int i) => random.Next(8) switch
    {
        0 => SmallPlan.Entry(100 + i, WorkKind.FullReview),
        1 => new TakeCase(random.Next(1, 22)),
        2 => new FinishCase(random.Next(1, 22), Outcome.Accepted),
        3 => new ChangeProfile(new AccountProfile($"A{i}", "1 Main St", "Reno", "NV", "89501")),
        4 => new AssignManager("Bo"),
        5 => new AppealCenter("002", "why"),
        6 => new OpenInquiry($"Q{i}", PortCode.Parse("2704")),
        _ => new HandOverCase(random.Next(1, 22), "001", "why"),
    };

    /// <summary>One to three things go wrong with a request; one in eight stays as it is.</summary>
    private static Sent Spoil(Random random, Sent sent)
    {
        if (random.Next(8) == 0)
        {
            return sent;
        }

        for (int n = random.Next(1, 4); n > 0; n--)
        {
            sent = random.Next(8) switch
            {
                0 => sent with { Path = "/" + Spoil(random, sent.Path[1..]).Replace("\0", "", StringComparison.Ordinal).Replace("%00", "", StringComparison.Ordinal) }, // the server refuses that itself
                1 => sent with { Query = sent.Query.Length > 0 ? "?" + Spoil(random, sent.Query[1..]) : "?" + Pieces[random.Next(Pieces.Length)] },
                2 => sent with { Id = Spoil(random, sent.Id) },
                3 => sent with { Match = Spoil(random, sent.Match) },
                4 => sent with { Method = random.Next(3) switch { 0 => "PUT", 1 => "DELETE", _ => sent.Method == "GET" ? "POST" : "GET" } },
                _ => sent with { Body = Spoil(random, sent.Body) },
            };
        }

        return sent;
    }

    private static string Spoil(Random random, string text)
    {
        int at = random.Next(text.Length + 1);
        return random.Next(4) switch
        {
            0 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            1 => text[..at],
            2 => text.Insert(at, new string((char)random.Next(32, 127), random.Next(1, 300))),
            _ => at < text.Length ? text.Remove(at, 1) : text + text,
        };
    }

    private static byte[] Spoil(Random random, byte[] body)
    {
        int at = random.Next(body.Length + 1);
        return random.Next(6) switch
        {
            0 => [.. body[..at], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. body[at..]],
            1 => body[..at],
            2 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
            3 => at < body.Length ? [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]] : [.. body, .. body],
            4 => [.. body[..at], .. Encoding.ASCII.GetBytes(new string('9', random.Next(1, 40))), .. body[at..]],
            _ => [.. body[..at], .. Encoding.ASCII.GetBytes(new string('[', random.Next(1, 200))), .. body[at..]],
        };
    }

    private static async Task<string> TagAsync(TestServer server, string key)
    {
        HttpContext answer = await server.SendAsync(c =>
        {
            c.Request.Path = $"/v1/accounts/{Ior}";
            c.Request.Headers.Authorization = $"Bearer {key}";
        });
        return answer.Response.Headers.ETag.ToString();
    }

    private static async Task<string> KeyAsync(TestServer server, string owner, string role, string scope)
    {
        HttpContext answer = await server.SendAsync(c => Fill(c, new Sent("POST", "/v1/keys", "", owner, "", "", Encoding.UTF8.GetBytes($$"""{"name":"{{role}}","role":"{{role}}","scope":["{{scope}}"]}"""))));
        using StreamReader reader = new(answer.Response.Body);
        return System.Text.Json.JsonDocument.Parse(await reader.ReadToEndAsync(Stop)).RootElement.GetProperty("key").GetString()!;
    }

    private static async Task<int> SendAsync(TestServer server, Sent sent)
    {
        HttpContext answer = await server.SendAsync(c => Fill(c, sent));
        await answer.Response.Body.CopyToAsync(Stream.Null, Stop);
        return answer.Response.StatusCode;
    }

    private static void Fill(HttpContext context, Sent sent)
    {
        context.Request.Method = sent.Method;
        context.Request.Path = sent.Path;
        context.Request.QueryString = new QueryString(sent.Query);
        context.Request.Headers.Authorization = $"Bearer {sent.Key}";
        if (sent.Id.Length > 0)
        {
            context.Request.Headers["Idempotency-Key"] = sent.Id;
        }

        if (sent.Match.Length > 0)
        {
            context.Request.Headers[sent.Method == "GET" ? "If-None-Match" : "If-Match"] = sent.Match;
        }

        context.Request.ContentLength = sent.Body.Length;
        context.Request.Body = new MemoryStream(sent.Body);
    }

    private sealed record Sent(string Method, string Path, string Query, string Key, string Id, string Match, byte[] Body)
    {
        public override string ToString() => $"{Method} {Path}{Query} Idempotency-Key: {Id} Match: {Match} {Encoding.Latin1.GetString(Body)}";
    }
}
