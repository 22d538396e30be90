using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Planner.Plans;
using CeeOrleans.Service;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Planner.Runs;

/// <summary>A run in the API.</summary>
/// <param name="Before">Runs that come before it, while it waits.</param>
/// <param name="Fraction">Of the run, 0 to 1.</param>
/// <param name="Snapshot">The snapshot of the live accounts that it starts from; null when it starts from none, or not yet.</param>
public sealed record RunDocument(string Id, string Title, string Scenario, IReadOnlyDictionary<string, string> Changes, string[] Compares, string By, string State, string Asked, string? Started, string? Ended, string? Error, int Before, double Fraction, string? Phase, int? Replication, string? Day, string? Snapshot);

/// <summary>What is to be run: a scenario with changes, or two runs to compare.</summary>
internal sealed record RunRequestDocument(string? Scenario = null, string? Title = null, IReadOnlyDictionary<string, string>? Changes = null, string[]? Compare = null);

internal sealed record ScenarioDocument(string Name, string Title, string Description);

/// <summary>Runs over HTTP: <c>/v1/scenarios</c> and <c>/v1/runs</c>.</summary>
internal sealed class RunEndpoints(ScenarioShelf shelf, RunQueue queue)
{
    public static readonly AccessRule Planners = new(false, ServiceRole.Planner, ServiceRole.Administrator);
    public static readonly AccessRule Readers = new(false, ServiceRole.Planner, ServiceRole.Auditor, ServiceRole.Administrator);

    private const int MostBytes = 16 * 1024;
    private const int MostTitle = 100;
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, MaxDepth = 4, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi(HttpMethod.Get, "/v1/scenarios", (HttpContext c) => AnswerAsync(c, 200, new PageDocument<ScenarioDocument>([.. shelf.List().Select(s => new ScenarioDocument(s.Name, s.Title, s.Description))], null)))
            .Describes("listRunScenarios", "Scenarios that may be run", "By name.").WithMetadata(Readers).Produces<PageDocument<ScenarioDocument>>().Refuses(401, 403);
        routes.MapApi(HttpMethod.Get, "/v1/runs", (HttpContext c) => ListAsync(c))
            .Describes("listRuns", "Runs and comparisons", "The newest first.").WithMetadata(Readers, ApiParameter.Cursor, ApiParameter.Limit).Produces<PageDocument<RunDocument>>().Refuses(400, 401, 403);
        routes.MapApi(HttpMethod.Post, "/v1/runs", (HttpContext c) => AskAsync(c))
            .Describes("startRun", "Start a run, or compare two", "Taken into the queue. A repeat with the same Idempotency-Key is the same run.")
            .WithMetadata(Planners, ApiParameter.Header("Idempotency-Key", "1 to 64 visible characters.", needed: true), new ApiBody(typeof(RunRequestDocument))).Produces<RunDocument>(StatusCodes.Status202Accepted).Refuses(400, 401, 403, 409, 413);
        routes.MapApi(HttpMethod.Get, "/v1/runs/{id}", (HttpContext c, string id) => LookAsync(c, id))
            .Describes("lookRun", "A run", "Where it is, and what became of it.").WithMetadata(Readers).Produces<RunDocument>().Refuses(401, 403, 404);
        routes.MapApi(HttpMethod.Delete, "/v1/runs/{id}", (HttpContext c, string id) => CancelAsync(c, id))
            .Describes("cancelRun", "Cancel a run", "One's own, or as administrator any. What is over stays as it is.").WithMetadata(Planners).Produces<RunDocument>(StatusCodes.Status202Accepted).Refuses(401, 403, 404);
        routes.MapApi(HttpMethod.Get, "/v1/runs/{id}/result", (HttpContext c, string id) => ResultAsync(c, id))
            .Describes("readRunResult", "The result of a run", "run.json or comparison.json, as the command writes it.").WithMetadata(Readers).Produces<object>().Refuses(401, 403, 404);
    }

    public static RunDocument DocumentOf((RunRecord Record, RunStep? Step, int Before) run) => new(
        run.Record.Id,
        run.Record.Title,
        run.Record.Scenario,
        run.Record.Changes,
        [.. run.Record.Compares],
        run.Record.By,
        JsonNamingPolicy.CamelCase.ConvertName(run.Record.State.ToString()),
        Time(run.Record.Asked)!,
        Time(run.Record.Started),
        Time(run.Record.Ended),
        run.Record.Error,
        run.Before,
        run.Record.State == RunState.Done ? 1 : run.Step?.Fraction ?? 0,
        run.Step?.Phase,
        run.Step?.Replication,
        run.Step?.Day,
        run.Record.Snapshot);

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AnswerAsync<T>(HttpContext context, int status, T document)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(document, JsonSerializerOptions.Web);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        int limit = 50;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 500))
        {
            await Problems.WriteAsync(context, 400, "Wrong list", "limit is 1 to 500.").ConfigureAwait(false);
            return;
        }

        ImmutableArray<RunRecord> all = queue.List();
        int from = 0;
        if (query["cursor"].ToString() is { Length: > 0 } cursor && (from = all.ToList().FindIndex(r => r.Id == cursor) + 1) == 0)
        {
            await Problems.WriteAsync(context, 400, "Wrong list", "This cursor is none of this list.").ConfigureAwait(false);
            return;
        }

        RunRecord[] page = [.. all.Skip(from).Take(limit)];
        await AnswerAsync(context, 200, new PageDocument<RunDocument>([.. page.Select(r => queue.Find(r.Id)).OfType<(RunRecord, RunStep?, int)>().Select(DocumentOf)], from + page.Length < all.Length ? page[^1].Id : null)).ConfigureAwait(false);
    }

    private async Task AskAsync(HttpContext context)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string idempotency = context.Request.Headers["Idempotency-Key"].ToString();
        if (idempotency.Length is 0 or > 64 || !idempotency.All(c => c is > ' ' and <= '~'))
        {
            await Problems.WriteAsync(context, 400, "Idempotency-Key is missing", "A run carries the header Idempotency-Key: 1 to 64 visible characters, the same when it is sent again.").ConfigureAwait(false);
            return;
        }

        if (await Bodies.ReadAsync(context, MostBytes).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        RunRequestDocument? asked = null;
        try
        {
            asked = JsonSerializer.Deserialize<RunRequestDocument>(body, Strict);
        }
        catch (JsonException)
        {
            // Told below, like everything that is no request.
        }

        bool compares = asked?.Compare is { Length: 2 } && asked.Scenario is null && asked.Changes is null && asked.Compare.All(c => c is not null);
        bool runs = asked is { Scenario: not null, Compare: null } && (asked.Changes?.Values.All(v => v is not null) ?? true);
        if (asked is null || !(compares || runs) || asked.Title?.Length > MostTitle || asked.Title?.Any(char.IsControl) == true)
        {
            await Problems.WriteAsync(context, 400, "This is no run", "Give scenario, and changes as values by path; or compare, two runs. A title has at most 100 characters.").ConfigureAwait(false);
            return;
        }

        try
        {
            RunRecord taken;
            if (compares)
            {
                taken = queue.AskComparison(grant.KeyId, grant.Actor, idempotency, asked.Compare![0], asked.Compare[1]);
            }
            else
            {
                if (!shelf.Has(asked.Scenario!))
                {
                    await Problems.WriteAsync(context, 400, "There is no such scenario", "GET /v1/scenarios names those that are there.").ConfigureAwait(false);
                    return;
                }

                ImmutableSortedDictionary<string, string> changes = (asked.Changes ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);
                CheckedPlan plan = shelf.Check(asked.Scenario!, changes);
                if (plan.Inputs is null)
                {
                    await Problems.WriteAsync(context, 400, "This plan is wrong", "Nothing was run.", errors: [.. plan.Errors.Select(e => e.Path.Length > 0 ? $"{e.Path}: {e.Message}" : e.Message)]).ConfigureAwait(false);
                    return;
                }

                taken = queue.Ask(grant, idempotency, asked.Title is { Length: > 0 } title ? title : plan.Inputs.Name, asked.Scenario!, changes, plan.Inputs.AwaitsSnapshot);
            }

            Audited.About(context, taken.Id);
            context.Response.Headers.Location = $"/v1/runs/{taken.Id}";
            await AnswerAsync(context, StatusCodes.Status202Accepted, DocumentOf(queue.Find(taken.Id)!.Value)).ConfigureAwait(false);
        }
        catch (RunRefusedException e)
        {
            if (e.Full)
            {
                context.Response.Headers.RetryAfter = "30";
            }

            await Problems.WriteAsync(context, e.Full ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict, "This run is not taken", e.Message).ConfigureAwait(false);
        }
    }

    private Task LookAsync(HttpContext context, string id) =>
        queue.Find(id) is { } run ? AnswerAsync(context, 200, DocumentOf(run)) : Problems.NotFoundAsync(context);

    private Task CancelAsync(HttpContext context, string id)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (queue.Find(id) is not { } run || !MayCancel(grant, run.Record))
        {
            return Problems.NotFoundAsync(context);
        }

        queue.Cancel(id, grant.Actor);
        return AnswerAsync(context, StatusCodes.Status202Accepted, DocumentOf(queue.Find(id)!.Value));
    }

    /// <summary>Its own runs, and the administrator all.</summary>
    public static bool MayCancel(Grant grant, RunRecord run) => grant.Role == ServiceRole.Administrator || (grant.Role == ServiceRole.Planner && grant.KeyId == run.KeyId);

    private Task ResultAsync(HttpContext context, string id)
    {
        if ((queue.FileOf(id, "run.json") ?? queue.FileOf(id, "comparison.json")) is not { } file)
        {
            return Problems.NotFoundAsync(context);
        }

        context.Response.ContentType = "application/json";
        return context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
