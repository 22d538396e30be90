using System.Diagnostics;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(CeeOrleans.Browser.Tests.Browser))]

namespace CeeOrleans.Browser.Tests;

/// <summary>
/// A Chromium of the machine, and the command <c>cee serve --demo</c> for it to look at. Without a Chromium the tests of this assembly
/// are skipped: <c>CEE_CHROMIUM</c> names one, else it is looked for where Debian puts it.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-browser-").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private Process? service;

    /// <summary>Null without a Chromium.</summary>
    public static string? Chromium { get; } = new[] { Environment.GetEnvironmentVariable("CEE_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Where the service listens.</summary>
    public string Url { get; private set; } = "";

    /// <summary>A key for everything.</summary>
    public string Key { get; private set; } = "";

    /// <summary>An importer worth looking at.</summary>
    public string Importer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Chromium is null)
        {
            return;
        }

        service = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cee.dll"), "serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", folder, "--scenarios", Repository.Scenarios]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        while (await service.StandardError.ReadLineAsync() is { } line && !line.Contains("Ctrl-C stops it", StringComparison.Ordinal))
        {
            if (line.Contains("cee lookup ", StringComparison.Ordinal))
            {
                Importer = line.Split("cee lookup ")[1].Split(' ')[0];
            }
        }

        string[] owner = await File.ReadAllLinesAsync(Path.Combine(folder, "owner.key"));
        (Url, Key) = (owner[0], owner[1]);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (service is not null)
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
            service.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A page of a person of its own; the test is skipped without a browser.</summary>
    /// <param name="scripts">Whether scripts run.</param>
    public async Task<IPage> PageAsync(bool scripts = true)
    {
        Assert.SkipWhen(browser is null, "There is no Chromium: install it (apt-get install chromium), or name one in CEE_CHROMIUM.");
        IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = Url, JavaScriptEnabled = scripts, ViewportSize = new ViewportSize { Width = 1200, Height = 800 } });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <summary>A page of somebody who signed in through the form.</summary>
    public async Task<IPage> SignedInAsync(string to = "/accounts", bool scripts = true)
    {
        IPage page = await PageAsync(scripts);
        await page.GotoAsync(to);
        await page.FillAsync("#key", Key);
        await page.ClickAsync("button:has-text('Sign in')");
        return page;
    }
}
