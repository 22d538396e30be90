using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.OpenApi;
using CeeOrleans.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Tests;

/// <summary>The OpenAPI document: as checked in, complete, and true of what is sent.</summary>
public sealed class ApiDescriptionTests(Served served)
{
    private static readonly string File = Path.Combine(Repository.Root, "src", "CeeOrleans.Service", "OpenApi", "v1.json");

    [Fact]
    public async Task Document_IsTheOneThatIsCheckedIn()
    {
        string made = await ApiDescription.TextAsync(served.Service.WebServices, TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await System.IO.File.WriteAllTextAsync(File, made.ReplaceLineEndings("\n") + "\n", TestContext.Current.CancellationToken);
        }

        Assert.Equal((await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken)).Trim(), made.ReplaceLineEndings("\n").Trim());
        Said served1 = await Served.GetAsync(served.Client(null), "/v1/openapi.json");
        Assert.Equal(made, served1.Body);
    }

    [Fact]
    public async Task Document_HasEveryEndpointOfTheApi()
    {
        JsonElement paths = (await Served.GetAsync(served.Client(null), "/v1/openapi.json")).Json.GetProperty("paths");
        string[] described = [.. paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).Order(StringComparer.Ordinal)];
        Assert.Equal(served.Endpoints.Where(e => e.StartsWith("GET /v1/", StringComparison.Ordinal) || !e.StartsWith("GET", StringComparison.Ordinal)).Where(e => e.Contains(" /v1/", StringComparison.Ordinal) && e != "GET /v1/openapi.json").Order(StringComparer.Ordinal), described);
    }

    [Fact]
    public async Task Answers_AreAsDescribed()
    {
        JsonElement document = (await Served.GetAsync(served.Client(null), "/v1/openapi.json")).Json;
        string ior = await served.OpenedAsync();
        FileEntry entry = SmallPlan.Entry(Served.Serial(), WorkKind.FullReview);
        Said done = await Served.DoAsync(served.Owner, ior, entry);
        Check(document, "AnswerDocument", done.Json);
        Check(document, "AnswerDocument", (await Served.DoAsync(served.Owner, ior, new AppealCenter("002", "why"))).Json);
        await Served.DoAsync(served.Owner, ior, new PlaceHold(entry.Entry, PortCode.Parse("2704"), HoldCause.Trade));
        await Served.DoAsync(served.Owner, ior, new TakeCase(done.Case));
        await Served.DoAsync(served.Owner, ior, new FinishCase(done.Case, Outcome.Cf28));
        Check(document, "AccountDocument", (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Json);
        Check(document, "PageDocumentOfAccountRowDocument", (await Served.GetAsync(served.Owner, "/v1/accounts?center=001&limit=3")).Json);
        Check(document, "PageDocumentOfWorkDocument", (await Served.GetAsync(served.Owner, "/v1/offices/2704/work?limit=5")).Json);
        Check(document, "PageDocumentOfAuditDocument", (await Served.GetAsync(served.Owner, "/v1/audit?limit=100")).Json);
        Check(document, "ProblemDocument", (await Served.GetAsync(served.Owner, "/v1/accounts?limit=0")).Json);
        Check(document, "ProblemDocument", (await Served.SendAsync(served.Owner, ior, "{\"command\":\"take case\",\"x\":1}"u8.ToArray(), "x")).Json);
    }

    [Fact]
    public void Check_FindsWhatIsNotDescribed()
    {
        JsonElement document = JsonDocument.Parse("""{"components":{"schemas":{"A":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"type":["null","string"]}}}}}}""").RootElement;
        Check(document, "A", JsonDocument.Parse("""{"a":1,"b":null}""").RootElement);
        foreach (string wrong in new[] { """{}""", """{"a":"1"}""", """{"a":1,"c":2}""", """{"a":1,"b":2}""", """[]""" })
        {
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(document, "A", JsonDocument.Parse(wrong).RootElement));
        }
    }

    /// <summary>That a value is as a schema says; nothing more in it, and nothing that is required missing.</summary>
    private static void Check(JsonElement document, string name, JsonElement value) =>
        Check(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name), value, name);

    private static void Check(JsonElement document, JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Check(document, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at);
            return;
        }

        if (schema.TryGetProperty("oneOf", out JsonElement any))
        {
            JsonElement[] fitting = [.. any.EnumerateArray().Where(s => (s.TryGetProperty("type", out JsonElement t) && t.GetString() == "null") == (value.ValueKind == JsonValueKind.Null))];
            Check(document, Assert.Single(fitting), value, at);
            return;
        }

        JsonElement type = schema.GetProperty("type");
        string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!];
        string found = value.ValueKind switch
        {
            JsonValueKind.Number => "integer",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => value.ValueKind.ToString().ToLowerInvariant(),
        };
        Assert.True(allowed.Contains(found) || (found == "integer" && allowed.Contains("number")), $"{at} is {found}; described: {string.Join(", ", allowed)}");
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(document, schema.GetProperty("items"), item, at + "[]");
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonElement needed in schema.TryGetProperty("required", out JsonElement r) ? r.EnumerateArray() : [])
        {
            Assert.True(value.TryGetProperty(needed.GetString()!, out _), $"{at} has no {needed}");
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            Assert.True(schema.GetProperty("properties").TryGetProperty(member.Name, out JsonElement described), $"{at}.{member.Name} is not described");
            Check(document, described, member.Value, $"{at}.{member.Name}");
        }
    }
}
