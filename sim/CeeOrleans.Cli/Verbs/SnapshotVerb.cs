using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CeeOrleans.Cli.Live;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Scenarios;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee snapshot</c>: the live accounts as of one moment, for runs; over HTTP where a service runs, else from its folder.</summary>
internal static class SnapshotVerb
{
    private const string Take = "take";
    private const string List = "list";
    private const string Delete = "delete";

    private const string Doing = "taking a snapshot of all accounts; of a whole nation that may take two minutes";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "snapshot",
            "Takes, lists and deletes snapshots of the live accounts, on which scenarios can start, opening: { snapshot: FILE }, and whose accounts can be their importers, population: { snapshot: FILE }. They are confidential, and readable by you only.",
            "cee snapshot take",
            "cee snapshot list --data live",
            "cee snapshot delete 2026-11-24T185000Z-0123456789ab",
            "cee snapshot delete --expired");
        Argument<string> action = verb.With(new Argument<string>("ACTION") { Description = "take, list or delete." });
        action.AcceptOnlyFromAmong(Take, List, Delete);
        Argument<string[]> ids = verb.With(new Argument<string[]>("ID") { Description = "Snapshots to delete.", Arity = ArgumentArity.ZeroOrMore });
        Option<bool> expired = verb.With(new Option<bool>("--expired") { Description = "With delete: all that are older than they are to be kept. Nothing else ever deletes one." });
        Option<string?> url = verb.With(new Option<string?>("--url") { HelpName = "URL", Description = $"The service; needs a key in {RunningService.KeyVariable}. Default: the one that runs on --data." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of a service on this machine, whether it runs or not; default {ServeVerb.DefaultFolder}. Of a demonstration that does not run it has only what was stored.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        Option<int?> days = verb.WithNumber("--keep-days", "Days that a snapshot is to be kept, where no service says so; default 30.", 1, 36_500);
        verb.Validators.Add(result =>
        {
            bool names = result.GetValue(expired) || result.GetValue(ids) is { Length: > 0 };
            if (names != (result.GetValue(action) == Delete))
            {
                result.AddError(names ? "Only delete takes names of snapshots, or --expired." : "Name the snapshots to delete, or give --expired.");
            }
        });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(parsed.GetRequiredValue(action), parsed.GetValue(ids) ?? [], parsed.GetValue(expired), parsed.GetValue(url), parsed.GetRequiredValue(data), parsed.GetValue(days) ?? new SnapshotSettings().KeepDays),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, Request request, CancellationToken cancellation)
    {
        string folder = rooms.PathOf(request.Data);
        if (request.Url is null && !File.Exists(Path.Combine(folder, "owner.key")) && File.Exists(Path.Combine(folder, "live.db")))
        {
            return await OfFolderAsync(rooms, request, folder, cancellation).ConfigureAwait(false);
        }

        (HttpClient? found, int exit) = await RunningService.FindAsync(rooms, request.Url, request.Data, Patience, cancellation).ConfigureAwait(false);
        if (found is null)
        {
            return exit;
        }

        using HttpClient client = found;
        try
        {
            return request.Action switch
            {
                Take => await TakeAsync(rooms, client, request, cancellation).ConfigureAwait(false),
                List => await ListAsync(rooms, client, cancellation).ConfigureAwait(false),
                _ => await DeleteAsync(rooms, client, request, cancellation).ConfigureAwait(false),
            };
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: {client.BaseAddress} can't be reached: {e.Message}").ConfigureAwait(false);
            return ExitCode.Unreachable;
        }
    }

    private static async Task<int> TakeAsync(Rooms rooms, HttpClient client, Request request, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await Waiting.ForAsync(client.PostAsync(new Uri("/v1/snapshots", UriKind.Relative), null, cancellation), rooms.Screen.Error, Doing, Waiting.Often).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            return await RefusedAsync(rooms, client, response, cancellation).ConfigureAwait(false);
        }

        using JsonDocument document = await ReadAsync(response, cancellation).ConfigureAwait(false);
        Row taken = Row.Of(document.RootElement);

        // Whoever uses the folder of this machine may use the file; a service elsewhere keeps it to itself.
        await rooms.Screen.Out.WriteLineAsync(request.Url is null ? Path.Combine(request.Data, "snapshots", taken.Id + ".snapshot") : taken.Id).ConfigureAwait(false);
        await rooms.Screen.Error.WriteLineAsync($"cee: {taken}").ConfigureAwait(false);
        using HttpResponseMessage all = await client.GetAsync(new Uri("/v1/snapshots", UriKind.Relative), cancellation).ConfigureAwait(false);
        if (all.StatusCode == HttpStatusCode.OK)
        {
            using JsonDocument kept = await ReadAsync(all, cancellation).ConfigureAwait(false);
            await RemindAsync(rooms, Rows(kept)).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(Rooms rooms, HttpClient client, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri("/v1/snapshots", UriKind.Relative), cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return await RefusedAsync(rooms, client, response, cancellation).ConfigureAwait(false);
        }

        using JsonDocument document = await ReadAsync(response, cancellation).ConfigureAwait(false);
        return await ShowAsync(rooms, Rows(document)).ConfigureAwait(false);
    }

    private static async Task<int> DeleteAsync(Rooms rooms, HttpClient client, Request request, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri("/v1/snapshots", UriKind.Relative), cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return await RefusedAsync(rooms, client, response, cancellation).ConfigureAwait(false);
        }

        using JsonDocument document = await ReadAsync(response, cancellation).ConfigureAwait(false);
        return await DeleteAsync(rooms, request, Rows(document), async id =>
        {
            using HttpResponseMessage deleted = await client.DeleteAsync(new Uri($"/v1/snapshots/{Uri.EscapeDataString(id)}", UriKind.Relative), cancellation).ConfigureAwait(false);
            return deleted.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound
                ? ExitCode.Ok
                : await RefusedAsync(rooms, client, deleted, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>The folder of a service that does not run; its lock keeps one from starting meanwhile.</summary>
    private static async Task<int> OfFolderAsync(Rooms rooms, Request request, string path, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        try
        {
            using DataFolder folder = DataFolder.Take(path);
            SnapshotShelf shelf = new(folder.Path, new SnapshotSettings { KeepDays = request.KeepDays }, WriteAsync, TimeProvider.System);
            Row[] Kept() => [.. shelf.List().Select(s => Row.Of(s, request.KeepDays))];
            if (request.Action == List)
            {
                return await ShowAsync(rooms, Kept()).ConfigureAwait(false);
            }

            if (request.Action == Delete)
            {
                return await DeleteAsync(rooms, request, Kept(), id =>
                {
                    AuditInbox.Leave(AuditVerb.FolderOf(rooms, request.Data), "snapshot delete", id);
                    shelf.Delete(id);
                    return Task.FromResult(ExitCode.Ok);
                }).ConfigureAwait(false);
            }

            AuditInbox.Leave(AuditVerb.FolderOf(rooms, request.Data), "snapshot take", "the live accounts");
            KeptSnapshot taken = await Waiting.ForAsync(shelf.TakeAsync(cancellation), error, Doing, Waiting.Often).ConfigureAwait(false);
            await rooms.Screen.Out.WriteLineAsync(Path.Combine(request.Data, "snapshots", Path.GetFileName(taken.Path))).ConfigureAwait(false);
            await error.WriteLineAsync($"cee: {Row.Of(taken, request.KeepDays)}").ConfigureAwait(false);
            await RemindAsync(rooms, Kept()).ConfigureAwait(false);
            return ExitCode.Ok;

            async Task<SnapshotFacts> WriteAsync(Stream stream, long asOf, CancellationToken stop)
            {
                LoadedScenario loaded = LivePlan.Load(null, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
                SqliteDatabase database = new(folder.Database);
                await database.MigrateAsync(stop).ConfigureAwait(false);
                return await new SnapshotRows(database, Rulebooks.Of(loaded.Inputs ?? throw new SnapshotException($"the rules in force can't be read: {loaded.Errors[0]}")), null).WriteAsync(stream, asOf, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is DataFolderException or StoreRefusedException or SnapshotRefusedException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"cee: {e.Message}").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
        catch (Exception e) when (e is SnapshotException or StoredStateException)
        {
            await error.WriteLineAsync($"cee: no snapshot was kept, since the store contradicts itself: {e.Message}.").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static async Task<int> DeleteAsync(Rooms rooms, Request request, Row[] kept, Func<string, Task<int>> delete)
    {
        string[] unknown = [.. request.Ids.Where(id => kept.All(k => k.Id != id))];
        if (unknown.Length > 0)
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: there is no snapshot {string.Join(", ", unknown)}; kept are: {(kept.Length == 0 ? "none" : string.Join(", ", kept.Select(k => k.Id)))}. Nothing was deleted.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        Row[] gone = [.. kept.Where(k => request.Ids.Contains(k.Id) || (request.Expired && k.Expired))];
        foreach (Row row in gone)
        {
            if (await delete(row.Id).ConfigureAwait(false) is var exit && exit != ExitCode.Ok)
            {
                return exit;
            }

            await rooms.Screen.Error.WriteLineAsync($"cee: deleted {row.Id}: {row}").ConfigureAwait(false);
        }

        await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"{gone.Length} deleted, {kept.Length - gone.Length} kept")).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(Rooms rooms, Row[] kept)
    {
        foreach (Row row in kept)
        {
            await rooms.Screen.Out.WriteLineAsync($"{row.Id}  {row}").ConfigureAwait(false);
        }

        await RemindAsync(rooms, kept).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static async Task RemindAsync(Rooms rooms, Row[] kept)
    {
        if (kept.Count(k => k.Expired) is > 0 and var old)
        {
            await rooms.Screen.Error.WriteLineAsync(FormattableString.Invariant($"cee: {old} {(old == 1 ? "snapshot is" : "snapshots are")} older than they are to be kept; cee snapshot delete --expired deletes them.")).ConfigureAwait(false);
        }
    }

    private static async Task<int> RefusedAsync(Rooms rooms, HttpClient client, HttpResponseMessage response, CancellationToken cancellation)
    {
        string detail = "";
        try
        {
            using JsonDocument problem = await ReadAsync(response, cancellation).ConfigureAwait(false);
            detail = problem.RootElement.GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // An answer of something else than the service.
        }

        await rooms.Screen.Error.WriteLineAsync(FormattableString.Invariant($"cee: {client.BaseAddress} answered {(int)response.StatusCode}: {detail}")).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
            HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests => ExitCode.Conflict,
            HttpStatusCode.NotFound => ExitCode.NotFound,
            _ => ExitCode.Unreachable,
        };
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));

    private static Row[] Rows(JsonDocument list) => [.. list.RootElement.GetProperty("items").EnumerateArray().Select(Row.Of)];

    private sealed record Request(string Action, string[] Ids, bool Expired, string? Url, string Data, int KeepDays);

    private sealed record Row(string Id, string AsOf, string Hash, long Accounts, long Items, long Bytes, string KeptUntil, bool Expired)
    {
        public static Row Of(JsonElement e) => new(
            e.GetProperty("id").GetString()!,
            e.GetProperty("asOf").GetString()!,
            e.GetProperty("hash").GetString()!,
            e.GetProperty("accounts").GetInt64(),
            e.GetProperty("items").GetInt64(),
            e.GetProperty("bytes").GetInt64(),
            e.GetProperty("keptUntil").GetString()!,
            e.GetProperty("expired").GetBoolean());

        public static Row Of(KeptSnapshot s, int keepDays) => new(
            s.Id,
            SimTime.Text(s.Facts.AsOf),
            s.Facts.Hash,
            s.Facts.Accounts,
            s.Facts.Items,
            s.Bytes,
            SimTime.Text(s.Facts.AsOf + (keepDays * (long)SimTime.Day)),
            s.Expired);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"as of {AsOf}, snapshot {Hash}, {Accounts:#,0} accounts, {Items:#,0} open items, {Bytes / 1e6:0.0} MB, to be kept until {KeptUntil}{(Expired ? ", which is over" : "")}");
    }
}
