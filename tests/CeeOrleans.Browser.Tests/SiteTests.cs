using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CeeOrleans.Browser.Tests;

/// <summary>
/// The pages in a real Chromium: what people do, by mouse and by keyboard, with scripts and without, and what axe finds. The pictures
/// of the READMEs are taken here: <c>UPDATE_GOLDEN=1</c> keeps them.
/// </summary>
public sealed partial class SiteTests(Browser browser)
{
    [Fact]
    public async Task Account_IsLookedUpByNumberAndByName()
    {
        IPage page = await browser.SignedInAsync();
        await page.FillAsync("#q", browser.Importer);
        await page.ClickAsync("button:has-text('Look up')");
        await Assertions.Expect(page.Locator("h2", new() { HasText = "Touch points" })).ToBeVisibleAsync();
        string name = await page.Locator("h1").InnerTextAsync();
        await CheckAsync(page, "account");
        await page.GotoAsync($"/accounts?by=name&q={Uri.EscapeDataString(name.Split(' ')[0])}");
        Assert.NotEqual(0, await page.Locator("tbody tr").CountAsync());
        await CheckAsync(page, "look-up");
    }

    [Fact]
    public async Task SignIn_WithAWrongKey_SaysSo()
    {
        IPage page = await browser.PageAsync();
        await page.GotoAsync("/");
        await CheckAsync(page, "sign-in");
        await page.FillAsync("#key", "cee_wrong");
        await page.ClickAsync("button:has-text('Sign in')");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key opens nothing");
        await CheckAsync(page, null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WorkList_ACaseIsTakenAndFinished_WithAndWithoutScripts(bool scripts)
    {
        // An account of its own with a case at the office of its port: two tests never meet.
        string ior = scripts ? "77-000000100" : "77-000000200";
        string office = await OpenAsync(ior, scripts ? 1 : 2);
        IPage page = await browser.SignedInAsync($"/offices/{office}/work", scripts);
        ILocator row = page.Locator($"tr:has-text('{ior}')");
        await row.GetByRole(AriaRole.Button, new() { Name = "Take" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync($" of {ior}.");
        if (scripts)
        {
            await row.Locator("summary", new() { HasText = "Finish" }).ClickAsync();
            await CheckAsync(page, "work-list");
            await FitsAsync(page, row);
            await row.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        }
        else
        {
            await row.Locator("summary", new() { HasText = "Finish" }).ClickAsync();
            await row.Locator("button:has-text('Finish')").ClickAsync();
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Finished here: case ");
        Assert.Equal(0, await row.CountAsync());
    }

    [Fact]
    public async Task Plan_IsChanged_Started_WatchedLive_AndItsReportOpened()
    {
        IPage page = await browser.SignedInAsync("/plans");
        await CheckAsync(page, "plans");
        await page.ClickAsync("a[href='/plans/national-cees']");
        await page.FillAsync("#population-summaries", "lots");
        await page.ClickAsync("button:has-text('Start the run')");
        await Assertions.Expect(page.Locator("#population-summaries-error")).ToBeVisibleAsync();
        await CheckAsync(page, "plan");
        await page.GotoAsync("/plans/smoke");
        await page.FillAsync("#title", "Smoke, twice");
        await page.FillAsync("#replications", "2");
        await page.ClickAsync("button:has-text('Start the run')");
        await page.WaitForURLAsync(RunPath());
        await CheckAsync(page, "run");
        await page.ClickAsync("text=Open the report", new() { Timeout = 600_000 });
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Smoke, twice");
    }

    [Fact]
    public async Task Pages_AreReachedByTheKeyboardAlone()
    {
        IPage page = await browser.PageAsync();
        await page.GotoAsync("/");
        await TabToAsync(page, "#key");
        await page.Keyboard.TypeAsync(browser.Key);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Accounts");
        foreach (string path in new[] { "/accounts", "/offices", "/overdue", "/plans", "/runs", "/plans/national-cees", $"/accounts/{browser.Importer}" })
        {
            await page.GotoAsync(path);
            string[] reached = await ReachedAsync(page);
            string[] all = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility()).map((e, i) => e.outerHTML.slice(0, 80))");
            Assert.Equal((path, all.Length), (path, reached.Length));
        }

        await page.GotoAsync("/accounts");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#main", page.Url, StringComparison.Ordinal);
    }

    /// <summary>axe finds nothing serious or critical, the browser complained of nothing; and a picture is taken.</summary>
    private static async Task CheckAsync(IPage page, string? picture)
    {
        AxeResult found = await page.RunAxe();
        Assert.True(found.Violations.All(v => v.Impact is not ("serious" or "critical")), string.Join("\n", found.Violations.Select(v => $"{page.Url} {v.Impact} {v.Id}: {v.Help} {string.Join(" ", v.Nodes.Take(3).Select(n => n.Html))}")));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url} is wider than its window.");
        if (picture is not null && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "src", "CeeOrleans.Service", "Images", $"{picture}.png") });
        }
    }

    /// <summary>Nothing of a work list is out of sight at 1280 px, not even its open forms; on a telephone account and case stay in sight.</summary>
    private static async Task FitsAsync(IPage page, ILocator row)
    {
        const string wider = "e => e.scrollWidth - e.clientWidth";
        ILocator list = page.GetByRole(AriaRole.Region, new() { Name = "Open work" });
        ILocator other = row.Locator("summary", new() { HasText = "Hand over" });
        await other.ClickAsync();
        await page.SetViewportSizeAsync(1280, 800);
        Assert.Equal(0, await list.EvaluateAsync<int>(wider));
        await other.ClickAsync();
        await page.SetViewportSizeAsync(390, 800);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than a telephone.");
        await list.EvaluateAsync("e => e.scrollLeft = e.scrollWidth");
        Assert.NotEqual(0, await list.EvaluateAsync<int>("e => e.scrollLeft"));
        Assert.True(await row.Locator("th").EvaluateAsync<bool>("e => e.getBoundingClientRect().left >= 0"));
        await page.SetViewportSizeAsync(1200, 800);
    }

    /// <summary>Opens an account with one review to do, and says at which office it is.</summary>
    private async Task<string> OpenAsync(string ior, int serial)
    {
        using HttpClient owner = new() { BaseAddress = new Uri(browser.Url) };
        owner.DefaultRequestHeaders.Authorization = new("Bearer", browser.Key);
        string yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (string command in new[]
        {
            """{"command":"open account","name":"Harbor Test Imports"}""",
            $$"""{"command":"open work","number":"B{{serial}}","kind":"full review","port":"2704","heading":8471,"filed":"{{yesterday}}"}""",
        })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/accounts/{ior}/commands") { Content = new StringContent(command) };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{serial}-{command.Length}");
            using HttpResponseMessage response = await owner.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        string account = await owner.GetStringAsync($"/v1/accounts/{ior}", TestContext.Current.CancellationToken);
        return System.Text.Json.JsonDocument.Parse(account).RootElement.GetProperty("items")[0].GetProperty("office").GetString()!;
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (int i = 0; i < 20 && !await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) ?? false", selector); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.True(await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) ?? false", selector), $"{selector} is not reached.");
    }

    /// <summary>What the tabulator reaches, each with a focus that can be seen.</summary>
    private static async Task<string[]> ReachedAsync(IPage page)
    {
        List<string> reached = [];
        for (int i = 0; i < 500; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            string? at = await page.EvaluateAsync<string?>("() => { const e = document.activeElement; if (!e || e === document.body || e.dataset.seen) return null; e.dataset.seen = '1'; const s = getComputedStyle(e); return s.outlineStyle === 'none' && s.boxShadow === 'none' ? 'UNSEEN ' + e.outerHTML.slice(0, 80) : e.outerHTML.slice(0, 80); }");
            if (at is null)
            {
                break;
            }

            Assert.DoesNotContain("UNSEEN", at, StringComparison.Ordinal);
            reached.Add(at);
        }

        return [.. reached];
    }

    [GeneratedRegex("/runs/[0-9a-f]{16}")]
    private static partial Regex RunPath();
}
