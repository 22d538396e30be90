using System.Net;
using System.Net.Sockets;
using System.Text;
using CeeOrleans.Service.Hosting;

namespace CeeOrleans.Service.Tests;

/// <summary>How much, how large and how slow.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-limits-").FullName;
    private LiveService service = null!;
    private HttpClient owner = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ServiceLimits limits = new() { RequestsASecond = 1, Burst = 20, WrongKeysAMinute = 5, SlowestBody = 1_000, BodyGrace = TimeSpan.FromSeconds(1.1) };
        service = await LiveService.StartAsync(Served.Options(folder, new Served.Clock()) with { Limits = limits }, Stop);
        owner = Served.Client(service.Url, service.OwnerKey);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Key_ThatAsksTooMuch_IsToldWhenToComeAgain_AndOthersAreNot()
    {
        using StringContent body = new("""{"name":"x","role":"auditor"}""");
        using HttpResponseMessage made = await owner.PostAsync("/v1/keys", body, Stop);
        using HttpClient other = Served.Client(service.Url, (await Said.OfAsync(made)).Json.GetProperty("key").GetString());
        List<HttpResponseMessage> answers = [];
        for (int i = 0; i < 40; i++)
        {
            answers.Add(await owner.GetAsync("/v1/overdue", Stop));
        }

        HttpResponseMessage refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.OK), 15, 30);
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/v1/overdue", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/health/live", Stop)).StatusCode);
    }

    [Fact]
    public async Task Stranger_WhoKeepsGuessing_IsPutOff_AndWhoHasAKeyIsNot()
    {
        using HttpClient guessing = Served.Client(service.Url, "cee_" + new string('0', 64));
        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 8; i++)
        {
            answers.Add((await guessing.GetAsync("/v1/overdue", Stop)).StatusCode);
        }

        Assert.Equal(5, answers.Count(a => a == HttpStatusCode.Unauthorized));
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/v1/overdue", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/accounts/12-3456789AB/commands", 17_000)]
    [InlineData("/v1/accounts/12-3456789AB/commands", 2_000_000)]
    [InlineData("/v1/keys", 5_000)]
    [InlineData("/sign-in", 2_000_000)]
    public async Task Body_TooLarge_IsRefused(string path, int bytes)
    {
        foreach (bool chunked in new[] { false, true })
        {
            string answer = await SpeakAsync(path, chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {bytes}", chunked ? $"{bytes:x}\r\n{new string('x', Math.Min(bytes, 1_200_000))}" : "");
            Assert.StartsWith("HTTP/1.1 " + (path == "/sign-in" ? "4" : "413"), answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_TooSlow_IsRefused()
    {
        string answer = await SpeakAsync("/v1/accounts/12-3456789AB/commands", "Content-Length: 100", "{");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    /// <summary>Sends a head and part of a body, and reads until the service closes or has answered.</summary>
    private async Task<string> SpeakAsync(string path, string length, string part)
    {
        Uri url = new(service.Url);
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port, Stop);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {service.OwnerKey}\r\nIdempotency-Key: x\r\nContent-Type: application/x-www-form-urlencoded\r\n{length}\r\nConnection: close\r\n\r\n"), Stop);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(part), Stop);
        }
        catch (IOException)
        {
            // It was refused before it was sent; the answer is there.
        }

        StringBuilder answer = new();
        byte[] buffer = new byte[4096];
        try
        {
            int n;
            while ((n = await stream.ReadAsync(buffer, Stop)) > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, n));
            }
        }
        catch (IOException)
        {
            // Closed while we were still sending.
        }

        return answer.ToString();
    }
}
