using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CeeOrleans.Planner.Plans;
using CeeOrleans.Planner.Runs;
using CeeOrleans.Service;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Planner.Site;

/// <summary>The planner's pages: choose a scenario, change its main inputs, start it, watch it, open its report, compare two.</summary>
internal sealed class PlanPages(ScenarioShelf shelf, RunQueue queue)
{
    private const int MostTitle = 100;

    /// <summary>Streams of progress at once.</summary>
    private const int MostWatchers = 100;

    private static readonly AccessRule Planners = RunEndpoints.Planners with { Page = true };
    private static readonly AccessRule Readers = RunEndpoints.Readers with { Page = true };

    private int watchers;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/plans", c => Pages.RenderAsync<PlanList>(c, 200, "Plans", ("Scenarios", shelf.List()))).WithMetadata(Planners);
        routes.MapGet("/plans/{name}", AgainAsync).WithMetadata(Planners);
        routes.MapPost("/plans/{name}", StartAsync).WithMetadata(Planners);
        routes.MapGet("/runs", c => RunsAsync(c, null)).WithMetadata(Readers);
        routes.MapPost("/runs/compare", CompareAsync).WithMetadata(Planners);
        routes.MapGet("/runs/{id}", ShowAsync).WithMetadata(Readers);
        routes.MapPost("/runs/{id}/cancel", CancelAsync).WithMetadata(Planners);
        routes.MapGet("/runs/{id}/report", ReportAsync).WithMetadata(Readers);
        routes.MapGet("/runs/{id}/events", WatchAsync).WithMetadata(Readers, new DisableRequestTimeoutAttribute());
    }

    /// <summary>The form, filled in as an earlier run of the scenario when the query names one.</summary>
    private Task AgainAsync(HttpContext context) =>
        queue.Find(context.Request.Query["from"].ToString()) is { } run && run.Record.Scenario == (string)context.Request.RouteValues["name"]!
            ? FormAsync(context, new Dictionary<string, string>(run.Record.Changes), run.Record.Title, [])
            : FormAsync(context, new Dictionary<string, string>(), "", []);

    private async Task FormAsync(HttpContext context, Dictionary<string, string> said, string title, List<(string Path, string Message)> errors)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        if (shelf.List().FirstOrDefault(s => s.Name == name) is not { } scenario)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        await Pages.RenderAsync<PlanForm>(
            context,
            errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            scenario.Title,
            ("Scenario", scenario),
            ("Values", shelf.Check(name, ImmutableDictionary<string, string>.Empty).Values),
            ("Said", said),
            ("RunTitle", title),
            ("Errors", errors)).ConfigureAwait(false);
    }

    private async Task StartAsync(HttpContext context)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string name = (string)context.Request.RouteValues["name"]!;
        if (!shelf.Has(name))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        string title = form["title"].ToString().Trim();
        ImmutableSortedDictionary<string, string> values = shelf.Check(name, ImmutableDictionary<string, string>.Empty).Values;

        // A field that says what the scenario says changes nothing, and an empty one neither.
        Dictionary<string, string> said = PlanInput.All.Where(i => values.ContainsKey(i.Path) && form.ContainsKey(i.Field)).ToDictionary(i => i.Path, i => form[i.Field].ToString().Trim());
        ImmutableSortedDictionary<string, string> changes = said.Where(s => s.Value.Length > 0 && s.Value != values[s.Key]).ToImmutableSortedDictionary(StringComparer.Ordinal);
        CheckedPlan plan = shelf.Check(name, changes);
        List<(string, string)> errors = [.. plan.Errors];
        if (title.Length is 0 or > MostTitle || title.Any(char.IsControl))
        {
            errors.Insert(0, ("title", $"A name has 1 to {MostTitle} characters."));
        }

        if (errors.Count > 0)
        {
            await FormAsync(context, said, title, errors).ConfigureAwait(false);
            return;
        }

        try
        {
            RunRecord taken = queue.Ask(grant, IdOf(form), title, name, changes, plan.Inputs!.AwaitsSnapshot);
            SeeOther(context, $"/runs/{taken.Id}");
        }
        catch (RunRefusedException e)
        {
            await FormAsync(context, said, title, [("", e.Message)]).ConfigureAwait(false);
        }
    }

    private Task RunsAsync(HttpContext context, string? refused)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        return Pages.RenderAsync<RunList>(context, refused is null ? 200 : 409, "Runs", ("Runs", queue.List()), ("MayCompare", Planners.Roles.Contains(grant.Role)), ("Refused", refused));
    }

    private async Task CompareAsync(HttpContext context)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            RunRecord taken = queue.AskComparison(grant.KeyId, grant.Actor, IdOf(form), form["first"].ToString(), form["second"].ToString());
            SeeOther(context, $"/runs/{taken.Id}");
        }
        catch (RunRefusedException e)
        {
            await RunsAsync(context, e.Message).ConfigureAwait(false);
        }
    }

    private Task ShowAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (queue.Find(id) is not { } run)
        {
            return Problems.NotFoundAsync(context);
        }

        Grant grant = context.Features.GetRequiredFeature<Grant>();
        RunRecord record = run.Record;
        ImmutableArray<(string Id, string? Title)> compared = [.. record.Compares.Select(c => (c, queue.Find(c)?.Record.Title))];
        return Pages.RenderAsync<RunPage>(
            context,
            200,
            record.Title,
            ("Run", record),
            ("Now", RunEndpoints.DocumentOf(run)),
            ("MayCancel", !record.IsOver && RunEndpoints.MayCancel(grant, record)),
            ("MayRepeat", record.IsOver && Planners.Roles.Contains(grant.Role) && (record.IsComparison ? compared.All(c => c.Title is not null) : shelf.Has(record.Scenario))),
            ("Compared", compared),
            ("HasReport", queue.FileOf(id, "report.html") is not null));
    }

    private async Task CancelAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (queue.Find(id) is not { } run || !RunEndpoints.MayCancel(context.Features.GetRequiredFeature<Grant>(), run.Record))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        queue.Cancel(id, context.Features.GetRequiredFeature<Grant>().Actor);
        SeeOther(context, $"/runs/{id}");
    }

    private Task ReportAsync(HttpContext context)
    {
        if (queue.FileOf((string)context.Request.RouteValues["id"]!, "report.html") is not { } file)
        {
            return Problems.NotFoundAsync(context);
        }

        // A page of its own: pictures and style inside, nothing loaded, no script.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private async Task WatchAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (queue.Find(id) is null)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        if (Interlocked.Increment(ref watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref watchers);
            await Problems.TooManyAsync(context, TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            return;
        }

        try
        {
            using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, queue.Stopping);
            await TypedResults.ServerSentEvents(StepsAsync(id, ends.Token)).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any more, or the service stops.
        }
        finally
        {
            Interlocked.Decrement(ref watchers);
        }
    }

    private async IAsyncEnumerable<SseItem<string>> StepsAsync(string id, [EnumeratorCancellation] CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task change = queue.ChangeOf(id);
            if (queue.Find(id) is not { } run)
            {
                yield break;
            }

            yield return new SseItem<string>(JsonSerializer.Serialize(RunEndpoints.DocumentOf(run), JsonSerializerOptions.Web), run.Record.IsOver ? "over" : "step");
            if (run.Record.IsOver)
            {
                yield break;
            }

            await change.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>The identity that the form was given when it was shown; one of its own when it has none.</summary>
    private static string IdOf(IFormCollection form) => form["id"].ToString() is { Length: 32 } id && id.All(char.IsAsciiHexDigitLower) ? id : Guid.NewGuid().ToString("N");

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }
}
