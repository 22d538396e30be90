using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Endpoints;

/// <summary>Accounts: the page of one, commands to it, and look-ups.</summary>
internal static class AccountEndpoints
{
    private static readonly string[] Filters = ["name", "center", "manager"];
    private static readonly AccessRule Readers = new(false, ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator);
    private static readonly AccessRule Writers = new(false, ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Administrator);
    private static readonly AccessRule Searchers = new(false, ServiceRole.Auditor, ServiceRole.Administrator);

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts, AccountDoor door)
    {
        routes.MapApi(HttpMethod.Get, "/v1/accounts/{ior}", (HttpContext c, string ior) => LookAsync(c, ior, facts, door))
            .Describes("lookAccount", "The account of an importer of record", "Its status, Center and why, trusted or not and why, open items with due times, holds, history by port and contacts.")
            .WithMetadata(Readers, ApiParameter.Header("If-None-Match", "ETag of the version that the caller has."))
            .Produces<AccountDocument>()
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(401, 403, 404);
        routes.MapApi(HttpMethod.Post, "/v1/accounts/{ior}/commands", (HttpContext c, string ior) => DoAsync(c, ior, facts, door))
            .Describes("sendCommand", "Send a command to an account", "Answered once it is durable. A repeat with the same Idempotency-Key gets the same answer and changes nothing.")
            .WithMetadata(Writers, ApiParameter.Header("Idempotency-Key", "1 to 64 visible characters, the same when the command is sent again.", needed: true), ApiParameter.Header("If-Match", "ETag of the version that the caller saw; another version refuses the command."))
            .WithMetadata(new ApiBody(typeof(CommandDocument)), new OwnIntent())
            .Produces<AnswerDocument>()
            .Produces<AnswerDocument>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 412, 413);
        routes.MapApi(HttpMethod.Get, "/v1/accounts", (HttpContext c) => SearchAsync(c, facts))
            .Describes("findAccounts", "Look accounts up by name, Center or account manager", "Exactly one of name, center and manager.")
            .WithMetadata(Searchers, ApiParameter.Query("name", "Words; each begins a word of the name."), ApiParameter.Query("center", "Three-digit code."), ApiParameter.Query("manager", "Name of the account manager."), ApiParameter.Cursor, ApiParameter.Limit)
            .Produces<PageDocument<AccountRowDocument>>()
            .Refuses(400, 401, 403);
    }

    private static async Task LookAsync(HttpContext context, string text, ServiceFacts facts, AccountDoor door)
    {
        if (await door.LookAsync(context, text).ConfigureAwait(false) is not { } page)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        string tag = facts.Tag(page.Version);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = page.Json.Length;
        await context.Response.Body.WriteAsync(page.Json, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task DoAsync(HttpContext context, string text, ServiceFacts facts, AccountDoor door)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (!AccountDoor.MaySeek(grant, text))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        string id = context.Request.Headers["Idempotency-Key"].ToString();
        if (id.Length is 0 or > CommandEnvelope.MostCharacters || !id.All(c => c is > ' ' and <= '~'))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Idempotency-Key is missing", $"Every command carries the header Idempotency-Key: 1 to {CommandEnvelope.MostCharacters} visible characters, the same when it is sent again.").ConfigureAwait(false);
            return;
        }

        long version = 0;
        string match = context.Request.Headers.IfMatch.ToString();
        if (match.Length > 0 && !facts.TryVersion(match, out version))
        {
            await Problems.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "Another version", "If-Match is no version of this account in this store.").ConfigureAwait(false);
            return;
        }

        if (await Bodies.ReadAsync(context, CommandJson.MostBytes).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        string name;
        AccountCommand command;
        try
        {
            command = CommandJson.Read(body);
            using JsonDocument document = JsonDocument.Parse(body);
            name = document.RootElement.GetProperty("command").GetString()!;
        }
        catch (CommandFormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This is no command", $"{e.Errors.Length} thing(s) are wrong.", errors: e.Errors).ConfigureAwait(false);
            return;
        }

        DoorAnswer said = await door.DoAsync(context, text, id, body, name, version).ConfigureAwait(false);
        if (said.Forbidden)
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
            return;
        }

        if (said.Answer is not { } answer)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        await AnswerAsync(context, answer, command, facts).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, AnswerMessage answer, AccountCommand command, ServiceFacts facts)
    {
        if (!answer.Done)
        {
            int status = answer.Refusal switch
            {
                Refusal.NoAccount => StatusCodes.Status404NotFound,
                Refusal.NotThere => StatusCodes.Status404NotFound,
                Refusal.Invalid => StatusCodes.Status400BadRequest,
                Refusal.Stale => StatusCodes.Status412PreconditionFailed,
                _ => StatusCodes.Status409Conflict,
            };
            if (answer.Refusal == Refusal.NoAccount)
            {
                await Problems.NotFoundAsync(context).ConfigureAwait(false);
                return;
            }

            await Problems.WriteAsync(context, status, "Refused", answer.Reason ?? "", CommandJson.Name(answer.Refusal)).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = command is OpenAccount ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        context.Response.Headers.ETag = facts.Tag(answer.Version);
        await Json.WriteAsync(context, json =>
        {
            json.WriteBoolean("done", true);
            json.WriteNumber("version", answer.Version);
            if (answer.Case is { } about)
            {
                json.WriteNumber("case", about);
            }

            json.WriteString("at", Domain.Calendars.SimTime.Text(answer.At));
        }).ConfigureAwait(false);
    }

    private static async Task SearchAsync(HttpContext context, ServiceFacts facts)
    {
        IQueryCollection query = context.Request.Query;
        string[] given = [.. Filters.Where(query.ContainsKey)];
        if (given.Length != 1 || !Json.TryPaging(query, out string? cursor, out int limit))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong look-up", $"Give one of name, center and manager, and a limit from 1 to {AccountRows.MostInPage}.").ConfigureAwait(false);
            return;
        }

        string value = query[given[0]].ToString();
        Page<AccountRow> page;
        try
        {
            page = facts.Directory is { } directory ? await directory.ListAsync(given[0][0], value, cursor, limit, context.RequestAborted).ConfigureAwait(false) : given[0] switch
            {
                "name" => await facts.Rows.ByNameAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
                "center" => await facts.Rows.ByCenterAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
                _ => await facts.Rows.ByManagerAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
            };
        }
        catch (FormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong look-up", e.Message).ConfigureAwait(false);
            return;
        }

        AuditEntry.Of(context)?.Shows(page.Items.Select(r => r.Ior));
        await Json.WritePageAsync(context, page, (json, row) =>
        {
            json.WriteString("ior", row.Ior);
            json.WriteString("name", row.Name);
            json.WriteString("company", row.Company);
            json.WriteString("manager", row.Manager);
            json.WriteString("center", row.Center);
            json.WriteBoolean("trusted", row.Trusted);
            json.WriteNumber("version", row.Version);
        }).ConfigureAwait(false);
    }
}
