using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CeeOrleans.Cli.Live;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee audit</c>: the audit log of a service, checked and shown, whether it runs or not.</summary>
internal static class AuditVerb
{
    private const int DefaultRows = 100;

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "audit",
            "Checks and shows the audit log of a live service: who saw or did what, when, and what came of it.",
            "cee audit verify --data live",
            "cee audit show --account 00-001999000 --since 2026-11-01",
            "cee audit anchor >> elsewhere/anchors.jsonl");
        verb.Add(Verify(rooms));
        verb.Add(Show(rooms));
        verb.Add(Anchor(rooms));
        return verb;
    }

    private static Verb Verify(Rooms rooms)
    {
        Verb verb = new(
            "verify",
            "Checks every record by its hash and by the one before it, and the chain by its anchors, also while the service runs. Names the first record that is not as it was written, and exits with 1.",
            "cee audit verify",
            "cee audit verify --data live --anchors elsewhere/anchors.jsonl");
        Option<string> data = verb.With(Data());
        Option<string?> anchors = verb.With(new Option<string?>("--anchors") { HelpName = "FILE", Description = "Anchors that were kept elsewhere, lines as cee audit anchor prints them; besides those of the store." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print what was found as one JSON document." });
        verb.SetAction((parsed, cancellation) => VerifyAsync(rooms, parsed.GetRequiredValue(data), parsed.GetValue(anchors), parsed.GetValue(json), cancellation));
        return verb;
    }

    private static Verb Show(Rooms rooms)
    {
        Verb verb = new(
            "show",
            "Shows records, the oldest first. That they were shown becomes a record too, when a service next looks.",
            "cee audit show --who owner --limit 20",
            "cee audit show --account 00-001999000 --since 2026-11-01 --json");
        Option<string> data = verb.With(Data());
        Option<string?> account = verb.With(new Option<string?>("--account") { HelpName = "IOR", Description = "Records about this importer number, and lists that showed it." });
        Option<string?> who = verb.With(new Option<string?>("--who") { HelpName = "KEY|NAME", Description = "Records of this key, by its identity or the name of its holder." });
        Option<string?> since = verb.With(new Option<string?>("--since") { HelpName = "TIME", Description = "From then on: 2026-11-24 or 2026-11-24T15:00:00Z, UTC." });
        Option<string?> until = verb.With(new Option<string?>("--until") { HelpName = "TIME", Description = "Before then." });
        Option<int?> limit = verb.WithNumber("--limit", "Greatest number of records, the latest of those that fit; default 100.", 1, 1_000_000);
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the records as they stand in the chain, one on a line." });
        verb.SetAction((parsed, cancellation) => ShowAsync(
            rooms,
            parsed.GetRequiredValue(data),
            (parsed.GetValue(account), parsed.GetValue(who), parsed.GetValue(since), parsed.GetValue(until)),
            parsed.GetValue(limit) ?? DefaultRows,
            parsed.GetValue(json),
            cancellation));
        return verb;
    }

    private static Verb Anchor(Rooms rooms)
    {
        Verb verb = new(
            "anchor",
            "Prints the end of the chain as one line, to be kept where the service can't write: with it cee audit verify finds that the log was cut or written anew.",
            "cee audit anchor >> elsewhere/anchors.jsonl");
        Option<string> data = verb.With(Data());
        verb.SetAction((parsed, cancellation) => AnchorAsync(rooms, parsed.GetRequiredValue(data), cancellation));
        return verb;
    }

    private static Option<string> Data() => new("--data") { HelpName = "DIR", Description = $"Folder of the service; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder };

    private static async Task<int> VerifyAsync(Rooms rooms, string data, string? anchorsFile, bool json, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (await ReportsAsync(rooms, data, anchorsFile, cancellation).ConfigureAwait(false) is not ({ } reports, { } noted))
        {
            return ExitCode.Usage;
        }

        if (reports.IsEmpty)
        {
            await error.WriteLineAsync($"cee: {data} holds no audit log.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        foreach (string note in noted.Concat(reports.SelectMany(r => r.Notes)))
        {
            await error.WriteLineAsync($"cee: {note}").ConfigureAwait(false);
        }

        if (json)
        {
            await rooms.Screen.Out.WriteLineAsync(JsonText.Of(reports)).ConfigureAwait(false);
        }

        foreach (AuditReport report in reports)
        {
            if (report.Broken is { } broken)
            {
                string line = broken.Line == 0 ? "" : FormattableString.Invariant($" line {broken.Line}");
                await error.WriteLineAsync($"cee: the chain {report.Chain} is broken at {broken.File}{line}: found {broken.Found}; expected {broken.Expected}.").ConfigureAwait(false);
            }
            else if (!json)
            {
                await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"chain {report.Chain}: records {report.First:#,0} to {report.Last:#,0} in {report.Segments} segments are whole; {report.Anchors} anchors fit; {report.Open} intents without an outcome")).ConfigureAwait(false);
            }
        }

        return reports.All(r => r.Broken is null) ? ExitCode.Ok : ExitCode.Failure;
    }

    private static async Task<int> ShowAsync(Rooms rooms, string data, (string? Account, string? Who, string? Since, string? Until) asked, int limit, bool json, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string folder = FolderOf(rooms, data);
        if (!Directory.Exists(folder))
        {
            await error.WriteLineAsync($"cee: {data} holds no audit log.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        if (asked.Account is not null && !ImporterNumber.TryParse(asked.Account, out _, out string? reason))
        {
            await error.WriteLineAsync($"cee: --account: {reason}").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        if (!TryTime(asked.Since, out DateTimeOffset? since) || !TryTime(asked.Until, out DateTimeOffset? until))
        {
            await error.WriteLineAsync("cee: --since and --until take a day, 2026-11-24, or a time, 2026-11-24T15:00:00Z, both UTC.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            AuditInbox.Leave(folder, "audit show", $"account {asked.Account ?? "any"}, who {asked.Who ?? "any"}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"cee: that the log is shown can't be recorded, so it is not: {e.Message}").ConfigureAwait(false);
            return ExitCode.NotAllowed;
        }

        Queue<(AuditRecord Record, byte[] Line)> kept = new();
        long found = 0;
        foreach ((AuditRecord Record, byte[] Line) one in AuditReader.Read(folder, new AuditFilter { Account = asked.Account, Who = asked.Who, Since = since, Until = until }))
        {
            cancellation.ThrowIfCancellationRequested();
            found++;
            kept.Enqueue(one);
            if (kept.Count > limit)
            {
                kept.Dequeue();
            }
        }

        if (json)
        {
            foreach ((_, byte[] line) in kept)
            {
                await rooms.Screen.Out.WriteLineAsync(Encoding.UTF8.GetString(line)).ConfigureAwait(false);
            }
        }
        else
        {
            Print(rooms.Screen, kept.Select(k => k.Record));
        }

        if (found > kept.Count)
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: the latest {kept.Count:#,0} of {found:#,0} records; --limit shows more.")).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static async Task<int> AnchorAsync(Rooms rooms, string data, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (await ReportsAsync(rooms, data, null, cancellation).ConfigureAwait(false) is not ({ } reports, _))
        {
            return ExitCode.Usage;
        }

        if (reports.IsEmpty)
        {
            await error.WriteLineAsync($"cee: {data} holds no audit log.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        if (reports.FirstOrDefault(r => r.Broken is not null) is { } broken)
        {
            await error.WriteLineAsync($"cee: the chain {broken.Chain} is broken and gets no anchor; cee audit verify says where.").ConfigureAwait(false);
            return ExitCode.Failure;
        }

        foreach (AuditReport report in reports)
        {
            AuditAnchor anchor = new(report.Chain, report.Last, report.Hash, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            await rooms.Screen.Out.WriteLineAsync(JsonSerializer.Serialize(anchor, JsonSerializerOptions.Web)).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    /// <returns>Null after it was told that the anchors can't be read.</returns>
    private static async Task<(ImmutableArray<AuditReport> Reports, ImmutableArray<string> Notes)?> ReportsAsync(Rooms rooms, string data, string? anchorsFile, CancellationToken cancellation)
    {
        try
        {
            // Anchors first: the chain may grow meanwhile, and never shrinks.
            ImmutableArray<AuditAnchor>? stored = await StoredAnchors.OfFolderAsync(rooms.PathOf(data), cancellation).ConfigureAwait(false);
            ImmutableArray<AuditAnchor> kept = anchorsFile is null ? [] : await StoredAnchors.OfFileAsync(rooms.PathOf(anchorsFile), cancellation).ConfigureAwait(false);
            ImmutableArray<AuditReport> reports = AuditVerifier.Check(FolderOf(rooms, data), [.. stored ?? [], .. kept]);
            return (reports, stored is null && !reports.IsEmpty && anchorsFile is null ? [$"{data} holds no store: a tail that was cut off would not be noticed."] : []);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or SqliteException)
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: the audit log can't be checked: {e.Message}").ConfigureAwait(false);
            return null;
        }
    }

    private static void Print(Screen screen, IEnumerable<AuditRecord> records)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("record", "time", "who", "role", "act", "how", "account", "what", "outcome");
        foreach (AuditRecord r in records)
        {
            table.AddRow(
                r.Sequence.ToString(CultureInfo.InvariantCulture),
                Escaped(r.At),
                Escaped(r.Actor is null ? r.Key : r.Key is null || r.Key == r.Actor ? r.Actor : $"{r.Actor} ({r.Key})"),
                Escaped(r.Role),
                r.Act.ToString().ToLowerInvariant(),
                Escaped($"{r.Verb} {r.Route}".Trim()),
                Escaped(r.Account ?? (r.Accounts.IsEmpty ? r.Office : r.Accounts.Length == 1 ? r.Accounts[0] : FormattableString.Invariant($"{r.Accounts.Length} accounts"))),
                Escaped(string.Join(' ', new[] { r.Command, r.Ids.Length == 1 ? r.Ids[0] : r.Ids.Length > 1 ? FormattableString.Invariant($"{r.Ids.Length} commands") : null, r.About, r.Note }.Where(t => t is not null))),
                Escaped(string.Join(' ', new[] { r.Status == 0 ? null : r.Status.ToString(CultureInfo.InvariantCulture), r.Result, r.Of == 0 ? null : FormattableString.Invariant($"of {r.Of}") }.Where(t => t is not null))));
        }

        screen.OutConsole.Write(table);
    }

    private static string Escaped(string? text) => Markup.Escape(string.IsNullOrEmpty(text) ? "–" : text);

    /// <summary>The folder of the audit log inside the folder of a service.</summary>
    public static string FolderOf(Rooms rooms, string data) => AuditFolder.Of(rooms.PathOf(data));

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        bool good = DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.ffffffZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset found);
        time = found;
        return good;
    }
}
