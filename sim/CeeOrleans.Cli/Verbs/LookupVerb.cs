using System.CommandLine;
using System.Net;
using System.Text.Json;
using CeeOrleans.Cli.Live;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Accounts;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee lookup</c>: one live account, as a table or as JSON.</summary>
internal static class LookupVerb
{
    private const int MostItems = 20;
    private const int MostPorts = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "lookup",
            "Shows a live account: status, Center and why, trusted or not and why, open items with due times, history by port.",
            "cee lookup 00-001999000",
            "cee lookup 12-3456789AB --url http://127.0.0.1:5080 --json");
        Argument<string> ior = verb.With(new Argument<string>("IOR") { Description = "The importer number, with its hyphens." });
        Option<string?> url = verb.With(new Option<string?>("--url") { HelpName = "URL", Description = $"The service; needs a key in {RunningService.KeyVariable}. Default: the one that runs on --data." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of a service on this machine, started by you; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the account as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(rooms, parsed.GetRequiredValue(ior), parsed.GetValue(url), parsed.GetRequiredValue(data), parsed.GetValue(json), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string ior, string? url, string data, bool json, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (!ImporterNumber.TryParse(ior, out ImporterNumber? number, out string? reason))
        {
            await error.WriteLineAsync($"cee: {reason}").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        (HttpClient? found, int exit) = await RunningService.FindAsync(rooms, url, data, Patience, cancellation).ConfigureAwait(false);
        if (found is null)
        {
            return exit;
        }

        using HttpClient client = found;
        byte[] body;
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"/v1/accounts/{Uri.EscapeDataString(number.Text)}", UriKind.Relative), cancellation).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                await error.WriteLineAsync(response.StatusCode switch
                {
                    HttpStatusCode.NotFound => $"cee: there is no account {number.Masked} for this key.",
                    HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "cee: this key does not allow that.",
                    _ => $"cee: {client.BaseAddress} answered {(int)response.StatusCode}.",
                }).ConfigureAwait(false);
                return response.StatusCode switch
                {
                    HttpStatusCode.NotFound => ExitCode.NotFound,
                    HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
                    _ => ExitCode.Unreachable,
                };
            }

            body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"cee: {client.BaseAddress} can't be reached: {e.Message}").ConfigureAwait(false);
            return ExitCode.Unreachable;
        }

        using JsonDocument account = JsonDocument.Parse(body);
        if (json)
        {
            await rooms.Screen.Out.WriteLineAsync(JsonText.Of(account.RootElement)).ConfigureAwait(false);
        }
        else
        {
            Show(rooms.Screen, account.RootElement, TimeProvider.System.GetUtcNow());
        }

        return ExitCode.Ok;
    }

    /// <param name="now">What is due before it comes first.</param>
    internal static void Show(Screen screen, JsonElement a, DateTimeOffset now)
    {
        screen.Out.WriteLine($"{Text(a, "ior")}  {Text(a, "name")}");
        Grid facts = new Grid().AddColumn().AddColumn();
        JsonElement center = a.GetProperty("center");
        JsonElement trusted = a.GetProperty("trusted");
        JsonElement entries = a.GetProperty("entries");
        Row(facts, "Center", $"{Text(center, "code")} {Text(center, "name")}. {Text(center, "why")}");
        Row(facts, "trusted", $"{(trusted.GetProperty("is").GetBoolean() ? "yes" : "no")}. {Text(trusted, "why")}");
        Row(facts, "company", Text(a, "company"));
        Row(facts, "account manager", Text(a, "manager"));
        Row(facts, "entries", FormattableString.Invariant($"{entries.GetProperty("filed").GetInt64():#,0} filed, {entries.GetProperty("unliquidated").GetInt64():#,0} to be liquidated"));
        Row(facts, "holds", FormattableString.Invariant($"{a.GetProperty("holds").GetArrayLength()}"));
        Row(facts, "open items", FormattableString.Invariant($"{a.GetProperty("openItems").GetInt32():#,0}"));
        screen.OutConsole.Write(facts);

        Table items = new Table().Border(TableBorder.Simple).AddColumns("case", "work", "state", "office", "port", "due");
        JsonElement[] told = [.. a.GetProperty("items").EnumerateArray()];
        foreach (JsonElement item in told.OrderByDescending(i => DueOf(i) < now).ThenBy(i => DueOf(i) < now ? DueOf(i) : DateTimeOffset.MaxValue).Take(MostItems))
        {
            items.AddRow(item.GetProperty("case").GetRawText(), Escaped(item, "kind"), Escaped(item, "state"), Escaped(item, "office"), Escaped(item, "port"), Escaped(item, "due"));
        }

        if (items.Rows.Count > 0)
        {
            screen.OutConsole.Write(items);
            More(screen, "open items, overdue first", items.Rows.Count, a.GetProperty("openItems").GetInt32(), told.Length);
        }

        Table ports = new Table().Border(TableBorder.Simple).AddColumns("port", "entries in 13 months", "value");
        JsonElement[] all = [.. a.GetProperty("ports").EnumerateArray()];
        foreach (JsonElement port in all.Take(MostPorts))
        {
            ports.AddRow(Escaped(port, "port"), FormattableString.Invariant($"{port.GetProperty("entries").GetInt64():#,0}"), FormattableString.Invariant($"${port.GetProperty("valueDollars").GetInt64():#,0}"));
        }

        if (ports.Rows.Count > 0)
        {
            screen.OutConsole.Write(ports);
            More(screen, "ports", ports.Rows.Count, all.Length, all.Length);
        }
    }

    /// <summary>Says that a table does not show all.</summary>
    /// <param name="told">How many the JSON document has: of items it has the most urgent.</param>
    private static void More(Screen screen, string what, int shown, int all, int told)
    {
        if (shown < all)
        {
            screen.Out.WriteLine(FormattableString.Invariant($"{shown:#,0} of {all:#,0} {what}; --json has {(told < all ? FormattableString.Invariant($"{told:#,0}") : "all")}"));
        }
    }

    private static DateTimeOffset DueOf(JsonElement item) =>
        item.GetProperty("due") is { ValueKind: JsonValueKind.String } due && due.TryGetDateTimeOffset(out DateTimeOffset time) ? time : DateTimeOffset.MaxValue;

    private static void Row(Grid grid, string name, string value) => grid.AddRow(Markup.Escape(name), Markup.Escape(value));

    private static string Escaped(JsonElement json, string name) => Markup.Escape(Text(json, name));

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "–";
}
