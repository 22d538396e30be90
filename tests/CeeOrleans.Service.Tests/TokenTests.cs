using System.Net;
using System.Security.Claims;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace CeeOrleans.Service.Tests;

/// <summary>Tokens of an identity provider beside keys.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-tokens-").FullName;
    private Provider provider = null!;
    private LiveService service = null!;

    private static Dictionary<string, ServiceRole> Roles => new() { ["cee-traders"] = ServiceRole.Importer, ["cee-desk"] = ServiceRole.Specialist, ["cee-audit"] = ServiceRole.Auditor };

    public async ValueTask InitializeAsync()
    {
        provider = await Provider.StartAsync();
        service = await LiveService.StartAsync(
            Served.Options(folder, new Served.Clock()) with { IdentityProvider = new IdentityProvider { Authority = provider.Url, Audience = "cee", Roles = Roles } },
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await provider.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Token_OpensWhatItsRoleAndScopeAllow()
    {
        const string mine = "77-900000100";
        const string theirs = "77-900000200";
        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        foreach (string ior in new[] { mine, theirs })
        {
            await Served.DoAsync(owner, ior, new OpenAccount(new AccountProfile("A", "", "", "", ""), default, Center: "001"));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(provider.Token("u1", "cee-audit"), "/v1/overdue"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(provider.Token("u2", new[] { "others", "cee-traders" }, mine), $"/v1/accounts/{mine}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(provider.Token("u2", "cee-traders", mine), $"/v1/accounts/{theirs}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(provider.Token("u3", "cee-desk", new[] { "001", "002" }), "/v1/offices/002/work"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(provider.Token("u3", "cee-desk", "001"), "/v1/offices/002/work"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service.OwnerKey, "/v1/overdue"));
    }

    [Fact]
    public async Task Token_ThatIsNotGenuine_OpensNothing()
    {
        string good = provider.Token("u1", "cee-audit");
        string[] parts = good.Split('.');
        string none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        using System.Security.Cryptography.RSA other = System.Security.Cryptography.RSA.Create(2048);
        SymmetricSecurityKey confused = new(Encoding.ASCII.GetBytes(Convert.ToBase64String(((RsaSecurityKey)provider.Key).Rsa.ExportSubjectPublicKeyInfo()))) { KeyId = "k1" };
        (string What, string Token)[] wrong =
        [
            ("expired", provider.Token("u1", "cee-audit", minutes: -5)),
            ("for another service", provider.Token("u1", "cee-audit", audience: "other")),
            ("of another issuer", provider.Token("u1", "cee-audit", issuer: "https://evil.example")),
            ("of another key", provider.Token("u1", "cee-audit", signing: new SigningCredentials(new RsaSecurityKey(other) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256))),
            ("signed with the public key as a secret", provider.Token("u1", "cee-audit", signing: new SigningCredentials(confused, SecurityAlgorithms.HmacSha256))),
            ("without a signature", $"{none}.{parts[1]}."),
            ("with a signature cut off", $"{parts[0]}.{parts[1]}."),
            ("with another body", $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("u1", "u9", StringComparison.Ordinal))}.{parts[2]}"),
            ("with a key to be fetched", provider.Token("u1", "cee-audit", signing: new SigningCredentials(new RsaSecurityKey(other) { KeyId = "k9" }, SecurityAlgorithms.RsaSha256), header: new Dictionary<string, object> { ["jku"] = provider.Url + "/evil", ["x5u"] = provider.Url + "/evil" })),
            ("no token", "a.b.c"),
            ("no token either", "...."),
            ("far too long", new string('a', 12_000) + ".b.c"),
        ];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(good, "/v1/overdue"));
        foreach ((string what, string token) in wrong)
        {
            Assert.Equal((what, HttpStatusCode.Unauthorized), (what, await StatusAsync(token, "/v1/overdue")));
        }

        Assert.DoesNotContain("/evil", provider.Asked);
    }

    [Fact]
    public async Task Provider_ThatIsAway_OpensNothingAndBreaksNothing()
    {
        string token = provider.Token("u1", "cee-audit");
        await provider.DisposeAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "/v1/overdue"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service.OwnerKey, "/v1/overdue"));
        provider = await Provider.StartAsync();
    }

    [Theory]
    [InlineData("u", "cee-audit", "", ServiceRole.Auditor)]
    [InlineData("u", "cee-audit,stranger", "", ServiceRole.Auditor)]
    [InlineData("u", "cee-traders", "12-3456789AB", ServiceRole.Importer)]
    [InlineData("u", "cee-traders", "", null)]
    [InlineData("u", "cee-audit,cee-desk", "001", null)]
    [InlineData("u", "stranger", "", null)]
    [InlineData("u", "", "", null)]
    [InlineData("", "cee-audit", "", null)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890", "cee-audit", "", null)]
    public void Claims_MakeAGrant_OnlyWhenTheyLeaveNoDoubt(string subject, string roles, string scope, ServiceRole? expected)
    {
        IdentityProvider known = new() { Authority = "https://idp.example", Audience = "cee", Roles = Roles };
        List<Claim> claims = [.. roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => new Claim("roles", r))];
        claims.Add(new Claim("cee_scope", scope));
        claims.Add(new Claim("sub", subject));
        Assert.Equal(expected, known.GrantOf(new ClaimsPrincipal(new ClaimsIdentity(claims)))?.Role);
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string path)
    {
        using HttpClient client = Served.Client(service.Url, token);
        return (await Served.GetAsync(client, path)).Status;
    }
}
